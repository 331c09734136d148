"""How a class chose, as a picture that can be read on a phone: the class's bars full, the panel's hatched.

Needs matplotlib (the extra ``report``), which is loaded when the first picture is drawn. What is not told is a word,
never a bar.
"""

from __future__ import annotations

import io
import textwrap
from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from bot.practice.words import Words
from bot.practice_report.class_report import ClassReport, TurnReport
from bot.practice_report.told import spoken

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

INK, BAR, PALE, PAPER, SOFT = "#1f2a30", "#2f6f7e", "#c9d5d8", "#ffffff", "#5d6b72"
WIDE: Final = 6.0
DOTS: Final = 180
"""Inches and dots an inch: 1080 dots wide, so a phone shows the words at about their size in print."""
LETTERS: Final = 64
"""Letters of a line of text over a bar."""
WAY: Final = "←"
"""Behind the line that a class went on with."""
TALLEST: Final = 16_000
"""Dots. A picture that is taller is refused by those who have to show it."""

LINE: Final = 0.2
"""Inches of a line of text."""


class Shown(NamedTuple):
    """A turn; how many people the panel has, 0 where it is not shown; and whether it has a heading of its own."""

    turn: TurnReport
    people: int
    headed: bool = True

    @property
    def head(self) -> float:
        """Inches above the first line."""
        return 0.45 if self.headed else 0.12

    @property
    def bars(self) -> float:
        """Inches of the bars of a line."""
        return 0.62 if self.people else 0.4


Pair = tuple[Fraction | None, str]
"""A bar's part of the whole, None where it is not told, and the words at its end."""


def spread_png(report: ClassReport, one: TurnReport, words: Words, *, panel: bool = False) -> bytes:
    """One turn as PNG, with the panel only when the class has talked. Raises ImportError without matplotlib."""
    people = report.scenario.panel.people if panel else 0
    return _drawn(words("spread_title", number=one.number), [Shown(one, people, headed=False)], words)


def report_png(report: ClassReport, words: Words) -> bytes:
    """All turns as PNG, one below the other. Raises ImportError where matplotlib is not installed."""
    people = report.scenario.panel.people
    return _drawn(
        words("report_title", title=report.scenario.title), [Shown(one, people) for one in report.turns], words
    )


def _drawn(title: str, turns: Sequence[Shown], words: Words) -> bytes:
    from matplotlib.figure import Figure  # noqa: PLC0415 - heavy, and only for a picture

    heading = textwrap.wrap(title, 40)
    heights = [_height(one, words) for one in turns]
    above = 0.45 + 0.32 * len(heading)
    way = any(one.turn.way for one in turns)
    tall = above + sum(heights) + (0.45 if way else 0.15)
    figure = Figure(figsize=(WIDE, tall), dpi=min(DOTS, TALLEST / tall), facecolor=PAPER)
    figure.text(0.03, 1 - 0.14 / tall, words("banner"), va="top", fontsize=10.5, color=SOFT)
    figure.text(0.03, 1 - 0.38 / tall, "\n".join(heading), va="top", fontsize=15, color=INK, weight="bold")
    top = tall - above
    for one, height in zip(turns, heights, strict=True):
        axes = figure.add_axes((0.03, (top - height) / tall, 0.94, height / tall))
        _turn(axes, one, height, words)
        top -= height
    if way:
        figure.text(0.03, 0.14 / tall, f"{WAY} {words('chart_way')}", va="bottom", fontsize=9.5, color=SOFT)
    described = ". ".join(_alt(one.turn, words) for one in turns)
    return _png(figure, title, described)


def _height(one: Shown, words: Words) -> float:
    """Inches of a turn."""
    text = sum(len(_wrapped(one.turn, place, words)) for place in range(len(one.turn.lines)))
    return one.head + LINE * text + one.bars * len(one.turn.lines)


def _turn(axes: Axes, shown: Shown, height: float, words: Words) -> None:
    """One turn in axes whose unit is an inch, from the top down; a bar ends where its words begin."""
    axes.set_xlim(0, WIDE * 0.94)
    axes.set_ylim(height, 0)
    axes.axis("off")
    one, people, at = shown.turn, shown.people, shown.head
    if shown.headed:
        axes.text(0, 0.24, words("turn", number=one.number), va="center", fontsize=13, color=INK, weight="bold")
    for place, line in enumerate(one.lines):
        text = _wrapped(one, place, words)
        axes.text(0, at, "\n".join(text), va="top", fontsize=10.5, color=INK, linespacing=1.25)
        at += LINE * len(text)
        count = one.counts[place] if one.counts else None
        mine: Pair = (
            (None, words("chart_few")) if count is None else (Fraction(count, one.chose), f"{count} / {one.chose}")
        )
        _bar(axes, at + 0.04, words("chart_class"), mine, faint=False)
        if people:
            theirs = Fraction(line.votes, people), f"{line.votes} / {people}"
            _bar(axes, at + 0.26, words("chart_panel"), theirs, faint=True)
        at += shown.bars


def _bar(axes: Axes, at: float, label: str, bar: Pair, *, faint: bool) -> None:
    share, said = bar
    left, whole = 0.62, WIDE * 0.94 - 0.62 - 0.75
    axes.text(0, at + 0.09, label, va="center", fontsize=9.5, color=SOFT)
    long = whole * float(share or 0)
    look: dict[str, Any] = {"facecolor": PAPER, "edgecolor": SOFT, "hatch": "///"} if faint else {"facecolor": BAR}
    if share:
        axes.barh(at + 0.09, long, left=left, height=0.17, linewidth=0.8, **look)
    elif share is not None:
        axes.plot((left, left), (at, at + 0.18), color=SOFT, linewidth=1)
    axes.text(left + long + 0.07, at + 0.09, said, va="center", fontsize=10.5, color=INK)


def _wrapped(one: TurnReport, place: int, words: Words) -> list[str]:
    line = one.lines[place]
    mark = f"\N{NO-BREAK SPACE}{WAY}" if one.way is line else ""
    return textwrap.wrap(f"{place + 1}. {spoken(line, words)}{mark}", LETTERS)


def _alt(one: TurnReport, words: Words) -> str:
    """The same in words, inside the picture's file."""
    said = [
        words("alt", label=f"{words('turn', number=one.number)}, {place + 1}", count=one.counts[place], of=one.chose)
        if one.counts
        else words("chart_few")
        for place in range(len(one.lines))
    ]
    return "; ".join(dict.fromkeys(said))


def _png(figure: Figure, title: str, described: str) -> bytes:
    written = io.BytesIO()
    metadata: dict[str, Any] = {"Title": title, "Description": described, "Software": None}
    figure.savefig(written, format="png", metadata=metadata)
    return written.getvalue()
