"""What is due, whoever set it and whenever: messages to delete, cards to cover, conversations to forget, reminders.

Every row is lent to one process for a while and struck only when its work is seen to, so what a crash or a lost
connection leaves undone is done by whoever looks next. Doing it twice is harmless.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Final

from bot.adapters.telegram.border import Chats, Door, Due, Kind, Row, unpacked
from bot.adapters.telegram.paint import Means, Painter
from bot.adapters.telegram.render import is_open
from bot.adapters.telegram.strangers import Strangers
from bot.adapters.telegram.views import Views
from bot.engine import events as ev
from bot.engine.session import Mode
from bot.present.screen import Screen

AT_ONCE: Final = 32
SWEEP_SECONDS: Final = 600

OPEN: Final = frozenset({Mode.RUNNING, Mode.DANGER})
"""Modes in which a card can be read."""


class Worker:
    """Looks after what is due. Safe to run in many processes at once."""

    def __init__(self, means: Means, painter: Painter, views: Views, door: Door, strangers: Strangers) -> None:
        self._means = means
        self._painter = painter
        self._views = views
        self._door = door
        self._strangers = strangers
        self._swept = 0
        self._bent = 0
        self._acts: dict[Kind, Callable[[Due], Awaitable[bool]]] = {
            Kind.CARD: self._card,
            Kind.LAST: self._message,
            Kind.LINE: self._message,
            Kind.LOST: self._message,
            Kind.SENDING: self._sending,
            Kind.WATCH: self._watch,
            Kind.REMIND: self._remind,
            Kind.TYPED: _nothing,
            Kind.TOLD: _nothing,
        }

    @property
    def _chats(self) -> Chats:
        return self._means.chats

    async def run(self, pause: float) -> None:
        """Look every ``pause`` seconds, for ever. What takes long in one chat keeps no other chat waiting."""
        under_way: set[asyncio.Task[None]] = set()
        try:
            while True:
                for due in await self._found(AT_ONCE - len(under_way)):
                    task = asyncio.create_task(self._see_to(due))
                    under_way.add(task)
                    task.add_done_callback(under_way.discard)
                await asyncio.sleep(pause)
        finally:
            for task in under_way:
                task.cancel()

    async def once(self) -> int:
        """See to what is due now, to its end; how many rows that was."""
        found = await self._found(AT_ONCE)
        await asyncio.gather(*(self._see_to(due) for due in found))
        return len(found)

    async def _found(self, limit: int) -> list[Due]:
        """What is due; nothing where the store cannot say, because this must go on whatever happens."""
        try:
            found = await self._chats.due(limit) if limit else []
            if not found:
                await self._sweep()
        except Exception as error:  # noqa: BLE001 - told, and tried again
            self._means.tell("due.failed", type(error).__name__)
            return []
        return found

    async def _sweep(self) -> None:
        """Now and then, and only when nothing is due: a conversation that has expired is told so before it is gone."""
        now = self._means.clock()
        if not 0 <= now - self._swept < SWEEP_SECONDS:
            self._swept = now
            bent = await self._chats.sweep()
            if bent > self._bent:
                self._means.tell("rows.failed")
            self._bent = bent

    async def _see_to(self, due: Due) -> None:
        self._means.tell("due.found", due.row.kind.name.lower())
        try:
            if await self._acts[due.row.kind](due):
                await self._chats.done(due)
        except Exception as error:  # noqa: BLE001 - the row is lent for a while, and then somebody looks again
            self._means.tell("due.failed", type(error).__name__)

    async def _message(self, due: Due) -> bool:
        return await self._means.remove(due.chat, due.row.message)

    async def _card(self, due: Due) -> bool:
        """A card has been there for long enough: an open one is sent again, so that the old one can go."""
        screen = await self._look(due.chat)
        if screen is None or not is_open(screen):
            return await self._message(due)
        return await self._painter.show(due.chat, replace(self._views.of(screen), fresh=True))

    async def _sending(self, due: Due) -> bool:
        """Nobody knows whether something was sent: sending once more tells, because numbers only go up."""
        if self._painter.busy(due.chat):
            return False
        screen = await self._look(due.chat)
        if screen is None:
            line = replace(self._strangers.line, fresh=True, after=due.row.message)
            return await self._painter.show(due.chat, line)
        return await self._painter.show(due.chat, replace(self._views.of(screen), fresh=True, after=due.row.message))

    async def _watch(self, due: Due) -> bool:
        """Nobody has tapped for a while, perhaps."""
        chat, now = due.chat, self._means.clock()
        screen = await self._look(chat)
        if screen is None:
            return True
        if not is_open(screen):
            return await self._painter.show(chat, self._views.of(screen))
        touched = await self._chats.last_touched(chat) or now
        # A tap in the time to come was noted under other settings of the site: nobody knows when it was.
        if screen.view.mode in OPEN and (touched > now or touched + self._views.cover_after <= now):
            screen = await self._chats.handle(chat, ev.Cover(), at=screen.view.revision)
        hidden = screen.view.mode not in OPEN
        if hidden and not await self._painter.show(chat, self._views.of(screen)):
            return False
        last = await self._chats.last_touched(chat)
        if last is None:  # it turned out that nobody is there any more
            return True
        look = min(last, now) + (self._views.forget_after if hidden else self._views.cover_after)
        await self._chats.note(chat, add=[Row(Kind.WATCH, max(now + 1, look))], drop=[due.row])
        return True

    async def _remind(self, due: Due) -> bool:
        """Bring the parked card back to mind, by its number and nothing else."""
        screen = await self._look(due.chat)
        if screen is None or screen.view.mode is not Mode.AWAY:
            return True
        card, total = unpacked(due.row.message)
        header = self._views.face.catalog.text("ui.card", screen.view.language, card=card, total=total)
        return await self._painter.show(due.chat, replace(self._views.of(screen, header=header), fresh=True, loud=True))

    async def _look(self, chat: int) -> Screen | None:
        """What stands in a chat; None when its person is no longer on the list, and then nothing stands there."""
        if await self._door.admits(chat):
            return await self._chats.handle(chat, ev.Look())
        await self._strangers.cleared(chat)
        return None


async def _nothing(_: Due) -> bool:
    """The row has only to go."""
    return True
