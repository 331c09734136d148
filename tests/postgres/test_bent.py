"""A disk bends a row at the server: it is told, left out, and nothing breaks."""

from __future__ import annotations

import asyncio
from pathlib import Path

import psycopg

from bot.report import disclosing
from bot.report.holdings import of_server
from storage.members import Count
from storage.postgres import PostgresStore
from tests.postgres.cluster import BOUNDED, Cluster
from tests.postgres.opening import opened
from tests.storage.samples import LATER, NOW, TALLY, digest, key

COUNTS = [TALLY._replace(reason=reason) for reason in range(4)]


async def fill(store: PostgresStore) -> None:
    """Four counts, four members, four links, told apart by their numbers."""
    for number, tally in enumerate(COUNTS):
        for place in range(number + 1):
            where = key(100 * number + place)
            await store.commit(where, expected=None, revision=1, record=bytes(8), expires=LATER)
            await store.commit(where, expected=1, revision=2, record=None, expires=LATER, tally=tally)
        for place in (number, number + 50):
            await store.members.invite(digest(place), role=number, expires=LATER)
        await store.members.redeem(digest(number), key=key(number), now=NOW, expires=LATER)


def bend(cluster: Cluster) -> None:
    """Stop the server, turn one bit in one row of each of the three tables, and start it again."""
    files = {}
    with psycopg.connect(f"host={cluster.folder} user=postgres dbname=waymark", autocommit=True, **BOUNDED) as boss:
        for table in ("tallies", "members", "invites"):
            row = boss.execute("SELECT pg_relation_filepath(%s::regclass)", (f"waymark.{table}",)).fetchone()
            assert row is not None
            files[table] = cluster.data / str(row[0])
    cluster.stop()
    numbers = b"".join(number.to_bytes(4, "little") for number in COUNTS[1])
    flip(files["tallies"], numbers, 24)
    flip(files["members"], key(2), 19)
    flip(files["invites"], digest(53), 5)
    cluster.start()


def flip(path: Path, row: bytes, at: int) -> None:
    """Turn the lowest bit of the byte that lies so far behind the beginning of this row, in the newest copy of it."""
    content = bytearray(path.read_bytes())
    content[content.index(row) + at] ^= 1
    path.write_bytes(content)


async def test_bent_rows_are_told_and_left_out(cluster: Cluster) -> None:
    """One count, one member and one link: nobody counts them, lets them in, or follows them; the others stand."""
    store = opened(cluster.address())
    await fill(store)
    assert await store.bent() == 0
    await store.close()
    await asyncio.to_thread(bend, cluster)
    store = opened(cluster.address())
    assert await store.bent() == 3
    assert await store.tallies() == [(COUNTS[number], number + 1) for number in (0, 2, 3)]
    assert [await store.members.role(key(number), NOW) for number in range(4)] == [0, 1, None, 3]
    assert await store.members.redeem(digest(53), key=key(9), now=NOW, expires=LATER) is None
    assert await store.members.counts(NOW) == [Count(0, 1, 1), Count(1, 1, 1), Count(2, 0, 1), Count(3, 1, 0)]
    assert "3 rows do not hold their check" in disclosing.text(await of_server(store), "The database", ())
    await store.close()


async def test_what_was_bent_can_be_made_anew(cluster: Cluster) -> None:
    """The next conversation of that kind counts from one; the sweep forgets bent people and links; a new link works."""
    store = opened(cluster.address())
    await fill(store)
    await store.close()
    await asyncio.to_thread(bend, cluster)
    store = opened(cluster.address())
    await store.commit(key(7), expected=None, revision=1, record=bytes(8), expires=LATER)
    await store.commit(key(7), expected=1, revision=2, record=None, expires=LATER, tally=COUNTS[1])
    assert dict(await store.tallies())[COUNTS[1]] == 1
    assert await store.members.sweep(NOW) == 2
    assert await store.bent() == 0
    await store.members.invite(digest(8), role=2, expires=LATER)
    assert await store.members.redeem(digest(8), key=key(2), now=NOW, expires=LATER) == 2
    await store.close()


async def test_rows_without_a_check_get_one(dsn: str) -> None:
    """Tables of the version before, with rows in them: brought up to date at the next start, and nothing is bent."""
    await opened(dsn).close()
    with psycopg.connect(dsn, **BOUNDED) as before:
        for table in ("tallies", "members", "invites"):
            before.execute(f"ALTER TABLE waymark.{table} DROP COLUMN proof".encode())
        before.execute("DELETE FROM waymark.steps WHERE number > 1")
        before.execute("INSERT INTO waymark.tallies VALUES (%s, %s, %s, %s, %s, %s, 41)", TALLY)
        before.execute("INSERT INTO waymark.members VALUES (%s, 2, %s)", (key(1), LATER))
        before.execute("INSERT INTO waymark.invites VALUES (%s, 3, %s)", (digest(1), LATER))
    store = opened(dsn)
    assert await store.bent() == 0
    assert await store.tallies() == [(TALLY, 41)]
    assert await store.members.role(key(1), NOW) == 2
    assert await store.members.redeem(digest(1), key=key(2), now=NOW, expires=LATER) == 3
    await store.close()
