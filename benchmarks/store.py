"""What a durable step costs above the bare statement: `python -m benchmarks.store [FOLDER] [--more]`.

The limit is one prepared UPDATE of a row of the same length, on a connection of its own with the same settings. Rounds
are interleaved, so that a busy minute of the disk falls on all of them alike; each ratio is the median over the rounds
of that round's own ratio. FOLDER decides which disk is measured (the current folder unless given); with `--more` also
the slow part (benchmarks/store_grown.py). Not a test: nothing fails by time.
"""

from __future__ import annotations

import asyncio
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from storage.base import Tally, Timer
from storage.epochs import MemoryRing
from storage.memory import MemoryStore
from storage.schema import sealed, sessions_and_tallies, timers
from storage.sealing import SessionRow
from storage.sqlite import ENTER, SqliteStore
from storage.sqlite_file import SETTINGS

ROUNDS = 15
STEPS = 96
SESSIONS = 1000
RECORD = bytes(range(48))
EXPIRES = 1_800_000_000
GOAL = 0.70
WAITING = (1, 8, 50)
"""How many sessions step at once."""
BARE = "UPDATE sessions SET guard = ?, body = ? WHERE key = ? AND guard = ?"

Work = Callable[[], Awaitable[None]]


def key(number: int) -> bytes:
    """A key whose bytes are spread as those of a digest are."""
    return (number * 0x9E3779B97F4A7C15F39CC0605CEDC835 % 2**128).to_bytes(16, "big")


@contextmanager
def bare(folder: Path, journal: str) -> Iterator[sqlite3.Connection]:
    """A plain connection with our settings (but for the journal) and a full table."""
    from sqlite_utils import Database  # noqa: PLC0415

    connection = sqlite3.connect(folder / f"bare-{journal}.sqlite", isolation_level=None)
    for pragma, value, _ in SETTINGS:
        connection.execute(f"PRAGMA {pragma} = {journal if pragma == 'journal_mode' else value}")
    for step in (sessions_and_tallies, timers, sealed):
        step(Database(connection))
    connection.execute("BEGIN")
    connection.executemany(ENTER, [SessionRow(key(n), 1, 1, key(0), bytes(554)) for n in range(SESSIONS)])
    connection.execute("COMMIT")
    yield connection
    connection.close()


class Bench:
    """The things measured; each takes `STEPS` steps over different sessions."""

    def __init__(self, store: SqliteStore, connections: dict[str, sqlite3.Connection]) -> None:
        self.store = store
        self.memory = MemoryStore()
        self.connections = connections
        self.at: dict[str, int] = {}
        self.waits: dict[int, list[float]] = {waiting: [] for waiting in WAITING}

    def turn(self, name: str, first: int = 0) -> list[tuple[bytes, int]]:
        """The sessions of one round of a measured thing, with the revision each stands at."""
        start = self.at.get(name, 0)
        self.at[name] = start + STEPS
        return [(key(first + number % SESSIONS), number // SESSIONS) for number in range(start, start + STEPS)]

    async def raw(self, journal: str) -> None:
        """One conditional statement, nothing around it."""
        execute = self.connections[journal].execute
        for one, revision in self.turn(f"raw {journal}"):
            body = revision.to_bytes(554, "big")
            assert execute(BARE, (key(revision + 1), body, one, key(revision))).rowcount == 1

    async def commit(self, store: SqliteStore | MemoryStore, name: str) -> None:
        """Our commit alone."""
        for one, revision in self.turn(name):
            assert await store.commit(one, expected=revision, revision=revision + 1, record=RECORD, expires=EXPIRES)

    async def step(self, one: bytes, timer: int | None = None) -> None:
        """A whole durable step: read where the session stands, commit the next step, perhaps move its timer."""
        stored = await self.store.load(one)
        assert stored is not None
        revision = stored.revision + 1
        moved = None if timer is None else [Timer(timer, EXPIRES + revision, 1, 1)]
        assert await self.store.commit(
            one, expected=stored.revision, revision=revision, record=RECORD, expires=EXPIRES, timers=moved
        )

    async def steps(self, name: str, first: int, timer: int | None = None) -> None:
        """Steps one after another."""
        for one, _ in self.turn(name, first):
            await self.step(one, timer)

    async def together(self, waiting: int) -> None:
        """Steps of so many sessions at once; how long each waited is noted."""
        left = iter(self.turn(f"{waiting} at once", SESSIONS))

        async def person() -> None:
            for one, _ in left:
                began = time.perf_counter()
                await self.step(one)
                self.waits[waiting].append(time.perf_counter() - began)

        await asyncio.gather(*(person() for _ in range(waiting)))

    async def end(self) -> None:
        """Begin and end a conversation, counted."""
        tally = Tally(8108, 1, 1, 0, 1, 0)
        for number in range(STEPS):
            one = key(10**6 + number)
            await self.store.commit(one, expected=None, revision=0, record=RECORD, expires=EXPIRES)
            await self.store.commit(one, expected=0, revision=1, record=None, expires=EXPIRES, tally=tally)


async def measure(folder: Path) -> tuple[dict[str, list[float]], dict[int, list[float]]]:
    """Seconds a step of everything, a list with one entry a round; and each wait of those who came together."""
    store = SqliteStore(folder / "ours.sqlite", MemoryRing())
    with bare(folder, "TRUNCATE") as truncate, bare(folder, "WAL") as wal:
        bench = Bench(store, {"TRUNCATE": truncate, "WAL": wal})
        for number in range(3 * SESSIONS):
            await store.commit(key(number), expected=None, revision=0, record=RECORD, expires=EXPIRES)
            await bench.memory.commit(key(number), expected=None, revision=0, record=RECORD, expires=EXPIRES)
        works: dict[str, Work] = {
            "one bare statement (the limit)": lambda: bench.raw("TRUNCATE"),
            "commit": lambda: bench.commit(store, "commit"),
            "load and commit": lambda: bench.together(1),
            "load and commit, 8 at once": lambda: bench.together(8),
            "load and commit, 50 at once": lambda: bench.together(50),
            "load, commit, move a timer": lambda: bench.steps("timer", 2 * SESSIONS, timer=1),
            "begin, end, count (two commits)": bench.end,
            "one bare statement, write-ahead log": lambda: bench.raw("WAL"),
            "commit in memory": lambda: bench.commit(bench.memory, "memory"),
        }
        found: dict[str, list[float]] = {name: [] for name in works}
        for _ in range(ROUNDS):
            for name, work in works.items():
                began = time.perf_counter()
                await work()
                found[name].append((time.perf_counter() - began) / STEPS)
    await store.close()
    return found, bench.waits


def report(found: dict[str, list[float]], waits: dict[int, list[float]]) -> None:
    """A table: microseconds a step and the rate against the limit; then how long one waits."""
    limit = next(iter(found.values()))
    print(f"SQLite {sqlite3.sqlite_version}, {SESSIONS} sessions, {ROUNDS} rounds of {STEPS} steps\n")
    print(f"{'':40}{'us':>9}{'x limit':>9}   quarters")
    for name, seconds in found.items():
        rates = [one / other for one, other in zip(limit, seconds, strict=True)]
        low, middle, high = statistics.quantiles(rates, n=4)
        print(f"{name:40}{statistics.median(seconds) * 1e6:9.1f}{middle:9.2f}   {low:.2f} to {high:.2f}")
    rate = statistics.median(one / other for one, other in zip(limit, found["commit"], strict=True))
    print(f"\nGoal for commit: at least {GOAL:.2f} of the limit: {'reached' if rate >= GOAL else 'missed'}.\n")
    print(f"{'steps at once':40}{'p50 ms':>9}{'p99 ms':>9}")
    for waiting, seconds in waits.items():
        cuts = statistics.quantiles(seconds, n=100)
        print(f"{waiting:<40}{cuts[49] * 1e3:9.2f}{cuts[98] * 1e3:9.2f}")


if __name__ == "__main__":
    words = [word for word in sys.argv[1:] if not word.startswith("--")]
    with tempfile.TemporaryDirectory(dir=words[0] if words else ".") as name:
        report(*asyncio.run(measure(Path(name))))
        if "--more" in sys.argv:
            from benchmarks.store_grown import more

            more(Path(name))
