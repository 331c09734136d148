"""The store at a PostgreSQL server: any number of workers on any number of hosts, none of which keeps anything.

What comes there is sealed as in the file (`storage.sealing`). A step is one guarded UPDATE (`storage.postgres_steps`),
joined with those of other sessions that wait (`storage.postgres_joining`). The first and the last step of a talk are
a transaction each, because counts and timers go with them (`storage.postgres_moves`). Of two workers that take a step
of one chat at once, the guard lets one through; the other is told so, and re-reads.
"""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Final, TypeVar

from storage.base import LONGEST_AHEAD, Claim, Move, Stored, Tally, Timer, is_over
from storage.border import Border
from storage.checks import holds
from storage.epochs import Ring, Span
from storage.errors import Closed
from storage.postgres_epochs import Epochs, FolderEpochs, TableEpochs, rows_without
from storage.postgres_errors import ServerBusy
from storage.postgres_holdings import Held, everything
from storage.postgres_joining import Joining
from storage.postgres_members import INVITES, MEMBERS, PostgresMembers
from storage.postgres_moves import Moving
from storage.postgres_schema import address, prepare
from storage.postgres_server import Connection, Server, all_of
from storage.postgres_sql import COUNT_EPOCHS, DROP_EPOCHS, END, ENDED, FORGET, TALLIES
from storage.postgres_steps import LOOKS, Step, Steps
from storage.postgres_timers import PostgresTimers
from storage.sealing import SECRET_BYTES, Seal, SessionRow, hour, open_session, session_key

T = TypeVar("T")

CONNECTIONS: Final = 4
"""Of one worker, at most. A server has a hundred unless told otherwise."""

PATIENCE: Final = 5.0

Look = Callable[[tuple[Seal, ...]], Awaitable[tuple[T, bool]]]
"""Something done with the epochs; the second part of the answer: is it right only if these are all there are?"""


class _OtherEpochsError(Exception):
    """What was looked at is not all there is: the transaction is undone."""


class PostgresStore(Border):
    """Sessions, counts and timers at a server; see `storage.base.Store`. Opening blocks, and raises a `StoreError`.

    `dsn`: as libpq takes it; it may hold a password, and is shown nowhere. `epochs`: a ring whose secrets all workers
    share on one host, or the span of epochs that are kept in a table (None: only look at them). `lasting`: the seal of
    the timers and of that table; the same for all workers. `patience`: seconds that a call waits for the server.
    """

    def __init__(
        self,
        dsn: str,
        epochs: Ring | Span | None,
        lasting: Seal | None = None,
        *,
        patience: float = PATIENCE,
        connections: int = CONNECTIONS,
    ) -> None:
        if lasting is None and (epochs is None or isinstance(epochs, Span)):
            raise ValueError("workers that share a table share a lasting secret")
        self._lasting = lasting or Seal(os.urandom(SECRET_BYTES))
        conninfo = address(dsn)
        prepare(conninfo)
        self._epochs: Epochs = (
            TableEpochs(self._lasting, epochs) if epochs is None or isinstance(epochs, Span) else FolderEpochs(epochs)
        )
        self._server = Server(conninfo, patience=patience, most=connections)
        self._server.on_connection = self._doubt
        steps = Steps(self._server, self._epochs)
        self._finding: Joining[None, Stored | None] = Joining(steps.find)
        self._stepping: Joining[Step, bool] = Joining(steps.take)
        self._timers = PostgresTimers(self._lasting)
        self._members = PostgresMembers(self._server)
        self._closed = False

    @property
    def members(self) -> PostgresMembers:
        return self._members

    async def lost(self) -> int:
        """How many sessions rest here that no epoch of now can open: their keys are forgotten, or lie elsewhere."""

        async def work(connection: Connection, _unsure: bool) -> int:
            known = [seal.tag for seal in await self._epochs.at_once(connection)]
            unknown = await rows_without(connection, known)
            ((number,),) = await all_of(connection, COUNT_EPOCHS, (unknown,))
            return int(number)

        return await self._server.run(work)

    async def _found(self, key: bytes) -> Stored | None:

        if self._closed:
            raise Closed
        return await self._finding.ask(key, None)

    async def _moved(self, move: Move, tally: Tally | None, timers: Sequence[Timer] | None) -> bool:
        if self._closed:
            raise Closed
        key, expected, revision, record, expires = move
        if expected is not None and record is not None and tally is None and timers is None:
            return await self._stepping.ask(key, Step(expected, Stored(revision, record, expires)))

        moving = Moving(move, tally, timers, int.from_bytes(self._lasting.key(b"turn", key)[:8]) >> 1)

        async def work(connection: Connection, unsure: bool) -> bool:
            async def look(epochs: tuple[Seal, ...]) -> tuple[bool, bool]:
                return await moving.look(connection, epochs, self._timers, unsure=unsure)

            return await self._looked(connection, look)

        return await self._server.run(work)

    async def _deleted(self, key: bytes, *, timers: bool) -> bool:

        async def work(connection: Connection, unsure: bool) -> bool:
            async def look(epochs: tuple[Seal, ...]) -> tuple[bool, bool]:
                keys = [session_key(seal, key) for seal in epochs]
                gone = (await connection.execute(FORGET, (keys,))).rowcount > 0
                return gone, not gone

            gone = await self._looked(connection, look)
            return (timers and await self._timers.drop_all(connection, key) > 0) or gone or unsure

        return await self._server.run(work)

    async def _swept(self, now: int) -> int:

        async def work(connection: Connection, _unsure: bool) -> int:
            async def look(epochs: tuple[Seal, ...]) -> tuple[int, bool]:
                # Before, too: once they are deleted, no row tells that others may still put its secret back.
                if not await self._epochs.confirmed(connection, epochs):
                    raise _OtherEpochsError
                return await _swept(connection, {seal.tag: seal for seal in epochs}, now), True

            return await self._looked(connection, look)

        return await self._server.run(work)

    async def _armed(self, key: bytes) -> list[Timer]:
        return await self._server.run(lambda connection, _: self._timers.of(connection, key))

    async def _arm(self, key: bytes, add: Sequence[Timer], drop: Sequence[Timer]) -> None:

        async def work(connection: Connection, _unsure: bool) -> None:
            # Done twice it is the same; only what somebody has seen to in between would be seen to once more.
            async with connection.transaction():
                await self._timers.arm(connection, key, add, drop)

        await self._server.run(work)

    async def _claimed(self, now: int, lease: int, limit: int) -> list[Claim]:

        async def work(connection: Connection, _unsure: bool) -> list[Claim]:
            # Every worker is here once a second, and so hears of every epoch, and notices when the server lost them.
            await self._epochs.at_once(connection)
            return await self._timers.claim(connection, now, lease, limit)

        return await self._server.run(work)

    async def _finished(self, claim: Claim) -> bool:
        return await self._server.run(lambda connection, unsure: self._timers.finish(connection, claim, unsure=unsure))

    async def tallies(self) -> list[tuple[Tally, int]]:
        rows = await self._server.run(lambda connection, _: all_of(connection, TALLIES))
        return [(Tally(*row[:6]), row[6]) for row in rows if holds(row)]

    async def bent(self) -> int:
        async def work(connection: Connection, _unsure: bool) -> int:
            return sum([not holds(row) for sql in (TALLIES, MEMBERS, INVITES) for row in await all_of(connection, sql)])

        return await self._server.run(work)

    async def everything(self) -> tuple[list[Held], list[str]]:
        """All that the database holds, sealed as it lies there, and what else is defined in it."""
        return await self._server.run(lambda connection, _: everything(connection))

    async def _looked(self, connection: Connection, look: Look[T]) -> T:
        """Look in a transaction; where the epochs turn out to be others, undo it and look again."""
        epochs = await self._epochs.current(connection)
        for _ in range(LOOKS):
            try:
                async with connection.transaction():
                    found, doubtful = await look(epochs)
                    if doubtful and not await self._epochs.confirmed(connection, epochs):
                        raise _OtherEpochsError
                return found
            except _OtherEpochsError:
                epochs = await self._epochs.renewed(connection)
        raise ServerBusy

    def _doubt(self) -> None:
        """There is a new connection: the server may have been away, or be another one."""
        self._epochs.doubt()
        self._timers.doubt()

    async def close(self) -> None:
        self._closed = True
        await self._server.close()
        self._epochs.close()


async def _swept(connection: Connection, epochs: Mapping[int, Seal], now: int) -> int:
    """Drop what no epoch opens, then what is over; the second of its end is inside a row."""
    if not epochs:  # who only looks, before anything was ever sealed, forgets nothing
        return 0
    unknown = await rows_without(connection, epochs)
    gone = (await connection.execute(DROP_EPOCHS, (unknown,))).rowcount if unknown else 0
    over = []
    for columns in await all_of(connection, ENDED, (hour(now), hour(now + LONGEST_AHEAD))):
        row = SessionRow(*columns)
        stored = open_session(epochs[row.epoch], row) if row.epoch in epochs else None
        if stored is None or is_over(stored.expires, now):
            over.append((row.key, row.guard))
    if over:
        keys, guards = zip(*sorted(over), strict=True)
        # Guarded: who goes on with a talk in this moment keeps it.
        gone += (await connection.execute(END, (list(keys), list(guards)))).rowcount
    return gone
