"""Workers ask for what has changed since their last look, and miss nothing by that."""

from __future__ import annotations

from collections.abc import Iterable

import psycopg
import pytest

from storage.base import Claim
from storage.postgres_server import Connection
from storage.sealing import Armed, TimerRow, seal_timer
from tests.postgres.cluster import BOUNDED
from tests.postgres.opening import LASTING, opened
from tests.storage.samples import NOW, key, timer

HOUR = NOW // 3600 * 3600 + 7200
"""The beginning of an hour."""


async def test_a_look_reads_what_is_new(dsn: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three hundred timers of this hour are read once; after that, only the one that another worker has set."""
    one, other = opened(dsn), opened(dsn)
    read: list[int] = []
    keep = one._timers._keep

    async def counted(connection: Connection, rows: Iterable[TimerRow]) -> None:
        there = list(rows)
        read.append(len(there))
        await keep(connection, there)

    monkeypatch.setattr(one._timers, "_keep", counted)
    for number in range(300):
        await other.arm(key(number), add=[timer(number, due=HOUR + 10 + number)])
    for second in range(3):
        assert await one.claim(HOUR + second, lease=60, limit=9) == []
    await other.arm(key(500), add=[timer(500, due=HOUR + 4)])
    (claim,) = await one.claim(HOUR + 5, lease=60, limit=9)
    assert claim.timer == timer(500, due=HOUR + 4)
    assert read == [300, 0, 0, 1]


async def test_what_was_seen_to_elsewhere_is_not_lent(dsn: str) -> None:
    """One worker has read it; another has done it, taken it back, or has it in hand."""
    one, other = opened(dsn), opened(dsn)
    timers = [timer(number, due=HOUR + 10) for number in range(4)]
    for number, due in enumerate(timers):
        await other.arm(key(number), add=[due])
    assert await one.claim(HOUR, lease=60, limit=9) == []
    claims = {claim.key: claim for claim in await other.claim(HOUR + 10, lease=60, limit=9)}
    await other.finish(claims[key(0)])
    await other.delete(key(1), timers=True)
    assert await one.claim(HOUR + 11, lease=60, limit=9) == []
    assert {claim.key for claim in await one.claim(HOUR + 75, lease=60, limit=9)} == {key(2), key(3)}
    assert await one.claim(HOUR + 76, lease=60, limit=9) == []


async def test_what_somebody_held_is_lent_afterwards(dsn: str) -> None:
    """A row is locked, changed, and let go as it was: the next look lends it, though nothing has changed."""
    store = opened(dsn)
    await store.arm(key(1), add=[timer(1, due=HOUR)])
    with psycopg.connect(dsn, **BOUNDED) as other:
        other.execute("UPDATE waymark.timers SET due = due")
        assert await store.claim(HOUR, lease=60, limit=9) == []
        other.rollback()
        assert await store.claim(HOUR + 1, lease=60, limit=9) == [Claim(key(1), timer(1, due=HOUR), HOUR + 61)]


async def test_what_was_under_way_at_a_look_is_found_by_a_later_one(dsn: str) -> None:
    """A change began first and ended last: neither others that came later nor looks in between hide it."""
    store, other = opened(dsn), opened(dsn)
    row = _row(1)
    with psycopg.connect(dsn, **BOUNDED) as slow:
        slow.execute("INSERT INTO waymark.timers (owner, id, due, guard, body) VALUES (%s, %s, %s, %s, %s)", row)
        for number in range(2, 5):
            await other.arm(key(number), add=[timer(number, due=HOUR)])
            assert len(await store.claim(HOUR + number, lease=600, limit=9)) == 1
        slow.commit()
    (claim,) = await store.claim(HOUR + 9, lease=60, limit=9)
    assert claim.timer == timer(1, due=HOUR)


def _row(number: int) -> TimerRow:
    return seal_timer(LASTING, Armed(key(number), timer(number, due=HOUR), 0))


async def test_a_new_hour_and_a_new_connection_begin_with_everything(dsn: str) -> None:
    """Set long before, and read by nobody since: found when its hour comes, and after a connection was lost."""
    store = opened(dsn)
    await store.arm(key(1), add=[timer(1, due=HOUR + 3700)])
    assert await store.claim(HOUR, lease=60, limit=9) == []
    (claim,) = await store.claim(HOUR + 3700, lease=60, limit=9)
    await store.finish(claim)
    await store.arm(key(2), add=[timer(2, due=HOUR + 3800)])
    assert await store.claim(HOUR + 3700, lease=60, limit=9) == []
    store._timers._near.clear()
    with psycopg.connect(dsn, autocommit=True, **BOUNDED) as other:
        other.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'waymark'")
    assert [one.key for one in await store.claim(HOUR + 3801, lease=60, limit=9)] == [key(2)]
