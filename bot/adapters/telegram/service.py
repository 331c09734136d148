"""One bot, put together: the library's application with three handlers, order in each chat, and what is due.

An update is taken once its step is committed and its work is done. ``take`` raises ``Again`` when the store could not
be reached: whoever brought the update keeps it and brings it again, so that nothing is acknowledged and lost.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final, Generic, Protocol, TypeVar

from telegram import BotCommand, BotCommandScopeAllPrivateChats, LinkPreviewOptions, Update
from telegram.constants import ParseMode
from telegram.error import InvalidToken, NetworkError, TelegramError
from telegram.ext import (
    Application,
    BaseUpdateProcessor,
    CallbackContext,
    CallbackQueryHandler,
    ChatMemberHandler,
    Defaults,
    ExtBot,
    MessageHandler,
    filters,
)

from bot.adapters.telegram.border import Telling
from bot.adapters.telegram.calls import AT_ONCE as CALLS_AT_ONCE
from bot.adapters.telegram.messages import Messages
from bot.adapters.telegram.pace import Limiter
from bot.adapters.telegram.presses import Presses
from bot.adapters.telegram.wire import trust_in, wire
from bot.adapters.telegram.words import Words
from bot.adapters.telegram.work import Work, current

KINDS: Final = (Update.MESSAGE, Update.CALLBACK_QUERY, Update.MY_CHAT_MEMBER)
"""What we ask Telegram for, and nothing else."""

AT_ONCE: Final = 16
"""Chats whose steps are taken beside each other."""

URGENT_PLACES: Final = 4
"""Connections beyond those of ordinary calls."""

COMMANDS: Final = ("start", "privacy", "forget")


class Again(Exception):  # noqa: N818 - a request, and no fault of the update
    """This update could not be taken now and has to be brought again."""


class BadTokenError(Exception):
    """Telegram does not know this token. Holds no text of the library's, because that would hold the token."""


@dataclass(frozen=True, slots=True)
class Link:
    """How Telegram is reached. ``overall`` is calls a second, 0 for no limit of our own."""

    token: str
    api_base: str
    overall: float = 30.0

    def __repr__(self) -> str:
        return "Link(...)"


class PerChat(BaseUpdateProcessor):
    """Steps of one person in order, ``AT_ONCE`` people beside each other; who waits for a turn takes no place."""

    __slots__ = ("_turns",)

    def __init__(self, at_once: int = AT_ONCE) -> None:
        super().__init__(at_once)
        self._turns: dict[int, list[asyncio.Future[None]]] = {}

    async def initialize(self) -> None:
        """Nothing to do."""

    async def shutdown(self) -> None:
        """Nothing to do."""

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:  # noqa: ARG002
        """Take the step."""
        await coroutine

    @asynccontextmanager
    async def turn(self, who: int) -> AsyncIterator[None]:
        """Wait for all earlier ones of this person."""
        queue = self._turns.setdefault(who, [])
        mine: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        queue.append(mine)
        try:
            if queue[0] is not mine:
                await mine
            yield
        finally:
            first = queue[0] is mine
            queue.remove(mine)
            if not queue:
                del self._turns[who]
            elif first and not queue[0].done():
                queue[0].set_result(None)


class Looking(Protocol):
    """Looks after what is due."""

    async def run(self, pause: float) -> None:
        """Look every ``pause`` seconds, for ever."""
        ...

    async def once(self) -> int:
        """See to what is due now; how many things that was."""
        ...


W = TypeVar("W", bound=Looking)


class Service(Generic[W]):
    """A running bot. ``retried`` are the errors of the store after which an update is brought again."""

    def __init__(
        self,
        application: Application[Any, Any, Any, Any, Any, Any],
        worker: W,
        tell: Telling,
        retried: tuple[type[Exception], ...],
    ) -> None:
        self._application = application
        self._processor = application.update_processor
        self.worker = worker
        self._tell = tell
        self._retried = retried
        self._left: set[asyncio.Task[Any]] = set()

    @property
    def bot(self) -> ExtBot[Any]:
        """The client of the Bot API."""
        bot: ExtBot[Any] = self._application.bot
        return bot

    async def open(self, words: Words) -> None:
        """Say who we are, as often as it takes, and set the commands. Raises ``BadTokenError``."""
        await self.greet([BotCommand(name, words[f"chat_command_{name}"]) for name in COMMANDS])

    async def greet(self, commands: Sequence[BotCommand], pause: float = 1.0) -> None:
        """Say who we are, as often as it takes, and set these commands. Raises ``BadTokenError``."""
        while True:
            try:
                await self._application.initialize()
                await self.bot.set_my_commands(commands, BotCommandScopeAllPrivateChats())
            except InvalidToken:
                break
            except NetworkError:
                self._tell("start.waits")
                await asyncio.sleep(pause)
                pause = min(2 * pause, 60.0)
            else:
                return
        raise BadTokenError

    async def take(self, update: Update) -> None:
        """Handle one update to its end. Raises ``Again``, and nothing else."""
        work = Work()
        token = current.set(work)
        self._tell("update.taken", _kind(update))
        try:
            assert isinstance(self._processor, PerChat)  # noqa: S101 - as it was built
            async with self._processor.turn(_who(update)):
                await self._processor.process_update(update, self._application.process_update(update))
        finally:
            current.reset(token)
        try:
            await work.finish(self._left)
        except self._retried as error:
            self._tell("update.again", type(error).__name__)
            raise Again from None
        except Exception as error:  # noqa: BLE001 - a fault of ours must not come back for ever
            self._tell("update.failed", where(error))

    async def close(self, patience: float) -> None:
        """Let what is under way finish for so many seconds, then let go of everything."""
        if self._left:
            _, pending = await asyncio.wait(self._left, timeout=patience)
            for task in pending:
                task.cancel()
        await self._application.shutdown()


def application(link: Link) -> Application[Any, Any, Any, Any, Any, Any]:
    """The library's application: no updater, no persistence, no job queue."""
    defaults = Defaults(
        parse_mode=ParseMode.HTML,
        link_preview_options=LinkPreviewOptions(is_disabled=True),
        block=True,
    )
    trust = trust_in(link.api_base)
    return (
        Application.builder()
        .token(link.token)
        .base_url(f"{link.api_base}/bot")
        .base_file_url(f"{link.api_base}/file/bot")
        .request(wire(CALLS_AT_ONCE + URGENT_PLACES, trust))
        .get_updates_request(wire(1, trust))
        .rate_limiter(Limiter(link.overall))
        .defaults(defaults)
        .concurrent_updates(PerChat())
        .updater(None)
        .build()
    )


def listening(app: Application[Any, Any, Any, Any, Any, Any], messages: Messages, presses: Presses) -> None:
    """Give the application its handlers: one for messages, one for presses, one for our standing."""
    app.add_handler(MessageHandler(filters.ALL, messages.message))
    app.add_handler(CallbackQueryHandler(presses.press))
    app.add_handler(ChatMemberHandler(messages.standing, ChatMemberHandler.MY_CHAT_MEMBER))
    app.add_error_handler(failed)


def where(error: BaseException) -> str:
    """What went wrong and in which line of code; never its text, which could hold anything."""
    trace = error.__traceback__
    line = ""
    while trace is not None:
        name = trace.tb_frame.f_globals.get("__name__", "")
        if name.startswith(("bot.", "storage.")) or not line:
            line = f"{name}:{trace.tb_lineno}"
        trace = trace.tb_next
    return f"{type(error).__name__}@{line}"


async def failed(_update: object, context: CallbackContext[Any, Any, Any, Any]) -> None:
    """Keep what a handler raised for ``take``; the library would only log it."""
    if isinstance(context.error, BaseException) and not isinstance(context.error, TelegramError):
        current.get().failed = context.error


def _who(update: Update) -> int:
    person, chat = update.effective_user, update.effective_chat
    return chat.id if chat is not None else person.id if person is not None else 0


def _kind(update: Update) -> str:
    if update.callback_query is not None:
        return "press"
    return "standing" if update.my_chat_member is not None else "message"
