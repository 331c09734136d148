"""The store in one SQLite file: each change is conditional, sealed under the present epoch, and joined with others.

The statements are constants, so the connection prepares each of them once; sqlite-utils is for the schema only,
because its own upsert halves the rate of steps. Which epochs there are is asked inside the transaction, under the
write lock: another process may have moved a row to a newer epoch a moment ago, and none can while we look.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Final

from storage.base import LONGEST_AHEAD, Claim, Move, Stored, Tally, Timer, is_over
from storage.border import Border
from storage.epochs import Ring
from storage.errors import DiskFull, KeysGone
from storage.sealing import (
    SECRET_BYTES,
    Armed,
    Seal,
    SessionRow,
    hour,
    open_session,
    seal_session,
    session_guard,
    session_key,
)
from storage.sqlite_counts import bent as bent_counts
from storage.sqlite_counts import count, counts
from storage.sqlite_file import SqliteFile
from storage.sqlite_joining import Joining
from storage.sqlite_members import SqliteMembers
from storage.sqlite_members import bent as bent_members
from storage.sqlite_timers import SqliteTimers

FIND: Final = "SELECT key, epoch, ends, guard, body FROM sessions WHERE key IN"
ENTER: Final = "INSERT INTO sessions (key, epoch, ends, guard, body) VALUES (?, ?, ?, ?, ?)"
ADVANCE: Final = "UPDATE sessions SET epoch = ?, ends = ?, guard = ?, body = ? WHERE key = ? AND guard = ?"
MOVE: Final = (
    "UPDATE OR REPLACE sessions SET key = ?, epoch = ?, ends = ?, guard = ?, body = ? WHERE key = ? AND guard = ?"
)
END: Final = "DELETE FROM sessions WHERE key = ? AND guard = ?"
FORGET: Final = "DELETE FROM sessions WHERE key = ?"
UNKNOWN: Final = "FROM sessions WHERE epoch NOT IN"
AT_ONCE: Final = 250
"""Rows that a sweep looks into before others have a turn."""

ENDED: Final = (
    "SELECT key, epoch, ends, guard, body FROM sessions WHERE (ends <= ? OR ends > ?) AND key > ? ORDER BY key LIMIT ?"
)

RESERVE: Final = 8 * 2**20
"""Bytes of the disk. With fewer left no conversation begins, so that the open ones go on, end and are forgotten."""

LAY_OPEN: Final = "SELECT 1 FROM sqlite_schema WHERE name = 'plain_sessions'"
PLAIN_SESSIONS: Final = "SELECT key, revision, record, expires FROM plain_sessions"
PLAIN_TIMERS: Final = "SELECT key, kind, due, chat, message, lease FROM plain_timers"


class SqliteStore(Border):
    """Sessions, counts and timers in a file; see `storage.base.Store`. Opening raises a `StoreError`.

    `ring`: the epochs that sessions are sealed under. `lasting`: the seal of the timers, which outlives them; without
    one, they are gone with this process. `patience`: seconds that a call waits while another process holds the file,
    before it raises `Busy`. `reserve`: bytes that have to be left on the disk for a conversation to begin.
    """

    def __init__(
        self,
        path: Path,
        ring: Ring,
        lasting: Seal | None = None,
        *,
        patience: float = 2.0,
        reserve: int = RESERVE,
    ) -> None:
        self._reserve = reserve
        self._ring = ring
        self._timers = SqliteTimers(lasting or Seal(os.urandom(SECRET_BYTES)))
        self._file = SqliteFile(path, self._seal_plain, patience=patience)
        self._joining = Joining(self._file)
        self._members = SqliteMembers(self._file)

    @property
    def members(self) -> SqliteMembers:
        return self._members

    async def lost(self) -> int:
        """How many sessions rest here that no epoch of now can open: their keys are forgotten, or lie elsewhere."""

        def count(connection: sqlite3.Connection) -> int:
            tags = [seal.tag for seal in self._ring.epochs()]
            (number,) = connection.execute(f"SELECT count(*) {UNKNOWN} {_places(tags)}", tags).fetchone()
            return int(number)

        return await self._file.run(count)

    async def _found(self, key: bytes) -> Stored | None:

        def find(connection: sqlite3.Connection) -> Stored | None:
            epochs = self._ring.epochs()
            found = _found(connection, epochs, key)
            if found is None and (now := self._ring.epochs()) is not epochs:
                # Another process began an epoch just now, and may have moved the row there.
                found = _found(connection, now, key)
            return found

        return await self._file.run(find)

    async def _moved(self, move: Move, tally: Tally | None, timers: Sequence[Timer] | None) -> bool:
        if move.expected is None and move.record is not None and self._file.room() < self._reserve:
            raise DiskFull

        def together(connection: sqlite3.Connection) -> bool:
            moved = _move(connection, self._ring.epochs(), move)
            if moved and tally is not None:
                count(connection, tally)
            if moved and timers is not None:
                self._timers.replace(connection, move.key, timers)
            return moved

        moved = await self._joining.change(together, removes=move.record is None)
        if timers is not None:
            self._file.unscrubbed = True
        return moved

    async def _deleted(self, key: bytes, *, timers: bool) -> bool:

        def forget(connection: sqlite3.Connection) -> bool:
            rows = [(session_key(seal, key),) for seal in self._ring.epochs()]
            gone = connection.executemany(FORGET, rows).rowcount > 0
            return (timers and self._timers.drop_all(connection, key) > 0) or gone

        return await self._file.remove(forget)

    async def _swept(self, now: int) -> int:
        gone = 0
        last: bytes | None = b""
        while last is not None:
            part = partial(self._sweep, now=now, last=last)
            dropped, last = await self._file.remove(part, scrub=False)
            gone += dropped
            await asyncio.sleep(0)
        self._file.scrub_after_sweep()
        return gone

    def _sweep(self, connection: sqlite3.Connection, now: int, last: bytes) -> tuple[int, bytes | None]:
        """Drop what no epoch opens, then what is over; the second of its end is inside a row.

        A part of the rows in one go, those behind `last`; how many went, and where to go on, None at the end.
        """
        epochs = {seal.tag: seal for seal in self._ring.epochs()}
        if not epochs:  # who only looks, before anything was ever sealed, forgets nothing
            return 0, None
        gone = connection.execute(f"DELETE {UNKNOWN} {_places(epochs)}", tuple(epochs)).rowcount
        rows = [
            SessionRow(*one) for one in connection.execute(ENDED, (hour(now), hour(now + LONGEST_AHEAD), last, AT_ONCE))
        ]
        over = [
            (row.key,)
            for row in rows
            if row.epoch not in epochs
            or (stored := open_session(epochs[row.epoch], row)) is None
            or is_over(stored.expires, now)
        ]
        connection.executemany(FORGET, over)
        # In a damaged file keys need not come in order: without going forward there would be no end.
        more = len(rows) == AT_ONCE and rows[-1].key > last
        return gone + len(over), rows[-1].key if more else None

    async def _armed(self, key: bytes) -> list[Timer]:
        return await self._file.run(lambda connection: self._timers.of(connection, key))

    async def _arm(self, key: bytes, add: Sequence[Timer], drop: Sequence[Timer]) -> None:
        await self._joining.change(lambda connection: self._timers.arm(connection, key, add, drop))
        if drop:
            self._file.unscrubbed = True

    async def _claimed(self, now: int, lease: int, limit: int) -> list[Claim]:
        if not await self._file.run(lambda connection: self._timers.any_due(connection, now)):
            return []
        return await self._file.change(lambda connection: self._timers.claim(connection, now, lease, limit))

    async def _finished(self, claim: Claim) -> bool:
        return await self._joining.change(lambda connection: self._timers.finish(connection, claim), removes=True)

    async def tallies(self) -> list[tuple[Tally, int]]:
        return await self._file.run(counts)

    async def bent(self) -> int:
        return await self._file.run(lambda connection: bent_counts(connection) + bent_members(connection))

    async def close(self) -> None:
        self._file.close()
        self._ring.close()

    def _seal_plain(self, connection: sqlite3.Connection) -> None:
        """Seal what an earlier version left open. Where there is no epoch to seal under, sessions are dropped."""
        if not connection.execute(LAY_OPEN).fetchone():
            return  # it was sealed by a version between that one and this
        for seal in self._ring.epochs()[:1]:
            for key, *stored in connection.execute(PLAIN_SESSIONS).fetchall():
                connection.execute(ENTER, seal_session(seal, key, Stored(*stored)))
        for key, kind, due, chat, message, lease in connection.execute(PLAIN_TIMERS).fetchall():
            self._timers.put(connection, Armed(key, Timer(kind, due, chat, message), lease))
        connection.execute("DROP TABLE plain_sessions")
        connection.execute("DROP TABLE plain_timers")


def _places(values: Sequence[object] | dict[int, Seal]) -> str:
    """So many question marks in brackets."""
    return f"({', '.join('?' * len(values))})"


def _rows(connection: sqlite3.Connection, epochs: Sequence[Seal], key: bytes) -> list[tuple[SessionRow, Stored | None]]:
    """The rows of a caller's key under these epochs, seen in one moment, with what is in them; normally one at most."""
    seals = {session_key(seal, key): seal for seal in epochs}
    found = connection.execute(f"{FIND} {_places(tuple(seals))}", tuple(seals)).fetchall()
    # A damaged file may answer with a row that was not asked for: it is nobody's.
    rows = [SessionRow(*columns) for columns in found]
    return [(row, open_session(seals[row.key], row) if row.key in seals else None) for row in rows]


def _found(connection: sqlite3.Connection, epochs: Sequence[Seal], key: bytes) -> Stored | None:
    """The session of a caller's key. A row that does not open is none."""
    return next((stored for _, stored in _rows(connection, epochs, key) if stored is not None), None)


def _move(connection: sqlite3.Connection, epochs: Sequence[Seal], move: Move) -> bool:
    """The conditional change. Did it change the row, or find none where none was expected?"""
    key, expected, revision, record, expires = move
    sealed = None
    if record is not None:
        if not epochs:
            raise KeysGone
        sealed = seal_session(epochs[0], key, Stored(revision, record, expires))
    if expected is None:
        return _enter(connection, _rows(connection, epochs, key), sealed)
    for seal in epochs:
        row = session_key(seal, key)
        guard = session_guard(seal, row, expected)
        if sealed is None:
            done = connection.execute(END, (row, guard))
        elif row == sealed.key:
            done = connection.execute(ADVANCE, (*sealed[1:], row, guard))
        else:  # the epoch has changed since the last step: the row goes over to the present one
            done = connection.execute(MOVE, (*sealed, row, guard))
        if done.rowcount == 1:
            return True
    return False


def _enter(
    connection: sqlite3.Connection, there: list[tuple[SessionRow, Stored | None]], sealed: SessionRow | None
) -> bool:
    """Put the first row where there is none; one that does not open is none, and goes."""
    if any(stored is not None for _, stored in there):
        return False
    connection.executemany(FORGET, [(row.key,) for row, _ in there])
    if sealed is not None:
        connection.execute(ENTER, sealed)
    return True
