"""A talk is its picks: the same picks give the same talk, on any day and any machine."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.practice.play import replay
from bot.practice.scenario import Mood
from bot.practice.shuffling import order
from tests.practice.samples import ALONE, CHOICE, IN_FRONT, LABEL, RESCUE, WATER, case, changed


def test_a_kind_start_opens_a_door() -> None:
    """Privacy for everybody, then the right to skip: she says what nobody heard before."""
    played = replay(case(), (ALONE, CHOICE))
    assert [beat.line.id for beat in played.beats] == ["everyone_alone", "your_choice"]
    assert played.beats[1].scene.startswith("You are alone with her")
    assert played.beats[1].answer is not None
    assert played.beats[1].answer.says == "They keep my papers."
    assert played.ending is not None
    assert played.ending.id == "number_known"
    assert (played.mood, played.turn, played.scene) == (Mood(6, 3, 1), None, "")


def test_the_same_words_at_the_wrong_moment_open_nothing() -> None:
    """With the lady in the room the right to skip brings a nod and no more."""
    played = replay(case(), (IN_FRONT, CHOICE))
    assert played.beats[1].scene == "The patient coughs. Nobody else speaks."
    assert played.ending is not None
    assert played.ending.id == "came_for_a_cough"


def test_a_limit_ends_the_talk_before_an_answer() -> None:
    """Too much fear, and they are gone: nothing is said any more."""
    played = replay(case(), (RESCUE, LABEL))
    assert played.beats[-1].answer is None
    assert played.ending is not None
    assert played.ending.id == "left_in_silence"


def test_going_back_is_playing_fewer_picks() -> None:
    """What was said later leaves no trace in the turn that somebody goes back to."""
    before, after = replay(case(), (ALONE,)), replay(case(), (ALONE, LABEL)[:1])
    assert before == after
    assert before.turn is not None
    assert before.turn.id == "the_question"


def test_nothing_picked_is_the_first_turn() -> None:
    """It begins with the first turn, as the patient comes in."""
    played = replay(case(), ())
    assert played.turn == case().turns[0]
    assert (played.beats, played.mood, played.marks, played.ending) == ((), Mood(2, 4, 1), frozenset(), None)


@pytest.mark.parametrize("picks", [(3,), (-1,), (ALONE, 3), (ALONE, CHOICE, 0)])
def test_picks_that_cannot_be_are_refused(picks: tuple[int, ...]) -> None:
    """A pick that its turn has not, and one after the end, are no talk."""
    with pytest.raises(ValueError, match="pick"):
        replay(case(), picks)


@given(st.lists(st.integers(-3, 3), min_size=3, max_size=3), st.lists(st.integers(0, 2), max_size=2))
def test_the_mood_never_leaves_its_bounds(by: list[int], picks: list[int]) -> None:
    """From 0 to 10, whatever is moved."""
    t, f, w = by
    text = changed(('{trust: "+2", fear: "-1"}', f'{{trust: "{t:+}", fear: "{f:+}", fatigue: "{w:+}"}}'))
    for beat in replay(case(text), picks).beats:
        assert all(0 <= value <= 10 for value in (*beat.mood_before, *beat.mood_after))


@given(st.integers(0, 2**64), st.integers(0, 23), st.integers(3, 4))
def test_each_line_is_shown_once_and_always_at_the_same_place(seed: int, turn: int, count: int) -> None:
    """The order is a matter of numbers alone."""
    shown = order(seed, turn, count)
    assert sorted(shown) == list(range(count))
    assert shown == order(seed, turn, count)


def test_no_place_is_the_right_one() -> None:
    """Over many seeds the first line of the file stands at each place about as often."""
    places = [order(seed, 0, 4).index(0) for seed in range(2000)]
    assert all(400 < places.count(place) < 600 for place in range(4))


def test_an_order_once_shown_is_kept_for_good() -> None:
    """Kept attempts depend on it: these are the orders of today, and of ten years from now."""
    assert [order(seed, 2, 4) for seed in (0, 1, 4711)] == [(0, 2, 1, 3), (1, 2, 3, 0), (1, 0, 2, 3)]


def test_water_is_an_answer_too() -> None:
    """A thing that is done can be what matters."""
    played = replay(case(), (ALONE, WATER))
    assert played.beats[-1].line.kind == "do"
    assert played.ending is not None
    assert played.ending.worth == 3
