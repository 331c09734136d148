"""Cases and events for the tests of a class, and what must hold of a room after every step."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from hypothesis import strategies as st

from bot.practice.class_room import room_step
from bot.practice.class_standing import LEAST, MISSED, Pace, Phase, Room, new_room
from bot.practice.class_talk import (
    EVERYONE,
    NEWCOMER,
    TRAINER,
    Back,
    Discuss,
    Effect,
    End,
    Event,
    Join,
    Leave,
    Look,
    Next,
    Open,
    Pick,
    Refused,
    Reveal,
    Rewind,
    ShowProgress,
    ShowReport,
    ShowSpread,
)
from bot.practice.play import replay
from bot.practice.room_record import AtRest, decode, encode
from bot.practice.scenario import Scenario
from bot.practice.scenario_file import read

ROOT = Path(__file__).parents[2]
SOURCES = frozenset(
    "hotline-app medscape mnphy otip-lib pearr relias-nurse soar-ask soar-hipaa soar-safe surv-tic tjc-relias trustaz"
    " utip wmc".split()
)
NOW = 1_800_000_000


def case(name: str = "first_minutes") -> Scenario:
    """The small case of the tests, or one that ships."""
    return _read(name)


@cache
def _read(name: str) -> Scenario:
    here = ROOT / "tests" / "practice" / "scenarios" / f"{name}.yaml"
    return read(here if here.exists() else ROOT / "content" / "scenarios" / f"{name}.yaml", SOURCES).scenario


def run(scenario: Scenario, room: Room, *events: Event) -> tuple[Room, tuple[Effect, ...]]:
    """The room after these events, and what the last one told."""
    told: tuple[Effect, ...] = ()
    for event in events:
        room, told = room_step(scenario, room, event, NOW)
        room = thawed(room)
    return room, told


def seated(scenario: Scenario, pace: Pace, seats: int) -> Room:
    """A class that has begun, with so many seats."""
    return run(scenario, new_room(scenario, 7, pace, NOW), *[Join()] * seats, Open())[0]


def thawed(room: Room) -> Room:
    """The same room after it has rested in the store."""
    return decode(encode(AtRest(room, 5550100, tuple(5550100 + seat.number for seat in room.seats)))).room


seats = st.integers(-2, 9)
turns = st.integers(-1, 9)
lines = st.integers(-1, 4)
plain = st.sampled_from([Join(), Open(), Reveal(), Discuss(), Next(), End(), Look()])
events = st.one_of(
    plain,
    st.builds(Join, st.none() | seats, st.booleans()),
    st.builds(Leave, seats, st.booleans()),
    st.builds(Pick, seats, turns, lines),
    st.builds(Pick, st.integers(1, 4), st.integers(0, 2), lines),
    st.builds(Back, seats, turns),
    st.builds(Next, lines),
    st.builds(Rewind, turns),
)
moments = st.sampled_from([0, 1, 60, 7199, 7200, -3600, 30_000, -(2**40), 2**60])
"""Seconds by which a clock goes on between two events; it may jump."""


def check_step(scenario: Scenario, before: Room, event: Event, after: Room, told: tuple[Effect, ...]) -> None:
    """What holds of every step."""
    check_seats(before, event, after)
    check_told(before, event, after, told)
    for seat in after.seats:
        if after.pace is Pace.OWN:
            replay(scenario, seat.picks)
        else:
            assert len(seat.picks) <= after.turn + 1
    talk = replay(scenario, after.path)
    if after.phase in (Phase.POLL, Phase.REVEAL) and after.pace is Pace.LED:
        assert talk.turn is not None


def check_seats(before: Room, event: Event, after: Room) -> None:
    """No seat is lost, and each is changed only by what its own people do, or by the trainer's going back."""
    assert [seat.number for seat in after.seats] == list(range(1, len(after.seats) + 1))
    assert len(before.seats) <= len(after.seats) <= after.most
    mine = event.seat if isinstance(event, Join | Leave | Pick | Back) else None
    for was, now in zip(before.seats, after.seats, strict=False):
        if isinstance(event, Rewind):
            assert now.picks == was.picks[: len(now.picks)]
        elif was.number != mine:
            assert now == was
        elif not isinstance(event, Back | Leave) and was.picks:
            assert now.picks[: len(was.picks) - 1] == was.picks[:-1]
    if any(was.picks != now.picks for was, now in zip(before.seats, after.seats, strict=False)):
        assert isinstance(event, Rewind | Leave) or before.phase is Phase.POLL


def check_told(before: Room, event: Event, after: Room, told: tuple[Effect, ...]) -> None:
    """A seat hears of itself alone; counts go to the class only where there are enough; a refusal changes nothing."""
    asker = event.seat if isinstance(event, Leave | Pick | Back) else None
    if isinstance(event, Join):
        asker = event.seat or len(after.seats)
    for effect in told:
        assert effect.to in (asker, TRAINER, EVERYONE, NEWCOMER)
        if isinstance(effect, Refused):
            assert after == before
            assert len(told) == 1
            assert effect.to != EVERYONE
        if isinstance(effect, ShowProgress | ShowReport):
            assert effect.to == TRAINER
        if isinstance(effect, ShowSpread) and effect.to != TRAINER and effect.counts is not None:
            votes = [seat.picks[after.turn] for seat in after.seats if len(seat.picks) > after.turn]
            assert LEAST <= sum(effect.counts) == sum(vote != MISSED for vote in votes)
