"""A scenario file is read whole or not at all: whatever is wrong with it is told at once, each with its line."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest

from bot.practice import scenario_file
from bot.practice.scenario import condition, edition, number
from bot.present import strict
from tests.practice.samples import FOLDER, NAME, SOURCES, TEXT, case, changed, codes, read
from tests.present import refused
from tests.present.refused import line_of

BROKEN = [
    ("scenario-id", "id: first_minutes", "id: second_minutes", "id: second"),
    ("id-twice", "id: the_question", "id: the_door", "id: the_door"),
    ("id-twice", "id: water", "id: your_choice", "id: your_choice"),
    ("id-twice", "id: came_for_a_cough", "id: number_known", "id: number_known"),
    ("turn-unknown", "for me., next: the_question", "for me., next: the_window", "next: the_window"),
    ("turn-earlier", "for me., next: the_question", "for me., next: the_door", "next: the_door"),
    ("ending-unknown", "papers., seen: She sits down., thought: Nobody ever said that I may choose., end: number_known",
     "papers., seen: She sits down., thought: Nobody ever said that I may choose., end: sunset", "end: sunset"),
    ("ending-unknown", "ending: left_in_silence", "ending: sunset", "ending: sunset"),
    ("answer-goes", "Not here., end: came_for_a_cough", "Not here.", "She nods and coughs"),
    ("answer-goes", "Not here., end: came_for_a_cough", "Not here., end: came_for_a_cough, next: the_question",
     "She nods and coughs"),
    ("answer-last", "{seen: She nods", "{when: alone, seen: She nods", "She nods"),
    ("answer-last", "{when: alone, says: They keep", "{says: They keep", "They keep"),
    ("mark-unknown", "{when: alone, says", "{when: outside, says", "when: outside"),
    ("mark-unknown", "{when: alone, scene", "{when: not outside, scene", "when: not outside"),
    ("votes", 'votes: "7"', 'votes: "8"', "id: the_door"),
    ("rule-unknown", "rule: ORD-09", "rule: ORD-99", "ORD-99"),
    ("source-unknown", "sources: [pearr,", "sources: [a-friend,", "sources:"),
    ("source-unknown", "source: pearr", "source: a-friend", "source: a-friend"),
    ("real-form", 'real: "yes"', 'real: "no"', "real:"),
    ("pair-self", 'minutes: "4"', 'minutes: "4"\npair: {with: first_minutes, differs: person}', "pair:"),
    ("field-missing", "sees_first: She stands by the door. Her coat stays on. The lady has both bags on her lap.\n", "",
     "id: first_minutes"),
    ("field-unknown", "version:", "edition: old\nversion:", "edition"),
    ("field-wrong", 'worth: "5"', 'worth: "6"', 'worth: "6"'),
    ("field-wrong", 'trust: "+2", fear: "-1"', 'trust: "+4"', 'trust: "+4"'),
    ("field-wrong", "kind: do", "kind: sing", "kind: sing"),
    ("field-wrong", "stance: [silent]", "stance: [shy]", "stance"),
    ("field-wrong", 'when: "fear >= 10"', 'when: "fear > 9"', "fear > 9"),
    ("field-wrong", 'minutes: "4"', "minutes: four", "minutes: four"),
    ("field-wrong", "on: 2026-11-22", "on: yesterday", "on: yesterday"),
    ("field-wrong", 'real: "yes"', "real: maybe", "real"),
    ("field-wrong", "competency: universal", "competency: kindness", "kindness"),
]  # fmt: skip
"""Code, what is changed, into what, and words of the line that is told."""

HOSTILE = [
    ("alias", "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"),
    ("size", "id: " + "x" * 10_000_000),
    ("depth", "turns:\n  " + "[" * 400 + "x" + "]" * 400),
    ("count", "- x\n" * (scenario_file.MOST + 1)),
    ("tag", "id: !!python/object/apply:os.system [x]\n"),
    ("scenario-shape", "- a\n- b\n"),
    ("scenario-shape", "turns: many\n"),
    ("empty-file", ""),
    ("encoding", "id: \udcff"),
]


@pytest.mark.parametrize(("code", "old", "new", "marker"), BROKEN)
def test_a_broken_file_is_refused_at_its_line(code: str, old: str, new: str, marker: str) -> None:
    """Each slip of an author is named by its code, where it stands."""
    text = changed((old, new))
    assert (code, line_of(text, marker)) in codes(text) or (code, _last(text, marker)) in codes(text)
    further = {"turn-unknown", "turn-earlier", "ending-unknown"} if code in ("id-twice", "answer-goes") else set()
    assert {one for one, _ in codes(text)} - further == {code}


def _last(text: str, marker: str) -> int:
    return max(place for place, line in enumerate(text.splitlines(), start=1) if marker in line)


def test_every_code_has_a_broken_sample() -> None:
    """Nothing is refused here that no sample shows."""
    shown = {code for code, *_ in (*BROKEN, *HOSTILE)}
    assert shown >= scenario_file.CODES.keys()


@pytest.mark.parametrize(("code", "text"), HOSTILE, ids=[f"{code}-{len(text)}" for code, text in HOSTILE])
def test_a_hostile_file_is_refused_in_little_room(code: str, text: str) -> None:
    """Bombs, ten megabytes and deep nests end in an issue, and take no memory to speak of."""
    tracemalloc.start()
    try:
        told = {one for one, _ in codes(text)}
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert code in told
    assert most < 60_000_000


def test_a_file_of_ten_megabytes_is_not_read_to_its_end(tmp_path: Path) -> None:
    """Of a file on the disk only as much is read as a content file may have."""
    big = tmp_path / "big.yaml"
    big.write_bytes(b"id: x\n" * 2_000_000)
    tracemalloc.start()
    try:
        told = refused.codes(lambda: scenario_file.read(big, SOURCES))
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert [code for code, _ in told] == ["size"]
    assert most < 4 * strict.LARGEST


def test_everything_that_is_wrong_is_told_at_once() -> None:
    """Slips in the head, in two turns and among the endings come together, though each alone would refuse the file."""
    text = changed(
        ('real: "yes"', "real: maybe"),
        ('votes: "7"', "votes: many"),
        ("rule: ORD-09", "rule: ORD-99"),
        ("Not here., end: came_for_a_cough", "Not here., next: nowhere"),
        ('worth: "0"', 'worth: "-1"'),
    )
    assert {code for code, _ in codes(text)} == {"field-wrong", "rule-unknown", "turn-unknown"}
    assert len(codes(text)) == 5


def test_an_unfinished_file_tells_what_is_missing_and_nothing_else() -> None:
    """An author who has only begun is not told of turns that are not written yet, but for there being none."""
    told = codes('id: first_minutes\nversion: "1"\n')
    assert {code for code, _ in told} == {"field-missing", "scenario-shape"}


def test_a_whole_file_is_read_as_it_is_written() -> None:
    """Words become what the program plays: numbers, truths, conditions, and texts as they stand."""
    one = read().scenario
    assert (one.id, one.version, one.real, one.minutes) == (NAME, 1, True, 4)
    assert one.start == (2, 4, 1)
    assert [turn.id for turn in one.turns] == ["the_door", "the_question"]
    assert str(one.limits[0].when) == "fear >= 10"
    assert one.turns[0].lines[0].marks == {"alone"}
    assert one.turns[1].lines[0].answers[1].says == ""
    assert scenario_file.read(FOLDER / f"{NAME}.yaml", SOURCES).scenario == one


def test_limits_may_be_a_table() -> None:
    """A table of endings and their conditions says the same as a list."""
    text = changed(
        ('limits:\n  - {when: "fear >= 10", ending: left_in_silence}', 'limits: {left_in_silence: "fear >= 10"}')
    )
    assert case(text) == case()


@pytest.mark.parametrize(
    "text", ["", "trust", "trust >= 11", "trust == 4", "alone or safe", "not not alone", "Alone", "a  and b", "and"]
)
def test_what_is_no_condition_is_refused(text: str) -> None:
    """Only comparisons and marks, joined by a plain and."""
    with pytest.raises(ValueError, match="condition"):
        condition(text)


def test_a_condition_says_what_it_asks() -> None:
    """It is written back as it was read, and knows its marks."""
    text = "trust >= 4 and fear <= 10 and alone and not hurried"
    assert str(condition(text)) == text
    assert condition(text).marks == {"alone", "hurried"}


def test_numbers_stand_for_a_scenario_and_its_edition() -> None:
    """The number follows the id alone; the edition follows whatever decides where a talk leads, and no wording."""
    assert number(NAME) == number(NAME) != number("tooth_pain")
    assert 0 <= number(NAME) < 2**32
    reworded = changed(("She nods and coughs.", "She coughs and nods."))
    assert edition(case(reworded)) == edition(case())
    for old, new in (
        ('fear: "+2"', 'fear: "+1"'),
        ("fear >= 10", "fear >= 9"),
        ('trust: "2", fear', 'trust: "3", fear'),
    ):
        assert edition(case(changed((old, new)))) != edition(case())
    assert TEXT.count("\n") == TEXT.rstrip().count("\n") + 1
