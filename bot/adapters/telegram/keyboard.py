"""The buttons under a card: its answers, and below them, always in the same place, what holds on every card.

At most three rows of the latter: danger and "someone walked in" first and never behind another button. A covered card
has one button with neutral words and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from bot.adapters.telegram import data
from bot.adapters.telegram.card import Key
from bot.adapters.telegram.data import Page
from bot.adapters.telegram.words import Words
from bot.engine.session import Mode
from bot.present.screen import Screen

SHORT: Final = 14
"""Letters of a label that can share its row with another one like it."""

MOST_EDITS: Final = 20

AT_HAND: Final = ("danger", "cover")
"""What stands on every card in the first row."""

NEAR: Final = {
    Mode.RUNNING: ("back", "away"),
    Mode.DANGER: ("resume", "back"),
    Mode.AWAY: ("stop",),
}
"""What stands in the second row; everything else that a mode offers is one tap further."""

PAGES: Final = {"edit": Page.EDIT, "language": Page.LANGUAGE, "matters": Page.MATTERS}
"""Interrupts that need to be told what about: a list of buttons."""

KNOWN: Final = frozenset({*data.SIMPLE, "back", *PAGES})

Rows = tuple[tuple[Key, ...], ...]


def keyboard(screen: Screen, words: Words, page: Page) -> Rows:
    """The rows of an open card."""
    if screen.view.mode is Mode.COVERED:
        return tuple((_answer(screen, button.id, button.label),) for button in screen.choices)
    match page:
        case Page.MORE:
            rows = _more(screen)
        case Page.EDIT:
            rows = _edits(screen)
        case Page.MATTERS:
            rows = _matters(screen)
        case Page.LANGUAGE:
            rows = _languages(screen, words)
        case _:
            return (*_answers(screen, words), *_always(screen, words))
    at = screen.view.revision
    return (*rows, _row(screen, AT_HAND), (Key(words["chat_fewer"], data.show(at)),))


def last(screen: Screen, words: Words) -> Rows:
    """The one button of the last card."""
    return ((Key(words["chat_close"], data.show(screen.view.revision)),),)


def beginnings(words: Words, flows: Sequence[str], page: Page) -> Rows:
    """The buttons of a neutral line: begin, or the list of all talks. The first of ``flows`` is the usual one."""
    if page is Page.TALKS:
        return tuple((Key(words.talk(flow), data.begin(flow)),) for flow in flows)
    begin = Key(words["chat_begin"], data.begin(flows[0]))
    return ((begin, Key(words["chat_talks"], data.page(0, Page.TALKS))),) if len(flows) > 1 else ((begin,),)


def _answers(screen: Screen, words: Words) -> list[tuple[Key, ...]]:
    rows: list[tuple[Key, ...]] = []
    for button in screen.choices:
        key = _answer(screen, button.id, button.label)
        alone = not rows or len(rows[-1]) > 1 or max(len(rows[-1][0].label), len(key.label)) > SHORT
        rows[-1:] = [*rows[-1:], (key,)] if alone else [(*rows[-1], key)]
    if can_remind(screen):
        rows.append((Key(words["chat_alone"], data.alone(screen.view.revision)),))
    return rows


def can_remind(screen: Screen) -> bool:
    """Is this the place where a worker waits for privacy?"""
    tags = screen.view.tags
    return screen.view.mode is Mode.RUNNING and "privacy_gate" in tags and "care_first" not in tags


def _always(screen: Screen, words: Words) -> list[tuple[Key, ...]]:
    near = _row(screen, NEAR.get(screen.view.mode, ()))
    if _further(screen):
        near = (*near, Key(words["chat_more"], data.page(screen.view.revision, Page.MORE)))
    return [row for row in (_row(screen, AT_HAND), near) if row]


def _further(screen: Screen) -> tuple[str, ...]:
    shown = {*AT_HAND, *NEAR.get(screen.view.mode, ())}
    return tuple(button.id for button in screen.interrupts if button.id in KNOWN and button.id not in shown)


def _more(screen: Screen) -> list[tuple[Key, ...]]:
    return _paired(_row(screen, _further(screen)))


def _edits(screen: Screen) -> list[tuple[Key, ...]]:
    at = screen.view.revision
    shown = screen.edits[-MOST_EDITS:]
    return [(Key(f"{button.number}. {button.label}", data.edit(at, button.id)),) for button in shown]


def _matters(screen: Screen) -> list[tuple[Key, ...]]:
    """What may matter for a patient, each to be said and unsaid; a star stands before what was said."""
    at, chosen = screen.view.revision, screen.view.matters
    return [(Key(f"{'* ' if one.id in chosen else ''}{one.label}", data.matter(at, one.id)),) for one in screen.matters]


def _languages(screen: Screen, words: Words) -> list[tuple[Key, ...]]:
    at = screen.view.revision
    kinds = (("chat_mine", "w"), ("chat_theirs", "p"))
    return [
        tuple(Key(f"{words[name]}: {words.tongue(code)}", data.language(at, code, whose)) for name, whose in kinds)
        for code in screen.languages
    ]


def _answer(screen: Screen, choice: str, label: str) -> Key:
    return Key(label, data.answer(screen.view.revision, choice))


def _row(screen: Screen, names: Iterable[str]) -> tuple[Key, ...]:
    """The interrupts of these names that the card offers, in this order."""
    at = screen.view.revision
    labels = {button.id: button.label for button in screen.interrupts}
    return tuple(
        Key(labels[name], data.page(at, PAGES[name]) if name in PAGES else data.interrupt(at, name))
        for name in names
        if name in labels
    )


def _paired(keys: Sequence[Key]) -> list[tuple[Key, ...]]:
    return [tuple(keys[start : start + 2]) for start in range(0, len(keys), 2)]
