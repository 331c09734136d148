"""A store on a very small disk: `python -m tests.storage.full_disk FOLDER`, in a namespace where it may be mounted.

Says a line for each thing that happened; the test reads them. A file of filling leaves no free block.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
from pathlib import Path

from storage.errors import DiskFull
from storage.sqlite import RESERVE, SqliteStore
from tests.storage.opening import opened
from tests.storage.samples import LATER, TALLY, key, record
from tests.storage.worker import say


def fill(folder: Path, but: int = 0) -> Path:
    """Take all the room there is, but for so many bytes."""
    filling = folder / "filling"
    with filling.open("ab", buffering=0) as file:
        for size in (65_536, 512):
            with contextlib.suppress(OSError):
                while _free(folder) > but and file.write(b"\x01" * size):
                    pass
    assert _free(folder) <= but
    return filling


def _free(folder: Path) -> int:
    disk = os.statvfs(folder)
    return disk.f_bfree * disk.f_frsize


async def left(store: SqliteStore) -> list[int]:
    """The sessions that are still there."""
    return [number for number in range(4) if await store.load(key(number))]


async def main(folder: Path) -> None:
    """Walk until nothing fits, forget, make room, go on."""
    path = folder / "store" / "waymark.sqlite"
    path.parent.mkdir()
    store = opened(path)
    for number in range(4):
        await store.commit(key(number), expected=None, revision=1, record=record(number), expires=LATER)
    fill(folder, but=RESERVE - 1)
    try:
        await store.commit(key(9), expected=None, revision=1, record=record(9), expires=LATER)
    except DiskFull as error:
        say("nothing begins", error.code)
    say("going on", await store.commit(key(3), expected=1, revision=2, record=record(3), expires=LATER))
    filling = fill(folder)
    say("free", os.statvfs(folder).f_bfree)
    try:
        await store.commit(key(0), expected=1, revision=2, record=record(9), expires=LATER, tally=TALLY)
    except DiskFull as error:
        say(error.code)
    unchanged = await store.load(key(0))
    say("still at", unchanged and unchanged.revision, await store.tallies())
    say("forgotten", await store.delete(key(0)), *await left(store))
    ended = await store.commit(key(1), expected=1, revision=2, record=None, expires=LATER)
    say("ended", ended, *await left(store))
    say("swept", await store.sweep(LATER), *await left(store))
    say("journal", *store._file._connection.execute("PRAGMA journal_mode").fetchone())
    await store.close()
    try:
        opened(path)
    except DiskFull as error:
        say("opening", error.code)
    filling.unlink()
    store = opened(path)
    say("again", await store.commit(key(0), expected=None, revision=1, record=record(5), expires=LATER))
    await store.close()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
