"""Ask Telegram for updates; asking for later ones confirms earlier ones, so nothing is confirmed before it is done.

Updates that are still under way are asked for again and recognised. One that takes long holds nobody up: the others
are handled meanwhile, and all of them are confirmed together when it is done.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any, Final

from telegram import Update
from telegram.error import Conflict, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError
from telegram.ext import ExtBot

from bot.adapters.telegram.border import Telling
from bot.adapters.telegram.service import KINDS, Again, BadTokenError
from bot.adapters.telegram.wire import known

LONG_POLL: Final = 30
"""Seconds that Telegram may keep a request open when there is no news."""

STRAGGLER: Final = 0.5
"""Seconds after which those that are done are not kept waiting by those that are not."""

LONGEST_PAUSE: Final = 30.0


class Poll:
    """The one poll of a bot. ``take`` handles an update to its end and may raise ``Again``."""

    def __init__(self, bot: ExtBot[Any], take: Callable[[Update], Awaitable[None]], tell: Telling) -> None:
        self._bot = bot
        self._take = take
        self._tell = tell
        self._under_way: dict[int, asyncio.Task[None]] = {}
        self._done: set[int] = set()
        self._offset = 0

    async def run(self) -> None:
        """Poll until cancelled. Raises ``BadTokenError`` when the token is taken back."""
        pause = 1.0
        while True:
            try:
                updates = await self._ask()
            except (InvalidToken, Forbidden):
                self._tell("poll.refused")
                raise BadTokenError from None
            except (TelegramError, OSError) as error:
                self._tell("poll.failed", type(error).__name__)
                await asyncio.sleep(_wait(error, pause))
                pause = min(2 * pause, LONGEST_PAUSE)
                continue
            pause = 1.0
            self._begin(updates)
            if self._under_way:
                await asyncio.wait(self._under_way.values(), timeout=STRAGGLER)
            self._advance()

    async def close(self, patience: float) -> None:
        """Let what is under way finish for so many seconds, and confirm what is done."""
        if self._under_way:
            _, pending = await asyncio.wait(self._under_way.values(), timeout=patience)
            for task in pending:
                task.cancel()
        before = self._offset
        self._advance()
        if self._offset and self._offset >= before:
            with contextlib.suppress(TelegramError, TimeoutError):
                # Telegram gives back what is left, and we leave it there: it comes again at the next start.
                async with asyncio.timeout(0.5):
                    await self._bot.get_updates(self._offset, limit=1, timeout=0, allowed_updates=KINDS)

    async def _ask(self) -> tuple[Update, ...]:
        timeout = 0 if self._under_way else LONG_POLL
        known.set(self._done | self._under_way.keys())
        updates = await self._bot.get_updates(
            self._offset or None, timeout=timedelta(seconds=timeout), allowed_updates=KINDS
        )
        if not updates and timeout:
            # All is confirmed. After a quiet week numbers begin somewhere else, so none is expected.
            self._offset = 0
            self._done.clear()
        return updates

    def _begin(self, updates: tuple[Update, ...]) -> None:
        for update in updates:
            if update.update_id not in self._done and update.update_id not in self._under_way:
                self._under_way[update.update_id] = asyncio.create_task(self._see_through(update))

    async def _see_through(self, update: Update) -> None:
        """Handle an update, as often as it takes."""
        pause = 0.5
        while True:
            try:
                await self._take(update)
            except Again:
                await asyncio.sleep(pause)
                pause = min(2 * pause, LONGEST_PAUSE)
            else:
                return

    def _advance(self) -> None:
        """Move the offset up to the first update that is not done."""
        for number in [number for number, task in self._under_way.items() if task.done()]:
            task = self._under_way.pop(number)
            if not task.cancelled():
                self._done.add(number)
        if not self._done:
            return
        unfinished = min(self._under_way, default=max(self._done) + 1)
        if any(number < unfinished for number in self._done):
            self._offset = unfinished
            self._done = {number for number in self._done if number >= unfinished}


async def without_webhook(bot: ExtBot[Any], tell: Telling) -> None:
    """Take away a webhook, which would keep all updates from a poll. Nobody here has set one: it is told loudly."""
    with contextlib.suppress(TelegramError):
        if (await bot.get_webhook_info()).url:
            tell("webhook.foreign")
            await bot.delete_webhook(drop_pending_updates=False)


def _wait(error: BaseException, pause: float) -> float:
    """Seconds until the next try."""
    match error:
        case RetryAfter(retry_after=asked):
            return min(asked.total_seconds() if isinstance(asked, timedelta) else float(asked), 3600.0)
        case Conflict():
            return max(pause, 5.0)
        case NetworkError():
            return pause
        case _:
            return LONGEST_PAUSE
