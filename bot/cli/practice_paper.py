"""A practice card as plain text, one idea a line: for terminals, pipes and screen readers alike."""

from __future__ import annotations

import json
import shutil
import sys
import textwrap
from collections.abc import Iterator
from dataclasses import asdict
from typing import Final, TextIO

from bot.adapters.console.paper import Gone
from bot.practice.cards import Card

WIDEST: Final = 84
INDENT: Final = "  "
RULE: Final = "="


class CardsOnPaper:
    """Writes cards to a stream; as JSON, one object a line, where a program reads them."""

    def __init__(self, stream: TextIO | None, *, as_json: bool, asking: bool) -> None:
        self._stream = stream
        self._as_json = as_json
        self._asking = asking

    def show(self, card: Card) -> None:
        """Write a card. Raises ``Gone`` when nobody reads any more."""
        self._write(json.dumps(asdict(card), ensure_ascii=False) + "\n" if self._as_json else text(card))

    def say(self, sentence: str) -> None:
        """Write a sentence between cards. Raises ``Gone``."""
        self._write(json.dumps({"said": sentence}, ensure_ascii=False) + "\n" if self._as_json else f"* {sentence}\n")

    def write(self, said: str) -> None:
        """Write lines as they are. Raises ``Gone``."""
        self._write(said)

    def ask(self) -> None:
        """Show that it is the person's turn. Raises ``Gone``."""
        if self._asking:
            self._write("> ")

    def _write(self, said: str) -> None:
        if self._stream is None:
            raise Gone
        try:
            self._stream.write(said)
            self._stream.flush()
        except OSError:
            raise Gone from None


def paper(*, as_json: bool, asking: bool) -> CardsOnPaper:
    """The standard output."""
    if sys.stdout is not None and hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8", errors="replace", newline="\n")
    return CardsOnPaper(sys.stdout, as_json=as_json, asking=asking)


def text(card: Card, width: int = 0) -> str:
    """The card in lines of at most ``width`` columns; without it, those of the terminal."""
    wide = width or min(WIDEST, shutil.get_terminal_size((WIDEST, 24)).columns)
    return "\n".join(_lines(card, wide)) + "\n"


def _lines(card: Card, width: int) -> Iterator[str]:
    yield RULE * width
    yield from _wrapped(card.banner, width)
    yield from _wrapped(card.header, width)
    if card.title:
        yield ""
        yield from _wrapped(card.title, width)
    for block in card.blocks:
        yield ""
        indent = INDENT if block.label else ""
        if block.label:
            yield f"{block.label}:"
        for line in block.lines:
            yield from _wrapped(line, width, indent)
    if card.choices:
        yield ""
        for number, choice in enumerate(card.choices, start=1):
            yield from _wrapped(f"[{number}] {choice}", width, INDENT, f"{INDENT}    ")
    if card.typed:
        yield ""
        yield from _wrapped(card.typed, width)
    yield ""


def _wrapped(line: str, width: int, indent: str = "", further: str = "") -> list[str]:
    return textwrap.wrap(line, width, initial_indent=indent, subsequent_indent=further or indent)
