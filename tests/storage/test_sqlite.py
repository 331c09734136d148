"""The store in one SQLite file keeps the whole contract, and what only a file can promise."""

from __future__ import annotations

import asyncio
import os
import stat
import threading
from pathlib import Path

import pytest

from storage.base import Stored
from storage.errors import Unfit
from storage.members import Count
from storage.sqlite import SqliteStore
from storage.sqlite_file import SETTINGS
from tests.storage.contract import StoreContract
from tests.storage.members_contract import MembersContract
from tests.storage.opening import opened
from tests.storage.samples import LATER, NOW, TALLY, digest, key, record, timer


@pytest.fixture
def store(sqlite_store: SqliteStore) -> SqliteStore:
    """The store that the contract is about."""
    return sqlite_store


class TestSqlite(StoreContract):
    """Sessions, counts and timers in a file."""


class TestSqliteMembers(MembersContract):
    """The allow list in a file."""


def modes(folder: Path) -> set[int]:
    """The modes of all files in a folder."""
    return {stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()}


async def test_everything_is_there_after_opening_again(path: Path) -> None:
    """Sessions, counts, timers with their leases, members and links survive the end of the program."""
    before = opened(path)
    await before.commit(
        key(1),
        expected=None,
        revision=1,
        record=record(1),
        expires=LATER,
        tally=TALLY,
        timers=[timer(1), timer(2)],
    )
    (lent,) = await before.claim(NOW, lease=60, limit=1)
    await before.members.invite(digest(1), role=0, expires=LATER)
    await before.members.invite(digest(2), role=0, expires=LATER)
    await before.members.redeem(digest(1), key=key(2), now=NOW, expires=LATER)
    await before.close()

    after = opened(path)
    assert await after.load(key(1)) == Stored(1, record(1), LATER)
    assert await after.tallies() == [(TALLY, 1)]
    assert [claim.timer for claim in await after.claim(NOW, lease=60, limit=9)] == [timer(2)]
    assert await after.finish(lent)
    assert await after.members.counts(NOW) == [Count(0, 1, 1)]
    await after.close()


async def test_two_stores_on_one_file_agree(path: Path) -> None:
    """What one has committed the other sees at once, and a stale commit through the other is refused."""
    one, other = opened(path), opened(path)
    assert await one.commit(key(1), expected=None, revision=1, record=record(1), expires=NOW)
    assert await other.commit(key(1), expected=1, revision=2, record=record(2), expires=NOW)
    assert not await one.commit(key(1), expected=1, revision=2, record=record(3), expires=NOW)
    assert await one.load(key(1)) == Stored(2, record(2), NOW)
    await one.close()
    await other.close()


async def test_only_the_owner_can_open_the_files(path: Path) -> None:
    """The file and its journal have mode 0600 under any umask, and a file opened to others is closed again."""
    former = os.umask(0)
    try:
        store = opened(path)
        await store.commit(key(1), expected=None, revision=1, record=record(1), expires=NOW)
    finally:
        os.umask(former)
    assert modes(path.parent) == {0o600}
    await store.close()
    path.chmod(0o644)  # noqa: ASYNC240
    await opened(path).close()
    assert modes(path.parent) == {0o600}


async def test_no_other_file_is_ever_made(path: Path) -> None:
    """Beside the file there is its journal, empty between two steps, and nothing else."""
    store = opened(path)
    for number in range(50):
        await store.commit(key(number), expected=None, revision=1, record=record(number, 500), expires=number)
        await store.sweep(number // 2)
        files = {file.name: file.stat().st_size for file in path.parent.iterdir()}
        assert files.keys() == {path.name, f"{path.name}-journal"}
        assert files[f"{path.name}-journal"] == 0
    await store.close()


async def test_every_setting_is_what_the_store_stands_on(sqlite_store: SqliteStore) -> None:
    """The settings are read from the live connection, by name and value."""

    def settings(name: str) -> object:
        return sqlite_store._file._connection.execute(f"PRAGMA {name}").fetchone()[0]

    found = {name: settings(name) for name, _, _ in SETTINGS}
    assert found == {
        "journal_mode": "truncate",
        "synchronous": 2,
        "secure_delete": 1,
        "temp_store": 2,
        "trusted_schema": 0,
        "cell_size_check": 1,
        "busy_timeout": 25,
    }


@pytest.mark.parametrize("number", range(len(SETTINGS)))
def test_a_setting_that_is_not_taken_is_refused(path: Path, number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite says nothing when it does not know a setting or a value of it: each is read back, and start refuses."""
    pragma, value, _ = SETTINGS[number]
    taken = [*SETTINGS[:number], (pragma, value, "something else"), *SETTINGS[number + 1 :]]
    monkeypatch.setattr("storage.sqlite_file.SETTINGS", tuple(taken))
    with pytest.raises(Unfit):
        opened(path)


async def test_a_store_can_be_used_from_another_thread(sqlite_store: SqliteStore) -> None:
    """Opened here, used by event loops in four threads at once: every press counts exactly once."""
    await sqlite_store.commit(key(1), expected=None, revision=0, record=record(0), expires=NOW)
    won: list[int] = []

    async def climb() -> None:
        for revision in range(20):
            mine = await sqlite_store.commit(
                key(1), expected=revision, revision=revision + 1, record=record(1), expires=NOW
            )
            won.extend([revision] * mine)

    threads = [threading.Thread(target=lambda: asyncio.run(climb())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        await asyncio.to_thread(thread.join)
    assert sorted(won) == list(range(20))
