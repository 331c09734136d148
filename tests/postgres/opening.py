"""Stores at a server for the tests, as workers open them."""

from __future__ import annotations

from storage.epochs import Now, Ring, Span, instant
from storage.postgres import PostgresStore
from storage.postgres_epochs import TableEpochs
from storage.sealing import Seal

SPAN = Span(3600, 8 * 3600)
LASTING = Seal(b"\x1a" * 32)
OPEN: list[PostgresStore] = []
"""What was opened and may not be closed yet: a pool that nobody closes keeps an event loop from ending."""

TABLES = ("sessions", "tallies", "timers", "members", "invites", "epochs")


def opened(dsn: str, epochs: Ring | Span = SPAN, *, patience: float = 10.0, now: Now = instant) -> PostgresStore:
    """The store at this address, as one more worker."""
    store = PostgresStore(dsn, epochs, LASTING, patience=patience)
    if isinstance(store._epochs, TableEpochs):
        store._epochs._now = now
    OPEN.append(store)
    return store
