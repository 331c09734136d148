"""When it is time to stop: a signal sets an event, and work that waits is let go of."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Coroutine
from typing import Any


def signals() -> asyncio.Event:
    """An event that is set when somebody ends the program."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    return stop


async def until(stop: asyncio.Event, work: Coroutine[Any, Any, None]) -> bool:
    """Do the work until it is done (True) or it is time to stop (False); what it raises is raised."""
    waiting, task = asyncio.create_task(stop.wait()), asyncio.create_task(work)
    await asyncio.wait([waiting, task], return_when=asyncio.FIRST_COMPLETED)
    if task.done():
        waiting.cancel()
        task.result()
        return True
    task.cancel()
    await asyncio.wait([task])
    return False
