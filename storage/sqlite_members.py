"""The allow list in the same SQLite file as the sessions; a link is used up and lets in within one transaction.

A row that does not hold its check (`storage.checks`) lets nobody in, is no link, and goes with the next sweep.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Final

from storage.base import (
    DIGEST_BYTES,
    KEY_BYTES,
    LARGEST_COUNTED,
    LAST_SECOND,
    check_bytes,
    check_whole,
)
from storage.checks import checked, holds
from storage.members import Count, counted
from storage.sqlite_file import SqliteFile

INVITE: Final = "INSERT INTO invites (digest, role, expires, proof) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING"
USE_UP: Final = "DELETE FROM invites WHERE digest = ?"
LET_IN: Final = "INSERT OR REPLACE INTO members (key, role, expires, proof) VALUES (?, ?, ?, ?)"
REVOKE: Final = "DELETE FROM members WHERE key = ?"
REVOKE_ROLE: Final = "DELETE FROM members WHERE role = ?"
WITHDRAW_ROLE: Final = "DELETE FROM invites WHERE role = ?"

MEMBERS: Final = "SELECT key, role, expires, proof FROM members"
INVITES: Final = "SELECT digest, role, expires, proof FROM invites"
MEMBER: Final = f"{MEMBERS} WHERE key = ?"
INVITED: Final = f"{INVITES} WHERE digest = ?"
TABLES: Final = (
    (MEMBERS, "DELETE FROM members WHERE +key = ?"),
    (INVITES, "DELETE FROM invites WHERE +digest = ?"),
)
"""How the rows of each table are read, and how one goes: one by one, as searching does not find a key that is bent."""


class SqliteMembers:
    """See `storage.members.Members`."""

    def __init__(self, file: SqliteFile) -> None:
        self._file = file

    async def invite(self, digest: bytes, *, role: int, expires: int) -> bool:
        check_bytes(digest, DIGEST_BYTES)
        values = checked(digest, check_whole(role, LARGEST_COUNTED), check_whole(expires, LAST_SECOND))
        return await self._file.run(lambda connection: connection.execute(INVITE, values).rowcount == 1)

    async def redeem(self, digest: bytes, *, key: bytes, now: int, expires: int) -> int | None:
        check_bytes(digest, DIGEST_BYTES)
        check_bytes(key, KEY_BYTES)
        check_whole(now, LAST_SECOND)
        check_whole(expires, LAST_SECOND)

        def use_up(connection: sqlite3.Connection) -> int | None:
            role = _role(connection, INVITED, digest, now)
            if role is not None:
                connection.execute(USE_UP, (digest,))
                connection.execute(LET_IN, checked(key, role, expires))
            return role

        return await self._file.remove(use_up)

    async def role(self, key: bytes, now: int) -> int | None:
        check_bytes(key, KEY_BYTES)
        check_whole(now, LAST_SECOND)
        return await self._file.run(lambda connection: _role(connection, MEMBER, key, now))

    async def revoke(self, key: bytes) -> bool:
        check_bytes(key, KEY_BYTES)
        return await self._file.remove(lambda connection: connection.execute(REVOKE, (key,)).rowcount == 1)

    async def revoke_role(self, role: int) -> int:
        check_whole(role, LARGEST_COUNTED)

        def revoke(connection: sqlite3.Connection) -> int:
            connection.execute(WITHDRAW_ROLE, (role,))
            return connection.execute(REVOKE_ROLE, (role,)).rowcount

        return await self._file.remove(revoke)

    async def counts(self, now: int) -> list[Count]:
        check_whole(now, LAST_SECOND)

        def count(connection: sqlite3.Connection) -> list[Count]:
            return counted(*([role for _, role, until in _whole(connection, sql) if until > now] for sql, _ in TABLES))

        return await self._file.run(count)

    async def sweep(self, now: int) -> int:
        check_whole(now, LAST_SECOND)

        def expire(connection: sqlite3.Connection) -> int:
            gone = 0
            for sql, drop in TABLES:
                rows = connection.execute(sql).fetchall()
                over = [row[:1] for row in rows if not holds(row) or row[2] <= now]
                connection.executemany(drop, over)
                gone += len(over)
            return gone

        return await self._file.remove(expire)


def bent(connection: sqlite3.Connection) -> int:
    """How many rows of the allow list do not hold their check."""
    return sum(not holds(row) for sql, _ in TABLES for row in connection.execute(sql))


def _whole(connection: sqlite3.Connection, sql: str) -> Iterator[tuple[bytes, int, int]]:
    """The rows that hold their check, without it."""
    return ((row[0], row[1], row[2]) for row in connection.execute(sql) if holds(row))


def _role(connection: sqlite3.Connection, sql: str, wanted: bytes, now: int) -> int | None:
    """The role in the row of this key or digest, if it has one that is not over."""
    found = connection.execute(sql, (wanted,)).fetchall()
    # A damaged file may answer with a row that was not asked for.
    rows = [row for row in found if holds(row) and row[0] == wanted and row[2] > now]
    return int(rows[0][1]) if rows else None
