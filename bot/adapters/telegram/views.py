"""From a screen to what is to be painted, and when to look at it again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from bot.adapters.telegram.border import END_SECONDS, Clock
from bot.adapters.telegram.card import Card
from bot.adapters.telegram.data import Page
from bot.adapters.telegram.render import HIDDEN, Face, closed_cover, is_last, is_line, line, render
from bot.adapters.telegram.text import plain_text
from bot.adapters.telegram.turns import Showing
from bot.engine.session import Mode
from bot.present.screen import Screen

AT_ONCE: Final = frozenset({Mode.COVERED, Mode.DANGER})
"""Modes whose card waits behind no other call."""


@dataclass(frozen=True, slots=True)
class Views:
    """``cover_after`` and ``forget_after`` are the site's seconds without a tap."""

    face: Face
    clock: Clock
    cover_after: int
    forget_after: int

    def of(self, screen: Screen, page: Page = Page.ANSWERS, *, header: str = "") -> Showing:
        """What is to be painted of a screen. ``header``: a first line where the screen has none."""
        card = render(replace(screen, header=header) if header else screen, self.face, page)
        now = self.clock()
        if is_line(screen):
            return Showing(card, line=True, urgent=True)
        if is_last(screen):
            cover = closed_cover(screen, self.face)
            return Showing(card, last=True, look=now + END_SECONDS, cover=cover)
        hidden = screen.view.mode in HIDDEN
        return Showing(
            card,
            look=now + (self.forget_after if hidden else self.cover_after),
            cover=None if hidden else closed_cover(screen, self.face),
            urgent=screen.view.mode in AT_ONCE,
            at=screen.view.revision,
        )

    def line(self, name: str, language: str) -> Showing:
        """A neutral line of the chat's own words, with the usual buttons."""
        words = self.face.words(language)
        return Showing(line(words[name], self.face, language), line=True)

    def bare(self, name: str, language: str) -> Showing:
        """The same without a button: for somebody who may not begin."""
        return Showing(Card(plain_text(self.face.words(language)[name])), line=True)
