"""Another process at work on a store file: `python -m tests.storage.worker COMMAND FILE [NUMBER ...]`.

Each line that it prints is something that has happened and is promised to last. It says `ready` first and waits
for a line, so that several can start together; a command that goes on for ever is ended by killing it.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
import sys
import time
from pathlib import Path

from storage.base import Store
from storage.epochs import Instant, Span
from storage.errors import StoreError
from storage.sqlite import SqliteStore
from tests.storage.opening import LASTING, ring_of
from tests.storage.samples import LATER, NOW, TALLY, digest, key, record

STEPS = 6
"""Steps of a conversation in `walk`; the last one ends and counts it."""


BRIEF = Span(1, 30)
"""With a clock that runs twice too fast: an epoch lasts half a second at most, a session rests for fifteen."""


def hurried() -> Instant:
    """The machine's clocks, twice too fast."""
    return Instant(int(time.time() * 2), int(time.monotonic() * 2))


def say(*words: object) -> None:
    """One line, in one write: a reader never sees half of it."""
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


def wait() -> None:
    """Until the other side writes a line, or goes away."""
    sys.stdin.readline()


async def climb(store: Store, who: int, last: int) -> None:
    """Take three sessions up to revision `last` against everybody else who does the same; say what was won."""
    for session in range(3):
        at = 0
        while at < last:
            stored = await store.load(key(session))
            at = stored.revision if stored else 0
            won = at < last and await store.commit(
                key(session),
                expected=at or None,
                revision=at + 1,
                record=record(who),
                expires=LATER,
                tally=TALLY._replace(reason=who),
            )
            if won:
                say(session, at + 1)


async def turn(store: Store, _who: int, last: int) -> None:
    """Like `climb`, and say which epochs were seen; an epoch is over in no time (`BRIEF`)."""
    assert isinstance(store, SqliteStore)
    for at in range(last):
        for session in range(3):
            while True:
                stored = await store.load(key(session))
                standing = stored.revision if stored else 0
                if standing > at:
                    break
                if standing < at:
                    say("lost", session, at)
                    return
                if await store.commit(
                    key(session), expected=at or None, revision=at + 1, record=record(at), expires=LATER
                ):
                    say("won", session, at + 1)
        say("epoch", store._ring.epochs()[0].tag)


async def end(store: Store, who: int, last: int) -> None:
    """End every one of `last` conversations that stand at revision 1; say which ones we ended."""
    for session in range(last):
        if await store.commit(
            key(session),
            expected=1,
            revision=2,
            record=None,
            expires=LATER,
            tally=TALLY._replace(reason=who),
        ):
            say(session)


async def redeem(store: Store, who: int, last: int) -> None:
    """Press every one of `last` links; say which ones let us in."""
    for number in range(last):
        role = await store.members.redeem(digest(number), key=key(who), now=NOW, expires=LATER + number)
        if role is not None:
            say(number)


async def claim(store: Store, who: int, last: int) -> None:
    """Take due timers, one at a time or a few, until there are none; say each that was done."""
    while claims := await store.claim(NOW, lease=3600, limit=1 + who):
        for one in claims:
            if await store.finish(one):
                say(one.timer.message)


async def walk(store: Store, _who: int, last: int) -> None:
    """Go on with conversation after conversation from wherever the file stands, up to step `last`."""
    for step in range(await standing(store), last):
        at, record_number = step % STEPS, step + 1
        over = at == STEPS - 1
        assert await store.commit(
            key(1),
            expected=at or None,
            revision=at + 1,
            record=None if over else record(record_number, 8 + 37 * at),
            expires=LATER,
            tally=TALLY if over else None,
        )
        say(record_number)


async def standing(store: Store) -> int:
    """How many steps of the walk are in the file."""
    stored = await store.load(key(1))
    ended = sum(n for _, n in await store.tallies())
    return ended * STEPS + (stored.revision if stored else 0)


def hold(path: Path, sql: str) -> None:
    """Keep a lock on the file until a line comes in."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute(sql)
    connection.execute("SELECT count(*) FROM sessions").fetchone()
    say("holding")
    wait()
    connection.execute("COMMIT")
    connection.close()
    say("released")


HOLDS = {"hold": "BEGIN EXCLUSIVE", "write": "BEGIN IMMEDIATE", "read": "BEGIN"}
WORKS = {"climb": climb, "end": end, "redeem": redeem, "claim": claim, "walk": walk, "turn": turn}


async def main(command: str, path: Path, numbers: list[int]) -> None:
    """Open the store, do the work, close it; an error of the store is said by its code."""
    try:
        ring = ring_of(path, BRIEF, hurried) if command == "turn" else ring_of(path)
        store = SqliteStore(path, ring, LASTING, patience=30)
        say("ready")
        wait()
        await WORKS[command](store, *numbers)
        await store.close()
    except StoreError as error:
        say("error", error.code)


if __name__ == "__main__":
    if sys.argv[1] in HOLDS:
        hold(Path(sys.argv[2]), HOLDS[sys.argv[1]])
    else:
        asyncio.run(main(sys.argv[1], Path(sys.argv[2]), [int(word) for word in sys.argv[3:]]))
