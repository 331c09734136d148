"""A bot in this process: the shipped conversations, the real client, a store in a file, polled or delivered to.

The rule: everything is what `python -m bot telegram` and `serve` put together, save the clock, which is the world's,
and what is due, which is seen to when a test says so (`due`). `restart` ends it and begins anew on the same files.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

from pydantic import SecretStr

from bot.access import Role
from bot.adapters.telegram.polling import Poll
from bot.adapters.telegram.webhook import Webhook
from bot.app import Parts, read_parts
from bot.keys import open_keys
from bot.server import Address, listen, stopped
from bot.serving import Running, put_together
from bot.settings import Settings
from storage.sealing import Seal
from storage.sqlite import SqliteStore
from tests.storage.opening import shared_ring
from tests.telegram.standin import Person, World

Mode = Literal["polling", "webhook"]

COVER_AFTER = 120
FORGET_AFTER = 8 * 3600


@cache
def shipped() -> Parts:
    """The shipped content at the demonstration site, with the times that the tests count on."""
    parts = read_parts()
    options = parts.site.options.model_copy(
        update={"cover_after_seconds": COVER_AFTER, "forget_after_seconds": FORGET_AFTER, "counts": True}
    )
    site = replace(parts.site, options=options)
    return replace(parts, site=site, presenter=replace(parts.presenter, site=site))


class Ward:
    """The bot and its world. ``running`` is what serves now."""

    running: Running

    def __init__(self, world: World, folder: Path, mode: Mode = "polling", **settings: Any) -> None:
        self.world = world
        self.mode = mode
        self.settings = Settings(
            token=SecretStr(world.token),
            api_base=world.url,
            store=folder / "waymark.sqlite",
            **{"chat_rate": 0, "overall_rate": 0, **settings},
        )
        self._poll: Poll | None = None
        self._polling: asyncio.Task[None] | None = None
        self._served: list[tuple[Address, asyncio.Task[None]]] = []

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

    async def open(self) -> None:
        """Start serving."""
        keys = open_keys(self.settings.secret_file)
        store = SqliteStore(self.settings.store, shared_ring(), Seal(keys.lasting()))
        self.running = put_together(shipped(), store, keys, self.settings, self.clock)
        await self.running.service.open(self.running.words)
        if self.mode == "polling":
            self._poll = Poll(self.running.service.bot, self.running.take, self.running.meter)
            self._polling = asyncio.create_task(self._poll.run())
            return
        await self._deliver()

    async def _deliver(self) -> None:
        keys, at = self.running.keys, listen("127.0.0.1", 0)
        path, secret = keys.address("path"), keys.address("secret")
        door = Webhook(self.running.service.bot, self.running.take, self.running.meter, path, secret)
        address = Address(door.app(), at)
        port = at.getsockname()[1]
        self._served = [(address, asyncio.create_task(address.run_until_stopped()))]
        await self.running.service.bot.set_webhook(f"http://127.0.0.1:{port}/{path}", secret_token=secret)

    async def close(self) -> None:
        """Stop as the program does."""
        if self._polling is not None and self._poll is not None:
            self._polling.cancel()
            await asyncio.wait([self._polling])
            await self._poll.close(5)
            self._polling = None
        if self._served:
            await stopped(self._served)
            self._served = []
        await self.running.service.close(5)
        await self.running.store.close()

    async def restart(self) -> None:
        """End, and begin anew on the same files."""
        await self.close()
        await self.open()

    async def due(self) -> int:
        """See to everything that is due now; how many things that was."""
        found = 0
        while seen := await self.running.service.worker.once():
            found += seen
        return found

    async def later(self, *, seconds: float = 0, hours: float = 0) -> int:
        """Let time pass, and see to what has come due."""
        self.world.clock.advance(seconds=seconds, hours=hours)
        return await self.due()

    async def link(self, role: Role = Role.CLINICIAN, seconds: int = 3600) -> str:
        """An invitation, as it is handed out."""
        code = await self.running.access.invite(role, seconds)
        return f"https://t.me/{self.world.me()['username']}?start={code}"

    async def member(self, person_id: int = 700_000_001, **about: Any) -> Person:
        """Somebody who has come in by a link, with the first card before them."""
        person = self.world.person(person_id, **about)
        await person.opens(await self.link())
        await self.world.settled()
        return person

    async def settled(self) -> None:
        """Wait until everything is handled."""
        await self.world.settled()
