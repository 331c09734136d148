"""The table of practice, and the steps that lead to it: one table in a file of its own, no text in it.

The number in the file's header is another than that of real sessions: each store refuses the other's file.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from storage.plan import Plan

if TYPE_CHECKING:
    import sqlite3

    from sqlite_utils import Database

APPLICATION_ID: Final = int.from_bytes(b"WAYP", "big")


def practice(db: Database) -> None:
    """Sealed rows (`storage.practice_rows`) of three kinds; `ends` is in hours since 1970."""
    db.execute(
        """
        CREATE TABLE practice (
            key BLOB NOT NULL PRIMARY KEY CHECK (length(key) = 16),
            kind INTEGER NOT NULL CHECK (kind BETWEEN 1 AND 3),
            epoch INTEGER NOT NULL CHECK (epoch >= 0),
            ends INTEGER NOT NULL CHECK (ends BETWEEN 0 AND 305419896),
            guard BLOB NOT NULL CHECK (length(guard) = 16),
            body BLOB NOT NULL CHECK (length(body) IN (314, 1082, 4154, 16442))
        ) STRICT, WITHOUT ROWID
        """
    )
    db.execute("CREATE INDEX practice_due ON practice (kind, ends)")


STEPS: Final[tuple[Callable[[Database], None], ...]] = (practice,)
"""A step, once released, is never changed; a new need is a new step at the end."""


def migrate(connection: sqlite3.Connection) -> None:
    """Take the steps that are missing, inside the transaction that the caller has opened."""
    from sqlite_utils import Database  # noqa: PLC0415 - a tenth of a second, and only a new file needs it

    (done,) = connection.execute("PRAGMA user_version").fetchone()
    db = Database(connection, recursive_triggers=False, execute_plugins=False)
    for step in STEPS[done:]:
        step(db)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")


PLAN: Final = Plan(APPLICATION_ID, len(STEPS), frozenset({"practice"}), migrate)
