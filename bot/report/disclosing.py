"""Everything that could be handed over, printed: in short for a person, value by value as JSON.

What is sealed is counted here and not opened: whoever hands the file over hands over the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Final

from bot.report.held import ALL_TABLES, ASIDE, OLDER
from bot.report.holdings import Holdings, Table, Value

IN_FULL: Final = frozenset({"tallies", "members", "invites"})
"""Tables whose rows are few and are printed; of the others the bytes are counted."""


def as_json(found: Holdings, place: str, elsewhere: Sequence[str] = ()) -> str:
    """Every value of every row. Bytes are written as an object with their hexadecimal digits."""
    tables = [
        {"name": one.name, "columns": dict(one.columns), "rows": [[_value(value) for value in row] for row in one.rows]}
        for one in found.tables
    ]
    told = {"place": place, "version": found.version, "tables": tables, "others": list(found.others)}
    return json.dumps({**told, "elsewhere": list(elsewhere)}, indent=1)


def text(found: Holdings, place: str, elsewhere: Iterable[str]) -> str:
    """The same in short."""
    lines = [f"{place}: all that it holds", ""]
    for table in found.tables:
        lines += [*_table(table), ""]
    lines += [f"Also defined there: {', '.join(found.others)}." if found.others else "Nothing else is there."]
    if found.bent():
        lines.append(f"{found.bent()} rows do not hold their check: a disk has bent them, and they are left out.")
    return "\n".join([*lines, "", "Elsewhere", *(f"  {one}" for one in elsewhere)])


def _table(table: Table) -> list[str]:
    count = len(table.rows)
    what = OLDER if table.name.startswith(ASIDE) else ALL_TABLES.get(table.name, "Not one of ours.")
    lines = [f"{table.name}: {count} {'row' if count == 1 else 'rows'}. {what}"]
    for column, kind in table.columns.items():
        size = f", {table.bytes_of(column)} bytes in all" if kind in {"BLOB", "bytea"} else ""
        lines.append(f"  {column} ({kind.lower()}{size})")
    if table.name in IN_FULL:
        lines += ["    " + " ".join(_short(value) for value in row) for row in table.rows]
    return lines


def _short(value: Value) -> str:
    return value.hex() if isinstance(value, bytes) else str(value)


def _value(value: Value) -> object:
    return {"bytes": value.hex()} if isinstance(value, bytes) else value
