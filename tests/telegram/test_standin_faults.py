"""Trouble on order: before or after the effect, at the n-th call, as often as asked."""

from __future__ import annotations

import asyncio

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import NetworkError, RetryAfter, TimedOut

from tests.telegram.standin import Person, World

CARD = InlineKeyboardMarkup([[InlineKeyboardButton("Go", callback_data="go")]])


def texts(nurse: Person) -> list[str]:
    """What the bot has in the chat."""
    return [seen.text for seen in nurse.sees() if not seen.mine]


@pytest.mark.parametrize(("when", "left"), [("before", []), ("after", ["x"])])
async def test_broken_connection(world: World, bot: Bot, nurse: Person, when: str, left: list[str]) -> None:
    """The caller hears the same trouble whether the effect has happened or not."""
    world.faults.reset("sendMessage", when="after" if when == "after" else "before")
    with pytest.raises(NetworkError) as broken:
        await bot.send_message(nurse.id, "x")
    assert not isinstance(broken.value, TimedOut)
    assert texts(nurse) == left
    assert world.calls[-1].status == 0


@pytest.mark.parametrize(("when", "left"), [("before", []), ("after", ["x"])])
async def test_gateway_on_either_side(world: World, bot: Bot, nurse: Person, when: str, left: list[str]) -> None:
    """A gateway may lose the request or the answer."""
    world.faults.gateway("sendMessage", when="after" if when == "after" else "before")
    with pytest.raises(NetworkError):
        await bot.send_message(nurse.id, "x")
    assert texts(nurse) == left


async def test_slow_answer(world: World, bot: Bot, nurse: Person) -> None:
    """Slower than the client's patience: it gives up, and the message is there all the same."""
    world.faults.slow("sendMessage", 30)
    with pytest.raises(TimedOut):
        await bot.send_message(nurse.id, "x", read_timeout=0.05)
    assert texts(nurse) == ["x"]


async def test_latency_of_every_answer(world: World, bot: Bot, nurse: Person) -> None:
    """Every answer can be made to take its time; the effect comes at once."""
    world.latency = 30
    with pytest.raises(TimedOut):
        await bot.send_message(nurse.id, "x", read_timeout=0.05)
    assert texts(nurse) == ["x"]


async def test_nth_call_and_how_often(world: World, bot: Bot, nurse: Person) -> None:
    """The second and third sendMessage from now fail, nothing else does."""
    fault = world.faults.flood("sendMessage", retry_after=1, nth=2, times=2)
    await bot.send_message(nurse.id, "1")
    await bot.get_me()
    for text in "23":
        with pytest.raises(RetryAfter):
            await bot.send_message(nurse.id, text)
    await bot.send_message(nurse.id, "4")
    assert texts(nurse) == ["1", "4"]
    assert fault.met == 2
    assert [call.status for call in world.called("sendMessage")] == [200, 429, 429, 200]


async def test_star_means_every_method_but_the_poll(world: World, bot: Bot) -> None:
    """An outage of everything leaves polling alone, until it is lifted."""
    fault = world.faults.gateway("*", times=100)
    with pytest.raises(NetworkError):
        await bot.get_me()
    assert await bot.get_updates() == ()
    world.faults.lift(fault)
    await bot.get_me()


@pytest.mark.parametrize("when", ["before", "after"])
async def test_gate(world: World, bot: Bot, nurse: Person, when: str) -> None:
    """A call can be made to stand still on either side of its effect, and then go on."""
    gate = world.faults.stop_at("sendMessage", when="after" if when == "after" else "before")
    call = asyncio.create_task(bot.send_message(nurse.id, "x"))
    await gate.reached()
    assert texts(nurse) == ([] if when == "before" else ["x"])
    gate.release()
    assert (await call).text == "x"
    assert texts(nurse) == ["x"]


async def test_gate_that_drops(world: World, bot: Bot, nurse: Person) -> None:
    """Or the connection breaks there, as when the bot is killed at that point."""
    gate = world.faults.stop_at("sendMessage")
    call = asyncio.create_task(bot.send_message(nurse.id, "x"))
    await gate.reached()
    gate.drop()
    with pytest.raises(NetworkError):
        await call
    assert texts(nurse) == []


async def test_flood_limits(world: World, bot: Bot, nurse: Person) -> None:
    """Switched on, a burst passes, then 429 with the seconds to wait; waiting helps; others are free."""
    other = world.person(700_000_002)
    await other.start()
    world.rates.enforce(per_chat=0.001, burst=3)
    card = await bot.send_message(nurse.id, "1", reply_markup=CARD)
    await bot.send_message(nurse.id, "2")
    await card.edit_text("1b")
    with pytest.raises(RetryAfter):
        await bot.send_message(nurse.id, "3")
    await bot.send_message(other.id, "1")
    assert await card.delete()
    assert world.rates.refused == 1
    world.clock.advance(seconds=1000)
    await bot.send_message(nurse.id, "4")
    assert texts(nurse) == ["2", "4"]


async def test_settled_says_what_is_still_going_on(world: World, nurse: Person) -> None:
    """A bot that never fetches its updates is named as the reason."""
    await nurse.types("hello")
    with pytest.raises(AssertionError, match="1 pending updates"):
        await world.settled(within=0.05)


async def test_watchers_hear_every_call(world: World, bot: Bot, nurse: Person) -> None:
    """A benchmark can look on without asking."""
    heard: list[str] = []
    world.watchers.append(lambda call: heard.append(call.method))
    await bot.send_message(nurse.id, "x")
    await bot.get_me()
    assert heard == ["sendMessage", "getMe"]
