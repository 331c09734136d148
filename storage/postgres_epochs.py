"""Which epochs there are, for workers that share a database: from a folder on one host, or from a table for several.

A worker may lag behind: another one may have begun an epoch a moment ago, and have moved a row there. A row that is
found is right all the same; but nobody says "there is none" before `confirmed` has, in the same transaction.

In the table each secret lies sealed under the site's own secret, which every host has and the database has not. How
old it is, its first reader takes from the server's clock and then counts on both clocks of its own host (see
`storage.epochs`): age fails towards deletion.

A crash of the server empties the table, which is unlogged; a mark in it is gone then, too. Whoever finds no mark sets
one, and for `GRACE` seconds from then everybody puts back the secrets that he has. During that time nobody says "there
is none", and nothing is swept, while there are rows under an epoch that nobody has put back yet: who asks is told that
the store is busy. When server and workers are gone together, all starts afresh after that time.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Container, Sequence
from typing import Final, Protocol

from storage.epochs import Instant, Kept, Now, Ring, Span, age, instant, next_change, seals, turned
from storage.key_folder import machine_run
from storage.postgres_errors import OtherSecret, ServerBusy
from storage.postgres_server import Connection, all_of
from storage.postgres_sql import EPOCHS_OF_ROWS
from storage.sealing import NONCE_BYTES, SECRET_BYTES, TAG_BYTES, Seal

GRACE: Final = 30
"""Seconds. Each worker looks at the server once a second, so all that live have been there, however slow they are."""

WAIT: Final = 2.0
PAUSE: Final = 0.1
"""Seconds that one call waits for what others put back, and between two looks."""

WEEK: Final = 7 * 86_400
"""Seconds; older than any span."""

MARK: Final = 0
"""The tag of the mark; no epoch has it."""

ALONE: Final = b"LOCK TABLE epochs IN EXCLUSIVE MODE"
AGES: Final = b"SELECT tag, floor(extract(epoch FROM clock_timestamp()))::bigint - born FROM epochs"
READ: Final = b"SELECT tag, floor(extract(epoch FROM clock_timestamp()))::bigint - born, secret FROM epochs"
EMPTY: Final = b"TRUNCATE epochs"
"""Gives the table a new file; deleting would leave the sealed secret in a page of the old one."""

WRITE: Final = b"""
    INSERT INTO epochs (tag, born, secret)
    SELECT tag, floor(extract(epoch FROM clock_timestamp()))::bigint - age, secret
    FROM unnest(%s::bigint[], %s::bigint[], %s::bytea[]) AS one(tag, age, secret)
    ON CONFLICT (tag) DO NOTHING
"""
BOUND: Final = b"epoch"
WRAPPED_BYTES: Final = NONCE_BYTES + SECRET_BYTES + TAG_BYTES


class Epochs(Protocol):
    """The epochs of now, newest first."""

    async def current(self, connection: Connection) -> tuple[Seal, ...]:
        """As far as this worker knows, at no cost in most cases. Not to be called inside a transaction."""
        ...

    async def confirmed(self, connection: Connection, epochs: Sequence[Seal]) -> bool:
        """Are these still all there are? If not, roll back, ask `renewed`, and look again."""
        ...

    async def renewed(self, connection: Connection) -> tuple[Seal, ...]:
        """As they lie in their place. Not to be called inside a transaction."""
        ...

    async def at_once(self, connection: Connection) -> tuple[Seal, ...]:
        """As `renewed`, but as far as they are there now: who knows of every epoch can put each of them back."""
        ...

    def doubt(self) -> None:
        """There is a new connection: the server may have been away. Look again at the next call."""
        ...

    def close(self) -> None:
        """Let go of them."""
        ...


class FolderEpochs:
    """Epochs of one host; the folder is looked at each time, which costs a few microseconds."""

    def __init__(self, ring: Ring) -> None:
        self._ring = ring

    async def current(self, connection: Connection) -> tuple[Seal, ...]:  # noqa: ARG002 - as the table has it
        return tuple(self._ring.epochs())

    async def confirmed(self, connection: Connection, epochs: Sequence[Seal]) -> bool:  # noqa: ARG002
        return [seal.tag for seal in epochs] == [seal.tag for seal in self._ring.epochs()]

    async def renewed(self, connection: Connection) -> tuple[Seal, ...]:  # noqa: ARG002
        return tuple(self._ring.epochs())

    async def at_once(self, connection: Connection) -> tuple[Seal, ...]:  # noqa: ARG002
        return tuple(self._ring.epochs())

    def doubt(self) -> None:
        """The folder is looked at each time."""

    def close(self) -> None:
        self._ring.close()


class TableEpochs:
    """Epochs of several hosts. `wrap` seals the secrets in the table: the same on every host.

    `span` None: only look. A visitor makes and forgets none; where there are none he has none.
    """

    def __init__(self, wrap: Seal, span: Span | None, now: Now = instant) -> None:
        self._wrap = wrap
        self._span = span
        self._now = now
        self._run = machine_run()
        self._kept: tuple[Kept, ...] = ()
        self._seals: tuple[Seal, ...] = ()
        self._until = Instant(0, 0)
        self._turns = self._turn = 0
        """How many turns there were, and which of them we go by: the last one to hold the lock."""

    async def current(self, connection: Connection) -> tuple[Seal, ...]:
        now = self._now()
        if now.wall >= self._until.wall or now.boot >= self._until.boot:
            return await self.renewed(connection)
        return self._seals

    async def confirmed(self, connection: Connection, epochs: Sequence[Seal]) -> bool:
        ages: dict[int, int] = dict(await all_of(connection, AGES))
        mark = ages.pop(MARK, None)
        if self._span is None:
            return ages.keys() == {seal.tag for seal in epochs}
        if mark is None or ages.keys() != {seal.tag for seal in epochs}:
            return False
        return not 0 <= mark < GRACE or not await rows_without(connection, ages)

    async def renewed(self, connection: Connection) -> tuple[Seal, ...]:
        """Read the table and bring it up to date; after a crash, wait for what others put back."""
        if self._span is None:
            return await self._visited(connection)
        until = time.monotonic() + WAIT
        while await self._brought_up_to_date(connection, self._span):
            if time.monotonic() > until:
                raise ServerBusy
            await asyncio.sleep(PAUSE)
        return self._seals

    async def at_once(self, connection: Connection) -> tuple[Seal, ...]:
        if not await self.confirmed(connection, await self._at_hand(connection)) and self._span is not None:
            await self._brought_up_to_date(connection, self._span)
        return self._seals

    async def _at_hand(self, connection: Connection) -> tuple[Seal, ...]:
        """Those of now, without waiting for others."""
        now = self._now()
        if self._span is None:
            return await self._visited(connection)
        if now.wall >= self._until.wall or now.boot >= self._until.boot:
            await self._brought_up_to_date(connection, self._span)
        return self._seals

    async def _brought_up_to_date(self, connection: Connection, span: Span) -> bool:
        """Is something missing that others may still put back?"""
        async with connection.transaction():
            await connection.execute(ALONE)
            found = await all_of(connection, READ)
            now = self._now()
            mark = next((seconds for tag, seconds, _ in found if tag == MARK), None)
            there = [one for tag, *row in found if tag != MARK and (one := self._unwrapped(now, *row))]
            kept = turned(self._joined(there), now, span, self._run)
            made = seals(kept, self._kept, self._seals)
            if {tag for tag, _, _ in found} != {MARK, *(seal.tag for seal in made)}:
                await self._write(connection, found, dict(zip((seal.tag for seal in made), kept, strict=True)), now)
            settled = mark is not None and not 0 <= mark < GRACE
            missing = [] if settled else await rows_without(connection, [seal.tag for seal in made])
            self._turns = turn = self._turns + 1
        # Only now: an epoch that did not get into the table must not be sealed under.
        if turn > self._turn:
            self._turn, self._seals, self._kept = turn, made, kept
            left = next_change(kept, now, span, self._run)
            self._until = Instant(now.wall + left, now.boot + left)
        return bool(missing)

    async def _visited(self, connection: Connection) -> tuple[Seal, ...]:
        now = self._now()
        found = await all_of(connection, READ)
        kept = [one for tag, *row in found if tag != MARK and (one := self._unwrapped(now, *row))]
        kept.sort(key=lambda one: -one.born.boot)
        self._seals = seals(kept, self._kept, self._seals)
        self._kept = tuple(kept)
        return self._seals

    def doubt(self) -> None:
        self._until = Instant(0, 0)

    def close(self) -> None:
        self._kept = self._seals = ()
        self._until = Instant(0, 0)

    def _unwrapped(self, now: Instant, seconds: int, sealed: bytes) -> Kept | None:
        """A secret of the table, dated by this host's clocks; None when it is over and nobody can tell whose it was."""
        secret = self._wrap.open(sealed, BOUND)
        if secret is None:
            if 0 <= seconds < (self._span.whole if self._span else WEEK):
                raise OtherSecret
            return None
        return Kept(secret, Instant(now.wall - seconds, now.boot - seconds), self._run)

    def _joined(self, there: Sequence[Kept]) -> tuple[Kept, ...]:
        """Those of the table and those that we still have; of two datings of one secret, the older counts."""
        oldest = {one.secret: one for one in self._kept}
        for one in there:
            known = oldest.get(one.secret)
            if known is None or one.born.boot < known.born.boot:
                oldest[one.secret] = one
        return tuple(oldest.values())

    async def _write(
        self, connection: Connection, found: Sequence[tuple[int, int, bytes]], kept: dict[int, Kept], now: Instant
    ) -> None:
        """Make these the rows of the table; those that stay keep their date."""
        stay = {tag: (seconds, sealed) for tag, seconds, sealed in found if tag in kept or tag == MARK}
        rows = {tag: (age(one, now, self._run) or 0, self._wrap.close(one.secret, BOUND)) for tag, one in kept.items()}
        rows = {MARK: (0, bytes(WRAPPED_BYTES)), **rows, **stay}
        if len(stay) < len(found):
            await connection.execute(EMPTY)
        columns = [(tag, *row) for tag, row in sorted(rows.items())]
        await connection.execute(WRITE, [list(column) for column in zip(*columns, strict=True)])


async def rows_without(connection: Connection, known: Container[int]) -> list[int]:
    """The tags of epochs under which there are rows, but for those that are known."""
    return [tag for (tag,) in await all_of(connection, EPOCHS_OF_ROWS) if tag not in known]
