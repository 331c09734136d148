"""One SQLite file, opened so that what is acknowledged is on the disk and what is deleted is not in the file.

Rows are sealed (`storage.sealing`): this file holds no plain record, and what a disk keeps of it is forgotten with its
epoch. What is done here besides is against somebody who gets hold of the file while the keys are still there.

The settings below are set, read back, and refused on any difference (SQLite ignores what it does not know).

- TRUNCATE with FULL lost nothing in simulated power cuts, and the journal is empty after every commit. A write-ahead
  log would be faster, but it keeps deleted rows for as long as any other process reads.
- `secure_delete` zeroes a deleted row, but not the copies that stay behind in a page when SQLite moves rows between
  pages; about one row in five thousand survived that way. So a sweep ends with VACUUM, which rewrites the file.
- Work is done in the event loop, which stands still for a flush (a millisecond): a thread would cost more than it
  saves. On a disk where flushes take longer than `SLOW`, work goes to a thread of its own.
- Waiting for another process's lock is done in short turns, so that the event loop goes on while we wait.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import sqlite3
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final, TypeVar

from storage.errors import Busy, Closed, Damaged, DiskFull, StoreError, Unfit, translate
from storage.opening import prepare, tighten
from storage.plan import Plan
from storage.schema import APPLICATION_ID, TABLES, VERSION, migrate

T = TypeVar("T")

Work = Callable[[sqlite3.Connection], T]
"""Something to be done with the connection."""

LIVE: Final = Plan(APPLICATION_ID, VERSION, TABLES, migrate)
"""The file of real sessions."""

TURN: Final = 25
"""Milliseconds that one try waits inside SQLite for a lock, with the event loop standing still."""

PACED_BY: Final = 8
"""How many of the last changes the mean is about."""

SETTINGS: Final[tuple[tuple[str, str, object], ...]] = (
    ("journal_mode", "TRUNCATE", "truncate"),
    ("synchronous", "FULL", 2),
    ("secure_delete", "ON", 1),
    ("temp_store", "MEMORY", 2),
    ("trusted_schema", "OFF", 0),
    ("cell_size_check", "ON", 1),
    ("busy_timeout", str(TURN), TURN),
)
"""Pragma, what we set, what must be read back."""

SCRUBBED_AT_ONCE: Final = 2**20
"""Bytes. Up to this size opening and a single removal scrub the file at once (1 to 9 ms)."""

SCRUBBED_BY_SWEEP: Final = 2**24
"""Bytes. A larger file is not rewritten: what it keeps of a sealed row is forgotten with the row's epoch."""

SLOW: Final = 0.008
"""Seconds of a durable change, in the mean of the last ones, from which work goes to a thread."""

OLDEST_SQLITE: Final = (3, 37, 0)
"""The first one with STRICT tables."""


class SqliteFile:
    """The one long-lived connection to a store file. Safe to share between the tasks and threads of a process.

    Opening raises every `StoreError` that the file deserves; `patience` is how many seconds a call waits for
    another process's lock before it raises `Busy`; `convert` gets the connection, inside the transaction that brings
    an older file up to date, to carry over what lies in the tables that were put aside; `plan` says whose file it is.
    """

    def __init__(self, path: Path, convert: Work[None], *, patience: float = 2.0, plan: Plan = LIVE) -> None:
        self._patience = patience
        self._pace = 0.0
        self._thread: ThreadPoolExecutor | None = None
        self.slow = SLOW
        self._lock = threading.Lock()
        self._closed = False
        self.unscrubbed = True
        """Has anything been removed since the last scrub? At the start nobody knows."""
        if sqlite3.sqlite_version_info < OLDEST_SQLITE:
            raise Unfit
        path = self._path = path.absolute()
        prepare(path, plan.application, plan.version)
        # isolation_level None: Python opens no transactions of its own.
        self._connection = _typed(
            lambda: sqlite3.connect(
                f"{path.as_uri()}?mode=rw",
                uri=True,
                isolation_level=None,
                check_same_thread=False,
                timeout=patience,
            )
        )
        try:
            migrated = self._now(lambda connection: _settle(connection, path, convert, plan))
            # What an earlier version left open must go, however large the file is.
            self.scrub(None if migrated else SCRUBBED_AT_ONCE)
        except BaseException:
            self.close()
            raise

    async def run(self, work: Work[T]) -> T:
        """Do the work in one go, trying again while another process holds the file, as long as patience lasts.

        The work sees a connection with no transaction open and must leave it so; when it raises, what it began
        is rolled back.
        """
        deadline = time.monotonic() + self._patience
        pause = 0.002
        while True:
            try:
                return await self._soon(work)
            except Busy:
                if time.monotonic() + pause > deadline:
                    raise
            await asyncio.sleep(pause)
            pause = min(2 * pause, 0.05)

    async def change(self, work: Work[T]) -> T:
        """Like `run`, inside a transaction that holds the write lock from the beginning; its time is noted."""
        return await self.run(self._paced(work))

    def change_now(self, work: Work[T]) -> T:
        """Like `change`, without waiting: `Busy` when it cannot be done at once, or should not be in this thread."""
        if self._pace >= self.slow:
            raise Busy
        return self._now(self._paced(work))

    def _paced(self, work: Work[T]) -> Work[T]:
        def changed(connection: sqlite3.Connection) -> T:
            began = time.perf_counter()
            connection.execute("BEGIN IMMEDIATE")
            done = work(connection)
            connection.execute("COMMIT")
            self._pace += (time.perf_counter() - began - self._pace) / PACED_BY
            return done

        return changed

    async def remove(self, work: Work[T], *, scrub: bool = True) -> T:
        """Like `change`, for work that deletes: a full disk does not stop it, and a scrub follows."""

        def noted(connection: sqlite3.Connection) -> T:
            before = connection.total_changes
            done = work(connection)
            self.unscrubbed = self.unscrubbed or connection.total_changes != before
            return done

        try:
            done = await self.change(noted)
        except DiskFull:
            done = await self.run(lambda connection: _without_journal(connection, noted))
        if scrub:
            self.scrub(SCRUBBED_AT_ONCE)
        return done

    def scrub(self, largest: int | None = None) -> None:
        """Rewrite the file if something was removed since the last time, so that no stale copy stays in a page.

        Best effort on top of what is already durable: if it cannot be done now, the next call tries again.
        """

        def rewrite(connection: sqlite3.Connection) -> None:
            (size,) = connection.execute(
                "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"
            ).fetchone()
            if largest is None or size <= largest:
                connection.execute("VACUUM")
                self.unscrubbed = False

        if self.unscrubbed:
            with contextlib.suppress(StoreError):
                self._now(rewrite)

    def room(self) -> int:
        """Bytes that are left on the disk; as many as anybody could want where the disk does not say."""
        try:
            disk = os.statvfs(self._path)
        except OSError:
            return sys.maxsize
        return disk.f_bavail * disk.f_frsize

    def scrub_after_sweep(self) -> None:
        """Rewrite the file, unless it is so large that this would take seconds."""
        self.scrub(SCRUBBED_BY_SWEEP)

    def close(self) -> None:
        """Close the file; harmless when it is closed already."""
        with self._lock:
            self._closed = True
            self._connection.close()
        if self._thread is not None:
            self._thread.shutdown()

    async def _soon(self, work: Work[T]) -> T:
        if self._pace < self.slow or self._closed:
            return self._now(work)
        if self._thread is None:
            self._thread = ThreadPoolExecutor(1, "store")
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._now, work)

    def _now(self, work: Work[T]) -> T:
        with self._lock:
            if self._closed:
                raise Closed
            try:
                return _typed(lambda: work(self._connection))
            finally:
                if self._connection.in_transaction:
                    with contextlib.suppress(sqlite3.Error):
                        self._connection.execute("ROLLBACK")


@contextlib.contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Take the write lock first, commit at the end. Rolling back is left to the file, which does it for any error."""
    connection.execute("BEGIN IMMEDIATE")
    yield
    connection.execute("COMMIT")


def _typed(work: Callable[[], T]) -> T:
    """Do the work; SQLite's own exception is replaced, not chained: its text and its frames go no further."""
    try:
        return work()
    except sqlite3.Error as error:
        failure = translate(error)
    except UnicodeError:
        # SQLite quotes a damaged schema in its message, and that need not be text. The error would carry it.
        failure = Damaged()
    raise failure


def _settle(connection: sqlite3.Connection, path: Path, convert: Work[None], plan: Plan) -> bool:
    """Make sure that the file is ours, sound and current, and that SQLite will treat it as we need. Was it older?"""
    for pragma, value, _ in SETTINGS:
        if pragma != "busy_timeout":
            connection.execute(f"PRAGMA {pragma} = {value}")
    if connection.execute("PRAGMA quick_check(1)").fetchall() != [("ok",)]:
        raise Damaged
    with transaction(connection):
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version < plan.version:
            plan.migrate(connection)
            convert(connection)
        # Written also when nothing is missing: better to learn now than at the first tap that nothing can be saved.
        connection.execute(f"PRAGMA user_version = {plan.version}")
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    if not tables >= plan.tables:
        raise Damaged
    tighten(path)
    connection.execute(f"PRAGMA busy_timeout = {TURN}")
    for pragma, _, expected in SETTINGS:
        if connection.execute(f"PRAGMA {pragma}").fetchone() != (expected,):
            raise Unfit
    return bool(version < plan.version)


def _without_journal(connection: sqlite3.Connection, work: Work[T]) -> T:
    """On a full disk there is no room for a journal, but forgetting must still work: keep the journal in memory.

    A crash in these few milliseconds can damage the file; keeping what we promised to wipe would be worse.
    """
    connection.execute("PRAGMA journal_mode = MEMORY")
    try:
        with transaction(connection):
            return work(connection)
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        connection.execute("PRAGMA journal_mode = TRUNCATE")
