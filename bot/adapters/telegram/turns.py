"""Who paints when: one at a time in a chat, and only the newest view. What was asked for meanwhile is merged into it.

A chat's turn also remembers what stands in its card, so that a view that stands there already costs no call. That is
memory of this process alone: losing it costs one edit that changes nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Final

from bot.adapters.telegram.card import Card

MOST_REMEMBERED: Final = 4096


@dataclass(frozen=True, slots=True)
class Showing:
    """A view to be painted.

    ``line``: a neutral line, and no card; ``soft``: not in the place of a last card. ``last``: the last card of a
    conversation. ``fresh``: as a new message at the bottom. ``after``: the number of a message that is in the chat
    already. ``cover``: what a new message says first. ``look``: when to look at the conversation next, seconds since
    1970, at the latest. ``urgent`` waits for nobody, ``loud`` makes a sound. ``at``: the revision, if all is not over.
    """

    card: Card
    line: bool = False
    soft: bool = False
    last: bool = False
    fresh: bool = False
    after: int = 0
    cover: Card | None = None
    look: int = 0
    urgent: bool = False
    loud: bool = False
    at: int | None = None

    def over(self, other: Showing | None) -> Showing:
        """This view in the place of another one that nobody has seen yet."""
        if other is None or self.line:
            return self
        return replace(
            self,
            fresh=self.fresh or (other.fresh and not other.line),
            after=max(self.after, other.after),
            loud=self.loud or other.loud,
            cover=self.cover or other.cover,
        )


class Overtaken(Exception):  # noqa: N818 - what happened, and no fault
    """A newer view is waiting; this one need not be painted."""


@dataclass(slots=True)
class Turn:
    """One chat's. ``painted``: the message that is its card, and what stands in it."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    wanted: Showing | None = None
    newer: asyncio.Event = field(default_factory=asyncio.Event)
    painted: tuple[int, Card] | None = None
    users: int = 0

    def want(self, showing: Showing) -> None:
        """Ask for a view; whoever waits to paint an older one learns of it."""
        if showing.soft and self.wanted is not None and self.wanted.last:
            return
        self.wanted = showing.over(self.wanted)
        self.newer.set()

    def take(self) -> Showing | None:
        """The view to paint now; None when somebody has painted it meanwhile."""
        showing, self.wanted = self.wanted, None
        self.newer.clear()
        return showing

    async def hold(self, seconds: float) -> None:
        """Wait; raise ``Overtaken`` as soon as a newer view is wanted."""
        try:
            await asyncio.wait_for(self.newer.wait(), seconds)
        except TimeoutError:
            return
        raise Overtaken


class Turns:
    """The turns of all chats. Those that nobody uses are forgotten, the longest unused first."""

    def __init__(self) -> None:
        self._turns: dict[int, Turn] = {}

    @asynccontextmanager
    async def of(self, chat: int) -> AsyncIterator[Turn]:
        """The turn of a chat, in use while the block runs."""
        turn = self._turns.pop(chat, None) or Turn()
        self._turns[chat] = turn
        turn.users += 1
        try:
            yield turn
        finally:
            turn.users -= 1
            self._prune()

    def busy(self, chat: int) -> bool:
        """Does anybody use the turn of this chat?"""
        turn = self._turns.get(chat)
        return turn is not None and turn.users > 0

    def _prune(self) -> None:
        while len(self._turns) > MOST_REMEMBERED:
            unused = next((chat for chat, turn in self._turns.items() if not turn.users), None)
            if unused is None:
                return
            del self._turns[unused]
