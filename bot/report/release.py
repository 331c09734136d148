"""What may be told of a quarter: every figure rounded to 5, none that could stand for fewer than 11, and no way back.

A figure is shown if every count that rounds to it is 11 or more, so the smallest one shown is 15 and a hidden one
stands for 0 to 12: a zero is hidden like a seven. The total is hidden too when, with all other figures and these rules
in hand, it would narrow a hidden count to fewer than 11 possible values, or a shown one at all, even for somebody who
knows that one hidden line is empty. It is then the complement that keeps the others safe. What decides is
only what would be shown, so that hiding it tells nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from bot.report.lines import Counts


@dataclass(frozen=True, slots=True)
class Rule:
    """How counts are released. Only tests use another than ``RULE``.

    ``base``: what figures are rounded to, an odd number. ``least``: the smallest count that may be told. ``width``:
    how far apart the least and the most that a hidden count could be must stay. ``complement``: is the total hidden
    when it has to be?
    """

    base: int = 5
    least: int = 11
    width: int = 10
    complement: bool = True

    @property
    def half(self) -> int:
        """How far a figure can be from its count."""
        return self.base // 2

    @property
    def most_hidden(self) -> int:
        """The largest count that is never shown."""
        figure = -(-(self.least + self.half) // self.base) * self.base
        return figure - self.half - 1

    def figure(self, count: int) -> int | None:
        """The figure for this count, None where it is hidden."""
        return None if count <= self.most_hidden else (count + self.half) // self.base * self.base


RULE: Final = Rule()


@dataclass(frozen=True, slots=True)
class Release:
    """What is told of one quarter (year * 4 + 0..3): a figure for each line and one for all, None where hidden."""

    quarter: int
    figures: Mapping[str, int | None]
    total: int | None


def released(quarter: int, counts: Counts, rule: Rule = RULE) -> Release:
    """The release of a quarter, the same for the same counts."""
    figures = {line: rule.figure(count) for line, count in counts.items()}
    total = rule.figure(sum(counts.values()))
    if rule.complement and total is not None and _tells_anybody(figures, total, rule):
        total = None
    return Release(quarter, figures, total)


def _tells_anybody(figures: Mapping[str, int | None], total: int, rule: Rule) -> bool:
    """Would this total tell too much, also to somebody who knows for certain that one hidden line is empty?"""
    known = [{name: figure for name, figure in figures.items() if name != line} for line in _hidden(figures)]
    return any(_tells(one, total, rule) for one in (figures, *known) if one)


def _hidden(figures: Mapping[str, int | None]) -> list[str]:
    return [line for line, figure in figures.items() if figure is None]


def _tells(figures: Mapping[str, int | None], total: int, rule: Rule) -> bool:
    """Would this total say more of any line than the line itself does, beyond what is allowed?"""
    spans = [
        (0, rule.most_hidden) if figure is None else (figure - rule.half, figure + rule.half)
        for figure in figures.values()
    ]
    least, most = (sum(ends) for ends in zip(*spans, strict=True))
    for figure, (low, high) in zip(figures.values(), spans, strict=True):
        low_now = max(low, total - rule.half - (most - high))
        high_now = min(high, total + rule.half - (least - low))
        if high_now - low_now < (rule.width if figure is None else high - low):
            return True
    return False
