"""A screen as a card in a terminal, drawn with Rich at any width from 32 columns.

Nothing on it means something by its colour alone: bold and faint only lean on what labels, quotation marks and the
weight of the frame already say. No markup is read from the words, so no word can change the drawing.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import repeat
from typing import TYPE_CHECKING, Final

from rich import box
from rich.cells import cell_len
from rich.console import Console, Group
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from bot.adapters.blocks import APART, Block, Kind, any_time, blocks, marked, quiet
from bot.adapters.labels import Labels
from bot.engine.spec import Tone
from bot.present.screen import Button, Screen

if TYPE_CHECKING:
    from rich.console import ConsoleOptions, RenderableType

WIDEST: Final = 84
"""Columns of the widest card: longer lines are hard to read."""


def drawn(console: Console, screen: Screen, labels: Labels) -> str:
    """The card as text with the terminal's own codes in it."""
    with console.capture() as capture:
        width = min(console.width, WIDEST)
        console.print(card(screen, labels), width=width)
    return capture.get()


def card(screen: Screen, labels: Labels) -> RenderableType:
    """The whole card: banner, frame, notices, and what can be typed at any time."""
    urgent = screen.view.tone is Tone.EMERGENCY
    inside: list[RenderableType] = []
    for block in blocks(screen, labels):
        inside += [Text(), *_block(block)] if inside else _block(block)
    if screen.choices:
        inside += [Text(), _choices(screen.choices)]
    frame = Panel(
        Group(*inside),
        box=box.HEAVY if urgent else box.ROUNDED,
        title=Text(screen.header) if screen.header else None,
        title_align="left",
        padding=(0, 1),
    )
    around: list[RenderableType] = [Text(screen.banner, style="dim")] if screen.banner else []
    around.append(frame)
    around += [_hanging(" •", notice, "bold") for notice in screen.notices]
    if screen.interrupts:
        around.append(Padding(Packed(any_time(screen), f"{labels['any_time_label']}: ", "dim"), (0, 1)))
    return Group(*around)


def _block(block: Block) -> list[RenderableType]:
    if block.kind is Kind.TITLE:
        return [Text(line, style="bold") for line in block.lines]
    if block.kind is Kind.QUIET:
        return [Text(quiet(block), style="dim")]
    said: list[RenderableType] = [Text(f"{block.label}:")] if block.label else []
    body = _contact(block.lines) if block.kind is Kind.CONTACT else map(_line, block.lines, repeat(block.kind))
    return said + [Padding(line, (0, 0, 0, 2)) for line in body]


def _line(line: str, kind: Kind) -> RenderableType:
    mark, rest = ("-", line) if kind is Kind.LIST else marked(line)
    return _hanging(mark, rest) if mark else Text(line)


def _contact(lines: tuple[str, ...]) -> Iterator[RenderableType]:
    """Name and number first, in bold; the rest is there for whoever has the time."""
    name, reach, *rest = lines
    yield Text(name, style="bold")
    yield Padding(Packed(reach.split(APART), style="bold"), (0, 0, 0, 2))
    yield from (Padding(Text(line, style="dim"), (0, 0, 0, 2)) for line in rest)


def _choices(buttons: tuple[Button, ...]) -> RenderableType:
    grid = Table.grid(padding=(0, 1, 0, 0))
    grid.add_column(justify="right", style="bold")
    grid.add_column()
    for button in buttons:
        grid.add_row(Text(f"[{button.number}]"), Text(button.label))
    return grid


def _hanging(mark: str, line: str, style: str = "") -> RenderableType:
    """A line whose further lines stand below its first word and not below its mark."""
    grid = Table.grid(padding=(0, 1, 0, 0))
    grid.add_column()
    grid.add_column()
    grid.add_row(Text(mark), Text(line, style=style))
    return grid


class Packed:
    """Items behind one another, in lines that end between two of them and not within one."""

    def __init__(self, items: list[str], lead: str = "", style: str = "") -> None:
        self._items = items
        self._lead = lead
        self._style = style

    def __rich_console__(self, _console: Console, options: ConsoleOptions) -> Iterator[Text]:
        done, line = [], self._lead
        for number, item in enumerate(self._items):
            more = item if number == len(self._items) - 1 else f"{item}{APART}"
            if cell_len(line) + cell_len(more.rstrip()) > options.max_width and line.strip():
                done.append(line.rstrip())
                line = ""
            line += more
        yield Text("\n".join((*done, line)), style=self._style)
