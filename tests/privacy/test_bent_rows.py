"""A disk bends what rests without a seal: nobody comes in by it, nothing is told of it, and the operator hears so."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.cli import figures
from bot.doctor import Verdict, _store
from bot.report.lines import LINES
from storage.members import Count
from tests.report.stores import demonstration, made
from tests.storage.opening import opened
from tests.storage.samples import LATER, NOW, TALLY, digest, key
from tests.telegram.ward import Ward

FIRST = 2025 * 4 + 1


def bend(path: Path, *changes: str) -> None:
    """Change rows without their checks, as a failing disk does."""
    with closing(sqlite3.connect(path, isolation_level=None)) as disk:
        for change in changes:
            assert disk.execute(change).rowcount == 1


async def test_a_member_who_was_bent_is_out_and_that_is_told(ward: Ward) -> None:
    """Another role than was given is no role at all; the log and the figures say that rows are bent, once."""
    nurse = await ward.member()
    assert await ward.running.access.admits(nurse.id)
    bend(ward.settings.store, "UPDATE members SET role = 3")
    assert not await ward.running.access.admits(nurse.id)
    assert [one.verdict async for one in _store(ward.settings)] == [Verdict.FINE, Verdict.ODD]
    for _ in range(2):
        await ward.later(hours=1)
    told = [line for line in ward.running.meter.text().decode().splitlines() if 'event="rows.failed"' in line]
    assert told[0].endswith(" 1.0")
    assert await ward.running.store.bent() == 0
    await nurse.opens(await ward.link())
    await ward.settled()
    assert await ward.running.access.admits(nurse.id)


async def test_each_kind_of_row_is_left_out(tmp_path: Path) -> None:
    """A count, a member and a link: told apart from those that are as they were."""
    path = made(tmp_path / "waymark.sqlite")
    store = opened(path)
    for number in range(3):
        await store.commit(key(number), expected=None, revision=1, record=bytes(8), expires=LATER)
        tally = TALLY._replace(reason=number)
        await store.commit(key(number), expected=1, revision=2, record=None, expires=LATER, tally=tally)
        for place in (number, number + 50):
            await store.members.invite(digest(place), role=number, expires=LATER)
        await store.members.redeem(digest(number), key=key(number), now=NOW, expires=LATER)
    bend(
        path,
        "UPDATE tallies SET n = 40 WHERE reason = 1",
        "UPDATE members SET expires = expires + 1 WHERE role = 1",
        "UPDATE invites SET role = 0 WHERE role = 2",
    )
    assert await store.bent() == 3
    assert [tally.reason for tally, _ in await store.tallies()] == [0, 2]
    assert [await store.members.role(key(number), NOW) for number in range(3)] == [0, None, 2]
    assert await store.members.counts(NOW) == [Count(0, 1, 1), Count(1, 0, 1), Count(2, 1, 0)]
    assert await store.members.redeem(digest(52), key=key(9), now=NOW, expires=LATER) is None
    await store.commit(key(9), expected=None, revision=1, record=bytes(8), expires=LATER)
    tally = TALLY._replace(reason=1)
    await store.commit(key(9), expected=1, revision=2, record=None, expires=LATER, tally=tally)
    assert dict(await store.tallies())[tally] == 1
    assert await store.members.sweep(NOW) == 2
    assert await store.bent() == 0
    await store.close()


def test_a_report_leaves_a_bent_count_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It says so beside the figures, and `disclose` shows the row with a word about it."""
    path = made(tmp_path / "w.sqlite", [(FIRST, 0, 1, 0, 5, 0, 41), (FIRST, 0, 1, 0, 4, 0, 60)])
    bend(path, "UPDATE tallies SET n = 900 WHERE outcome = 4")
    assert figures.report(demonstration(tmp_path), path, "csv", None) == 0
    said = capsys.readouterr()
    assert f"2025 Q2,{LINES['informed']},40" in said.out
    assert f"2025 Q2,{LINES['help']},\n" in said.out
    assert said.err == "1 counts do not hold their check, so a disk has bent them: they are left out.\n"
    assert figures.disclose(path, as_json=False) == 0
    told = capsys.readouterr().out
    assert "900" in told
    assert "1 rows do not hold their check" in told
