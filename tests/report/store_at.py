"""A store file under secrets that are known and stay: what differs between two of them is not the secrets' doing."""

from __future__ import annotations

from pathlib import Path

from storage.sealing import SECRET_BYTES, Seal
from storage.sqlite import SqliteStore


class Fixed:
    """One epoch that never turns; see `storage.epochs.Ring`."""

    afresh = False

    def __init__(self) -> None:
        self._seals = (Seal(bytes(range(SECRET_BYTES))),)

    def epochs(self) -> tuple[Seal, ...]:
        return self._seals

    def close(self) -> None:
        """Nothing is held."""


def store_at(path: Path) -> SqliteStore:
    """The store at this place, new or found again."""
    return SqliteStore(path, Fixed(), Seal(bytes(SECRET_BYTES)))
