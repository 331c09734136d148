"""Clocks that jump, stand still or run at another rate, and every zone: no talk can be read for longer than was said.

A schedule is a row of touches, looks, sweeps, restarts and jumps over two chats. What the wall's clock does is drawn by
chance; the real time is kept beside it. The bound: what was touched last more than `SPAN.whole` real seconds ago opens
nowhere. And where the clock did not jump, what was touched is there until its end.
"""

from __future__ import annotations

import asyncio
import os
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from bot.app import Refused
from bot.engine import events as ev
from bot.engine.session import Mode
from bot.runtime import Runtime
from storage.epochs import LENGTH, Span
from storage.key_folder import FolderRing
from storage.sqlite import SqliteStore
from tests.faults.calls import place
from tests.faults.story import FORGET, KEY, SHIFT, Place, State, counting_parts, go_on, seated, states
from tests.faults.tally import Tally
from tests.storage.clocks import Clocks
from tests.storage.samples import NOW, key

SPAN: Final = Span(LENGTH, FORGET)
DAY: Final = 86_400
YEAR: Final = 365 * DAY
JUMPS: Final = (1, -1, 59, -61, LENGTH, -LENGTH, DAY, -DAY, 2 * YEAR, -2 * YEAR, 2**31 - NOW - 5, 2**32 - NOW)
PASSES: Final = (1, 60, 1799, 1800, 3599, 3600, 3601, 7200, DAY)
ACTS: Final = ("touch", "touch", "look", "look", "sweep", "restart", "pass", "pass", "pass", "jump", "freeze", "rate")
ZONES: Final = (
    "Australia/Lord_Howe", "Pacific/Chatham", "Pacific/Apia", "UTC", "America/New_York", "America/St_Johns",
    "America/Havana", "America/Asuncion", "Africa/Casablanca", "Africa/Cairo", "Antarctica/Troll", "Asia/Gaza",
    "Asia/Kathmandu", "Asia/Kolkata", "Asia/Pyongyang", "Asia/Tehran", "Atlantic/Azores", "Australia/Eucla",
    "Europe/Dublin", "Europe/London", "Europe/Moscow", "Pacific/Easter", "Pacific/Fiji", "Pacific/Kiritimati",
    "Pacific/Marquesas", "Pacific/Norfolk", "Pacific/Pago_Pago", "America/Nuuk", "America/Phoenix", "Asia/Hebron",
)  # fmt: skip


class Schedule:
    """One row of events, with the real time of each touch."""

    def __init__(self, where: Place, chance: random.Random) -> None:
        self.where, self.chance, self.clocks = where, chance, Clocks()
        self.real, self.jumped = 0, False
        self.frozen, self.rate = False, 1.0
        self.wrong: list[str] = []
        self.touched: dict[int, int | None] = {0: None, 1: None}
        self.open()

    def open(self) -> None:
        """A program starts."""
        known = counting_parts()
        ring = FolderRing(self.where.keys, SPAN, on_disk=True, now=self.clocks)
        self.store = SqliteStore(self.where.store, ring)
        self.runtime = Runtime(known.library, known.codec, self.store, known.presenter, lambda: self.clocks.wall)

    async def hold(self, length: int) -> list[str]:
        """Let it happen; what was wrong."""
        for _ in range(length):
            act = self.chance.choice(ACTS)
            await getattr(self, f"_{act}")()
            await self._bound(act)
        await self.store.close()
        return self.wrong

    async def _touch(self) -> None:
        chat = self.chance.randrange(2)
        shown = await self.runtime.handle(key(chat), ev.Look())
        event: ev.Event = ev.Begin("adult_brief")
        if shown.view.mode in (Mode.RUNNING, Mode.COVERED):
            event = ev.Cover() if shown.view.mode is Mode.RUNNING else ev.Resume()
        await self.runtime.handle(key(chat), event)
        self.touched[chat] = self.real

    async def _look(self) -> None:
        """Somebody asks: within its time, a talk that no clock was moved under is still there."""
        for chat, when in self.touched.items():
            shown = await self.runtime.handle(key(chat), ev.Look())
            there = shown.view.mode in (Mode.RUNNING, Mode.COVERED)
            if when is not None and not there and not self.jumped and self.real - when < FORGET:
                self.wrong.append(f"chat {chat} was lost after {self.real - when} s")
            if not there:
                self.touched[chat] = None

    async def _sweep(self) -> None:
        await self.store.sweep(self.clocks.wall)

    async def _restart(self) -> None:
        await self.store.close()
        self.open()

    async def _pass(self) -> None:
        seconds = self.chance.choice(PASSES)
        self.real += seconds
        self.clocks.boot += seconds
        if not self.frozen:
            self.clocks.wall += round(seconds * self.rate)

    async def _jump(self) -> None:
        self.jumped = True
        self.clocks.wall = max(0, self.clocks.wall + self.chance.choice(JUMPS))

    async def _freeze(self) -> None:
        self.frozen, self.jumped = not self.frozen, True

    async def _rate(self) -> None:
        """As a leap second is smeared over a day, or as a broken crystal does."""
        self.rate, self.jumped = self.chance.choice((1.0, 1 + 1 / DAY, 1 - 1 / DAY, 0.5, 2.0)), True

    async def _bound(self, act: str) -> None:
        for chat, when in self.touched.items():
            age = 0 if when is None else self.real - when
            if age >= SPAN.whole and await self.store.load(key(chat)) is not None:
                self.wrong.append(f"after {act}: chat {chat} can be read {age} s after its last touch")


def run(number: int, *, seed: int = 1, length: int = 30) -> Tally:
    """So many schedules."""
    tally = Tally()
    for one in range(number):
        chance = random.Random(seed * 1_000_003 + one)  # noqa: S311 - not a secret
        with place() as where:
            tally.add("F8 schedules of clocks", asyncio.run(Schedule(where, chance).hold(length)), f"{seed}/{one}")
    return tally


@contextmanager
def zone(name: str) -> Iterator[None]:
    """This process lives there."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = name
    time.tzset()
    try:
        yield
    finally:
        if before is None:
            del os.environ["TZ"]
        else:
            os.environ["TZ"] = before
        time.tzset()


def shift_in(name: str) -> list[str]:
    """The whole shift (tests/faults/story.py) in a zone: the same rests after each event as anywhere else."""
    with zone(name), place() as where:
        clocks = Clocks()
        try:
            held = seated(where, clocks)
        except Refused as refused:
            return [str(refused)]
        wrong = []
        with asyncio.Runner() as runner:
            shown = runner.run(held.handle(ev.Look()))
            for number, (wait, event) in enumerate(SHIFT, start=1):
                clocks.pass_(wait)
                shown = runner.run(go_on(held, shown, event))
                found = State(runner.run(held._store.load(KEY)), sum(n for _, n in runner.run(held._store.tallies())))
                if found != states()[number]:
                    wrong.append(f"event {number}: {found}")
            runner.run(held.leave())
        return wrong


def run_zones(names: tuple[str, ...] = ZONES) -> Tally:
    """The shift in each of these zones."""
    tally = Tally()
    for name in names:
        tally.add("F8 zones", shift_in(name), name)
    return tally
