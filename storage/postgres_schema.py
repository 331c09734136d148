"""What the store stands on at a server, looked at before anything is served; the tables are brought up to date.

The steps are plain SQL files, numbered; the ledger is a table with one number. Only one process at a time takes them.
Settings are set for each connection, then read back, and the start is refused on any difference.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import psycopg
from psycopg import pq
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from storage.errors import StoreError
from storage.postgres_errors import (
    BadAddress,
    Denied,
    ServerNewer,
    Talkative,
    TooMuchPower,
    TooOld,
    Unreachable,
    Unsealed,
    Unsynced,
    translate,
)

FOLDER: Final = Path(__file__).parent / "migrations"
SCHEMA: Final = "waymark"
OLDEST: Final = 130000
"""The first version whose log can be told to keep no parameters."""

OURS: Final[Mapping[str, str]] = {
    "search_path": SCHEMA,
    "synchronous_commit": "on",
    "default_transaction_isolation": "read committed",
    "statement_timeout": "5s",
    "lock_timeout": "2s",
    "idle_in_transaction_session_timeout": "10s",
    "log_parameter_max_length_on_error": "0",
    # All our statements find few rows by a key. A plan made while a table was empty must not stay a walk through it.
    "plan_cache_mode": "force_generic_plan",
    "enable_seqscan": "off",
    "enable_hashjoin": "off",
    "enable_mergejoin": "off",
    "jit": "off",
}
"""Set by us on every connection."""

WRITTEN_THROUGH: Final[Mapping[str, str]] = {"synchronous_commit": "on", "fsync": "on", "full_page_writes": "on"}
SILENT: Final[Mapping[str, str]] = {
    "log_statement": "none",
    "log_min_duration_statement": "-1",
    "log_min_duration_sample": "-1",
    "log_transaction_sample_rate": "0",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
}
"""What must be read back; the second list can be set by an administrator only (role.sql)."""

READ_BACK: Final = {**OURS, **WRITTEN_THROUGH, **SILENT}
SETTINGS: Final = "SELECT " + ", ".join(f"current_setting('{name}')" for name in READ_BACK)
POWERS: Final = """
    SELECT rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls
    FROM pg_roles WHERE rolname = current_user
"""
STEPS_TAKEN: Final = "SELECT max(number) FROM steps"
ONE_AT_A_TIME: Final = f"SELECT pg_advisory_xact_lock({int.from_bytes(b'WAYM')})"

CONNECT_SECONDS: Final = 5


def address(dsn: str) -> str:
    """The address as we connect to it, with our settings in it. Raises `BadAddress`, which holds nothing of it."""
    options = " ".join(f"-c {name}={value.replace(' ', chr(92) + ' ')}" for name, value in OURS.items())
    try:
        given = conninfo_to_dict(dsn)
        wait = {"connect_timeout": str(CONNECT_SECONDS)} | {
            name: str(value) for name, value in given.items() if name == "connect_timeout"
        }
        return make_conninfo(dsn, options=options, application_name="waymark", **wait)
    except psycopg.ProgrammingError:
        pass
    raise BadAddress


def prepare(conninfo: str) -> None:
    """Look at the server and bring the tables up to date. Raises the `StoreError` that it deserves. Blocks."""
    try:
        with psycopg.connect(conninfo, autocommit=True) as connection:
            refuse_unfit(connection.info, _row(connection, SETTINGS))
            if _row(connection, POWERS)[0]:
                raise TooMuchPower
            with connection.transaction():
                _migrate(connection)
            return
    except psycopg.Error as error:
        failure = translate(error)
    if isinstance(failure, Unreachable) and pq.PGconn.ping(conninfo.encode()) == pq.Ping.OK:
        failure = Denied()  # whoever is refused at the door is told so in words only, which we do not read
    raise failure


def refuse_unfit(info: psycopg.ConnectionInfo, found: tuple[Any, ...]) -> None:
    """Refuse a connection that does not keep what we promise."""
    if info.server_version < OLDEST:
        raise TooOld
    if not (_is_near(info) or info.pgconn.ssl_in_use):
        raise Unsealed
    settings = dict(zip(READ_BACK, found, strict=True))
    if any(settings[name] != value for name, value in WRITTEN_THROUGH.items()):
        raise Unsynced
    if any(settings[name] != value for name, value in SILENT.items()):
        raise Talkative
    if any(settings[name] != value for name, value in OURS.items()):
        raise StoreError


def _is_near(info: psycopg.ConnectionInfo) -> bool:
    """Does the connection stay on this machine?"""
    return info.host.startswith(("/", "@")) or info.hostaddr in {"127.0.0.1", "::1"}


def steps() -> Iterator[tuple[int, str]]:
    """The numbered files, in order, with what they say."""
    for path in sorted(FOLDER.iterdir()):
        if found := re.fullmatch(r"(\d{4})-[a-z-]+\.sql", path.name):
            yield int(found[1]), path.read_text(encoding="utf-8")


def _migrate(connection: psycopg.Connection[tuple[Any, ...]]) -> None:
    connection.execute("SET LOCAL statement_timeout = 0")
    connection.execute("SET LOCAL lock_timeout = 0")
    connection.execute(ONE_AT_A_TIME)
    connection.execute(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
    connection.execute("CREATE TABLE IF NOT EXISTS steps (number integer NOT NULL PRIMARY KEY)")
    done = _row(connection, STEPS_TAKEN)[0] or 0
    todo = list(steps())
    if int(done) > todo[-1][0]:
        raise ServerNewer
    for number, sql in todo:
        if number > int(done):
            connection.execute(sql.encode())
            connection.execute("INSERT INTO steps (number) VALUES (%s)", (number,))


def _row(connection: psycopg.Connection[tuple[Any, ...]], sql: str) -> tuple[Any, ...]:
    return connection.execute(sql.encode()).fetchone() or ()
