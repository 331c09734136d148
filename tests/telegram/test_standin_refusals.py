"""Telegram's refusals, and the classes that python-telegram-bot makes of them."""

from __future__ import annotations

from dataclasses import dataclass

import httpx
import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken, NetworkError, RetryAfter

from tests.telegram.standin import Person, World
from tests.telegram.standin.methods import NOT_MODIFIED, TOO_OLD


def keys(*data: str) -> InlineKeyboardMarkup:
    """One row with a button for each."""
    return InlineKeyboardMarkup([[InlineKeyboardButton(each, callback_data=each) for each in data]])


async def query_id(world: World, bot: Bot, nurse: Person) -> str:
    """The id of a press on a fresh card."""
    await bot.send_message(nurse.id, "card", reply_markup=keys("go"))
    await nurse.presses("go")
    query = world.updates.pending[-1].payload
    return str(query["id"])


async def test_edit_that_changes_nothing(bot: Bot, nurse: Person) -> None:
    """The same words and the same keys are no edit; other words or other keys are."""
    card = await bot.send_message(nurse.id, "<b>one</b>", parse_mode="HTML", reply_markup=keys("a"))
    with pytest.raises(BadRequest) as refused:
        await card.edit_text("<b>one</b>", parse_mode="HTML", reply_markup=keys("a"))
    assert refused.value.message == NOT_MODIFIED.removeprefix("Bad Request: ").capitalize()
    await card.edit_text("one", reply_markup=keys("a"))  # no longer bold
    await card.edit_text("one", reply_markup=keys("b"))
    with pytest.raises(BadRequest, match="not modified"):
        await card.edit_reply_markup(keys("b"))


async def test_edit_without_keys_takes_them_away(bot: Bot, nurse: Person) -> None:
    """Telegram drops the keyboard when an edit does not repeat it."""
    card = await bot.send_message(nurse.id, "one", reply_markup=keys("a"))
    await card.edit_text("two")
    assert [seen.labels for seen in nurse.sees() if not seen.mine] == [[]]


async def test_message_that_is_not_there(bot: Bot, nurse: Person) -> None:
    """What is deleted, or never was, can be neither edited nor deleted."""
    card = await bot.send_message(nurse.id, "one")
    await card.delete()
    with pytest.raises(BadRequest, match=r"^Message to edit not found$"):
        await card.edit_text("two")
    with pytest.raises(BadRequest, match=r"^Message to delete not found$"):
        await card.delete()


async def test_nobody_edits_the_words_of_a_person(bot: Bot, nurse: Person) -> None:
    """A typed message may be deleted by the bot, never edited."""
    await nurse.types("hello")
    typed = nurse.sees()[-1]
    with pytest.raises(BadRequest, match=r"^Message can't be edited$"):
        await bot.edit_message_text("x", nurse.id, typed.message_id)
    assert await bot.delete_message(nurse.id, typed.message_id)


async def test_48_hours(world: World, bot: Bot, nurse: Person) -> None:
    """After two days nothing can be deleted; it can still be overwritten."""
    card = await bot.send_message(nurse.id, "one")
    world.clock.advance(hours=47.9)
    late = await bot.send_message(nurse.id, "two")
    world.clock.advance(hours=0.2)
    with pytest.raises(BadRequest, match=r"^Message can't be deleted$"):
        await card.delete()
    await card.edit_text("-")
    assert await late.delete()


async def test_many_at_once(world: World, bot: Bot, nurse: Person) -> None:
    """deleteMessages skips what it does not know, and refuses all when one is too old."""
    old = await bot.send_message(nurse.id, "one")
    assert await bot.delete_messages(nurse.id, [old.message_id, 999_999])
    old = await bot.send_message(nurse.id, "two")
    world.clock.advance(hours=49)
    new = await bot.send_message(nurse.id, "three")
    with pytest.raises(BadRequest, match=r"^Message can't be deleted$"):
        await bot.delete_messages(nurse.id, [new.message_id, old.message_id])
    assert [seen.text for seen in nurse.sees() if not seen.mine] == ["two", "three"]


async def test_a_press_is_answered_once(world: World, bot: Bot, nurse: Person) -> None:
    """The second answer is refused, and so is one for a press that never was."""
    query = await query_id(world, bot, nurse)
    assert nurse.answers() == [None]
    assert await bot.answer_callback_query(query, "Noted")
    assert nurse.answers() == [{"text": "Noted"}]
    for unknown in (query, "17"):
        with pytest.raises(BadRequest) as refused:
            await bot.answer_callback_query(unknown)
        assert refused.value.message == TOO_OLD.removeprefix("Bad Request: ").capitalize()


async def test_a_press_is_answered_in_time(world: World, bot: Bot, nurse: Person) -> None:
    """Too late is too late."""
    query = await query_id(world, bot, nurse)
    world.clock.advance(seconds=world.answer_seconds + 1)
    with pytest.raises(BadRequest, match=r"^Query is too old"):
        await bot.answer_callback_query(query)


@dataclass(frozen=True)
class Breach:
    """A card that the schema refuses, what is said about it, and under which code it is recorded."""

    text: str
    data: str
    said: str
    code: str


@pytest.mark.parametrize(
    "breach",
    [
        pytest.param(Breach("x" * 4097, "a", "message is too long", "length"), id="4097 letters"),
        pytest.param(Breach("\U0001f49a" * 2049, "a", "message is too long", "length"), id="4098 UTF-16 units"),
        pytest.param(Breach("<b> </b>", "a", "message text is empty", "length"), id="nothing left"),
        pytest.param(Breach("x", "é" * 33, "BUTTON_DATA_INVALID", "length"), id="66 bytes"),
        pytest.param(Breach("<b>x", "a", "can't parse entities: .*end tag", "html"), id="open tag"),
        pytest.param(Breach("a < b", "a", "can't parse entities: unsupported", "html"), id="bare <"),
    ],
)
async def test_what_the_schema_refuses(world: World, bot: Bot, nurse: Person, breach: Breach) -> None:
    """A breach of the schema is refused as Telegram refuses it, and stays on the record."""
    with pytest.raises(BadRequest, match=f"(?i)^{breach.said}"):
        await bot.send_message(nurse.id, breach.text, parse_mode="HTML", reply_markup=keys(breach.data))
    assert [found.code for found in world.violations] == [breach.code]
    world.violations.clear()


async def test_button_without_an_action(world: World, bot: Bot, nurse: Person) -> None:
    """A button of an inline keyboard has to do something."""
    with pytest.raises(BadRequest, match=r"^Text buttons are unallowed in the inline keyboard$"):
        await bot.send_message(nurse.id, "x", reply_markup=InlineKeyboardMarkup([[InlineKeyboardButton("a")]]))
    assert [found.code for found in world.violations] == ["action"]
    world.violations.clear()


async def test_longest_text_and_data_pass(bot: Bot, nurse: Person) -> None:
    """4096 after parsing and 64 bytes are still fine."""
    text = f"<b>{'&amp;' * 4094}</b>\U0001f49a"
    sent = await bot.send_message(nurse.id, text, parse_mode="HTML", reply_markup=keys("é" * 32))
    assert sent.text is not None
    assert len(sent.text) == 4095


async def test_reply_to_nothing(bot: Bot, nurse: Person) -> None:
    """A reply needs its message, unless the bot says that it does not matter."""
    with pytest.raises(BadRequest, match=r"^Message to be replied not found$"):
        await bot.send_message(nurse.id, "x", reply_to_message_id=1)
    await bot.send_message(nurse.id, "x", reply_to_message_id=1, allow_sending_without_reply=True)


async def test_blocked(bot: Bot, nurse: Person) -> None:
    """Who has blocked the bot gets nothing, until they press Start again."""
    card = await bot.send_message(nurse.id, "one")
    await nurse.blocks()
    for attempt in (bot.send_message(nurse.id, "x"), card.edit_text("y"), card.delete()):
        with pytest.raises(Forbidden, match=r"^Forbidden: bot was blocked by the user$"):
            await attempt
    await nurse.start()
    assert await card.delete()


async def test_account_closed(bot: Bot, nurse: Person) -> None:
    """Nor does a closed account."""
    await nurse.closes_account()
    with pytest.raises(Forbidden, match=r"^Forbidden: user is deactivated$"):
        await bot.send_message(nurse.id, "x")


async def test_never_started(world: World, bot: Bot) -> None:
    """Nor does a person who has never pressed Start; an unknown id is no chat at all."""
    with pytest.raises(Forbidden, match=r"^Forbidden: bot can't initiate conversation with a user$"):
        await bot.send_message(world.person(700_000_002).id, "x")
    with pytest.raises(BadRequest, match=r"^Chat not found$"):
        await bot.send_message(700_000_003, "x")


async def test_flood(world: World, bot: Bot, nurse: Person) -> None:
    """429 says how long to wait, in the body and in the header; then the same call passes."""
    world.faults.flood("sendMessage", retry_after=7, times=2)
    with pytest.raises(RetryAfter, match="Retry in 0:00:07"):
        await bot.send_message(nurse.id, "x")
    async with httpx.AsyncClient() as raw:
        answer = await raw.post(f"{world.base_url}{world.token}/sendMessage", json={"chat_id": nurse.id, "text": "x"})
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "7")
    assert answer.json()["parameters"] == {"retry_after": 7}
    await bot.send_message(nurse.id, "y")
    assert [seen.text for seen in nurse.sees() if not seen.mine] == ["y"]


@pytest.mark.parametrize("status", [502, 504])
async def test_gateway_trouble(world: World, bot: Bot, nurse: Person, status: int) -> None:
    """A body that is no JSON is trouble on the way, not an answer of Telegram."""
    world.faults.gateway("sendMessage", status=status)
    with pytest.raises(NetworkError) as refused:
        await bot.send_message(nurse.id, "x")
    assert type(refused.value) is NetworkError
    assert str(status) in refused.value.message


async def test_webhook_and_polling_exclude_each_other(world: World, bot: Bot) -> None:
    """getUpdates is refused while a webhook is set."""
    await bot.set_webhook("https://bot.invalid/hook")
    with pytest.raises(Conflict, match="can't use getUpdates method while webhook is active"):
        await bot.get_updates()
    await bot.delete_webhook()
    assert await bot.get_updates() == ()


async def test_webhook_wants_https(bot: Bot) -> None:
    """Plain http is taken on loopback only."""
    with pytest.raises(BadRequest, match=r"(?i)https url must be provided"):
        await bot.set_webhook("http://bot.invalid/hook")


async def test_wrong_token_and_wrong_method(world: World, bot: Bot) -> None:
    """Both end as InvalidToken in the library; the unknown method stays on the record."""
    with pytest.raises(InvalidToken):
        async with Bot("5550199:no", base_url=world.base_url):
            pass
    async with httpx.AsyncClient() as raw:
        answer = await raw.post(f"{world.base_url}{world.token}/sendTelepathy")
    assert answer.status_code == 404
    assert [found.where for found in world.violations] == ["sendTelepathy"]
    world.violations.clear()


async def test_logged_out(bot: Bot) -> None:
    """After logOut every call is refused."""
    assert await bot.log_out()
    with pytest.raises(BadRequest, match=r"^Logged out$"):
        await bot.get_me()


async def test_close_in_the_first_ten_minutes(world: World, bot: Bot) -> None:
    """`close` comes with a wait of its own."""
    with pytest.raises(RetryAfter):
        await bot.close()
    world.clock.advance(seconds=601)
    assert await bot.close()


async def test_groups_are_left(world: World, bot: Bot, nurse: Person) -> None:
    """Put into a group the bot is told, can write and leave; then it is out."""
    group = await nurse.adds_bot_to_group("Ward")
    (told,) = await bot.get_updates()
    assert told.my_chat_member is not None
    assert told.my_chat_member.chat.type == "group"
    assert told.my_chat_member.new_chat_member.status == "member"
    await bot.send_message(group.id, "Private chats only.")
    await group.types("/start")
    with pytest.raises(BadRequest, match=r"^Message can't be deleted$"):
        await bot.delete_message(group.id, group.sees()[-1].message_id)
    await bot.leave_chat(group.id)
    assert not group.bot_inside
    with pytest.raises(Forbidden, match="not a member of the group chat"):
        await bot.send_message(group.id, "x")
    with pytest.raises(BadRequest, match="can't be changed in private chats"):
        await bot.leave_chat(nurse.id)
    assert await group.types("/start") is None
