"""The commands ``invite``, ``revoke`` and ``who``: the allow list, from the machine that the bot runs on."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from bot.access import MEMBER_SECONDS, Access, Role, span
from bot.app import Refused, now
from bot.cli.saying import refused, say
from bot.keys import Keys
from bot.serving import Opened, open_store
from bot.settings import Settings
from storage.errors import StoreError


def invite(settings: Settings, role: str, expires: str, bot_name: str) -> int:
    """Make a link that works once."""

    async def made(access: Access, _store: Opened, _keys: Keys) -> int:
        seconds = span(expires)
        if seconds is None:
            raise Refused("--expires is a time like 30m, 24h or 7d, from a minute to thirty days.")
        name = bot_name or await _name(settings)
        code = await access.invite(Role[role.upper()], seconds)
        until = datetime.fromtimestamp(now() + seconds, UTC).strftime("%Y-%m-%d %H:%M UTC")
        link = f"https://t.me/{name}?start={code}" if name else "No link: the bot's name is not known (--bot-name)."
        days = MEMBER_SECONDS // 86_400
        say(f"{link}\n/start {code}\nWorks once, until {until}, for a {role}; lets in for {days} days.")
        return 0

    return _with_access(settings, made)


def revoke(settings: Settings, person: int | None, role: str | None) -> int:
    """Put out one person, or everybody with a role."""

    async def gone(access: Access, store: Opened, keys: Keys) -> int:
        if (person is None) == (role is None):
            raise Refused("Give the number of a Telegram account, or --role.")
        if role is not None:
            say(f"{await access.revoke_role(Role[role.upper()])} put out, and their open links with them.")
            return 0
        found = await access.revoke(person or 0)
        # The conversation goes at once; the bot deletes the card when it next looks, because it is no longer let in.
        if not await store.delete(keys.chat(person or 0)) and await store.lost():
            say("The keys of open conversations were not found here: set WAYMARK_EPOCH_FOLDER as the service has it.")
        say("Put out." if found else "There was nobody with that number.")
        return 0 if found else 1

    return _with_access(settings, gone)


def who(settings: Settings) -> int:
    """How many there are. Nobody can tell who."""

    async def told(access: Access, _store: Opened, _keys: Keys) -> int:
        lines = [
            f"{one.role.name.lower():<10} {one.members:>4} in  {one.invitations:>4} invited"
            for one in await access.standings()
        ]
        say("\n".join(lines))
        return 0

    return _with_access(settings, told)


def _with_access(settings: Settings, act: Callable[[Access, Opened, Keys], Awaitable[int]]) -> int:
    async def run() -> int:
        store, keys = open_store(settings)
        try:
            return await act(Access(store.members, keys, now), store, keys)
        except StoreError as error:
            raise Refused(error.sentence) from None
        finally:
            await store.close()

    return refused(lambda: asyncio.run(run()))


async def _name(settings: Settings) -> str:
    """What the bot is called in links, "" when nobody can be asked."""
    if settings.token is None:
        return ""
    from telegram import Bot  # noqa: PLC0415 - only to ask for the name
    from telegram.error import TelegramError  # noqa: PLC0415

    try:
        async with Bot(settings.token.get_secret_value(), base_url=f"{settings.api_base}/bot") as bot:
            return bot.username
    except TelegramError:
        return ""
