"""A file from an earlier version is brought up to date at opening, in one piece, with all it holds."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils.migrations import Migrations

from storage.base import Stored
from storage.errors import Damaged
from storage.members import Count
from storage.schema import STEPS, TABLES, VERSION
from tests.storage.opening import opened
from tests.storage.samples import LATER, NOW, TALLY, digest, key, record, timer

APPLICATION_ID = 0x5741594D
"""Written out: the number is in files that lie on people's machines."""

VERSION_1 = (
    """
    CREATE TABLE sessions (
        key BLOB NOT NULL PRIMARY KEY CHECK (length(key) = 16),
        revision INTEGER NOT NULL,
        expires INTEGER NOT NULL,
        record BLOB NOT NULL CHECK (length(record) BETWEEN 8 AND 512)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE tallies (
        quarter INTEGER NOT NULL, flow INTEGER NOT NULL, version INTEGER NOT NULL,
        language INTEGER NOT NULL, outcome INTEGER NOT NULL, reason INTEGER NOT NULL, n INTEGER NOT NULL,
        PRIMARY KEY (quarter, flow, version, language, outcome, reason)
    ) STRICT, WITHOUT ROWID
    """,
)
"""The first version's file, kept here as it was; it does not change when the steps do."""


def version_1(path: Path, *more: str) -> None:
    """Build a file as the first version left it: one session, one count."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in (*VERSION_1, *more):
            connection.execute(statement)
        connection.execute("INSERT INTO sessions VALUES (?, ?, ?, ?)", (key(1), 7, LATER, record(1)))
        connection.execute("INSERT INTO tallies VALUES (?, ?, ?, ?, ?, ?, 41)", TALLY)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute("PRAGMA user_version = 1")


def inside(path: Path) -> tuple[int, int, set[str]]:
    """Application, version and tables of a file."""
    with closing(sqlite3.connect(path)) as connection:
        (application,) = connection.execute("PRAGMA application_id").fetchone()
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        names = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
    return application, version, {name for (name,) in names}


async def test_a_new_file_says_whose_it_is(path: Path) -> None:
    """Application number, version, the tables and nothing else: no ledger in words and dates."""
    await opened(path).close()
    assert inside(path) == (APPLICATION_ID, VERSION, set(TABLES))
    assert len(STEPS) == VERSION


async def test_the_first_version_becomes_this_one(path: Path) -> None:
    """Its session and its counts are there and go on; what it did not know yet works."""
    version_1(path)
    store = opened(path)
    assert await store.load(key(1)) == Stored(7, record(1), LATER)
    assert await store.commit(key(1), expected=7, revision=8, record=None, expires=NOW, tally=TALLY, timers=[timer(1)])
    assert await store.tallies() == [(TALLY, 42)]
    assert len(await store.claim(NOW, lease=1, limit=1)) == 1
    await store.members.invite(digest(1), role=1, expires=LATER)
    assert await store.members.counts(NOW) == [Count(1, 0, 1)]
    await store.close()
    assert inside(path) == (APPLICATION_ID, VERSION, set(TABLES))


async def test_a_step_that_fails_leaves_the_file_at_its_version(path: Path) -> None:
    """The last step meets a table that is in its way: no step is taken, and the old content stays."""
    version_1(path, "CREATE TABLE invites (other INTEGER)")
    with pytest.raises(Damaged):
        opened(path)
    assert inside(path) == (APPLICATION_ID, 1, {"sessions", "tallies", "invites"})


async def test_opening_twice_changes_nothing(path: Path) -> None:
    """An up-to-date file is only opened."""
    await opened(path).close()
    before = inside(path)
    await opened(path).close()
    assert inside(path) == before


def test_what_we_lean_on_in_sqlite_utils() -> None:
    """The seam: the runner asks `applied` what is done and `_record_applied` to note each step, and has the
    record that we make for it. If it changes, this says so before a file suffers.
    """
    applied = Migrations._AppliedMigration("name", "")
    assert applied.name == "name"
    for method in ("applied", "ensure_migrations_table", "_record_applied", "apply", "pending"):
        assert callable(getattr(Migrations, method))
