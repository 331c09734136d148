"""A store at a database server, for several workers: opened from the settings, or refused in a sentence.

The address may hold a password. It is taken out of its wrapping here and nowhere else, and no error repeats it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.epochs import keeper, visitor
from bot.keys import SECRET_BYTES, Keys
from bot.settings import Settings
from storage.epochs import LENGTH, Span
from storage.errors import StoreError
from storage.sealing import Seal

if TYPE_CHECKING:
    from storage.postgres import PostgresStore


class NoDriver(StoreError):  # noqa: N818 - as its relatives
    """The program was installed without what speaks to a database."""

    code = "store.no-driver"
    sentence = "This program was installed without the part for PostgreSQL: install waymark[postgres]."


def at_server(settings: Settings, keys: Keys, keep: int | None, *, demonstration: bool = False) -> PostgresStore:
    """The store at the server that the settings name, for conversations that rest up to ``keep`` seconds.

    ``keep`` None: for a command beside the service, which makes and forgets no keys. Raises ``StoreError``. Blocks.
    """
    try:
        from storage.postgres import PostgresStore  # noqa: PLC0415 - only where there is a database
    except ImportError:
        raise NoDriver from None
    dsn = settings.database.get_secret_value() if settings.database else ""
    seal = Seal(keys.lasting())
    if settings.epochs == "table":
        return PostgresStore(dsn, None if keep is None else Span(LENGTH, keep), seal)
    ring = visitor(settings.store) if keep is None else keeper(settings.store, keep, demonstration=demonstration)
    return PostgresStore(dsn, ring, seal)


def beside(settings: Settings) -> PostgresStore:
    """The same, for a command that only looks. Where there is no secret yet, an invented one opens nothing.

    Raises ``StoreError``. Blocks.
    """
    secret = settings.secret_file
    there = secret.exists() and secret.stat().st_size == SECRET_BYTES
    return at_server(settings, Keys(secret.read_bytes() if there else bytes(SECRET_BYTES)), None)
