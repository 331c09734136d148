"""One message as it is to stand in the chat: a text, and buttons in rows. Lengths are as Telegram counts them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from typing import Final

LONGEST_TEXT: Final = 4096
"""UTF-16 units of a message, tags apart."""

LONGEST_DATA: Final = 64
"""Bytes of what a button sends back."""

MOST_KEYS: Final = 100

_TAG: Final = re.compile(r"<[^<>]*>")


@dataclass(frozen=True, slots=True)
class Key:
    """A button: what it says, and what it sends back."""

    label: str
    data: str


@dataclass(frozen=True, slots=True)
class Card:
    """A message. ``text`` is HTML of the few tags that we use."""

    text: str
    rows: tuple[tuple[Key, ...], ...] = ()

    @property
    def seen(self) -> str:
        """The text as it is read, without its tags."""
        return unescape(_TAG.sub("", self.text))


def units(text: str) -> int:
    """How long Telegram finds a text: characters beyond the first 65,536 count twice."""
    return len(text) + sum(char > "\uffff" for char in text)
