"""Workers that are killed, a server that crashes, presses that come twice and out of order: what is left at the end?

Presses wait in the dispatcher until a worker has told what became of them, as updates do at Telegram; what a killed
worker had in hand is sent again to another one. After all, each chat must stand where the presses lead that were made
one after another, each once, and each must have been counted once.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import signal
import sys
from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from storage.epochs import Span
from storage.errors import StoreError
from storage.postgres import PostgresStore
from tests.postgres.cluster import Cluster
from tests.postgres.opening import opened
from tests.postgres.worker import ends, model, tally, timers
from tests.storage.samples import key

AHEAD: Final = 2
"""So many presses of a chat are on their way at once: the second is early when it overtakes the first."""

AT_ONCE: Final = 24
"""Presses in the hands of one worker."""

KEEP: Final = 7200
MOST_DIED: Final = 20
"""So many workers may give up by themselves, as when the server is busy at their start, and are started again."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How much of everything. `presses` of each chat; `doubled`: the share of presses that were in already.

    `seconds`: when it is still not at its end by then, it hangs.
    """

    chats: int
    presses: int
    workers: int
    kills: int
    crashes: int
    doubled: float = 0.2
    epoch_seconds: int = 1
    seed: int = 1
    seconds: float = 300.0


@dataclass(slots=True)
class Found:
    """What happened."""

    presses: int = 0
    sent: int = 0
    kills: int = 0
    crashes: int = 0
    died: int = 0
    verdicts: Counter[str] = field(default_factory=Counter)
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        told = ", ".join(f"{n} {verdict}" for verdict, n in sorted(self.verdicts.items()))
        return (
            f"{self.presses} presses, sent {self.sent} times ({told}); {self.kills} kills of workers, "
            f"{self.crashes} crashes of the server, {self.died} workers gave up: {len(self.lost)} lost, "
            f"{len(self.doubled)} doubled"
        )


class Worker:
    """A worker process. `hand`: the presses that it has, with how many of that chat were known to be in."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.hand: dict[tuple[int, int], int] = {}
        self.ready = asyncio.Event()

    def send(self, chat: int, number: int, known: int) -> None:
        """Give it a press."""
        assert self.process.stdin is not None
        self.hand[chat, number] = known
        self.process.stdin.write(f"{chat} {number}\n".encode())


class Dispatcher:
    """Holds the presses of all chats, hands them out, and lets things break on the way."""

    def __init__(self, cluster: Cluster, plan: Plan, dsn: str = "") -> None:
        self._cluster = cluster
        self._dsn = dsn or cluster.address()
        self._plan = plan
        self._chance = random.Random(plan.seed)  # noqa: S311 - not a secret
        self._workers: list[Worker] = []
        self._listening: set[asyncio.Task[None]] = set()
        self._known = dict.fromkeys(range(plan.chats), 0)
        self._open = list(self._known)
        self._news = asyncio.Event()
        self._acts = ["crash"] * plan.crashes + ["kill"] * plan.kills
        self._chance.shuffle(self._acts)
        self._act: asyncio.Task[None] | None = None
        self._wrong: BaseException | None = None
        self._ending = False
        self.found = Found(presses=plan.chats * plan.presses)

    async def run(self) -> Found:
        """Everything, from the first press to the last look. Raises TimeoutError for what hangs."""
        try:
            async with asyncio.timeout(self._plan.seconds):
                return await self._run()
        finally:
            self._ending = True
            for worker in self._workers:
                if worker.process.returncode is None:
                    worker.process.kill()
            await asyncio.wait([asyncio.create_task(worker.process.wait()) for worker in self._workers], timeout=10)

    async def _run(self) -> Found:
        # One process stays alive all the time: when the server crashes, somebody must still have the secrets.
        store = opened(self._dsn, Span(self._plan.epoch_seconds, KEEP), patience=30)
        await store.load(key(0))
        for _ in range(self._plan.workers):
            await self._start()
        steps = len(self._acts) + 1
        while self._open or self._act is not None:
            self._news.clear()
            if self._wrong is not None:
                raise self._wrong
            if self._act is not None and self._act.done():
                self._act = self._act.result()
            due = sum(self._known.values()) * steps >= self.found.presses * (steps - len(self._acts))
            if self._acts and self._act is None and due:
                self._act = asyncio.create_task(self._break(self._acts.pop(), store))
                self._act.add_done_callback(lambda _: self._news.set())
            self._deal()
            await self._news.wait()
        await self._end()
        await self._look(store)
        await store.close()
        return self.found

    def _deal(self) -> None:
        """Fill every hand; some presses come twice, to any worker."""
        for worker in self._workers:
            free = AT_ONCE - len(worker.hand) if worker.ready.is_set() else 0
            for chat in self._chance.sample(self._open, min(free, len(self._open))):
                known = self._known[chat]
                number = min(known + self._chance.randint(1, AHEAD), self._plan.presses)
                if self._chance.random() < self._plan.doubled:
                    number = max(1, known - self._chance.randint(0, 2))
                # Nothing may overtake the end: what comes after it would begin anew.
                others = {one for each in self._workers for c, one in each.hand if c == chat}
                if number == self._plan.presses and others - {number}:
                    continue
                if self._plan.presses in others and number != self._plan.presses:
                    continue
                if (chat, number) not in worker.hand:
                    worker.send(chat, number, known)
                    self.found.sent += 1

    async def _start(self) -> None:
        """One more worker."""
        arguments = [self._dsn, str(self._plan.epoch_seconds), str(self._plan.presses)]
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "tests.postgres.worker",
            *arguments,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        worker = Worker(process)
        self._workers.append(worker)
        task = asyncio.create_task(self._listen(worker))
        self._listening.add(task)
        task.add_done_callback(self._listening.discard)

    async def _listen(self, worker: Worker) -> None:
        """Hear what a worker says. One that ends, unasked, is started again: a service manager would, too."""
        try:
            await self._hear(worker)
            if worker in self._workers and not self._ending:
                self._workers.remove(worker)
                self.found.died += 1
                assert self.found.died <= MOST_DIED, "workers give up, again and again"
                await self._start()
        except BaseException as error:
            self._wrong = error
            raise
        finally:
            worker.ready.set()  # who waits for it looks again
            self._news.set()

    async def _hear(self, worker: Worker) -> None:
        assert worker.process.stdout is not None
        async for line in worker.process.stdout:
            if line == b"ready\n":
                worker.ready.set()
            elif line.endswith(b"\n"):  # a killed worker may leave half a line, which nobody has said
                chat, number, verdict = line.decode().split()
                self._told(int(chat), int(number), verdict, worker.hand.pop((int(chat), int(number))))
            self._news.set()

    def _told(self, chat: int, number: int, verdict: str, known: int) -> None:
        self.found.verdicts[verdict] += 1
        if verdict == "early" and number <= known + 1:
            self.found.lost.append(f"{chat}: press {known} was acknowledged and is not there")
        if verdict == "done" and number <= known:
            self.found.doubled.append(f"{chat}: press {number} was in, and was taken again")
        if verdict in {"done", "stale"}:
            self._known[chat] = max(self._known[chat], number)
        if self._known[chat] == self._plan.presses and chat in self._open:
            self._open.remove(chat)

    async def _break(self, act: str, store: PostgresStore) -> None:
        """Kill a worker as it works, and start another one; or crash the server under all of them."""
        if act == "kill":
            worker = await self._any()
            self._workers.remove(worker)
            worker.process.send_signal(signal.SIGKILL)
            await worker.process.wait()
            self.found.kills += 1
            await self._start()
        else:
            while starting := [worker for worker in self._workers if not worker.ready.is_set()]:
                await starting[0].ready.wait()
            await store.lost()  # hears of every epoch there is, as each worker does once a second
            await asyncio.to_thread(self._cluster.crash)
            self.found.crashes += 1
            await self._settled(store)

    async def _any(self) -> Worker:
        """One that works now."""
        while True:
            if self._workers:
                worker = self._chance.choice(self._workers)
                await worker.ready.wait()
                if worker in self._workers:
                    return worker
            await asyncio.sleep(0.01)

    async def _settled(self, store: PostgresStore) -> None:
        """Wait until those who live have put back the secrets that the server lost, so that who dies takes none."""
        while True:
            with contextlib.suppress(StoreError):
                await store.load(bytes(16))
                return

    async def _end(self) -> None:
        self._ending = True
        for worker in self._workers:
            assert worker.process.stdin is not None
            worker.process.stdin.close()
            await worker.process.wait()
        await asyncio.gather(*self._listening)

    async def _look(self, store: PostgresStore) -> None:
        """Compare what the server has with the presses made one after another."""
        presses = self._plan.presses
        right = model(presses)
        lost, doubled = self.found.lost, self.found.doubled
        for chat in self._known:
            there = await store.load(key(chat))
            if ends(chat, presses):
                doubled += [f"{chat}: is not over"] if there is not None else []
            elif there is None or there.revision != presses:
                lost.append(f"{chat}: stands at {there and there.revision}")
            elif there.record != right:
                doubled.append(f"{chat}: another record")
            wanted = next((set_ for n in range(presses, 0, -1) if (set_ := timers(chat, n)) is not None), [])
            lost += [f"{chat}: other timers"] if await store.timers(key(chat)) != wanted else []
        counts = Counter(one for n in range(1, presses + 1) if (one := tally(n)) is not None)
        found = dict(await store.tallies())
        for one, n in counts.items():
            missing = n * self._plan.chats - found.get(one, 0)
            lost += [f"{missing} not counted"] if missing > 0 else []
            doubled += [f"{-missing} counted again"] if missing < 0 else []
