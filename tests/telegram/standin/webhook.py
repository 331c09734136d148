"""Delivery to the bot's own address, as Telegram's server does it.

The rule: in one lane the next update is sent only after a 2xx for the one before it; lanes go side
by side up to `max_connections`. Whatever is not 2xx comes again with the same update_id: at once,
then after 2, 4, 8 ... 60 seconds, until the update expires. `scale` makes those seconds short.
"""

import asyncio
import json
from dataclasses import dataclass, field

from tests.telegram.standin.chat import Json
from tests.telegram.standin.post import Postman
from tests.telegram.standin.updates import Lane, Update, Updates

PAUSES = (0.0, 2.0, 4.0, 8.0, 16.0, 32.0, 60.0)
SECRET = "X-Telegram-Bot-Api-Secret-Token"


@dataclass(frozen=True, slots=True)
class Delivery:
    """One attempt; `status` is None when nobody answered."""

    update_id: int
    lane: Lane
    attempt: int
    status: int | None


@dataclass(slots=True)
class Settings:
    """What setWebhook said."""

    url: str = ""
    secret_token: str | None = None
    max_connections: int = 40
    ip_address: str = "127.0.0.1"


@dataclass(slots=True)
class Trouble:
    """The last failure, as getWebhookInfo tells it."""

    date: int
    message: str


@dataclass(slots=True)
class Webhook:
    """The webhook of the bot, set or not; `deliveries` is the log of every attempt."""

    updates: Updates
    scale: float = 0.01
    patience: float = 60.0
    settings: Settings = field(default_factory=Settings)
    deliveries: list[Delivery] = field(default_factory=list)
    trouble: Trouble | None = None
    in_flight: int = 0
    most_at_once: int = 0
    _lanes: dict[Lane, asyncio.Task[None]] = field(default_factory=dict)
    _postman: Postman = field(default_factory=lambda: Postman(""))
    _places: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(40))

    @property
    def busy(self) -> bool:
        """Is any lane at work, or waiting to try again?"""
        return bool(self._lanes)

    async def set(self, settings: Settings) -> None:
        """Start delivering to another address."""
        await self.remove()
        self.settings = settings
        self._places = asyncio.Semaphore(settings.max_connections)
        self._postman = Postman(settings.url)
        self.wake()

    async def remove(self) -> None:
        """Stop delivering; what is pending stays pending."""
        self.settings = Settings()
        lanes = list(self._lanes.values())
        for lane in lanes:
            lane.cancel()
        if lanes:
            await asyncio.wait(lanes)
        self._lanes.clear()
        self._postman.close()

    def wake(self) -> None:
        """Put a task on every lane that has something pending and none yet."""
        if not self.settings.url:
            return
        for lane in dict.fromkeys(update.lane for update in self.updates.pending):
            if lane not in self._lanes:
                self._lanes[lane] = asyncio.create_task(self._drain(lane))

    async def _drain(self, lane: Lane) -> None:
        try:
            while update := self.updates.first_in(lane):
                await self._deliver(update)
        finally:
            self._lanes.pop(lane, None)

    async def _deliver(self, update: Update) -> None:
        """Try until it is accepted or expires."""
        attempt = 0
        while self.updates.awaits(update.update_id):
            attempt += 1
            async with self._places:
                pause = await self._attempt(update, attempt)
            if pause is None:
                self.updates.confirm(update.update_id)
                return
            await asyncio.sleep(pause * self.scale)

    async def _attempt(self, update: Update, attempt: int) -> float | None:
        """Send once. None when it was accepted, otherwise seconds to wait before the next try."""
        status, asked = await self._post(update)
        self.deliveries.append(Delivery(update.update_id, update.lane, attempt, status))
        if status is not None and 200 <= status < 300:
            return None
        said = "Connection refused or lost" if status is None else f"Wrong response: {status}"
        self.trouble = Trouble(self.updates.seconds(), f"{said} from the webhook")
        return asked or PAUSES[min(attempt, len(PAUSES)) - 1]

    async def _post(self, update: Update) -> tuple[int | None, float]:
        """The status, or None without an answer; and the seconds of a Retry-After header."""
        headers = {"Content-Type": "application/json"}
        if self.settings.secret_token:
            headers[SECRET] = self.settings.secret_token
        content = json.dumps(update.body()).encode()
        self.in_flight += 1
        self.most_at_once = max(self.most_at_once, self.in_flight)
        try:
            async with asyncio.timeout(self.patience):
                reply = await self._postman.post(content, headers)
        except OSError:  # TimeoutError is one
            return None, 0.0
        finally:
            self.in_flight -= 1
        asked = reply.headers.get("retry-after", "")
        return reply.status, min(float(asked), 3600.0) if asked.isdecimal() else 0.0

    def info(self) -> Json:
        """The WebhookInfo object."""
        made: Json = {
            "url": self.settings.url,
            "has_custom_certificate": False,
            "pending_update_count": len(self.updates.pending),
            "allowed_updates": list(self.updates.allowed),
        }
        if self.settings.url:
            made["max_connections"] = self.settings.max_connections
            made["ip_address"] = self.settings.ip_address
        if self.trouble is not None:
            made["last_error_date"] = self.trouble.date
            made["last_error_message"] = self.trouble.message
        return made
