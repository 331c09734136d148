"""What a conversation does most: a session is found, and takes a step; many at once in one statement each.

A step is `UPDATE ... WHERE guard = what the caller saw`. Nearly always the row lies under the present epoch; only when
it does not is it looked for under the others. Rows are sent in order of their keys, so two workers lock alike.

When a connection is lost on the way, the same rows are sent again; a body is sealed with a random nonce, so finding
ours in its place proves that the lost attempt was made.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from storage.base import Stored
from storage.errors import KeysGone
from storage.postgres_epochs import Epochs
from storage.postgres_errors import ServerBusy
from storage.postgres_moves import rows_of
from storage.postgres_server import Connection, Server, all_of
from storage.postgres_sql import ADVANCE, ADVANCE_JOINED, STANDS
from storage.sealing import Seal, SessionRow, seal_session, session_guard, session_key

LOOKS: Final = 8
"""How often the epochs may change under one call before something must be wrong."""

RECENT: Final = 2
"""Epochs that nearly every session in use lies in: the present one and the one before."""


class Step(NamedTuple):
    """Where a session has to stand, and what it becomes."""

    expected: int
    stored: Stored


class Steps:
    """Finds sessions and moves them on, a batch at a time."""

    def __init__(self, server: Server, epochs: Epochs) -> None:
        self._server = server
        self._epochs = epochs

    async def find(self, keys: Mapping[bytes, None]) -> dict[bytes, Stored | None]:
        """The session of each key."""

        async def work(connection: Connection, _unsure: bool) -> dict[bytes, Stored | None]:
            epochs = await self._epochs.current(connection)
            found: dict[bytes, Stored | None] = dict.fromkeys(keys)
            if len(epochs) > RECENT:
                found |= await _opened(connection, epochs[:RECENT], list(keys))
            for _ in range(LOOKS):
                # All epochs in one statement: between two, a row could move from one that is still to be looked at
                # to one that has been.
                missing = [key for key, stored in found.items() if stored is None]
                found |= await _opened(connection, epochs, missing) if missing else {}
                if None not in found.values() or await self._epochs.confirmed(connection, epochs):
                    return found
                epochs = await self._epochs.renewed(connection)
            raise ServerBusy

        return await self._server.run(work)

    async def take(self, steps: Mapping[bytes, Step]) -> dict[bytes, bool]:
        """Move each session on that stands where its step expects it; durable on return."""
        rows: dict[bytes, SessionRow] = {}

        async def work(connection: Connection, unsure: bool) -> dict[bytes, bool]:
            epochs = await self._epochs.current(connection)
            taken: set[bytes] = set()
            for _ in range(LOOKS):
                if not epochs:
                    raise KeysGone
                for key, step in steps.items():
                    rows.setdefault(key, seal_session(epochs[0], key, step.stored))
                for seals in (epochs[:1], epochs[1:]):
                    taken |= await _advance(connection, seals, rows, steps, taken)
                if len(taken) == len(steps) or await self._epochs.confirmed(connection, epochs):
                    break
                epochs = await self._epochs.renewed(connection)
            if unsure and len(taken) < len(steps):
                # Only now: the lost attempt may still have been on its way, and our statement has waited for it.
                taken |= await _standing(connection, rows)
            return {key: key in taken for key in steps}

        return await self._server.run(work)


async def _opened(connection: Connection, epochs: Sequence[Seal], keys: Sequence[bytes]) -> dict[bytes, Stored]:
    """The sessions of those keys that have one under these epochs."""
    there = await rows_of(connection, epochs, *keys)
    return {key: stored for key, _, stored in there if stored is not None}


async def _advance(
    connection: Connection,
    seals: Sequence[Seal],
    rows: Mapping[bytes, SessionRow],
    steps: Mapping[bytes, Step],
    taken: set[bytes],
) -> set[bytes]:
    """Send one statement for the steps that are not taken yet; the keys of those that it took."""
    tries = []
    for key, step in steps.items():
        for seal in seals if key not in taken else ():
            old = session_key(seal, key)
            tries.append((old, session_guard(seal, old, step.expected), key))
    if len(tries) == 1:
        ((old, guard, key),) = tries
        return {key} if (await connection.execute(ADVANCE, (*rows[key], old, guard))).rowcount else set()
    if not tries:
        return set()
    columns = [list(column) for column in zip(*((*rows[key], *old) for *old, key in sorted(tries)), strict=True)]
    guards = {guard for (guard,) in await all_of(connection, ADVANCE_JOINED, columns)}
    return {key for _, guard, key in tries if guard in guards}


async def _standing(connection: Connection, rows: Mapping[bytes, SessionRow]) -> set[bytes]:
    """The steps whose very rows are there: a lost attempt had taken them."""
    columns = [row.key for row in rows.values()], [row.body for row in rows.values()]
    there = {key for (key,) in await all_of(connection, STANDS, columns)}
    return {key for key, row in rows.items() if row.key in there}
