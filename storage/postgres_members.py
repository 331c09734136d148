"""The allow list at the server, the same for all workers; a link is used up and lets in within one statement.

After a lost connection the row itself tells whether the lost attempt was made. A row that does not hold its check
(`storage.checks`) lets nobody in, is no link, and goes with the next sweep.
"""

from __future__ import annotations

from typing import Final

from storage.base import DIGEST_BYTES, KEY_BYTES, LARGEST_COUNTED, LAST_SECOND, check_bytes, check_whole
from storage.checks import holds
from storage.members import Count, counted
from storage.postgres_server import Connection, Server, all_of

INVITE: Final = b"INSERT INTO invites (digest, role, expires) VALUES (%s, %s, %s) ON CONFLICT (digest) DO NOTHING"
INVITED: Final = b"SELECT 1 FROM invites WHERE digest = %s AND role = %s AND expires = %s"
REDEEM: Final = b"""
    WITH used AS (DELETE FROM invites WHERE digest = %s AND expires > %s
        AND proof = substr(sha256(digest || int8send(role::bigint) || int8send(expires)), 1, 8) RETURNING role)
    INSERT INTO members (key, role, expires) SELECT %s, role, %s FROM used
    ON CONFLICT (key) DO UPDATE SET role = excluded.role, expires = excluded.expires
    RETURNING role
"""
LET_IN: Final = b"SELECT role FROM members WHERE key = %s AND expires = %s"
MEMBERS: Final = b"SELECT key, role, expires, proof FROM members"
INVITES: Final = b"SELECT digest, role, expires, proof FROM invites"
MEMBER: Final = MEMBERS + b" WHERE key = %s"
REVOKE: Final = b"DELETE FROM members WHERE key = %s"
REVOKE_ROLE: Final = b"""
    WITH withdrawn AS (DELETE FROM invites WHERE role = %(role)s) DELETE FROM members WHERE role = %(role)s
"""
PLACES: Final = (
    (
        b"SELECT ctid::text, key, role, expires, proof FROM members",
        b"DELETE FROM members WHERE ctid = ANY(%s::tid[]) AND (expires <= %s OR proof = ANY(%s::bytea[]))",
    ),
    (
        b"SELECT ctid::text, digest, role, expires, proof FROM invites",
        b"DELETE FROM invites WHERE ctid = ANY(%s::tid[]) AND (expires <= %s OR proof = ANY(%s::bytea[]))",
    ),
)
"""How the rows of each table are read with their places, and how some go: an index does not find a row whose key is
bent. Guarded, because who follows a new link in that moment stays."""


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
        check_bytes(key, KEY_BYTES)
        check_whole(now, LAST_SECOND)

        async def work(connection: Connection, _unsure: bool) -> int | None:
            rows = await all_of(connection, MEMBER, (key,))
            roles = [row[1] for row in rows if holds(row) and row[0] == key and row[2] > now]
            return roles[0] if roles else None

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
        check_whole(now, LAST_SECOND)

        async def work(connection: Connection, _unsure: bool) -> list[Count]:
            members, invites = [
                [row[1] for row in await all_of(connection, sql) if holds(row) and row[2] > now]
                for sql in (MEMBERS, INVITES)
            ]
            return counted(members, invites)

        return await self._server.run(work)

    async def sweep(self, now: int) -> int:
        check_whole(now, LAST_SECOND)

        async def work(connection: Connection, _unsure: bool) -> int:
            gone = 0
            for sql, drop in PLACES:
                rows = [(place, row) for place, *row in await all_of(connection, sql)]
                bent = [row for _, row in rows if not holds(row)]
                over = [place for place, row in rows if row in bent or row[2] <= now]
                if over:
                    gone += (await connection.execute(drop, (over, now, [row[3] for row in bent]))).rowcount
            return gone

        return await self._server.run(work)
