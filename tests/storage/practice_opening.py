"""Stores of practice for the tests; as a program, `python -m tests.storage.practice_opening FILE`, one that is killed.

It says `ready`, then the revision of each step of a room, once the step is promised to last, until somebody kills it.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from storage.epochs import Now, instant
from storage.practice import ROOM, PracticeStore
from storage.practice_sqlite import SqlitePracticeStore
from tests.storage.opening import LASTING, ring_of
from tests.storage.samples import LATER, key, record
from tests.storage.worker import say

STEPS = 5
"""Steps of a room; the last one ends it, and the next step begins another."""


def opened(path: Path, *, now: Now = instant) -> SqlitePracticeStore:
    """The store in this file."""
    return SqlitePracticeStore(path, ring_of(path, now=now), LASTING)


def size(revision: int) -> int:
    """Bytes of a room's record at this revision of the walk."""
    return 24 + 200 * revision


async def walk(store: PracticeStore, begun: int) -> None:
    """Go on from the standing of the file, for ever. A room's key tells how many were before it."""
    number = begun
    while True:
        at, room = number % STEPS, key(number // STEPS)
        after = None if at + 1 == STEPS else record(number, size(at + 1))
        assert await store.commit(ROOM, room, at or None, at + 1, after, LATER)
        number += 1
        say(number)


if __name__ == "__main__":
    say("ready")
    asyncio.run(walk(opened(Path(sys.argv[1])), int(sys.argv[2])))
