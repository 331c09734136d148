"""Nothing in the store could hold a word: shown from the annotations of the border and from the tables themselves."""

from __future__ import annotations

import inspect
import re
import sqlite3
import types
import typing
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import pytest

from storage import base, members
from storage.base import Claim, Move, Store, Stored, Tally, Timer
from storage.members import Count, Members
from storage.sealing import SESSION_BODY_BYTES, SessionRow, TimerRow
from storage.sqlite import SqliteStore
from tests.storage.samples import NOW, TALLY, key, record, timer

SHAPES = (Stored, Tally, Timer, Claim, Move, Count, SessionRow, TimerRow)
NUMBERS_AND_BYTES = {int, bytes, bool, types.NoneType}


def leaves(hint: object) -> Iterator[object]:
    """The types at the ends of an annotation; our own shapes are looked into."""
    inner = typing.get_args(hint)
    if hint in SHAPES:
        for field in typing.get_type_hints(hint).values():
            yield from leaves(field)
    elif inner:
        assert typing.get_origin(hint) in (list, tuple, Sequence, types.UnionType), hint
        for part in inner:
            yield from leaves(part)
    else:
        yield hint


@pytest.mark.parametrize("border", [Store, Members])
def test_the_border_takes_and_gives_numbers_and_bytes(border: type) -> None:
    """Every argument and every answer of every call ends in whole numbers, bytes, yes or no, or nothing."""
    calls = inspect.getmembers(border, inspect.iscoroutinefunction)
    assert len(calls) > 5
    for name, call in calls:
        hints = typing.get_type_hints(call, {**vars(base), **vars(members)})
        assert set(hints) == set(inspect.signature(call).parameters) - {"self"} | {"return"}, name
        for argument, hint in hints.items():
            assert set(leaves(hint)) <= NUMBERS_AND_BYTES, (name, argument)


@pytest.mark.parametrize("shape", SHAPES)
def test_the_shapes_hold_numbers_and_bytes(shape: type) -> None:
    """The same for every field of everything that crosses the border."""
    assert set(leaves(shape)) <= NUMBERS_AND_BYTES


def test_the_looking_would_find_a_word() -> None:
    """The control: a text that hides in a list of pairs is found."""
    assert str in set(leaves(list[tuple[int, str]] | None))


async def test_every_column_is_a_number_or_bounded_bytes(sqlite_store: SqliteStore) -> None:
    """Every table in the file is STRICT, has INTEGER and BLOB columns only, and bounds the length of each BLOB."""
    connection = sqlite_store._file._connection
    tables = {
        name: strict
        for _, name, kind, _, _, strict in connection.execute("PRAGMA table_list")
        if not name.startswith("sqlite_") and kind == "table"
    }
    assert tables == dict.fromkeys(("sessions", "tallies", "timers", "members", "invites"), 1)
    others = connection.execute("SELECT sql FROM sqlite_schema WHERE type <> 'table'").fetchall()
    assert others == [("CREATE INDEX timers_due ON timers (due)",)]
    for table in tables:
        (sql,) = connection.execute("SELECT sql FROM sqlite_schema WHERE name = ?", (table,)).fetchone()
        for _, column, kind, required, _, _ in connection.execute(f"PRAGMA table_info({table})"):
            assert required == 1, (table, column)
            assert kind in ("INTEGER", "BLOB"), (table, column)
            if kind == "BLOB":
                assert re.search(rf"CHECK \(length\({column}\) (= \d+|BETWEEN \d+ AND 512)\)", sql)


ROW = {"key": bytes(16), "epoch": 1, "ends": 1, "guard": bytes(16), "body": bytes(SESSION_BODY_BYTES)}


@pytest.mark.parametrize(
    "wrong",
    [
        {"key": "sixteen letters."},
        {"key": bytes(15)},
        {"key": None},
        {"epoch": "two"},
        {"epoch": -1},
        {"ends": NOW * 3600},
        {"guard": "sixteen letters."},
        {"guard": bytes(17)},
        {"body": "a name in a text"},
        {"body": bytes(SESSION_BODY_BYTES - 1)},
        {"body": bytes(SESSION_BODY_BYTES + 1)},
    ],
    ids=[
        "key of letters",
        "short key",
        "no key",
        "epoch in words",
        "epoch below zero",
        "end in seconds",
        "guard of letters",
        "long guard",
        "body of letters",
        "short body",
        "long body",
    ],
)
async def test_the_file_itself_refuses_words(
    path: Path, sqlite_store: SqliteStore, wrong: dict[str, str | bytes | int | None]
) -> None:
    """Even a stranger's connection cannot put a text, or bytes of a wrong length, into a session."""
    with closing(sqlite3.connect(path)) as stranger:
        statement = "INSERT INTO sessions (key, epoch, ends, guard, body) VALUES (:key, :epoch, :ends, :guard, :body)"
        stranger.execute(statement, ROW)
        stranger.rollback()
        with pytest.raises(sqlite3.IntegrityError):
            stranger.execute(statement, ROW | wrong)


async def test_no_word_is_in_the_file_but_the_names_of_columns(path: Path, sqlite_store: SqliteStore) -> None:
    """All values of all rows of a used file are whole numbers and bytes."""
    await sqlite_store.commit(key(1), expected=None, revision=1, record=record(1), expires=NOW, tally=TALLY,
                              timers=[timer(1)])  # fmt: skip
    connection = sqlite_store._file._connection
    names = [name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    values = [
        value
        for name in names
        for row in connection.execute(f"SELECT * FROM {name}")  # noqa: S608
        for value in row
    ]
    assert len(values) == 5 + 8 + 5
    assert {type(value) for value in values} == {int, bytes}
