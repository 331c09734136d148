"""A file from an earlier version is brought up to date at opening, in one piece, with all it holds."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from storage.base import Stored
from storage.errors import Damaged
from storage.members import Count
from storage.schema import PLAIN, STEPS, TABLES, VERSION
from storage.sqlite import SqliteStore
from tests.storage.opening import LASTING, opened, ring_of
from tests.storage.processes import on_disk, records_on_disk
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
    assert records_on_disk(path) == {1}
    store = opened(path)
    assert records_on_disk(path) == set()
    assert key(1) not in on_disk(path)
    assert await store.load(key(1)) == Stored(7, record(1), LATER)
    assert await store.commit(key(1), expected=7, revision=8, record=None, expires=NOW, tally=TALLY, timers=[timer(1)])
    assert await store.tallies() == [(TALLY, 42)]
    assert len(await store.claim(NOW, lease=1, limit=1)) == 1
    await store.members.invite(digest(1), role=1, expires=LATER)
    assert await store.members.counts(NOW) == [Count(1, 0, 1)]
    await store.close()
    assert inside(path) == (APPLICATION_ID, VERSION, set(TABLES))


VERSION_2 = """
    CREATE TABLE timers (
        key BLOB NOT NULL CHECK (length(key) = 16), kind INTEGER NOT NULL, due INTEGER NOT NULL,
        chat INTEGER NOT NULL, message INTEGER NOT NULL CHECK (message >= 0), lease INTEGER NOT NULL DEFAULT 0,
        PRIMARY KEY (key, kind, due, chat, message)
    ) STRICT, WITHOUT ROWID
"""


async def test_what_lay_open_is_sealed_and_none_of_it_stays(path: Path) -> None:
    """Sessions, and timers with their leases, of the last version that left them open: a thousand of each."""
    version_1(path, VERSION_2)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA user_version = 2")
        connection.execute("BEGIN")
        for number in range(2, 3002):
            connection.execute("INSERT INTO sessions VALUES (?, 1, ?, ?)", (key(number), LATER, record(number, 400)))
            lent = NOW + 60 if number == 2 else 0
            connection.execute("INSERT INTO timers VALUES (?, ?, ?, ?, ?, ?)", (key(number), *timer(number), lent))
        connection.execute("COMMIT")
    store = opened(path)
    assert records_on_disk(path) == set()
    assert await store.load(key(3001)) == Stored(1, record(3001, 400), LATER)
    assert await store.timers(key(3001)) == [timer(3001)]
    assert len(await store.claim(NOW, lease=60, limit=1000)) == 1000
    assert timer(2) not in [claim.timer for claim in await store.claim(NOW, lease=60, limit=1000)]
    await store.close()


async def test_rows_without_a_check_get_one(path: Path) -> None:
    """Counts, members and links of the last version that had none: they stand as they were, and hold their check."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for step in STEPS[:4]:
            step(Database(connection, recursive_triggers=False))
        for table in PLAIN:
            connection.execute(f"DROP TABLE plain_{table}")
        connection.execute("INSERT INTO tallies VALUES (?, ?, ?, ?, ?, ?, 41)", TALLY)
        connection.execute("INSERT INTO members VALUES (?, 2, ?)", (key(1), LATER))
        connection.execute("INSERT INTO invites VALUES (?, 3, ?)", (digest(1), LATER))
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute("PRAGMA user_version = 4")
    store = opened(path)
    assert await store.bent() == 0
    assert await store.tallies() == [(TALLY, 41)]
    assert await store.members.role(key(1), NOW) == 2
    assert await store.members.redeem(digest(1), key=key(2), now=NOW, expires=LATER) == 3
    await store.close()


async def test_who_only_looks_drops_what_it_cannot_seal(path: Path) -> None:
    """A command beside the service comes first after an upgrade: it has no keys, so nothing is left open either."""
    version_1(path)
    store = SqliteStore(path, ring_of(path, None), LASTING)
    assert records_on_disk(path) == set()
    assert await store.tallies() == [(TALLY, 41)]
    await store.close()


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
