"""The store in one SQLite file: each change is one conditional statement, or one transaction around it.

The statements are constants, so the connection prepares each of them once; sqlite-utils is for the schema only,
because its own upsert halves the rate of steps.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from storage.base import (
    KEY_BYTES,
    LAST_SECOND,
    LONGEST_LEASE,
    Claim,
    Move,
    Stored,
    Tally,
    Timer,
    check_bytes,
    check_claim,
    check_commit,
    check_timers,
    check_whole,
)
from storage.sqlite_file import SqliteFile, transaction
from storage.sqlite_members import SqliteMembers

LOAD: Final = "SELECT revision, record, expires FROM sessions WHERE key = ?"
ENTER: Final = "INSERT INTO sessions (key, revision, record, expires) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING"
ADVANCE: Final = "UPDATE sessions SET revision = ?, record = ?, expires = ? WHERE key = ? AND revision = ?"
END: Final = "DELETE FROM sessions WHERE key = ? AND revision = ?"
FORGET: Final = "DELETE FROM sessions WHERE key = ?"
SWEEP: Final = "DELETE FROM sessions WHERE expires <= ?"

COUNT: Final = (
    "INSERT INTO tallies (quarter, flow, version, language, outcome, reason, n)"
    " VALUES (?, ?, ?, ?, ?, ?, 1) ON CONFLICT DO UPDATE SET n = n + 1"
)
TALLIES: Final = (
    "SELECT quarter, flow, version, language, outcome, reason, n FROM tallies"
    " ORDER BY quarter, flow, version, language, outcome, reason"
)

TIMERS: Final = "SELECT kind, due, chat, message FROM timers WHERE key = ? ORDER BY kind, due, chat, message"
SET_TIMER: Final = "INSERT INTO timers (key, kind, due, chat, message) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"
DROP_TIMER: Final = "DELETE FROM timers WHERE key = ? AND kind = ? AND due = ? AND chat = ? AND message = ?"
DROP_TIMERS: Final = "DELETE FROM timers WHERE key = ?"
CLAIM: Final = """
    UPDATE timers SET lease = :until WHERE (key, kind, due, chat, message) IN (
        SELECT key, kind, due, chat, message FROM timers
        WHERE due <= :now AND (lease <= :now OR lease > :absurd)
        ORDER BY due, key, kind, chat, message LIMIT :limit
    ) RETURNING key, kind, due, chat, message
"""
FINISH: Final = f"{DROP_TIMER} AND lease = ?"


class SqliteStore:
    """Sessions, counts and timers in a file; see `storage.base.Store`. Opening raises a `StoreError`.

    `patience`: seconds that a call waits while another process holds the file, before it raises `Busy`.
    """

    def __init__(self, path: Path, *, patience: float = 2.0) -> None:
        self._file = SqliteFile(path, patience=patience)
        self._members = SqliteMembers(self._file)

    @property
    def members(self) -> SqliteMembers:
        return self._members

    async def load(self, key: bytes) -> Stored | None:
        check_bytes(key, KEY_BYTES)
        row = await self._file.run(lambda connection: connection.execute(LOAD, (key,)).fetchone())
        return None if row is None else Stored(*row)

    async def commit(  # noqa: PLR0913
        self,
        key: bytes,
        *,
        expected: int | None,
        revision: int,
        record: bytes | None,
        expires: int,
        tally: Tally | None = None,
        timers: Sequence[Timer] | None = None,
    ) -> bool:
        move = Move(key, expected, revision, record, expires)
        check_commit(move, tally, timers)

        def alone(connection: sqlite3.Connection) -> bool:
            return _move(connection, move)

        def together(connection: sqlite3.Connection) -> bool:
            with transaction(connection):
                moved = _move(connection, move)
                if moved and tally is not None:
                    connection.execute(COUNT, tally)
                if moved and timers is not None:
                    _set_timers(connection, key, timers)
            return moved

        work = alone if tally is None and timers is None else together
        if record is None:
            return await self._file.remove(work)
        moved = await self._file.run(work)
        if timers is not None:
            self._file.unscrubbed = True
        return moved

    async def delete(self, key: bytes, *, timers: bool = False) -> bool:
        check_bytes(key, KEY_BYTES)

        def forget(connection: sqlite3.Connection) -> bool:
            with transaction(connection):
                gone = connection.execute(FORGET, (key,)).rowcount
                if timers:
                    gone += connection.execute(DROP_TIMERS, (key,)).rowcount
            return gone > 0

        return await self._file.remove(forget)

    async def sweep(self, now: int) -> int:
        check_whole(now, LAST_SECOND)
        gone = await self._file.remove(lambda connection: connection.execute(SWEEP, (now,)).rowcount)
        self._file.scrub()
        return gone

    async def timers(self, key: bytes) -> list[Timer]:
        check_bytes(key, KEY_BYTES)
        rows = await self._file.run(lambda connection: connection.execute(TIMERS, (key,)).fetchall())
        return [Timer(*row) for row in rows]

    async def arm(self, key: bytes, *, add: Sequence[Timer] = (), drop: Sequence[Timer] = ()) -> None:
        check_bytes(key, KEY_BYTES)
        check_timers((*add, *drop))

        def change(connection: sqlite3.Connection) -> None:
            with transaction(connection):
                connection.executemany(DROP_TIMER, [(key, *timer) for timer in drop])
                connection.executemany(SET_TIMER, [(key, *timer) for timer in add])

        await self._file.run(change)
        if drop:
            self._file.unscrubbed = True

    async def claim(self, now: int, *, lease: int, limit: int) -> list[Claim]:
        check_claim(now, lease, limit)
        until = now + lease
        values = {"now": now, "until": until, "absurd": now + LONGEST_LEASE, "limit": limit}
        rows = await self._file.run(lambda connection: connection.execute(CLAIM, values).fetchall())
        claims = [Claim(key, Timer(*timer), until) for key, *timer in rows]
        return sorted(claims, key=lambda claim: (claim.timer.due, claim.key, claim.timer))

    async def finish(self, claim: Claim) -> bool:
        check_bytes(claim.key, KEY_BYTES)
        check_timers((claim.timer,))
        values = (claim.key, *claim.timer, check_whole(claim.until, LAST_SECOND + LONGEST_LEASE))
        # Several timers end together with a conversation: the next sweep scrubs once for all of them.
        return await self._file.remove(lambda connection: connection.execute(FINISH, values).rowcount == 1, scrub=False)

    async def tallies(self) -> list[tuple[Tally, int]]:
        rows = await self._file.run(lambda connection: connection.execute(TALLIES).fetchall())
        return [(Tally(*numbers), n) for *numbers, n in rows]

    async def close(self) -> None:
        self._file.close()


def _move(connection: sqlite3.Connection, move: Move) -> bool:
    """The one conditional statement. Did it change the row, or find none where none was expected?"""
    key, expected, revision, record, expires = move
    if expected is None and record is None:
        return connection.execute(LOAD, (key,)).fetchone() is None
    if expected is None:
        cursor = connection.execute(ENTER, (key, revision, record, expires))
    elif record is None:
        cursor = connection.execute(END, (key, expected))
    else:
        cursor = connection.execute(ADVANCE, (revision, record, expires, key, expected))
    return cursor.rowcount == 1


def _set_timers(connection: sqlite3.Connection, key: bytes, timers: Sequence[Timer]) -> None:
    """Make these the key's timers. One that stays is not touched, so that nobody else can claim it meanwhile."""
    standing = {Timer(*row) for row in connection.execute(TIMERS, (key,))}
    wanted = set(timers)
    connection.executemany(DROP_TIMER, [(key, *timer) for timer in standing - wanted])
    connection.executemany(SET_TIMER, [(key, *timer) for timer in wanted - standing])
