"""A screen as plain text, one sentence a line: for pipes, files, screen readers and terminals that cannot draw."""

from __future__ import annotations

from collections.abc import Iterator

from bot.adapters.blocks import APART, Block, Kind, any_time, blocks, quiet
from bot.adapters.labels import Labels
from bot.present.screen import Screen

RULE = "-" * 40
INDENT = "  "


def text(screen: Screen, labels: Labels) -> str:
    """The whole screen, ending with a line end."""
    return "\n".join(_lines(screen, labels)) + "\n"


def _lines(screen: Screen, labels: Labels) -> Iterator[str]:
    yield RULE
    if screen.banner:
        yield screen.banner
    if screen.header:
        yield screen.header
    for block in blocks(screen, labels):
        yield from _block(block)
    if screen.choices:
        yield ""
        yield from (f"{INDENT}[{button.number}] {button.label}" for button in screen.choices)
    if screen.notices:
        yield ""
        yield from (f"* {notice}" for notice in screen.notices)
    if screen.interrupts:
        yield ""
        yield f"{labels['any_time_label']}: {APART.join(any_time(screen))}"
    yield ""


def _block(block: Block) -> Iterator[str]:
    if block.kind is Kind.TITLE:
        yield from block.lines
        return
    yield ""
    if block.kind is Kind.QUIET:
        yield quiet(block)
        return
    if block.label:
        yield f"{block.label}:"
    for number, line in enumerate(block.lines, start=1):
        match block.kind:
            case Kind.LIST:
                yield f"{INDENT}- {line}"
            case Kind.CONTACT if number > 1:
                yield f"{INDENT}{INDENT}{line}"
            case _:
                yield f"{INDENT}{line}"
