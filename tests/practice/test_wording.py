"""The words of a case: what could be said to a patient is judged as in the real conversations, faults by their name."""

from __future__ import annotations

import pytest

from bot.practice import wording
from tests.practice.samples import changed, found, lists, read
from tests.present.refused import line_of

KIND = "text: You can skip anything I ask. Your care stays the same."
BECAUSE = "because: A rule that holds for all patients gives a private minute and accuses nobody."

SAMPLES = [
    ("words-long", "A woman of thirty comes", "A woman of thirty " + "and one more word " * 12 + "comes", "brief:"),
    ("words-long", "text: Is everything all right at home?", f"text: {'Is it all right? ' * 12}", "Is it all right?"),
    ("words-long", BECAUSE, f"because: {'It is so. ' * 3}", "It is so."),
    ("say-length", KIND, "text: You can skip any one of all that I may ask of you here now today.", "any one of"),
    ("say-grade", KIND, "text: Confidentiality provisions necessitate preliminary clarification.", "Confidentiality"),
    ("say-quote", KIND, "text: I say “you may” and mean it.", "you may"),
    ("loud", KIND, "text: You can skip anything!", "skip anything!"),
    ("loud", "title: A number in her head", "title: A number \N{BELL} in her head", "A number"),
    ("number-rings", "They keep my papers.", "They keep my papers. 212 867 5309", "212"),
    ("also-unused", "rule: ORD-10", "also: [NEV-06]\n        rule: ORD-10", "also:"),
    ("also-unused", "rule: NEV-01", "also: [NEV-01]\n        rule: NEV-01", "also:"),
    ("NEV-06", KIND, "text: You should skip what is too much.", "You should"),
    ("NEV-06", "text: Are you a victim of that family?", "text: You must be a victim of them.", "You must"),
    ("NEV-18", "text: Pour a glass of water and wait a moment.", "text: Confront the lady and wait.", "Confront"),
    ("LOCK", "title: Somebody who does not sit down", "title: A victim who does not sit down", "title:"),
    ("NEV-16", BECAUSE, "because: Two red flags and it is settled.", "red flags"),
    ("NEV-24", "text: They leave.", "text: It failed. They leave.", "It failed"),
    ("unwritten", "title: A number in her head", "title: ...", "title: ..."),
    ("claim-duty", "text: They leave.", "text: They leave. You must report it.", "must report"),
]  # fmt: skip


def judged(old: str = "", new: str = "") -> tuple[str, list[tuple[str, int]]]:
    """The sample with a change, and what the judge of words finds in it."""
    text = changed((old, new)) if old else changed()
    return text, found(wording.issues(read(text), lists()))


@pytest.mark.parametrize(("code", "old", "new", "marker"), SAMPLES)
def test_words_that_are_not_fit_are_told_at_their_line(code: str, old: str, new: str, marker: str) -> None:
    """Each fault of wording is named, by its own code or by that of the rule it breaks."""
    text, told = judged(old, new)
    assert (code, line_of(text, marker)) in told


def test_every_code_of_wording_has_a_sample() -> None:
    """All but the missing library, which the tests have."""
    assert {code for code, *_ in SAMPLES} | {"measure-missing"} >= wording.CODES.keys()


def test_the_sample_itself_is_fit_to_be_read() -> None:
    """Nothing is found in it, wrong lines and all: each names the rule that it breaks."""
    assert judged()[1] == []


def test_a_wrong_line_may_break_what_it_names_and_nothing_more() -> None:
    """The label is named; take the name away and it is found."""
    _, told = judged("rule: NEV-01", "rule: NEV-05")
    assert [code for code, _ in told] == ["NEV-01"]
    _, told = judged("rule: NEV-01", "rule: NEV-05\n        also: [NEV-01]")
    assert told == []


def test_good_people_may_differ_but_not_about_words() -> None:
    """A debated line breaks no list of words."""
    text = changed(('rule: NEV-01\n        keeps: "no"', "rule: NEV-01\n        keeps: debated"))
    assert [code for code, _ in found(wording.issues(read(text), lists()))] == ["NEV-01"]


def test_what_the_patient_says_is_theirs() -> None:
    """Nobody corrects a patient who names their own life, or who shouts."""
    _, told = judged("They keep my papers.", "I am a victim. They must pay!")
    assert told == []


def test_a_reserved_number_cannot_ring() -> None:
    """Examples of numbers are allowed where nobody answers."""
    assert judged("They keep my papers.", "Call 555-0142.")[1] == []


def test_without_grades_nothing_heavy_is_asked() -> None:
    """The quick form leaves out what needs a dictionary."""
    text = changed((KIND, "text: Confidentiality provisions necessitate preliminary clarification."))
    assert found(wording.issues(read(text), lists(), graded=False)) == []
