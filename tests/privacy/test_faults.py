"""When something of ours breaks, what it was working on is in no log: one fault in each function that an update runs.

The rule: the fault is raised inside the real program by the interpreter's own tracing, and its text is everything that
the function has in hand, so a log that held the text of any error would hold what was typed.
"""

from __future__ import annotations

import asyncio
import gc
import inspect
import json
import reprlib
import sys
from collections.abc import Callable
from contextlib import suppress
from types import CodeType, FrameType
from typing import Any, Final, Self

import pytest
from telegram import Update
from telegram.error import TelegramError

from bot.adapters.telegram.wire import lean
from tests.privacy.canaries import Planter
from tests.privacy.leftovers import Leftovers, talkative
from tests.privacy.sayable import sayable
from tests.privacy.ways import Hand, Way, contact, pressed, typed
from tests.telegram.standin import World
from tests.telegram.ward import Ward

OURS: Final = ("bot.", "storage.")
PATIENCE: Final = 20.0
"""Seconds after which an update that broke is given up, as a stop of the program would."""

LOGGED: Final = {"event", "level", "timestamp", "what", "logger", "error", "at"}


class Fault(Exception):  # noqa: N818 - what is done here on purpose
    """Holds all that a function had in hand."""


class Strike:
    """Notes every function of ours that runs; at the first call of ``target`` it raises there."""

    def __init__(self, target: CodeType | None = None) -> None:
        self.seen: dict[CodeType, None] = {}
        self.struck = False
        self._target = target
        self._before: Any = None

    def __enter__(self) -> Self:
        self._before = sys.gettrace()
        sys.settrace(self._trace)
        return self

    def __exit__(self, *_: object) -> None:
        sys.settrace(self._before)

    def _trace(self, frame: FrameType, event: str, _argument: object) -> None:
        if event == "call" and _ours(frame):
            self.seen[frame.f_code] = None
            if frame.f_code is self._target and not self.struck:
                self.struck = True
                raise Fault(repr(_in_hand(frame)))


def _ours(frame: FrameType) -> bool:
    """Is this a function of ours? Generators are left out: raising in one before it runs upsets the interpreter."""
    code = frame.f_code
    named = not code.co_name.startswith("<") and not code.co_flags & inspect.CO_GENERATOR
    return named and str(frame.f_globals.get("__name__", "")).startswith(OURS)


class Told(reprlib.Repr):
    """Texts in full; of our own things only what an update becomes, because whole libraries have no end."""

    def __init__(self) -> None:
        super().__init__()
        self.maxlevel, self.maxstring, self.maxlong = 4, 10_000, 100

    def repr_instance(self, x: Any, level: int) -> str:
        """A thing of a class."""
        if not type(x).__module__.startswith(("builtins", "telegram", "bot.adapters.telegram", "bot.engine.events")):
            return type(x).__name__
        with suppress(Exception):  # what is only half made has no text
            return super().repr_instance(x, level) + str(x)[:10_000]
        return ""


TOLD: Final = Told()


def _in_hand(frame: FrameType) -> list[str]:
    return [TOLD.repr(value) for value in frame.f_locals.values()]


class Room:
    """A bot that is handed updates one by one, and what it lets out."""

    def __init__(self, ward: Ward, hand: Hand) -> None:
        self.ward = ward
        self.hand = hand
        self.wrong: list[str] = []
        self.texts = Leftovers(ward.world.token)
        ward.world.watchers.append(self._look)

    def _look(self, call: Any) -> None:
        self.texts.search("calls", json.dumps(call.params, default=str).encode())
        if wrong := sayable().wrong_in(call.method, call.params):
            self.wrong.append(wrong)

    async def takes(self, way: Way, strike: Strike) -> None:
        """One update in this way, handled under this strike, as a poll would see it through."""
        pending = self.ward.world.updates
        await way(self.hand)
        for update in list(pending.pending):
            pending.confirm(update.update_id)
            read = Update.de_json(lean(update.body()), self.ward.running.service.bot)
            try:
                with strike:
                    await asyncio.wait_for(self.ward.running.take(read), PATIENCE)
            except (Exception, TelegramError) as error:  # noqa: BLE001 - as the loop would tell it
                asyncio.get_running_loop().call_exception_handler({"message": "lost", "exception": error})
        await asyncio.sleep(0)


async def each_function(room: Room, way: Way, step: int) -> int:
    """Let every ``step``-th function that this way runs break once; how many have."""
    watched = Strike()
    await room.takes(way, watched)
    struck = 0
    for number, code in enumerate(watched.seen):
        if number % step == 0:
            strike = Strike(code)
            await room.takes(way, strike)
            struck += strike.struck
    return struck


async def broken(world: World, ward: Ward, ways: tuple[Way, ...], step: int) -> int:
    """All that, for these ways; nothing may be in the log or on its way to Telegram."""
    nurse = await ward.member()
    ward._polling.cancel()  # type: ignore[union-attr]
    room = Room(ward, Hand(world, nurse, Planter()))
    with talkative() as written:
        struck = sum([await each_function(room, way, step) for way in ways])
        gc.collect()  # what nobody waited for any more is told of when it goes
        room.texts.search("log", written.getvalue().encode())
        lines = written.getvalue().splitlines()
    assert room.texts.hits == {}
    assert room.texts.searched["log"] > 1000
    assert room.wrong == []
    assert all(json.loads(line).keys() <= LOGGED for line in lines)
    assert any("Fault" in line for line in lines)
    return struck


# A step that breaks before it is taken leaves a coroutine behind, which is the fault and not its consequence.
LEFT: Final = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore:coroutine")


@LEFT
async def test_a_fault_in_a_function_tells_nothing(world: World, ward: Ward) -> None:
    """Every twelfth function that a typed word, a press or a contact runs breaks once, with all it had in hand."""
    assert await broken(world, ward, (typed, pressed, contact), 12) > 25


@LEFT
@pytest.mark.long
async def test_a_fault_in_every_function_tells_nothing(world: World, ward: Ward) -> None:
    """Every one of them."""
    struck = await broken(world, ward, (typed, pressed, contact), 1)
    sys.stdout.write(f"{struck} faults, one in each function that runs, 0 hits\n")
    assert struck > 300


METHODS: Final = ("getUpdates", "sendMessage", "editMessageText", "deleteMessage", "answerCallbackQuery")

Act = Callable[[World, str], object]
FAULTS: Final[dict[str, Act]] = {
    "gateway": lambda world, method: world.faults.gateway(method),
    "gateway after": lambda world, method: world.faults.gateway(method, when="after"),
    "reset": lambda world, method: world.faults.reset(method),
    "reset after": lambda world, method: world.faults.reset(method, when="after"),
    "flood": lambda world, method: world.faults.flood(method, retry_after=1),
}


@pytest.mark.parametrize("fault", FAULTS)
async def test_a_call_that_fails_tells_nothing(ward: Ward, fault: str) -> None:
    """Each call to Telegram fails in each way, with every logger at its most talkative: no token, no word."""
    nurse, leftovers = await ward.member(), Leftovers(ward.world.token)
    hand = Hand(ward.world, nurse, Planter())
    with talkative() as written:
        for method in METHODS:
            FAULTS[fault](ward.world, method)
            await typed(hand)
            await pressed(hand)
            await nurse.types("/stop")
            await nurse.start()
            await ward.world.settled(within=60)
        leftovers.search("log", written.getvalue().encode())
    assert leftovers.searched["log"]
    assert leftovers.hits == {}
