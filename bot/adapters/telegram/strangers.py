"""Who is not on the list gets one neutral line a day and learns nothing more, however often and whatever is tried.

A wrong code, a used one and one past its time are met alike. What a stranger sends is deleted, within limits: a flood
of strangers costs no more calls than ``Pace`` lets through. Who was on the list and is no longer is cleared away first.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from bot.adapters.telegram.border import CARDS, ONCE_A_DAY, Door, Kind, Row, Rows
from bot.adapters.telegram.pace import Pace
from bot.adapters.telegram.paint import Means, Painter
from bot.adapters.telegram.turns import Showing
from bot.adapters.telegram.views import Views
from bot.adapters.telegram.work import current
from bot.engine import events as ev

ALL: Final = 0
"""No chat has this number: the bucket of all strangers together."""


class Strangers:
    """``language`` is that of the site."""

    def __init__(self, means: Means, painter: Painter, views: Views, door: Door, language: str) -> None:
        self._means = means
        self._painter = painter
        self._views = views
        self._door = door
        self._language = language
        self._each = Pace(0.2, burst=5)
        self._all = Pace(5.0, burst=50)
        self._codes = Pace(1 / 30, burst=5)
        self._all_codes = Pace(20.0, burst=100)

    async def tries(self, person: int, code: str) -> None:
        """Somebody has come with a code. Whether it opened anything shows in the list alone."""
        if not self._codes.wait(person) and not self._all_codes.wait(ALL):
            self._codes.spend(person)
            self._all_codes.spend(ALL)
            await self._door.redeem(person, code)

    @property
    def line(self) -> Showing:
        """The one line."""
        return self._views.bare("chat_stranger", self._language)

    async def meet(self, chat: int, message: int) -> None:
        """Somebody who is not on the list has sent something."""
        if self._each.wait(chat) or self._all.wait(ALL):
            self._means.tell("stranger.ignored")
            return
        self._each.spend(chat)
        self._all.spend(ALL)
        work, chats = current.get(), self._means.chats
        work.add(self._means.remove(chat, message))
        rows = await self.cleared(chat)
        if rows.of(Kind.TOLD):
            return
        self._means.tell("stranger.told")
        # First the row, then the line: rather never told than told twice.
        await chats.note(chat, add=[Row(Kind.TOLD, self._means.clock() + ONCE_A_DAY)])
        work.add(self._painter.show(chat, replace(self.line, after=message)))

    async def cleared(self, chat: int) -> Rows:
        """The rows of a chat of somebody who is not on the list, after their conversation has been taken away."""
        chats = self._means.chats
        rows = await chats.rows(chat)
        if rows.of(*CARDS, Kind.WATCH):
            await chats.handle(chat, ev.Stop())
            ours = rows.of(*CARDS, Kind.LINE)
            lost = [Row(Kind.LOST, self._means.clock(), row.message) for row in ours]
            await chats.note(chat, add=lost, drop=[row for row in rows if row.kind is not Kind.LOST])
            await self._means.remove_noted(chat, lost)
            rows = await chats.rows(chat)
        return rows
