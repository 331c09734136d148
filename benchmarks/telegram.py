"""The adapter against bare applications of its own library: `python -m benchmarks.telegram [ROUNDS [SECONDS]]`.

Every bot is a process of its own and talks to a stand-in for Telegram of its own, over HTTP on the loopback. Fifty
people press again as soon as their card has changed. Rounds are interleaved, so that a busy minute of the machine falls
on all of them alike; each ratio is the median over the rounds of that round's own ratio. The stand-in answers at once,
and after 50 ms. Then: memory with a thousand open chats, and what is lost at a SIGKILL. Not a test: nothing fails by
time, and the figures of a busy machine are good for their ratios alone.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from bot.access import Access, Role
from bot.app import now
from bot.epochs import visitor
from bot.keys import open_keys
from storage.sealing import Seal
from storage.sqlite import SqliteStore
from tests.telegram.shipped_program import START_WITHIN, Program, Way
from tests.telegram.standin import Call, Person, World

OURS: Final[dict[str, Way]] = {"ours, polled": "telegram", "ours, delivered": "serve"}
BARE: Final = {"edit alone": "edit", "answer and edit": "answer", "ConversationHandler": "talk"}
LIMIT = "edit alone"
KINDS: Final = (*BARE, *OURS)

USERS: Final = 50
SLOW: Final = 0.05
CHATS: Final = 1000
BURST: Final = 200
TICKS: Final = os.sysconf("SC_CLK_TCK")

CPU_GOAL: Final = 1.5
TRIPS_GOAL: Final = 10.0


@dataclass
class Bot:
    """A bot of a kind in a process, with its world."""

    kind: str
    world: World
    folder: Path
    environ: dict[str, str] = field(default_factory=dict)
    process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Start it, and wait until updates reach it."""
        asked, hook = self.world.poller.polls, self.world.webhook.settings
        if self.kind in OURS:
            self.environ = self.environ or Program(self.world, self.folder, OURS[self.kind]).environ
            environ = {**self.environ, "PYTHONPATH": str(Path.cwd()), "WAYMARK_LOG_LEVEL": "warning"}
            command: tuple[str, ...] = ("bot", OURS[self.kind])
        else:
            environ = {**os.environ, "PYTHONPATH": str(Path.cwd())}
            command = (
                "benchmarks.telegram_bots",
                BARE[self.kind],
                self.world.base_url,
                self.world.token,
                "talk.pickle",
            )
        self.process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", *command), cwd=self.folder, env=environ, stdout=asyncio.subprocess.DEVNULL
        )
        await self.world.until(
            lambda: self.world.poller.polls > asked or self.world.webhook.settings is not hook, START_WITHIN
        )

    async def kill(self) -> None:
        """End it without a word."""
        if self.process is not None:
            self.process.kill()
            await self.process.wait()

    @property
    def pid(self) -> int:
        """The process."""
        assert self.process is not None
        return self.process.pid

    @property
    def cpu(self) -> float:
        """Seconds of CPU so far."""
        parts = Path(f"/proc/{self.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(parts[11]) + int(parts[12])) / TICKS

    @property
    def memory(self) -> float:
        """MiB in memory that are its own."""
        lines = Path(f"/proc/{self.pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
        return sum(int(line.split()[1]) for line in lines if line.startswith("Private_")) / 1024

    async def let_in(self, people: list[Person]) -> None:
        """Put people on the list, where there is one."""
        if self.kind not in OURS:
            return
        keys, path = open_keys(self.folder / "waymark.sqlite.key"), self.folder / "waymark.sqlite"
        store = SqliteStore(path, visitor(path), Seal(keys.lasting()))
        access = Access(store.members, keys, now)
        for person in people:
            await access.redeem(person.id, await access.invite(Role.CLINICIAN, 3600))
        await store.close()

    async def open(self, count: int) -> list[Person]:
        """So many people with a card before them."""
        people = [self.world.person(700_000_000 + number) for number in range(count)]
        await self.let_in(people)
        for person in people:
            await person.start()
        await self.world.until(lambda: all(ready(person) for person in people), 120)
        await self.world.settled(within=60)
        return people


def ready(person: Person) -> bool:
    """Does a card with answers stand before this person?"""
    return any(len(message.labels) > 2 for message in person.sees())


def choice(person: Person) -> str:
    """What this person presses next: back where that can be, else the first answer."""
    data = [key.data or "" for row in person.card().keys for key in row]
    return next((one for one in data if one.endswith("!back")), data[0])


@dataclass
class Load:
    """People who press again as soon as their card has changed, until it is enough."""

    bot: Bot
    people: list[Person]
    seconds: list[float] = field(default_factory=list)
    going: bool = True
    _since: dict[int, float] = field(default_factory=dict)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def _seen(self, call: Call) -> None:
        if call.method != "editMessageText" or call.status != 200:
            return
        since = self._since.pop(call.params["chat_id"], None)
        if since is not None:
            self.seconds.append(time.perf_counter() - since)
            if self.going:
                self._press(self.bot.world.person(call.params["chat_id"]))

    def _press(self, person: Person) -> None:
        async def press() -> None:
            self._since[person.id] = time.perf_counter()
            await person.presses(choice(person))

        task = asyncio.create_task(press())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def run(self, seconds: float, latency: float) -> Figures:
        """Press for so long, after a little while to get going."""
        world = self.bot.world
        world.latency = latency
        world.watchers.append(self._seen)
        for person in self.people:
            self._press(person)
        await asyncio.sleep(seconds / 4)
        self.seconds.clear()
        cpu, since = self.bot.cpu, time.perf_counter()
        await asyncio.sleep(seconds)
        spent, cpu, taken = time.perf_counter() - since, self.bot.cpu - cpu, sorted(self.seconds)
        self.going = False
        await world.settled(within=60)
        world.watchers.remove(self._seen)
        world.latency = 0.0
        assert world.violations == []
        return Figures(
            len(taken) / spent,
            1e3 * statistics.median(taken),
            1e3 * taken[int(0.95 * len(taken))],
            1e3 * cpu / len(taken),
        )


@dataclass(frozen=True)
class Figures:
    """Updates a second; milliseconds from an update to its edit; milliseconds of CPU an update."""

    rate: float
    p50: float
    p95: float
    cpu: float


@asynccontextmanager
async def bots() -> AsyncIterator[dict[str, Bot]]:
    """One of each kind, running."""
    with tempfile.TemporaryDirectory() as folder:
        found: dict[str, Bot] = {}
        try:
            for number, kind in enumerate(KINDS):
                place = Path(folder) / str(number)
                place.mkdir()
                found[kind] = Bot(kind, await World().open(), place)
                await found[kind].start()
            yield found
        finally:
            for bot in found.values():
                await bot.kill()
                await bot.world.close()


async def speed(rounds: int, seconds: float) -> None:
    """Updates a second, latency and CPU, at once and after 50 ms, with ratios to the smallest application."""
    async with bots() as all_of_them:
        people = {kind: await bot.open(USERS) for kind, bot in all_of_them.items()}
        for latency in (0.0, SLOW):
            told: dict[str, list[Figures]] = {kind: [] for kind in KINDS}
            for _ in range(rounds):
                for kind, bot in all_of_them.items():
                    told[kind].append(await Load(bot, people[kind]).run(seconds, latency))
            report(told, latency)


def report(told: dict[str, list[Figures]], latency: float) -> None:
    """A table, and what was aimed at."""
    print(f"\n{USERS} people, Telegram answers after {1e3 * latency:.0f} ms; medians of {len(told[LIMIT])} rounds")
    print(f"{'':22}{'updates/s':>10}{'ratio':>7}{'p50 ms':>9}{'p95 ms':>9}{'ratio':>7}{'CPU ms':>8}{'ratio':>7}")
    for kind, figures in told.items():
        ratios = [
            statistics.median(
                getattr(mine, name) / getattr(bare, name) for mine, bare in zip(figures, told[LIMIT], strict=True)
            )
            for name in ("rate", "p95", "cpu")
        ]
        rate, p50, p95, cpu = (
            statistics.median(getattr(one, name) for one in figures) for name in ("rate", "p50", "p95", "cpu")
        )
        print(f"{kind:22}{rate:10.0f}{ratios[0]:7.2f}{p50:9.0f}{p95:9.0f}{ratios[1]:7.2f}{cpu:8.2f}{ratios[2]:7.2f}")
        if kind in OURS and not latency:
            print(f"{'':22}CPU {ratios[2]:.2f} times the smallest one; at most {CPU_GOAL} was aimed at")
        if kind in OURS and latency:
            print(f"{'':22}p95 {p95 / 1e3 / latency:.1f} round trips; at most {TRIPS_GOAL:.0f} were aimed at")


async def memory() -> None:
    """What a thousand open chats weigh."""
    print(f"\n{'':22}{'MiB':>8}{f'{CHATS} chats':>12}{'KiB each':>10}")
    async with bots() as all_of_them:
        for kind, bot in all_of_them.items():
            before = bot.memory
            people = await bot.open(CHATS)
            for person in people:
                await person.presses(choice(person))
            await bot.world.settled(within=120)
            after = bot.memory
            print(f"{kind:22}{before:8.1f}{after:12.1f}{1024 * (after - before) / CHATS:10.1f}")


async def killed() -> None:
    """Two hundred people press at once; the bot is killed in the middle and started again."""
    print(f"\n{BURST} presses, then SIGKILL\n{'':22}{'acknowledged':>13}{'painted':>9}{'in the end':>12}{'lost':>6}")
    async with bots() as all_of_them:
        for kind, bot in all_of_them.items():
            world, people = bot.world, await bot.open(BURST)
            edited: set[int] = set()
            world.watchers.append(
                lambda call, to=edited: (
                    to.add(call.params["chat_id"])  # type: ignore[misc]
                    if call.method == "editMessageText" and call.status == 200
                    else None
                )
            )
            world.latency, confirmed = 0.02, world.updates.confirmed
            for person in people:
                await person.presses(choice(person))
            await world.until(lambda to=edited: len(to) >= BURST // 10, 60)  # type: ignore[misc]
            await bot.kill()
            acknowledged, painted = world.updates.confirmed - confirmed, len(edited)
            await bot.start()
            await world.settled(quiet=2, within=60)
            print(f"{kind:22}{acknowledged:13}{painted:9}{len(edited):12}{BURST - len(edited):6}")


async def main() -> None:
    """Everything, in turn."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    seconds = float(sys.argv[2]) if len(sys.argv) > 2 else 5.0
    await speed(rounds, seconds)
    await killed()
    await memory()


if __name__ == "__main__":
    asyncio.run(main())
