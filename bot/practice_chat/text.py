"""A practice card as a message: the watermark first, every word escaped, and buttons below.

What to say is too long for a button on a phone, so lines are numbered in the text and buttons carry the numbers;
where all lines of a turn are short, buttons carry the lines themselves.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import Final

from bot.adapters.telegram.card import LONGEST_TEXT, Card, Key, units
from bot.practice.cards import Card as Told

SHORT: Final = 36
"""Letters that a button can show on a narrow phone."""

CUT: Final = "…"

Rows = tuple[tuple[Key, ...], ...]


def message(told: Told, rows: Rows = (), notice: str = "", typed: str = "") -> Card:
    """A card of practice as a message. ``notice``: something to be said once; ``typed``: what can be typed."""
    parts = ["\n".join(_head(told)), *("\n".join(_block(one.label, one.lines)) for one in told.blocks)]
    if told.choices and not labelled(told.choices):
        parts += [f"{number}. {_safe(line)}" for number, line in enumerate(told.choices, start=1)]
    parts += [f"<i>{_safe(line)}</i>" for line in (notice, typed) if line]
    return Card(_fitting("\n\n".join(filter(None, parts))), rows)


def choices(told: Told, data: Sequence[str]) -> Rows:
    """The buttons of a turn's lines."""
    if labelled(told.choices):
        return tuple((Key(line, one),) for line, one in zip(told.choices, data, strict=True))
    return (tuple(Key(str(number), one) for number, one in enumerate(data, start=1)),)


def labelled(lines: Sequence[str]) -> bool:
    """Are these lines short enough to stand on buttons?"""
    return all(len(line) <= SHORT for line in lines)


def plain(*lines: str) -> str:
    """Lines, escaped."""
    return "\n".join(_safe(line) for line in lines)


def _head(told: Told) -> Iterator[str]:
    yield f"<i>{_safe(told.banner)}</i>"
    yield _safe(told.header)
    if told.title:
        yield f"<b>{_safe(told.title)}</b>"


def _block(label: str, lines: Sequence[str]) -> Iterator[str]:
    if label:
        yield f"<b>{_safe(label)}</b>"
    yield from map(_safe, lines)


def _safe(text: str) -> str:
    return escape(text, quote=False)


def _fitting(text: str) -> str:
    """The text, or, where Telegram would refuse it, its first lines without tags."""
    if units(Card(text).seen) <= LONGEST_TEXT:
        return text
    lines, room = [], LONGEST_TEXT - len(CUT)
    for line in Card(text).seen.split("\n"):
        room -= units(line) + 1
        if room < 0:
            break
        lines.append(line)
    return plain(*lines, CUT)
