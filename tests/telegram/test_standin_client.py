"""The real client against the stand-in: neither says anything that the Bot API does not know."""

from __future__ import annotations

from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllPrivateChats,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputFile,
    LinkPreviewOptions,
    MenuButtonCommands,
    ReplyKeyboardMarkup,
    ReplyParameters,
)

from tests.telegram.standin import World


async def test_real_client_breaks_no_rule(world: World, bot: Bot) -> None:
    """Everything the library can put into our methods passes the table."""
    nurse = world.person()
    await nurse.start()
    card = InlineKeyboardMarkup(
        [
            [InlineKeyboardButton("Go", callback_data="1:go"), InlineKeyboardButton("Map", url="https://example.org")],
            [InlineKeyboardButton("Find", switch_inline_query="")],
        ]
    )
    sent = await bot.send_message(
        nurse.id,
        "<b>one</b> &amp; <i>two</i>",
        parse_mode="HTML",
        disable_notification=True,
        protect_content=True,
        link_preview_options=LinkPreviewOptions(is_disabled=True),
        reply_parameters=ReplyParameters(nurse.sees()[0].message_id, allow_sending_without_reply=True),
        reply_markup=card,
    )
    assert (sent.text, sent.has_protected_content, sent.api_kwargs) == ("one & two", True, {})
    await bot.send_message(nurse.id, "x", reply_markup=ForceReply(input_field_placeholder="1-9"))
    await bot.send_message(nurse.id, "x", reply_markup=ReplyKeyboardMarkup([["1", "2"]], resize_keyboard=True))
    await bot.set_my_commands([BotCommand("start", "Begin")], BotCommandScopeAllPrivateChats(), "es")
    await bot.set_chat_menu_button(nurse.id, MenuButtonCommands())
    chat = await bot.get_chat(nurse.id)
    assert (chat.type, chat.api_kwargs) == ("private", {})
    await bot.set_webhook(
        "https://bot.invalid/hook",
        certificate=InputFile(b"-", filename="bot.pem"),
        max_connections=8,
        allowed_updates=["message", "callback_query", "my_chat_member"],
        secret_token="a-B_9",
    )
    info = await bot.get_webhook_info()
    assert (info.max_connections, info.url, info.api_kwargs) == (8, "https://bot.invalid/hook", {})


async def test_updates_hold_nothing_the_library_does_not_know(world: World, bot: Bot) -> None:
    """What the stand-in sends is made of Bot API fields alone."""
    nurse = world.person(username="robin_on_shift")
    await nurse.start("code")
    await bot.send_message(
        nurse.id, "card", reply_markup=InlineKeyboardMarkup([[InlineKeyboardButton("a", callback_data="a")]])
    )
    await nurse.presses("a")
    await nurse.presses_old(1, "a")
    await nurse.edits(nurse.sees()[0].message_id, "changed")
    await nurse.blocks()
    await nurse.adds_bot_to_group()
    updates = await bot.get_updates()
    assert len(updates) == 6
    for update in updates:
        inner = update.message or update.edited_message or update.callback_query or update.my_chat_member
        assert inner is not None
        assert (update.api_kwargs, inner.api_kwargs) == ({}, {})
    pressed = updates[2].callback_query
    assert pressed is not None
    assert pressed.message is not None
    assert not pressed.message.is_accessible
