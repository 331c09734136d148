"""Durable steps at a PostgreSQL server against one bare statement: `python -m benchmarks.postgres [FOLDER] [--grow]`.

A private server is started in FOLDER (the current one unless given), so that its disk is what is measured. The limit is
one prepared UPDATE and its commit, sent by one process over one connection, on the same server in the same round.
Rounds are interleaved; each ratio is the median over the rounds of that round's own ratio. `--grow` measures a step
with 1,000, 100,000 and 1,000,000 stored sessions instead. Not a test: nothing fails by time.
"""

from __future__ import annotations

import asyncio
import multiprocessing.pool
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import psycopg

from storage.base import Stored
from storage.epochs import Span
from storage.postgres import PostgresStore
from storage.postgres_schema import address
from storage.sealing import Seal, seal_session
from tests.postgres.cluster import Cluster

ROUNDS = 5
SECONDS = 2.0
SESSIONS = 4000
RECORD = bytes(range(48))
LASTING = Seal(b"\x1a" * 32)
SPAN = Span(3600, 8 * 3600)


class Task(NamedTuple):
    """What one process does: `kind` bare, commit or step, by so many tasks at once, over its share of the sessions."""

    dsn: str
    kind: str
    tasks: int
    worker: int
    workers: int
    sessions: int
    expires: int


def key(number: int) -> bytes:
    """A key whose bytes are spread as those of a digest are."""
    return (number * 0x9E3779B97F4A7C15F39CC0605CEDC835 % 2**128).to_bytes(16, "big")


def bare(task: Task, start: float) -> list[float]:
    """One statement after another, as quick as a client can."""
    found = []
    with psycopg.connect(address(task.dsn), autocommit=True, prepare_threshold=0) as connection:
        chance = random.Random(task.worker)  # noqa: S311 - not a secret
        body = bytes(554)
        wait(start)
        end = time.perf_counter() + SECONDS
        while (began := time.perf_counter()) < end:
            number = chance.randrange(task.worker, task.sessions, task.workers)
            cursor = connection.execute(b"UPDATE bare SET body = %s WHERE key = %s", (body, key(number)))
            assert cursor.rowcount == 1
            found.append(time.perf_counter() - began)
    return found


async def ours(task: Task, start: float) -> list[float]:
    """Commits, or loads and commits, through the store."""
    store = PostgresStore(task.dsn, SPAN, LASTING)
    found: list[float] = []
    mine = list(range(task.worker, task.sessions, task.workers))
    random.Random(task.worker).shuffle(mine)  # noqa: S311
    revisions: dict[int, int] = {}
    for number in mine[:256]:
        stored = await store.load(key(number))
        assert stored is not None
        revisions[number] = stored.revision
    wait(start)
    end = time.perf_counter() + SECONDS

    async def go(which: int) -> None:
        chance = random.Random(which)  # noqa: S311
        numbers = list(revisions)[which :: task.tasks] if task.kind == "commit" else mine[which :: task.tasks]
        while (began := time.perf_counter()) < end:
            number = chance.choice(numbers)
            if task.kind == "step":
                stored = await store.load(key(number))
                assert stored is not None
                revision = stored.revision
            else:
                revision = revisions[number]
            assert await store.commit(
                key(number), expected=revision, revision=revision + 1, record=RECORD, expires=task.expires
            )
            revisions[number] = revision + 1
            found.append(time.perf_counter() - began)

    await asyncio.gather(*(go(which) for which in range(task.tasks)))
    await store.close()
    return found


def wait(start: float) -> None:
    """All processes begin together."""
    time.sleep(max(0.0, start - time.time()))


def work(task: Task, start: float) -> list[float]:
    """Seconds of every step that one process took."""
    return bare(task, start) if task.kind == "bare" else asyncio.run(ours(task, start))


def measured(pool: multiprocessing.pool.Pool, tasks: list[Task]) -> list[float]:
    """Seconds of every step of several processes that work at the same time."""
    start = time.time() + 0.7
    return [one for some in pool.starmap(work, [(task, start) for task in tasks], chunksize=1) for one in some]


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """A server on the disk that is to be measured, with a table for the bare statement."""
    cluster = Cluster(folder / "pg", shared_buffers="256MB", max_wal_size="4GB")
    folder.chmod(0o755)
    cluster.make()
    dsn = cluster.make_database()
    try:
        yield dsn
    finally:
        cluster.stop("immediate")


async def fill(dsn: str, first: int, last: int, expires: int) -> None:
    """Put sessions there as the store would have, and as many rows for the bare statement."""
    store = PostgresStore(dsn, SPAN, LASTING)
    await store.load(key(0))
    (seal, *_) = store._epochs._seals  # type: ignore[attr-defined] # noqa: SLF001 - to fill a million in a minute
    with psycopg.connect(dsn) as connection:
        connection.execute("SET search_path = waymark")
        connection.execute("CREATE TABLE IF NOT EXISTS bare (key bytea PRIMARY KEY, body bytea) WITH (fillfactor = 70)")
        with connection.cursor().copy("COPY sessions FROM STDIN (FORMAT BINARY)") as copy:
            copy.set_types(["bytea", "int8", "int4", "bytea", "bytea"])
            for number in range(first, last):
                copy.write_row(seal_session(seal, key(number), Stored(0, RECORD, expires)))
        if first == 0:
            with connection.cursor().copy("COPY bare FROM STDIN (FORMAT BINARY)") as copy:
                copy.set_types(["bytea", "bytea"])
                for number in range(SESSIONS):
                    copy.write_row((key(number), bytes(554)))
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE waymark.sessions")
    await store.close()


Way = tuple[str, str, int, int]
"""Name, kind, processes, tasks in each."""

WAYS: list[Way] = [
    ("one bare statement (the limit)", "bare", 1, 1),
    ("bare, 2 processes", "bare", 2, 1),
    ("bare, 4 processes", "bare", 4, 1),
    ("commit, 1 worker", "commit", 1, 1),
    ("load and commit, 1 worker", "step", 1, 1),
    ("load and commit, 2 workers", "step", 2, 1),
    ("load and commit, 4 workers", "step", 4, 1),
    ("commit, 1 worker, 64 chats at once", "commit", 1, 64),
    ("commit, 2 workers, 64 chats each", "commit", 2, 64),
    ("commit, 4 workers, 64 chats each", "commit", 4, 64),
    ("load and commit, 1 worker, 64 at once", "step", 1, 64),
    ("load and commit, 2 workers, 64 each", "step", 2, 64),
    ("load and commit, 4 workers, 64 each", "step", 4, 64),
]


def compare(folder: Path) -> None:
    """The table of workers."""
    expires = int(time.time()) + 8 * 3600
    with served(folder) as dsn, multiprocessing.get_context("spawn").Pool(4) as pool:
        asyncio.run(fill(dsn, 0, SESSIONS, expires))
        found: dict[str, list[list[float]]] = {name: [] for name, *_ in WAYS}
        for _ in range(ROUNDS):
            for name, kind, workers, tasks in WAYS:
                jobs = [Task(dsn, kind, tasks, n, workers, SESSIONS, expires) for n in range(workers)]
                found[name].append(measured(pool, jobs))
    limit = [len(one) for one in found[WAYS[0][0]]]
    print(f"{'':42}{'steps/s':>9}{'p50 ms':>9}{'p99 ms':>9}{'x limit':>9}   lowest to highest")
    for name, rounds in found.items():
        rates = [len(one) / other for one, other in zip(rounds, limit, strict=True)]
        every = sorted(one for some in rounds for one in some)
        print(
            f"{name:42}{statistics.median(len(one) for one in rounds) / SECONDS:9.0f}"
            f"{every[len(every) // 2] * 1e3:9.2f}{every[len(every) * 99 // 100] * 1e3:9.2f}"
            f"{statistics.median(rates):9.2f}   {min(rates):.2f} to {max(rates):.2f}"
        )


def grow(folder: Path) -> None:
    """A step with more and more stored sessions, any of which may be next; against the bare statement each time."""
    expires = int(time.time()) + 8 * 3600
    print(f"{'stored':>10}{'steps/s':>9}{'p50 ms':>9}{'p99 ms':>9}{'x limit':>9}")
    with served(folder) as dsn, multiprocessing.get_context("spawn").Pool(1) as pool:
        before = 0
        for sessions in (1_000, 100_000, 1_000_000):
            asyncio.run(fill(dsn, before, sessions, expires))
            before = sessions
            rates, every = [], []
            for _ in range(ROUNDS):
                limit = measured(pool, [Task(dsn, "bare", 1, 0, 1, min(sessions, SESSIONS), expires)])
                steps = measured(pool, [Task(dsn, "step", 1, 0, 1, sessions, expires)])
                rates.append(len(steps) / len(limit))
                every += steps
            every.sort()
            print(
                f"{sessions:10,}{len(every) / ROUNDS / SECONDS:9.0f}{every[len(every) // 2] * 1e3:9.2f}"
                f"{every[len(every) * 99 // 100] * 1e3:9.2f}{statistics.median(rates):9.2f}"
            )


if __name__ == "__main__":
    words = [word for word in sys.argv[1:] if not word.startswith("--")]
    with tempfile.TemporaryDirectory(dir=words[0] if words else ".", prefix=".pg-") as name:
        (grow if "--grow" in sys.argv else compare)(Path(name).resolve())
