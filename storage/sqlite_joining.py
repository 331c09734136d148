"""Changes that wait together become one transaction, and one flush carries them all.

The first to come asks the event loop to write as soon as everybody who is ready has had a turn; whoever comes before
that is taken along. One that comes alone goes straight through. Nobody hears of anything before the flush is done.

A change that finds nothing to do disturbs nobody. When the whole fails, each is tried alone, so only those fail that
cannot be done. When another process holds the file, all wait, and all are told.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from storage.errors import Busy, Closed, StoreError
from storage.sqlite_file import SqliteFile, Work

T = TypeVar("T")

MOST: Final = 128
"""Changes that go into one transaction; more wait for the next one."""


@dataclass(slots=True, eq=False)
class _Waiting:
    """A change, and whom to tell. `removes`: it forgets something, and a full disk is no excuse."""

    work: Work[Any]
    removes: bool
    done: asyncio.Future[Any]


class _Here(threading.local):
    """What waits in this thread, for the event loop that runs in it."""

    def __init__(self) -> None:
        self.loop: asyncio.AbstractEventLoop | None = None
        self.waiting: list[_Waiting] = []
        self.writing: asyncio.Task[None] | None = None


class Joining:
    """Joins changes of one file. Safe to use from several event loops; each loop joins its own."""

    def __init__(self, file: SqliteFile) -> None:
        self._file = file
        self._here = _Here()

    async def change(self, work: Work[T], *, removes: bool = False) -> T:
        """Do the work in a transaction that holds the write lock, perhaps together with others; durable on return."""
        here, loop = self._here, asyncio.get_running_loop()
        if here.loop is not loop:
            here.loop, here.waiting, here.writing = loop, [], None
        mine = _Waiting(work, removes, loop.create_future())
        here.waiting.append(mine)
        if len(here.waiting) == 1 and here.writing is None:
            loop.call_soon(self._begin)
        result: T = await mine.done
        return result

    def _begin(self) -> None:
        """Write what waits. What cannot be written at once goes on in a task, and the next ones wait for it."""
        here = self._here
        if here.writing is not None:
            return
        batch, here.waiting = here.waiting[:MOST], here.waiting[MOST:]
        if here.waiting:
            asyncio.get_running_loop().call_soon(self._begin)
        batch = [one for one in batch if not one.done.cancelled()]
        if not batch:
            return
        try:
            found = self._file.change_now(_all_of(batch))
        except Exception:  # noqa: BLE001 - told to whom it belongs, once it is known whose it is
            here.writing = asyncio.get_running_loop().create_task(self._write(batch))
            here.writing.add_done_callback(lambda _: self._written(batch))
        else:
            self._tell_all(batch, found)

    def _written(self, batch: Sequence[_Waiting]) -> None:
        for one in batch:  # nobody waits for ever, whatever became of the task
            _tell(one, error=StoreError())
        self._here.writing = None
        if self._here.waiting:
            self._begin()

    async def _write(self, batch: Sequence[_Waiting]) -> None:
        """Try again as long as another process holds the file; what fails for another reason is tried one by one."""
        if len(batch) == 1:
            await self._write_alone(batch[0])
            return
        try:
            found = await self._file.change(_all_of(batch))
        except (Busy, Closed) as error:
            for one in batch:
                _tell(one, error=type(error)())
        except Exception:  # noqa: BLE001 - whose it is comes out when each is tried alone
            for one in batch:
                await self._write_alone(one)
        else:
            self._tell_all(batch, found)

    async def _write_alone(self, one: _Waiting) -> None:
        try:
            if one.removes:
                _tell(one, await self._file.remove(one.work, scrub=False))
            else:
                _tell(one, await self._file.change(one.work))
        except Exception as error:  # noqa: BLE001 - handed on to whom it belongs
            _tell(one, error=error)

    def _tell_all(self, batch: Sequence[_Waiting], found: Sequence[object]) -> None:
        if any(one.removes for one in batch):
            self._file.unscrubbed = True
        for one, result in zip(batch, found, strict=True):
            _tell(one, result)


def _all_of(batch: Sequence[_Waiting]) -> Work[list[Any]]:
    return lambda connection: [one.work(connection) for one in batch]


def _tell(one: _Waiting, result: object = None, *, error: Exception | None = None) -> None:
    """Tell the one who waits, if it still does."""
    if one.done.done():
        return
    if error is not None:
        one.done.set_exception(error)
    else:
        one.done.set_result(result)
