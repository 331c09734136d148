"""What a database holds is disclosed to the last value, and reported on, as a file is."""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Iterable
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from bot.report import held
from bot.report.holdings import Holdings, of_server
from bot.report.lines import LINES
from tests.console.program import run
from tests.postgres.cluster import BOUNDED
from tests.postgres.opening import opened
from tests.report.stores import demonstration
from tests.storage.samples import LATER, NOW, TALLY, digest, key, record, timer

FIRST = 2025 * 4 + 1
TABLES = ("epochs", "invites", "members", "sessions", "steps", "tallies", "timers")
COUNTED = (
    "INSERT INTO waymark.tallies (quarter, flow, version, language, outcome, reason, n) VALUES (%s, 0, 1, 0, %s, 0, %s)"
)


@pytest.fixture
def environ(dsn: str, tmp_path: Path) -> dict[str, str]:
    """The environment of a service at this database."""
    return {
        "PATH": os.environ["PATH"],
        "WAYMARK_DATABASE_URL": dsn,
        "WAYMARK_STORE": str(tmp_path / "w.sqlite"),
    }


async def fill(dsn: str) -> None:
    """Something in every table."""
    store = opened(dsn)
    for number in range(3):
        await store.commit(
            key(number),
            expected=None,
            revision=1,
            record=record(number),
            expires=LATER,
            tally=TALLY._replace(reason=number),
            timers=[timer(number)],
        )
        await store.members.invite(digest(number), role=1, expires=LATER)
    await store.members.redeem(digest(0), key=key(9), now=NOW, expires=LATER)
    await store.close()


def everything(dsn: str) -> dict[str, tuple[list[str], list[tuple[object, ...]]]]:
    """Columns and rows of every table, read by nothing of ours."""
    found = {}
    with psycopg.connect(dsn, **BOUNDED) as stranger:
        names = "SELECT table_name FROM information_schema.tables WHERE table_schema = 'waymark'"
        for (name,) in stranger.execute(names).fetchall():
            cursor = stranger.execute(sql.SQL("SELECT * FROM {}").format(sql.Identifier("waymark", name)))
            found[name] = ([column.name for column in cursor.description or ()], sorted(cursor.fetchall(), key=repr))
    return found


async def test_disclosed_is_what_is_there(dsn: str, environ: dict[str, str], tmp_path: Path) -> None:
    """Table by table, column by column, value by value: the same as the server says by itself."""
    await fill(dsn)
    there = everything(dsn)
    done = run("disclose", "--json", env=environ)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    said = {
        table["name"]: (list(table["columns"]), sorted((tuple(map(_value, row)) for row in table["rows"]), key=repr))
        for table in told["tables"]
    }
    assert said == there
    assert set(there) == set(TABLES)
    assert all(rows for _, rows in there.values())
    assert dsn.encode() not in done.stdout
    assert os.listdir(tmp_path) == []  # noqa: PTH208 - no blocking call of a path
    assert everything(dsn) == there


def _value(told: object) -> object:
    return bytes.fromhex(told["bytes"]) if isinstance(told, dict) else told


async def test_a_table_of_a_stranger_is_told_too(dsn: str, environ: dict[str, str]) -> None:
    """What somebody else put into the database is disclosed like the rest, and said not to be ours."""
    with psycopg.connect(dsn, autocommit=True, **BOUNDED) as stranger:
        stranger.execute("CREATE SCHEMA odd CREATE TABLE notes (words text, at date) CREATE VIEW seen AS SELECT 1")
        stranger.execute("INSERT INTO odd.notes VALUES ('something typed', '2020-02-02')")
        try:
            short, whole = (run("disclose", *more, env=environ).stdout.decode() for more in ((), ("--json",)))
        finally:
            stranger.execute("DROP SCHEMA odd CASCADE")
    assert "odd.notes: 1 row. Not one of ours." in short
    assert "view odd.seen" in short
    assert '"something typed"' in whole
    assert '"2020-02-02"' in whole


async def test_every_column_is_explained(dsn: str) -> None:
    """What lies at a server is in the list for counsel, and the list has nothing that is not there."""
    store = opened(dsn)
    found = await of_server(store)
    await store.close()
    assert held.unexplained(found) == []
    assert {table.name for table in found.tables} == held.ALL_TABLES.keys()
    for name, (_, columns) in held.SERVER.items():
        assert found.table(name).columns == columns
    in_a_file = {table.name: [*table.columns] for table in held.fresh().tables if not table.name.startswith(held.ASIDE)}
    assert {name: [*found.table(name).columns] for name in in_a_file} == in_a_file


def reported(environ: dict[str, str], site: Path) -> dict[tuple[str, str], str]:
    """What the command writes as CSV, by quarter and line."""
    done = run("report", "--site", site, "--format", "csv", env=environ)
    assert done.returncode == 0, done.stderr
    return {(row["quarter"], row["line"]): row["figure"] for row in csv.DictReader(io.StringIO(done.stdout.decode()))}


def count(dsn: str, tallies: Iterable[tuple[int, int, int]]) -> None:
    """Put counts there: quarter, result, how many."""
    with psycopg.connect(dsn, **BOUNDED) as connection:
        connection.cursor().executemany(COUNTED.encode(), tallies)


async def test_figures_are_rounded_and_told_once(dsn: str, environ: dict[str, str], tmp_path: Path) -> None:
    """41 reads 40 and 7 is hidden, as from a file; what is counted late changes nothing."""
    await opened(dsn).close()
    count(dsn, [(FIRST, 5, 41), (FIRST, 3, 7)])
    site = demonstration(tmp_path)
    said = reported(environ, site)
    assert (said["2025 Q2", LINES["informed"]], said["2025 Q2", LINES["declined"]]) == ("40", "")
    assert json.loads((tmp_path / "w.sqlite.released.json").read_text())["releases"][0]["total"] == 50
    count(dsn, [(FIRST, 4, 400)])
    assert reported(environ, site) == said


def test_a_server_that_is_away_is_told_in_a_sentence(environ: dict[str, str], tmp_path: Path) -> None:
    """Both commands are refused, and the address is not repeated."""
    away = environ | {"WAYMARK_DATABASE_URL": f"host={tmp_path} user=hidden"}
    for words in (("disclose",), ("report", "--site", demonstration(tmp_path))):
        done = run(*words, env=away)
        assert (done.returncode, done.stdout) == (2, b"")
        assert done.stderr == b"The database server cannot be reached; try again in a moment.\n"


async def test_a_file_that_is_named_is_read_although_there_is_a_database(
    environ: dict[str, str], tmp_path: Path
) -> None:
    """Who names a file means it."""
    done = run("disclose", "--store", tmp_path / "gone.sqlite", env=environ)
    assert (done.returncode, done.stderr[:24]) == (2, b"There is no store file a")


def test_rows_that_are_bent_are_told_apart() -> None:
    """The last column of a checked table decides; where there is none every row is as it is."""
    plain = held.fresh().table("members")
    assert plain.is_checked
    assert Holdings((plain,), (), 1).bent() == 0
