"""What all scenarios cover together: every value of each axis, cases that are not trafficking, and matched pairs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from bot.practice.scenario import AXES, Scenario, number
from bot.practice.scenario_file import Read
from bot.present.issues import ContentIssue

LEAST: Final = 12
LEAST_NOT: Final = 3
LEAST_PAIRS: Final = 2

CODES: Final = {
    "matrix-value": "A value of an axis that no scenario has.",
    "matrix-few": f"Fewer than {LEAST} scenarios.",
    "matrix-real": f"Fewer than {LEAST_NOT} scenarios in which there is no trafficking.",
    "matrix-pairs": f"Fewer than {LEAST_PAIRS} matched pairs.",
    "number-shared": "Two scenarios whose ids come to one number.",
    "pair-unknown": "A twin that is not there.",
    "pair-mutual": "A twin that does not name this scenario, or names another axis.",
    "pair-axes": "A pair that differs in more than one value of the axis that it names.",
    "pair-turns": "A pair whose turns and lines do not have the same names.",
}
"""What is found here."""


def issues(reads: Sequence[Read], folder: str) -> list[ContentIssue]:
    """Everything that the scenarios of a folder lack together."""
    by_id = {read.scenario.id: read for read in reads}
    found = [*_counts([read.scenario for read in reads], folder)]
    numbers: dict[int, str] = {}
    for name, read in by_id.items():
        found += _pair(read, by_id)
        other = numbers.setdefault(number(name), name)
        if other != name:
            said = f"The number of {name} is that of {other}, too: call one of them something else."
            found.append(read.issue("number-shared", ("id",), said))
    return found


def covered(scenarios: Sequence[Scenario]) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """For each axis and value, the ids of the scenarios that have it."""
    return {
        axis: {value: tuple(one.id for one in scenarios if value in one.axes[axis]) for value in values}
        for axis, values in AXES.items()
    }


def pairs(scenarios: Sequence[Scenario]) -> tuple[tuple[str, str], ...]:
    """Ids of the matched pairs, each once, in order."""
    there = {one.id: one for one in scenarios}
    named = ((one.id, one.pair.twin) for one in scenarios if one.pair)
    return tuple(sorted({(min(pair), max(pair)) for pair in named if pair[1] in there}))


def _counts(scenarios: Sequence[Scenario], folder: str) -> Iterator[ContentIssue]:
    for axis, values in covered(scenarios).items():
        for value, names in values.items():
            if not names:
                yield ContentIssue("matrix-value", folder, 0, f"No scenario has {axis}: {value}.")
    if len(scenarios) < LEAST:
        yield ContentIssue("matrix-few", folder, 0, f"There are {len(scenarios)} scenarios, at least {LEAST} are due.")
    untrue = sum(not one.real for one in scenarios)
    if untrue < LEAST_NOT:
        said = f"In {untrue} scenarios there is no trafficking, at least {LEAST_NOT} are due."
        yield ContentIssue("matrix-real", folder, 0, said)
    if len(pairs(scenarios)) < LEAST_PAIRS:
        said = f"There are {len(pairs(scenarios))} matched pairs, at least {LEAST_PAIRS} are due."
        yield ContentIssue("matrix-pairs", folder, 0, said)


def _pair(read: Read, by_id: Mapping[str, Read]) -> Iterator[ContentIssue]:
    one = read.scenario
    if one.pair is None:
        return
    if one.pair.twin not in by_id:
        yield read.issue("pair-unknown", ("pair",), f"There is no scenario {one.pair.twin}.")
        return
    twin = by_id[one.pair.twin].scenario
    if twin.pair is None or (twin.pair.twin, twin.pair.differs) != (one.id, one.pair.differs):
        said = f"{twin.id} does not name {one.id} as its twin on the axis {one.pair.differs}."
        yield read.issue("pair-mutual", ("pair",), said)
    differs = [axis for axis in AXES if set(one.axes[axis]) != set(twin.axes[axis])]
    here, there = set(one.axes[one.pair.differs]), set(twin.axes[one.pair.differs])
    if differs != [one.pair.differs] or len(here - there) > 1 or len(there - here) > 1:
        said = (
            f"{one.id} and {twin.id} differ in {', '.join(differs) or 'nothing'}: one value of {one.pair.differs} may."
        )
        yield read.issue("pair-axes", ("axes",), said)
    if _shape(one) != _shape(twin):
        said = f"{one.id} and {twin.id} do not have the same turns and lines: their decisions cannot be compared."
        yield read.issue("pair-turns", ("turns",), said)


def _shape(one: Scenario) -> list[tuple[str, set[str]]]:
    return [(turn.id, {line.id for line in turn.lines}) for turn in one.turns]
