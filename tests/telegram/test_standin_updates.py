"""What the bot is told: confirmation by offset, long polls, expiry, conflicts, repeats and overtaking."""

from __future__ import annotations

import asyncio

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.error import Conflict
from telegram.ext import Application, CallbackQueryHandler, CommandHandler, ContextTypes

from tests.telegram.standin import Person, World
from tests.telegram.standin.updates import DAY

CARD = InlineKeyboardMarkup([[InlineKeyboardButton("Go", callback_data="go")]])


def ids(updates: tuple[Update, ...]) -> list[int]:
    """The update ids."""
    return [update.update_id for update in updates]


async def test_only_a_later_offset_confirms(bot: Bot, nurse: Person) -> None:
    """Asking again gives the same again; asking for what follows lets the earlier ones go."""
    one, two = await nurse.types("a"), await nurse.types("b")
    assert ids(await bot.get_updates()) == [one, two]
    assert ids(await bot.get_updates()) == [one, two]
    assert ids(await bot.get_updates(limit=1)) == [one]
    assert ids(await bot.get_updates(offset=two)) == [two]
    assert ids(await bot.get_updates(offset=one)) == [two]
    assert two is not None
    assert ids(await bot.get_updates(offset=two + 1)) == []
    assert ids(await bot.get_updates()) == []


async def test_negative_offset_forgets_all_but_the_last(bot: Bot, nurse: Person) -> None:
    """`offset=-1` is how one skips a backlog."""
    for text in "abc":
        await nurse.types(text)
    (last,) = await bot.get_updates(offset=-1)
    assert last.message is not None
    assert last.message.text == "c"
    assert len(await bot.get_updates()) == 1


async def test_long_poll_wakes_at_once(world: World, bot: Bot, nurse: Person) -> None:
    """A poll that waits gets what arrives, and nothing is confirmed by handing it out."""
    poll = asyncio.create_task(bot.get_updates(timeout=30))
    await world.until(lambda: world.poller.waiting)
    sent = await nurse.types("hello")
    assert ids(await poll) == [sent]
    assert len(world.updates.pending) == 1


async def test_long_poll_honours_its_timeout(world: World, bot: Bot) -> None:
    """Without news it ends empty after the time it asked for."""
    assert await bot.get_updates(timeout=1) == ()
    assert world.poller.polls == 1


async def test_second_poller_ends_the_first(world: World, bot: Bot) -> None:
    """Two pollers are a conflict: the older one is sent away, the newer one stays."""
    first = asyncio.create_task(bot.get_updates(timeout=30))
    await world.until(lambda: world.poller.waiting)
    async with Bot(world.token, base_url=world.base_url) as other:
        second = asyncio.create_task(other.get_updates(timeout=1))
        with pytest.raises(Conflict, match="terminated by other getUpdates request"):
            await first
        assert await second == ()


async def test_webhook_ends_a_poll(world: World, bot: Bot) -> None:
    """Setting a webhook sends the waiting poll away too."""
    poll = asyncio.create_task(bot.get_updates(timeout=30))
    await world.until(lambda: world.poller.waiting)
    await bot.set_webhook("https://bot.invalid/hook")
    with pytest.raises(Conflict, match="terminated by setWebhook"):
        await poll


async def test_poller_that_hangs_up_leaves_no_trace(world: World, nurse: Person) -> None:
    """A poll whose caller is gone frees its place and has seen nothing."""
    reader, writer = await asyncio.open_connection("127.0.0.1", int(world.url.rpartition(":")[2]))
    writer.write(f"GET /bot{world.token}/getUpdates?timeout=30 HTTP/1.1\r\nHost: x\r\n\r\n".encode())
    await world.until(lambda: world.poller.waiting)
    writer.close()
    await writer.wait_closed()
    await world.until(lambda: not world.poller.waiting)
    await nurse.types("hello")
    assert len(world.updates.pending) == 1
    assert await reader.read() == b""


async def test_presses_expire_before_messages(world: World, bot: Bot, nurse: Person) -> None:
    """Telegram keeps an undelivered press 150 seconds and a message a day."""
    await bot.send_message(nurse.id, "card", reply_markup=CARD)
    await nurse.presses("Go")
    await nurse.types("hello")
    world.clock.advance(seconds=151)
    (kept,) = await bot.get_updates()
    assert kept.message is not None
    world.clock.advance(seconds=DAY)
    assert await bot.get_updates() == ()
    assert world.updates.expired == 2


async def test_allowed_updates_are_remembered(bot: Bot, nurse: Person) -> None:
    """What was asked for once holds until it is replaced."""
    await bot.get_updates(allowed_updates=["callback_query"])
    assert await nurse.types("unheard") is None
    await bot.get_updates()
    assert await nurse.types("unheard") is None
    await bot.get_updates(allowed_updates=[])
    assert await nurse.types("heard") is not None


async def test_update_can_come_twice(world: World, bot: Bot, nurse: Person) -> None:
    """A confirmation that gets lost brings the same update once more."""
    world.updates.repeat("message")
    sent = await nurse.types("hello")
    assert sent is not None
    assert ids(await bot.get_updates()) == [sent]
    assert ids(await bot.get_updates(offset=sent + 1)) == [sent]
    assert ids(await bot.get_updates(offset=sent + 1)) == []


async def test_press_overtakes_a_message(world: World, bot: Bot, nurse: Person) -> None:
    """Typed text and presses go in two queues, so a press can come before what was typed earlier."""
    await bot.send_message(nurse.id, "card", reply_markup=CARD)
    world.updates.hold("message")
    assert await nurse.types("first") is None
    pressed = await nurse.presses("Go")
    (typed,) = world.updates.release("message")
    assert ids(await bot.get_updates()) == [pressed, typed]


async def test_ids_start_anew_after_a_week(world: World, bot: Bot, nurse: Person) -> None:
    """After a quiet week the next id may be smaller; the update is told all the same."""
    await nurse.types("before")
    world.clock.advance(hours=7 * 24)
    world.updates.next_id = 5
    assert await nurse.types("after") == 5
    assert ids(await bot.get_updates()) == [5]


async def test_real_application_polls(world: World, nurse: Person) -> None:
    """A bot of the real library, polling: a command makes a card, a press edits it, the bar stops."""

    async def begin(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.effective_chat is not None
        await update.effective_chat.send_message("Card 1", reply_markup=CARD, protect_content=True)

    async def pressed(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.callback_query is not None
        await update.callback_query.answer()
        await update.callback_query.edit_message_text("Card 2", reply_markup=CARD)

    builder = Application.builder().token(world.token).base_url(world.base_url)
    application = builder.build()
    application.add_handler(CommandHandler("start", begin))
    application.add_handler(CallbackQueryHandler(pressed))
    async with application:
        await application.start()
        assert application.updater is not None
        await application.updater.start_polling(timeout=5)
        await nurse.start("invite")
        await world.settled()
        assert (nurse.card().text, nurse.card().protected) == ("Card 1", True)
        await nurse.presses("Go")
        await world.settled()
        assert (nurse.card().text, nurse.card().labels) == ("Card 2", ["Go"])
        assert nurse.answers() == [{}]
        await application.updater.stop()
        await application.stop()
    assert [shown.preview for shown in nurse.lock_screen()] == ["Card 1"]
