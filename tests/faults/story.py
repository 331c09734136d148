"""One clinician's shift at one screen, as it is held again and again while the machine fails under it.

The shift has all that touches a file: steps, a cover, a change of keys in mid-talk, an end that is counted, a stop, a
talk that is left open. It runs through `bot.app.desk`, as the console does; only the clock is ours. After each event
a line tells what became of it: `saved`, or the code of the trouble that the person was told of in a sentence.

`Place` is where a shift lies: the store on a disk, its keys in memory.
"""

from __future__ import annotations

import asyncio
import json
import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path
from typing import Final, NamedTuple

import bot.epochs
from bot.app import CONSOLE_CHANNEL, Parts, Refused, desk, key_of
from bot.engine import events as ev
from bot.present.screen import Screen
from bot.present.site import Options
from bot.runtime import Carried, Desk, Runtime
from bot.runtime.desk import SILENT
from storage.base import Stored
from storage.key_folder import FolderRing
from storage.memory import MemoryStore
from tests.console.samples import parts
from tests.storage.clocks import Clocks

FORGET: Final = 3600
KEY: Final = key_of(CONSOLE_CHANNEL)


class Happening(NamedTuple):
    """Seconds that pass, and what is done then. An answer belongs to the card on the screen; None: whatever ends it."""

    wait: int
    event: ev.Event


def _answers(*choices: str) -> list[Happening]:
    return [Happening(0, ev.Answer(choice)) for choice in choices]


SHIFT: Final[tuple[Happening, ...]] = (
    Happening(0, ev.Begin("adult_brief")),
    *_answers("yes", "adult"),
    Happening(0, ev.Cover()),
    Happening(0, ev.Resume()),
    Happening(0, ev.Back()),
    *_answers("adult", "yes"),
    Happening(1800, ev.Danger()),
    Happening(0, ev.Resume()),
    Happening(1800, ev.Answer("yes")),
    *_answers("yes", "no", "no", "no", "no", "none", "done"),
    Happening(0, ev.Begin("offer")),
    Happening(0, ev.Look()),
    Happening(0, ev.Stop()),
    Happening(0, ev.Begin("adult_brief")),
    *_answers("yes"),
    Happening(3600, ev.Unknown()),
    Happening(0, ev.Begin("adult_brief")),
    *_answers("yes", "adult"),
)
"""Keys change twice: in mid-talk at the second wait, and when time has run out over a talk."""


class State(NamedTuple):
    """What rests: the session, and how many talks are counted."""

    session: Stored | None
    counted: int


@dataclass(frozen=True, slots=True)
class Place:
    """`disk`: a folder for the store alone; `keys`: where the folder of the keys is to be, in memory."""

    disk: Path
    keys: Path

    @property
    def store(self) -> Path:
        return self.disk / "waymark.sqlite"

    @property
    def paths(self) -> tuple[Path, ...]:
        """Everything that the program writes to."""
        files = (self.keys / name for name in ("epochs", "epochs.new", "epochs.old", "lock"))
        return self.store, self.disk / "waymark.sqlite-journal", self.disk, self.keys, *files


@cache
def counting_parts() -> Parts:
    """What ships, at a site that counts, and forgets after an hour."""
    known = parts()
    site = replace(known.site, options=Options(counts=True, forget_after_seconds=FORGET))
    return replace(known, site=site, presenter=replace(known.presenter, site=site))


@contextmanager
def keys_at(place: Place, clocks: Clocks) -> Iterator[None]:
    """The program finds its keys here, and its epochs pass by these clocks."""
    module = vars(bot.epochs)
    module["FolderRing"] = partial(FolderRing, now=clocks)
    try:
        with keys_named(place.keys):
            yield
    finally:
        module["FolderRing"] = FolderRing


@contextmanager
def keys_named(folder: Path) -> Iterator[None]:
    """The folder of the keys is named in the environment, as an operator does it."""
    before = os.environ.get(bot.epochs.NAME)
    os.environ[bot.epochs.NAME] = str(folder)
    try:
        yield
    finally:
        if before is None:
            del os.environ[bot.epochs.NAME]
        else:
            os.environ[bot.epochs.NAME] = before


def seated(place: Place, clocks: Clocks) -> Desk:
    """The desk as the console makes it. Raises `Refused`."""
    with keys_at(place, clocks):
        return desk(counting_parts(), place.store, lambda: clocks.wall)


async def go_on(held: Desk, shown: Screen, event: ev.Event) -> Screen:
    """Do it; an answer is dated with the card on the screen."""
    if isinstance(event, ev.Answer):
        event = replace(event, revision=shown.view.revision)
    return await held.handle(event)


def became(held: Desk, shown: Screen) -> str:
    """`saved`, the code of the trouble that was told, or `silent` when there is trouble that nobody was told of."""
    trouble = held._store.trouble
    if trouble is None:
        return "saved"
    told = any(trouble.sentence in notice for notice in shown.notices)
    return trouble.code if told or shown.view.mode in SILENT else "silent"


def hold_shift(place: Place, *, squeeze: tuple[int, int] | None = None, last: int | None = None) -> int:
    """Hold the shift; the exit code, as the console's. Lines on descriptor 1 tell number, time and what became of it.

    `squeeze`: at this event no file may grow beyond so many bytes, so that writes come up short there.
    `last`: die without a word after so many events, like a machine that is switched off.
    """
    clocks = Clocks()
    tell("opening", 0, clocks.wall)
    try:
        with _squeezed(squeeze, 0):
            held = seated(place, clocks)
    except Refused as refused:
        tell("refused", *refused.sentences)
        return 2
    tell("opened", 0, clocks.wall)
    with asyncio.Runner() as runner:
        shown = runner.run(held.handle(ev.Look()))
        for number, (wait, event) in enumerate(SHIFT, start=1):
            clocks.pass_(wait)
            tell("trying", number, clocks.wall)
            with _squeezed(squeeze, number):
                shown = runner.run(go_on(held, shown, event))
            tell(became(held, shown), number, clocks.wall)
            if number == last:
                os._exit(0)
        tell("trying", len(SHIFT) + 1, clocks.wall)
        said = runner.run(held.leave())
        trouble = held._store.trouble
        tell("left", len(SHIFT) + 1, clocks.wall, said or (trouble.code if trouble else ""))
    return 0


@contextmanager
def _squeezed(squeeze: tuple[int, int] | None, number: int) -> Iterator[None]:
    if squeeze is None or squeeze[0] != number:
        yield
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (squeeze[1], hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def tell(*words: object) -> None:
    """A line, in one write."""
    os.write(1, (json.dumps(words) + "\n").encode())


@cache
def states() -> tuple[State, ...]:
    """What has to rest before the first event, and after each, by the same runtime on a store in memory."""
    return asyncio.run(_states())


async def _states() -> tuple[State, ...]:
    clocks, store, known = Clocks(), MemoryStore(), counting_parts()
    carried = Carried(store)
    runtime = Runtime(known.library, known.codec, carried, known.presenter, lambda: clocks.wall)
    held = Desk(runtime, carried, KEY, known.catalog)
    shown = await held.handle(ev.Look())
    found = [State(None, 0)]
    for wait, event in SHIFT:
        clocks.pass_(wait)
        shown = await go_on(held, shown, event)
        found.append(State(await store.load(KEY), sum(n for _, n in await store.tallies())))
    await held.handle(ev.Away())
    found.append(State(await store.load(KEY), found[-1].counted))
    return tuple(found)
