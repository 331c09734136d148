"""Steps of different sessions that wait together become one statement, with an answer for each.

A lone step goes straight through. While one is on its way, those that come wait, and go together as the next one. A
step is `UPDATE ... WHERE guard = what the caller saw`: it is found under the present epoch in nearly all cases, and is
looked for under the earlier ones only when it is not. Nobody is told anything before the server has it on its disk.

When a connection is lost on the way, the same rows are sent again; a body is sealed with a random nonce, so finding
ours in its place proves that the lost attempt was made.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from storage.base import Stored
from storage.errors import Closed, KeysGone, StoreError
from storage.postgres_epochs import Epochs
from storage.postgres_errors import Unreachable
from storage.postgres_server import Connection, Server
from storage.postgres_sql import ADVANCE, ADVANCE_JOINED, STANDS
from storage.sealing import Seal, SessionRow, seal_session, session_guard, session_key

MOST: Final = 256
"""Steps that go into one statement."""

LANES: Final = 2
"""Statements that may be on their way at once: one is written through while the next one is made."""


@dataclass(slots=True, eq=False)
class Step:
    """A step to be taken, and whom to tell."""

    key: bytes
    expected: int
    stored: Stored
    done: asyncio.Future[bool]


_Try = tuple[Step, SessionRow, bytes, bytes]
"""A step, the row that it makes, and the key and the guard that it is looked for under."""


class Joining:
    """Joins the steps of one process."""

    def __init__(self, server: Server, epochs: Epochs) -> None:
        self._server = server
        self._epochs = epochs
        self._waiting: list[Step] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._loop: asyncio.AbstractEventLoop | None = None

    async def step(self, key: bytes, expected: int, stored: Stored) -> bool:
        """Move a session on if it stands at `expected`; durable on return."""
        loop = asyncio.get_running_loop()
        if self._loop is not loop:
            self._loop, self._waiting, self._tasks = loop, [], set()
        mine = Step(key, expected, stored, loop.create_future())
        self._waiting.append(mine)
        if len(self._waiting) == 1:
            loop.call_soon(self._begin)
        return await mine.done

    def _begin(self) -> None:
        """Send what waits, if a lane is free. Of two steps of one session the second has to wait for the first."""
        while self._waiting and len(self._tasks) < LANES:
            batch: dict[bytes, Step] = {}
            later: list[Step] = []
            for step in self._waiting:
                if step.done.cancelled():
                    continue
                if step.key in batch or len(batch) == MOST:
                    later.append(step)
                else:
                    batch[step.key] = step
            self._waiting = later
            if not batch:
                return
            task = asyncio.get_running_loop().create_task(self._send(list(batch.values())))
            self._tasks.add(task)
            task.add_done_callback(self._sent)

    def _sent(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._begin()

    async def _send(self, batch: list[Step]) -> None:
        try:
            moved = await self._moved(batch)
        except (Closed, Unreachable) as error:
            _fail(batch, error)
        except StoreError as error:
            if len(batch) == 1:
                _fail(batch, error)
            for step in batch if len(batch) > 1 else ():  # whose it is comes out when each is tried alone
                await self._send([step])
        except BaseException as error:  # a bug of ours, or the end of the loop: nobody is left waiting
            _fail(batch, error)
            raise
        else:
            for step in batch:
                if not step.done.done():
                    step.done.set_result(step.key in moved)

    async def _moved(self, batch: Sequence[Step]) -> set[bytes]:
        """The keys of those steps that were taken."""
        rows: dict[bytes, SessionRow] = {}

        async def work(connection: Connection, unsure: bool) -> set[bytes]:
            epochs = await self._epochs.current(connection)
            moved = await _standing(connection, rows) if unsure else set()
            while True:
                if not epochs:
                    raise KeysGone
                for step in batch:
                    rows.setdefault(step.key, seal_session(epochs[0], step.key, step.stored))
                for seals in (epochs[:1], epochs[1:]):
                    missing = [step for step in batch if step.key not in moved]
                    moved |= await _advance(connection, [one for step in missing for one in _tries(step, rows, seals)])
                if len(moved) == len(batch) or await self._epochs.confirmed(connection, epochs):
                    break
                epochs = await self._epochs.renewed(connection)
            if unsure and len(moved) < len(batch):
                # The lost attempt may still have been on its way a moment ago.
                moved |= await _standing(connection, rows)
            return moved

        return await self._server.run(work)


def _tries(step: Step, rows: dict[bytes, SessionRow], seals: Sequence[Seal]) -> list[_Try]:
    """Where a step may find its session."""
    keys = [(seal, session_key(seal, step.key)) for seal in seals]
    return [(step, rows[step.key], key, session_guard(seal, key, step.expected)) for seal, key in keys]


async def _advance(connection: Connection, tries: list[_Try]) -> set[bytes]:
    """Send one statement; the keys of the steps that it took."""
    if not tries:
        return set()
    if len(tries) == 1:
        ((step, row, key, guard),) = tries
        cursor = await connection.execute(ADVANCE, (*row, key, guard))
        return {step.key} if cursor.rowcount == 1 else set()
    tries.sort(key=lambda one: one[2])
    columns = [list(column) for column in zip(*((*row, key, guard) for _, row, key, guard in tries), strict=True)]
    cursor = await connection.execute(ADVANCE_JOINED, columns, binary=True)
    taken = {guard for (guard,) in await cursor.fetchall()}
    return {step.key for step, _, _, guard in tries if guard in taken}


async def _standing(connection: Connection, rows: dict[bytes, SessionRow]) -> set[bytes]:
    """The steps whose very rows are there: a lost attempt had taken them."""
    columns = [row.key for row in rows.values()], [row.body for row in rows.values()]
    cursor = await connection.execute(STANDS, columns, binary=True)
    there = {key for (key,) in await cursor.fetchall()}
    return {key for key, row in rows.items() if row.key in there}


def _fail(batch: Sequence[Step], error: BaseException) -> None:
    for step in batch:
        if not step.done.done():
            step.done.set_exception(type(error)() if isinstance(error, StoreError) else error)
