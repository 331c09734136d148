"""What goes out is made of content alone: whatever comes in, nothing can be echoed.

The set of lines is made from content before anything is said (``sayable``); the long form tries a million inputs.
"""

from __future__ import annotations

import json
import random
import re
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import cycle

import pytest

from bot.adapters.console import plain
from bot.adapters.console.lines_of_json import line as as_json
from bot.adapters.labels import Labels
from bot.adapters.telegram import data
from bot.adapters.telegram.data import Page
from bot.adapters.telegram.render import Face, closed_cover, render
from bot.engine import events as ev
from bot.engine.session import Session
from bot.engine.step import step
from bot.library import MATTERS
from bot.present.screen import Screen, screen
from bot.present.understand import understand
from tests.privacy import fuzz
from tests.privacy.canaries import found_in
from tests.privacy.sayable import sayable
from tests.privacy.states import sessions
from tests.telegram.ward import shipped

OURS = re.compile(r"[a-z0-9_./:-]{0,60}")
"""What an id of ours looks like; which ones there are, ``names`` knows."""


def face() -> Face:
    """How the shipped conversations look."""
    return Face(shipped().presenter.catalog, tuple(shipped().library.flows))


def names() -> list[str]:
    """Every id and every label of what can be answered."""
    cards = [card for flow in shipped().library.flows.values() for card in flow.cards.values()]
    ids = {one for card in cards for one in (card.state.id, *card.choices)} | {*MATTERS, *shipped().library.flows}
    return sorted({*ids, *sayable().labels})


def wrong_in_chat(shown: Screen, page: Page) -> str:
    """What in the messages of a screen is none of ours."""
    for card in (render(shown, face(), page), closed_cover(shown, face())):
        if wrong := sayable().text(card.seen):
            return wrong
        for key in (key for row in card.rows for key in row):
            if not sayable().label(key.label) or not sayable().sends(key.data):
                return f"{key.label} -> {key.data}"
    return ""


def strings(told: object) -> Iterator[str]:
    """Every text in a structure."""
    if isinstance(told, str):
        yield told
    elif isinstance(told, dict):
        yield from (text for value in told.values() for text in strings(value))
    elif isinstance(told, list):
        yield from (text for value in told for text in strings(value))


def wrong_in_json(shown: Screen, ids: frozenset[str]) -> str:
    """What in the line of JSON is neither said by us nor an id of ours."""
    texts = (text for text in strings(json.loads(as_json(shown))) if text not in ids)
    return next((wrong for text in texts if (wrong := sayable().text(text))), "")


def wrong_in_plain(shown: Screen) -> str:
    """What in the plain text is none of ours."""
    labels = Labels(shipped().presenter.catalog, shown.view.language)
    for line in plain.text(shown, labels).splitlines():
        bare = re.sub(r"^(\[\d+\]|\*) ", "", line.strip())
        ours = sayable().line(bare) or sayable().label(bare) or sayable().line(bare.removesuffix(":"))
        if not ours and bare != plain.RULE and not _any_time(bare, shown, labels):
            return line
    return ""


def _any_time(bare: str, shown: Screen, labels: Labels) -> bool:
    """Is this the line of what can be typed at any time, each word with its own label?"""
    head, _, rest = bare.partition(": ")
    words = {one.id for one in shown.interrupts} | {f"{one.id} ({one.label})" for one in shown.interrupts}
    return head == labels["any_time_label"] and set(rest.split(" · ")) <= words


def ids() -> frozenset[str]:
    """Every word of ours that is no text: ids of all kinds, as JSON has them."""
    lib, presenter = shipped().library, shipped().presenter
    cards = [card for flow in lib.flows.values() for card in flow.cards.values()]
    found = {one for card in cards for one in (card.state.id, *card.choices, *card.state.tags, card.state.tone.value)}
    found |= {*lib.flows, *lib.languages, *MATTERS, *(one.id for one in presenter.contacts.entries)}
    for card in cards:
        found |= {value for choice in card.choices.values() for record in choice.records for value in record}
    for flow in lib.flows.values():
        found |= {name for name, _ in flow.outcome.results}
    for entry in presenter.catalog.entries["en"]:
        found |= {entry, entry.rpartition(".")[0], entry.rpartition(".")[2]}
    return frozenset(found) | {"running", "danger", "covered", "away", "ended", "idle"}


def fed(session: Session, many: int, chance: random.Random, words: list[str]) -> Iterator[tuple[str, Screen, Page]]:
    """So many inputs to one situation, each with the screen that answers it. What is taken is not carried on."""
    parts = shipped()
    before = screen(step(parts.library, session, ev.Look()).view, parts.presenter)
    buttons = (*before.choices, *before.interrupts, *before.edits, *before.matters)
    near = [*(name for one in buttons for name in (one.id, one.label, str(one.number))), *chance.sample(words, 20)]
    typed, pressed = fuzz.typed(chance, near), fuzz.pressed(chance, near, session.revision)
    for _ in range(many):
        if chance.random() < 0.5:
            text = next(typed)
            event, page = understand(text, before), Page.ANSWERS
        else:
            text = next(pressed)
            press = data.press(text)
            event, page = (press.event, press.page) if press else (ev.Look(), Page.ANSWERS)
        yield text, screen(step(parts.library, session, event).view, parts.presenter), page


def test_every_screen_of_the_walk_is_made_of_content() -> None:
    """Each situation, in languages by turns: messages, buttons, JSON and plain text hold only what can be said."""
    known, tongues, others = ids(), cycle(("en", "es")), cycle(("en", "es", "es", "en"))
    for session in sessions():
        spoken = replace(session, language=next(tongues), patient_language=next(others))
        shown = screen(step(shipped().library, spoken, ev.Look()).view, shipped().presenter)
        where = (session.flow, session.at, session.mode)
        assert wrong_in_chat(shown, Page.ANSWERS) == "", where
        assert wrong_in_json(shown, known) == "", where
        assert wrong_in_plain(shown) == "", where


def test_what_cannot_be_said_is_noticed() -> None:
    """A control: one foreign word in a title, a label, a notice or a button is seen by each of the judges."""
    shown = screen(step(shipped().library, sessions()[0], ev.Look()).view, shipped().presenter)
    odd = replace(shown, title=f"{shown.title} Ana")
    assert all((wrong_in_chat(odd, Page.ANSWERS), wrong_in_json(odd, ids()), wrong_in_plain(odd)))
    odd = replace(shown, notices=("No longer needed after your change: Ana.",))
    assert all((wrong_in_chat(odd, Page.ANSWERS), wrong_in_json(odd, ids()), wrong_in_plain(odd)))
    odd = replace(shown, choices=(replace(shown.choices[0], label="Ana"), *shown.choices[1:]))
    assert all((wrong_in_chat(odd, Page.ANSWERS), wrong_in_json(odd, ids()), wrong_in_plain(odd)))
    assert sayable().wrong_in("sendMessage", {"chat_id": 1, "text": "Ana"})
    assert sayable().wrong_in("editMessageText", {"chat_id": 1, "message_id": 2, "text": "…", "caption": "…"})
    assert sayable().wrong_in("deleteMessage", {"chat_id": 1, "message_id": "Ana 1"})
    assert sayable().wrong_in("sendPhoto", {"chat_id": 1})


def try_inputs(many: int, seed: int) -> int:
    """So many inputs over all situations; how many of them were taken for something."""
    chance = random.Random(seed)  # noqa: S311 - a lot, no secret
    words, known, taken = names(), ids(), 0
    places = sessions()
    each = -(-many // len(places))
    for session in places:
        for number, (text, shown, page) in enumerate(fed(session, each, chance, words)):
            assert wrong_in_chat(shown, page) == "", text
            if not number % 4:
                assert wrong_in_json(shown, known) == "", text
                assert wrong_in_plain(shown) == "", text
            taken += shown.view.revision != session.revision
    return taken


def test_nothing_that_comes_in_goes_out() -> None:
    """Thousands of inputs by lot, near every answer: each screen that follows is made of content."""
    assert try_inputs(3_000, seed=1) > 80


@pytest.mark.long
def test_of_a_million_inputs_nothing_goes_out() -> None:
    """A million of them."""
    begun = time.monotonic()
    taken = try_inputs(1_000_000, seed=2)
    seconds = time.monotonic() - begun
    sys.stdout.write(f"1,000,000 inputs, {taken:,} taken, 0 strangers, {1_000_000 / seconds:,.0f} a second\n")
    assert taken > 20_000


def test_a_notice_names_cards_and_nothing_else() -> None:
    """The search for canaries and the judge of lines agree on what is none of ours."""
    assert not found_in("\n".join(sayable().lines).encode())
    assert not found_in("\n".join(sayable().labels).encode())
