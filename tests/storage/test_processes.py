"""Two processes on one file: each change is made by exactly one of them, and each is counted once."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import ExitStack
from pathlib import Path

import pytest

from storage.errors import Busy
from tests.storage.opening import opened
from tests.storage.processes import hear, records_on_disk, rest, start_together, tell, worker
from tests.storage.samples import LATER, NOW, TALLY, digest, key, record, timer


def race(command: str, path: Path, last: int, racers: int = 2) -> list[list[str]]:
    """Let several processes loose on one file and return what each of them says it did."""
    with ExitStack() as stack:
        processes = [stack.enter_context(worker(command, path, who, last)) for who in range(racers)]
        start_together(processes)
        return [rest(process) for process in processes]


async def check_race(path: Path, command: str, last: int, racers: int, prizes: set[str]) -> None:
    """Race, then see that each prize was won once, and that the file counts for each racer what it won."""
    said = await asyncio.to_thread(race, command, path, last, racers)
    assert Counter(line for lines in said for line in lines) == Counter(prizes)
    store = opened(path)
    counted = {tally.reason: n for tally, n in await store.tallies()}
    assert counted == {who: len(lines) for who, lines in enumerate(said) if lines}
    await store.close()


async def check_climb(path: Path, last: int, racers: int) -> None:
    """Race three sessions up to the last revision."""
    steps = {f"{session} {at}" for session in range(3) for at in range(1, last + 1)}
    await check_race(path, "climb", last, racers, steps)


async def test_each_revision_has_one_winner_and_one_count(path: Path) -> None:
    """Two processes press the same cards as fast as they can; nothing is won twice, nothing is lost."""
    await check_climb(path, last=20, racers=2)


@pytest.mark.long
async def test_each_revision_has_one_winner_among_many(path: Path) -> None:
    """The same with five processes and a thousand revisions."""
    await check_climb(path, last=350, racers=5)


async def test_each_conversation_has_one_end_and_one_count(path: Path) -> None:
    """Two processes end the same conversations: each is ended by one and counted once."""
    store = opened(path)
    for number in range(40):
        await store.commit(key(number), expected=None, revision=1, record=record(number), expires=LATER)
    await store.close()
    await check_race(path, "end", 40, 2, set(map(str, range(40))))
    assert records_on_disk(path) == set()


async def test_a_link_lets_in_one_of_two_processes(path: Path) -> None:
    """Two processes redeem the same links: each link works once."""
    store = opened(path)
    for number in range(30):
        await store.members.invite(digest(number), role=number, expires=LATER)
    said = await asyncio.to_thread(race, "redeem", path, 30)
    assert Counter(line for lines in said for line in lines) == Counter(map(str, range(30)))
    assert sum(count.invites for count in await store.members.counts(NOW)) == 0
    await store.close()


async def test_a_timer_is_done_by_one_of_two_processes(path: Path) -> None:
    """Two processes empty the list of due timers: each is done once."""
    store = opened(path)
    for number in range(20):
        timers = [timer(2 * number, NOW - number), timer(2 * number + 1)]
        await store.commit(key(number), expected=None, revision=0, record=None, expires=NOW, timers=timers)
    said = await asyncio.to_thread(race, "claim", path, 0)
    assert Counter(line for lines in said for line in lines) == Counter(map(str, range(40)))
    await store.close()


@pytest.mark.parametrize("lock", ["hold", "write", "read"])
async def test_a_lock_held_by_another_process_ends_in_busy(path: Path, lock: str) -> None:
    """While a stranger holds the file no commit gets through; nothing has changed, and afterwards all works."""
    store = opened(path, patience=0.1)
    await store.commit(key(1), expected=None, revision=1, record=record(1), expires=NOW)
    with worker(lock, path) as stranger:
        assert hear(stranger) == "holding"
        with pytest.raises(Busy):
            await store.commit(key(1), expected=1, revision=2, record=record(2), expires=NOW, tally=TALLY)
        with pytest.raises(Busy):
            await store.delete(key(1))
        tell(stranger)
        assert hear(stranger) == "released"
    assert await store.tallies() == []
    assert await store.commit(key(1), expected=1, revision=2, record=record(2), expires=NOW, tally=TALLY)
    await store.close()


async def test_opening_a_held_file_ends_in_busy(path: Path) -> None:
    """A file that somebody holds cannot be opened as a store, and can be as soon as it is free."""
    await opened(path).close()
    with worker("hold", path) as stranger:
        assert hear(stranger) == "holding"
        with pytest.raises(Busy):
            opened(path, patience=0.05)
        tell(stranger)
        assert hear(stranger) == "released"
    await opened(path, patience=0.05).close()


async def test_the_event_loop_goes_on_while_a_commit_waits(path: Path) -> None:
    """A waiting commit does not stop the other tasks: one of them lets the stranger go, and it gets through."""
    store = opened(path, patience=60)
    with worker("hold", path) as stranger:
        assert hear(stranger) == "holding"
        commit = asyncio.create_task(store.commit(key(1), expected=None, revision=1, record=record(1), expires=NOW))
        for _ in range(20):
            await asyncio.sleep(0.001)
        assert not commit.done()
        tell(stranger)
        assert await commit
    await store.close()
