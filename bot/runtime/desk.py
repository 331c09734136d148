"""One conversation at one screen, as the console holds it: opened or found again, carried on, parked or wiped.

What was left open comes back covered: somebody else may stand before the screen by now. Leaving without an end parks
the session for its time; an end and a stop wipe it.
"""

from __future__ import annotations

from dataclasses import replace

from bot.engine import events as ev
from bot.engine.session import Mode
from bot.present.catalog import Catalog
from bot.present.screen import Screen
from bot.runtime.carried import Carried
from bot.runtime.shell import Runtime
from storage.errors import StoreError

OPEN = frozenset({Mode.RUNNING, Mode.DANGER})
"""Modes in which a card can be read."""

SILENT = frozenset({Mode.COVERED, Mode.ENDED})
"""Modes in which nothing is said about saving: a cover shows its own text only, and what has ended is not kept."""


class Desk:
    """The conversation under one key. No ``StoreError`` comes out: the screen says what is not saved."""

    def __init__(self, runtime: Runtime, store: Carried, key: bytes, catalog: Catalog) -> None:
        self._runtime = runtime
        self._store = store
        self._key = key
        self._catalog = catalog
        self._mode = Mode.IDLE
        self._language = "en"
        self.resumed = False

    @property
    def afresh(self) -> bool:
        """Were there earlier conversations that nobody can read any more?"""
        return self._store.afresh

    async def open(self, begin: ev.Begin) -> Screen:
        """The first screen: the conversation that was left open, covered, or else a new one."""
        found = await self.handle(ev.Look())
        self.resumed = found.view.mode not in (Mode.IDLE, Mode.ENDED)
        if not self.resumed:
            return await self.handle(begin)
        return await self.handle(ev.Away()) if found.view.mode in OPEN else found

    async def handle(self, event: ev.Event) -> Screen:
        """What this event leads to; a screen that could not be saved says so."""
        shown = await self._runtime.handle(self._key, event)
        self._mode, self._language = shown.view.mode, shown.view.language
        if self._store.trouble is None or self._mode in SILENT:
            return shown
        said = self._catalog.text("ui.not_saved", self._language)
        return replace(shown, notices=(*shown.notices, f"{said} {self._store.trouble.sentence}".strip()))

    async def leave(self) -> str:
        """Park what is still open and let go of the store; a sentence when something could not be wiped, else ""."""
        if self._mode in OPEN:
            await self.handle(ev.Away())
        said = ""
        for key in self._store.unwiped:
            try:
                await self._store.delete(key)
            except StoreError as error:
                said = f"{self._catalog.text('ui.not_wiped', self._language)} {error.sentence}".strip()
        await self._store.close()
        return said
