"""Everything that can happen in a scenario, walked whole: a talk only goes forward, so its turns are walked in order.

A state is a turn, a mood, and those marks that some condition asks for. Ways are counted and not listed: there are
often more of them than anybody could read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from bot.practice.play import Outcome, after
from bot.practice.scenario import Condition, Marks, Mood, Scenario

MOST_STATES: Final = 60_000
"""States that are walked; a scenario with more is too large to be judged."""

Node = tuple[int, Mood, Marks]
"""A turn by its index, and how the patient is when it begins."""

Picks = tuple[int, ...]


class TooLarge(ValueError):  # noqa: N818 - it is the scenario that is
    """A scenario with more states than are walked."""


@dataclass(frozen=True, slots=True)
class Reached:
    """An ending as it can be come to: by how many ways, and by which picks for one of them.

    ``worth`` is what comes out with the most trust that can be left there.
    """

    ending: str
    ways: int
    worth: tuple[int, int]
    picks: Picks


@dataclass(slots=True)
class Space:
    """All that was met. ``nodes`` are by turn; ``asked`` is each mood and marks in which a condition was looked at."""

    scenario: Scenario
    nodes: list[dict[Node, int]]
    shortest: dict[Node, Picks] = field(default_factory=dict)
    outcomes: dict[tuple[Node, int], Outcome] = field(default_factory=dict)
    endings: dict[str, Reached] = field(default_factory=dict)
    moods: dict[str, set[Mood]] = field(default_factory=dict)

    @property
    def ways(self) -> int:
        """Distinct talks from the first turn to an ending."""
        return sum(one.ways for one in self.endings.values())

    @property
    def best(self) -> Reached:
        """What comes out at best: the ending's worth, then trust."""
        return max(self.endings.values(), key=lambda one: one.worth)

    @property
    def worst(self) -> Reached:
        """What comes out at worst."""
        return min(self.endings.values(), key=lambda one: one.worth)

    def said(self, turn: int, line: int) -> Iterator[tuple[Mood, Marks]]:
        """Each mood and marks right after this line, before the patient answers."""
        for node in self.nodes[turn]:
            came = self.outcomes[node, line]
            yield came.mood, came.marks


def explore(scenario: Scenario) -> Space:
    """Walk a scenario whole. Raises ``TooLarge``."""
    space = Space(scenario, [{} for _ in scenario.turns])
    asked = asked_marks(scenario)
    first: Node = (0, scenario.start, Marks())
    space.nodes[0][first] = 1
    space.shortest[first] = ()
    met = 1
    for turn, nodes in zip(scenario.turns, space.nodes, strict=True):
        for node, ways in nodes.items():
            for pick, line in enumerate(turn.lines):
                came = after(scenario, line, node[1], node[2])
                space.outcomes[node, pick] = came
                picks = (*space.shortest[node], pick)
                if came.ending:
                    _end(space, came, ways, picks)
                    continue
                then: Node = (came.turn, came.mood, came.marks & asked)
                met += then not in space.nodes[came.turn]
                if met > MOST_STATES:
                    raise TooLarge(f"more than {MOST_STATES:,} states")
                space.nodes[came.turn][then] = space.nodes[came.turn].get(then, 0) + ways
                space.shortest.setdefault(then, picks)
    return space


def _end(space: Space, came: Outcome, ways: int, picks: Picks) -> None:
    worth = (space.scenario.ending(came.ending).worth, came.mood.trust)
    before = space.endings.get(came.ending)
    if before is None:
        space.endings[came.ending] = Reached(came.ending, ways, worth, picks)
    else:
        better = worth > before.worth
        space.endings[came.ending] = Reached(
            came.ending, before.ways + ways, worth if better else before.worth, picks if better else before.picks
        )


def conditions(scenario: Scenario) -> Iterator[Condition]:
    """Every condition of a scenario."""
    for turn in scenario.turns:
        yield from (scene.when for scene in turn.scenes)
        yield from (answer.when for line in turn.lines for answer in line.answers)
    yield from (limit.when for limit in scenario.limits)
    yield from (answer.when for answer in scenario.in_flow.answers) if scenario.in_flow else ()


def asked_marks(scenario: Scenario) -> Marks:
    """The marks that any condition asks for."""
    return Marks().union(*(one.marks for one in conditions(scenario)))


def futures(space: Space) -> dict[Node, int]:
    """For each state a number; two states with one number can never be told apart from there on.

    What counts is where lines lead and how it ends, not the words on the way.
    """
    numbers: dict[tuple[object, ...], int] = {}
    found: dict[Node, int] = {}
    asked = asked_marks(space.scenario)
    for index in range(len(space.nodes) - 1, -1, -1):
        lines = range(len(space.scenario.turns[index].lines))
        for node in space.nodes[index]:
            leads = (_leads(space.outcomes[node, pick], found, asked) for pick in lines)
            found[node] = numbers.setdefault((index, *leads), len(numbers))
    return found


def _leads(came: Outcome, found: dict[Node, int], asked: Marks) -> object:
    return came.ending or found[came.turn, came.mood, came.marks & asked]


def leads(space: Space, node: Node, pick: int, found: dict[Node, int], asked: Marks) -> object:
    """Where a line leads from a state: the name of an ending, or the number of what can follow."""
    return _leads(space.outcomes[node, pick], found, asked)


def picked(space: Space, picks: Sequence[int]) -> str:
    """Picks as the ids of their lines, in one line."""
    index, said = 0, []
    node: Node = (0, space.scenario.start, Marks())
    for pick in picks:
        said.append(space.scenario.turns[index].lines[pick].id)
        came = space.outcomes[node, pick]
        index = came.turn
        node = (came.turn, came.mood, came.marks & asked_marks(space.scenario))
    return ", ".join(said)
