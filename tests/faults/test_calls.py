"""Whichever call of the system fails, in any way: no acknowledged step is lost, and a person is told kindly."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.runtime import Carried
from storage.base import Stored
from storage.sqlite import SqliteStore
from tests.faults import calls, console
from tests.faults.calls import Fault
from tests.faults.nursery import Nursery
from tests.faults.story import SHIFT, states
from tests.storage.opening import shared_ring
from tests.storage.samples import LATER, key, record


def test_the_shift_touches_all_there_is() -> None:
    """It counts, wipes, changes its keys and leaves a talk open: what is struck here is all that a store does."""
    rests = states()
    assert len(rests) == len(SHIFT) + 2
    assert [state.counted for state in rests][-1] == 2
    assert sum(state.session is None for state in rests) == 4


def test_any_call_may_fail_in_any_way(nursery: Nursery, tmp_path: Path) -> None:
    """Some of each way, drawn by chance; the first of each on a disk, the others in memory. The long form does all."""
    planned = calls.faults(calls.dry_run(nursery))
    chance = random.Random(6)  # noqa: S311 - not a secret
    ways = sorted({fault.way for fault in planned})
    assert len(ways) == 6
    for way in ways:
        drawn = chance.sample([fault for fault in planned if fault.way == way], 5)
        for number, fault in enumerate(drawn):
            assert not calls.strike(nursery, fault, None if number else tmp_path), fault
    for fault in calls.short_writes(8, chance):
        assert not calls.strike(nursery, fault), fault


def test_the_whole_program_under_failing_calls(nursery: Nursery) -> None:
    """From its command line on, with names typed among the answers: it goes on next time, and no name is anywhere."""
    tally = console.run(nursery, 6)
    assert tally.words == []
    assert tally.injected.total() > 2


def test_a_change_of_keys_may_fail(nursery: Nursery) -> None:
    """The calls on the keys alone, some of each: the talk goes on or is told, and the next start has keys."""
    names = calls.dry_run(nursery)
    for name in ("link", "rename", "fsync"):
        for way in ("EIO", "killed before", calls.KILLED_AFTER):
            fault = random.Random(name + way).choice(  # noqa: S311 - not a secret
                [one for one in calls.faults(names) if one.way == way and one.name == name] or [Fault(way, name, 1)]
            )
            assert not calls.strike(nursery, fault), fault


@pytest.mark.parametrize("moved_on", [False, True])
async def test_a_talk_that_could_not_be_wiped_makes_room_for_the_next(tmp_path: Path, moved_on: bool) -> None:
    """The end meets a lock, which then goes: the next talk takes the old row's place, unless somebody moved it on."""
    path = tmp_path / "waymark.sqlite"
    carried = Carried(SqliteStore(path, shared_ring(), patience=0.01))
    assert await carried.commit(key(1), expected=None, revision=1, record=record(1), expires=LATER)
    assert await carried.commit(key(1), expected=1, revision=2, record=record(2), expires=LATER)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert await carried.commit(key(1), expected=2, revision=3, record=None, expires=0)
    assert list(carried.unwiped) == [key(1)]
    second = SqliteStore(path, shared_ring())
    if moved_on:
        assert await second.commit(key(1), expected=2, revision=3, record=record(4), expires=LATER)
    began = await carried.commit(key(1), expected=None, revision=1, record=record(3), expires=LATER)
    assert began is not moved_on
    assert list(carried.unwiped) == []
    assert await carried.load(key(1)) == await second.load(key(1))
    assert await second.load(key(1)) == (Stored(3, record(4), LATER) if moved_on else Stored(1, record(3), LATER))
    await second.close()
    await carried.close()
