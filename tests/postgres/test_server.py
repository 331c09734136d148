"""What a server must be like, what its tables may hold, and what its log, files and errors must not."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from storage.errors import Damaged, StoreError
from storage.postgres import PostgresStore
from storage.postgres_errors import (
    BadAddress,
    Denied,
    ServerDamaged,
    ServerNewer,
    Talkative,
    TooMuchPower,
    Unsynced,
    translate,
)
from storage.postgres_schema import READ_BACK, SILENT, WRITTEN_THROUGH, steps
from tests.ending import PATIENCE
from tests.postgres.cluster import BOUNDED, Cluster, binaries, running
from tests.postgres.conftest import need_a_server
from tests.postgres.opening import LASTING, SPAN, TABLES, opened
from tests.storage.samples import LATER, NOW, TALLY, digest, key, timer


@pytest.fixture(scope="module")
def server() -> Iterator[Cluster]:
    """A server whose settings a test may change, and sets back."""
    need_a_server()
    with running(log_min_messages="debug1", log_statement="all", log_min_error_statement="error") as cluster:
        cluster.make_database()
        yield cluster


def administer(cluster: Cluster, *statements: str) -> None:
    """Run statements as the server's administrator."""
    with psycopg.connect(cluster.administrator, autocommit=True, **BOUNDED) as connection:
        for statement in statements:
            connection.execute(statement.encode())


def refused(cluster: Cluster, dsn: str = "") -> type[StoreError] | None:
    """What an attempt to open the store ends in."""
    try:
        PostgresStore(dsn or cluster.address(), SPAN, LASTING)
    except StoreError as error:
        return type(error)
    return None


@pytest.mark.parametrize("name", sorted(SILENT))
def test_a_role_whose_statements_would_be_logged_is_refused(server: Cluster, name: str) -> None:
    """Each of the settings, one at a time, is set to something else by the administrator."""
    if name == "log_parameter_max_length_on_error":
        return  # we set this one ourselves, on every connection
    loud = {"log_min_error_statement": "error", "log_error_verbosity": "default", "log_statement": "all"}
    administer(server, f"ALTER ROLE waymark SET {name} = '{loud.get(name, 1)}'")
    try:
        assert refused(server) is Talkative
    finally:
        administer(server, f"ALTER ROLE waymark SET {name} = '{SILENT[name]}'")
    assert refused(server) is None


@pytest.mark.parametrize("setting", ["fsync", "full_page_writes"])
def test_a_server_that_does_not_write_through_is_refused(server: Cluster, setting: str) -> None:
    """What we acknowledge would not be on the disk."""
    switch(server, setting, "off")
    try:
        assert refused(server) is Unsynced
    finally:
        switch(server, setting, "on")
    assert refused(server) is None


def test_a_role_that_would_not_wait_for_the_disk_waits_all_the_same(server: Cluster) -> None:
    """Where somebody has told the role to acknowledge too early, every connection of ours says otherwise."""
    administer(server, "ALTER ROLE waymark SET synchronous_commit = off")
    try:
        assert refused(server) is None
    finally:
        administer(server, "ALTER ROLE waymark RESET synchronous_commit")


def switch(cluster: Cluster, setting: str, value: str) -> None:
    """Change a setting of the whole server, and wait until new connections have it."""
    administer(cluster, f"ALTER SYSTEM SET {setting} = {value}", "SELECT pg_reload_conf()")
    found: object = None
    while found != (value,):
        with psycopg.connect(cluster.administrator) as connection:
            found = connection.execute(f"SHOW {setting}".encode()).fetchone()


@pytest.mark.parametrize("power", ["SUPERUSER", "CREATEROLE", "CREATEDB", "REPLICATION", "BYPASSRLS"])
def test_a_role_with_powers_is_refused(server: Cluster, power: str) -> None:
    """A password that leaks must open our tables and nothing else."""
    administer(server, f"ALTER ROLE waymark {power}")
    try:
        assert refused(server) is TooMuchPower
    finally:
        administer(server, f"ALTER ROLE waymark NO{power}")


def test_who_is_not_let_in_is_told(server: Cluster) -> None:
    """No such database, no such role, no address at all: a sentence that repeats nothing of it."""
    assert refused(server, server.address(database="nowhere")) is Denied
    assert refused(server, server.address(role="nobody")) is Denied
    assert refused(server, "this is = not 'an address") is BadAddress


def test_tables_of_a_newer_version_are_left_alone(server: Cluster) -> None:
    """A step that this version does not know has been taken."""
    server.make_database("newer", "newer")
    dsn = server.address("newer", "newer")
    assert refused(server, dsn) is None
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("INSERT INTO waymark.steps (number) VALUES (9999)")
    assert refused(server, dsn) is ServerNewer


async def test_workers_that_start_together_make_the_tables_once(server: Cluster) -> None:
    """Six open an empty database at the same moment: all start, and each step is written once."""
    server.make_database("fresh", "fresh")
    dsn = server.address("fresh", "fresh")
    stores = await asyncio.gather(*(asyncio.to_thread(opened, dsn) for _ in range(6)))
    assert {await store.load(key(1)) for store in stores} == {None}
    for store in stores:
        await store.close()
    with psycopg.connect(dsn) as connection:
        assert connection.execute("SELECT number FROM waymark.steps").fetchall() == [(n,) for n, _ in steps()]


async def test_a_table_that_is_not_as_we_made_it_is_told(server: Cluster) -> None:
    """Dropped under a running store."""
    server.make_database("bent", "bent")
    store = opened(server.address("bent", "bent"))
    await store.load(key(1))
    with psycopg.connect(server.address("bent", "bent"), autocommit=True) as connection:
        connection.execute("DROP TABLE waymark.sessions")
    with pytest.raises(Damaged):
        await store.load(key(2))
    await store.close()


async def test_every_connection_reads_its_settings_back(dsn: str) -> None:
    """On a live connection of the pool, each setting is what the store stands on."""
    store = opened(dsn)

    async def look(connection: psycopg.AsyncConnection[tuple[object, ...]], _unsure: bool) -> dict[str, object]:
        found = {}
        for name in READ_BACK:
            row = await (await connection.execute(f"SHOW {name}".encode())).fetchone()
            found[name] = row and row[0]
        return found

    assert await store._server.run(look) == READ_BACK
    assert {"synchronous_commit", "fsync"} <= WRITTEN_THROUGH.keys()
    await store.close()


def test_every_column_is_a_number_or_bounded_bytes(dsn: str) -> None:
    """No table has a column for a word, and each column of bytes has its length checked."""
    opened(dsn)
    with psycopg.connect(dsn) as connection:
        columns = connection.execute(
            "SELECT table_name, column_name, data_type FROM information_schema.columns WHERE table_schema = 'waymark'"
        ).fetchall()
        checks = " ".join(text for (text,) in connection.execute("SELECT pg_get_constraintdef(oid) FROM pg_constraint"))
        unlogged = connection.execute("SELECT relname FROM pg_class WHERE relpersistence = 'u' AND relkind = 'r'")
        assert unlogged.fetchall() == [("epochs",)]
    assert {table for table, _, _ in columns} == {*TABLES, "steps"}
    for table, column, kind in columns:
        assert kind in {"integer", "bigint", "bytea"}, (table, column)
        if kind == "bytea":
            assert f"octet_length({column}) = " in checks, (table, column)


def test_a_value_in_an_error_goes_no_further(dsn: str) -> None:
    """PostgreSQL says which key was there twice; what we make of that says nothing."""
    opened(dsn)
    with psycopg.connect(dsn) as connection:
        insert = "INSERT INTO waymark.members (key, role, expires) VALUES (%s, 1, 1)"
        connection.execute(insert, (key(7),))
        with pytest.raises(psycopg.errors.UniqueViolation) as told:
            connection.execute(insert, (key(7),))
        assert key(7).hex() in str(told.value)
        ours = translate(told.value)
    assert isinstance(ours, ServerDamaged)
    assert not any(character.isdigit() for character in str(ours))


MARK, CHAT = b"\xc0canary-of-the-ward", b"\xc0chat-no-"


async def test_files_and_log_of_the_server_hold_only_what_is_sealed(server: Cluster) -> None:
    """Talks with a mark in each key and record, errors forced: none in tables, write-ahead log and the loudest log."""
    server.make_database("sealed", "sealed")
    dsn = server.address("sealed", "sealed")
    store = opened(dsn)
    marked = MARK.ljust(48, b"\xee")
    for number in range(100):
        chat = CHAT + number.to_bytes(7)
        await store.commit(
            chat, expected=None, revision=1, record=marked, expires=LATER, timers=[timer(number)], tally=TALLY
        )
        for _ in range(2):
            await store.commit(chat, expected=1, revision=2, record=marked, expires=LATER)
    await store.members.invite(digest(1), role=0, expires=LATER)
    await store.claim(NOW, lease=60, limit=50)
    with psycopg.connect(dsn) as other:
        other.execute("SELECT 1 FROM waymark.sessions FOR UPDATE")
        with pytest.raises(StoreError):
            await store.commit(CHAT + bytes(7), expected=2, revision=3, record=marked, expires=LATER)
    secrets = [kept.secret for kept in store._epochs._kept]  # type: ignore[attr-defined]
    await store.close()
    administer(server, "CHECKPOINT")
    files = [path for part in ("base", "pg_wal") for path in (server.data / part).rglob("*") if path.is_file()]
    kept = b"".join(path.read_bytes() for path in files)
    log = server.log.read_bytes()
    for planted in (MARK, CHAT, *secrets, LASTING._index):
        for form in (planted, planted.hex().encode(), planted.hex().upper().encode()):
            assert form not in kept
            assert form not in log
    # The controls: what is not sealed is found, and the log is one that would tell of others' statements.
    assert digest(1) in kept
    assert b"ALTER ROLE" in log
    assert not any(word in log for word in (b"UPDATE sessions", b"INSERT INTO timers", b"FROM sessions WHERE"))


def test_a_store_shows_no_password(dsn: str) -> None:
    """Neither the store nor what it is made of tells its address."""
    store = PostgresStore(f"{dsn} password=hidden-word", SPAN, LASTING)
    assert "hidden-word" not in repr(store) + repr(store._server)


@pytest.mark.long
def test_a_server_by_hand(tmp_path: Path) -> None:
    """`make postgres` keeps one running, says where it is, says the same again, and takes it away."""
    need_a_server()
    environ = {"PATH": "/usr/bin:/bin", "TMPDIR": "/dev/shm"}  # noqa: S108

    def command(act: str) -> str:
        return subprocess.run(
            [sys.executable, "-m", "tests.postgres.cluster", act],
            env=environ,
            check=True,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
        ).stdout

    try:
        said = command("start")
        assert said == command("start")
        url = said.split("'")[1]
        assert refused(Cluster(tmp_path), url) is None
    finally:
        assert command("stop") == "Stopped, and removed.\n"
    assert binaries() is not None
