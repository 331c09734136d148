"""Two classes over a matched pair: the same case but for one attribute, and where the decisions differed.

Lines are the same when they have the same id in the turn of the same id. What is hidden in either is left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from bot.practice.scenario import Line
from bot.practice_report.class_report import ClassReport, TurnReport


@dataclass(frozen=True, slots=True)
class Side:
    """How many of how many chose a line."""

    count: int
    of: int

    @property
    def share(self) -> Fraction:
        """From 0 to 1."""
        return Fraction(self.count, max(self.of, 1))


@dataclass(frozen=True, slots=True)
class Apart:
    """One turn with both patients. ``lines`` as they were shown with the first, each with both counts.

    ``distance``: the part of the class, from 0 to 1, that would have to choose otherwise for both to be equal.
    """

    first: TurnReport
    second: TurnReport
    lines: tuple[tuple[Line, Side, Side], ...]
    distance: Fraction

    @property
    def turned(self) -> bool:
        """Did most of the class choose another line?"""
        return bool(self.first.most and self.second.most and self.first.most.id != self.second.most.id)


def apart(first: ClassReport, second: ClassReport) -> tuple[Apart, ...]:
    """The turns that both came to, the most different first. Raises ``ValueError`` for cases that are no pair."""
    if not first.scenario.pair or first.scenario.pair.twin != second.scenario.id:
        raise ValueError("not a matched pair")
    others = {one.turn.id: one for one in second.turns if one.counts}
    found = [_compared(one, others[one.turn.id]) for one in first.turns if one.counts and one.turn.id in others]
    return tuple(sorted(found, key=lambda one: (-one.distance, one.first.number)))


def _compared(first: TurnReport, second: TurnReport) -> Apart:
    counts = dict(zip((line.id for line in second.lines), second.counts or (), strict=True))
    lines = tuple(
        (line, Side(count, first.chose), Side(counts.get(line.id, 0), second.chose))
        for line, count in zip(first.lines, first.counts or (), strict=True)
    )
    distance = sum((abs(one.share - other.share) for _, one, other in lines), Fraction(0)) / 2
    return Apart(first, second, lines, distance)
