"""What is disclosed is what there is: value by value the same as a stranger reads with SQLite and nothing else."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.report import disclosing, held, holdings
from storage import schema
from tests.console.program import ROOT, run
from tests.report.stores import made

PRICE = re.compile(r"\|[^|]*\|[^|]*\|")


def everything(path: Path) -> Iterator[tuple[str, tuple[str, ...], list[tuple[object, ...]]]]:
    """Every table of a file by its own account: name, columns and rows, read by nothing of ours."""
    with closing(sqlite3.connect(path)) as stranger:
        for (name,) in stranger.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").fetchall():
            cursor = stranger.execute(f"SELECT * FROM {name}")  # noqa: S608
            yield name, tuple(column for column, *_ in cursor.description), cursor.fetchall()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A store with a row in every table, and bytes of all values in each column that holds bytes."""
    path = made(tmp_path / "w.sqlite", [(8105, 0, 1, 0, 2, 0, 3), (8106, 1, 1, 1, 0, 0, 12)], members=3)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for table in holdings.read(path).tables:
            row = [_some(connection, table.name, column, kind) for column, kind in table.columns.items()]
            marks = ", ".join("?" * len(row))
            connection.execute(f"INSERT INTO {table.name} VALUES ({marks})", row)  # noqa: S608
    return path


def _some(connection: sqlite3.Connection, table: str, column: str, kind: str) -> int | bytes:
    """A value that the column takes."""
    if kind == "INTEGER":
        return 7
    (sql,) = connection.execute("SELECT sql FROM sqlite_schema WHERE name = ?", (table,)).fetchone()
    size = re.search(rf"length\({column}\) (?:= |BETWEEN \d+ AND )(\d+)", sql)
    assert size is not None
    return (bytes(range(256)) * 3)[: int(size[1])]


def test_disclosed_is_what_is_there(path: Path) -> None:
    """Table by table, column by column, value by value, byte by byte: the same as SQLite says by itself."""
    done = run("disclose", "--store", path, "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    said = {
        table["name"]: (
            tuple(table["columns"]),
            sorted((tuple(_value(value) for value in row) for row in table["rows"]), key=repr),
        )
        for table in told["tables"]
    }
    there = {name: (columns, sorted(rows, key=repr)) for name, columns, rows in everything(path)}
    assert said == there
    assert all(rows for _, rows in there.values())


def _value(told: object) -> object:
    return bytes.fromhex(told["bytes"]) if isinstance(told, dict) else told


def test_every_byte_is_accounted_for(path: Path) -> None:
    """Written anew from what was disclosed and nothing else, the file is the same to the byte."""
    found = holdings.read(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as stranger:
        stranger.execute("VACUUM")
        made_of = stranger.execute("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY rowid").fetchall()
    again = path.with_name("again.sqlite")
    with closing(sqlite3.connect(again, isolation_level=None)) as copy:
        for (sql,) in made_of:
            copy.execute(sql)
        for table in found.tables:
            marks = ", ".join("?" * len(table.columns))
            copy.executemany(f"INSERT INTO {table.name} VALUES ({marks})", table.rows)  # noqa: S608
        copy.execute(f"PRAGMA user_version = {found.version}")
        copy.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
        copy.execute("VACUUM")
    counters = 100
    assert again.read_bytes()[counters:] == path.read_bytes()[counters:]


def test_a_table_of_a_stranger_is_told_too(path: Path) -> None:
    """What somebody else put into the file is disclosed like the rest, and said not to be ours."""
    with closing(sqlite3.connect(path, isolation_level=None)) as stranger:
        stranger.execute('CREATE TABLE "odd ""name" (words TEXT)')
        stranger.execute("""INSERT INTO "odd ""name" VALUES ('something typed')""")
        stranger.execute("CREATE VIEW seen AS SELECT 1")
    found = holdings.read(path)
    text = disclosing.text(found, path.name, ())
    assert 'odd "name: 1 row. Not one of ours.' in text
    assert "view seen" in text
    assert "something typed" in disclosing.as_json(found, path.name)


def test_in_short_it_tells_counts_and_hashes(path: Path) -> None:
    """Tallies and members in full, of all else how many rows and bytes; files and settings by their names."""
    path.with_name("w.sqlite.key").write_bytes(bytes(32))
    done = run("disclose", "--store", path)
    text = done.stdout.decode()
    assert "8106 1 1 1 0 0 12" in text
    assert (2).to_bytes(16, "big").hex() in text
    assert "members: 4 rows" in text
    assert re.search(r"sessions: 1 row\. ", text)
    assert "file w.sqlite.key, 32 bytes" in text


def test_looking_changes_nothing(path: Path) -> None:
    """The file is the same to the byte afterwards, and nothing lies beside it."""
    before = path.read_bytes()
    holdings.read(path)
    assert path.read_bytes() == before
    assert [one.name for one in path.parent.iterdir()] == [path.name]


def test_every_column_is_explained() -> None:
    """A column that is added has to be explained to a lawyer before it ships."""
    found = held.fresh()
    assert held.unexplained(found) == []
    assert {table.name for table in found.tables if not table.name.startswith(held.ASIDE)} == held.TABLES.keys()
    odd = holdings.Holdings((holdings.Table("sessions", {"name": "TEXT"}, ()),), (), 1)
    assert held.unexplained(odd) == ["sessions.name"]


def test_what_we_hold_is_current() -> None:
    """The document in the checkout is what the program would write: python -m bot disclose --write."""
    assert (ROOT / held.FILE).read_text(encoding="utf-8") == held.document()


def test_each_compromise_says_all_three() -> None:
    """Who has what, gets that, and still not this: nothing is left blank."""
    for row in held.SURRENDERS:
        assert len(row) == 3
        assert all(row)
    assert PRICE.search(held.document())


@pytest.mark.parametrize("what", ["nothing", "folder", "text", "stranger"])
def test_what_is_no_store_is_refused(tmp_path: Path, what: str) -> None:
    """Somebody else's database, a text, a folder, nothing: a sentence, and no traceback."""
    path = tmp_path / "it"
    if what == "folder":
        path.mkdir()
    elif what == "text":
        path.write_text("a diary " * 100, encoding="utf-8")
    elif what == "stranger":
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("CREATE TABLE patients (name TEXT)")
    done = run("disclose", "--store", path)
    assert done.returncode == 2
    assert done.stderr.decode().strip().endswith(".")
    assert b"Traceback" not in done.stderr
