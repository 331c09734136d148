"""The command ``practice-bot``: a Telegram bot for trainers and trainees, which holds no real session."""

from __future__ import annotations

import asyncio
import gc
import os
import sys
import time

from bot import logs, process
from bot.adapters.telegram.service import BadTokenError
from bot.cli.practice_hall import FlowHall
from bot.cli.saying import refused
from bot.cli.scenario_check import scenarios_folder
from bot.cli.scenario_play import shelf_and_sources
from bot.epochs import folder_for, keeper
from bot.keys import Keys, SecretError, open_keys
from bot.practice import words
from bot.practice.scenario import Scenario
from bot.practice.scenario_file import read
from bot.practice_chat.closing import Reporting
from bot.practice_chat.library import Library, library
from bot.practice_chat.reporting import reporting
from bot.practice_chat.running import run
from bot.practice_chat.serving import Running, put_together
from bot.practice_chat.settings import read_practice
from bot.practice_chat.words import NAMES
from bot.practice_report.class_words import class_words
from bot.present import facts
from bot.present.issues import ContentError
from bot.settings import Settings, SettingsError
from bot.shipped import Refused, content_folder
from storage.errors import StoreError
from storage.practice_sqlite import SqlitePracticeStore
from storage.sealing import Seal

KEEP_SECONDS = 10 * 3600
"""How long a key of attempts and rooms can be read: the longest class, and an hour for whatever was left open."""


def now() -> int:
    """Seconds since 1970, by this machine's clock."""
    return int(time.time())


def practice_bot() -> int:
    """Hold practice; the exit code."""
    process.overwrites(os.environ)
    process.close()
    return refused(_practice)


def _practice() -> int:
    try:
        settings = read_practice(os.environ)
    except SettingsError as error:
        raise Refused(*error.sentences) from None
    token = settings.token.get_secret_value() if settings.token else ""
    logs.configure(settings.log_level, secrets=[token])
    gc.freeze()
    gc.enable()
    try:
        asyncio.run(_open(settings))
    except BadTokenError:
        raise Refused("Telegram does not know this token; BotFather has the right one.") from None
    return 0


async def _open(settings: Settings) -> None:
    await run(opened(settings), _aside)


def opened(settings: Settings) -> Running:
    """The bot of these settings. Raises ``Refused`` with everything that is wrong."""
    shelves = read_library()
    try:
        keys: Keys = open_keys(settings.secret_file)
        # Never the folder that the real bot's environment names: two services in one folder forget each other's keys.
        folder = folder_for(settings.store, settings.epoch_folder, environ={})
        ring = keeper(settings.store, KEEP_SECONDS, demonstration=True, named=folder)
        store = SqlitePracticeStore(settings.store, ring, Seal(keys.lasting()))
    except (StoreError, SecretError) as error:
        raise Refused(error.sentence if isinstance(error, StoreError) else str(error)) from None
    return put_together(shelves, read_reporting(shelves), store, keys, settings, now)


def read_library() -> Library:
    """All cases that ship, and the words. Raises ``Refused`` with every issue of every file."""
    shelf, register = shelf_and_sources()
    wrong: list[str] = []
    cases: list[Scenario] = []
    for path in sorted(scenarios_folder().glob("*.yaml")):
        try:
            cases.append(read(path, register.keys()).scenario)
        except ContentError as error:
            wrong += map(str, error.issues)
    try:
        said = words.read(content_folder() / "practice_chat.yaml", NAMES)
        known = facts.read(content_folder() / "facts.yaml")
    except ContentError as error:
        raise Refused(*wrong, *map(str, error.issues)) from None
    if wrong:
        raise Refused(*wrong)
    of_the_chat = words.Words({**shelf.words.texts, "banner": said("banner")})
    return library(cases, shelf, said, known, FlowHall(of_the_chat))


def read_reporting(shelves: Library) -> Reporting:
    """How classes are reported. Raises ``Refused`` with every issue."""
    try:
        return reporting(shelves.shelf, class_words())
    except ContentError as error:
        raise Refused(*map(str, error.issues)) from None


def _aside(sentence: str) -> None:
    sys.stdout.write(f"{sentence}\n")
    sys.stdout.flush()
