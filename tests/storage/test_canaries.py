"""What is forgotten is in no byte of any file: not in the file, not in its journal, not in a stale copy in a page."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from storage.base import Store
from storage.sqlite import SqliteStore
from storage.sqlite_file import SCRUBBED_AT_ONCE
from tests.storage.processes import on_disk, records_on_disk
from tests.storage.samples import LATER, NOW, TALLY, digest, key, record, timer

CROWD = 50

SEEDS: list[int] = []
"""The seed that has worked, so that it is looked for only once."""


async def fill(store: Store, seed: int, crowd: int = CROWD) -> None:
    """Sessions with records of many sizes, in an order that makes SQLite move rows between pages."""
    chance = random.Random(seed)  # noqa: S311 - not a secret
    for number in range(crowd):
        await store.commit(
            chance.randbytes(16),
            expected=None,
            revision=1,
            record=record(number, chance.randint(8, 512)),
            expires=NOW + number,
        )


def keys(seed: int, crowd: int = CROWD) -> list[bytes]:
    """The keys that `fill` uses."""
    chance = random.Random(seed)  # noqa: S311 - not a secret
    return [(chance.randbytes(16), chance.randint(8, 512))[0] for _ in range(crowd)]


async def moved_row(store: SqliteStore, path: Path, seed: int) -> int | None:
    """Fill the store; the number of a record that lies in the file twice, because its row was moved."""
    await fill(store, seed)
    everything = on_disk(path)
    copies = (n for n in range(CROWD) if everything.count(record(n, 8)) > 1)
    return next(copies, None)


async def crowded(folder: Path) -> tuple[SqliteStore, Path, bytes, int]:
    """A store in which one record lies twice: the store, its path, the key and the number of that record."""
    for seed in (*SEEDS, *range(60)):
        path = folder / str(seed) / "waymark.sqlite"
        path.parent.mkdir()
        store = SqliteStore(path)
        number = await moved_row(store, path, seed)
        if number is not None:
            SEEDS[:] = [seed]
            return store, path, keys(seed)[number], number
        await store.close()
    raise AssertionError("no seed made SQLite leave a copy behind: this test shows nothing")


def delete_plainly(path: Path, forgotten: bytes) -> None:
    """What SQLite does by itself, with zeroing on."""
    with closing(sqlite3.connect(path, isolation_level=None)) as plain:
        plain.execute("PRAGMA secure_delete = ON")
        plain.execute("DELETE FROM sessions WHERE key = ?", (forgotten,))


async def test_sqlite_alone_would_leave_a_copy(tmp_path: Path) -> None:
    """The control: a plain DELETE with secure_delete on zeroes the row and leaves the stale copy of it."""
    store, path, forgotten, number = await crowded(tmp_path)
    await store.close()
    delete_plainly(path, forgotten)
    assert number in records_on_disk(path)


@pytest.mark.parametrize("way", ["delete", "commit", "sweep"])
async def test_every_way_of_forgetting_takes_the_copies_too(tmp_path: Path, way: str) -> None:
    """Deleted, ended or swept: right afterwards, with the file still open, no copy is anywhere."""
    store, path, forgotten, number = await crowded(tmp_path)
    match way:
        case "delete":
            assert await store.delete(forgotten)
            gone = {number}
        case "commit":
            assert await store.commit(forgotten, expected=1, revision=2, record=None, expires=NOW, tally=TALLY)
            gone = {number}
        case _:
            assert await store.sweep(NOW + number) == number + 1
            gone = set(range(number + 1))
    assert records_on_disk(path) == set(range(CROWD)) - gone
    assert (forgotten in on_disk(path)) is False
    await store.close()
    assert records_on_disk(path) == set(range(CROWD)) - gone


@pytest.mark.parametrize("way", ["finish", "arm", "commit"])
async def test_what_a_timer_leaves_goes_at_the_next_sweep(tmp_path: Path, way: str) -> None:
    """A timer that goes does not rewrite the file each time; the next sweep does, though nothing has expired."""
    store, path, forgotten, number = await crowded(tmp_path)
    await store.arm(key(1), add=[timer(1)])
    await store.sweep(0)
    (claim,) = await store.claim(NOW, lease=1, limit=1)
    delete_plainly(path, forgotten)
    match way:
        case "finish":
            assert await store.finish(claim)
        case "arm":
            await store.arm(key(1), drop=[timer(1)])
        case _:
            await store.commit(key(1), expected=None, revision=1, record=record(99), expires=LATER, timers=[])
    assert number in records_on_disk(path)
    assert await store.sweep(0) == 0
    assert number not in records_on_disk(path)
    await store.close()


async def test_a_file_too_large_to_scrub_at_once_waits_for_the_sweep(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where every file counts as large, deleting leaves the copy, and the sweep takes it."""
    store, path, forgotten, number = await crowded(tmp_path)
    monkeypatch.setattr("storage.sqlite_file.SCRUBBED_AT_ONCE", 0)
    assert await store.delete(forgotten)
    assert number in records_on_disk(path)
    assert await store.sweep(0) == 0
    assert records_on_disk(path) == set(range(CROWD)) - {number}
    await store.close()


async def test_what_a_crash_left_behind_goes_at_the_next_start(tmp_path: Path) -> None:
    """A copy that an earlier process could no longer scrub is gone as soon as the file is opened again."""
    store, path, forgotten, number = await crowded(tmp_path)
    await store.close()
    delete_plainly(path, forgotten)
    await SqliteStore(path).close()
    assert records_on_disk(path) == set(range(CROWD)) - {number}


async def test_of_a_whole_conversation_nothing_stays(path: Path) -> None:
    """Sixty steps, growing and shrinking, two at a time: the file holds the present records; at the end, none."""
    store = SqliteStore(path)
    for session in (1, 2):
        await store.commit(key(session), expected=None, revision=0, record=record(session), expires=LATER)
    for step in range(1, 61):
        for session in (1, 2):
            assert await store.commit(
                key(session),
                expected=step - 1,
                revision=step,
                record=record(100 * step + session, 8 + step * 31 % 505),
                expires=LATER,
            )
        assert records_on_disk(path) == {100 * step + 1, 100 * step + 2}
    for session in (1, 2):
        await store.commit(key(session), expected=60, revision=61, record=None, expires=LATER, tally=TALLY)
        assert key(session) not in on_disk(path)
    assert records_on_disk(path) == set()
    await store.close()


async def test_of_timers_and_members_nothing_stays(path: Path) -> None:
    """Chat numbers, members' keys and links are gone after they are finished, revoked, used up or swept."""
    store = SqliteStore(path)
    chat = timer(1).chat.to_bytes(3, "big")
    message = (0x7A0FF1CE).to_bytes(4, "big")
    secret = timer(1)._replace(message=0x7A0FF1CE)
    await store.commit(key(1), expected=None, revision=0, record=None, expires=NOW, timers=[secret])
    await store.members.invite(digest(1), role=1, expires=LATER)
    await store.members.invite(digest(2), role=1, expires=NOW)
    await store.members.redeem(digest(1), key=key(7), now=NOW, expires=LATER)
    everything = on_disk(path)
    assert all(part in everything for part in (chat, message, key(1), key(7), digest(2)))
    assert digest(1) not in everything

    (claim,) = await store.claim(NOW, lease=1, limit=1)
    await store.finish(claim)
    await store.members.revoke(key(7))
    await store.members.sweep(NOW)
    await store.sweep(NOW)
    everything = on_disk(path)
    for part in (chat, message, key(1), key(7), digest(1), digest(2)):
        assert part not in everything
    await store.close()


@pytest.mark.long
async def test_in_a_large_file_the_sweep_takes_the_copies(path: Path) -> None:
    """Above the size that is scrubbed at once, zeroes are written at once and the copies go with the next sweep."""
    crowd = 5000
    store = SqliteStore(path)
    await fill(store, 1, crowd)
    assert path.stat().st_size > SCRUBBED_AT_ONCE  # noqa: ASYNC240
    half = keys(1, crowd)[: crowd // 2]
    for forgotten in half:
        await store.delete(forgotten)
    left = records_on_disk(path) - set(range(crowd // 2, crowd))
    assert 0 < len(left) < 50, "a control: without a copy left this test would show nothing"
    await store.sweep(0)
    assert records_on_disk(path) == set(range(crowd // 2, crowd))
    await store.close()
