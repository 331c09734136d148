"""The text of a message: where we are, words to say in quotation marks, and what is for the worker, in few tags.

Every word is escaped, so no word can change how another one looks. The first line is the number of the card or another
line that any tool for a shift could show. What does not fit is left out from the least needed end.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from html import escape
from typing import Final

from bot.adapters.blocks import Block, Kind, blocks
from bot.adapters.labels import Labels
from bot.adapters.telegram.card import LONGEST_TEXT, Card, units
from bot.adapters.telegram.words import Words
from bot.engine.session import Mode
from bot.present.catalog import Catalog
from bot.present.screen import Screen

CUT: Final = "…"


def card_text(screen: Screen, catalog: Catalog) -> str:
    """The text of a screen."""
    labels = Labels(catalog, screen.view.language)
    head = screen.header or _steps(screen, Words(catalog, screen.view.language))
    found = ""
    for shorter in _shorter(screen):
        found = _text(head, shorter, labels)
        if units(Card(found).seen) <= LONGEST_TEXT:
            return found
    return _cut(found)


def bare_text(screen: Screen) -> str:
    """The text of a cover or a neutral line: its title and its lines, without a label and without a frame."""
    title = "\n".join(f"<b>{escape(line, quote=False)}</b>" for line in screen.title.splitlines())
    said = "\n".join(f"“{line}”" for line in screen.say)
    lines = (said, screen.note, "\n".join(screen.notices))
    return "\n\n".join(filter(None, (title, *(escape(line, quote=False) for line in lines))))


def plain_text(*lines: str) -> str:
    """Lines of our own, escaped."""
    return "\n".join(escape(line, quote=False) for line in lines if line)


def _steps(screen: Screen, words: Words) -> str:
    """A first line for a card without a number: a safety card must not begin with what it is about."""
    return words["chat_steps"] if screen.view.mode is Mode.DANGER else ""


def _text(head: str, screen: Screen, labels: Labels) -> str:
    parts = [escape(head, quote=False)] if head else []
    title, *rest = blocks(screen, labels) or [Block(Kind.TITLE, "", ())]
    if title.kind is Kind.TITLE:
        parts.append("\n".join(f"<b>{escape(line, quote=False)}</b>" for line in title.lines))
    else:
        rest = [title, *rest]
    said = ["\n".join(filter(None, parts))]
    said += ["\n".join(_block(block)) for block in rest]
    if screen.notices:
        said.append("\n".join(f"<i>{escape(notice, quote=False)}</i>" for notice in screen.notices))
    if screen.banner:
        said.append(f"<i>{escape(screen.banner, quote=False)}</i>")
    return "\n\n".join(filter(None, said))


def _block(block: Block) -> Iterator[str]:
    if block.label:
        yield f"<b>{escape(block.label, quote=False)}</b>"
    for number, line in enumerate(block.lines):
        shown = escape(line, quote=False)
        match block.kind:
            case Kind.LIST:
                yield f"- {shown}"
            case Kind.CONTACT if not number:
                yield f"<b>{shown}</b>"
            case Kind.QUIET:
                yield f"<i>{shown}</i>"
            case _:
                yield shown


def _shorter(screen: Screen) -> Iterator[Screen]:
    """The screen, and then with less and less of what can be done without. Words to say and numbers stay longest."""
    yield screen
    screen = replace(screen, why="")
    yield screen
    brief = tuple(replace(one, what_happens="", privacy="") for one in screen.contacts)
    screen = replace(screen, contacts=brief)
    yield screen
    for many in range(len(brief) - 1, 0, -1):
        yield replace(screen, contacts=brief[:many])


def _cut(text: str) -> str:
    """The last resort: whole lines without tags, as many as fit."""
    lines = Card(text).seen.split("\n")
    while units("\n".join(lines)) + 1 > LONGEST_TEXT and len(lines) > 1:
        lines.pop()
    return escape("\n".join(lines)[: LONGEST_TEXT // 2] + CUT, quote=False)
