"""Changes that wait together share one flush, and nothing else: each has its own answer and its own fault."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from storage.base import Stored
from storage.checks import checked
from storage.errors import Busy, DiskFull
from storage.sqlite import SqliteStore
from storage.sqlite_joining import MOST, Joining
from tests.storage.contract import StoreContract
from tests.storage.opening import opened
from tests.storage.samples import LATER, NOW, TALLY, key, record


@pytest.fixture
def begun(sqlite_store: SqliteStore) -> list[str]:
    """Every transaction that is begun from now on."""
    statements: list[str] = []
    sqlite_store._file._connection.set_trace_callback(lambda sql: statements.append(sql) if "BEGIN" in sql else None)
    return statements


async def enter(store: SqliteStore, number: int, **more: Any) -> bool:
    """The first step of a session."""
    return await store.commit(key(number), expected=None, revision=1, record=record(number), expires=LATER, **more)


async def test_those_that_wait_together_share_a_transaction(sqlite_store: SqliteStore, begun: list[str]) -> None:
    """Fifty first steps at once: one transaction, and all are there."""
    assert await asyncio.gather(*(enter(sqlite_store, number) for number in range(50))) == [True] * 50
    assert len(begun) == 1
    assert [await sqlite_store.load(key(n)) for n in range(50)] == [Stored(1, record(n), LATER) for n in range(50)]


async def test_one_that_comes_alone_goes_straight_through(sqlite_store: SqliteStore, begun: list[str]) -> None:
    """Each in a transaction of its own, and done when the call returns."""
    for number in range(5):
        assert await enter(sqlite_store, number)
        assert len(begun) == number + 1


async def test_a_crowd_is_split(sqlite_store: SqliteStore, begun: list[str]) -> None:
    """More than fit into one transaction: the rest follows in the next."""
    assert all(await asyncio.gather(*(enter(sqlite_store, number) for number in range(MOST + 1))))
    assert len(begun) == 2


async def test_a_stale_one_disturbs_nobody(sqlite_store: SqliteStore, begun: list[str]) -> None:
    """Between two that fit, one that came too late: it is told so, and leaves no count."""
    await enter(sqlite_store, 1)
    answers = await asyncio.gather(
        enter(sqlite_store, 0, tally=TALLY), enter(sqlite_store, 1, tally=TALLY), enter(sqlite_store, 2, tally=TALLY)
    )
    assert list(answers) == [True, False, True]
    assert len(begun) == 2
    assert await sqlite_store.tallies() == [(TALLY, 2)]


async def test_only_what_cannot_be_done_fails(sqlite_store: SqliteStore) -> None:
    """One change of a batch breaks: it hears its own error, and the others are durable all the same."""
    joining = Joining(sqlite_store._file)

    def breaks(connection: sqlite3.Connection) -> None:
        connection.execute("INSERT INTO tallies VALUES (1, 1, 1, 1, 1, 1, 1, zeroblob(8))")
        connection.execute("INSERT INTO tallies VALUES (1, 1, 1, 1, 1, 1, 1, zeroblob(8))")

    def bug(connection: sqlite3.Connection) -> None:
        raise LookupError

    def counts(number: int) -> Any:
        return lambda connection: (
            connection.execute(
                "INSERT INTO tallies VALUES (?, ?, ?, ?, ?, ?, ?, ?)", checked(number, 0, 0, 0, 0, 0, 1)
            ).rowcount
        )

    works = (counts(1), breaks, counts(2), bug, counts(3))
    answers = await asyncio.gather(*(joining.change(work) for work in works), return_exceptions=True)
    assert [type(answer).__name__ for answer in answers] == ["int", "StoreError", "int", "LookupError", "int"]
    assert [tally.quarter for tally, _ in await sqlite_store.tallies()] == [1, 2, 3]


async def test_a_full_disk_stops_the_large_and_not_the_leaving(path: Path) -> None:
    """Joined with steps that need room, an end gets through; the others hear that the disk is full."""
    store = opened(path)
    for number in range(4):
        await enter(store, number)
    connection = store._file._connection
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    connection.execute(f"PRAGMA max_page_count = {pages}")
    end = store.commit(key(0), expected=1, revision=2, record=None, expires=LATER)
    answers = await asyncio.gather(*(enter(store, number) for number in range(10, 40)), end, return_exceptions=True)
    assert answers[-1] is True
    assert any(isinstance(answer, DiskFull) for answer in answers)
    for number, answer in zip(range(10, 40), answers, strict=False):
        assert (await store.load(key(number)) is not None) == (answer is True)
    await store.close()


async def test_when_the_file_is_held_all_are_told(path: Path) -> None:
    """Nobody's fault: every one hears of it, nothing has changed, and the next try gets through."""
    store = opened(path, patience=0.05)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    answers = await asyncio.gather(*(enter(store, number) for number in range(5)), return_exceptions=True)
    assert [type(answer) for answer in answers] == [Busy] * 5
    other.execute("ROLLBACK")
    other.close()
    assert await asyncio.gather(*(enter(store, number) for number in range(5))) == [True] * 5
    await store.close()


async def test_who_gives_up_takes_nobody_along(sqlite_store: SqliteStore) -> None:
    """The first and the third of five are cancelled while they wait: the others are written."""
    tasks = [asyncio.create_task(enter(sqlite_store, number)) for number in range(5)]
    await asyncio.sleep(0)
    for one in (tasks[0], tasks[2]):
        one.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    there = [await sqlite_store.load(key(number)) is not None for number in range(5)]
    assert there == [False, True, False, True, True]


def test_what_one_loop_left_waiting_does_not_hold_up_the_next(path: Path) -> None:
    """An event loop that ends in the middle of a wait: the same store goes on in another."""
    store = opened(path)

    async def leave() -> None:
        task = asyncio.create_task(enter(store, 1))
        await asyncio.sleep(0)
        task.cancel()

    asyncio.run(leave())
    assert asyncio.run(enter(store, 2))
    asyncio.run(store.close())


class TestOnAThread(StoreContract):
    """The whole contract where flushes are slow, and all work goes to a thread."""

    @pytest.fixture
    async def store(self, sqlite_store: SqliteStore) -> SqliteStore:
        """A store that takes every disk for a slow one."""
        sqlite_store._file.slow = 0.0
        return sqlite_store


async def test_on_a_thread_the_loop_goes_on(sqlite_store: SqliteStore) -> None:
    """While a change is written on the thread, the loop has its turns, and those that come meanwhile are joined."""
    sqlite_store._file.slow = 0.0
    turns = 0

    async def live() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    alive = asyncio.create_task(live())
    await asyncio.gather(*(enter(sqlite_store, number) for number in range(20)))
    await sqlite_store.sweep(NOW)
    assert turns > 2
    alive.cancel()
