"""The end of a class, and its picture: the report goes to the trainer as documents, then all of the class is deleted.

Closing may be cut short anywhere, and is then begun again: the room rests as over until all of it has been done.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from bot.adapters.telegram.calls import Fate
from bot.practice.class_standing import Phase
from bot.practice.class_talk import Look
from bot.practice.room_record import AtRest
from bot.practice.scenario import Scenario
from bot.practice_chat.keeping import Sittings
from bot.practice_chat.library import Library
from bot.practice_chat.painter import Painter
from bot.practice_chat.posting import Post
from bot.practice_chat.shelter import Shelter
from bot.practice_chat.sitting import Place, Sitting


class Document(NamedTuple):
    """A file for the trainer."""

    name: str
    content: bytes


Documents = Callable[[Scenario, AtRest], tuple[Document, ...]]
"""The report of a class."""

Drawing = Callable[[Scenario, AtRest], bytes]
"""How the class chose, as PNG; empty where there is nothing to draw."""


@dataclass(frozen=True, slots=True)
class Reporting:
    """How a class is reported and drawn."""

    documents: Documents
    drawing: Drawing


@dataclass(slots=True)
class Closing:
    """Ends classes and draws them."""

    shelter: Shelter
    sittings: Sittings
    painter: Painter
    library: Library
    post: Post
    reporting: Reporting
    _under_way: set[int] = field(default_factory=set)
    _drawing: dict[int, bool] = field(default_factory=dict)
    _drawn: dict[int, bytes] = field(default_factory=dict)
    _pencil: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def close(self, code: int) -> None:
        """Deliver the report, put everybody's card back, and forget the room. Once at a time for each room."""
        rest = await self.shelter.look(code)
        if rest is None or code in self._under_way:
            return
        self._under_way.add(code)
        try:
            case = self.library.case(rest.room.scenario, rest.room.edition)
            if case is not None and not rest.room.relay and any(seat.picks for seat in rest.room.seats):
                for one in self.reporting.documents(case, rest):
                    await self.post.document(rest.trainer, one.content, one.name, self.library.words("report_caption"))
            for chat in (rest.trainer, *filter(None, rest.chats)):
                if (sitting := await self.sittings.of(chat)) is not None and sitting.room == code:
                    await self.out(chat, Place.HOME)
                    await self.painter.show(chat, self.library.words("room_over"))
            await self.shelter.forget(code)
            self._drawn.pop(code, None)
            self.shelter.tell("room.closed")
        finally:
            self._under_way.discard(code)

    async def out(self, chat: int, place: Place, heard: int = 0) -> None:
        """Take a chat out of its room, and delete what the room has left in it."""
        left: list[Sitting] = []

        def go(one: Sitting) -> Sitting:
            left[:] = [one]
            return Sitting(chat, one.card, one.sent, max(one.heard, heard), one.step + 1, place)

        await self.sittings.change(chat, go)
        for one in left:
            if one.extras:
                await self.post.delete_all(chat, one.extras)
            await self.painter.remove(chat, one.picture)

    async def look(self, code: int) -> None:
        """A room's time has come, or it was left half closed."""
        told = await self.shelter.step(code, lambda one: (one, Look()))
        if told is not None and told[0].room.phase is Phase.OVER:
            await self.close(code)

    async def picture(self, code: int) -> None:
        """Show the trainer how the class chooses: one picture, replaced in place. What is asked meanwhile is merged."""
        if code in self._drawing:
            self._drawing[code] = True
            return
        self._drawing[code] = True
        try:
            while self._drawing[code]:
                self._drawing[code] = False
                await self._pictured(code)
        finally:
            del self._drawing[code]

    async def _pictured(self, code: int) -> None:
        rest = await self.shelter.look(code)
        case = self.library.case(rest.room.scenario, rest.room.edition) if rest else None
        if rest is None or case is None or rest.room.relay or rest.room.phase is Phase.LOBBY:
            return
        # Drawing takes a good part of a second; everybody else is served meanwhile.
        async with self._pencil:
            drawn = await asyncio.to_thread(self.reporting.drawing, case, rest)
        sitting = await self.sittings.of(rest.trainer)
        if not drawn or self._drawn.get(code) == drawn or sitting is None or sitting.room != code:
            return
        self._drawn[code] = drawn
        await self._draw(sitting, drawn)

    async def _draw(self, sitting: Sitting, drawn: bytes) -> None:
        caption = self.library.words("picture_caption")
        if sitting.picture:
            fate = await self.post.repicture(sitting.chat, sitting.picture, drawn, caption)
            if fate is not Fate.GONE:
                return
        sent = await self.post.picture(sitting.chat, drawn, caption)
        if sent.message:
            await self.sittings.note(sitting.chat, lambda one: replace(one, picture=sent.message))
