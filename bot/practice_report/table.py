"""The class report for a terminal: one idea a line, bars of plain signs, and numbers beside them."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Iterator, Sequence
from typing import Final

from bot.practice_report.told import Bar, Item, Told

WIDEST: Final = 84
WIDE: Final = 30
"""Signs of a whole bar."""
SIGN: Final = {False: "#", True: "-"}


def table(told: Told, width: int = 0) -> str:
    """The report in lines of at most ``width`` columns; without it, those of the terminal."""
    wide = width or min(WIDEST, shutil.get_terminal_size((WIDEST, 24)).columns)
    return "\n".join(_lines(told, max(wide, 40)))


def items(rows: Sequence[Item], width: int = WIDEST) -> Iterator[str]:
    """Lines with their bars, an empty line after each."""
    for item in rows:
        yield from textwrap.wrap(f"{'> ' if item.strong else ''}{item.label}", width, subsequent_indent="   ")
        yield from (_bar(bar) for bar in item.bars)
        for note in item.notes:
            yield from textwrap.wrap(note, width, initial_indent="   ", subsequent_indent="   ")
        yield ""


def _lines(told: Told, width: int) -> Iterator[str]:
    yield from textwrap.wrap(told.banner, width)
    yield "=" * width
    yield from textwrap.wrap(told.title, width)
    yield ""
    for line in told.lines:
        yield from textwrap.wrap(line, width)
    for part in told.parts:
        yield ""
        yield part.title
        yield "-" * len(part.title)
        for line in part.lines:
            yield from textwrap.wrap(line, width)
        if part.items and part.lines:
            yield ""
        yield from items(part.items, width)
        for line in part.last:
            yield from textwrap.wrap(line, width)


def _bar(bar: Bar) -> str:
    return f"   |{(SIGN[bar.faint] * round(bar.share * WIDE)).ljust(WIDE)}| {bar.said}"
