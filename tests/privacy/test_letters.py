"""Letters in disguise: typed words are an answer only if they equal an offered one after the documented fold.

What the fold is, is written here once more: compatibility forms, what nobody sees taken out, one case, single spaces,
and at most 256 letters. A guess may mend two slips of the finger in an answer that is offered, and never more.
"""

from __future__ import annotations

import random
import sys
import time
import unicodedata
from functools import cache

import pytest
from rapidfuzz.distance import OSA

from bot.engine import events as ev
from bot.engine.step import step
from bot.present.screen import Screen, screen
from bot.present.understand import EXACT, LONGEST, understand
from tests.privacy import fuzz
from tests.privacy.states import sessions
from tests.telegram.ward import shipped

SLIPS = 2
"""Errors that a guess may mend."""


@cache
def screens() -> tuple[Screen, ...]:
    """Every situation as a screen."""
    return tuple(screen(step(shipped().library, one, ev.Look()).view, shipped().presenter) for one in sessions())


def folded(text: str) -> str:
    """The fold, as it is documented."""
    text = unicodedata.normalize("NFKC", text)
    text = "".join(" " if unicodedata.category(one) == "Cc" else one for one in text)
    text = "".join(one for one in text if unicodedata.category(one) not in ("Cf", "Mn", "Me", "Cs", "Co", "Cn"))
    return " ".join(text.casefold().split())


def bare(text: str) -> str:
    """Letters and digits of a folded text; accents of Latin letters fall away, as on a keyboard that has none."""
    apart = unicodedata.normalize("NFKD", folded(text).replace("'", "").replace("’", ""))
    shown = (one if one.isalnum() else " " for one in apart if unicodedata.category(one) != "Mn")
    return " ".join("".join(shown).split())


def names_of(shown: Screen, choice: str) -> set[str]:
    """Everything that an answer is called on this screen."""
    (button,) = (one for one in shown.choices if one.id == choice)
    return {bare(name) for name in (choice, button.label, str(button.number), *shown.also.get(choice, ()))}


def is_that(text: str, names: set[str]) -> bool:
    """Is this text one of these names, or one with two slips of the finger at most?"""
    typed = bare(text)
    return any(OSA.distance(typed.replace(" ", ""), name.replace(" ", "")) <= SLIPS for name in names)


def judge(text: str, shown: Screen) -> None:
    """An event that this text leads to is one that it may lead to."""
    match understand(text, shown):
        case ev.Answer(choice, revision):
            assert revision == shown.view.revision
            assert choice in shown.view.choices
            assert len(text) <= LONGEST
            assert is_that(text, names_of(shown, choice)), (text, choice)
            number = bare(text)
            if number.isdigit():
                assert any(one.id == choice and str(one.number) == number.lstrip("0") for one in shown.choices), text
        case ev.Edit(state):
            assert state in ("", *shown.view.edits)
        case ev.Matter(name):
            assert name in ("", *(one.id for one in shown.matters))
        case ev.Language(code):
            assert code in ("", *shown.languages)
        case ev.Stop():
            assert bare(text) in {*EXACT, *(bare(one.label) for one in shown.interrupts), *_elsewhere(shown)}
        case ev.Begin() | ev.Expire():
            raise AssertionError(text)
        case _:
            return


def _elsewhere(shown: Screen) -> set[str]:
    return {bare(name) for names in shown.also_called.values() for name in names}


def tried(many: int, seed: int) -> int:
    """So many texts near the answers of each screen; how many were taken for an answer."""
    chance, taken = random.Random(seed), 0  # noqa: S311 - a lot, no secret
    each = -(-many // len(screens()))
    for shown in screens():
        words = [name for one in (*shown.choices, *shown.interrupts) for name in (one.id, one.label, str(one.number))]
        texts = fuzz.typed(chance, words or [""])
        for _ in range(each):
            text = next(texts)
            judge(text, shown)
            taken += isinstance(understand(text, shown), ev.Answer)
    return taken


def test_letters_in_disguise_are_no_answers() -> None:
    """Thousands of texts with unseen, turned, doubled and look-alike letters: what is taken equals what is offered."""
    assert tried(4_000, 1) > 150


@pytest.mark.long
def test_a_million_letters_in_disguise() -> None:
    """A million of them."""
    begun = time.monotonic()
    taken = tried(1_000_000, 2)
    sys.stdout.write(f"1,000,000 texts, {taken:,} answers, {1_000_000 / (time.monotonic() - begun):,.0f} a second\n")
    assert taken > 50_000


@pytest.mark.parametrize("text", ["уes", "yеs", "١", "①②③", "1\u20e32", "y\u200be\u200bs no", "\u202eon", "𝟙𝟚", "Ⅷ"])
def test_twins_of_other_alphabets_are_no_answers(text: str) -> None:
    """Cyrillic letters that look the same, digits of other scripts, words turned round."""
    shown = next(one for one in screens() if {"yes", "no"} <= set(one.view.choices))
    assert not isinstance(understand(text, shown), ev.Answer)


@pytest.mark.parametrize(
    "text", ["y\u200bes", "ＹＥＳ", "y\u00ades", " Yes ", "１", "1\ufe0f\u20e3", "\u2066yes\u2069"]
)
def test_what_is_not_seen_keeps_nothing_from_being_an_answer(text: str) -> None:
    """The control: the same with what the fold takes away is the answer that everybody reads."""
    shown = next(one for one in screens() if one.view.choices[:1] == ("yes",))
    assert understand(text, shown) == ev.Answer("yes", shown.view.revision)


def test_a_letter_that_grows_is_cut_before_it_is_folded() -> None:
    """Four thousand ligatures of eighteen letters each cost nothing, and are no answer."""
    for many in (LONGEST, LONGEST + 1, 4096):
        assert isinstance(understand("\ufdfa" * many, screens()[0]), ev.Unknown)


def test_what_is_shown_hides_nothing() -> None:
    """No word of ours turns the line round, is unseen, or can be written in two ways."""
    catalog = shipped().presenter.catalog
    for entries in catalog.entries.values():
        for key, entry in entries.items():
            for line in entry.lines:
                assert line == unicodedata.normalize("NFC", line), key
                assert not [one for one in line if unicodedata.category(one) in ("Cf", "Cc", "Co", "Cs")], key
