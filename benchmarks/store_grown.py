"""Does a step grow with what is stored, what do open conversations cost in memory, and what does overwriting cost?

`python -m benchmarks.store_grown [FOLDER]`, or after the quick part with `python -m benchmarks.store FOLDER --more`.

- Stores of 1,000, 100,000 and 1,000,000 sessions take steps in interleaved rounds, beside the bare statement on a
  table of 1,000 rows; each ratio is the median over the rounds of that round's own ratio.
- Ten thousand conversations are begun by a process that does nothing else: its memory with one of them and with all.
- A whole conversation, stepped again and again, in processes with the usual memory and with the one that `make run` and
  the service have, which overwrites what is freed (`bot/process.py`), by turns.
"""

from __future__ import annotations

import asyncio
import os
import re
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.store import BARE, EXPIRES, RECORD, Bench, bare, key
from bot.process import OVERWRITING
from storage.base import Stored
from storage.epochs import MemoryRing, Span
from storage.sealing import seal_session, session_key
from storage.sqlite import ENTER, SqliteStore

SIZES = (1_000, 100_000, 1_000_000)
ROUNDS = 21
STEPS = 48
OPEN = 10_000
TURNS = 7
TALKS = 25


def filled(path: Path, sessions: int) -> SqliteStore:
    """A store with so many sessions, put there in one go in the order of their rows."""
    ring = MemoryRing(Span(10**6, 10**6))
    store = SqliteStore(path, ring)
    (seal,) = ring.epochs()
    with unsynced(store) as connection:
        rows = sorted((session_key(seal, key(number)), number) for number in range(sessions))
        stored = Stored(1, RECORD, EXPIRES)
        connection.execute("BEGIN")
        connection.executemany(ENTER, (seal_session(seal, key(number), stored) for _, number in rows))
        connection.execute("COMMIT")
    return store


@contextmanager
def unsynced(store: SqliteStore) -> Iterator[sqlite3.Connection]:
    """Filling is not measured, and need not wait for the disk."""
    connection = store._file._connection  # noqa: SLF001
    connection.execute("PRAGMA synchronous = OFF")
    yield connection
    connection.execute("PRAGMA synchronous = FULL")


def grown(folder: Path, sizes: tuple[int, ...] = SIZES, rounds: int = ROUNDS) -> None:
    """A step among more and more stored sessions, any of which may be next."""
    stores = {size: filled(folder / f"{size}.sqlite", size) for size in sizes}
    benches = {size: Bench(store, {}) for size, store in stores.items()}
    seconds: dict[int, list[list[float]]] = {size: [] for size in sizes}
    limits: list[float] = []
    with bare(folder, "TRUNCATE") as connection, asyncio.Runner() as runner:
        for turn in range(rounds):
            limits.append(statistics.median(_bare(connection, turn)))
            for size, bench in benches.items():
                seconds[size].append([runner.run(_one(bench, key(_which(turn, n, size)))) for n in range(STEPS)])
        print(f"\n{'stored sessions, load and commit':34}{'p50 ms':>9}{'p99 ms':>9}{'x limit':>9}{'MiB':>9}")
        for size, store in stores.items():
            every = sorted(one for some in seconds[size] for one in some)
            rates = [limit / statistics.median(some) for limit, some in zip(limits, seconds[size], strict=True)]
            print(
                f"{size:<34,}{every[len(every) // 2] * 1e3:9.2f}{every[len(every) * 99 // 100] * 1e3:9.2f}"
                f"{statistics.median(rates):9.2f}{(folder / f'{size}.sqlite').stat().st_size / 2**20:9.1f}"
            )
            runner.run(store.close())


def _which(turn: int, number: int, size: int) -> int:
    return (turn * STEPS + number) * 7919 % size


def _bare(connection: sqlite3.Connection, turn: int) -> Iterator[float]:
    for number in range(turn * STEPS, (turn + 1) * STEPS):
        one, times = key(number % 1000), number // 1000
        began = time.perf_counter()
        done = connection.execute(BARE, (key(times + 1), times.to_bytes(554, "big"), one, key(times)))
        yield time.perf_counter() - began
        assert done.rowcount == 1


async def _one(bench: Bench, one: bytes) -> float:
    began = time.perf_counter()
    await bench.step(one)
    return time.perf_counter() - began


def resident() -> float:
    """MiB of this process that are in memory now."""
    found = re.search(r"VmRSS:\s+(\d+) kB", Path("/proc/self/status").read_text(encoding="ascii"))
    assert found is not None
    return int(found[1]) / 1024


async def opened(folder: Path, many: int) -> None:
    """The shipped conversations over a store in a file, as the service holds them but for Telegram; says its memory."""
    from bot.app import now, on_here, read_parts  # noqa: PLC0415 - what is loaded counts
    from bot.chats import StoredChats  # noqa: PLC0415
    from bot.engine import events as ev  # noqa: PLC0415
    from bot.keys import Keys  # noqa: PLC0415
    from bot.runtime import Runtime  # noqa: PLC0415

    parts = read_parts()
    store = SqliteStore(folder / "open.sqlite", MemoryRing())
    runtime = Runtime(on_here(parts), parts.codec, store, parts.presenter, now)
    chats = StoredChats(runtime, store, Keys(bytes(32)), 28_800, now)
    with unsynced(store):
        for number in range(many):
            await chats.handle(number, ev.Begin("adult_brief"))
            if number in (0, many - 1):
                print(resident(), flush=True)
    await store.close()


def memory(folder: Path, many: int = OPEN) -> None:
    """In a process of its own."""
    one, all_ = (float(line) for line in _child("open", str(many), str(folder)))
    print(f"\nmemory with one open conversation {one:.1f} MiB, with {many:,} {all_:.1f} MiB")


def talked(talks: int) -> None:
    """Whole conversations over the store in memory; says the processor's microseconds a step."""
    from benchmarks.engine import TALK  # noqa: PLC0415
    from bot.app import now, on_here, read_parts  # noqa: PLC0415
    from bot.engine import events as ev  # noqa: PLC0415
    from bot.runtime import Runtime  # noqa: PLC0415
    from storage.memory import MemoryStore  # noqa: PLC0415

    parts = read_parts()
    runtime = Runtime(on_here(parts), parts.codec, MemoryStore(), parts.presenter, now)

    async def whole(number: int) -> None:
        shown = await runtime.handle(key(number), ev.Begin("adult_brief"))
        for answer in TALK:
            shown = await runtime.handle(key(number), ev.Answer(answer, shown.view.revision))

    with asyncio.Runner() as runner:
        runner.run(whole(0))
        began = time.process_time()
        for number in range(1, talks + 1):
            runner.run(whole(number))
        print((time.process_time() - began) / talks / (len(TALK) + 1) * 1e6)


def overwriting(turns: int = TURNS, talks: int = TALKS) -> None:
    """The same work in processes that overwrite what they free, and in others, by turns."""
    found = [[float(*_child("talk", str(talks), **more)) for more in ({}, dict(OVERWRITING))] for _ in range(turns)]
    usual, over = (statistics.median(column) for column in zip(*found, strict=True))
    rates = [two / one for one, two in found]
    print(
        f"\na step with its screen: {usual:.0f} µs of the processor, {over:.0f} with freed memory overwritten:"
        f" x {statistics.median(rates):.2f} ({min(rates):.2f} to {max(rates):.2f}, {turns} turns)"
    )


def _child(*words: str, **environ: str) -> list[str]:
    usual = {name: value for name, value in os.environ.items() if name not in OVERWRITING}
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.store_grown", *words],
        env={**usual, **environ},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        timeout=600,
    )
    return done.stdout.split()


def more(folder: Path) -> None:
    """All of it."""
    grown(folder)
    memory(folder)
    overwriting()


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["open", number, where]:
            asyncio.run(opened(Path(where), int(number)))
        case ["talk", number]:
            talked(int(number))
        case where:
            with tempfile.TemporaryDirectory(dir=where[0] if where else ".") as name:
                more(Path(name))
