"""A store file for the tests of what it leaves behind."""

from __future__ import annotations

from pathlib import Path

from storage.sqlite import SqliteStore


def store_at(path: Path) -> SqliteStore:
    """The store at this place, new or found again."""
    return SqliteStore(path)
