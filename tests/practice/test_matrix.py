"""What the cases cover together: every value of each axis, cases that are none, and pairs that can be compared."""

from __future__ import annotations

import pytest

from bot.practice import matrix
from bot.practice.scenario import AXES
from bot.practice.scenario_file import Read
from bot.present.issues import ContentIssue
from tests.practice.samples import changed, read

TWIN = (
    ('minutes: "4"', 'minutes: "4"\npair: {with: first_minutes, differs: person}'),
    ("person: [woman,", "person: [man,"),
    ("id: first_minutes", "id: second_minutes"),
)
PAIRED = ('minutes: "4"', 'minutes: "4"\npair: {with: second_minutes, differs: person}')


def pair(*changes: tuple[str, str]) -> list[ContentIssue]:
    """What is found of the sample and its twin, which has these changes too."""
    first, second = read(changed(PAIRED)), read(changed(*TWIN, *changes), "second_minutes")
    return matrix.issues([first, second], "folder")


def of_pairs(issues: list[ContentIssue]) -> set[str]:
    """The codes that are about pairs."""
    return {one.code for one in issues if one.code.startswith("pair-")}


def test_a_pair_that_differs_in_one_thing_is_whole() -> None:
    """Both name each other, the same axis, and have the same turns and lines."""
    assert of_pairs(pair()) == set()


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("pair-mutual", (("differs: person", "differs: setting"),)),
        ("pair-axes", (("setting: [clinic]", "setting: [rural]"),)),
        ("pair-axes", (("person: [man, age_30", "person: [man, age_70"),)),
        ("pair-axes", (("person: [man,", "person: [woman,"),)),
        ("pair-axes", (("person: [man, age_30,", "person: [man,"),)),
        ("pair-turns", (("id: water", "id: tea"),)),
    ],
)
def test_a_pair_that_cannot_be_compared_is_told(code: str, changes: tuple[tuple[str, str], ...]) -> None:
    """One attribute may differ, and one only, so that nothing else can have moved a decision."""
    assert code in of_pairs(pair(*changes))


def test_a_twin_that_is_not_there_is_told() -> None:
    """Half a pair is none."""
    told = matrix.issues([read(changed(PAIRED))], "folder")
    assert [(one.code, one.line) for one in told if one.code.startswith("pair-")] == [("pair-unknown", 13)]


def test_what_a_few_cases_do_not_cover_is_told_value_by_value() -> None:
    """One case has six values or so; every other one is missing, and there are too few cases and pairs."""
    one = read()
    told = matrix.issues([one], "folder")
    there = sum(map(len, one.scenario.axes.values()))
    lacking = [issue for issue in told if issue.code == "matrix-value"]
    assert len(lacking) == sum(map(len, AXES.values())) - there
    assert {"matrix-few", "matrix-real", "matrix-pairs"} <= {issue.code for issue in told}


def test_two_cases_with_one_number_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Kept attempts know a case by its number alone."""
    monkeypatch.setattr(matrix, "number", lambda _: 7)
    assert "number-shared" in {one.code for one in pair()}


def test_every_code_of_the_matrix_is_shown_above() -> None:
    """The list of codes and these tests do not drift apart."""
    shown = {"pair-mutual", "pair-axes", "pair-turns", "pair-unknown", "matrix-value", "number-shared"}
    assert shown | {"matrix-few", "matrix-real", "matrix-pairs"} == matrix.CODES.keys()


def test_pairs_are_told_once() -> None:
    """Each pair by both of its names, in order."""
    reads: list[Read] = [read(changed(PAIRED)), read(changed(*TWIN), "second_minutes")]
    assert matrix.pairs([one.scenario for one in reads]) == (("first_minutes", "second_minutes"),)
