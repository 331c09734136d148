"""The connections to a database server, and what to do when one breaks: bounded, typed, and never a doubled effect.

A connection that is lost while a change is under way leaves it open whether the change was made. So the same work is
done again on another connection and is told that it is `unsure`: it reads what stands there first, and the guards in
the rows tell. What waits longer than `patience` is told `Unreachable`, or `ServerBusy`.

The pool belongs to the event loop in which it was first used; another loop gets a pool of its own.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final, TypeVar

import psycopg
from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool, PoolClosed, PoolTimeout

from storage.errors import Closed
from storage.postgres_errors import Unreachable, came_too_close, translate
from storage.postgres_schema import SETTINGS, refuse_unfit

T = TypeVar("T")

Connection = AsyncConnection[tuple[Any, ...]]
Work = Callable[[Connection, bool], Awaitable[T]]
"""Something to be done with a connection that has no transaction open. The second argument: has this perhaps been
done already, on a connection that was lost?"""

COLLISIONS: Final = 5
"""How often what collided with others is done again at once."""

FIRST_PAUSE: Final = 0.02
LONGEST_PAUSE: Final = 0.5
IDLE_SECONDS: Final = 600.0

SLICE: Final = 0.3
"""Seconds that we wait for the pool at a time. It gives up on a server that is away, and is asked to try again; left
to itself it would try less and less often, and come back seconds after the server."""

for _name in ("psycopg", "psycopg.pool"):
    # Their texts hold the address, and what a server says.
    logging.getLogger(_name).disabled = True


class Server:
    """A pool of `most` connections. Opening it happens with the first call; `patience` is in seconds."""

    def __init__(self, conninfo: str, *, patience: float, most: int) -> None:
        self._conninfo = conninfo
        self._patience = patience
        self._most = most
        self._pool: AsyncConnectionPool[Connection] | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._closed = False
        self.on_connection: Callable[[], None] = lambda: None
        """Called when there is a new connection."""

    def __repr__(self) -> str:
        return "Server(...)"

    async def run(self, work: Work[T]) -> T:
        """Do the work, again and again while the server cannot be had, as long as patience lasts."""
        deadline = time.monotonic() + self._patience
        unsure, collisions, pause = False, 0, FIRST_PAUSE
        while True:
            lost = False
            async with self._connection(deadline) as connection:
                try:
                    return await work(connection, unsure)
                except psycopg.Error as error:
                    lost = connection.closed
                    collided = came_too_close(error)
                    failure = translate(error)
            unsure = unsure or lost
            collisions += collided
            if not lost and not (collided and collisions < COLLISIONS):
                raise failure
            if time.monotonic() + pause > deadline:
                raise Unreachable if lost else failure
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)
            if lost:
                await self._look_over()

    @contextlib.asynccontextmanager
    async def _connection(self, deadline: float) -> Any:
        pool, connection = await self._open(), None
        while connection is None:
            left = deadline - time.monotonic()
            try:
                connection = await pool.getconn(timeout=max(SLICE / 3, min(SLICE, left)))
            except PoolClosed:
                raise Closed from None
            except PoolTimeout:
                if left <= SLICE:
                    break
        if connection is None:
            raise Unreachable
        try:
            yield connection
        finally:
            await pool.putconn(connection)

    async def _open(self) -> AsyncConnectionPool[Connection]:
        if self._closed:
            raise Closed
        loop = asyncio.get_running_loop()
        if self._pool is None or self._loop is not loop:
            self._loop = loop
            self._pool = AsyncConnectionPool(
                self._conninfo,
                connection_class=Connection,
                kwargs={"autocommit": True, "prepare_threshold": 0},
                min_size=1,
                max_size=self._most,
                open=False,
                configure=self._settle,
                max_idle=IDLE_SECONDS,
                reconnect_timeout=SLICE / 2,
                name="store",
            )
            await self._pool.open()
        return self._pool

    async def _settle(self, connection: Connection) -> None:
        """Read the settings back on every new connection: the server may be another one than at the start."""
        found = await all_of(connection, SETTINGS.encode())
        refuse_unfit(connection.info, found[0])
        self.on_connection()

    async def _look_over(self) -> None:
        """Replace every connection of the pool that is dead: a server that went has broken them all."""
        if self._pool is not None and not self._closed:
            with contextlib.suppress(psycopg.Error):
                await self._pool.check()

    async def close(self) -> None:
        """Let go of the connections; harmless when that has happened."""
        self._closed = True
        pool, self._pool = self._pool, None
        if pool is not None and self._loop is asyncio.get_running_loop():
            await pool.close()


async def all_of(connection: Connection, sql: bytes, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
    """All rows of a statement."""
    cursor = await connection.execute(sql, values, binary=True)
    return await cursor.fetchall()
