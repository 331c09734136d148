"""What can go wrong with a database server, by the number of its error alone: its text is never looked at or kept.

PostgreSQL's own texts hold values (the key of a row that is there twice, what could not be cast), so its exceptions
end in `translate` and are dropped, not chained.
"""

# ruff: noqa: N818 - each name is the condition itself, as in `storage.errors`.

from __future__ import annotations

from typing import Final

import psycopg

from storage.errors import Busy, Damaged, DiskFull, NewerVersion, NoAccess, ReadOnly, StoreError, Unfit


class Unreachable(StoreError):
    """No connection, for longer than we wait. Whether a change was made is settled before this is raised, or unknown:
    whoever has it re-reads and is told where the session stands."""

    code = "store.unreachable"
    sentence = "The database server cannot be reached; try again in a moment."


class ServerBusy(Busy):
    """Others held what we need for longer than we wait, or there is no room for one more connection."""

    sentence = "The database server is busy; try again in a moment."


class ServerFull(DiskFull):
    """The server has no room left."""

    sentence = "The disk of the database server is full, so nothing more can be saved; free some space."


class Denied(NoAccess):
    """The server does not let us in, or not at what is ours."""

    code = "store.denied"
    sentence = "The database server does not let this program in; check role, password, database and pg_hba.conf."


class Standby(ReadOnly):
    """The server takes no writing."""

    sentence = "The database server takes no writing (is it a standby?); give the address of the primary."


class ServerDamaged(Damaged):
    """Tables or pages are not as they should be."""

    sentence = "The tables on the database server are not as this program made them; restore them or start anew."


class ServerNewer(NewerVersion):
    """A newer version of this program has been here."""

    sentence = "The tables on the database server were made by a newer version of this program; update the program."


class TooOld(Unfit):
    """The server is older than what we stand on."""

    sentence = "The database server is too old; PostgreSQL 13 or newer is needed."


class TooMuchPower(StoreError):
    """The role could do more than keep our tables."""

    code = "store.too-much-power"
    sentence = "The role at the database server has powers that it does not need; use one made by role.sql."


class Unsynced(Unfit):
    """What is acknowledged would not be on the server's disk."""

    code = "store.unsynced"
    sentence = "The database server does not write through (fsync, full_page_writes, synchronous_commit); switch it on."


class Talkative(Unfit):
    """The server's log would keep statements or values."""

    code = "store.talkative"
    sentence = "The database server would write statements into its log; run role.sql, which tells it not to."


class Unsealed(StoreError):
    """The connection is open to whoever is on the way."""

    code = "store.unsealed"
    sentence = "The connection to the database server is not encrypted; set sslmode=verify-full, or use a socket."


class OtherSecret(StoreError):
    """Other hosts seal with another secret than ours."""

    code = "keys.other-secret"
    sentence = "This host has another secret file than those that use the same database; give all of them the same."


class BadAddress(StoreError):
    """It cannot be read as an address."""

    code = "store.bad-address"
    sentence = "The address of the database cannot be read; write it like postgresql://role@host/database."


_BY_CLASS: Final[dict[str, type[StoreError]]] = {
    "08": Unreachable,
    "28": Denied,
    "3D": Denied,
    "53": ServerBusy,
    "57": Unreachable,
    # Our statements are constants: one that the server cannot run, or that breaks a rule, has met other tables.
    "22": ServerDamaged,
    "23": ServerDamaged,
    "42": ServerDamaged,
    "XX": ServerDamaged,
}
_BY_STATE: Final[dict[str, type[StoreError]]] = {
    "25006": Standby,
    "40001": ServerBusy,
    "40P01": ServerBusy,
    "42501": Denied,
    "53100": ServerFull,
    "55P03": ServerBusy,
    "57014": ServerBusy,
}


def translate(error: psycopg.Error) -> StoreError:
    """The typed error for one of psycopg's."""
    state = error.sqlstate
    if state is None:
        return Unreachable() if isinstance(error, psycopg.OperationalError) else StoreError()
    return (_BY_STATE.get(state) or _BY_CLASS.get(state[:2], StoreError))()


def came_too_close(error: psycopg.Error) -> bool:
    """Did two transactions stand in each other's way, so that it is worth doing the same again at once?"""
    return error.sqlstate in {"40001", "40P01"}
