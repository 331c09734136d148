"""The commands ``telegram``, ``serve``, ``doctor`` and ``surface``: the service, and what it needs beforehand."""

from __future__ import annotations

import asyncio
import gc
import sys
from collections.abc import Awaitable, Callable

from bot import logs
from bot.adapters.telegram.service import COMMANDS, BadTokenError
from bot.adapters.telegram.words import Words
from bot.app import Refused, now, read_parts
from bot.cli.saying import refused, say
from bot.settings import Settings

BAD_TOKEN = "Telegram does not know this token; BotFather has the right one."  # noqa: S105 - a sentence


def poll(settings: Settings) -> int:
    """Hold conversations, asking Telegram for updates."""
    from bot.receiving import poll as run  # noqa: PLC0415 - the web server comes with it

    return _runs(settings, lambda: run(settings, _aside))


def serve(settings: Settings) -> int:
    """Hold conversations, with updates delivered to an address."""
    from bot.receiving import serve as run  # noqa: PLC0415

    return _runs(settings, lambda: run(settings, _aside))


def doctor(settings: Settings) -> int:
    """Look at everything; 1 when anything is wrong."""
    from bot.doctor import Verdict, examined  # noqa: PLC0415

    def run() -> int:
        logs.configure("critical", secrets=_secrets(settings))
        found = asyncio.run(examined(settings, now))
        for one in found:
            say(f"{one.verdict.value:<6} {one.what:<15} {one.said}{f'  -> {one.remedy}' if one.remedy else ''}")
        return int(any(one.verdict is Verdict.WRONG for one in found))

    return refused(run)


def surface(settings: Settings) -> int:
    """Give the bot its neutral name, descriptions and commands."""
    return _runs(settings, lambda: _surface(settings))


async def _surface(settings: Settings) -> None:
    from telegram import Bot, BotCommand, BotCommandScopeAllPrivateChats  # noqa: PLC0415
    from telegram.error import InvalidToken, TelegramError  # noqa: PLC0415

    if settings.token is None:
        raise Refused("There is no token: set WAYMARK_TELEGRAM_TOKEN_FILE or TELEGRAM_BOT_TOKEN.")
    catalog = read_parts(settings.site).presenter.catalog
    try:
        async with Bot(settings.token.get_secret_value(), base_url=f"{settings.api_base}/bot") as bot:
            for language in catalog.languages:
                words = Words(catalog, language)
                code = None if language == catalog.languages[0] else language
                await bot.set_my_name(words["chat_name"], code)
                await bot.set_my_description(words["chat_about"], code)
                await bot.set_my_short_description(words["chat_short"], code)
                commands = [BotCommand(name, words[f"chat_command_{name}"]) for name in COMMANDS]
                await bot.set_my_commands(commands, BotCommandScopeAllPrivateChats(), code)
    except InvalidToken:
        raise BadTokenError from None
    except TelegramError as error:
        raise Refused(f"Telegram did not take it ({type(error).__name__}); try again later.") from None
    _aside("The name, the descriptions and the commands are neutral now.")


def _runs(settings: Settings, run: Callable[[], Awaitable[None]]) -> int:
    def whole() -> int:
        logs.configure(settings.log_level, secrets=_secrets(settings))
        # The command line starts without looking for garbage; who runs for months has to look.
        gc.freeze()
        gc.enable()
        try:
            asyncio.run(_awaited(run))
        except BadTokenError:
            raise Refused(BAD_TOKEN) from None
        return 0

    return refused(whole)


async def _awaited(run: Callable[[], Awaitable[None]]) -> None:
    await run()


def _secrets(settings: Settings) -> list[str]:
    return [secret.get_secret_value() for secret in (settings.token, settings.database) if secret]


def _aside(sentence: str) -> None:
    """A word to whoever started this, beside the log."""
    sys.stdout.write(f"{sentence}\n")
    sys.stdout.flush()
