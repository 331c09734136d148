"""Everything that a store holds, in a file or at a server: each table, each column, each value.

Nothing is left out and nothing is explained away: what is read here is what anybody reads who has the file, or the
database. The tables are asked of the store itself, so one that was added later, or by somebody else, is told as well.
A file is read without changing a byte of it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from storage.checks import holds
from storage.schema import APPLICATION_ID

if TYPE_CHECKING:
    from storage.postgres import PostgresStore

Value = int | float | str | bytes | None
CHECK: Final = "proof"
PATIENCE: Final = 2.0
"""Seconds to wait while the service writes."""


class HoldingsError(Exception):
    """The file cannot be read as a store. The sentence is for the operator."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table as it is in the file: columns by name with their types, and every row."""

    name: str
    columns: Mapping[str, str]
    rows: tuple[tuple[Value, ...], ...]

    def bytes_of(self, column: str) -> int:
        """How many bytes this column holds in all rows."""
        place = list(self.columns).index(column)
        return sum(len(value) for row in self.rows if isinstance(value := row[place], bytes | str))

    @property
    def is_checked(self) -> bool:
        """Do its rows carry a check of themselves (`storage.checks`)? Those of an older file do not."""
        return [*self.columns][-1:] == [CHECK]

    def sound(self) -> list[tuple[Value, ...]]:
        """The rows that hold their check, without it; all rows where there is none."""
        return [row[:-1] for row in self.rows if holds(row)] if self.is_checked else list(self.rows)


@dataclass(frozen=True, slots=True)
class Holdings:
    """All tables of a file in the order of their names, and what else it defines (indexes, views, triggers)."""

    tables: tuple[Table, ...]
    others: tuple[str, ...]
    version: int

    def bent(self) -> int:
        """How many rows do not hold their check."""
        return sum(len(one.rows) - len(one.sound()) for one in self.tables)

    def table(self, name: str) -> Table:
        """The table of this name; an empty one where there is none."""
        return next((one for one in self.tables if one.name == name), Table(name, {}, ()))


def read(path: Path) -> Holdings:
    """All that the file holds at one moment. Raises ``HoldingsError``."""
    if not path.is_file():
        raise HoldingsError("There is no store file at that place: nothing is held there.")
    try:
        with closing(sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True, timeout=PATIENCE)) as connection:
            connection.isolation_level = None
            connection.execute("BEGIN")
            if connection.execute("PRAGMA application_id").fetchone() != (APPLICATION_ID,):
                raise HoldingsError("That file is no store of this program.")
            return read_from(connection)
    except sqlite3.Error:
        raise HoldingsError("The store file cannot be read now: it is damaged, or locked by something.") from None


async def of_server(store: PostgresStore) -> Holdings:
    """All that a database holds at one moment. Raises ``StoreError``."""
    held, others = await store.everything()
    tables = tuple(
        Table(name, dict(columns), tuple(sorted((tuple(map(_plain, row)) for row in rows), key=repr)))
        for name, columns, rows in held
    )
    steps = [int(str(number)) for one in tables if one.name == "steps" for (number,) in one.rows]
    return Holdings(tables, tuple(others), max(steps))


def _plain(value: object) -> Value:
    """A value of a stranger's table may be of any kind: then as it would be written."""
    return value if value is None or isinstance(value, int | float | str | bytes) else str(value)


def read_from(connection: sqlite3.Connection) -> Holdings:
    """All that this connection can see."""
    named = connection.execute("SELECT type, name FROM sqlite_schema ORDER BY name").fetchall()
    tables = tuple(_table(connection, name) for kind, name in named if kind == "table")
    others = tuple(f"{kind} {name}" for kind, name in named if kind != "table")
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return Holdings(tables, others, version)


def _table(connection: sqlite3.Connection, name: str) -> Table:
    quoted = '"' + name.replace('"', '""') + '"'
    columns = {column: kind for _, column, kind, *_ in connection.execute(f"PRAGMA table_xinfo({quoted})")}
    rows = connection.execute(f"SELECT * FROM {quoted}").fetchall()  # noqa: S608 - a name that the file gave us
    return Table(name, columns, tuple(sorted(rows, key=repr)))
