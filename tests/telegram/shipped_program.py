"""The program itself, started a hundred times: `python -m bot telegram` and `serve` in processes that can be killed.

The rule: what runs is the command as shipped, in a process of its own, on files of its own. To be quick about it, it is
forked from a process that has loaded the code and done nothing else. What it says goes into a file in its folder.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import socket
import sys
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import TracebackType
from typing import Final, Literal, Self

from bot.access import Access, Role
from bot.app import Parts, codec_for, now, read_parts
from bot.engine.session import Session
from bot.keys import open_keys
from bot.process import OVERWRITING
from storage.base import Stored
from storage.sealing import Seal
from storage.sqlite import SqliteStore
from tests.storage.opening import shared_ring
from tests.telegram.standin import Person, World

Way = Literal["telegram", "serve"]

CONTENT: Final = Path(__file__).parents[2] / "content"
START_WITHIN: Final = 60.0

_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(["bot.cli", "bot.receiving", "tests.telegram.shipped_program"])


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
    return port


def _run(way: str, folder: str, environ: Mapping[str, str]) -> None:
    """The command, in a process that has just been forked."""
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environ)
    log = os.open("said.txt", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(log, 1)
    os.dup2(log, 2)
    sys.argv = ["waymark", way]
    from bot.cli import main  # noqa: PLC0415 - after the environment is as it is to be

    main()


@dataclass
class Program:
    """One installation. ``start`` and ``kill`` as often as wanted; the files stay."""

    world: World
    folder: Path
    way: Way
    environ: dict[str, str] = field(default_factory=dict)
    starts: int = 0
    _process: BaseProcess | None = None

    def __post_init__(self) -> None:
        site = (
            (CONTENT / "sites" / "demonstration.yaml").read_text(encoding="utf-8").replace("counts: no", "counts: yes")
        )
        (self.folder / "ward.local.yaml").write_text(site, encoding="utf-8")
        self.store = self.folder / "waymark.sqlite"
        port = free_port()
        self.environ = {
            "PATH": os.environ["PATH"],
            "WAYMARK_EPOCH_FOLDER": os.environ["WAYMARK_EPOCH_FOLDER"],
            "TELEGRAM_API_BASE": self.world.url,
            "TELEGRAM_BOT_TOKEN": self.world.token,
            "WAYMARK_SITE": "ward.local.yaml",
            "WAYMARK_CHAT_RATE": "0",
            "WAYMARK_OVERALL_RATE": "0",
            "WAYMARK_WEBHOOK_URL": f"http://127.0.0.1:{port}",
            "WAYMARK_PORT": str(port),
            "WAYMARK_OPS_PORT": "0",
            "WAYMARK_LOG_LEVEL": "debug",
            **OVERWRITING,  # one that was forked cannot start itself once more
            **self.environ,
        }

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.kill()

    async def start(self) -> None:
        """Start it, and wait until updates reach it."""
        asked, url = self.world.poller.polls, self.world.webhook.settings
        self._process = _FORKS.Process(target=_run, args=(self.way, str(self.folder), self.environ))
        self._process.start()
        self.starts += 1
        polled: Callable[[], object] = lambda: self.world.poller.polls > asked  # noqa: E731
        delivered: Callable[[], object] = lambda: self.world.webhook.settings is not url  # noqa: E731
        await self.world.until(polled if self.way == "telegram" else delivered, START_WITHIN)

    async def kill(self, number: int = signal.SIGKILL) -> None:
        """End it without a word, and wait until it is gone."""
        process, self._process = self._process, None
        if process is not None:
            assert process.pid is not None
            with suppress(ProcessLookupError):
                os.kill(process.pid, number)
            await asyncio.to_thread(process.join, 30)
            process.close()

    async def restart(self) -> None:
        """Kill it, if it runs, and start it on the same files."""
        await self.kill()
        await self.start()

    @property
    def pid(self) -> int:
        """The process."""
        assert self._process is not None
        assert self._process.pid is not None
        return self._process.pid

    # --- looking at the files -------------------------------------------------------------------

    @cached_property
    def parts(self) -> Parts:
        """What the program reads, read here."""
        return read_parts(self.folder / "ward.local.yaml")

    async def look(self, what: Callable[[SqliteStore], Awaitable[object]]) -> object:
        """Something from the store."""
        keys = open_keys(self.store.with_name("waymark.sqlite.key"))
        store = SqliteStore(self.store, shared_ring(), Seal(keys.lasting()))
        try:
            return await what(store)
        finally:
            await store.close()

    async def session(self, person: Person) -> Session | None:
        """What the store holds of a conversation."""
        keys, codec = open_keys(self.store.with_name("waymark.sqlite.key")), codec_for(self.parts, self.store)
        stored = await self.look(lambda store: store.load(keys.chat(person.id)))
        return codec.decode(stored.record) if isinstance(stored, Stored) else None

    async def ended(self) -> int:
        """How many conversations have been counted."""
        counts = await self.look(lambda store: store.tallies())
        assert isinstance(counts, list)
        return sum(count for _, count in counts)

    async def link(self) -> str:
        """An invitation, as it is handed out."""
        keys = open_keys(self.store.with_name("waymark.sqlite.key"))
        code = await self.look(lambda store: Access(store.members, keys, now).invite(Role.CLINICIAN, 3600))
        return f"https://t.me/{self.world.me()['username']}?start={code}"
