"""What the adapter is measured against: `python -m benchmarks.telegram_bots {edit,answer,talk} BASE_URL TOKEN [FILE]`.

- edit: the smallest application of python-telegram-bot: one handler, and each press edits the message, which says how
  often it was pressed.
- answer: the same, and the press is answered first, as Telegram asks for.
- talk: ConversationHandler with PicklePersistence: two states that lead to each other; answered and edited.

All are polled by the library itself. A message of any kind gets a first card.
"""

from __future__ import annotations

import logging
import sys
import warnings
from typing import Any, Final

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    ConversationHandler,
    PicklePersistence,
)

WORDS: Final = "A card of about the length that a card has.\n\n" + "It says what to say, and why. " * 8
BUTTONS: Final = ("First answer", "Second answer", "Third answer", "Danger", "Someone walked in", "Back", "More")
ONE, OTHER = 1, 2

Context = ContextTypes.DEFAULT_TYPE


def keys(at: int) -> InlineKeyboardMarkup:
    """As many buttons as a card has."""
    rows = [[InlineKeyboardButton(text, callback_data=f"{at}:{n}")] for n, text in enumerate(BUTTONS)]
    return InlineKeyboardMarkup(rows)


async def start(update: Update, _: Context) -> int:
    """The first card."""
    assert update.effective_chat is not None
    await update.get_bot().send_message(update.effective_chat.id, WORDS, reply_markup=keys(0))
    return ONE


async def edit(update: Update, _: Context) -> None:
    """Show that it was pressed."""
    query = update.callback_query
    assert query is not None
    at = int((query.data or "0").partition(":")[0]) + 1
    await query.edit_message_text(f"{at}. {WORDS}", reply_markup=keys(at))


async def answer(update: Update, context: Context) -> None:
    """Answer the press, then show it."""
    assert update.callback_query is not None
    await update.callback_query.answer()
    await edit(update, context)


async def one(update: Update, context: Context) -> int:
    """From one state to the other."""
    await answer(update, context)
    return OTHER


async def other(update: Update, context: Context) -> int:
    """And back."""
    await answer(update, context)
    return ONE


def application(kind: str, base_url: str, token: str, file: str) -> Application[Any, Any, Any, Any, Any, Any]:
    """The application of a kind."""
    builder = Application.builder().token(token).base_url(base_url)
    if kind == "talk":
        app = builder.persistence(PicklePersistence(file)).build()
        talk: ConversationHandler[Context] = ConversationHandler(
            [CommandHandler("start", start)],
            {ONE: [CallbackQueryHandler(one)], OTHER: [CallbackQueryHandler(other)]},
            [],
            name="talk",
            persistent=True,
            per_message=False,
            allow_reentry=True,
        )
        app.add_handler(talk)
        return app
    app = builder.build()
    app.add_handler(CommandHandler("start", start))
    app.add_handler(CallbackQueryHandler(edit if kind == "edit" else answer))
    return app


if __name__ == "__main__":
    logging.disable()
    warnings.simplefilter("ignore")
    kind, base_url, token, *file = sys.argv[1:]
    application(kind, base_url, token, file[0] if file else "").run_polling(bootstrap_retries=-1)
