"""Calls about different sessions that wait together go to the server as one statement, with an answer for each.

A lone call goes straight through. While as many statements as there are lanes are on their way, those that come wait,
and go together as the next one. Of two calls about one session the second waits for the first. Nobody is told anything
before the server has answered for the whole.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from storage.errors import Closed, StoreError
from storage.postgres_errors import Unreachable

A = TypeVar("A")
R = TypeVar("R")

MOST: Final = 256
"""Calls that go into one statement."""

LANES: Final = 2
"""Statements of one kind that may be on their way at once: one is written through while the next one is made."""

Send = Callable[[Mapping[bytes, A]], Awaitable[Mapping[bytes, R]]]
"""Carries out what is asked about each of these keys; an answer for each."""


@dataclass(slots=True, eq=False)
class _Call(Generic[A, R]):
    key: bytes
    asked: A
    done: asyncio.Future[R]


class Joining(Generic[A, R]):
    """Joins the calls of one kind of one process; each event loop joins its own."""

    def __init__(self, send: Send[A, R]) -> None:
        self._send = send
        self._waiting: list[_Call[A, R]] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._loop: asyncio.AbstractEventLoop | None = None

    async def ask(self, key: bytes, asked: A) -> R:
        """The answer about this key, once it is final."""
        loop = asyncio.get_running_loop()
        if self._loop is not loop:
            self._loop, self._waiting, self._tasks = loop, [], set()
        mine: _Call[A, R] = _Call(key, asked, loop.create_future())
        self._waiting.append(mine)
        if len(self._waiting) == 1:
            loop.call_soon(self._begin)
        return await mine.done

    def _begin(self) -> None:
        """Send what waits, as far as a lane is free. Who waits may be cancelled, the others go on."""
        while self._waiting and len(self._tasks) < LANES:
            batch: dict[bytes, _Call[A, R]] = {}
            later: list[_Call[A, R]] = []
            for call in self._waiting:
                if call.key in batch or len(batch) == MOST:
                    later.append(call)
                elif not call.done.cancelled():
                    batch[call.key] = call
            self._waiting = later
            if not batch:
                return
            task = asyncio.get_running_loop().create_task(self._carry(list(batch.values())))
            self._tasks.add(task)
            task.add_done_callback(self._carried)

    def _carried(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._begin()

    async def _carry(self, batch: Sequence[_Call[A, R]]) -> None:
        try:
            answers = await self._send({call.key: call.asked for call in batch})
        except (Closed, Unreachable) as error:
            _fail(batch, error)
        except StoreError as error:
            if len(batch) == 1:
                _fail(batch, error)
            for call in batch if len(batch) > 1 else ():  # whose it is comes out when each is tried alone
                await self._carry([call])
        except BaseException as error:  # a bug of ours, or the end of the loop: nobody is left waiting
            _fail(batch, error)
            raise
        else:
            for call in batch:
                if not call.done.done():
                    call.done.set_result(answers[call.key])


def _fail(batch: Sequence[_Call[A, R]], error: BaseException) -> None:
    for call in batch:
        if not call.done.done():
            call.done.set_exception(type(error)() if isinstance(error, StoreError) else error)
