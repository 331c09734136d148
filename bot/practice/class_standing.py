"""A class as numbers: its seats, what each chose, and what can be seen of it from outside.

Led by the trainer, all go one way (`Room.path`), and a seat's picks are its votes, `MISSED` where it gave none. At
their own pace, each seat's picks are a talk of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Final, NamedTuple

from bot.practice.play import Played, replay
from bot.practice.scenario import Scenario, edition, number

MOST_SEATS: Final = 100
LEAST: Final = 5
"""Votes from which a seat is shown how the class chose: of fewer it could be told who."""
MISSED: Final = -1
IDLE: Final = 2 * 3600
LONGEST: Final = 8 * 3600
"""Seconds."""


class Pace(IntEnum):
    """Who says when it goes on."""

    OWN = 0
    LED = 1


class Phase(IntEnum):
    """Where a class is. At their own pace it has LOBBY, POLL and OVER only; a talk's end is discussed, too."""

    LOBBY = 0
    POLL = 1
    REVEAL = 2
    DISCUSS = 3
    OVER = 4


@dataclass(frozen=True, slots=True)
class Seat:
    """One trainee: a number from 1 in the order of coming, and places of lines in the file."""

    number: int
    picks: tuple[int, ...] = ()
    present: bool = True
    watching: bool = False


@dataclass(frozen=True, slots=True)
class Room:
    """A class. ``relay``: a room for two, in which the trainer is the patient. Times in seconds since 1970."""

    scenario: int
    edition: int
    seed: int
    pace: Pace
    opened: int
    touched: int
    phase: Phase = Phase.LOBBY
    path: tuple[int, ...] = ()
    seats: tuple[Seat, ...] = ()
    relay: bool = False

    @property
    def turn(self) -> int:
        """How many turns the class that is led has behind it."""
        return len(self.path)

    @property
    def most(self) -> int:
        """How many seats there can be."""
        return 1 if self.relay else MOST_SEATS


class Progress(NamedTuple):
    """How far a class is: of so many seats, present, have chosen in this turn, have come to an end."""

    seats: int
    present: int
    answered: int
    ended: int


def new_room(scenario: Scenario, seed: int, pace: Pace, now: int, *, relay: bool = False) -> Room:
    """A room that nobody has joined."""
    return Room(number(scenario.id), edition(scenario), seed, pace, now, now, relay=relay)


def expires(room: Room) -> int:
    """When the room is over unless somebody does something, in seconds since 1970."""
    return min(room.touched + IDLE, room.opened + LONGEST)


def may_relay(room: Room) -> bool:
    """Are words passed on between the two in this room now?"""
    return room.relay and room.phase is Phase.POLL and all(seat.present for seat in room.seats)


def played(scenario: Scenario, room: Room, seat: int) -> Played:
    """Where the talk of a seat stands: in a class that is led, the class's. Raises ``ValueError`` for another case."""
    return replay(scenario, room.path if room.pace is Pace.LED else room.seats[seat - 1].picks)


def progress(scenario: Scenario, room: Room) -> Progress:
    """What the trainer sees of a class while it goes on: how many, never who."""
    present = [seat for seat in room.seats if seat.present and not seat.watching]
    if room.pace is Pace.LED:
        answered = sum(vote(seat, room.turn) != MISSED for seat in room.seats)
        ended = len(room.seats) if room.phase > Phase.LOBBY and replay(scenario, room.path).ending else 0
    else:
        answered = sum(bool(seat.picks) for seat in room.seats)
        ended = sum(replay(scenario, seat.picks).ending is not None for seat in room.seats)
    return Progress(len(room.seats), len(present), answered, ended)


def spread(scenario: Scenario, room: Room, turn: int) -> tuple[int, ...]:
    """How many chose each line of a turn, which is a place in the scenario; all 0 where nobody came to it."""
    counts = [0] * len(scenario.turns[turn].lines)
    for seat in room.seats:
        picks = seat.picks if room.pace is Pace.OWN else room.path
        talk = replay(scenario, picks)
        turns = [beat.turn for beat in talk.beats]
        if room.pace is Pace.LED and talk.turn is not None:
            turns.append(talk.turn)
        for place, one in enumerate(turns):
            if one is scenario.turns[turn] and (chosen := vote(seat, place)) != MISSED:
                counts[chosen] += 1
    return tuple(counts)


def vote(seat: Seat, turn: int) -> int:
    """What a seat chose when so many turns were behind it, or ``MISSED``."""
    return seat.picks[turn] if turn < len(seat.picks) else MISSED
