"""Timers in the SQLite file: sealed rows, found by the hour and compared by the second inside.

Their seal is not an epoch's: after a restart of the machine, messages still have to be deleted from chats, so it comes
from the secret that the site keeps. What lies in clear is that something is due within some hour.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Final

from storage.base import LONGEST_AHEAD, Claim, Timer, is_lent, is_over
from storage.sealing import Armed, Seal, TimerRow, hour, open_timer, seal_timer, timer_id, timer_owner

OWNED: Final = "SELECT owner, id, due, guard, body FROM timers WHERE owner = ?"
ARM: Final = "INSERT INTO timers (owner, id, due, guard, body) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"
DROP: Final = "DELETE FROM timers WHERE owner = ? AND id = ?"
DROP_ALL: Final = "DELETE FROM timers WHERE owner = ?"
DUE: Final = "SELECT owner, id, due, guard, body FROM timers WHERE due <= ? OR due > ?"
LEND: Final = "UPDATE timers SET guard = ?, body = ? WHERE owner = ? AND id = ?"
FINISH: Final = "DELETE FROM timers WHERE owner = ? AND id = ? AND guard = ?"


class SqliteTimers:
    """What the store does with timers; each call is given a connection. Those that change want a transaction."""

    def __init__(self, seal: Seal) -> None:
        self._seal = seal

    def of(self, connection: sqlite3.Connection, key: bytes) -> list[Timer]:
        """Everything that is set for a key, in order."""
        rows = connection.execute(OWNED, (timer_owner(self._seal, key),))
        found = [open_timer(self._seal, TimerRow(*row)) for row in rows]
        # A damaged file may answer with rows that were not asked for: another chat's are not shown.
        return sorted(armed.timer for armed in found if armed is not None and armed.key == key)

    def arm(self, connection: sqlite3.Connection, key: bytes, add: Iterable[Timer], drop: Iterable[Timer]) -> None:
        """Set and take back. One that is there already is not touched, so that nobody else can claim it meanwhile."""
        owner = timer_owner(self._seal, key)
        connection.executemany(DROP, [(owner, timer_id(self._seal, key, timer)) for timer in drop])
        connection.executemany(ARM, [seal_timer(self._seal, Armed(key, timer, 0)) for timer in add])

    def replace(self, connection: sqlite3.Connection, key: bytes, timers: Sequence[Timer]) -> None:
        """Make these the key's timers."""
        standing = set(self.of(connection, key))
        wanted = set(timers)
        self.arm(connection, key, wanted - standing, standing - wanted)

    def drop_all(self, connection: sqlite3.Connection, key: bytes) -> int:
        """Take back all of a key; how many."""
        return connection.execute(DROP_ALL, (timer_owner(self._seal, key),)).rowcount

    def any_due(self, connection: sqlite3.Connection, now: int) -> bool:
        """Is there anything to claim, or to clear away? Takes no lock."""
        return any(armed is None or _is_free(armed, now) for _, armed in self._near(connection, now))

    def claim(self, connection: sqlite3.Connection, now: int, lease: int, limit: int) -> list[Claim]:
        """Lend what is due. A row that does not open is nobody's any more: it goes."""
        due = []
        for row, armed in self._near(connection, now):
            if armed is None:
                connection.execute(DROP, (row.owner, row.id))
            elif _is_free(armed, now):
                due.append((armed.timer.due, armed.key, armed.timer))
        lent = [Armed(key, timer, now + lease) for _, key, timer in sorted(due)[:limit]]
        rows = [seal_timer(self._seal, armed) for armed in lent]
        connection.executemany(LEND, [(row.guard, row.body, row.owner, row.id) for row in rows])
        return [Claim(*armed) for armed in lent]

    def finish(self, connection: sqlite3.Connection, claim: Claim) -> bool:
        """Strike it, if this is still the lease that it is lent under."""
        owner, row = timer_owner(self._seal, claim.key), timer_id(self._seal, claim.key, claim.timer)
        return connection.execute(FINISH, (owner, row, self._seal.guard(row, claim.until))).rowcount == 1

    def put(self, connection: sqlite3.Connection, armed: Armed) -> None:
        """Set one with its lease, as it was found elsewhere."""
        connection.execute(ARM, seal_timer(self._seal, armed))

    def _near(self, connection: sqlite3.Connection, now: int) -> list[tuple[TimerRow, Armed | None]]:
        """The rows whose hour has come, or lies too far ahead, with what is in them."""
        rows = connection.execute(DUE, (hour(now), hour(now + LONGEST_AHEAD))).fetchall()
        return [(row := TimerRow(*columns), open_timer(self._seal, row)) for columns in rows]


def _is_free(armed: Armed, now: int) -> bool:
    return is_over(armed.timer.due, now) and not is_lent(armed.lease, now)
