"""A practice bot in this process: the shipped cases, the real client, a store in a file, polled over loopback.

The rule: everything is what `python -m bot practice-bot` puts together, save the clock, which is the world's, chance,
which counts upwards, and what is due, which is seen to when a test says so. `restart` begins anew on the same files.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from functools import cache
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from pydantic import SecretStr

from bot.adapters.telegram.polling import Poll
from bot.cli.practice_bot import read_library, read_reporting
from bot.keys import open_keys
from bot.practice_chat.library import Library
from bot.practice_chat.serving import Running, put_together
from bot.settings import Settings
from storage.practice_sqlite import SqlitePracticeStore
from storage.sealing import Seal
from tests.storage.opening import shared_ring
from tests.telegram.standin import Person, World

MOST_LOOKS = 20


@cache
def shipped() -> Library:
    """The cases and words that ship."""
    return read_library()


class School:
    """The bot and its world. ``running`` is what serves now."""

    running: Running

    def __init__(self, world: World, folder: Path, *, pictures: bool = False, **settings: Any) -> None:
        self.world = world
        self.pictures = pictures
        self.library = shipped()
        self.settings = Settings(
            token=SecretStr(world.token),
            api_base=world.url,
            store=folder / "practice.sqlite",
            **{"chat_rate": 0, "overall_rate": 0, **settings},
        )
        self._chance = count(1)
        self._poll: Poll | None = None
        self._polling: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        await self.open()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    def clock(self) -> int:
        """The world's time."""
        return int(self.world.clock.now())

    def draw(self, below: int) -> int:
        """A number by chance; the same ones each time."""
        return next(self._chance) % below

    async def open(self) -> None:
        """Start serving."""
        keys = open_keys(self.settings.secret_file)
        store = SqlitePracticeStore(self.settings.store, shared_ring(), Seal(keys.lasting()))
        books, reports = self.library, read_reporting(self.library)
        if not self.pictures:  # drawing one takes longer than all else that a class does
            reports = replace(reports, drawing=lambda _case, _rest: b"")
        self.running = put_together(books, reports, store, keys, self.settings, self.clock, self.draw)
        await self.running.greet()
        self._poll = Poll(self.running.service.bot, self.running.take, self.running.meter)
        self._polling = asyncio.create_task(self._poll.run())

    async def close(self) -> None:
        """Stop as the program does."""
        if self._polling is not None and self._poll is not None:
            self._polling.cancel()
            await asyncio.wait([self._polling])
            await self._poll.close(5)
            self._polling = None
        await self.running.service.close(5)
        await self.running.store.close()

    async def restart(self) -> None:
        """End, and begin anew on the same files."""
        await self.close()
        await self.open()

    async def later(self, *, seconds: float = 0, hours: float = 0) -> None:
        """Let time pass, and see to what has come due."""
        self.world.clock.advance(seconds=seconds, hours=hours)
        for _ in range(MOST_LOOKS):
            if not await self.running.service.worker.once():
                return
        raise AssertionError("something is due however often it is seen to")

    async def someone(self, number: int = 700_000_001, command: str = "") -> Person:
        """Somebody who has pressed Start, or sent a command."""
        person = self.world.person(number)
        person.user.started = True
        await self.says(person, command or "/start")
        return person

    async def says(self, person: Person, words: str) -> None:
        """Somebody types, and what comes of it has come."""
        await person.types(words)
        await self.settled()

    async def taps(self, person: Person, *keys: str) -> None:
        """Somebody presses buttons, one after the other: by the label, or the beginning of it."""
        for key in keys:
            labels = person.card().labels
            found = [label for label in labels if label == key] or [one for one in labels if one.startswith(key)]
            assert found, f"there is no {key!r} among {labels}"
            await person.presses(found[0])
            await self.settled()

    async def settled(self) -> None:
        """Wait until everything is handled."""
        await self.world.settled(quiet=0.02)

    def toast(self, person: Person) -> str:
        """What the last button answered with."""
        answer = person.answers()[-1]
        return str((answer or {}).get("text", ""))
