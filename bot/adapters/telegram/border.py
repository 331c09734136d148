"""What the adapter asks of the world behind it, and the few numbers that are remembered of a chat.

A chat's rows are what must survive a restart: which message is the card, what has still to be deleted, when to look
at the conversation next. They are whole numbers; the adapter keeps nothing else, and forgets its own memory freely.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Final, NamedTuple, Protocol

from bot.engine.events import Event
from bot.present.screen import Screen

Clock = Callable[[], int]
"""Seconds since 1970."""

KEPT_SECONDS: Final = 20 * 3600
"""After this a message of ours is deleted, whatever else happens: Telegram lets nobody delete after 48 hours."""

LINE_SECONDS: Final = 3600
"""How long a neutral line stays."""

END_SECONDS: Final = 300
"""How long the last card can be read before it becomes a neutral line."""

REMIND_SECONDS: Final = 900
"""After this a worker who was not alone yet is reminded."""

SENDING_SECONDS: Final = 60
"""After this a message whose sending was not seen through is looked after."""

ONCE_A_DAY: Final = 24 * 3600


class Kind(IntEnum):
    """What a row says. The numbers are stored, so they stay as they are."""

    CARD = 1
    """``message`` is the card. Due: it goes."""
    LINE = 2
    """``message`` is a neutral line. Due: it goes."""
    SENDING = 3
    """Something is being sent; ``message`` was in the chat before. Due: nobody knows what became of it."""
    LOST = 4
    """``message`` has to go."""
    WATCH = 5
    """Due: look whether the conversation is to be covered or forgotten."""
    REMIND = 6
    """Due: remind the worker."""
    TYPED = 7
    """``message`` is a typed answer and the revision that it was held against, packed (see ``packed``)."""
    TOLD = 8
    """A stranger has been told; due: may be told again."""
    LAST = 9
    """``message`` is the last card of a conversation that has ended: nothing can bring it back once it is gone."""


CARDS: Final = (Kind.CARD, Kind.LAST)


class Row(NamedTuple):
    """One thing remembered of a chat; ``due`` in seconds since 1970."""

    kind: Kind
    due: int
    message: int = 0


class Rows(tuple[Row, ...]):
    """All rows of one chat."""

    __slots__ = ()

    def of(self, *kinds: Kind) -> tuple[Row, ...]:
        """The rows of these kinds."""
        return tuple(row for row in self if row.kind in kinds)

    def newest(self, *kinds: Kind) -> Row | None:
        """The row of these kinds with the highest message."""
        return max(self.of(*kinds), key=lambda row: row.message, default=None)


@dataclass(frozen=True, slots=True)
class Due:
    """A row that is due, lent to this process for a while. ``claim`` is the store's own; hand it back with ``done``."""

    chat: int
    row: Row
    claim: object


class Chats(Protocol):
    """Every chat's conversation and rows. Raises ``StoreError`` for the world."""

    async def handle(self, chat: int, event: Event, *, at: int | None = None) -> Screen:
        """What an event leads to, committed; ``at`` refuses it as stale where the conversation has moved on."""
        ...

    async def rows(self, chat: int) -> Rows:
        """What is remembered of a chat."""
        ...

    async def note(self, chat: int, *, add: Sequence[Row] = (), drop: Sequence[Row] = ()) -> None:
        """Change what is remembered, all or none of it."""
        ...

    async def last_touched(self, chat: int) -> int | None:
        """When the open conversation was last moved on, seconds since 1970; None where none is open."""
        ...

    async def wipe(self, chat: int) -> None:
        """Forget conversation and rows."""
        ...

    async def due(self, limit: int) -> list[Due]:
        """Rows that are due."""
        ...

    async def done(self, due: Due) -> None:
        """What was due has been seen to."""
        ...

    async def sweep(self) -> int:
        """Forget what has expired. How many rows has a disk bent?"""
        ...


class Door(Protocol):
    """The allow list."""

    async def admits(self, person: int) -> bool:
        """Is this person on it now?"""
        ...

    async def redeem(self, person: int, code: str) -> bool:
        """Use a code up and let the person in."""
        ...

    async def revoke(self, person: int) -> bool:
        """Put the person out."""
        ...


class Telling(Protocol):
    """Where the adapter says what happened, for logs and counters: the name of an event and of a thing of ours."""

    def __call__(self, event: str, what: str = "") -> None:
        """Tell it. Never a text, a number of a chat, an answer or a state."""
        ...


_REVISION_BITS: Final = 31


def packed(message: int, revision: int) -> int:
    """A typed message and a revision as one number."""
    return message << _REVISION_BITS | revision


def unpacked(number: int) -> tuple[int, int]:
    """The message and the revision again."""
    return number >> _REVISION_BITS, number & (1 << _REVISION_BITS) - 1
