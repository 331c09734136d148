"""The order in which the lines of a turn are shown: decided by numbers alone, and so the same on every replay."""

from __future__ import annotations

from hashlib import blake2b


def order(seed: int, turn_index: int, count: int) -> tuple[int, ...]:
    """For each place as it is shown, from the first, the place of the line in the file."""
    return tuple(sorted(range(count), key=lambda line: _drawn(seed, turn_index, line)))


def _drawn(seed: int, turn_index: int, line: int) -> bytes:
    return blake2b(f"{seed}/{turn_index}/{line}".encode(), digest_size=8).digest()
