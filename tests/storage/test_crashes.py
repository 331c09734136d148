"""Killed at any moment, the store has everything it acknowledged, and nothing of what is over."""

from __future__ import annotations

import asyncio
import random
import shutil
import signal
from pathlib import Path

import pytest

from tests.ending import PATIENCE
from tests.storage.opening import opened
from tests.storage.processes import hear, records_on_disk, rest, sealed, tell, worker
from tests.storage.worker import STEPS, standing

ENDLESS = 10**6


def walk_and_die(path: Path, after: int) -> int:
    """Let a worker walk, kill it after that many steps were acknowledged, and return the last one that was."""
    with worker("walk", path, 0, ENDLESS) as process:
        assert hear(process) == "ready"
        tell(process)
        heard = [hear(process) for _ in range(after)]
        process.send_signal(signal.SIGKILL)
        heard += rest(process)
    return int(heard[-1])


async def check_standing(path: Path, acknowledged: int) -> int:
    """Open the file again: all acknowledged steps are there, at most one more, and no record lies open."""
    store = opened(path)
    found = await standing(store)
    assert found in (acknowledged, acknowledged + 1)
    assert records_on_disk(path) == set()
    assert len(sealed(path)) == bool(found % STEPS)
    await store.close()
    return found


async def kill_often(path: Path, kills: int) -> None:
    """Walk, kill, check, and go on from there."""
    chance = random.Random(1)  # noqa: S311 - not a secret
    for _ in range(kills):
        acknowledged = await asyncio.to_thread(walk_and_die, path, chance.randint(1, 13))
        await check_standing(path, acknowledged)


async def test_killed_in_mid_commit_nothing_acknowledged_is_lost(path: Path) -> None:
    """A worker is killed eight times while it commits; after each the next one finds every step."""
    await kill_often(path, 8)


@pytest.mark.long
async def test_killed_five_hundred_times(path: Path) -> None:
    """The same, five hundred times over one file."""
    await kill_often(path, 500)


CALLS = "openat,pwrite64,fdatasync,fsync,ftruncate"
FAULTS = {
    "killed": "signal=KILL",
    "the disk fails": "error=EIO",
    "the disk is full": "error=ENOSPC",
}


@pytest.mark.long
@pytest.mark.parametrize("fault", FAULTS, ids=str)
@pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace")
async def test_every_system_call_fails_once(tmp_path: Path, fault: str) -> None:
    """Each call on the file and its journal, from the first opening on, fails in turn; the next start is sound."""
    number = 0
    while True:
        number += 1
        path = tmp_path / str(number) / "waymark.sqlite"
        path.parent.mkdir()
        acknowledged, was_hit = await asyncio.to_thread(walk_under_fault, path, fault, number)
        if not was_hit:
            break
        await check_standing(path, acknowledged)
    assert number > 100


def walk_under_fault(path: Path, fault: str, number: int) -> tuple[int, bool]:
    """Walk two conversations while call `number` fails. The last acknowledged step, and was the call reached?"""
    log = path.parent.with_suffix(".log")
    strace = ["strace", "-f", "-qq", "-o", str(log), "-P", str(path), "-P", f"{path}-journal"]
    strace += ["-e", f"trace={CALLS}", "-e", f"inject={CALLS}:{FAULTS[fault]}:when={number}"]
    with worker("walk", path, 0, 2 * STEPS, before=strace) as process:
        if hear(process) == "ready":
            tell(process)
        steps = [int(line) for line in rest(process) if line.isdigit()]
        died = process.wait(PATIENCE) != 0
    traced = log.read_text()
    log.unlink()
    return max(steps, default=0), died or "INJECTED" in traced
