"""The allow list at the server, the same for all workers; a link is used up and lets in within one statement.

After a lost connection the row itself tells whether the lost attempt was made.
"""

from __future__ import annotations

from typing import Final

from storage.base import DIGEST_BYTES, KEY_BYTES, LARGEST_COUNTED, LAST_SECOND, check_bytes, check_whole
from storage.members import Count
from storage.postgres_server import Connection, Server

INVITE: Final = b"INSERT INTO invites (digest, role, expires) VALUES (%s, %s, %s) ON CONFLICT (digest) DO NOTHING"
INVITED: Final = b"SELECT 1 FROM invites WHERE digest = %s AND role = %s AND expires = %s"
REDEEM: Final = b"""
    WITH used AS (DELETE FROM invites WHERE digest = %s AND expires > %s RETURNING role)
    INSERT INTO members (key, role, expires) SELECT %s, role, %s FROM used
    ON CONFLICT (key) DO UPDATE SET role = excluded.role, expires = excluded.expires
    RETURNING role
"""
LET_IN: Final = b"SELECT role FROM members WHERE key = %s AND expires = %s"
ROLE: Final = b"SELECT role FROM members WHERE key = %s AND expires > %s"
REVOKE: Final = b"DELETE FROM members WHERE key = %s"
REVOKE_ROLE: Final = b"""
    WITH withdrawn AS (DELETE FROM invites WHERE role = %(role)s) DELETE FROM members WHERE role = %(role)s
"""
COUNTS: Final = b"""
    SELECT role, sum(member), sum(1 - member) FROM (
        SELECT role, 1 AS member FROM members WHERE expires > %(now)s
        UNION ALL SELECT role, 0 FROM invites WHERE expires > %(now)s
    ) AS everybody GROUP BY role ORDER BY role
"""
EXPIRE: Final = (b"DELETE FROM members WHERE expires <= %s", b"DELETE FROM invites WHERE expires <= %s")


class PostgresMembers:
    """See `storage.members.Members`."""

    def __init__(self, server: Server) -> None:
        self._server = server

    async def invite(self, digest: bytes, *, role: int, expires: int) -> bool:
        check_bytes(digest, DIGEST_BYTES)
        values = (digest, check_whole(role, LARGEST_COUNTED), check_whole(expires, LAST_SECOND))

        async def work(connection: Connection, unsure: bool) -> bool:
            if (await connection.execute(INVITE, values)).rowcount == 1:
                return True
            return unsure and (await connection.execute(INVITED, values)).rowcount == 1

        return await self._server.run(work)

    async def redeem(self, digest: bytes, *, key: bytes, now: int, expires: int) -> int | None:
        check_bytes(digest, DIGEST_BYTES)
        check_bytes(key, KEY_BYTES)
        check_whole(now, LAST_SECOND)
        check_whole(expires, LAST_SECOND)

        async def work(connection: Connection, unsure: bool) -> int | None:
            row = await (await connection.execute(REDEEM, (digest, now, key, expires))).fetchone()
            if row is None and unsure:
                row = await (await connection.execute(LET_IN, (key, expires))).fetchone()
            return None if row is None else int(row[0])

        return await self._server.run(work)

    async def role(self, key: bytes, now: int) -> int | None:
        values = (check_bytes(key, KEY_BYTES), check_whole(now, LAST_SECOND))

        async def work(connection: Connection, _unsure: bool) -> int | None:
            row = await (await connection.execute(ROLE, values)).fetchone()
            return None if row is None else int(row[0])

        return await self._server.run(work)

    async def revoke(self, key: bytes) -> bool:
        check_bytes(key, KEY_BYTES)

        async def work(connection: Connection, unsure: bool) -> bool:
            return (await connection.execute(REVOKE, (key,))).rowcount == 1 or unsure

        return await self._server.run(work)

    async def revoke_role(self, role: int) -> int:
        values = {"role": check_whole(role, LARGEST_COUNTED)}

        async def work(connection: Connection, _unsure: bool) -> int:
            return (await connection.execute(REVOKE_ROLE, values)).rowcount

        return await self._server.run(work)

    async def counts(self, now: int) -> list[Count]:
        values = {"now": check_whole(now, LAST_SECOND)}

        async def work(connection: Connection, _unsure: bool) -> list[Count]:
            rows = await (await connection.execute(COUNTS, values)).fetchall()
            return [Count(*map(int, row)) for row in rows]

        return await self._server.run(work)

    async def sweep(self, now: int) -> int:
        check_whole(now, LAST_SECOND)

        async def work(connection: Connection, _unsure: bool) -> int:
            return sum([(await connection.execute(sql, (now,))).rowcount for sql in EXPIRE])

        return await self._server.run(work)
