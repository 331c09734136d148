"""People and their phones: what they can do, what they see, and what a lock screen shows."""

from __future__ import annotations

import pytest
from telegram import Bot, BotCommand, BotCommandScopeAllPrivateChats, InlineKeyboardButton, InlineKeyboardMarkup

from tests.telegram.standin import Key, Notification, Person, World


def keys(*labels: str) -> InlineKeyboardMarkup:
    """A column of buttons; the data is the label in lower case."""
    return InlineKeyboardMarkup([[InlineKeyboardButton(each, callback_data=each.lower())] for each in labels])


async def test_nothing_before_start(world: World) -> None:
    """A phone shows a Start button first, and nothing to type into."""
    nurse = world.person()
    with pytest.raises(AssertionError, match="Start button"):
        await nurse.types("hello")
    assert await nurse.start() is not None
    assert [seen.text for seen in nurse.sees()] == ["/start"]


async def test_deep_link(world: World) -> None:
    """A t.me link hands its payload to Start; one to another bot is noticed."""
    nurse = world.person()
    await nurse.opens("https://t.me/waymark_standin_bot?start=abc_-9")
    assert nurse.sees()[-1].text == "/start abc_-9"
    with pytest.raises(AssertionError, match="elsewhere"):
        await nurse.opens("https://t.me/another_bot?start=abc")
    with pytest.raises(ValueError, match="1-64"):
        await nurse.start("not allowed")


async def test_only_real_buttons_can_be_pressed(bot: Bot, nurse: Person) -> None:
    """By label or by data, on the newest card; a link calls nobody; a forger needs a method of his own."""
    await bot.send_message(nurse.id, "old", reply_markup=keys("Old"))
    link = InlineKeyboardButton("Map", url="https://example.org")
    await bot.send_message(nurse.id, "new", reply_markup=InlineKeyboardMarkup([[link, *keys("Go").inline_keyboard[0]]]))
    assert nurse.card().keys == ((Key("Map", None, "https://example.org"), Key("Go", "go")),)
    for impossible in ("Old", "Map"):
        with pytest.raises(AssertionError, match=impossible):
            await nurse.presses(impossible)
    await nurse.presses("Go")
    await nurse.presses("go")
    await nurse.forge("9:anything")
    pressed = [update.callback_query for update in await bot.get_updates()]
    assert [query.data for query in pressed if query] == ["go", "go", "9:anything"]


async def test_phone_that_lags_behind(bot: Bot, nurse: Person) -> None:
    """A button of a card that was edited or deleted can still be pressed elsewhere."""
    card = await bot.send_message(nurse.id, "card", reply_markup=keys("Go"))
    await card.delete()
    await nurse.presses_old(card.message_id, "go")
    (update,) = await bot.get_updates()
    assert update.callback_query is not None
    message = update.callback_query.message
    assert message is not None
    assert (message.message_id, message.is_accessible) == (card.message_id, False)


async def test_lock_screen(world: World, bot: Bot, nurse: Person) -> None:
    """New messages notify with their first words; edits and deletions do not; silence is marked."""
    await bot.set_my_name("Shift cards")
    card = await bot.send_message(nurse.id, f"<b>Card 1</b>{' of many' * 9}", parse_mode="HTML")
    await card.edit_text("Something else")
    quiet = await bot.send_message(nurse.id, "Card 2", disable_notification=True)
    await quiet.delete()
    assert nurse.lock_screen(20) == [
        Notification("Shift cards", "Card 1 of many of ma", silent=False, message_id=card.message_id),
        Notification("Shift cards", "Card 2", silent=True, message_id=quiet.message_id),
    ]
    assert len(nurse.lock_screen()[0].preview) == 40


async def test_chat_shows_what_is_left(bot: Bot, nurse: Person) -> None:
    """The chat holds live messages only, as they are now."""
    await nurse.types("3")
    card = await bot.send_message(nurse.id, "one", protect_content=True)
    await card.edit_text("<i>two</i>", parse_mode="HTML")
    await bot.delete_message(nurse.id, nurse.sees()[1].message_id)
    start, shown = nurse.sees()
    assert (start.text, start.mine) == ("/start", True)
    assert (shown.text, shown.mine, shown.protected, shown.edited) == ("two", False, True, True)
    assert shown.entities == ({"type": "italic", "offset": 0, "length": 3},)
    await nurse.clears(card.message_id)
    assert [seen.text for seen in nurse.sees()] == ["/start"]


async def test_block_and_return_are_told(bot: Bot, nurse: Person) -> None:
    """my_chat_member says when a person blocks the bot, and when they come back."""
    await nurse.blocks()
    await nurse.start()
    blocked, back, start = await bot.get_updates()
    assert blocked.my_chat_member is not None
    assert back.my_chat_member is not None
    assert blocked.my_chat_member.new_chat_member.status == "kicked"
    assert back.my_chat_member.new_chat_member.status == "member"
    assert start.message is not None


async def test_anything_else_than_text(bot: Bot, nurse: Person) -> None:
    """A photo or a contact arrives without a text."""
    await nurse.sends(contact={"first_name": "Sam", "phone_number": "555-0100"})
    photo = {"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}
    await nurse.sends(photo=[photo], caption="a note")
    contact, picture = [update.message for update in await bot.get_updates()]
    assert contact is not None
    assert picture is not None
    assert (contact.text, picture.text, picture.caption) == (None, None, "a note")
    assert len(picture.photo) == 1


async def test_two_people_two_chats(world: World, bot: Bot) -> None:
    """Each sees their own chat only; message ids run over both."""
    one, two = world.person(700_000_001), world.person(700_000_002, language_code=None)
    await one.start()
    await two.start()
    first = await bot.send_message(one.id, "for one")
    second = await bot.send_message(two.id, "for two")
    assert second.message_id > first.message_id
    assert [seen.text for seen in one.sees()] == ["/start", "for one"]
    assert [seen.text for seen in two.sees()] == ["/start", "for two"]


async def test_profile_by_language_and_scope(world: World, bot: Bot) -> None:
    """A person sees the words in their language, and the commands of the narrowest scope."""
    private = BotCommandScopeAllPrivateChats()
    await bot.set_my_name("Shift cards")
    await bot.set_my_name("Tarjetas", language_code="es")
    await bot.set_my_description("Cards for the shift")
    await bot.set_my_commands([BotCommand("begin", "Begin")])
    await bot.set_my_commands([BotCommand("next", "Next card")], private)
    await bot.set_my_commands([BotCommand("sigue", "Otra tarjeta")], private, "es")
    robin, sol = world.person(700_000_001), world.person(700_000_002, language_code="es-MX")
    assert (robin.profile().name, robin.profile().commands) == ("Shift cards", (("next", "Next card"),))
    assert (sol.profile().name, sol.profile().commands) == ("Tarjetas", (("sigue", "Otra tarjeta"),))
    assert sol.profile().description == "Cards for the shift"
    await bot.delete_my_commands(private, "es")
    await bot.set_my_name("", language_code="es")
    assert (sol.profile().name, sol.profile().commands) == ("Shift cards", (("next", "Next card"),))
    assert (await bot.get_my_name("es")).name == "Shift cards"
    assert [command.command for command in await bot.get_my_commands()] == ["begin"]


async def test_auto_delete_timer_can_be_read(bot: Bot, nurse: Person) -> None:
    """A bot can see the timer that a person has set, and has no way to set it."""
    await nurse.sets_auto_delete(86_400)
    chat = await bot.get_chat(nurse.id)
    assert chat.message_auto_delete_time is not None
