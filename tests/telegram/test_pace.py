"""How fast the bot speaks: within Telegram's limits, the newest view first, and nobody who is in a hurry waits."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.adapters.telegram.card import Card
from bot.adapters.telegram.pace import URGENT, Limiter, Pace
from bot.adapters.telegram.turns import Overtaken, Showing, Turn, Turns
from tests.telegram.standin import World
from tests.telegram.ward import Ward

ONE, TWO = Showing(Card("one")), Showing(Card("two"))


class Clock:
    """Seconds that a test sets."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_burst_and_then_one_a_second() -> None:
    """Four at once, then as many as time lets through, and chats do not wait for each other."""
    clock = Clock()
    pace = Pace(1.0, burst=4, clock=clock)
    for _ in range(4):
        assert pace.wait(1) == 0
        pace.spend(1)
    assert pace.wait(1) == pytest.approx(1.0)
    assert pace.wait(2) == 0
    clock.now += 0.4
    assert pace.wait(1) == pytest.approx(0.6)
    clock.now += 0.6
    assert pace.wait(1) == 0


def test_who_is_in_a_hurry_pays_later() -> None:
    """An urgent message goes at once, and the ordinary ones after it wait the longer, but not for ever."""
    clock = Clock()
    pace = Pace(1.0, burst=4, clock=clock)
    for _ in range(6):
        pace.spend(1)
    assert pace.wait(1) == pytest.approx(3.0)
    for _ in range(100):
        pace.spend(1)
    assert pace.wait(1) == pytest.approx(5.0)


def test_no_limit_is_no_limit() -> None:
    """A rate of 0 lets everything through."""
    pace = Pace(0)
    for _ in range(100):
        pace.spend(1)
    assert pace.wait(1) == 0


async def test_the_newest_view_wins() -> None:
    """What is wanted is one view: the last one, with what the ones before it asked for besides."""
    turn = Turn()
    turn.want(Showing(Card("one"), fresh=True, loud=True, after=7))
    turn.want(TWO)
    taken = turn.take()
    assert taken == Showing(Card("two"), fresh=True, loud=True, after=7)
    assert turn.take() is None


async def test_waiting_ends_when_a_newer_view_is_wanted() -> None:
    """A view that waits for its turn gives way at once."""
    turn = Turn()
    turn.want(ONE)
    turn.take()
    held = asyncio.create_task(turn.hold(60))
    await asyncio.sleep(0)
    turn.want(TWO)
    with pytest.raises(Overtaken):
        await held


async def test_a_soft_line_gives_way_to_a_last_card() -> None:
    """A second tap at the end does not take the last card's place, but closing it does."""
    turn = Turn()
    turn.want(Showing(Card("last"), last=True))
    turn.want(Showing(Card("line"), line=True, soft=True))
    assert turn.take() == Showing(Card("last"), last=True)
    turn.want(Showing(Card("last"), last=True))
    turn.want(Showing(Card("line"), line=True))
    assert turn.take() == Showing(Card("line"), line=True)


async def test_turns_are_forgotten_when_nobody_uses_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """The memory of what stands where is bounded, and never taken from under somebody's hands."""
    monkeypatch.setattr("bot.adapters.telegram.turns.MOST_REMEMBERED", 2)
    turns = Turns()
    async with turns.of(1) as used:
        for chat in range(2, 9):
            async with turns.of(chat):
                pass
        assert turns.busy(1)
        async with turns.of(1) as again:
            assert again is used
    assert not turns.busy(1)
    assert len(turns._turns) == 2


async def test_what_is_urgent_passes_the_limit_for_all() -> None:
    """With no call left for anybody, an ordinary one waits and an urgent one goes."""

    async def call() -> bool:
        return True

    async def made(urgent: int | None) -> object:
        return await limiter.process_request(call, (), {}, "editMessageText", {"chat_id": 1}, urgent)

    limiter = Limiter(0.001)
    assert await made(None) is True
    waiting = asyncio.create_task(made(None))
    assert await made(URGENT) is True
    assert not waiting.done()
    waiting.cancel()


async def test_telegrams_limits_are_kept(world: World, tmp_path: Path) -> None:
    """Eight answers typed at once: no call is refused, and where they lead is what stands there in the end."""
    async with Ward(world, tmp_path, chat_rate=20, overall_rate=30) as ward:
        nurse = await ward.member()
        world.rates.enforce(per_chat=20, burst=5, overall=30)
        for _ in range(4):
            await nurse.types("1")
            await nurse.types("/back")
        await nurse.types("1")
        await ward.settled()
        assert "Age and duty" in nurse.card().text
        assert world.rates.refused == 0


async def test_a_cover_does_not_wait_for_its_turn(world: World, tmp_path: Path) -> None:
    """With nothing left of what a chat may have, somebody who walks in is covered up all the same."""
    async with Ward(world, tmp_path, chat_rate=0.001) as ward:
        nurse = await ward.member()  # a message
        for label in ("All three are settled", "18 or over", "Back"):
            await nurse.presses(label)
            await ward.settled()
        await nurse.presses("18 or over")
        await world.until(lambda: nurse.answers()[-1] is not None)
        assert "Age and duty" in nurse.card().text
        await nurse.types(".")
        await world.until(lambda: nurse.card().text.startswith("Hand hygiene"))
