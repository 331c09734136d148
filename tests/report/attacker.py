"""Somebody who has every release and knows the rules by heart, and a solver of linear programs.

The rules are written here a second time, from the words under the table: a figure is the nearest multiple of 5, what
could stand for fewer than 11 is not shown, the total is rounded like the rest. Nothing is imported from the program
but the shape of a release.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog  # type: ignore[import-untyped] # it ships no types

from bot.report.release import Release

SLACK = 1e-6


@dataclass(frozen=True)
class Known:
    """What the attacker knows of the rules: figures are rounded to ``base`` and stand for ``least`` or more."""

    base: int = 5
    least: int = 11

    def span(self, figure: int | None) -> tuple[int, int]:
        """The counts that a figure can stand for, by trying them; for a hidden one those that no figure stands for."""
        if figure is not None:
            return figure - (self.base - 1) // 2, figure + (self.base - 1) // 2
        hidden = 0
        while hidden < self.least or min(self._alike(hidden)) < self.least:
            hidden += 1
        return 0, hidden - 1

    def _alike(self, count: int) -> list[int]:
        """All counts that are rounded to the same figure as this one."""
        nearest = round(count / self.base)
        return [n for n in range(max(0, count - self.base), count + self.base + 1) if round(n / self.base) == nearest]


def bounds(releases: Sequence[Release], known: Known, empty: str = "") -> dict[str, tuple[int, int]]:
    """The least and the most that each count can be, when all these releases are of one and the same table.

    ``empty`` is a line of which the attacker knows for certain, from elsewhere, that it is empty.
    """
    lines = list(releases[0].figures)
    spans = [[known.span(one.figures[line]) for one in releases] for line in lines]
    box = [(max(low for low, _ in of), min(high for _, high in of)) for of in spans]
    box = [(0, 0) if line == empty else span for line, span in zip(lines, box, strict=True)]
    totals = [known.span(one.total) for one in releases if one.total is not None]
    above = [[1.0] * len(lines)] * len(totals) + [[-1.0] * len(lines)] * len(totals)
    limits = [float(high) for _, high in totals] + [-float(low) for low, _ in totals]
    found = {}
    for place, line in enumerate(lines):
        ends = []
        for sign in (1.0, -1.0):
            aim = np.zeros(len(lines))
            aim[place] = sign
            solved = linprog(aim, A_ub=above or None, b_ub=limits or None, bounds=box, method="highs")
            assert solved.success, "the truth itself would be impossible"
            ends.append(float(solved.x[place]))
        found[line] = (math.ceil(ends[0] - SLACK), math.floor(ends[1] + SLACK))
    return found


def exact(release: Release, found: dict[str, tuple[int, int]]) -> list[str]:
    """The hidden counts that are known to the last patient."""
    return [line for line, (low, high) in found.items() if release.figures[line] is None and low == high]


def narrow(release: Release, found: dict[str, tuple[int, int]], width: int = 10) -> list[str]:
    """The hidden counts that are known more closely than they may be."""
    return [line for line, (low, high) in found.items() if release.figures[line] is None and high - low < width]
