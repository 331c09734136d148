"""What one of our SQLite files is made of: a number in its header, its tables, and the steps that lead to them.

Real sessions and practice lie in files with different numbers, so neither store ever opens the other's file.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import NamedTuple


class Plan(NamedTuple):
    """`migrate` takes the steps that are missing, inside the transaction that its caller has opened."""

    application: int
    version: int
    tables: frozenset[str]
    migrate: Callable[[sqlite3.Connection], None]
