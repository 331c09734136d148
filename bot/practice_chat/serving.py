"""The practice bot, put together: its own store, secret and token, and of the real bot nothing but the transport."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from telegram import BotCommand, Update
from telegram.ext import CallbackQueryHandler, ChatMemberHandler, MessageHandler, filters

from bot.adapters.telegram.card import Card
from bot.adapters.telegram.pace import Pace
from bot.adapters.telegram.service import Link, Service, application, failed
from bot.keys import Keys
from bot.meter import Meter
from bot.practice_chat.closing import Closing, Reporting
from bot.practice_chat.drilling import Drilling
from bot.practice_chat.keeping import Clock, Sittings
from bot.practice_chat.library import Library
from bot.practice_chat.painter import Painter
from bot.practice_chat.posting import Post
from bot.practice_chat.rooms import Rooms
from bot.practice_chat.shelter import Shelter
from bot.practice_chat.sitting import Sitting
from bot.practice_chat.talking import COMMANDS, Talking
from bot.practice_chat.worker import Worker
from bot.settings import Settings
from storage.errors import StoreError
from storage.practice import PracticeStore

SEEDS = 10_000


@dataclass(frozen=True, slots=True)
class Running:
    """A practice bot that is open."""

    service: Service[Worker]
    store: PracticeStore
    library: Library
    meter: Meter

    async def take(self, update: Update) -> None:
        """Handle an update to its end."""
        await self.service.take(update)

    async def greet(self) -> None:
        """Say who we are, and set the commands. Raises ``BadTokenError``."""
        words = self.library.words
        await self.service.greet([BotCommand(name, words(f"command_{name}")) for name in COMMANDS])


def put_together(  # noqa: PLR0913, PLR0917 - one for each part
    library: Library,
    reporting: Reporting,
    store: PracticeStore,
    keys: Keys,
    settings: Settings,
    clock: Clock,
    draw: Callable[[int], int] = secrets.randbelow,
) -> Running:
    """A practice bot over this store; nothing is asked of Telegram yet."""
    meter = Meter()
    token = settings.token.get_secret_value() if settings.token else ""
    app = application(Link(token, settings.api_base, settings.overall_rate))
    post, sittings = Post(app.bot, meter), Sittings(store, keys, clock)
    shelter = Shelter(store, keys, library, clock, meter, draw)

    async def view(sitting: Sitting, notice: str) -> Card:
        return (await talking.shown(sitting)).card(sitting.step, notice)

    painter = Painter(post, sittings, Pace(settings.chat_rate), clock, view)
    closing = Closing(shelter, sittings, painter, library, post, reporting)
    tries = Pace(1 / 10, burst=6)
    rooms = Rooms(shelter, sittings, painter, library, post, closing, tries)
    drilling = Drilling(store, keys, sittings, library, post, clock, meter, draw)
    often = Pace(2.0, burst=20)
    talking = Talking(
        *(post, sittings, painter, library, rooms, drilling, often, meter),
        seed=lambda: draw(SEEDS),
        today=lambda: datetime.fromtimestamp(clock(), UTC).date().isoformat(),
    )
    app.add_handler(MessageHandler(filters.ALL, talking.message))
    app.add_handler(CallbackQueryHandler(talking.press))
    app.add_handler(ChatMemberHandler(talking.standing, ChatMemberHandler.MY_CHAT_MEMBER))
    app.add_error_handler(failed)
    worker = Worker(store, sittings, shelter, closing, drilling, painter, clock, meter)
    return Running(Service(app, worker, meter, (StoreError,)), store, library, meter)
