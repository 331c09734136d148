"""A release as words: a table to read, and the same as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Final

from bot.report.lines import LINES
from bot.report.release import RULE, Release

TOTAL: Final = "All conversations"
HIDDEN: Final = "·"
"""How a hidden figure looks in the table."""

SAID: Final = (
    f"{HIDDEN}  not shown: {RULE.most_hidden} or fewer, none among them; or a total that would tell such a figure.",
    "Figures are rounded to 5, so they need not add up. Only quarters that are over are shown, each as first released.",
)


def name(quarter: int) -> str:
    """A quarter as people write it: 2026 Q3."""
    return f"{quarter // 4} Q{quarter % 4 + 1}"


def rows(releases: Iterable[Release]) -> list[tuple[str, str, int | None]]:
    """Quarter, line and figure, line by line with the total last."""
    return [
        (name(one.quarter), label, figure)
        for one in releases
        for label, figure in (*((LINES[line], one.figures.get(line)) for line in LINES), (TOTAL, one.total))
    ]


def text(releases: Sequence[Release], *, latest: int = 4) -> str:
    """The last quarters side by side, as a table for a terminal."""
    shown = releases[-latest:]
    heads = [name(one.quarter) for one in shown]
    labels = [*LINES.values(), TOTAL]
    wide = max(map(len, labels))
    lines = [" " * wide + "".join(f"{head:>10}" for head in heads)]
    for number, label in enumerate(labels):
        figures = [([one.figures.get(line) for line in LINES] + [one.total])[number] for one in shown]
        cells = "".join(f"{HIDDEN if figure is None else figure:>10}" for figure in figures)
        lines.append(f"{label:<{wide}}{cells}")
    return "\n".join([*lines, "", *SAID])


def as_csv(releases: Sequence[Release]) -> str:
    """Every quarter: columns quarter, line, figure. A hidden figure is an empty field."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(("quarter", "line", "figure"))
    writer.writerows((quarter, label, "" if figure is None else figure) for quarter, label, figure in rows(releases))
    return written.getvalue()


def told(releases: Sequence[Release]) -> str:
    """The chart in a sentence, for whoever cannot see it."""
    parts = [f"{name(one.quarter)} {'not shown' if one.total is None else f'about {one.total}'}" for one in releases]
    return f"Conversations a quarter: {', '.join(parts)}."
