"""What an update still has to do when its step is committed: calls to Telegram, which may take their time.

Steps of one chat run one after the other; painting runs beside them, so that a card that waits for Telegram never
keeps "somebody walked in" from being heard. An update counts as handled when its work is done as well.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from contextvars import ContextVar
from typing import Any, Final

PATIENCE: Final = 10.0
"""Seconds that an update waits for its own work; then the work goes on alone, and the next tap mends what it leaves."""


class Work:
    """The tasks of one update. ``failed`` is what a handler raised, kept here because the library swallows it."""

    __slots__ = ("_tasks", "failed")

    def __init__(self) -> None:
        self._tasks: list[asyncio.Task[Any]] = []
        self.failed: BaseException | None = None

    def add(self, task: Coroutine[Any, Any, Any]) -> None:
        """Begin this now; it is waited for at the end."""
        self._tasks.append(asyncio.create_task(task))

    async def finish(self, left: set[asyncio.Task[Any]]) -> None:
        """Wait, and raise what went wrong. What takes too long goes on, and is in ``left`` until it ends."""
        if self._tasks:
            _, pending = await asyncio.wait(self._tasks, timeout=PATIENCE)
            for task in pending:
                left.add(task)
                task.add_done_callback(left.discard)
                task.add_done_callback(_look)
        errors = [task.exception() for task in self._tasks if task.done() and not task.cancelled()]
        for error in (self.failed, *errors):
            if error is not None:
                raise error


def _look(task: asyncio.Task[Any]) -> None:
    """Nobody waits for this task any more, and nobody is to be told of it by the interpreter."""
    if not task.cancelled():
        task.exception()


current: ContextVar[Work] = ContextVar("work")
"""The work of the update that is being handled."""
