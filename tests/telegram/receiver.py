"""A bot's address for webhook deliveries that answers as a test tells it to.

The rule: it writes down every delivery as it came, answers with the next of `statuses` (200 when
there is none left), and holds its answers back while `closed`.
"""

from __future__ import annotations

import asyncio
import json
from collections import deque
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from tests.telegram.standin.wire import Answer, Listener, Request


@dataclass
class Receiver:
    """`got`: the updates in the order of their coming; `secrets`: the secret header of each."""

    statuses: deque[int] = field(default_factory=deque)
    headers: dict[str, str] = field(default_factory=dict)
    got: list[dict[str, Any]] = field(default_factory=list)
    secrets: list[str | None] = field(default_factory=list)
    at_once: int = 0
    most_at_once: int = 0
    open: asyncio.Event = field(default_factory=asyncio.Event)

    async def __aenter__(self) -> Self:
        self.open.set()
        self._listener = Listener(self._answer)
        await self._listener.open()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._listener.close()

    @property
    def url(self) -> str:
        """Where to deliver."""
        return f"http://127.0.0.1:{self._listener.port}/hook"

    @property
    def ids(self) -> list[int]:
        """The update ids in the order of their coming, repeats and all."""
        return [update["update_id"] for update in self.got]

    async def _answer(self, request: Request) -> Answer:
        self.got.append(json.loads(request.body))
        self.secrets.append(request.headers.get("x-telegram-bot-api-secret-token"))
        status = self.statuses.popleft() if self.statuses else 200
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        await self.open.wait()
        self.at_once -= 1
        return Answer(status, b"", self.headers)
