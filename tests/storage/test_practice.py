"""The stores of practice keep one contract; the file is a file of its own, says nothing, and survives being killed."""

from __future__ import annotations

import asyncio
import random
import re
import signal
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest

from storage.epochs import Instant
from storage.errors import NotOurs
from storage.practice import ATTEMPT, DRILL, KINDS, ROOM, Kept, PracticeStore
from storage.practice_memory import MemoryPracticeStore
from storage.practice_rows import BODY_BYTES
from storage.sqlite import SqliteStore
from tests.ending import PATIENCE, within
from tests.storage import opening
from tests.storage.practice_contract import PracticeContract
from tests.storage.practice_opening import STEPS, opened, size
from tests.storage.processes import ROOT, hear, on_disk, records_on_disk, rest
from tests.storage.samples import LATER, NOW, key, record


class TestMemory(PracticeContract):
    """The contract in memory."""

    @pytest.fixture
    async def store(self) -> AsyncIterator[PracticeStore]:
        """An empty one."""
        store = MemoryPracticeStore()
        yield store
        await store.close()


class TestSqlite(PracticeContract):
    """The contract in a file."""

    @pytest.fixture
    async def store(self, quick: Path) -> AsyncIterator[PracticeStore]:
        """An empty one."""
        store = opened(quick)
        yield store
        await store.close()


def content(path: Path) -> bytes:
    """All bytes of a file."""
    return path.read_bytes()


async def test_practice_refuses_a_file_of_real_sessions(path: Path) -> None:
    """The file that holds real conversations is left exactly as it was."""
    real = opening.opened(path)
    await real.commit(key(1), expected=None, revision=1, record=record(1), expires=LATER)
    await real.close()
    before = content(path)
    with pytest.raises(NotOurs):
        opened(path)
    assert content(path) == before


async def test_the_live_store_refuses_a_file_of_practice(path: Path) -> None:
    """And the other way round."""
    practice = opened(path)
    await practice.commit(ROOM, key(1), None, 1, record(1), LATER)
    await practice.close()
    before = content(path)
    with pytest.raises(NotOurs):
        SqliteStore(path, opening.ring_of(path), opening.LASTING)
    assert content(path) == before


async def test_the_next_start_finds_all(path: Path) -> None:
    """Closed and opened again, every kind is as it was put."""
    first = opened(path)
    for kind in KINDS:
        await first.commit(kind, key(1), None, kind, record(kind, 300), LATER)
    await first.close()
    second = opened(path)
    assert [await second.load(kind, key(1)) for kind in KINDS] == [
        Kept(kind, record(kind, 300), LATER) for kind in KINDS
    ]
    await second.close()


async def test_rooms_and_attempts_go_with_their_epoch_and_drills_stay(path: Path) -> None:
    """Moved on within each hour a room is carried over; left alone it opens no more; a drill opens after months."""
    clock = [NOW]
    store = opened(path, now=lambda: Instant(clock[0], clock[0]))
    for kind in KINDS:
        await store.commit(kind, key(kind), None, 1, record(kind), NOW + 100)
    for revision in range(1, 13):
        clock[0] += 3600
        assert await store.commit(ROOM, key(ROOM), revision, revision + 1, record(ROOM), clock[0] + 100)
    assert await store.load(ATTEMPT, key(ATTEMPT)) is None
    assert await store.load(ROOM, key(ROOM)) == Kept(13, record(ROOM), clock[0] + 100)
    assert await store.sweep(clock[0]) == 1
    clock[0] += 100 * 86400
    assert [await store.load(kind, key(kind)) is None for kind in KINDS] == [True, True, False]
    await store.close()


async def test_the_file_tells_nothing_without_its_keys(path: Path) -> None:
    """No key, no record and no finer time than an hour lies open; rows come in few sizes; only numbers and bytes."""
    store = opened(path)
    for number in range(40):
        await store.commit(ROOM, key(1 + number), None, 1, record(number, 20 + 31 * number), LATER)
    disk = on_disk(path)
    assert records_on_disk(path) == set()
    assert not [number for number in range(40) if key(1 + number) in disk]
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as stranger:
        rows = stranger.execute("SELECT * FROM practice").fetchall()
        (sql,) = stranger.execute("SELECT sql FROM sqlite_schema WHERE name = 'practice'").fetchone()
        tables = stranger.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
    assert tables == [("practice",)]
    assert {type(value) for row in rows for value in row} == {int, bytes}
    assert {len(row[5]) for row in rows} == set(BODY_BYTES[:3])
    assert {row[3] for row in rows} == {LATER // 3600}
    assert re.findall(r"length\(body\) IN \(([\d, ]+)\)", sql) == [", ".join(map(str, BODY_BYTES))]
    await store.close()


async def test_a_bent_row_is_none_and_goes(path: Path) -> None:
    """A row whose time, kind or body was changed does not open; the sweep takes it, and a new one can begin."""
    store = opened(path)
    for number in range(3):
        await store.commit(ROOM, key(number), None, 1, record(number), NOW)
    with closing(sqlite3.connect(path)) as stranger:
        for column, number in (("ends = ends - 1", 0), ("kind = 1", 1), ("body = zeroblob(314)", 2)):
            rows = stranger.execute("SELECT key FROM practice ORDER BY key").fetchall()
            stranger.execute(f"UPDATE practice SET {column} WHERE key = ?", rows[number])  # noqa: S608 - our column
        stranger.commit()
    assert [await store.load(ROOM, key(number)) for number in range(3)] == [None, None, None]
    assert await store.due(ROOM, NOW, 9) == []
    assert await store.commit(ROOM, key(0), None, 5, record(0), LATER)
    await store.sweep(NOW)
    assert await store.load(ROOM, key(0)) == Kept(5, record(0), LATER)
    await store.close()


def after(steps: int) -> dict[int, Kept]:
    """The rooms that are open after so many steps of the walk: one, or none right after an end."""
    room, revision = divmod(steps, STEPS)
    return {room: Kept(revision, record(steps - 1, size(revision)), LATER)} if revision else {}


async def standing(path: Path, near: int) -> dict[int, Kept]:
    """The rooms that are open in the file, of those that the walk can be at."""
    store = opened(path)
    rooms = range(max(near // STEPS - 1, 0), near // STEPS + 3)
    found = {room: await store.load(ROOM, key(room)) for room in rooms}
    await store.close()
    return {room: kept for room, kept in found.items() if kept is not None}


def walk_and_die(path: Path, begun: int, steps: int) -> int:
    """Let another process walk, kill it after so many steps were acknowledged; the last one that was."""
    command = [sys.executable, "-m", "tests.storage.practice_opening", str(path), str(begun)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process, within(process):
        assert hear(process) == "ready"
        heard = [hear(process) for _ in range(steps)]
        process.send_signal(signal.SIGKILL)
        heard += rest(process)
        process.wait(PATIENCE)
    return int([line for line in heard if line][-1])


async def test_killed_in_mid_commit_nothing_acknowledged_is_lost(path: Path) -> None:
    """A process is killed six times while it commits; what it had acknowledged is there, and at most one step more."""
    chance = random.Random(7)  # noqa: S311 - not a secret
    at = 0
    for _ in range(6):
        acknowledged = await asyncio.to_thread(walk_and_die, path, at, chance.randint(1, 9))
        found = await standing(path, acknowledged)
        assert found in (after(acknowledged), after(acknowledged + 1))
        at = acknowledged + (found != after(acknowledged))
        assert records_on_disk(path) == set()


async def test_a_class_room_of_the_largest_record_costs_one_row(path: Path) -> None:
    """Moving a full room on three hundred times and ending it leaves a small file with no row."""
    store = opened(path)
    for revision in range(300):
        assert await store.commit(ROOM, key(1), revision or None, revision + 1, record(revision, 16_000), LATER)
    assert await store.commit(ROOM, key(1), 300, 301, None, LATER)
    assert await store.commit(DRILL, key(1), None, 1, record(1), LATER)
    await store.sweep(NOW)
    assert len(content(path)) < 64 * 1024
    await store.close()
