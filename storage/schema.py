"""The tables, and the steps that lead to them: STRICT, INTEGER and BLOB only, every length bounded.

A step, once released, is never changed; a new need is a new step at the end. The steps run through sqlite-utils'
`Migrations`, with one difference: its own ledger is a table of names and dates in text, and this file holds no
text at all, so the ledger is SQLite's `user_version`, the number of steps taken.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from storage.checks import checked

if TYPE_CHECKING:
    import sqlite3

    from sqlite_utils import Database

APPLICATION_ID: Final = int.from_bytes(b"WAYM", "big")
"""In the header of the file, so that nobody's other database is taken for ours."""

TABLES: Final = frozenset({"sessions", "tallies", "timers", "members", "invites"})

Step = Callable[["Database"], None]


def sessions_and_tallies(db: Database) -> None:
    """A session is a key, its revision, its record and its end; a tally is six numbers and a count."""
    db.execute(
        """
        CREATE TABLE sessions (
            key BLOB NOT NULL PRIMARY KEY CHECK (length(key) = 16),
            revision INTEGER NOT NULL CHECK (revision BETWEEN 0 AND 2147483647),
            expires INTEGER NOT NULL CHECK (expires BETWEEN 0 AND 1099511627776),
            record BLOB NOT NULL CHECK (length(record) BETWEEN 8 AND 512)
        ) STRICT, WITHOUT ROWID
        """
    )
    db.execute(
        """
        CREATE TABLE tallies (
            quarter INTEGER NOT NULL CHECK (quarter BETWEEN 0 AND 65535),
            flow INTEGER NOT NULL CHECK (flow BETWEEN 0 AND 65535),
            version INTEGER NOT NULL CHECK (version BETWEEN 0 AND 65535),
            language INTEGER NOT NULL CHECK (language BETWEEN 0 AND 65535),
            outcome INTEGER NOT NULL CHECK (outcome BETWEEN 0 AND 65535),
            reason INTEGER NOT NULL CHECK (reason BETWEEN 0 AND 65535),
            n INTEGER NOT NULL CHECK (n > 0),
            PRIMARY KEY (quarter, flow, version, language, outcome, reason)
        ) STRICT, WITHOUT ROWID
        """
    )


def timers(db: Database) -> None:
    """What is due. The whole row is its own key: a timer twice is one timer. `lease` 0: nobody has it."""
    db.execute(
        """
        CREATE TABLE timers (
            key BLOB NOT NULL CHECK (length(key) = 16),
            kind INTEGER NOT NULL CHECK (kind BETWEEN 0 AND 65535),
            due INTEGER NOT NULL CHECK (due BETWEEN 0 AND 1099511627776),
            chat INTEGER NOT NULL,
            message INTEGER NOT NULL CHECK (message >= 0),
            lease INTEGER NOT NULL DEFAULT 0 CHECK (lease >= 0),
            PRIMARY KEY (key, kind, due, chat, message)
        ) STRICT, WITHOUT ROWID
        """
    )


def allow_list(db: Database) -> None:
    """Who may use the bot, and which invitations are open."""
    for table, column, length in (("members", "key", 16), ("invites", "digest", 32)):
        db.execute(
            f"""
            CREATE TABLE {table} (
                {column} BLOB NOT NULL PRIMARY KEY CHECK (length({column}) = {length}),
                role INTEGER NOT NULL CHECK (role BETWEEN 0 AND 65535),
                expires INTEGER NOT NULL CHECK (expires BETWEEN 0 AND 1099511627776)
            ) STRICT, WITHOUT ROWID
            """
        )


def sealed(db: Database) -> None:
    """Rows that tell nothing without their key (`storage.sealing`); the plain ones go aside, to be sealed or dropped.

    `ends` and `due` are hours since 1970.
    """
    for table in PLAIN:
        db.execute(f"ALTER TABLE {table} RENAME TO plain_{table}")
    db.execute(
        """
        CREATE TABLE sessions (
            key BLOB NOT NULL PRIMARY KEY CHECK (length(key) = 16),
            epoch INTEGER NOT NULL CHECK (epoch >= 0),
            ends INTEGER NOT NULL CHECK (ends BETWEEN 0 AND 305419896),
            guard BLOB NOT NULL CHECK (length(guard) = 16),
            body BLOB NOT NULL CHECK (length(body) = 554)
        ) STRICT, WITHOUT ROWID
        """
    )
    db.execute(
        """
        CREATE TABLE timers (
            owner BLOB NOT NULL CHECK (length(owner) = 16),
            id BLOB NOT NULL CHECK (length(id) = 16),
            due INTEGER NOT NULL CHECK (due BETWEEN 0 AND 305419896),
            guard BLOB NOT NULL CHECK (length(guard) = 16),
            body BLOB NOT NULL CHECK (length(body) = 78),
            PRIMARY KEY (owner, id)
        ) STRICT, WITHOUT ROWID
        """
    )
    db.execute("CREATE INDEX timers_due ON timers (due)")


def checks(db: Database) -> None:
    """A check in each row that is not sealed (`storage.checks`), also in those that are there; the rest as it was."""
    numbers = ("quarter", "flow", "version", "language", "outcome", "reason")
    bounded = ", ".join(f"{name} INTEGER NOT NULL CHECK ({name} BETWEEN 0 AND 65535)" for name in numbers)
    tables = {
        "tallies": (f"{bounded}, n INTEGER NOT NULL CHECK (n > 0)", f", PRIMARY KEY ({', '.join(numbers)})"),
        "members": (f"key BLOB NOT NULL PRIMARY KEY CHECK (length(key) = 16), {ALLOWED}", ""),
        "invites": (f"digest BLOB NOT NULL PRIMARY KEY CHECK (length(digest) = 32), {ALLOWED}", ""),
    }
    for table, (columns, key) in tables.items():
        rows = db.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608 - a table of ours
        db.execute(f"DROP TABLE {table}")
        proof = "proof BLOB NOT NULL CHECK (length(proof) = 8)"
        db.execute(f"CREATE TABLE {table} ({columns}, {proof}{key}) STRICT, WITHOUT ROWID")
        for row in rows:
            if all(isinstance(value, int | bytes) for value in row):
                db.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * (len(row) + 1))})", checked(*row))  # noqa: S608


ALLOWED: Final = (
    "role INTEGER NOT NULL CHECK (role BETWEEN 0 AND 65535),"
    " expires INTEGER NOT NULL CHECK (expires BETWEEN 0 AND 1099511627776)"
)
PLAIN: Final = ("sessions", "timers")
"""Tables whose rows lay open before they were sealed; beside the new ones they are called `plain_...`."""

STEPS: Final[tuple[Step, ...]] = (sessions_and_tallies, timers, allow_list, sealed, checks)
VERSION: Final = len(STEPS)
"""What `user_version` says in a file that is up to date."""


def migrate(connection: sqlite3.Connection) -> None:
    """Take the steps that are missing, inside the transaction that the caller has opened."""
    # Only here: the package costs a tenth of a second, and a file that is up to date needs none of it.
    from sqlite_utils import Database  # noqa: PLC0415
    from sqlite_utils.migrations import Migrations  # noqa: PLC0415

    class NumberedMigrations(Migrations):
        """The same runner with a number for a ledger."""

        def applied(self, db: Database) -> list[Migrations._AppliedMigration]:
            (done,) = db.execute("PRAGMA user_version").fetchone()
            return [self._AppliedMigration(step.__name__, "") for step in STEPS[:done]]

        def ensure_migrations_table(self, db: Database) -> None:
            """There is no such table."""

        def _record_applied(self, db: Database, name: str) -> None:
            names = [step.__name__ for step in STEPS]
            db.execute(f"PRAGMA user_version = {names.index(name) + 1}")

    steps = NumberedMigrations("waymark")
    for step in STEPS:
        steps(name=step.__name__)(step)
    db = Database(connection, recursive_triggers=False, execute_plugins=False)
    steps.apply(db)
    db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
