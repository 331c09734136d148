"""The allow list in the same SQLite file as the sessions; a link is used up and lets in within one transaction."""

from __future__ import annotations

import sqlite3
from typing import Final

from storage.base import (
    DIGEST_BYTES,
    KEY_BYTES,
    LARGEST_COUNTED,
    LAST_SECOND,
    check_bytes,
    check_whole,
)
from storage.members import Count
from storage.sqlite_file import SqliteFile

INVITE: Final = "INSERT INTO invites (digest, role, expires) VALUES (?, ?, ?) ON CONFLICT DO NOTHING"
USE_UP: Final = "DELETE FROM invites WHERE digest = ? AND expires > ? RETURNING role"
LET_IN: Final = (
    "INSERT INTO members (key, role, expires) VALUES (?, ?, ?)"
    " ON CONFLICT DO UPDATE SET role = excluded.role, expires = excluded.expires"
)
ROLE: Final = "SELECT role FROM members WHERE key = ? AND expires > ?"
REVOKE: Final = "DELETE FROM members WHERE key = ?"
REVOKE_ROLE: Final = "DELETE FROM members WHERE role = ?"
WITHDRAW_ROLE: Final = "DELETE FROM invites WHERE role = ?"
COUNTS: Final = """
    SELECT role, sum(member), sum(NOT member) FROM (
        SELECT role, 1 AS member FROM members WHERE expires > :now
        UNION ALL SELECT role, 0 FROM invites WHERE expires > :now
    ) GROUP BY role ORDER BY role
"""
EXPIRE: Final = (
    "DELETE FROM members WHERE expires <= ?",
    "DELETE FROM invites WHERE expires <= ?",
)


class SqliteMembers:
    """See `storage.members.Members`."""

    def __init__(self, file: SqliteFile) -> None:
        self._file = file

    async def invite(self, digest: bytes, *, role: int, expires: int) -> bool:
        check_bytes(digest, DIGEST_BYTES)
        values = (digest, check_whole(role, LARGEST_COUNTED), check_whole(expires, LAST_SECOND))
        return await self._file.run(lambda connection: connection.execute(INVITE, values).rowcount == 1)

    async def redeem(self, digest: bytes, *, key: bytes, now: int, expires: int) -> int | None:
        check_bytes(digest, DIGEST_BYTES)
        check_bytes(key, KEY_BYTES)
        check_whole(now, LAST_SECOND)
        check_whole(expires, LAST_SECOND)

        def use_up(connection: sqlite3.Connection) -> int | None:
            found: list[tuple[int]] = connection.execute(USE_UP, (digest, now)).fetchall()
            for (role,) in found:
                connection.execute(LET_IN, (key, role, expires))
            return found[0][0] if found else None

        return await self._file.remove(use_up)

    async def role(self, key: bytes, now: int) -> int | None:
        values = (check_bytes(key, KEY_BYTES), check_whole(now, LAST_SECOND))
        row = await self._file.run(lambda connection: connection.execute(ROLE, values).fetchone())
        return None if row is None else int(row[0])

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
        values = {"now": check_whole(now, LAST_SECOND)}
        rows = await self._file.run(lambda connection: connection.execute(COUNTS, values).fetchall())
        return [Count(*row) for row in rows]

    async def sweep(self, now: int) -> int:
        check_whole(now, LAST_SECOND)

        def expire(connection: sqlite3.Connection) -> int:
            return sum(connection.execute(sql, (now,)).rowcount for sql in EXPIRE)

        return await self._file.remove(expire)
