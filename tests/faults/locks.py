"""Another program holds the file for a while: the person is answered all the same, and no step is lost or doubled.

The lock goes when its time is over, or when the answer is there, whichever comes first after patience has run out; so
that the answer came while the file was held is a matter of order, not of a clock. The longest answer is told.
"""

from __future__ import annotations

import asyncio
import random
import sqlite3
import time
from contextlib import closing
from dataclasses import dataclass, field
from typing import Final

from bot.engine import events as ev
from bot.runtime import Carried, Desk, Runtime
from bot.runtime.desk import SILENT
from storage.errors import Busy
from storage.key_folder import FolderRing
from storage.sqlite import SqliteStore
from tests.faults.calls import place
from tests.faults.clocks import SPAN
from tests.faults.story import KEY, SHIFT, Place, counting_parts, go_on, states
from tests.faults.tally import Tally
from tests.storage.clocks import Clocks

KIND: Final = "F6 file held by another"
HOLDS: Final = ("BEGIN EXCLUSIVE", "BEGIN IMMEDIATE", "BEGIN")
"""Nobody else may read; nobody else may write; somebody reads, and no commit can be finished."""


@dataclass(slots=True)
class Held:
    """What one row of holds came to."""

    wrong: list[str] = field(default_factory=list)
    slowest: float = 0.0
    waited: int = 0
    told: int = 0


async def shift(where: Place, chance: random.Random, patience: float, longest: float) -> Held:
    """The shift (tests/faults/story.py), with a lock of a random kind and length at every event but the first."""
    clocks, known, found = Clocks(), counting_parts(), Held()
    store = SqliteStore(where.store, FolderRing(where.keys, SPAN, on_disk=True, now=clocks), patience=patience)
    carried = Carried(store)
    runtime = Runtime(known.library, known.codec, carried, known.presenter, lambda: clocks.wall)
    desk = Desk(runtime, carried, KEY, known.catalog)
    shown = await desk.handle(ev.Look())
    at_last = True
    for number, (wait, event) in enumerate(SHIFT, start=1):
        clocks.pass_(wait)
        with closing(sqlite3.connect(where.store, isolation_level=None, check_same_thread=False)) as other:
            if chance.random() < 0.5:
                other.execute(chance.choice(HOLDS))
                other.execute("SELECT count(*) FROM sessions").fetchone()
            asyncio.get_running_loop().call_later(chance.uniform(0, longest), _let_go, other)
            began = time.perf_counter()
            shown = await go_on(desk, shown, event)
            found.slowest = max(found.slowest, time.perf_counter() - began)
            _let_go(other)
        saved = carried.trouble is None
        if not saved:
            found.told += 1
            if not isinstance(carried.trouble, Busy):
                found.wrong.append(f"event {number}: {carried.trouble}")
            elif shown.view.mode not in SILENT and not any(Busy.sentence in one for one in shown.notices):
                found.wrong.append(f"event {number}: nobody was told")
        at_last = saved
        rests = await store.load(KEY)
        if saved and rests != states()[number].session:
            found.wrong.append(f"event {number}: what rests is {rests}")
    if not at_last:
        shown = await desk.handle(ev.Cover())
    counted = sum(n for _, n in await store.tallies())
    if counted > states()[-1].counted:
        found.wrong.append(f"counted {counted} times")
    said = await desk.leave()
    return found if not said else Held([*found.wrong, said], found.slowest)


def _let_go(other: sqlite3.Connection) -> None:
    try:
        if other.in_transaction:
            other.execute("ROLLBACK")
    except sqlite3.ProgrammingError:
        pass  # closed: the answer was there first


def run(number: int, *, patience: float = 0.05, longest: float = 0.1, seed: int = 1) -> Tally:
    """So many shifts; each event of one counts."""
    tally = Tally()
    slowest, told = 0.0, 0
    states()
    for one in range(number):
        chance = random.Random(seed * 1_000_003 + one)  # noqa: S311 - not a secret
        with place() as where:
            found = asyncio.run(shift(where, chance, patience, longest))
        tally.add(KIND, found.wrong, f"shift {seed}/{one}", len(SHIFT))
        slowest, told = max(slowest, found.slowest), told + found.told
    tally.add(f"F6 of these: told that it is held (slowest answer {slowest:.1f} s)", [], times=told)
    return tally
