"""No record lies open in any byte of any file, and what is forgotten is not even there sealed."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from storage.sqlite import SqliteStore
from tests.storage.opening import keys_of, opened
from tests.storage.processes import on_disk, records_on_disk, sealed
from tests.storage.samples import LATER, NOW, TALLY, digest, key, record, timer

CROWD = 40
PIECE = 24
"""Bytes of a sealed body that are looked for: random ones, so that finding them is no accident."""


async def crowded(path: Path) -> tuple[SqliteStore, bytes, bytes]:
    """A store with a crowd in it that came in no order: the store, the key of one of them, and its sealed body."""
    chance = random.Random(1)  # noqa: S311 - not a secret
    store = opened(path)
    keys = [chance.randbytes(16) for _ in range(CROWD)]
    for number, one in enumerate(keys[:-1]):
        await store.commit(one, expected=None, revision=1, record=record(number), expires=NOW + number)
    before = sealed(path)
    await store.commit(keys[-1], expected=None, revision=1, record=record(0), expires=NOW)
    (row,) = sealed(path).keys() - before.keys()
    return store, keys[-1], sealed(path)[row]


def lies_in(body: bytes, everything: bytes) -> bool:
    """Is any piece of a sealed body there?"""
    return any(body[at : at + PIECE] in everything for at in range(0, len(body) - PIECE, PIECE))


def delete_carelessly(path: Path, body: bytes) -> None:
    """Take a row out and leave its bytes on a page that is free: what SQLite does where nobody asked for zeros."""
    with closing(sqlite3.connect(path, isolation_level=None)) as plain:
        plain.execute("PRAGMA secure_delete = OFF")
        plain.execute("CREATE TABLE lost (body BLOB)")
        plain.execute("INSERT INTO lost VALUES (?)", (body,))
        plain.execute("DELETE FROM sessions WHERE body = ?", (body,))
        plain.execute("DROP TABLE lost")
    assert lies_in(body, on_disk(path))


@pytest.mark.parametrize("way", ["delete", "end", "sweep", "next step"])
async def test_every_way_of_forgetting_takes_every_byte(path: Path, way: str) -> None:
    """Deleted, ended, expired, or replaced by the next step: at once no piece of the sealed row is anywhere."""
    store, forgotten, body = await crowded(path)
    match way:
        case "delete":
            assert await store.delete(forgotten)
        case "end":
            assert await store.commit(forgotten, expected=1, revision=2, record=None, expires=NOW, tally=TALLY)
        case "sweep":
            assert await store.sweep(NOW) == 2
        case _:
            assert await store.commit(forgotten, expected=1, revision=2, record=record(0), expires=NOW)
    assert not lies_in(body, on_disk(path))
    await store.close()
    assert not lies_in(body, on_disk(path))


async def test_rows_of_one_length_leave_no_copies(path: Path) -> None:
    """However rows come, move on and go, each lies in the file once: SQLite has no room to leave a stale copy in."""
    chance = random.Random(2)  # noqa: S311 - not a secret
    store = opened(path)
    at: dict[bytes, int] = {}
    bodies: set[bytes] = set()
    for _ in range(150):
        one = chance.choice([*at]) if at and chance.random() < 0.5 else chance.randbytes(16)
        over = one in at and chance.random() < 0.3
        now = at.pop(one, None)
        step = (now or 0) + 1
        content = None if over else record(step, chance.randint(8, 512))
        await store.commit(one, expected=now, revision=step, record=content, expires=NOW, timers=[timer(step)])
        if not over:
            at[one] = step
        bodies |= set(sealed(path).values())
    everything, there = on_disk(path), set(sealed(path).values())
    assert len(there) == len(at)
    assert [everything.count(body) for body in there] == [1] * len(there)
    assert not [body for body in bodies - there if lies_in(body, everything)]
    await store.close()


@pytest.mark.parametrize("way", ["sweep", "start", "delete"])
async def test_what_somebody_left_behind_goes(path: Path, way: str) -> None:
    """Bytes that lie about in the file are gone after the next sweep, start, or wish to be forgotten."""
    store, _, body = await crowded(path)
    await store.arm(key(1), add=[timer(1)], drop=[timer(1)])
    delete_carelessly(path, body)
    match way:
        case "sweep":
            assert await store.sweep(NOW - 1) == 0
        case "start":
            await opened(path).close()
        case _:
            await store.delete(key(1))
    assert not lies_in(body, on_disk(path))
    await store.close()


async def test_of_a_whole_conversation_nothing_lies_open(path: Path) -> None:
    """Sixty steps, growing and shrinking, two at a time: never a record or a chat's key in any file, nor a secret."""
    store = opened(path)
    for session in (1, 2):
        await store.commit(key(session), expected=None, revision=0, record=record(session), expires=LATER)
    lengths = set()
    for step in range(1, 61):
        for session in (1, 2):
            assert await store.commit(
                key(session),
                expected=step - 1,
                revision=step,
                record=record(100 * step + session, 8 + step * 31 % 505),
                expires=LATER,
            )
        assert records_on_disk(path) == set()
        assert not any(key(session) in on_disk(path) for session in (1, 2))
        lengths |= {len(body) for body in sealed(path).values()}
    assert len(lengths) == 1
    secrets = (keys_of(path) / "epochs").read_bytes()
    assert not any(secrets[at : at + 16] in on_disk(path) for at in range(32, len(secrets) - 24, 8))
    for session in (1, 2):
        await store.commit(key(session), expected=60, revision=61, record=None, expires=LATER, tally=TALLY)
    assert sealed(path) == {}
    await store.close()


async def test_of_timers_and_members_nothing_stays(path: Path) -> None:
    """Chat and message numbers never lie open; members' keys and links are gone once they are revoked or used up."""
    store = opened(path)
    chat = timer(1).chat.to_bytes(3, "big")
    message = (0x7A0FF1CE).to_bytes(4, "big")
    secret = timer(1)._replace(message=0x7A0FF1CE)
    await store.commit(key(1), expected=None, revision=0, record=None, expires=NOW, timers=[secret])
    await store.members.invite(digest(1), role=1, expires=LATER)
    await store.members.invite(digest(2), role=1, expires=NOW)
    await store.members.redeem(digest(1), key=key(7), now=NOW, expires=LATER)
    everything = on_disk(path)
    assert all(part in everything for part in (key(7), digest(2)))
    assert not any(part in everything for part in (chat, message, key(1), digest(1)))

    (claim,) = await store.claim(NOW, lease=1, limit=1)
    assert claim.timer == secret
    await store.finish(claim)
    await store.members.revoke(key(7))
    await store.members.sweep(NOW)
    await store.sweep(NOW)
    everything = on_disk(path)
    for part in (chat, message, key(1), key(7), digest(1), digest(2)):
        assert part not in everything
    await store.close()
