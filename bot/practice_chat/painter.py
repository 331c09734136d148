"""Make a chat show where it stands: one card, edited in place, and whatever it was before is gone.

What is painted is read from the store while the chat's turn is held, so of two paintings the later shows the newest,
and one that nobody has begun yet stands for all that were asked for meanwhile. A crash between sending a card and
noting its number leaves a card that nobody knows; its buttons answer an old step, and whoever presses one sees it go.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import Final

from bot.adapters.telegram.calls import Fate
from bot.adapters.telegram.card import Card
from bot.adapters.telegram.pace import Pace
from bot.practice_chat.keeping import Clock, Sittings
from bot.practice_chat.posting import Post
from bot.practice_chat.sitting import Sitting

OLD_SECONDS: Final = 20 * 3600
"""A card of this age is sent anew: Telegram lets nobody delete a message after 48 hours."""

MOST_REMEMBERED: Final = 4096
BLANK: Final = Card("…")
"""What a message says that can no longer be deleted."""

View = Callable[[Sitting, str], Awaitable[Card]]
"""The card of a sitting, with something to be said once."""


@dataclass(slots=True)
class _Turn:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    users: int = 0
    waiting: bool = False
    fresh: bool = False
    notice: str = ""
    painted: tuple[int, Card] | None = None


class Painter:
    """Paints, in each chat one card after the other."""

    def __init__(self, post: Post, sittings: Sittings, pace: Pace, clock: Clock, view: View) -> None:
        self._post = post
        self._sittings = sittings
        self._pace = pace
        self._clock = clock
        self._view = view
        self._turns: OrderedDict[int, _Turn] = OrderedDict()

    async def show(self, chat: int, notice: str = "", *, fresh: bool = False) -> None:
        """Show where this chat stands, with ``notice`` until it is shown again; ``fresh``: as a new message below."""
        turn = self._turn(chat)
        turn.fresh, turn.notice = turn.fresh or fresh, notice or turn.notice
        if turn.waiting:
            return
        turn.waiting = True
        turn.users += 1
        try:
            async with turn.lock:
                # Whoever paints in this chat waits for this lock, so one wait is enough.
                await asyncio.sleep(self._pace.wait(chat))
                turn.waiting, as_new, turn.fresh = False, turn.fresh, False
                said, turn.notice = turn.notice, ""
                sitting = await self._sittings.of(chat)
                if sitting is not None:
                    await self._paint(sitting, turn, await self._view(sitting, said), as_new=as_new)
        finally:
            turn.users -= 1
            turn.waiting = turn.waiting and turn.users > 0

    async def remove(self, chat: int, *messages: int) -> None:
        """Delete messages; those that cannot be deleted any more say nothing from then on."""
        for message in filter(None, messages):
            fate = await self._post.delete(chat, message)
            if fate is Fate.STUCK:
                fate = await self._post.edit(chat, message, BLANK)
            if fate is Fate.BLOCKED:
                await self._sittings.forget(chat)

    async def clear(self, sitting: Sitting) -> None:
        """Take everything of ours out of a chat."""
        self._turns.pop(sitting.chat, None)
        if sitting.extras:
            await self._post.delete_all(sitting.chat, sitting.extras)
        await self.remove(sitting.chat, sitting.card, sitting.picture)

    async def _paint(self, sitting: Sitting, turn: _Turn, card: Card, *, as_new: bool) -> None:
        old = self._clock() - sitting.sent > OLD_SECONDS
        if not sitting.card or as_new or old:
            await self._send(sitting, card, turn)
            return
        if turn.painted == (sitting.card, card):
            return
        self._pace.spend(sitting.chat)
        fate = await self._post.edit(sitting.chat, sitting.card, card)
        turn.painted = (sitting.card, card) if fate is Fate.DONE else None
        if fate is Fate.GONE:
            await self._send(sitting, card, turn)
        elif fate is Fate.BLOCKED:
            await self._sittings.forget(sitting.chat)

    async def _send(self, sitting: Sitting, card: Card, turn: _Turn) -> None:
        self._pace.spend(sitting.chat)
        sent = await self._post.send(sitting.chat, card, silent=True)
        if sent.fate is Fate.BLOCKED:
            await self._sittings.forget(sitting.chat)
        if sent.fate is not Fate.DONE:
            return
        now = self._clock()
        kept = await self._sittings.note(sitting.chat, lambda one: replace(one, card=sent.message, sent=now))
        if kept is None:  # forgotten meanwhile
            await self.remove(sitting.chat, sent.message)
            return
        turn.painted = (sent.message, card)
        await self.remove(sitting.chat, sitting.card)

    def _turn(self, chat: int) -> _Turn:
        turn = self._turns.pop(chat, None) or _Turn()
        self._turns[chat] = turn
        if len(self._turns) > MOST_REMEMBERED:
            idle = next((one for one, kept in self._turns.items() if not kept.users), None)
            if idle is not None:
                del self._turns[idle]
        return turn
