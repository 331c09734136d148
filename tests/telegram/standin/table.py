"""The Bot API's table, read once from tests/data/bot_api_methods.json.

The rule: what a method takes is data; this file only gives that data types.
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

SOURCE = Path(__file__).parents[2] / "data" / "bot_api_methods.json"


@dataclass(frozen=True, slots=True)
class Limit:
    """A length or a range; `unit` is characters (UTF-16 units), bytes, items or value."""

    unit: str
    low: int
    high: int
    after_parsing: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """One parameter of a method, or one field of a type."""

    name: str
    types: tuple[str, ...]
    required: bool = False
    required_unless: tuple[str, ...] = ()
    limit: Limit | None = None
    pattern: str | None = None
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Kind:
    """A type: its fields, or, for a union, its members."""

    fields: dict[str, Field]
    one_of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """Everything a request is checked against."""

    version: str
    methods: dict[str, dict[str, Field]]
    types: dict[str, Kind]
    beyond: frozenset[str]


def _field(name: str, entry: dict[str, Any]) -> Field:
    limit = entry.get("limit")
    return Field(
        name,
        types=tuple(entry["types"]),
        required=entry.get("required", False),
        required_unless=tuple(entry.get("required_unless", ())),
        limit=Limit(**limit) if limit else None,
        pattern=entry.get("pattern"),
        choices=tuple(entry.get("choices", ())),
    )


def _fields(entries: dict[str, Any]) -> dict[str, Field]:
    return {name: _field(name, entry) for name, entry in entries.items()}


@cache
def table() -> Table:
    """The table of this repository."""
    source = json.loads(SOURCE.read_text(encoding="utf-8"))
    return Table(
        version=source["version"],
        methods={name: _fields(entries) for name, entries in source["methods"].items()},
        types={
            name: Kind(_fields(entry.get("fields", {})), tuple(entry.get("one_of", ())))
            for name, entry in source["types"].items()
        },
        beyond=frozenset(source["beyond"]),
    )
