"""One byte of a small store turned into another: it opens or it is refused, and never shows what was not put there.

Sessions and timers are bound to their rows by their seal, so a bent one is none. Counts, the list of who is let in and
open links are plain, and carry a check: a bent one is told (`store.bent`), counts nobody and lets nobody in.
"""

from __future__ import annotations

import asyncio
import random
import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from storage.base import Stored, Tally, Timer
from storage.checks import CHECK_BYTES
from storage.errors import StoreError
from storage.members import Count
from storage.sqlite import SqliteStore
from tests.faults.power import opened
from tests.faults.tally import Tally as Counted
from tests.storage.samples import LATER, NOW, TALLY, digest, key, record, timer

SESSIONS: Final = 40
KIND: Final = "F11 byte flipped"
BENT: Final = "F11 of these: a plain row bent, and told"
GONE: Final = "F11 of these: a row is gone"
REFUSED: Final = "F11 of these: refused"


class Held(NamedTuple):
    """All that can be asked of a store."""

    sessions: tuple[Stored | None, ...]
    timers: tuple[tuple[Timer, ...], ...]
    tallies: tuple[tuple[Tally, int], ...]
    roles: tuple[int | None, ...]
    counts: tuple[Count, ...]
    bent: int


async def _fill(store: SqliteStore) -> None:
    for number in range(SESSIONS):
        await store.commit(
            key(number),
            expected=None,
            revision=number + 1,
            record=record(number, 24 + 9 * number),
            expires=LATER + number,
            tally=TALLY._replace(reason=number % 7),
            timers=[timer(number, NOW + number)] if number % 2 else None,
        )
    for number in range(9):
        await store.members.invite(digest(number), role=1 + number % 3, expires=LATER)
    for number in range(5):
        await store.members.redeem(digest(number), key=key(number), now=NOW, expires=LATER)


async def _held(store: SqliteStore) -> Held:
    return Held(
        tuple([await store.load(key(number)) for number in range(SESSIONS)]),
        tuple([tuple(await store.timers(key(number))) for number in range(SESSIONS)]),
        tuple(await store.tallies()),
        tuple([await store.members.role(key(number), now=NOW) for number in range(6)]),
        tuple(await store.members.counts(NOW)),
        await store.bent(),
    )


@cache
def whole() -> tuple[bytes, Held]:
    """The bytes of the store, and what is in it."""
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(_whole(Path(folder) / "waymark.sqlite"))


async def _whole(path: Path) -> tuple[bytes, Held]:
    store = opened(path)
    await _fill(store)
    held = await _held(store)
    await store.close()
    return path.read_bytes(), held  # noqa: ASYNC240


async def _asked(path: Path) -> Held:
    store = opened(path)
    try:
        held = await _held(store)
        await store.sweep(NOW)
        await store.members.sweep(NOW)
        await store.claim(NOW, lease=60, limit=9)
        await store.commit(key(99), expected=None, revision=1, record=record(99), expires=LATER)
        return held
    finally:
        await store.close()


def judge(content: bytes, path: Path, tally: Counted, what: str) -> None:
    """Ask a bent store for everything, and count what became of it."""
    for file in path.parent.iterdir():
        file.unlink()
    path.write_bytes(content)
    wrong: list[str] = []
    try:
        found = asyncio.run(_asked(path))
    except StoreError:
        tally.add(REFUSED, [])
    except Exception as error:  # noqa: BLE001 - whatever it is, it is not what a person is told
        wrong.append(f"it broke: {error!r}")
    else:
        wrong = _strange(found, tally)
    tally.add(KIND, wrong, what)


def _strange(found: Held, tally: Counted) -> list[str]:
    _, held = whole()
    wrong = [
        f"session {number} is {one}"
        for number, (one, was) in enumerate(zip(found.sessions, held.sessions, strict=True))
        if one not in (None, was)
    ]
    wrong += [
        f"timers {number} are {ones}"
        for number, (ones, were) in enumerate(zip(found.timers, held.timers, strict=True))
        if not set(ones) <= set(were)
    ]
    if found.sessions != held.sessions or found.timers != held.timers:
        tally.add(GONE, [])
    wrong += [f"count {one} is {n}" for one, n in found.tallies if (one, n) not in held.tallies]
    wrong += [
        f"person {number} is let in as {one}"
        for number, (one, was) in enumerate(zip(found.roles, held.roles, strict=True))
        if one not in (None, was)
    ]
    wrong += [f"there are {one}" for one in found.counts if not any(_at_most(one, was) for was in held.counts)]
    if found.bent:
        tally.add(BENT, [])
    return wrong


def _at_most(one: Count, was: Count) -> bool:
    return one.role == was.role and one.members <= was.members and one.invites <= was.invites


def run_near(*checks: bytes, before: int) -> Counted:
    """One bit in each byte of these checks, and of so many bytes before each: those of its row."""
    content, _ = whole()
    ends = [content.index(one) + len(one) for one in checks]
    return _run([at for end in ends for at in range(end - before - CHECK_BYTES, end)], random.Random(1))  # noqa: S311 - no secret


def run(number: int | None = None, *, seed: int = 1, share: tuple[int, int] = (0, 1)) -> Counted:
    """Every byte once, or so many drawn by chance; `share` (which, of how many) is for several processes."""
    chance = random.Random(seed)  # noqa: S311 - not a secret
    content, _ = whole()
    places = range(len(content))[share[0] :: share[1]]
    return _run(chance.sample(places, number) if number else places, chance)


def _run(places: Sequence[int], chance: random.Random) -> Counted:
    tally = Counted()
    content, _ = whole()
    memory = Path("/dev/shm")  # noqa: S108 - a folder of our own is made in it
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        for at in places:
            bent = bytearray(content)
            bent[at] ^= 1 << chance.randrange(8) if chance.random() < 0.5 else chance.randint(1, 255)
            judge(bytes(bent), Path(folder) / "waymark.sqlite", tally, f"byte {at}: {content[at]} -> {bent[at]}")
    return tally
