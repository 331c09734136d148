"""Webhook delivery: the secret, repeats until 2xx, order inside a queue, many queues at once."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup

from tests.telegram.receiver import Receiver
from tests.telegram.standin import Person, World

CARD = InlineKeyboardMarkup([[InlineKeyboardButton("Go", callback_data="go")]])


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    """A bot's address."""
    async with Receiver() as opened:
        yield opened


async def test_secret_and_update(world: World, bot: Bot, nurse: Person, receiver: Receiver) -> None:
    """The update arrives as JSON with the secret that was set, once."""
    await bot.set_webhook(receiver.url, secret_token="s-3_cret")
    sent = await nurse.types("hello")
    await world.settled()
    assert receiver.ids == [sent]
    assert receiver.secrets == ["s-3_cret"]
    assert receiver.got[0]["message"]["text"] == "hello"
    info = await bot.get_webhook_info()
    assert (info.pending_update_count, info.last_error_message) == (0, None)


async def test_what_was_pending_is_delivered(world: World, bot: Bot, nurse: Person, receiver: Receiver) -> None:
    """Updates from before the webhook was set come first; dropping them is a choice."""
    before = await nurse.types("before")
    await bot.set_webhook(receiver.url)
    await world.settled()
    assert receiver.ids == [before]
    await bot.delete_webhook()
    await nurse.types("dropped")
    await bot.set_webhook(receiver.url, drop_pending_updates=True)
    await world.settled()
    assert receiver.ids == [before]


async def test_same_update_until_2xx(world: World, bot: Bot, nurse: Person, receiver: Receiver) -> None:
    """Whatever is not 2xx comes again with the same id, and the next one waits for it."""
    receiver.statuses.extend([500, 404, 302, 204])
    await bot.set_webhook(receiver.url)
    one, two = await nurse.types("one"), await nurse.types("two")
    await world.settled()
    assert receiver.ids == [one, one, one, one, two]
    assert [each.attempt for each in world.webhook.deliveries] == [1, 2, 3, 4, 1]
    info = await bot.get_webhook_info()
    assert info.last_error_message is not None


async def test_nobody_there(world: World, bot: Bot, nurse: Person, receiver: Receiver) -> None:
    """An address where nobody answers is tried again; the update waits."""
    await receiver.__aexit__(None, None, None)
    await bot.set_webhook(receiver.url)
    sent = await nurse.types("hello")
    await world.until(lambda: len(world.webhook.deliveries) > 2)
    assert {each.status for each in world.webhook.deliveries} == {None}
    assert [update.update_id for update in world.updates.pending] == [sent]


async def test_slow_answer_is_a_lost_one(world: World, bot: Bot, nurse: Person, receiver: Receiver) -> None:
    """Who does not answer in time gets the update again while still at work on it."""
    world.webhook.patience = 0.05
    receiver.open.clear()
    await bot.set_webhook(receiver.url)
    sent = await nurse.types("hello")
    await world.until(lambda: len(receiver.got) > 1)
    receiver.open.set()
    await world.settled()
    assert set(receiver.ids) == {sent}


async def test_retry_after_is_honoured(world: World, bot: Bot, nurse: Person, receiver: Receiver) -> None:
    """A bot that asks for a pause gets it, instead of the usual repeat at once."""
    world.webhook.scale = 1000.0
    receiver.statuses.append(503)
    receiver.headers["Retry-After"] = "3600"
    await bot.set_webhook(receiver.url)
    await nurse.types("hello")
    await world.until(lambda: world.webhook.deliveries)
    with pytest.raises(AssertionError, match="1 pending updates"):
        await world.until(lambda: len(receiver.got) > 1, within=0.1)


async def test_expired_is_not_delivered(world: World, bot: Bot, nurse: Person, receiver: Receiver) -> None:
    """A press that could not be delivered in 150 seconds is given up."""
    await bot.send_message(nurse.id, "card", reply_markup=CARD)
    receiver.statuses.extend([500] * 1000)
    await bot.set_webhook(receiver.url)
    await nurse.presses("Go")
    await world.until(lambda: len(receiver.got) > 2)
    world.clock.advance(seconds=151)
    await world.settled()
    assert world.updates.expired == 1


async def test_queues_go_side_by_side(world: World, bot: Bot, nurse: Person, receiver: Receiver) -> None:
    """One queue for typed text, one for presses, one for each person; inside each, one at a time."""
    other = world.person(700_000_002)
    await other.start()
    world.updates.drop_all()
    await bot.send_message(nurse.id, "card", reply_markup=CARD)
    receiver.open.clear()
    await bot.set_webhook(receiver.url)
    typed, pressed, elsewhere = await nurse.types("1"), await nurse.presses("Go"), await other.types("2")
    later = await nurse.types("3")
    await world.until(lambda: receiver.at_once == 3)
    assert set(receiver.ids) == {typed, pressed, elsewhere}
    receiver.open.set()
    await world.settled()
    assert receiver.ids[3:] == [later]


async def test_max_connections(world: World, bot: Bot, receiver: Receiver) -> None:
    """No more at once than the bot has asked for."""
    await bot.set_webhook(receiver.url, max_connections=2)
    receiver.open.clear()
    for i in range(6):
        await world.person(700_000_010 + i).start()
    await world.until(lambda: receiver.at_once == 2)
    receiver.open.set()
    await world.settled()
    assert len(receiver.got) == 6
    assert (receiver.most_at_once, world.webhook.most_at_once) == (2, 2)


async def test_delivered_twice(world: World, bot: Bot, nurse: Person, receiver: Receiver) -> None:
    """A 2xx that gets lost on its way brings the update a second time."""
    world.updates.repeat("message")
    await bot.set_webhook(receiver.url)
    sent = await nurse.types("hello")
    await world.settled()
    assert receiver.ids == [sent, sent]


async def test_press_overtakes_a_message(world: World, bot: Bot, nurse: Person, receiver: Receiver) -> None:
    """A message that is held up is overtaken by the press that followed it."""
    await bot.send_message(nurse.id, "card", reply_markup=CARD)
    await bot.set_webhook(receiver.url)
    world.updates.hold("message")
    await nurse.types("first")
    await nurse.presses("Go")
    await world.settled()
    world.updates.release("message")
    await world.settled()
    assert ["message" in update for update in receiver.got] == [False, True]
