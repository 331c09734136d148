"""Several workers at one database: whoever lags behind with the epochs, or comes second, does no harm."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence

import psycopg
import pytest

from storage.base import Claim, Stored
from storage.epochs import Span
from storage.errors import KeysGone
from storage.postgres import PostgresStore
from storage.postgres_epochs import TableEpochs
from storage.postgres_errors import OtherSecret, ServerBusy
from storage.postgres_server import Connection
from storage.sealing import Seal, TimerRow
from tests.postgres.opening import LASTING, SPAN, opened
from tests.storage.clocks import Clocks
from tests.storage.samples import LATER, NOW, TALLY, key, record, timer

Pair = tuple[PostgresStore, PostgresStore]
HOUR = 3600


@pytest.fixture
async def clocks() -> Clocks:
    """The clocks of the quick worker's host."""
    return Clocks()


@pytest.fixture
async def pair(dsn: str, clocks: Clocks) -> AsyncIterator[Pair]:
    """A worker whose hours pass, and one that lags behind: both know the first epoch."""
    quick, slow = opened(dsn, now=clocks), opened(dsn)
    for store in (quick, slow):
        await store.load(key(0))
    yield quick, slow
    for store in (quick, slow):
        await store.close()


def tags(store: PostgresStore) -> list[int]:
    """The epochs that a worker goes by."""
    assert isinstance(store._epochs, TableEpochs)
    return [seal.tag for seal in store._epochs._seals]


async def hour_passes(quick: PostgresStore, slow: PostgresStore, clocks: Clocks) -> None:
    """For the quick one alone: it begins an epoch that the slow one has not heard of."""
    clocks.pass_(HOUR)
    await quick.load(key(0))
    assert len(tags(quick)) == 2
    assert tags(slow) == tags(quick)[1:]


def settle(dsn: str) -> None:
    """The server has been there for a while: nobody waits for secrets that others might put back."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("UPDATE waymark.epochs SET born = born - 3600 WHERE tag = 0")


async def test_a_row_in_an_epoch_that_one_has_not_heard_of_is_found(pair: Pair, clocks: Clocks) -> None:
    """Loaded, moved on and ended by the worker that lags behind."""
    quick, slow = pair
    await quick.commit(key(1), expected=None, revision=1, record=record(1), expires=LATER)
    await hour_passes(quick, slow, clocks)
    assert await quick.commit(key(1), expected=1, revision=2, record=record(2), expires=LATER)
    assert await slow.load(key(1)) == Stored(2, record(2), LATER)
    assert await slow.commit(key(1), expected=2, revision=3, record=record(3), expires=LATER)
    assert await quick.load(key(1)) == Stored(3, record(3), LATER)


@pytest.mark.parametrize("after", [record(9), None])
async def test_who_lags_behind_takes_a_step_all_the_same(pair: Pair, clocks: Clocks, after: bytes | None) -> None:
    """It knows the revision from elsewhere, and the row lies in an epoch that it has not heard of."""
    quick, slow = pair
    await hour_passes(quick, slow, clocks)
    await quick.commit(key(1), expected=None, revision=1, record=record(1), expires=LATER)
    assert await slow.commit(key(1), expected=1, revision=2, record=after, expires=LATER)
    stored = await quick.load(key(1))
    assert stored == (None if after is None else Stored(2, after, LATER))


async def test_nobody_begins_twice(pair: Pair, clocks: Clocks) -> None:
    """A conversation that stands in an epoch unheard of keeps another one from beginning beside it."""
    quick, slow = pair
    await hour_passes(quick, slow, clocks)
    assert await quick.commit(key(1), expected=None, revision=1, record=record(1), expires=LATER)
    assert not await slow.commit(key(1), expected=None, revision=1, record=record(2), expires=LATER)
    assert await slow.load(key(1)) == Stored(1, record(1), LATER)


async def test_a_wish_to_be_forgotten_reaches_every_epoch(pair: Pair, clocks: Clocks) -> None:
    """Also one that the worker has not heard of that is asked."""
    quick, slow = pair
    await hour_passes(quick, slow, clocks)
    await quick.commit(key(1), expected=None, revision=1, record=record(1), expires=LATER)
    assert await slow.delete(key(1))
    assert await quick.load(key(1)) is None


async def test_who_lags_behind_sweeps_nothing_away(pair: Pair, clocks: Clocks) -> None:
    """A row of an epoch unheard of is not one of an epoch forgotten."""
    quick, slow = pair
    await hour_passes(quick, slow, clocks)
    await quick.commit(key(1), expected=None, revision=1, record=record(1), expires=LATER)
    assert await slow.sweep(NOW) == 0
    assert await quick.load(key(1)) == Stored(1, record(1), LATER)


async def test_what_is_forgotten_is_forgotten_by_all(pair: Pair, clocks: Clocks, dsn: str) -> None:
    """Nine hours on, the secret is out of the table, nobody reads the row, and a sweep takes it."""
    quick, slow = pair
    await slow.commit(key(1), expected=None, revision=1, record=record(1), expires=LATER)
    first = tags(slow)
    settle(dsn)
    clocks.pass_(9 * HOUR)
    assert await quick.load(key(1)) is None
    assert not set(first) & set(tags(quick))
    assert await quick.lost() == 1
    assert await quick.sweep(NOW) == 1
    assert await quick.lost() == 0


async def test_of_two_workers_one_wins(dsn: str) -> None:
    """Both press the same cards at once, all the time, an epoch passing each second: every revision is won once."""
    pair = opened(dsn, Span(1, 7200)), opened(dsn, Span(1, 7200))
    cards, presses = 6, 25

    async def climb(store: PostgresStore, card: int) -> int:
        won = 0
        while True:
            there = await store.load(key(card))
            revision = there.revision if there else 0
            if revision == presses:
                return won
            won += await store.commit(
                key(card),
                expected=revision if there else None,
                revision=revision + 1,
                record=record(revision + 1),
                expires=LATER,
                tally=TALLY if revision % 4 == 0 else None,
            )

    won = await asyncio.gather(*(climb(store, card) for store in pair for card in range(cards)))
    assert sum(won) == cards * presses
    assert await pair[0].tallies() == [(TALLY, cards * len(range(0, presses, 4)))]
    with psycopg.connect(dsn) as connection:
        assert connection.execute("SELECT count(*) FROM waymark.sessions").fetchone() == (cards,)
    for store in pair:
        await store.close()


async def test_a_due_timer_goes_to_one_of_all_workers(dsn: str) -> None:
    """Four workers look at the same moment: each of forty timers is lent once."""
    stores = [opened(dsn) for _ in range(4)]
    for number in range(40):
        await stores[0].arm(key(number), add=[timer(number)])
    claims = await asyncio.gather(*(store.claim(NOW, lease=60, limit=40) for store in stores))
    lent = [claim.timer for some in claims for claim in some]
    later = [claim.timer for store in stores for claim in await store.claim(NOW, lease=60, limit=40)]
    assert sorted(lent + later) == sorted(timer(number) for number in range(40))
    for store in stores:
        await store.close()


async def test_a_timer_that_was_lent_meanwhile_is_not_lent_again(dsn: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """One worker has read what is due; before it lends, another one has lent it."""
    one, other = opened(dsn), opened(dsn)
    await one.arm(key(1), add=[timer(1)])
    lend, meanwhile = one._timers._lend, []

    async def late(connection: Connection, due: Sequence[tuple[Claim, TimerRow]]) -> list[Claim]:
        meanwhile.extend(await other.claim(NOW, lease=50, limit=9))
        return await lend(connection, due)

    monkeypatch.setattr(one._timers, "_lend", late)
    assert await one.claim(NOW, lease=60, limit=9) == []
    assert meanwhile == [Claim(key(1), timer(1), NOW + 50)]
    assert await other.finish(meanwhile[0])


async def test_a_table_that_a_crash_emptied_is_filled_again(dsn: str) -> None:
    """Who still has the secrets puts them back; one that has just come waits for that instead of saying no."""
    old = opened(dsn)
    await old.commit(key(1), expected=None, revision=1, record=record(1), expires=LATER)
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("DELETE FROM waymark.epochs")
    fresh = opened(dsn)
    asked = asyncio.create_task(fresh.load(key(1)))
    assert isinstance(old._epochs, TableEpochs)
    old._epochs.doubt()
    await old.claim(NOW, lease=60, limit=1)
    assert await asked == Stored(1, record(1), LATER)
    for store in (old, fresh):
        await store.close()


async def test_when_all_secrets_are_gone_all_starts_afresh(dsn: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """No worker has them: after a while of grace the row is none, and a conversation can begin."""
    monkeypatch.setattr("storage.postgres_epochs.GRACE", 1)
    old = opened(dsn)
    await old.commit(key(1), expected=None, revision=1, record=record(1), expires=LATER)
    await old.close()
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("DELETE FROM waymark.epochs")
    fresh = opened(dsn)
    assert await fresh.lost() == 1
    assert await fresh.load(key(1)) is None
    assert await fresh.commit(key(1), expected=None, revision=1, record=record(2), expires=LATER)
    assert await fresh.sweep(NOW) == 1
    assert await fresh.load(key(1)) == Stored(1, record(2), LATER)
    await fresh.close()


async def test_a_host_with_another_secret_is_refused(dsn: str) -> None:
    """It could open nothing, and must not throw away what the others have."""
    store = opened(dsn)
    await store.commit(key(1), expected=None, revision=1, record=record(1), expires=LATER)
    stranger = PostgresStore(dsn, SPAN, Seal(b"\x2b" * 32))
    with pytest.raises(OtherSecret):
        await stranger.load(key(1))
    await stranger.close()
    assert await store.load(key(1)) == Stored(1, record(1), LATER)
    await store.close()


async def test_a_visitor_makes_no_epoch(dsn: str) -> None:
    """A command beside the service finds what is there, forgets what it is told to, and begins nothing."""
    visitor = PostgresStore(dsn, None, LASTING)
    assert await visitor.load(key(1)) is None
    with pytest.raises(KeysGone):
        await visitor.commit(key(1), expected=None, revision=1, record=record(1), expires=LATER)
    with pytest.raises(KeysGone):
        await visitor.commit(key(1), expected=1, revision=2, record=record(1), expires=LATER)
    with psycopg.connect(dsn) as connection:
        assert connection.execute("SELECT count(*) FROM waymark.epochs").fetchone() == (0,)
    store = opened(dsn)
    await store.commit(key(1), expected=None, revision=1, record=record(1), expires=LATER)
    assert await visitor.load(key(1)) == Stored(1, record(1), LATER)
    assert await visitor.delete(key(1))
    assert await store.load(key(1)) is None
    for one in (visitor, store):
        await one.close()


async def test_while_others_may_put_secrets_back_nobody_says_no(dsn: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Just after a crash: not found, not begun, not swept and not forgotten, but busy; looking is allowed."""
    monkeypatch.setattr("storage.postgres_epochs.WAIT", 0.1)
    old = opened(dsn)
    await old.commit(key(1), expected=None, revision=1, record=record(1), expires=LATER)
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("DELETE FROM waymark.epochs")
    fresh = opened(dsn)
    assert await fresh.lost() == 1
    for call in (
        lambda: fresh.load(key(1)),
        lambda: fresh.commit(key(1), expected=None, revision=1, record=record(2), expires=LATER),
        lambda: fresh.commit(key(1), expected=1, revision=2, record=record(2), expires=LATER),
        lambda: fresh.commit(key(1), expected=1, revision=2, record=None, expires=LATER),
        lambda: fresh.sweep(NOW),
        lambda: fresh.delete(key(1)),
    ):
        with pytest.raises(ServerBusy):
            await call()
    await old.claim(NOW, lease=60, limit=1)
    assert await fresh.load(key(1)) == Stored(1, record(1), LATER)
    for store in (old, fresh):
        await store.close()
