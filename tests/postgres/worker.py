"""One worker for the chaos: takes presses from its input, sixteen at a time, and tells what became of each.

A press is `chat number`. Press n of a chat fits exactly one session, that which stands at revision n - 1; its record
says what has been pressed so far, so a lost, doubled or reordered press shows. Answers are `chat number verdict`:

- done: this call committed it, and the server has acknowledged that;
- stale: it was in already, so somebody else has committed it;
- early: the one before is not there yet;
- the code of a `StoreError`: nobody knows, so it comes again.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import sys

from storage.base import Store, Tally, Timer
from storage.epochs import Span
from storage.errors import StoreError
from tests.postgres.opening import opened
from tests.storage.samples import LATER, NOW, key

AT_ONCE = 16
TICK = 0.5
COUNTED_EACH = 3
TIMED_EACH = 5
QUARTER = 8108


def trail(before: bytes, number: int) -> bytes:
    """The record after press `number` on a session with the record `before`."""
    return hashlib.sha256(before + number.to_bytes(4)).digest()


def model(number: int) -> bytes:
    """The record after presses 1 to `number`, each once and in order."""
    record = b""
    for one in range(1, number + 1):
        record = trail(record, one)
    return record


def tally(number: int) -> Tally | None:
    """What press `number` counts."""
    return Tally(QUARTER, 1, 1, 0, number % 7, 0) if number % COUNTED_EACH == 0 else None


def timers(chat: int, number: int) -> list[Timer] | None:
    """The timers that press `number` sets."""
    return [Timer(1, LATER + number, chat, number)] if number % TIMED_EACH == 0 else None


def ends(chat: int, last: int) -> int:
    """The press that ends a chat's conversation, 0 for one that stays open: every other one ends with its last."""
    return last if chat % 2 else 0


async def press(store: Store, chat: int, number: int, last: int) -> str:
    """Take one press as a worker does: load, look whether it fits, commit; when others were quicker, look again.

    The press `last` ends the conversation, so afterwards there is none.
    """
    while True:
        there = await store.load(key(chat))
        revision = there.revision if there else 0
        if revision >= number or (there is None and number == last):
            return "stale"
        if revision < number - 1:
            return "early"
        record = None if number == last else trail(there.record if there else b"", number)
        if await store.commit(
            key(chat),
            expected=None if there is None else revision,
            revision=number,
            record=record,
            expires=LATER,
            tally=tally(number),
            timers=timers(chat, number),
        ):
            return "done"


async def work(dsn: str, span: Span, last: int) -> None:
    """Take presses until the input ends."""
    store = opened(dsn, span, patience=20)
    await store.load(key(0))
    print("ready", flush=True)  # noqa: T201
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    free = asyncio.Semaphore(AT_ONCE)

    async def one(chat: int, number: int) -> None:
        try:
            verdict = await press(store, chat, number, ends(chat, last))
        except StoreError as error:
            verdict = error.code
        print(chat, number, verdict, flush=True)  # noqa: T201
        free.release()

    async def look() -> None:
        """As every worker does: what is due?"""
        while True:
            with contextlib.suppress(StoreError):
                await store.claim(NOW, lease=60, limit=1)
            await asyncio.sleep(TICK)

    looking = asyncio.create_task(look())
    async with asyncio.TaskGroup() as tasks:
        while line := await reader.readline():
            chat, number = map(int, line.split())
            await free.acquire()
            tasks.create_task(one(chat, number))
    looking.cancel()
    await asyncio.wait([looking])
    await store.close()


if __name__ == "__main__":
    dsn, length, last = sys.argv[1:]
    asyncio.run(work(dsn, Span(int(length), 7200), int(last)))
