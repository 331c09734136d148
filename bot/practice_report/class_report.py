"""What a class chose, counted: of all together, never of one seat, and nothing at all where too few chose.

Where fewer than ``least`` chose in a turn, its counts are None, and they go into no sum either, so that nothing can be
found by subtraction. No total is computed: credit is kept apart by competency, as in a debrief of one person.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from bot.practice.class_standing import LEAST, MISSED, Pace, Room, Seat, vote
from bot.practice.debrief import Otherwise, debrief, favourite
from bot.practice.play import replay
from bot.practice.scenario import Competency, Ending, Line, Scenario, Turn
from bot.practice.shuffling import order


@dataclass(frozen=True, slots=True)
class TurnReport:
    """One turn. ``number`` from 1, as it came in the class, or in the file where each had a talk of their own.

    ``lines`` as they were shown, each with its count; ``counts`` None where too few chose. ``way`` is the line that a
    class that is led went on with.
    """

    number: int
    turn: Turn
    scene: str
    lines: tuple[Line, ...]
    counts: tuple[int, ...] | None
    way: Line | None

    @property
    def chose(self) -> int:
        """How many chose here, 0 where that is not told."""
        return sum(self.counts or ())

    @property
    def favoured(self) -> Line:
        """What most of the panel chose."""
        return self.turn.lines[favourite(self.turn)]

    @property
    def most(self) -> Line | None:
        """What most of the class chose, the first of several; None where that is not told."""
        return self.lines[self.counts.index(max(self.counts))] if self.counts else None

    @property
    def credit(self) -> Fraction:
        """For each who chose at most one: as far as the panel chose the same."""
        best = max(self.favoured.votes, 1)
        counted = zip(self.lines, self.counts or (), strict=self.counts is not None)
        return sum((Fraction(line.votes * count, best) for line, count in counted), Fraction(0))


@dataclass(frozen=True, slots=True)
class Shared:
    """Credit of a class in one competency: ``got`` of ``choices``, each of them at most one."""

    got: Fraction
    choices: int


@dataclass(frozen=True, slots=True)
class Mattering:
    """The turn that mattered most, for so many seats; for a class that is led ``seats`` is 0: it is that of all."""

    turn: Turn
    number: int
    seats: int
    otherwise: Otherwise


@dataclass(frozen=True, slots=True)
class ClassReport:
    """A class. ``mattered`` are the turns that mattered most, ``helped`` those in which another line would have helped
    most, None where that was another turn for each.

    ``endings`` with how many came to each: 0 for that of a class that is led; None where too few ended."""

    scenario: Scenario
    pace: Pace
    seats: int
    chose: int
    turns: tuple[TurnReport, ...]
    endings: tuple[tuple[Ending, int], ...] | None
    mattered: tuple[Mattering, ...] | None
    helped: tuple[Mattering, ...] | None
    credits: Mapping[Competency, Shared]
    least: int

    @property
    def few(self) -> bool:
        """Did too few choose for anything to be told of them?"""
        return self.chose < self.least

    @property
    def divided(self) -> TurnReport | None:
        """The turn in which the class was least of one mind, where it was of several."""
        split = [one for one in self.turns if one.counts and max(one.counts) < one.chose]
        return min(split, key=lambda one: Fraction(max(one.counts or (0,)), one.chose), default=None)

    @property
    def estimated(self) -> bool:
        """Has nobody but the authors said what a panel would choose?"""
        return self.scenario.panel.source == "authors"


def report(scenario: Scenario, room: Room, least: int = LEAST) -> ClassReport:
    """What can be told of a class. Raises ``ValueError`` for the room of another case.

    ``least``: how many have to have chosen; less than `LEAST` only for who has seen every vote anyway.
    """
    chose = sum(any(pick != MISSED for pick in seat.picks) for seat in room.seats)
    least = max(least, 1)
    told = chose >= least
    turns = tuple(_led(scenario, room, least, told) if room.pace is Pace.LED else _own(scenario, room, least, told))
    ended = _ended(scenario, room)
    enough = room.pace is Pace.LED or len(ended) >= least
    return ClassReport(
        scenario,
        room.pace,
        len(room.seats),
        chose,
        turns,
        tuple(_endings(scenario, room, ended)) if enough else None,
        _told(_mattering(scenario, room, ended, "mattered"), least) if enough else (),
        _told(_mattering(scenario, room, ended, "better"), least) if enough else (),
        _credits(turns),
        least,
    )


def _led(scenario: Scenario, room: Room, least: int, told: bool) -> Iterator[TurnReport]:
    """The turns that the class came to, the one that is open last, unless nobody has chosen in it."""
    talk = replay(scenario, room.path)
    came = [(beat.turn, beat.scene, beat.line) for beat in talk.beats]
    open_now = [] if talk.turn is None else [(talk.turn, talk.scene, None)]
    for place, (turn, scene, way) in enumerate([*came, *open_now]):
        counts = _counted(turn, [vote(seat, place) for seat in room.seats])
        if way or any(counts):
            yield _turn(scenario, room, place + 1, turn, scene, counts if told and sum(counts) >= least else None, way)


def _own(scenario: Scenario, room: Room, least: int, told: bool) -> Iterator[TurnReport]:
    """The turns that anybody came to, in the order of the file."""
    chosen: dict[str, list[int]] = {}
    for seat in room.seats:
        for beat, pick in zip(replay(scenario, seat.picks).beats, seat.picks, strict=True):
            chosen.setdefault(beat.turn.id, []).append(pick)
    for number, turn in enumerate(scenario.turns, start=1):
        if turn.id in chosen:
            counts = _counted(turn, chosen[turn.id]) if told and len(chosen[turn.id]) >= least else None
            yield _turn(scenario, room, number, turn, turn.scene, counts, None)


def _counted(turn: Turn, picks: Sequence[int]) -> tuple[int, ...]:
    """How many chose each line, in the order of the file."""
    counts = Counter(picks)
    return tuple(counts[place] for place in range(len(turn.lines)))


def _turn(  # noqa: PLR0913, PLR0917
    scenario: Scenario, room: Room, number: int, turn: Turn, scene: str, counts: tuple[int, ...] | None,
    way: Line | None,
) -> TurnReport:  # fmt: skip
    """The same with the lines as they were shown."""
    shown = order(room.seed, scenario.index(turn.id), len(turn.lines))
    told = None if counts is None else tuple(counts[place] for place in shown)
    return TurnReport(number, turn, scene, tuple(turn.lines[place] for place in shown), told, way)


def _ended(scenario: Scenario, room: Room) -> list[Seat]:
    return [seat for seat in room.seats if room.pace is Pace.OWN and replay(scenario, seat.picks).ending]


def _endings(scenario: Scenario, room: Room, ended: Sequence[Seat]) -> Iterator[tuple[Ending, int]]:
    """How it came out, the best first."""
    if room.pace is Pace.LED:
        if ending := replay(scenario, room.path).ending:
            yield ending, 0
        return
    counts = Counter(ending.id for seat in ended if (ending := replay(scenario, seat.picks).ending))
    for ending in sorted(scenario.endings, key=lambda one: -one.worth):
        if counts[ending.id]:
            yield ending, counts[ending.id]


def _told(found: Iterable[Mattering], least: int) -> tuple[Mattering, ...] | None:
    """Those of enough seats, or of all together."""
    every = tuple(found)
    shown = tuple(one for one in every if one.seats == 0 or one.seats >= least)
    return None if every and not shown else shown


def _mattering(
    scenario: Scenario, room: Room, ended: Sequence[Seat], which: Literal["mattered", "better"]
) -> Iterator[Mattering]:
    """The turns that mattered most, that of the most seats first, each with what most of them could have said."""
    if room.pace is Pace.LED:
        if one := _otherwise(scenario, room.path, which):
            yield Mattering(replay(scenario, room.path).beats[one.number - 1].turn, one.number, 0, one)
        return
    found: dict[str, list[Otherwise]] = {}
    for seat in ended:
        if one := _otherwise(scenario, seat.picks, which):
            turn = replay(scenario, seat.picks).beats[one.number - 1].turn
            found.setdefault(turn.id, []).append(one)
    for name, others in sorted(found.items(), key=lambda pair: (-len(pair[1]), scenario.index(pair[0]))):
        place = scenario.index(name)
        yield Mattering(scenario.turns[place], place + 1, len(others), _commonest(others))


def _otherwise(scenario: Scenario, picks: Sequence[int], which: Literal["mattered", "better"]) -> Otherwise | None:
    looked = debrief(scenario, picks)
    return looked.mattered if which == "mattered" else looked.better


def _commonest(others: Sequence[Otherwise]) -> Otherwise:
    """What is true of the most of them, whoever they are: nobody's own talk is told where others had the same turn."""
    said = {(one.said.id, one.instead.id, one.ending.id): one for one in others}
    counts = Counter((one.said.id, one.instead.id, one.ending.id) for one in others)
    return said[max(counts, key=lambda each: (counts[each], said[each].size, each))]


def _credits(turns: Sequence[TurnReport]) -> Mapping[Competency, Shared]:
    found: dict[Competency, Shared] = {}
    for one in turns:
        if one.chose:
            before = found.get(one.favoured.competency, Shared(Fraction(0), 0))
            found[one.favoured.competency] = Shared(before.got + one.credit, before.choices + one.chose)
    return found
