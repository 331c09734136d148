"""What rests unsealed carries a check of itself: a row that a failing disk has bent is noticed, and counts as none.

Counts and the list of who is let in have no seal, because they outlive every secret. The check is no seal either: it
is plain, made of the columns before it and of nothing else, so it tells nothing more and keeps out nobody who means to
change a row. Both stores make the same one (`storage/migrations/0002-checks.sql`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Final

CHECK_BYTES: Final = 8


def check(*columns: int | bytes) -> bytes:
    """The check of these columns: `CHECK_BYTES` bytes. Numbers have 64 bits, with a sign."""
    whole = b"".join(value if isinstance(value, bytes) else value.to_bytes(8, signed=True) for value in columns)
    return hashlib.sha256(whole).digest()[:CHECK_BYTES]


def checked(*columns: int | bytes) -> tuple[int | bytes, ...]:
    """A row with its check at the end."""
    return (*columns, check(*columns))


def holds(row: Sequence[object]) -> bool:
    """Is the last column the check of those before it? A bent row may hold anything, also what no column takes."""
    *columns, last = row
    sound = [value for value in columns if isinstance(value, int | bytes)]
    return len(sound) == len(columns) and check(*sound) == last
