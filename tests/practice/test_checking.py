"""What can happen in a scenario is walked whole, and what cannot, or makes no difference, is told with its line."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.practice import checking, exploring
from bot.practice.exploring import explore, picked
from bot.practice.play import replay
from bot.practice.scenario import Scenario
from tests.practice.samples import ALONE, CHOICE, TEXT, case, changed, found, read
from tests.present.refused import line_of

SAMPLES = [
    ("turn-never", (), "id: the_attic", "attic"),
    ("turn-idle", (), "id: the_question", "idle"),
    ("line-same", (), "id: out_now", "same"),
    ("line-ends", (("fear >= 10", "fear >= 6"),), "id: ask_in_front", ""),
    ("condition-never", (('"fear <= 7"', '"trust >= 9"'),), "trust >= 9", ""),
    ("condition-never", (("fear >= 10", "fatigue >= 9"),), "fatigue >= 9", ""),
    ("condition-always", (('"fear <= 7"', '"fear >= 1"'),), '"fear >= 1"', ""),
    ("condition-always", (("{when: alone, says", '{when: "trust >= 2 and alone", says'),), "trust >= 2 and alone", ""),
    ("answer-never", (('"fear <= 7"', '"fear >= 1"'),), "takes her by the arm", ""),
    ("scene-never", (("{when: alone, scene", '{when: "trust <= 10", scene'),), "scene: The patient coughs", ""),
    ("mark-unread", (('moves: {fear: "+3"}', 'moves: {fear: "+3"}\n        marks: [told]'),), "marks: [told]", ""),
    ("ending-never", (), "id: number_known", "unreached"),
    ("ending-certain", (), "endings:", "certain"),
    ("outcome-flat", (('worth: "5"', 'worth: "3"'), ('worth: "0"', 'worth: "3"')), "endings:", ""),
    ("outcome-poor", (('worth: "5"', 'worth: "2"'), ('worth: "3"', 'worth: "1"')), "endings:", ""),
]  # fmt: skip
"""Code, changes of the sample, words of the line that is told, and a further change by its name."""


def text_of(changes: tuple[tuple[str, str], ...], further: str) -> str:
    """The sample with changes that are too long for a table."""
    match further:
        case "attic":
            turn = TEXT[TEXT.index("  - id: the_question") : TEXT.index("endings:\n  - id")]
            return TEXT.replace("endings:\n  - id", turn.replace("the_question", "the_attic") + "endings:\n  - id", 1)
        case "idle":
            quiet = TEXT.replace("end: number_known", "end: came_for_a_cough")
            return quiet.replace("end: left_in_silence", "end: came_for_a_cough").replace("fear >= 10", "fatigue >= 9")
        case "certain":
            quiet = TEXT.replace("end: number_known", "end: came_for_a_cough").replace("limits:\n", "")
            quiet = quiet.replace('  - {when: "fear >= 10", ending: left_in_silence}\n', "")
            return quiet.replace("end: left_in_silence", "end: came_for_a_cough")
        case "same":
            return TEXT.replace('moves: {fear: "+3"}', 'moves: {fear: "+2"}').replace(
                "{seen: The lady stands up. The patient pulls her coat closer., ",
                "{says: Yes. All good., seen: She looks at the lady before she speaks., ",
            )
        case "unreached":
            return TEXT.replace("end: number_known", "end: came_for_a_cough")
        case _:
            return changed(*changes)


@pytest.mark.parametrize(("code", "changes", "marker", "further"), SAMPLES)
def test_what_is_idle_is_told_at_its_line(
    code: str, changes: tuple[tuple[str, str], ...], marker: str, further: str
) -> None:
    """Each thing that no trainee will ever meet, or that changes nothing, is named where it stands."""
    text = text_of(changes, further)
    told, _ = checking.issues(read(text))
    assert (code, line_of(text, marker)) in found(told)


def test_every_code_has_a_sample() -> None:
    """Nothing is told here that no sample shows; too much to walk has a test of its own."""
    assert {code for code, *_ in SAMPLES} | {"space-large"} == checking.CODES.keys()


def test_the_whole_sample_has_nothing_to_mend() -> None:
    """The small case of these tests is itself in order."""
    told, space = checking.issues(read())
    assert told == []
    assert space is not None


def test_a_scenario_too_large_to_walk_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """It ends with an issue and not with a machine that is out of memory."""
    monkeypatch.setattr(exploring, "MOST_STATES", 3)
    told, space = checking.issues(read())
    assert (found(told), space) == ([("space-large", 1)], None)


def every_talk(scenario: Scenario) -> list[tuple[int, ...]]:
    """All talks of a small scenario, by trying everything."""
    waiting: list[tuple[int, ...]] = [()]
    done = []
    for picks in waiting:
        played = replay(scenario, picks)
        if played.turn is None:
            done.append(picks)
        else:
            waiting += [(*picks, pick) for pick in range(len(played.turn.lines))]
    return done


def test_the_walk_counts_what_trying_everything_finds() -> None:
    """Ways, endings, the best and the worst are those of all talks, played one by one."""
    one = case()
    space, talks = explore(one), every_talk(one)
    assert space.ways == len(talks) == 9
    ended = [replay(one, picks) for picks in talks]
    counts = {name: sum(1 for p in ended if p.ending and p.ending.id == name) for name in space.endings}
    assert {name: reached.ways for name, reached in space.endings.items()} == counts
    best = max((p.ending.worth, p.mood.trust) for p in ended if p.ending)
    assert space.best.worth == best
    assert replay(one, space.best.picks).ending == one.ending("number_known")
    assert picked(space, (ALONE, CHOICE)) == "everyone_alone, your_choice"


@given(
    st.lists(st.tuples(*[st.integers(-3, 3)] * 3), min_size=6, max_size=6),
    st.integers(1, 10),
    st.integers(0, 10),
)
def test_the_walk_agrees_with_playing_whatever_the_numbers_are(
    moves: list[tuple[int, int, int]], limit: int, trust: int
) -> None:
    """With any moves and thresholds the walk and the talks that are played come to the same."""
    text = TEXT.replace('"fear >= 10"', f'"fear >= {limit}"').replace('"fear <= 7"', f'"trust >= {trust}"')
    parts = text.split("        moves: ")
    for place, (t, f, w) in enumerate(moves, start=1):
        rest = parts[place].partition("\n")[2]
        parts[place] = f'{{trust: "{t:+}", fear: "{f:+}", fatigue: "{w:+}"}}\n{rest}'
    one = case("        moves: ".join(parts))
    space, talks = explore(one), every_talk(one)
    assert space.ways == len(talks)
    ended = [p for p in (replay(one, picks) for picks in talks) if p.ending]
    worths: dict[str, tuple[int, int]] = {}
    for p in ended:
        if p.ending:
            worths[p.ending.id] = max(worths.get(p.ending.id, (0, 0)), (p.ending.worth, p.mood.trust))
    assert {name: reached.worth for name, reached in space.endings.items()} == worths


@pytest.mark.parametrize(("first", "second"), [*product(range(3), range(3))])
def test_every_talk_of_the_sample_ends_in_two_turns(first: int, second: int) -> None:
    """Whatever is chosen, it comes to an end."""
    assert replay(case(), (first, second)).ending is not None
