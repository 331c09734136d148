"""From a screen to a message, and nothing else: no clock, no chat, no network.

A screen is either a card, on which a conversation stands, or a neutral line, when nothing is open any more.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.adapters.telegram import data, keyboard
from bot.adapters.telegram.card import Card, Key
from bot.adapters.telegram.data import Page
from bot.adapters.telegram.text import bare_text, card_text, plain_text
from bot.adapters.telegram.words import Words
from bot.engine.session import Mode
from bot.present.catalog import Catalog
from bot.present.screen import Screen

LEFT = frozenset({"stopped", "expired"})
"""Results of a conversation that was left: nothing is to be read any more."""

HIDDEN = frozenset({Mode.COVERED, Mode.AWAY})
"""Modes in which a card says nothing of what it is about."""


@dataclass(frozen=True, slots=True)
class Face:
    """How this site's conversations look in a chat: its words, and what can be begun, the usual one first.

    ``safety`` is the one that danger opens when nothing else is.
    """

    catalog: Catalog
    flows: tuple[str, ...]
    safety: str = "safety"

    def words(self, language: str) -> Words:
        """The words of a chat in a language."""
        return Words(self.catalog, language)


def is_open(screen: Screen) -> bool:
    """Does a conversation stand on this screen?"""
    return screen.view.mode not in (Mode.IDLE, Mode.ENDED)


def is_last(screen: Screen) -> bool:
    """Is this the last card of a conversation that came to its end, still to be read?"""
    outcome = screen.view.outcome
    return screen.view.mode is Mode.ENDED and outcome is not None and outcome.result not in LEFT


def is_line(screen: Screen) -> bool:
    """Is nothing open, so that only a neutral line is to stand in the chat?"""
    return not is_open(screen) and not is_last(screen)


def render(screen: Screen, face: Face, page: Page = Page.ANSWERS) -> Card:
    """The message of a screen."""
    words = face.words(screen.view.language)
    bare = screen.view.mode is Mode.COVERED or is_line(screen)
    text = bare_text(screen) if bare else card_text(screen, face.catalog)
    if is_open(screen):
        return Card(text, keyboard.keyboard(screen, words, page))
    if is_last(screen):
        return Card(text, keyboard.last(screen, words))
    return Card(text, keyboard.beginnings(words, face.flows, page))


def closed_cover(screen: Screen, face: Face, header: str = "") -> Card:
    """What is sent when a card has to be a new message: neutral words, and a button that shows the card in its place.

    A notification shows what was sent, and phones keep it; what is edited afterwards is in no notification.
    """
    words = face.words(screen.view.language)
    show = Key(words["chat_show"], data.show(screen.view.revision))
    return Card(plain_text(header or screen.header, words.text("lifecycle.idle.title")), ((show,),))


def line(text: str, face: Face, language: str) -> Card:
    """A neutral line of our own with the usual buttons."""
    return Card(plain_text(text), keyboard.beginnings(face.words(language), face.flows, Page.ANSWERS))
