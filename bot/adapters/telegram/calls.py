"""What we ask of Telegram, each call with the fate that it met: done, nothing there, blocked, or given up.

All calls but one may be repeated without harm, so they are, with growing pauses and an end. The one that may not is a
new message: when its answer is lost, nobody knows whether it was sent, and ``Sent.unsure`` says so.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum, auto
from typing import Any, Final, Generic, TypeVar

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Message
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError
from telegram.ext import ExtBot

from bot.adapters.telegram.border import Telling
from bot.adapters.telegram.card import Card
from bot.adapters.telegram.pace import URGENT

T = TypeVar("T")

AT_ONCE: Final = 16
"""Calls under way at the same time; as many connections are kept, and a few more for what is urgent."""

TRIES: Final = 6
FIRST_PAUSE: Final = 0.25
LONGEST_PAUSE: Final = 60.0
"""Seconds. A flood that asks for a longer wait than this is left to the next tap."""

MOST_IDS: Final = 100
LONGEST_ANSWER: Final = 200
"""Letters that a button can answer with."""


class Fate(Enum):
    """What became of a call."""

    DONE = auto()
    GONE = auto()
    """The message is not there, or cannot be edited any more."""
    STUCK = auto()
    """The message is there and cannot be deleted any more."""
    BLOCKED = auto()
    """This person cannot be reached: nothing may be kept for them."""
    FAILED = auto()
    """Given up; the next tap, or a timer, tries again."""


REFUSALS: Final = (
    ("message is not modified", Fate.DONE),
    ("query is too old", Fate.DONE),
    ("message to edit not found", Fate.GONE),
    ("message can't be edited", Fate.GONE),
    ("message to delete not found", Fate.GONE),
    ("message can't be deleted", Fate.STUCK),
    ("chat not found", Fate.BLOCKED),
)
"""What Telegram says, in its own words, and what it comes to."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A new message. ``unsure``: there may be another one like it, whose answer was lost."""

    fate: Fate
    message: int = 0
    unsure: bool = False


Hold = Callable[[float], Awaitable[None]]
"""How a pause between two tries is spent, in seconds; it may raise to give up."""


class Calls:
    """The bot's side of the Bot API."""

    def __init__(self, bot: ExtBot[Any], tell: Telling) -> None:
        self._bot = bot
        self._tell = tell
        self._places = asyncio.Semaphore(AT_ONCE)

    async def send(self, chat: int, card: Card, *, silent: bool, urgent: bool = False) -> Sent:
        """Send a new message."""

        async def once() -> Message:
            return await self._bot.send_message(
                chat,
                card.text,
                reply_markup=_markup(card),
                disable_notification=silent,
                # Here and not among the library's defaults: those would add it to edits, where it is unknown.
                protect_content=True,
                rate_limit_args=URGENT if urgent else None,
            )

        tried = await self._try("sendMessage", once, urgent=urgent)
        return Sent(tried.fate, tried.answer.message_id if tried.answer else 0, tried.unsure)

    async def edit(
        self, chat: int, message: int, card: Card, *, urgent: bool = False, hold: Hold | None = None
    ) -> Fate:
        """Make a message look like this."""

        async def once() -> Message | bool:
            return await self._bot.edit_message_text(
                card.text,
                chat,
                message,
                reply_markup=_markup(card),
                rate_limit_args=URGENT if urgent else None,
            )

        return (await self._try("editMessageText", once, urgent=urgent, hold=hold)).fate

    async def delete(self, chat: int, message: int, *, urgent: bool = False) -> Fate:
        """Delete a message, ours or the person's."""

        async def once() -> bool:
            return await self._bot.delete_message(chat, message, rate_limit_args=URGENT if urgent else None)

        return (await self._try("deleteMessage", once, urgent=urgent)).fate

    async def delete_all(self, chat: int, messages: Sequence[int]) -> Fate:
        """Delete messages of which some may not exist."""
        fate = Fate.DONE
        for start in range(0, len(messages), MOST_IDS):
            part = messages[start : start + MOST_IDS]

            async def once(part: Sequence[int] = part) -> bool:
                return await self._bot.delete_messages(chat, part)

            fate = (await self._try("deleteMessages", once)).fate
            if fate is not Fate.DONE:
                return fate
        return fate

    async def answer(self, query: str, text: str = "") -> None:
        """Stop the wheel on a button, with a few words when there are any. Failing is of no account."""

        async def once() -> bool:
            return await self._bot.answer_callback_query(query, text[:LONGEST_ANSWER] or None)

        # In line like any other call: more calls than connections cost the client more than the calls themselves.
        await self._try("answerCallbackQuery", once, tries=2)

    async def leave(self, chat: int) -> None:
        """Leave a group."""

        async def once() -> bool:
            return await self._bot.leave_chat(chat)

        await self._try("leaveChat", once)

    async def _try(
        self,
        name: str,
        call: Callable[[], Awaitable[T]],
        *,
        tries: int = TRIES,
        urgent: bool = False,
        hold: Hold | None = None,
    ) -> _Tried[T]:
        """Call until it is decided. Raises nothing of Telegram's."""
        unsure = False
        for number in range(1, tries + 1):
            try:
                if urgent:
                    return _Tried(Fate.DONE, await call(), unsure)
                async with self._places:
                    return _Tried(Fate.DONE, await call(), unsure)
            except TelegramError as error:
                judged = _judged(error, number)
            unsure = unsure or judged.unsure
            if judged.fate is not Fate.FAILED:
                return _Tried(judged.fate, None, unsure)
            if judged.pause is None:
                break
            if number < tries:
                self._tell("call.repeated", name)
                await (hold or asyncio.sleep)(judged.pause)
        self._tell("call.failed", name)
        return _Tried(Fate.FAILED, None, unsure)


@dataclass(frozen=True, slots=True)
class _Tried(Generic[T]):
    """What became of a call and its repetitions; ``unsure``: one of them may have worked unheard."""

    fate: Fate
    answer: T | None
    unsure: bool


@dataclass(frozen=True, slots=True)
class _Judged:
    """What an error comes to, and the pause in seconds before another try; None when none would help."""

    fate: Fate
    pause: float | None = None
    unsure: bool = False


def _judged(error: TelegramError, number: int) -> _Judged:
    match error:
        case RetryAfter(retry_after=wait):
            seconds = wait.total_seconds() if isinstance(wait, timedelta) else float(wait)
            return _Judged(Fate.FAILED, seconds + random.uniform(0.05, 0.25) if seconds <= LONGEST_PAUSE else None)  # noqa: S311
        case Forbidden():
            return _Judged(Fate.BLOCKED)
        case BadRequest(message=said):
            return _Judged(next((fate for words, fate in REFUSALS if words in said.lower()), Fate.FAILED))
        case NetworkError():
            pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (number - 1))
            return _Judged(Fate.FAILED, pause * random.uniform(0.5, 1.5), unsure=True)  # noqa: S311
        case _:
            return _Judged(Fate.FAILED)


def _markup(card: Card) -> InlineKeyboardMarkup | None:
    if not card.rows:
        return None
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(key.label, callback_data=key.data) for key in row] for row in card.rows]
    )
