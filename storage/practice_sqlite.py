"""The store of practice in one SQLite file: each change is one conditional statement, sealed under the present epoch.

Attempts and rooms are sealed under epochs, which are forgotten within hours. A drill waits for months, and no epoch
lives so long: it is sealed under the lasting secret, and forgetting it is only as good as the disk is.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from storage.base import KEY_BYTES, LAST_SECOND, check_bytes, check_whole
from storage.epochs import Ring
from storage.errors import KeysGone
from storage.practice import AHEAD, DRILL, GRACE, MOST_DUE, Change, Kept, check_change, check_kind, has_come
from storage.practice_rows import Opened, PracticeRow, open_kept, row_key, seal_kept
from storage.practice_schema import PLAN
from storage.sealing import Seal, hour
from storage.sqlite_file import SqliteFile

COLUMNS: Final = "SELECT key, kind, epoch, ends, guard, body FROM practice"
FIND: Final = f"{COLUMNS} WHERE kind = ? AND key = ?"
ENTER: Final = "INSERT INTO practice (key, kind, epoch, ends, guard, body) VALUES (?, ?, ?, ?, ?, ?)"
MOVE: Final = (
    "UPDATE OR REPLACE practice SET key = ?, kind = ?, epoch = ?, ends = ?, guard = ?, body = ?"
    " WHERE key = ? AND guard = ?"
)
END: Final = "DELETE FROM practice WHERE key = ? AND guard = ?"
FORGET: Final = "DELETE FROM practice WHERE key = ?"
COME: Final = f"{COLUMNS} WHERE kind = ? AND (ends <= ? OR ends >= ?) ORDER BY ends, key"
UNKNOWN: Final = "DELETE FROM practice WHERE epoch NOT IN"


class SqlitePracticeStore:
    """Practice in a file; see `storage.practice.PracticeStore`. Opening raises a `StoreError`.

    `ring`: the epochs of attempts and rooms; `lasting`: the seal of drills, the same after every start. `patience`:
    seconds that a call waits while another process holds the file, before it raises `Busy`.
    """

    def __init__(self, path: Path, ring: Ring, lasting: Seal, *, patience: float = 2.0) -> None:
        self._ring = ring
        self._lasting = lasting
        self._file = SqliteFile(path, lambda _: None, patience=patience, plan=PLAN)

    async def load(self, kind: int, key: bytes) -> Kept | None:
        check_kind(kind)
        check_bytes(key, KEY_BYTES)
        return await self._file.run(lambda connection: _found(connection, self._seals(kind), kind, key))

    async def commit(  # noqa: PLR0913, PLR0917
        self, kind: int, key: bytes, expected: int | None, revision: int, record: bytes | None, expires: int
    ) -> bool:
        change = check_change(Change(kind, key, expected, revision, record, expires))

        def moved(connection: sqlite3.Connection) -> bool:
            return _move(connection, self._seals(kind), change)

        if record is None:
            return await self._file.remove(moved, scrub=False)
        return await self._file.change(moved)

    async def forget(self, kind: int, key: bytes) -> bool:
        check_kind(kind)
        check_bytes(key, KEY_BYTES)

        def forgotten(connection: sqlite3.Connection) -> bool:
            rows = [(row_key(seal, kind, key),) for seal in self._seals(kind)]
            return connection.executemany(FORGET, rows).rowcount > 0

        return await self._file.remove(forgotten)

    async def due(self, kind: int, now: int, most: int) -> list[tuple[bytes, int]]:
        check_kind(kind)
        check_whole(now, LAST_SECOND)
        check_whole(most, MOST_DUE, 1)
        come = await self._file.run(lambda connection: self._come(connection, kind, now, 0))
        told = sorted((opened.kept.expires, opened.key, opened.kept.revision) for _, opened in come if opened)
        return [(key, revision) for _, key, revision in told[:most]]

    async def sweep(self, now: int) -> int:
        check_whole(now, LAST_SECOND)
        gone = await self._file.remove(lambda connection: self._sweep(connection, now), scrub=False)
        self._file.scrub_after_sweep()
        return gone

    async def close(self) -> None:
        self._file.close()
        self._ring.close()

    def _seals(self, kind: int) -> Sequence[Seal]:
        """What rows of this kind are sealed under, the present one first."""
        return (self._lasting,) if kind == DRILL else self._ring.epochs()

    def _come(
        self, connection: sqlite3.Connection, kind: int, now: int, grace: int
    ) -> list[tuple[PracticeRow, Opened | None]]:
        """The rows of a kind whose time and `grace` are past, with what is in them; None in one that does not open."""
        seals = {seal.tag: seal for seal in self._seals(kind)}
        found = connection.execute(COME, (kind, hour(now - min(grace, now)), hour(now + AHEAD[kind])))
        rows = [PracticeRow(*columns) for columns in found.fetchall()]
        opened = [(row, open_kept(seals[row.epoch], row) if row.epoch in seals else None) for row in rows]
        return [(row, one) for row, one in opened if one is None or has_come(kind, one.kept.expires, now, grace)]

    def _sweep(self, connection: sqlite3.Connection, now: int) -> int:
        epochs = self._ring.epochs()
        if not epochs:  # who only looks forgets nothing
            return 0
        tags = [seal.tag for seal in (*epochs, self._lasting)]
        gone = connection.execute(f"{UNKNOWN} ({', '.join('?' * len(tags))})", tags).rowcount
        for kind, grace in GRACE.items():
            over = [(row.key,) for row, _ in self._come(connection, kind, now, grace)]
            connection.executemany(FORGET, over)
            gone += len(over)
        return gone


def _found(connection: sqlite3.Connection, seals: Sequence[Seal], kind: int, key: bytes) -> Kept | None:
    """What rests under a caller's key, newest epoch first. A row that does not open is none."""
    for seal in seals:
        for columns in connection.execute(FIND, (kind, row_key(seal, kind, key))).fetchall():
            opened = open_kept(seal, PracticeRow(*columns))
            if opened is not None and opened.key == key:
                return opened.kept
    return None


def _move(connection: sqlite3.Connection, seals: Sequence[Seal], change: Change) -> bool:
    """The conditional change. Did it change the row, or find none where none was expected?"""
    kind, key, expected, revision, record, expires = change
    sealed = None
    if record is not None:
        if not seals:
            raise KeysGone
        sealed = seal_kept(seals[0], kind, key, Kept(revision, record, expires))
    if expected is None:
        return _enter(connection, seals, change, sealed)
    for seal in seals:
        row = row_key(seal, kind, key)
        there = row, seal.guard(row, expected)
        done = connection.execute(*((END, there) if sealed is None else (MOVE, (*sealed, *there))))
        if done.rowcount == 1:
            return True
    return False


def _enter(connection: sqlite3.Connection, seals: Sequence[Seal], change: Change, sealed: PracticeRow | None) -> bool:
    """Put the first row where there is none; one that does not open is none, and goes."""
    if _found(connection, seals, change.kind, change.key) is not None:
        return False
    connection.executemany(FORGET, [(row_key(seal, change.kind, change.key),) for seal in seals])
    if sealed is not None:
        connection.execute(ENTER, sealed)
    return True
