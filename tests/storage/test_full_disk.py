"""On a full disk a step is refused and leaves no trace, and forgetting works all the same."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from storage.base import Store, Stored
from storage.errors import DiskFull
from tests.ending import PATIENCE
from tests.storage.opening import opened
from tests.storage.processes import ROOT
from tests.storage.samples import LATER, TALLY, key, record

SMALL_DISK = 'mount -t tmpfs -o size=9m none "$1" && exec "$2" -m tests.storage.full_disk "$1"'
NAMESPACE = ["unshare", "--map-root-user", "--mount"]


def may_mount() -> bool:
    """Whether this machine lets us have a disk of our own."""
    try:
        return subprocess.run([*NAMESPACE, "true"], capture_output=True, check=False, timeout=PATIENCE).returncode == 0
    except FileNotFoundError:
        return False


@pytest.mark.skipif(not may_mount(), reason="needs a mount namespace of its own")
def test_a_disk_that_is_really_full(tmp_path: Path) -> None:
    """A disk of 9 MiB, filled to the reserve and then to the last block under an open store."""
    command = [*NAMESPACE, "sh", "-c", SMALL_DISK, "sh", str(tmp_path), sys.executable]
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True, timeout=PATIENCE
    )
    assert done.stdout.splitlines() == [
        "nothing begins store.disk-full",
        "going on True",
        "free 0",
        "store.disk-full",
        "still at 1 []",
        "forgotten True 1 2 3",
        "ended True 2 3",
        "swept 2",
        "journal truncate",
        "opening store.disk-full",
        "again True",
    ]


async def enter(store: Store, number: int) -> bool:
    """The first step of a session with a large record, counted."""
    return await store.commit(
        key(number), expected=None, revision=1, record=record(number, 512), expires=LATER + number, tally=TALLY
    )


async def test_a_file_that_may_not_grow(path: Path) -> None:
    """Where no small disk can be had: SQLite's own limit of pages stands for it."""
    store = opened(path)
    connection = store._file._connection
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    connection.execute(f"PRAGMA max_page_count = {pages}")
    taken = 0
    with contextlib.suppress(DiskFull):
        while await enter(store, taken):
            taken += 1
    assert 0 < taken < 20
    assert await store.tallies() == [(TALLY, taken)]
    assert await store.load(key(taken)) is None
    assert await store.load(key(taken - 1)) == Stored(1, record(taken - 1, 512), LATER + taken - 1)

    assert await store.delete(key(0))
    assert [bool(await store.load(key(number))) for number in range(taken)] == [False] + [True] * (taken - 1)
    assert await store.commit(key(taken), expected=None, revision=1, record=record(taken, 512), expires=LATER)
    with pytest.raises(DiskFull):
        await enter(store, taken + 1)
    connection.execute("PRAGMA max_page_count = 1000000")
    assert await enter(store, taken + 1)
    await store.close()
