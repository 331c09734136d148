"""The first and the last step of a conversation, and any that counts or sets timers: one transaction each.

Begin: nobody else may begin under the same caller's key at the same time, and there must be no session under any
epoch. End and step: the guard decides. What a step counts, and its timers, go with it or not at all.

After a lost connection the same is done again. If the lost attempt was made, what stands there tells: a body of ours
(its nonce is random), or, at the end of a conversation, nothing any more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from storage.base import Move, Stored, Tally, Timer
from storage.errors import KeysGone
from storage.postgres_server import Connection, all_of
from storage.postgres_sql import ADVANCE, COUNT, END, ENTER, FIND, FORGET, TURN
from storage.postgres_timers import PostgresTimers
from storage.sealing import Seal, SessionRow, open_session, seal_session, session_guard, session_key


@dataclass(slots=True)
class Moving:
    """One commit, through all its attempts. `sent` are the rows that may have come to stand at the server."""

    move: Move
    tally: Tally | None
    timers: Sequence[Timer] | None
    turn: int
    sent: list[SessionRow] = field(default_factory=list)

    async def look(
        self, connection: Connection, epochs: Sequence[Seal], timers: PostgresTimers, *, unsure: bool
    ) -> tuple[bool, bool]:
        """Try it under these epochs: was it made, and does the answer hold only if these are all there are?"""
        if self.move.expected is None:
            moved, new, doubtful = await self._enter(connection, epochs)
        else:
            moved, new, doubtful = await self._go_on(connection, epochs, self.move.expected, unsure=unsure)
        if new and self.tally is not None:
            await connection.execute(COUNT, self.tally)
        if new and self.timers is not None:
            await timers.replace(connection, self.move.key, self.timers)
        return moved, doubtful

    async def _enter(self, connection: Connection, epochs: Sequence[Seal]) -> tuple[bool, bool, bool]:
        """Moved, moved by this attempt, and to be confirmed."""
        await connection.execute(TURN, (self.turn,))
        there = await rows_of(connection, epochs, self.move.key)
        if any(stored is not None for *_, stored in there):
            ours = {row.body for row in self.sent}
            return any(row.body in ours for _, row, _ in there), False, False
        if there:  # a row that does not open is none, and goes
            await connection.execute(FORGET, ([row.key for _, row, _ in there],))
        if self.move.record is not None:
            await connection.execute(ENTER, self._sealed(epochs, self.move.record))
        return True, True, True

    async def _go_on(
        self, connection: Connection, epochs: Sequence[Seal], expected: int, *, unsure: bool
    ) -> tuple[bool, bool, bool]:
        key, record = self.move.key, self.move.record
        keys = [session_key(seal, key) for seal in epochs]
        guards = [session_guard(seal, row, expected) for seal, row in zip(epochs, keys, strict=True)]
        if record is None:
            if (await connection.execute(END, (keys, guards))).rowcount:
                return True, True, False
            if unsure:
                there = await rows_of(connection, epochs, key)
                return all(stored is None for *_, stored in there), False, True
            return False, False, True
        sealed = self._sealed(epochs, record)
        for one in zip(keys, guards, strict=True):
            if (await connection.execute(ADVANCE, (*sealed, *one))).rowcount:
                return True, True, False
        ours = {row.body for row in self.sent} if unsure else set()
        there = await rows_of(connection, epochs, key) if unsure else []
        return any(row.body in ours for _, row, _ in there), False, True

    def _sealed(self, epochs: Sequence[Seal], record: bytes) -> SessionRow:
        """The row under the present epoch; the same one at each attempt while that lasts."""
        if not epochs:
            raise KeysGone
        if not self.sent or self.sent[-1].epoch != epochs[0].tag:
            stored = Stored(self.move.revision, record, self.move.expires)
            self.sent.append(seal_session(epochs[0], self.move.key, stored))
        return self.sent[-1]


async def rows_of(
    connection: Connection, epochs: Sequence[Seal], *keys: bytes
) -> list[tuple[bytes, SessionRow, Stored | None]]:
    """The rows of callers' keys under these epochs, seen in one moment, with what is in them; one a key at most."""
    seals = {session_key(seal, key): (seal, key) for key in keys for seal in epochs}
    rows = [SessionRow(*columns) for columns in await all_of(connection, FIND, (list(seals),))]
    # A row that was not asked for, as a damaged index may answer, is nobody's.
    return [(seals[row.key][1], row, open_session(seals[row.key][0], row)) for row in rows if row.key in seals]
