"""The words around practice are data: all of them there, each with the names it fills in, and calm."""

from __future__ import annotations

import pytest

from bot.practice import words
from tests.practice.samples import CONTENT, lists
from tests.present import refused
from tests.present.refused import line_of

TEXT = (CONTENT / "practice.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("code", "old", "new", "marker"),
    [
        ("practice-shape", TEXT, "- a\n", "- a"),
        ("practice-missing", "silence: They say nothing.\n", "", ""),
        ("practice-unknown", "silence:", "applause: Well done.\nsilence:", "applause"),
        ("practice-names", "Practice, turn {number}", "Practice, turn {name}", "turn {name}"),
        ("practice-names", "Practice, turn {number}", "Practice, turn {number", "turn {number"),
    ],
)
def test_words_that_do_not_fit_are_refused(code: str, old: str, new: str, marker: str) -> None:
    """Each fault by its code and its line; what is missing has none."""
    text = TEXT.replace(old, new, 1)
    assert refused.codes(lambda: words.parse(text)) == [(code, line_of(text, marker) if marker else 0)]


def test_every_code_of_the_words_is_shown_above() -> None:
    """The list of codes and the samples do not drift apart."""
    assert words.CODES.keys() == {"practice-shape", "practice-missing", "practice-unknown", "practice-names"}


def test_the_words_that_ship_are_calm() -> None:
    """They keep to the lists for workers, and nothing is loud; the watermark says what it is at once."""
    shipped = words.read(CONTENT / "practice.yaml")
    assert [(name, ban.rule) for name, text in shipped.texts.items() for ban, _ in lists().hits("worker", text)] == []
    assert not [name for name, text in shipped.texts.items() if "!" in text]
    assert shipped("banner").startswith("PRACTICE.")
