"""A release as a picture that can be read on a phone: quarters above, how the last one ended below.

A hidden figure is a hatched bar of one fixed length with its words beside it, never a length of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from bot.report.lines import LINES
from bot.report.release import RULE, Release
from bot.report.table import name, told

if TYPE_CHECKING:
    from matplotlib.axes import Axes

INK, BAR, PALE, PAPER = "#1f2a30", "#2f6f7e", "#c9d5d8", "#ffffff"
MOST_QUARTERS: Final = 6
SIZE: Final = (6.0, 7.6)
DOTS: Final = 180
"""Inches and dots an inch: 1080 dots wide, so a phone shows the words at about their size in print."""


def draw(releases: Sequence[Release], path: Path, title: str) -> None:
    """Write the picture as PNG. Raises OSError, and ImportError where matplotlib is not installed."""
    from matplotlib.figure import Figure  # noqa: PLC0415 - heavy, and only for a picture

    shown = releases[-MOST_QUARTERS:]
    figure = Figure(figsize=SIZE, dpi=DOTS, facecolor=PAPER, layout="constrained")
    engine = figure.get_layout_engine()
    if engine is not None:
        engine.set(w_pad=0.15, h_pad=0.12)  # type: ignore[call-arg] # of this engine, not of all
    above, below = figure.subplots(2, 1, height_ratios=(3, 4))
    figure.suptitle(title, x=0.03, ha="left", fontsize=17, color=INK, weight="bold")
    above.set_title("Conversations, by quarter", loc="left", fontsize=14, color=INK)
    _bars(above, [name(one.quarter) for one in reversed(shown)], [one.total for one in reversed(shown)], "not shown")
    below.set_title(f"How they ended in {name(shown[-1].quarter)}", loc="left", fontsize=14, color=INK)
    figures = [shown[-1].figures.get(line) for line in LINES]
    _bars(below, list(LINES.values()), figures, f"{RULE.most_hidden} or fewer")
    figure.supxlabel("Rounded to 5. Hatched: not shown, so that nobody can be told apart.", fontsize=11, color=INK)
    written: dict[str, Any] = {"Title": title, "Description": told(shown), "Software": None}
    figure.savefig(path, format="png", metadata=written)


def _bars(axes: Axes, labels: Sequence[str], figures: Sequence[int | None], hidden: str) -> None:
    """Bars from left to right, the first on top."""
    longest = max([figure for figure in figures if figure is not None], default=2 * RULE.least)
    stub = longest * 0.18
    for place, figure in enumerate(figures):
        if figure is None:
            axes.barh(place, stub, color=PAPER, edgecolor=PALE, hatch="////", linewidth=1.2, height=0.62)
        else:
            axes.barh(place, figure, color=BAR, height=0.62)
        said = hidden if figure is None else str(figure)
        length = stub if figure is None else figure
        axes.text(length + longest * 0.02, place, said, va="center", fontsize=13, color=INK)
    axes.set_yticks(range(len(labels)), labels, fontsize=13, color=INK)
    axes.set_xlim(0, longest * 1.3)
    axes.invert_yaxis()
    axes.xaxis.set_visible(False)
    axes.tick_params(axis="y", length=0)
    for side in axes.spines.values():
        side.set_visible(False)
