"""Connections that break in the middle: what was acknowledged stays, nothing happens twice, and errors are typed."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import psycopg
import pytest

from storage.base import Stored
from storage.errors import Busy
from storage.postgres import PostgresStore
from storage.postgres_errors import Unreachable
from storage.postgres_server import Connection
from tests.postgres.cluster import Cluster
from tests.postgres.opening import LASTING, SPAN, opened
from tests.storage.samples import LATER, NOW, TALLY, digest, key, record, timer

Call = Callable[[PostgresStore], Awaitable[object]]

TERMINATE = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE usename = current_user AND pid <> pg_backend_pid() AND application_name = 'waymark'
"""


class Torn(Connection):
    """A connection that breaks once, right after the server has made a change for good."""

    armed = 0

    async def execute(self, query, params=None, **options):  # type: ignore[no-untyped-def]
        """Send it; then, if it has changed something for good, cut the line before the answer is looked at."""
        cursor = await super().execute(query, params, **options)
        alone = self.info.transaction_status == psycopg.pq.TransactionStatus.IDLE
        if alone and bytes(query).lstrip().startswith((b"UPDATE", b"INSERT", b"DELETE", b"WITH")):
            await self._tear()
        return cursor

    @contextlib.asynccontextmanager
    async def transaction(self, *arguments, **options):  # type: ignore[no-untyped-def]
        """The same for a transaction, after it has been committed."""
        async with super().transaction(*arguments, **options) as one:
            yield one
        await self._tear()

    async def _tear(self) -> None:
        if Torn.armed:
            Torn.armed -= 1
            await self.close()
            raise psycopg.OperationalError


@pytest.fixture
async def torn(dsn: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[PostgresStore]:
    """A store whose connections can be cut after the work is done and before that is known."""
    monkeypatch.setattr("storage.postgres_server.Connection", Torn)
    Torn.armed = 0
    store = opened(dsn)
    await store.load(key(0))
    yield store
    Torn.armed = 0
    await store.close()


async def test_a_step_whose_answer_was_lost_counts_as_taken(torn: PostgresStore) -> None:
    """First, middle and last: done at the server, unknown here, found out, told as done, and counted once."""
    for expected, after, more in (
        (None, record(1), {"tally": TALLY, "timers": [timer(1)]}),
        (1, record(2), {}),
        (2, record(3), {"tally": TALLY, "timers": [timer(2)]}),
        (3, None, {"tally": TALLY}),
    ):
        Torn.armed = 1
        revision = (expected or 0) + 1
        assert await torn.commit(key(1), expected=expected, revision=revision, record=after, expires=LATER, **more)
        assert Torn.armed == 0
        assert await torn.load(key(1)) == (after and Stored(revision, after, LATER))
    assert (await torn.tallies(), await torn.timers(key(1))) == ([(TALLY, 3)], [timer(2)])


async def test_joined_steps_whose_answer_was_lost_are_told_apart(torn: PostgresStore) -> None:
    """Of twenty that went together ten were stale: after the loss each still gets its own answer."""
    for number in range(20):
        await torn.commit(key(number), expected=None, revision=1, record=record(1), expires=LATER)
    await asyncio.gather(
        *(torn.commit(key(n), expected=1, revision=2, record=record(2), expires=LATER) for n in range(10))
    )
    Torn.armed = 1
    steps = (torn.commit(key(n), expected=1, revision=3, record=record(3), expires=LATER) for n in range(20))
    assert await asyncio.gather(*steps) == [False] * 10 + [True] * 10
    assert Torn.armed == 0


@pytest.mark.parametrize(
    ("call", "answer"),
    [
        (lambda store: store.delete(key(1), timers=True), True),
        (lambda store: store.members.invite(digest(2), role=1, expires=LATER), True),
        (lambda store: store.members.redeem(digest(1), key=key(9), now=NOW, expires=LATER), 0),
        (lambda store: store.members.revoke(key(8)), True),
        (lambda store: store.arm(key(1), add=[timer(4)], drop=[timer(1)]), None),
    ],
    ids=["delete", "invite", "redeem", "revoke", "arm"],
)
async def test_whatever_was_done_is_told_as_done(torn: PostgresStore, call: Call, answer: object) -> None:
    """A wish to be forgotten, an invitation, a link used up: the answer was lost, the effect stands once."""
    await torn.commit(key(1), expected=None, revision=1, record=record(1), expires=LATER, timers=[timer(1)])
    for number, person in ((1, 7), (3, 8)):
        await torn.members.invite(digest(number), role=0, expires=LATER)
        if person == 8:
            await torn.members.redeem(digest(number), key=key(person), now=NOW, expires=LATER)
    Torn.armed = 1
    assert await call(torn) == answer
    assert Torn.armed == 0


async def test_a_claim_that_is_finished_is_finished_once(torn: PostgresStore) -> None:
    """The answer to `finish` is lost: it is told as done, and the timer is gone."""
    await torn.arm(key(1), add=[timer(1)])
    (claim,) = await torn.claim(NOW, lease=60, limit=1)
    Torn.armed = 1
    assert await torn.finish(claim)
    assert not await torn.finish(claim)


async def test_connections_that_are_killed_lose_and_double_nothing(dsn: str) -> None:
    """The server ends all connections again and again while twelve chats climb: every step counts exactly once."""
    store = opened(dsn, patience=20)
    steps, kills = 30, 8

    async def climb(chat: int) -> int:
        taken = 0
        while (there := await store.load(key(chat))) is None or there.revision < steps:
            revision = there.revision if there else 0
            taken += await store.commit(
                key(chat),
                expected=revision if there else None,
                revision=revision + 1,
                record=record(revision + 1),
                expires=LATER,
                tally=TALLY if revision % 3 == 0 else None,
            )
        return taken

    async def kill() -> int:
        killed = 0
        async with await psycopg.AsyncConnection.connect(dsn, autocommit=True) as connection:
            while killed < kills:
                killed += (await connection.execute(TERMINATE)).rowcount
                await store.load(key(0))  # there is something to kill again
        return killed

    killing = asyncio.create_task(kill())
    taken = await asyncio.gather(*(climb(chat) for chat in range(12)))
    assert await killing >= kills
    assert taken == [steps] * 12
    assert await store.tallies() == [(TALLY, 12 * 10)]
    await store.close()


async def test_a_row_that_somebody_holds_is_told_as_busy(dsn: str) -> None:
    """Waited for as long as the server lets us, then told; afterwards the step can be taken."""
    store = opened(dsn)
    await store.commit(key(1), expected=None, revision=1, record=record(1), expires=LATER)
    async with await psycopg.AsyncConnection.connect(dsn) as other:
        await other.execute("SELECT 1 FROM waymark.sessions FOR UPDATE")
        with pytest.raises(Busy):
            await store.commit(key(1), expected=1, revision=2, record=record(2), expires=LATER)
    assert await store.commit(key(1), expected=1, revision=2, record=record(2), expires=LATER)
    await store.close()


async def test_a_server_that_is_away_is_told_and_comes_back(cluster: Cluster) -> None:
    """Unreachable after our patience and not before something was tried; as soon as it is there, all goes on."""
    store = PostgresStore(cluster.address(), SPAN, LASTING, patience=0.5)
    await store.commit(key(1), expected=None, revision=1, record=record(1), expires=LATER)
    await asyncio.to_thread(cluster.stop, "immediate")
    with pytest.raises(Unreachable) as told:
        await store.load(key(1))
    assert str(cluster.folder) not in str(told.value)
    assert told.value.__cause__ is None
    await asyncio.to_thread(cluster.start)
    store._server._patience = 20
    assert await store.load(key(1)) == Stored(1, record(1), LATER)
    assert await store.commit(key(1), expected=1, revision=2, record=record(2), expires=LATER)
    await store.close()


async def test_a_pool_with_nothing_free_is_not_waited_for_for_ever(dsn: str) -> None:
    """One connection, held by a call that hangs: the next one is told after its patience."""
    store = PostgresStore(dsn, SPAN, LASTING, patience=0.3, connections=1)
    held, go_on = asyncio.Event(), asyncio.Event()

    async def hang(_connection: Connection, _unsure: bool) -> None:
        held.set()
        await go_on.wait()

    hanging = asyncio.create_task(store._server.run(hang))
    await asyncio.wait_for(held.wait(), 30)
    with pytest.raises(Unreachable):
        await store.load(key(1))
    go_on.set()
    await hanging
    assert await store.load(key(1)) is None
    await store.close()


def test_nobody_listens_there(tmp_path: Path) -> None:
    """An address without a server is refused at the start, in a sentence that does not repeat it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        with pytest.raises(Unreachable) as told:
            PostgresStore(f"host=127.0.0.1 port={port} user=somebody password=hidden", SPAN, LASTING)
    assert "hidden" not in repr(told.value) + str(told.value)
    assert told.value.__context__ is None
