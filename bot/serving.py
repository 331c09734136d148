"""The Telegram service, put together: store, secret, allow list, conversations and the adapter, for one site."""

from __future__ import annotations

from dataclasses import dataclass, replace
from time import perf_counter
from typing import TYPE_CHECKING, Final, TypeAlias

from telegram import Update

from bot.access import Access
from bot.adapters.telegram.border import Clock
from bot.adapters.telegram.calls import Calls
from bot.adapters.telegram.due import Worker
from bot.adapters.telegram.messages import Messages
from bot.adapters.telegram.pace import Pace
from bot.adapters.telegram.paint import Means, Painter
from bot.adapters.telegram.presses import Presses
from bot.adapters.telegram.render import Face
from bot.adapters.telegram.service import Link, Service, application, listening
from bot.adapters.telegram.strangers import Strangers
from bot.adapters.telegram.views import Views
from bot.adapters.telegram.words import Words
from bot.app import Parts, Refused, codec_for, now, on_here, read_parts, with_facts
from bot.chats import StoredChats
from bot.database import at_server
from bot.epochs import keeper, visitor
from bot.keys import Keys, SecretError, open_keys
from bot.meter import Meter
from bot.proven import refuse_unproved
from bot.runtime import Runtime
from bot.settings import Settings
from storage.base import Store
from storage.errors import StoreError
from storage.opening import prepare
from storage.sealing import Seal
from storage.sqlite import SqliteStore

if TYPE_CHECKING:
    from storage.postgres import PostgresStore

Opened: TypeAlias = "SqliteStore | PostgresStore"
"""A store that rests somewhere, and can tell what it has lost."""

SHIFT_SECONDS: Final = 8 * 3600
"""When all is forgotten in a chat, unless the site's file says otherwise."""


@dataclass(frozen=True, slots=True)
class Running:
    """A service that is open: everything that polling, webhook and tests need to hold."""

    service: Service[Worker]
    store: Store
    access: Access
    keys: Keys
    meter: Meter
    words: Words

    async def take(self, update: Update) -> None:
        """Handle an update and note how long it took."""
        begun = perf_counter()
        try:
            await self.service.take(update)
        finally:
            self.meter.seconds.observe(perf_counter() - begun)

    async def lacking(self) -> str:
        """Why updates cannot be taken; "" when they can."""
        try:
            await self.store.load(bytes(16))
        except StoreError as error:
            return error.code
        return ""


def open_store(settings: Settings, parts: Parts | None = None) -> tuple[Opened, Keys]:
    """The store of these settings: for the service with its parts, or for a command beside it. Raises ``Refused``."""
    try:
        if settings.database is not None:
            keys, options = keys_of(settings), parts.site.options if parts else None
            keep = options.forget_after_seconds if options else None
            live = parts is not None and not parts.site.demonstration
            return at_server(settings, keys, keep, demonstration=not live), keys
        prepare(settings.store)
        keys = keys_of(settings)
        if parts is None:
            ring = visitor(settings.store, settings.epoch_folder)
        else:
            keep = parts.site.options.forget_after_seconds
            demonstration, named = parts.site.demonstration, settings.epoch_folder
            ring = keeper(settings.store, keep, demonstration=demonstration, named=named)
        return SqliteStore(settings.store, ring, Seal(keys.lasting())), keys
    except StoreError as error:
        raise Refused(error.sentence) from None


def keys_of(settings: Settings) -> Keys:
    """The secret of these settings. Raises ``Refused``."""
    try:
        return open_keys(settings.secret_file)
    except SecretError as error:
        raise Refused(str(error)) from None


def shift(parts: Parts) -> Parts:
    """The parts, with a chat's own time until all is forgotten where the site has not set one."""
    options = parts.site.options
    if "forget_after_seconds" in options.model_fields_set:
        return parts
    longer = options.model_copy(update={"forget_after_seconds": SHIFT_SECONDS})
    site = replace(parts.site, options=longer)
    return replace(parts, site=site, presenter=replace(parts.presenter, site=site))


def put_together(parts: Parts, store: Store, keys: Keys, settings: Settings, clock: Clock = now) -> Running:
    """A service over this store; nothing is asked of Telegram yet."""
    meter = Meter()
    token = settings.token.get_secret_value() if settings.token else ""
    app = application(Link(token, settings.api_base, settings.overall_rate))
    options = parts.site.options
    library = on_here(parts)
    runtime = Runtime(library, parts.codec, store, parts.presenter, clock)
    chats = StoredChats(runtime, store, keys, options.forget_after_seconds, clock)
    access = Access(store.members, keys, clock)
    flows = (settings.flow, *(flow for flow in library.flows if flow != settings.flow))
    views = Views(
        Face(parts.presenter.catalog, flows, parts.library.safety),
        clock,
        options.cover_after_seconds,
        options.forget_after_seconds,
    )
    pace, others = Pace(settings.chat_rate), settings.database is not None
    means = Means(Calls(app.bot, meter), chats, pace, clock, meter, shared=others)
    painter = Painter(means)
    languages = tuple(code for code in parts.site.languages if code in parts.presenter.catalog.languages) or ("en",)
    strangers = Strangers(means, painter, views, access, languages[0])
    shared = (means, painter, views, access, strangers, languages)
    listening(app, Messages(*shared), Presses(*shared))
    worker = Worker(means, painter, views, access, strangers)
    service = Service(app, worker, meter, (StoreError,))
    return Running(service, store, access, keys, meter, Words(parts.presenter.catalog, languages[0]))


def prepared(settings: Settings, clock: Clock = now) -> tuple[Parts, Opened, Keys]:
    """Everything that can be refused, looked at before anything begins. Raises ``Refused``."""
    if settings.token is None:
        raise Refused("There is no token: set WAYMARK_TELEGRAM_TOKEN_FILE or TELEGRAM_BOT_TOKEN.")
    parts = shift(with_facts(read_parts(settings.site, clock)))
    here = on_here(parts).flows
    if settings.flow not in here:
        raise Refused(f"WAYMARK_FLOW: there are {', '.join(here)}.")
    if parts.behind:
        raise Refused("The flows have changed since their numbers were written: run 'python -m bot lock' first.")
    refuse_unproved(parts)
    store, keys = open_store(settings, parts)
    return replace(parts, codec=codec_for(parts, settings.store)), store, keys
