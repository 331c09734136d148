"""The world a bot lives in: Telegram's server, its clock, its people, and what goes wrong between.

The rule: one object holds everything, lives on one event loop and listens on 127.0.0.1 only. Every
request is recorded as a `Call`, every mistake of the bot as a `Violation`; a test asserts that the
second list is empty. Nothing here waits a fixed time: whoever waits is woken by the next event.
"""

import asyncio
import time
from collections import deque
from collections.abc import Callable
from types import TracebackType
from typing import Self

from tests.telegram.standin.chat import Chat, Chats, Json, Message, Notification, User
from tests.telegram.standin.faults import Faults, Rates
from tests.telegram.standin.person import Person
from tests.telegram.standin.polling import Poller
from tests.telegram.standin.profile import Profile
from tests.telegram.standin.schema import Violation
from tests.telegram.standin.server import Call, Server
from tests.telegram.standin.updates import Updates
from tests.telegram.standin.webhook import Webhook
from tests.telegram.standin.wire import Listener

# Long enough for every pattern that redacts tokens, plainly no real one.
TOKEN = "5550100:INVENTED_for_tests_only-there_is_no_such_bot"
USERNAME = "waymark_standin_bot"
CALLS_KEPT = 20_000


class Clock:
    """Unix time that a test can push forward; `monotonic` moves with it."""

    def __init__(self) -> None:
        self._ahead = 0.0

    def now(self) -> float:
        """Seconds since 1970."""
        return time.time() + self._ahead

    def monotonic(self) -> float:
        """Seconds for measuring spans."""
        return time.monotonic() + self._ahead

    def advance(self, *, seconds: float = 0, hours: float = 0) -> None:
        """Let time pass at once."""
        self._ahead += seconds + 3600 * hours


class Pulse:
    """Wakes everyone who waits for something to happen."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def beat(self) -> None:
        """Something happened."""
        self._event.set()
        self._event = asyncio.Event()

    async def next(self, within: float) -> bool:
        """Wait for the next beat; False when none came in `within` seconds."""
        try:
            await asyncio.wait_for(self._event.wait(), within)
        except TimeoutError:
            return False
        return True


class World:
    """See the package's docstring for what a test can ask of it.

    `latency`: seconds that every answer takes on top; `answer_seconds`: how long a press may wait
    for its answer (Telegram does not say; reports go from ten seconds to a minute).
    """

    def __init__(self, token: str = TOKEN, *, latency: float = 0.0) -> None:
        self.token = token
        self.latency = latency
        self.answer_seconds = 60.0
        self.clock = Clock()
        self.started_at = self.clock.now()
        self.pulse = Pulse()
        self.chats = Chats(self.clock.now)
        self.updates = Updates(self.clock.now, self._arrived, self.pulse.beat)
        self.poller = Poller(self.updates, self.pulse.beat)
        self.webhook: Webhook = Webhook(self.updates)
        self.profile: Profile = Profile()
        self.faults = Faults()
        self.rates = Rates()
        self.logged_out = False
        self.violations: list[Violation] = []
        self.calls: deque[Call] = deque(maxlen=CALLS_KEPT)
        self.watchers: list[Callable[[Call], None]] = []
        self.in_flight = 0
        self._people: dict[int, Person] = {}
        self._listener = Listener(Server(self).answer)

    async def __aenter__(self) -> Self:
        return await self.open()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def open(self, port: int = 0) -> Self:
        """Listen on 127.0.0.1; port 0 lets the system choose."""
        await self._listener.open(port)
        return self

    async def close(self) -> None:
        """Stop delivering, end the open poll, hang up."""
        self.faults.release_all()
        self.poller.wake()
        await self.webhook.remove()
        await self._listener.close()

    @property
    def url(self) -> str:
        """Where the stand-in listens, without a slash at the end (for TELEGRAM_API_BASE)."""
        return f"http://127.0.0.1:{self._listener.port}"

    @property
    def base_url(self) -> str:
        """What python-telegram-bot wants as `base_url`."""
        return f"{self.url}/bot"

    # --- the bot, seen from outside -------------------------------------------------------------

    def me(self) -> Json:
        """The bot as a User object."""
        bot_id = int(self.token.partition(":")[0])
        name = self.profile.names.get("", "")
        return {"id": bot_id, "is_bot": True, "first_name": name, "username": USERNAME}

    def me_in_full(self) -> Json:
        """What getMe gives."""
        return self.me() | {
            "can_join_groups": True,
            "can_read_all_group_messages": False,
            "supports_inline_queries": False,
            "can_connect_to_business": False,
            "has_main_web_app": False,
        }

    def notify(self, chat: Chat, message: Message) -> None:
        """Put a new message of the bot on the person's lock screen."""
        if chat.user is not None:
            title = self.profile.shown(chat.user.language_code, chat.id).name
            shown = Notification(title, message.content.text, message.silent, message.message_id)
            chat.notified.append(shown)

    def tell_membership(self, chat: Chat, who: Json, old: str, new: str) -> int | None:
        """Queue a my_chat_member update: the bot's standing in a chat has changed."""

        def member(status: str) -> Json:
            until = {"until_date": 0} if status == "kicked" else {}
            return {"user": self.me(), "status": status, **until}

        payload = {
            "chat": chat.body(),
            "from": who,
            "date": int(self.clock.now()),
            "old_chat_member": member(old),
            "new_chat_member": member(new),
        }
        return self.updates.push("my_chat_member", payload, ("my_chat_member", chat.id))

    # --- people ---------------------------------------------------------------------------------

    def person(
        self,
        person_id: int = 700_000_001,
        *,
        language_code: str | None = "en",
        first_name: str = "Robin",
        username: str | None = None,
    ) -> Person:
        """A person with an account; the same id is the same person. They have not pressed Start."""
        if person_id not in self._people:
            user = User(person_id, first_name, language_code, username)
            self._people[person_id] = Person(self, self.chats.add(Chat(person_id, user)), user)
        return self._people[person_id]

    # --- waiting and looking --------------------------------------------------------------------

    def called(self, method: str) -> list[Call]:
        """Every recorded call of a method, oldest first."""
        return [call for call in self.calls if call.method == method]

    def record(self, call: Call) -> None:
        """Keep a call and tell whoever watches."""
        self.calls.append(call)
        for watcher in self.watchers:
            watcher(call)

    def _arrived(self) -> None:
        self.poller.wake()
        self.webhook.wake()
        self.pulse.beat()

    def busy(self) -> str:
        """What is still going on, in words; empty when nothing is."""
        parts = {
            "pending updates": len(self.updates.pending),
            "requests in flight": self.in_flight,
            "webhook lanes at work": int(self.webhook.busy),
        }
        return ", ".join(f"{count} {what}" for what, count in parts.items() if count)

    async def until(self, holds: Callable[[], object], within: float = 10.0) -> None:
        """Wait until `holds()` is true; looked at again after every event of the stand-in."""
        end = time.monotonic() + within
        while not holds():
            left = end - time.monotonic()
            if left <= 0:
                raise AssertionError(f"did not come true in {within} s; {self.busy() or 'all quiet'}")
            await self.pulse.next(min(left, 0.05))

    async def settled(self, quiet: float = 0.05, within: float = 10.0) -> None:
        """Wait until every update is confirmed and the bot asked nothing for `quiet` seconds."""
        end = time.monotonic() + within
        while True:
            await self.until(lambda: not self.busy(), max(end - time.monotonic(), 0.001))
            if not await self.pulse.next(quiet):
                return
