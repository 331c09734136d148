"""Counts of finished conversations in the SQLite file. What is counted onto has to hold its check (`storage.checks`).

A count that a failing disk has bent is told by nobody: the next conversation of its kind begins it anew, at one.
"""

from __future__ import annotations

import sqlite3
from typing import Final

from storage.base import Tally
from storage.checks import checked, holds

TALLIES: Final = "SELECT quarter, flow, version, language, outcome, reason, n, proof FROM tallies"
COUNTED: Final = (
    f"{TALLIES} WHERE quarter = ? AND flow = ? AND version = ? AND language = ? AND outcome = ? AND reason = ?"
)
COUNT: Final = (
    "INSERT OR REPLACE INTO tallies (quarter, flow, version, language, outcome, reason, n, proof)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)


def count(connection: sqlite3.Connection, tally: Tally) -> None:
    """Add one; inside a transaction that holds the write lock."""
    row = connection.execute(COUNTED, tally).fetchone()
    before = row[6] if row is not None and holds(row) and row[:6] == tally else 0
    connection.execute(COUNT, checked(*tally, before + 1))


def counts(connection: sqlite3.Connection) -> list[tuple[Tally, int]]:
    """All that hold their check, in order."""
    return sorted((Tally(*row[:6]), row[6]) for row in connection.execute(TALLIES) if holds(row))


def bent(connection: sqlite3.Connection) -> int:
    """How many do not."""
    return sum(not holds(row) for row in connection.execute(TALLIES))
