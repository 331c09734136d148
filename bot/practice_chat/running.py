"""Run the practice bot: poll until a signal comes, see to what is due, and let go of the store last.

Polling alone: a class is a few dozen people for an hour, and a trainer's machine needs no address of its own for it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final

from bot.adapters.telegram.polling import Poll, without_webhook
from bot.practice_chat.serving import Running
from bot.stopping import signals, until

TICK: Final = 1.0
"""Seconds between two looks at what is due."""

STOP_SECONDS: Final = 0.8
"""How long what is under way may take when it is time to stop; there are two such waits."""


async def run(running: Running, said: Callable[[str], None]) -> None:
    """Poll until a signal comes. Raises ``BadTokenError``."""
    stop = signals()
    service = running.service
    working: asyncio.Task[None] | None = None
    try:
        if not await until(stop, running.greet()):
            return
        working = asyncio.create_task(service.worker.run(TICK))
        await without_webhook(service.bot, running.meter)
        poller = Poll(service.bot, running.take, running.meter)
        running.meter.ready(yes=True)
        said("Practice is open. Ctrl-C ends it.")
        try:
            await until(stop, poller.run())
        finally:
            await poller.close(STOP_SECONDS)
    finally:
        running.meter.ready(yes=False)
        if working is not None:
            working.cancel()
            await asyncio.wait([working])
        await service.close(STOP_SECONDS)
        await running.store.close()
