"""One private server for each process of the test suite, and an empty database for each test.

`WAYMARK_TEST_POSTGRES` names a server to be used instead (the address of its administrator). Where there is no server
these tests are skipped; with `WAYMARK_POSTGRES=required`, as CI has it, they fail instead.
"""

from __future__ import annotations

import contextlib
import os
import uuid
from collections.abc import AsyncIterator, Iterator

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from storage.postgres import PostgresStore
from tests.postgres.cluster import BOUNDED, Cluster, binaries, make_database, running
from tests.postgres.opening import OPEN, TABLES, opened

REQUIRED = os.environ.get("WAYMARK_POSTGRES") == "required"
GIVEN = os.environ.get("WAYMARK_TEST_POSTGRES", "")


def need_a_server() -> None:
    """Skip where there is none, or fail where there has to be one."""
    if binaries() is None:
        (pytest.fail if REQUIRED else pytest.skip)("there is no PostgreSQL server here; 'make postgres' installs one")


@pytest.fixture(scope="session")
def database() -> Iterator[str]:
    """The address of a database of this process, for our own role."""
    if not GIVEN:
        need_a_server()
    with contextlib.ExitStack() as stack:
        if GIVEN:
            name = f"waymark_{uuid.uuid4().hex[:12]}"
            make_database(GIVEN, name, name)
            yield make_conninfo(GIVEN, dbname=name, user=name)
            with psycopg.connect(GIVEN, autocommit=True, **BOUNDED) as connection:
                connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())
                connection.execute(f"DROP ROLE {name}".encode())
        else:
            yield stack.enter_context(running()).make_database()


@pytest.fixture
def dsn(database: str) -> str:
    """The address of a database whose tables, if there are any, are empty."""
    with psycopg.connect(database, autocommit=True, **BOUNDED) as connection:
        row = connection.execute("SELECT to_regclass('waymark.sessions') IS NOT NULL").fetchone()
        if row == (True,):
            with connection.transaction():  # six times as quick as TRUNCATE for a few rows
                for table in TABLES:
                    connection.execute(f"DELETE FROM waymark.{table}".encode())  # noqa: S608 - a constant
    return database


@pytest.fixture(autouse=True)
async def nothing_stays_open() -> AsyncIterator[None]:
    """Close what a test has left open because it failed."""
    yield
    while OPEN:
        await OPEN.pop().close()


@pytest.fixture
async def postgres_store(dsn: str) -> AsyncIterator[PostgresStore]:
    """An empty store, with the secrets of its epochs in a table."""
    store = opened(dsn)
    yield store
    await store.close()


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    """A server of a test's own, which it may crash."""
    need_a_server()
    with running() as cluster:
        cluster.make_database()
        yield cluster
