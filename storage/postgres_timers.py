"""Timers at a server: any worker may claim what is due, and each is lent to one.

As in the file (`storage.sqlite_timers`) they lie under a seal that outlives the epochs. Who claims changes only rows
whose guard is still what was read; rows that another worker is at are left to it.

Only the hour of a timer is in clear, so a worker cannot ask for those of this second. It reads all of the hour once,
keeps them, and from then on asks only for those that were changed since its last look: the server knows by which
transaction each row was made, and nothing has to be stored for that. What was taken away meanwhile comes out when it is
to be lent. A new hour, or a new connection, begins with reading all.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence

from storage.base import LONGEST_AHEAD, Claim, Timer, is_lent, is_over
from storage.postgres_server import Connection
from storage.postgres_sql import ARM, DROP, DROP_ALL, DROP_OTHERS, FINISH, LEND, NEAR, OWNED, THERE, THESE
from storage.sealing import Armed, Seal, TimerRow, hour, open_timer, seal_timer, timer_id, timer_owner


class PostgresTimers:
    """What the store does with timers; each call is given a connection."""

    def __init__(self, seal: Seal) -> None:
        self._seal = seal
        self._near: dict[tuple[bytes, bytes], tuple[TimerRow, Armed]] = {}
        self._hours = (0, 0)
        self._since: str | None = None

    async def of(self, connection: Connection, key: bytes) -> list[Timer]:
        """Everything that is set for a key, in order."""
        cursor = await connection.execute(OWNED, (timer_owner(self._seal, key),), binary=True)
        rows = [TimerRow(*columns) for columns in await cursor.fetchall()]
        found = [open_timer(self._seal, row) for row in rows]
        # A damaged index may answer with rows that were not asked for: another chat's are not shown.
        return sorted(armed.timer for armed in found if armed is not None and armed.key == key)

    async def arm(self, connection: Connection, key: bytes, add: Iterable[Timer], drop: Iterable[Timer]) -> None:
        """Set and take back. One that is there already is not touched, so that nobody else can claim it meanwhile."""
        ids = sorted({timer_id(self._seal, key, timer) for timer in drop})
        if ids:
            await connection.execute(DROP, (timer_owner(self._seal, key), ids))
        await self._put(connection, key, add)

    async def replace(self, connection: Connection, key: bytes, timers: Sequence[Timer]) -> None:
        """Make these the key's timers."""
        ids = sorted({timer_id(self._seal, key, timer) for timer in timers})
        await connection.execute(DROP_OTHERS, (timer_owner(self._seal, key), ids))
        await self._put(connection, key, timers)

    async def drop_all(self, connection: Connection, key: bytes) -> int:
        """Take back all of a key; how many."""
        return (await connection.execute(DROP_ALL, (timer_owner(self._seal, key),))).rowcount

    async def claim(self, connection: Connection, now: int, lease: int, limit: int) -> list[Claim]:
        """Lend what is due."""
        await self._look(connection, now)
        claims: list[Claim] = []
        tried: set[TimerRow] = set()
        while len(claims) < limit:
            due = [(Claim(armed.key, armed.timer, now + lease), row) for row, armed in self._due(now, tried)]
            due = sorted(due, key=lambda one: (one[0].timer.due, one[0].key, one[0].timer))[: limit - len(claims)]
            if not due:
                break
            tried.update(row for _, row in due)
            claims += await self._lend(connection, due)
        return claims

    def doubt(self) -> None:
        """The server may have been away, and may be another one: read all at the next look."""
        self._since = None

    async def _look(self, connection: Connection, now: int) -> None:
        """Read what has changed since the last look, or all. A row that does not open is nobody's any more: it goes."""
        hours = hour(now), hour(now + LONGEST_AHEAD)
        since = self._since if hours == self._hours else None
        cursor = await connection.execute(NEAR, (*hours, since, since), binary=True)
        rows = await cursor.fetchall()
        if since is None:
            self._near = {}
        self._hours, self._since = hours, rows[0][0]
        await self._keep(connection, [TimerRow(*columns) for _, *columns in rows if columns[0] is not None])

    async def _keep(self, connection: Connection, rows: Iterable[TimerRow]) -> None:
        for row in rows:
            armed = open_timer(self._seal, row)
            if armed is None:
                await connection.execute(DROP, (row.owner, [row.id]))
                self._near.pop((row.owner, row.id), None)
            else:
                self._near[row.owner, row.id] = row, armed

    def _due(self, now: int, tried: Container[TimerRow]) -> list[tuple[TimerRow, Armed]]:
        return [
            (row, armed)
            for row, armed in self._near.values()
            if is_over(armed.timer.due, now) and not is_lent(armed.lease, now) and row not in tried
        ]

    async def finish(self, connection: Connection, claim: Claim, *, unsure: bool) -> bool:
        """Strike it, if this is still the lease that it is lent under."""
        owner, row = timer_owner(self._seal, claim.key), timer_id(self._seal, claim.key, claim.timer)
        guard = self._seal.guard(row, claim.until)
        if (await connection.execute(FINISH, (owner, row, guard))).rowcount == 1:
            return True
        return unsure and (await connection.execute(THERE, (owner, row))).rowcount == 0

    async def _lend(self, connection: Connection, due: Sequence[tuple[Claim, TimerRow]]) -> list[Claim]:
        lent = [seal_timer(self._seal, Armed(claim.key, claim.timer, claim.until)) for claim, _ in due]
        columns = {
            "owners": [row.owner for row in lent],
            "ids": [row.id for row in lent],
            "was": [row.guard for _, row in due],
            "guards": [row.guard for row in lent],
            "bodies": [row.body for row in lent],
        }
        cursor = await connection.execute(LEND, columns, binary=True)
        taken = {row for (row,) in await cursor.fetchall()}
        # What could not be lent is gone, or another one's, or just held: look what it is now.
        left = [row for _, row in due if row.id not in taken]
        self._near |= {
            (row.owner, row.id): (row, Armed(claim.key, claim.timer, claim.until))
            for row, (claim, _) in zip(lent, due, strict=True)
        }
        for row in left:
            del self._near[row.owner, row.id]
        if left:
            cursor = await connection.execute(
                THESE, ([row.owner for row in left], [row.id for row in left]), binary=True
            )
            await self._keep(connection, [TimerRow(*columns) for columns in await cursor.fetchall()])
        return [claim for claim, row in due if row.id in taken]

    async def _put(self, connection: Connection, key: bytes, timers: Iterable[Timer]) -> None:
        rows = sorted(seal_timer(self._seal, Armed(key, timer, 0)) for timer in set(timers))
        if rows:
            await connection.execute(ARM, [list(column) for column in zip(*rows, strict=True)])
