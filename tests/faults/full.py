"""A disk that is full: `python -m tests.faults.full FOLDER CYCLES SEED`, where a small one may be mounted.

Each cycle: a talk is somewhere in its middle; the disk is filled to the last byte; the next card is not saved, and says
so; then either the talk is stopped, and wiped without any room, or there is room again, and the next card is saved with
all that came before it. A service that carries nothing on refuses a new talk in one sentence and changes nothing.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Final

from bot.engine import events as ev
from bot.engine.session import Mode
from bot.runtime import Runtime
from storage.errors import DiskFull, StoreError
from storage.sqlite import SqliteStore
from tests.ending import PATIENCE
from tests.faults.nursery import ROOT
from tests.faults.story import KEY, Place, counting_parts, go_on, seated, tell
from tests.faults.tally import Tally
from tests.storage.clocks import Clocks
from tests.storage.full_disk import fill
from tests.storage.samples import key

KIND: Final = "F5 disk full"
NAMESPACE: Final = ("unshare", "--map-root-user", "--mount")
SMALL_DISK: Final = 'mount -t tmpfs -o size=9m none "$1" && exec "$2" -m tests.faults.full "$1" "$3" "$4"'
MIDDLE: Final = (ev.Answer("yes"), ev.Answer("adult"), ev.Answer("yes"), ev.Answer("yes"), ev.Cover(), ev.Resume())


def cycle(where: Place, disk: Path, chance: random.Random) -> list[str]:
    """One filling; what was wrong."""
    clocks = Clocks()
    held = seated(where, clocks)
    wrong: list[str] = []
    with asyncio.Runner() as runner:
        shown = runner.run(held.open(ev.Begin("adult_brief")))
        if shown.view.mode is Mode.AWAY:
            shown = runner.run(held.handle(ev.Resume()))
        for event in MIDDLE[: chance.randrange(len(MIDDLE))]:
            shown = runner.run(go_on(held, shown, event))
        filling = fill(disk)
        runner.run(_refused(held._store._store, wrong))
        before = shown.view.revision
        shown = runner.run(held.handle(ev.Danger()))
        told = any(DiskFull.sentence in notice for notice in shown.notices)
        if shown.view.revision == before or not told:
            wrong.append(f"not told at {shown.view.state}")
        if chance.random() < 0.5:
            ended = runner.run(held.handle(ev.Stop()))
            said = runner.run(held.leave())
            if said or ended.view.mode is not Mode.ENDED or _rows(where):
                wrong.append(f"not wiped: {said}")
            filling.unlink()
            return wrong
        filling.unlink()
        shown = runner.run(held.handle(ev.Resume()))
        stored = runner.run(held._store._store.load(KEY))
        if shown.notices and any("not saved" in one for one in shown.notices):
            wrong.append("with room again it is not saved")
        if stored is None or stored.revision != shown.view.revision:
            wrong.append(f"at {shown.view.revision}, and what rests is {stored}")
        runner.run(held.leave())
    return wrong


async def _refused(store: object, wrong: list[str]) -> None:
    """A service on the same file: a new talk is refused, and nothing of it is there."""
    assert isinstance(store, SqliteStore)
    known = counting_parts()
    service = Runtime(known.library, known.codec, store, known.presenter, lambda: Clocks().wall)
    try:
        await service.handle(key(5), ev.Begin("offer"))
        wrong.append("a new talk was begun on a full disk")
    except DiskFull:
        pass
    except StoreError as error:
        wrong.append(f"refused with {error.code}")
    if await store.load(key(5)) is not None:
        wrong.append("a refused talk is there")


def _rows(where: Place) -> int:
    with closing(sqlite3.connect(where.store)) as stranger:
        (rows,) = stranger.execute("SELECT count(*) FROM sessions").fetchone()
    return int(rows)


def main(disk: Path, cycles: int, seed: int) -> None:
    """So many cycles over one file, a line for each."""
    chance = random.Random(seed)  # noqa: S311 - not a secret
    folder = disk / "store"
    folder.mkdir()
    with tempfile.TemporaryDirectory() as keys:
        where = Place(folder, Path(keys) / "epochs")
        for _ in range(cycles):
            tell(*cycle(where, disk, chance))


@cache
def may_mount() -> bool:
    """Does this machine let us have a small disk of our own?"""
    try:
        return subprocess.run([*NAMESPACE, "true"], capture_output=True, check=False, timeout=PATIENCE).returncode == 0
    except FileNotFoundError:
        return False


def run(cycles: int, *, seed: int = 1) -> Tally:
    """So many cycles on a disk of 9 MiB."""
    tally = Tally()
    with tempfile.TemporaryDirectory() as folder:
        command = [*NAMESPACE, "sh", "-c", SMALL_DISK, "sh", folder, sys.executable, str(cycles), str(seed)]
        environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
        done = subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=PATIENCE
        )
    for number, line in enumerate(done.stdout.splitlines()):
        tally.add(KIND, json.loads(line), f"cycle {number}")
    if done.returncode:
        tally.add(KIND, [done.stderr.strip().splitlines()[-1]], "at the end")
    return tally


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
