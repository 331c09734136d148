"""What a list finds and is right all the same: excused by its key, for a reason, and no longer than needed."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.present import catalog, freshness, lexicon, lint, translation, waivers
from bot.present.lint import Finding
from tests.present import refused

CONTENT = Path(__file__).parents[2] / "content"

ONE = "a:\n  rule: NEV-29\n  key: talk.hello.say\n  words: [and]\n  reason: Both halves are one idea.\n"
FOUND = Finding("NEV-29", "talk.hello.say", 3, "Two ideas.", "and")

REFUSED = [
    ("waiver-shape", "- a\n", 1),
    ("waiver-reason", ONE.replace("Both halves are one idea.", "Fine."), 5),
    ("field-missing", ONE.replace("  reason: Both halves are one idea.\n", ""), 1),
    ("field-wrong", ONE.replace("NEV-29", "Never"), 2),
    ("field-wrong", ONE.replace("[and]", "[]"), 4),
]
"""Code, file, line of everything that is refused."""


@pytest.mark.parametrize(("code", "text", "line"), REFUSED)
def test_a_waiver_that_says_too_little_is_refused(code: str, text: str, line: int) -> None:
    """Without a reason, or for everything, nothing is excused."""
    assert refused.codes(lambda: waivers.parse(text)) == [(code, line)]


def test_a_waiver_excuses_what_it_names_and_no_more() -> None:
    """Another word, another key and another rule stay findings."""
    kept = waivers.parse(ONE)
    others = (
        Finding("NEV-29", "talk.hello.say", 3, "Two ideas.", "or is"),
        Finding("NEV-29", "talk.later.say", 3, "Two ideas.", "and"),
        Finding("NEV-05", "talk.hello.say", 3, "A why.", "and"),
    )
    assert kept.left((FOUND, *others)) == others
    assert not list(kept.unused((FOUND, *others)))


def test_a_waiver_that_excuses_nothing_is_told() -> None:
    """It would excuse what somebody writes there later."""
    (told,) = waivers.parse(ONE).unused(())
    assert (told.code, told.key, told.line) == ("waiver-unused", "talk.hello.say", 1)
    assert {code for code, *_ in REFUSED} | {told.code} >= waivers.CODES.keys()


def test_shipped_waivers_are_all_needed() -> None:
    """Each word of each waiver is found in English or in Spanish; none may be needed at all."""
    source = catalog.read(CONTENT / "prompts.yaml")
    spoken = freshness.spoken(source, translation.read(CONTENT / "translations" / "es.yaml"))
    lists = lexicon.read(CONTENT / "lexicon.yaml")
    found = (*lint.lint(spoken, lists), *lint.lint(spoken, lists, "es"))
    assert [one.sentence for one in waivers.read(CONTENT / "waivers.yaml").unused(found)] == []
