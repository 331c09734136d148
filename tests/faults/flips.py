"""One byte of a small store turned into another: it opens or it is refused, and never shows what was not put there.

Sessions and timers are bound to their rows by their seal, so a bent one is none. Counts and the list of who is let in
are plain numbers: what is promised of them is that a bent one is a number of the same kind, and they are told apart
in the table (`BENT`).
"""

from __future__ import annotations

import asyncio
import random
import tempfile
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from storage.base import Stored, Tally, Timer
from storage.errors import StoreError
from storage.sqlite import SqliteStore
from tests.faults.power import opened
from tests.faults.tally import Tally as Counted
from tests.storage.samples import LATER, NOW, TALLY, digest, key, record, timer

SESSIONS: Final = 40
KIND: Final = "F11 byte flipped"
BENT: Final = "F11 of these: a plain number bent"
GONE: Final = "F11 of these: a row is gone"
REFUSED: Final = "F11 of these: refused"


class Held(NamedTuple):
    """All that can be asked of a store."""

    sessions: tuple[Stored | None, ...]
    timers: tuple[tuple[Timer, ...], ...]
    tallies: tuple[tuple[Tally, int], ...]
    roles: tuple[int | None, ...]


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
    for number in range(5):
        await store.members.invite(digest(number), role=1 + number % 3, expires=LATER)
        await store.members.redeem(digest(number), key=key(number), now=NOW, expires=LATER)


async def _held(store: SqliteStore) -> Held:
    return Held(
        tuple([await store.load(key(number)) for number in range(SESSIONS)]),
        tuple([tuple(await store.timers(key(number))) for number in range(SESSIONS)]),
        tuple(await store.tallies()),
        tuple([await store.members.role(key(number), now=NOW) for number in range(6)]),
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
    if (found.tallies, found.roles) != (held.tallies, held.roles):
        tally.add(BENT, [])
    return wrong


def run(number: int | None = None, *, seed: int = 1, share: tuple[int, int] = (0, 1)) -> Counted:
    """Every byte once, or so many drawn by chance; `share` (which, of how many) is for several processes."""
    chance, tally = random.Random(seed), Counted()  # noqa: S311 - not a secret
    content, _ = whole()
    places = list(range(len(content)))[share[0] :: share[1]]
    memory = Path("/dev/shm")  # noqa: S108 - a folder of our own is made in it
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        for at in chance.sample(places, number) if number else places:
            bent = bytearray(content)
            bent[at] ^= 1 << chance.randrange(8) if chance.random() < 0.5 else chance.randint(1, 255)
            judge(bytes(bent), Path(folder) / "waymark.sqlite", tally, f"byte {at}: {content[at]} -> {bent[at]}")
    return tally
