"""The warning: what it promises to see, what it leaves alone, and that no text can keep it busy."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from bot.engine import events as ev
from bot.present import detector
from bot.present.detector import SHAPES, kinds, warns
from bot.present.understand import LONGEST, fold, understand, unknown
from tests.present.notes import KINDS, LOCALES, notes, ordinary
from tests.present.pattern_steps import Counting
from tests.present.samples import after, said

PROMISED = ("phone", "date", "email", "long number")
COUNT = 500

WORK = after(*said("yes"))[1]

HOSTILE = (
    "1",
    "1-",
    "1 2.3-",
    "a",
    "a ",
    "a@a.",
    "1 a ",
    "calle a ",
    "may 1 ",
    "dob a",
    "(1) ",
    "mrn no ",
    "1 de may del ",
)
"""Pieces that nearly fit many shapes, said again and again."""


def seen(kind: str, language: str) -> list[bool]:
    """For each note of this kind: was there a warning?"""
    return [warns(fold(note)) for note in notes(kind, language, COUNT, seed=20_261_122)]


@pytest.mark.parametrize("language", LOCALES)
@pytest.mark.parametrize("kind", PROMISED)
def test_what_is_promised_is_seen(kind: str, language: str) -> None:
    """Of phones, dates, e-mail addresses and long numbers, at least 99 in 100 are warned of."""
    found = seen(kind, language)
    print(f"{language} {kind}: {sum(found)} of {len(found)}")  # noqa: T201 - figures for whoever asks with -s
    assert sum(found) >= 0.99 * len(found)


@pytest.mark.parametrize("language", LOCALES)
def test_ordinary_lines_are_left_alone(language: str) -> None:
    """What a worker may type of pulses, wages, hours and places is met with a warning once in a hundred at most."""
    lines = list(ordinary(language))
    alarms = [line for line in lines if warns(fold(line))]
    print(f"{language} false alarms: {len(alarms)} of {len(lines)}")  # noqa: T201 - figures for whoever asks with -s
    assert len(lines) > 200
    assert len(alarms) <= 0.01 * len(lines), alarms


@pytest.mark.parametrize("language", LOCALES)
def test_nothing_is_promised_on_names(language: str) -> None:
    """Names pass unseen: if this ever changes, docs/privacy.md has to say so."""
    assert sum(seen("name", language)) <= 0.01 * COUNT


def test_figures_for_the_documents() -> None:
    """Print recall for each kind, and precision over notes and ordinary lines; addresses have no floor."""
    for language in LOCALES:
        alarms = Counter(kind for line in ordinary(language) for kind in kinds(fold(line)))
        for kind in KINDS:
            found = [kinds(fold(note)) for note in notes(kind, language, COUNT, seed=5)]
            right = sum(kind in one for one in found)
            wrong = alarms[kind]
            precision = right / (right + wrong) if right + wrong else 1.0
            warned = sum(map(bool, found)) / COUNT
            print(f"{language} {kind:12} warned {warned:.1%} named {right / COUNT:.1%} precision {precision:.1%}")  # noqa: T201 - figures for whoever asks with -s
            assert 0 <= warned <= 1


@pytest.mark.parametrize(
    "typed",
    [
        "call 555‑010‑0199",
        "５５５ 010 0199",
        "5\u200b5\u200b5 010 0199",
        "4️⃣1️⃣2️⃣5️⃣5️⃣5️⃣0️⃣1️⃣9️⃣9️⃣",
        "BORN 3/4/1999",
        "Ana@Example.ORG",
    ],
)
def test_disguises_of_the_keyboard_are_seen_through(typed: str) -> None:
    """Wide digits, keycaps and signs of no width do not hide a number."""
    assert understand(typed, WORK) == ev.Unknown(private=True)


@pytest.mark.parametrize("typed", ["maybe later", "ask maria", "she said so", "99", "", "..", "/edit nowhere"])
def test_other_words_get_the_plain_notice(typed: str) -> None:
    """What looks like nothing of the kind is met as before."""
    assert unknown(typed) == ev.Unknown()


def test_an_answer_is_never_warned_of() -> None:
    """What the card understands is an answer, and nothing else is asked of it."""
    assert understand("yes", WORK) == ev.Answer("yes", WORK.view.revision)
    assert understand("1", WORK) == ev.Answer("yes", WORK.view.revision)


def test_only_the_beginning_is_looked_at() -> None:
    """Of a long text the first 256 characters count, before they are folded and after."""
    assert understand("call 555-010-0199 " + "a " * LONGEST, WORK) == ev.Unknown(private=True)
    assert understand("a " * LONGEST + "call 555-010-0199", WORK) == ev.Unknown()


def test_the_event_holds_a_yes_or_no() -> None:
    """Not even the kind of thing goes further than this."""
    assert ev.Unknown.__annotations__ == {"private": "bool"}


def test_shapes_mean_what_they_say() -> None:
    """Each kind is found by its own shape, as one would read it."""
    assert kinds("555-010-0199") >= {"phone"}
    assert kinds("3/4/1999") == {"date"}
    assert kinds("ana@example.org") == {"email"}
    assert kinds("mrn 4821") == {"long number"}
    assert kinds("14 north elm street") == {"address"}
    assert kinds("avenida del parque 14") == {"address"}


@pytest.mark.parametrize("piece", HOSTILE)
def test_work_grows_with_the_length_and_no_faster(piece: str) -> None:
    """For texts made to nearly fit, twice the length costs twice the steps, for every shape."""
    for shape in (shape for shapes in SHAPES.values() for shape in shapes):
        short, long = (Counting(shape, (piece * LONGEST)[:length] + "!").steps for length in (160, 320))
        assert long <= 2.2 * short + 200, (piece, shape)
        assert long <= 1_000 * LONGEST, (piece, shape)


def test_the_counter_knows_a_catastrophe() -> None:
    """The control: a pattern that backtracks without bound is told from one that does not."""
    short, long = (Counting(r"(?:a{1,9}){1,9}b", "a" * length).steps for length in (12, 16))
    assert long > 2.2 * short


def test_the_counter_finds_what_python_finds() -> None:
    """The control: the small matcher and Python agree on notes of every kind."""
    chance = random.Random(3)  # noqa: S311 - not a secret
    texts = [fold(note) for kind in KINDS for language in LOCALES for note in notes(kind, language, 8, seed=3)]
    for text in chance.sample(texts, 15):
        for shapes, compiled in zip(SHAPES.values(), detector._compiled().values(), strict=True):
            for shape, ready in zip(shapes, compiled, strict=True):
                assert Counting(shape, text).found is bool(ready.search(text)), (shape, text)
