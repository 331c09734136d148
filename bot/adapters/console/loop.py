"""Show a card, wait for an answer, show the next: until the end, or until somebody leaves.

Every way out is the same way out: what is open is parked or, without a store, gone; what has ended is wiped.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Protocol

from bot.adapters.console.leaving import Leaving, Left
from bot.adapters.console.paper import Gone, Paper
from bot.adapters.console.typed import UNREADABLE, Ended, Lines, Silence, script
from bot.engine import events as ev
from bot.engine.session import Mode
from bot.present.screen import Screen
from bot.present.understand import understand

if TYPE_CHECKING:
    from bot.adapters.console.talk import Writer

ASKS: Final = {
    "edit": "edit",
    "/edit": "edit",
    "matters": "matters",
    "/matters": "matters",
    "language": "lang",
    "/language": "lang",
    "/lang": "lang",
}
"""Words that need another one: what is typed alone, and the command whose further words are then listed."""
HIDDEN: Final = frozenset({Mode.COVERED, Mode.AWAY})


class Conversation(Protocol):
    """What the console holds: one conversation, kept in order and committed by somebody else."""

    async def open(self, begin: ev.Begin) -> Screen:
        """The first screen: what was left open, covered, or else a new conversation."""
        ...

    async def handle(self, event: ev.Event) -> Screen:
        """The screen that an event leads to."""
        ...

    async def leave(self) -> str:
        """Park what is open, wipe what is over; a sentence when that could not be done, else nothing."""
        ...


@dataclass(frozen=True, slots=True)
class Patience:
    """After how many seconds of silence a card covers itself, and after how many more all is forgotten."""

    cover: float
    forget: float


@dataclass(frozen=True, slots=True)
class Source:
    """Where answers come from: a script, or somebody who types. Only a person can fall silent and have ``patience``."""

    lines: Lines
    scripted: bool = False
    patience: Patience | None = None


class Console:
    """One run of the console. ``kept`` says whether a conversation that is left open can be found again."""

    def __init__(self, source: Source, paper: Paper, *, kept: bool, talk: Writer | None = None) -> None:
        self._source = source
        self._script: Iterator[str | None] | None = script(source.lines) if source.scripted else None
        self._paper = paper
        self._kept = kept
        self._talk = talk

    def hold(self, conversation: Conversation, begin: ev.Begin) -> str:
        """Hold the conversation; a sentence for the person when something that was promised could not be done."""
        with asyncio.Runner() as runner, Leaving() as leaving:
            try:
                self._hold(runner, leaving, conversation, begin)
            except Gone:
                pass
            finally:
                said = runner.run(conversation.leave())
        return said

    def _hold(self, runner: asyncio.Runner, leaving: Leaving, conversation: Conversation, begin: ev.Begin) -> None:
        shown = runner.run(conversation.open(begin))
        self._show(shown)
        while shown.view.mode is not Mode.ENDED:
            try:
                event = self._next(shown, leaving)
            except (Ended, Left):
                self._paper.leave("left_parked" if self._kept else "left_forgotten", shown.view.language)
                return
            if self._talk:
                self._talk.answered(event, shown)
            shown = runner.run(conversation.handle(event))
            self._show(shown)

    def _show(self, screen: Screen) -> None:
        if self._talk:
            self._talk.shown(screen)
        self._paper.show(screen)

    def _next(self, screen: Screen, leaving: Leaving) -> ev.Event:
        """The next event; raises ``Ended`` or ``Left``."""
        while True:
            self._paper.ask()
            try:
                with leaving.waiting():
                    line = self._line(screen)
            except Silence:
                return ev.Expire() if screen.view.mode in HIDDEN else ev.Cover()
            if line is UNREADABLE:
                return ev.Unknown()
            asked = ASKS.get(line.strip().casefold(), "")
            if asked and (further := _further(asked, screen)):
                self._paper.further(screen, asked, further)
                continue
            return _dated(understand(line, screen), screen) if line.strip() else ev.Look()

    def _line(self, screen: Screen) -> str | None:
        if self._script is not None:
            try:
                return next(self._script)
            except StopIteration:
                raise Ended from None
        patience = self._source.patience
        if patience is None:
            return self._source.lines.next()
        return self._source.lines.next(patience.forget if screen.view.mode in HIDDEN else patience.cover)


def _dated(event: ev.Event, screen: Screen) -> ev.Event:
    """An answer is to the card on the screen, whatever the store holds by now."""
    if isinstance(event, ev.Answer | ev.Back) and event.revision is None:
        return replace(event, revision=screen.view.revision)
    return event


def _further(asked: str, screen: Screen) -> list[tuple[str, str]]:
    """The words that can stand behind a command on this screen, each with what it means."""
    if asked == "edit":
        return [(button.id, button.label) for button in screen.edits]
    if asked == "matters":
        chosen = screen.view.matters
        return [(one.id, f"{one.label}{' *' if one.id in chosen else ''}") for one in screen.matters]
    if len(screen.languages) < 2:
        return []
    return [(f"{code}{whose}", "") for code in screen.languages for whose in ("", " worker", " patient")]
