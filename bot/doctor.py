"""Is everything as it has to be before the first tap? Each answer says what it found, and what to do about it.

Looking changes nothing: no webhook, no command, no file. A secret is never part of an answer.
"""

from __future__ import annotations

import os
import stat
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

import httpx
from telegram import Bot, WebhookInfo
from telegram.error import InvalidToken, TelegramError

from bot.app import Parts, Refused, content_folder, read_lexicon, read_parts
from bot.database import beside
from bot.epochs import folder_for, visitor
from bot.keys import SECRET_BYTES, Keys
from bot.process import close, swaps
from bot.runtime.shell import day
from bot.settings import Settings
from storage.errors import StoreError
from storage.key_folder import in_memory
from storage.sealing import Seal
from storage.sqlite import SqliteStore

if TYPE_CHECKING:
    from storage.postgres import PostgresStore

T = TypeVar("T")

SOON: Final = timedelta(days=30)
"""A date that ends sooner than this is told."""

CLOCK_WRONG: Final = 60
CLOCK_ODD: Final = 10
"""Seconds that this machine's clock may differ from Telegram's."""

OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO
FOLDER_OTHERS: Final = stat.S_IWGRP | stat.S_IWOTH


class Verdict(StrEnum):
    """How bad it is."""

    FINE = "ok"
    ODD = "note"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. ``remedy`` says what to do, "" where nothing is."""

    what: str
    verdict: Verdict
    said: str
    remedy: str = ""


async def examined(settings: Settings, clock: Callable[[], int]) -> list[Finding]:
    """Everything, in the order in which an operator would mend it."""
    found = [*_files(settings), *_memory(), *_content(settings, clock)]
    found += [one async for one in _store(settings)]
    found += [one async for one in _telegram(settings, clock)]
    return found


def _files(settings: Settings) -> Iterator[Finding]:
    elsewhere = settings.database is not None
    folder = (settings.secret_file if elsewhere else settings.store).absolute().parent
    files = ((settings.store, "store file"), (settings.secret_file, "secret file"))
    for path, what in files[1:] if elsewhere else files:
        if not path.exists():
            yield Finding(what, Verdict.ODD, f"There is no {what} yet.", "It is made at the first start.")
        elif path.stat().st_mode & OTHERS:
            said = f"Others on this machine can open the {what}."
            yield Finding(what, Verdict.WRONG, said, "Take that away: chmod 600.")
        else:
            yield Finding(what, Verdict.FINE, f"Only you can open the {what}.")
    if not folder.is_dir():
        yield Finding(
            "folder", Verdict.WRONG, "The folder of the store does not exist.", "Make it, or set WAYMARK_STORE."
        )
    elif not os.access(folder, os.W_OK):
        yield Finding("folder", Verdict.WRONG, "The folder of the store takes no writing.", "Check whose it is.")
    elif folder.stat().st_mode & FOLDER_OTHERS:
        said = "Others on this machine can change the folder of the store."
        yield Finding("folder", Verdict.ODD, said, "Give the store a folder of its own: chmod 700.")
    keys = folder_for(settings.store, settings.epoch_folder)
    if not (elsewhere and settings.epochs == "table") and not in_memory(keys if keys.exists() else keys.parent):
        said = "The keys of conversations lie on a disk, where nothing is ever forgotten; a live site is refused so."
        yield Finding("keys", Verdict.ODD, said, "Set WAYMARK_EPOCH_FOLDER to a folder in memory (tmpfs).")
    secret = settings.secret_file
    if secret.exists() and secret.stat().st_size != SECRET_BYTES:
        yield Finding(
            "secret file", Verdict.WRONG, "The secret file is damaged.", "Put it aside, and all that it opened."
        )


def _memory() -> Iterator[Finding]:
    if lacking := close():
        said = f"This machine does not let a program close its memory ({', '.join(lacking)})."
        yield Finding("memory", Verdict.ODD, said, "Run it under an account of its own, with core files off.")
    if swaps():
        said = "This machine can write what is in memory to its disk."
        yield Finding("memory", Verdict.ODD, said, "Encrypt its swap, or switch it off for the service.")
    elif "CS_GNU_LIBC_VERSION" not in os.confstr_names:
        said = "What is freed in memory is not overwritten with this machine's C library."
        yield Finding("memory", Verdict.ODD, said, "Use a system with glibc: docs/deploy.md says why.")
    else:
        yield Finding("memory", Verdict.FINE, "Nothing of it goes to a disk.")


def _content(settings: Settings, clock: Callable[[], int]) -> Iterator[Finding]:
    try:
        parts = read_parts(settings.site, clock)
    except Refused as refused:
        for sentence in refused.sentences:
            yield Finding("site and words", Verdict.WRONG, sentence, "Mend that line; nothing starts before.")
        return
    yield Finding("site and words", Verdict.FINE, f"All is read: {', '.join(parts.library.flows)}.")
    if parts.behind:
        said = "Cards have changed since their numbers were written."
        yield Finding("numbers", Verdict.WRONG, said, "Run: python -m bot lock")
    if settings.flow not in parts.library.flows:
        yield Finding("talk", Verdict.WRONG, "WAYMARK_FLOW names no talk.", f"Use {', '.join(parts.library.flows)}.")
    yield from _site(parts, clock)


def _site(parts: Parts, clock: Callable[[], int]) -> Iterator[Finding]:
    today = day(clock())
    if parts.site.demonstration:
        said = f"This is a demonstration site; it lacks {len(parts.site.lacks(today))} things that a live site needs."
        yield Finding("site", Verdict.ODD, said, "Not for use with patients: set WAYMARK_SITE to your own file.")
    dated = [(one.id, one.expires_on) for one in (*parts.contacts.entries, *parts.site.local_contacts)]
    if parts.site.duty:
        dated.append(("duty", parts.site.duty.expires_on))
    past = sorted(name for name, until in dated if until < today)
    soon = sorted(name for name, until in dated if today <= until < today + SOON)
    if past:
        said = f"Past their date: {', '.join(past)}."
        yield Finding("contacts", Verdict.WRONG, said, "Check them again, and set their dates.")
    if soon:
        said = f"Within {SOON.days} days these end: {', '.join(soon)}."
        yield Finding("contacts", Verdict.ODD, said, "Check them again in time.")
    if not past and not soon:
        yield Finding("contacts", Verdict.FINE, f"All {len(dated)} dates hold for {SOON.days} days.")


async def _store(settings: Settings) -> AsyncIterator[Finding]:
    if settings.database is None and not settings.store.exists():
        return
    try:
        store = _opened(settings)
        try:
            await store.load(bytes(16))
            bent = await store.bent()
        finally:
            await store.close()  # connections that stay open keep the program from ending
    except StoreError as error:
        yield Finding("store", Verdict.WRONG, error.sentence, "Nothing starts before.")
    else:
        yield Finding("store", Verdict.FINE, "The store opens, and keeps what it promises.")
        if bent:
            said = f"A disk has bent {bent} rows: counts, people let in or links. They are left out."
            yield Finding("rows", Verdict.ODD, said, "Look at the disk; let those people in anew.")


def _opened(settings: Settings) -> SqliteStore | PostgresStore:
    """The store, only to look at it. Where there is no secret yet, an invented one opens nothing and breaks nothing."""
    secret = settings.secret_file
    there = secret.exists() and secret.stat().st_size == SECRET_BYTES
    keys = Keys(secret.read_bytes() if there else bytes(SECRET_BYTES))
    if settings.database is not None:
        return beside(settings)
    return SqliteStore(
        settings.store, visitor(settings.store, settings.epoch_folder), Seal(keys.lasting()) if there else None
    )


async def _telegram(settings: Settings, clock: Callable[[], int]) -> AsyncIterator[Finding]:
    if settings.token is None:
        said = "There is no token."
        yield Finding("token", Verdict.WRONG, said, "Set WAYMARK_TELEGRAM_TOKEN_FILE to a file that only you can read.")
        return
    bot = Bot(settings.token.get_secret_value(), base_url=f"{settings.api_base}/bot")
    try:
        me = await _asked(bot.get_me)
        if isinstance(me, Finding):
            yield me
            return
        yield Finding("token", Verdict.FINE, "Telegram knows the token.")
        if me.can_join_groups:
            said = "The bot can be put into groups; it leaves them at once."
            yield Finding("groups", Verdict.ODD, said, "Tell BotFather: /setjoingroups, Disable.")
        yield await _surface(bot, me.first_name)
        info = await _asked(bot.get_webhook_info)
        yield info if isinstance(info, Finding) else _webhook(info, settings)
        yield await _clock(settings, clock)
    finally:
        await bot.shutdown()


async def _asked(call: Callable[[], Awaitable[T]]) -> Finding | T:
    """What Telegram says, or why it does not. The library's own words could hold the token."""
    try:
        return await call()
    except InvalidToken:
        return Finding("token", Verdict.WRONG, "Telegram does not know this token.", "Ask BotFather for the right one.")
    except TelegramError as error:
        said = f"Telegram cannot be reached ({type(error).__name__})."
        return Finding("network", Verdict.WRONG, said, "Check the network, and TELEGRAM_API_BASE if it is set.")


async def _surface(bot: Bot, name: str) -> Finding:
    """What anybody sees of the bot before a word is said."""
    lexicon = read_lexicon(content_folder() / "lexicon.yaml")
    about, short = await _asked(bot.get_my_description), await _asked(bot.get_my_short_description)
    for one in (about, short):
        if isinstance(one, Finding):
            return one
    words = (name, getattr(about, "description", ""), getattr(short, "short_description", ""))
    if any(hit for text in words for hit in lexicon.hits("lock", text)):
        said = "The bot's name or its description tells what it is about."
        return Finding("surface", Verdict.WRONG, said, "Give it neutral ones: python -m bot surface")
    return Finding("surface", Verdict.FINE, "The bot's name and descriptions give nothing away.")


def _webhook(info: WebhookInfo, settings: Settings) -> Finding:
    ours = _own_address(settings)
    if not info.url:
        return Finding("webhook", Verdict.FINE, "None is set: the bot polls.")
    if ours is None or info.url != ours:
        said = "A webhook is set that is not ours: somebody else may be reading along."
        remedy = "Revoke the token with BotFather (/revoke), then start the bot with the new one."
        return Finding("webhook", Verdict.WRONG, said, remedy)
    if info.last_error_date and info.pending_update_count:
        said = f"Telegram could not deliver; {info.pending_update_count} updates wait."
        return Finding("webhook", Verdict.WRONG, said, "Is the address reachable, with a certificate that holds?")
    return Finding("webhook", Verdict.FINE, "It is ours, and it works.")


def _own_address(settings: Settings) -> str | None:
    path: Path = settings.secret_file
    if settings.webhook_url is None or not path.exists() or path.stat().st_size != SECRET_BYTES:
        return None
    return f"{settings.webhook_url}/{Keys(path.read_bytes()).address('path')}"


async def _clock(settings: Settings, clock: Callable[[], int]) -> Finding:
    """Telegram's clock is in the head of any answer; the token is not needed for one."""
    before = time.monotonic()
    try:
        async with httpx.AsyncClient(timeout=5) as client:
            answer = await client.get(settings.api_base)
        theirs = parsedate_to_datetime(answer.headers["Date"]).timestamp()
    except (httpx.HTTPError, KeyError, ValueError):
        return Finding("clock", Verdict.ODD, "Telegram's clock could not be read.", "Check this machine's by hand.")
    apart = abs(clock() - theirs) - (time.monotonic() - before)
    if apart > CLOCK_WRONG:
        said = "This machine's clock is wrong by more than a minute."
        return Finding("clock", Verdict.WRONG, said, "Switch on time synchronisation: dates and deletions need it.")
    if apart > CLOCK_ODD:
        return Finding("clock", Verdict.ODD, "This machine's clock is some seconds off.", "Switch on synchronisation.")
    return Finding("clock", Verdict.FINE, "The clock is right.")
