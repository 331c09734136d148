"""What is due: chats that nobody has touched for hours, rooms that are over or abandoned. All of it is deleted."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Final

from bot.adapters.telegram.border import Telling
from bot.practice_chat.closing import Closing
from bot.practice_chat.drilling import Drilling
from bot.practice_chat.keeping import Clock, Sittings
from bot.practice_chat.painter import Painter
from bot.practice_chat.shelter import Shelter
from storage.errors import StoreError
from storage.practice import PracticeStore

AT_ONCE: Final = 32
SWEEP_SECONDS: Final = 600


@dataclass(slots=True)
class Worker:
    """Looks after what is due. Doing it twice is harmless."""

    store: PracticeStore
    sittings: Sittings
    shelter: Shelter
    closing: Closing
    drilling: Drilling
    painter: Painter
    clock: Clock
    tell: Telling
    swept: int = 0

    async def run(self, pause: float) -> None:
        """Look every ``pause`` seconds, for ever."""
        while True:
            try:
                await self.once()
            except StoreError as error:
                self.tell("due.failed", error.code)
            await asyncio.sleep(pause)

    async def once(self) -> int:
        """See to what is due now; how many things that was. Rooms first: they put cards back."""
        rooms = await self.shelter.due(AT_ONCE)
        for code in rooms:
            await self.closing.look(code)
        chats = await self.sittings.due(AT_ONCE)
        for sitting, revision in chats:
            if await self.sittings.ended(sitting, revision):
                await self.painter.clear(sitting)
        reminded = await self.drilling.due(AT_ONCE)
        if rooms or chats or reminded:
            self.tell("due.found")
        if (now := self.clock()) - self.swept >= SWEEP_SECONDS:
            self.swept = now
            await self.store.sweep(now)
        return len(rooms) + len(chats) + reminded
