"""`kill -9` at every point between an answer and its card, over whole conversations, in the program as shipped.

The rule: whatever moment the program dies at, the files hold exactly the answers that were given, once each, and the
chat shows one card. What the answers lead to is asked of the engine beside it, so any conversation that ships will do.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import pytest

from bot.adapters.telegram.data import SIMPLE
from bot.engine import events as ev
from bot.engine.session import Mode, Session
from bot.engine.step import step
from bot.engine.view import View
from tests.telegram.shipped_program import Program, Way
from tests.telegram.standin import Person, World

Point = tuple[str, str]
"""Where it dies: a method, and on which side of its effect. "store": the answer has come in and is not committed."""

TAPPED: tuple[Point, ...] = (
    ("store", "before"),
    ("editMessageText", "before"),
    ("editMessageText", "after"),
    ("answerCallbackQuery", "before"),
    ("answerCallbackQuery", "after"),
)
TYPED: tuple[Point, ...] = (
    ("store", "before"),
    ("deleteMessage", "before"),
    ("editMessageText", "before"),
    ("deleteMessage", "after"),
    ("editMessageText", "after"),
)
CONFIRMED: tuple[Point, ...] = (("getUpdates", "before"), ("getUpdates", "after"))
"""Only who polls confirms with a request: before it, and when its answer is on the way."""

BESIDE = ("back", "cover", "away", "danger", "resume")
"""What can be done beside answering; none of it ends a conversation."""

FIRST: tuple[Point, ...] = (
    ("sendMessage", "before"),
    ("sendMessage", "after"),
    ("editMessageText", "before"),
    ("editMessageText", "after"),
    ("deleteMessage", "before"),
)
"""Over the first card, which is sent in neutral words and then edited."""

MOST_STEPS = 80

WAYS: tuple[Way, ...] = ("telegram", "serve")
GATE_WITHIN = 30.0


@dataclass
class Talk:
    """One person's conversation, and beside it what the engine makes of the same answers."""

    program: Program
    person: Person
    session: Session | None = None
    view: View | None = None
    counted: int = 0
    given: list[str] = field(default_factory=list)

    async def begins(self, point: Point | None = None) -> None:
        """Come in by a link."""
        library = self.program.parts.library
        link = await self.program.link()
        self.session, self.view = step(library, None, ev.Begin("adult_brief", "en", "en"))
        if point is None:
            await self.person.opens(link)
            await self.program.world.settled()
            return
        async with dying(self.program, point):
            await self.person.opens(link)

    async def does(self, name: str, point: Point | None, *, typed: bool = False) -> None:
        """Give an answer or do what holds on every card, and die over it; then it is as if nothing had been."""
        assert self.view is not None
        at, answer = self.view.revision, name in self.view.choices
        if typed:
            given = self.person.types(str(self.view.choices.index(name) + 1) if answer else f"/{name}")
        else:
            given = self.person.forge(f"{at}:{name}" if answer else f"{at}!{name}")
        if point is None:
            await given
            await self.program.world.settled()
        else:
            async with dying(self.program, point):
                await given
        self.given.append(name)
        self.hears(ev.Answer(name, at) if answer else ev.Back(at) if name == "back" else SIMPLE[name])

    def hears(self, event: ev.Event) -> None:
        """What the engine makes of it."""
        self.session, self.view = step(self.program.parts.library, self.session, event)
        if self.view.mode is Mode.ENDED:
            self.session, self.counted = None, self.counted + 1

    def might(self, chance: Random) -> str:
        """Something that can be done here, by lot: most often an answer."""
        assert self.view is not None
        beside = [name for name in BESIDE if name in self.view.interrupts]
        if beside and (not self.view.choices or chance.random() < 0.25):
            return chance.choice(beside)
        return chance.choice(self.view.choices)

    async def holds(self) -> None:
        """What the files and the chat hold is what was given."""
        assert await self.program.session(self.person) == self.session, self.given
        assert await self.program.ended() == self.counted, self.given
        (card,) = self.person.sees()
        assert not card.mine
        assert card.protected
        if self.session is not None and self.view is not None:
            dates = {re.split(r"\D", key.data or "")[0] for row in card.keys for key in row}
            assert dates == {str(self.view.revision)}, self.given


@asynccontextmanager
async def dying(program: Program, point: Point) -> AsyncIterator[None]:
    """The block gives an update; the program dies over it at a point, and is started again."""
    world, (method, when) = program.world, point
    if method == "store":
        with locked(program.store):
            asked = world.poller.polls
            yield
            # It is known to have come in when the next poll has been asked for, or while its delivery is unanswered.
            await world.until(lambda: world.webhook.in_flight or world.poller.polls > asked, GATE_WITHIN)
            await program.kill()
    elif point == CONFIRMED[1]:
        yield
        await world.until(lambda: not world.updates.pending, GATE_WITHIN)
        await program.kill()
    else:
        gate = world.faults.stop_at(method, when="after" if when == "after" else "before")
        yield
        await gate.reached(GATE_WITHIN)
        await program.kill()
        gate.drop()
    await program.start()
    await world.settled(within=GATE_WITHIN)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Nobody else can write to this store."""
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        connection.execute("BEGIN IMMEDIATE")
        yield
    finally:
        connection.close()


@pytest.fixture
async def program(request: pytest.FixtureRequest, world: World, tmp_path: Path) -> AsyncIterator[Program]:
    """The program in a folder of its own, running; polling unless a test says otherwise."""
    async with Program(world, tmp_path, getattr(request, "param", "telegram")) as opened:
        await opened.start()
        yield opened


def shortest(program: Program) -> list[str]:
    """The answers of a short conversation with an end."""
    found = []
    for seed in range(30):
        session, view = step(program.parts.library, None, ev.Begin("adult_brief", "en", "en"))
        given: list[str] = []
        while view.mode is Mode.RUNNING and len(given) < MOST_STEPS:
            given.append(Random(f"{seed}{len(given)}").choice(view.choices))  # noqa: S311 - a lot, no secret
            session, view = step(program.parts.library, session, ev.Answer(given[-1], view.revision))
        found.append(given if view.mode is Mode.ENDED else [*given, *[""] * MOST_STEPS])
    return min(found, key=len)


async def dies_through(program: Program, seed: int, points: tuple[Point, ...], *, typed: bool) -> None:
    """A whole conversation by lot, dying once over every step."""
    chance = Random(seed)  # noqa: S311 - a lot, no secret
    talk = Talk(program, program.world.person())
    await talk.begins(FIRST[seed % len(FIRST)])
    await talk.holds()
    for number in range(MOST_STEPS):
        await talk.does(talk.might(chance), points[(seed + number) % len(points)], typed=typed)
        await talk.holds()
        if talk.session is None:
            return
    pytest.fail("this conversation does not end")


def points_of(way: Way, *, typed: bool) -> tuple[Point, ...]:
    """Everywhere that a program of this way can die over one answer."""
    return (*(TYPED if typed else TAPPED), *(CONFIRMED if way == "telegram" else ()))


@pytest.mark.parametrize(("program", "typed"), [("telegram", False), ("serve", True)], indirect=["program"])
async def test_a_whole_conversation_of_deaths(program: Program, typed: bool) -> None:
    """Killed over each of its steps, each time elsewhere, a conversation is what was answered, and counts once."""
    await dies_through(program, 3, points_of(program.way, typed=typed), typed=typed)


@pytest.mark.long
@pytest.mark.parametrize("program", WAYS, indirect=True)
@pytest.mark.parametrize("typed", [False, True], ids=["tapped", "typed"])
@pytest.mark.parametrize("seed", range(10, 18))
async def test_many_whole_conversations_of_deaths(program: Program, typed: bool, seed: int) -> None:
    """The same over conversations of many kinds."""
    await dies_through(program, seed, points_of(program.way, typed=typed), typed=typed)


@pytest.mark.parametrize("point", FIRST)
async def test_dead_before_the_first_card(program: Program, point: Point) -> None:
    """Killed over the very first message, sent or not, known or not: one card, and nothing beside it."""
    talk = Talk(program, program.world.person())
    await talk.begins(point)
    await talk.holds()


@pytest.mark.parametrize("program", WAYS, indirect=True)
@pytest.mark.parametrize("point", [("editMessageText", "before"), ("editMessageText", "after")], ids="-".join)
async def test_dead_over_the_last_answer(program: Program, point: Point) -> None:
    """Killed over the answer that ends it: counted once, nothing stored, one message, and that one goes away too."""
    talk = Talk(program, program.world.person())
    await talk.begins()
    *answers, last = shortest(program)
    for answer in answers:
        await talk.does(answer, None)
    await talk.does(last, point)
    assert talk.session is None
    await talk.holds()
    # What it led to is wiped with the answer, so a neutral line is all that can be said (docs/telegram-limits.md).
    (left,) = talk.person.sees()
    assert left.silent
    assert len(left.text) < 200
