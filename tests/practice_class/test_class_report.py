"""What is counted of a class: all of it, by turn and by competency, and nothing where it would be one person's."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.practice.class_standing import LEAST, Pace, new_room
from bot.practice.class_talk import Open
from bot.practice_report.class_report import Shared
from bot.practice_report.pairs import apart
from tests.practice_class.cases import NOW, case, run
from tests.practice_class.reading import led, own, reported

ALONE, IN_FRONT, RESCUE = range(3)
CHOICE, WATER, LABEL = range(3)


def ids(counts: dict[int, int]) -> dict[str, int]:
    """Counts of the first turn by the ids of its lines."""
    return {case().turns[0].lines[line].id: count for line, count in counts.items()}


def test_a_led_class_is_counted_turn_by_turn() -> None:
    """Each turn with its counts as the lines were shown, the line the class went on with, and one ending."""
    told = reported(led(8, {ALONE: 5, RESCUE: 2}, {CHOICE: 3, WATER: 4, LABEL: 1}))
    first, second = told.turns
    assert dict(zip((line.id for line in first.lines), first.counts or (), strict=True)) == ids(
        {ALONE: 5, IN_FRONT: 0, RESCUE: 2}
    )
    assert (first.chose, second.chose, told.chose, told.seats) == (7, 8, 8, 8)
    assert first.way is case().turns[0].lines[ALONE]
    assert second.scene.startswith("You are alone")
    assert [(ending.id, count) for ending, count in told.endings or ()] == [("came_for_a_cough", 0)]
    assert [(one.number, one.otherwise.instead.id) for one in told.mattered or ()] == [(2, "your_choice")]
    assert told.divided is second


def test_credit_is_kept_apart_by_competency() -> None:
    """As far as the panel chose the same: 7 of 7, 1 of 7 and 2 of 7 for the lines of the first turn."""
    told = reported(led(8, {ALONE: 3, IN_FRONT: 1, RESCUE: 2}, {CHOICE: 5}))
    assert told.credits == {
        "care": Shared(3 + Fraction(1, 7) + Fraction(4, 7), 6),
        "universal": Shared(Fraction(5), 5),
    }


def test_at_their_own_pace_endings_and_turns_are_counted() -> None:
    """Seven talks to three endings, and one that stopped in the middle."""
    talks = [(ALONE, CHOICE)] * 4 + [(ALONE, WATER)] * 2 + [(RESCUE, LABEL), (IN_FRONT,)]
    told = reported(own(*talks))
    assert [one.counts and sum(one.counts) for one in told.turns] == [8, 7]
    assert [(ending.id, count) for ending, count in told.endings or ()] == [
        ("number_known", 4), ("came_for_a_cough", 2), ("left_in_silence", 1)
    ]  # fmt: skip
    assert [(one.turn.id, one.seats) for one in told.mattered or ()] == [("the_question", 7)]
    assert told.turns[0].way is None


def test_a_turn_that_few_came_to_is_hidden_and_in_no_sum() -> None:
    """Six chose in the first turn and four in the second: of the second nothing is told, nor in the credit."""
    told = reported(led(6, {ALONE: 6}, {CHOICE: LEAST - 1}))
    assert [one.counts is None for one in told.turns] == [False, True]
    assert set(told.credits) == {"care"}
    assert told.divided is None


def test_of_few_seats_nothing_is_told() -> None:
    """Four seats: no counts, no credit, no endings of a person; what the class did together stays."""
    alone = reported(own(*[(ALONE, CHOICE)] * (LEAST - 1)))
    assert alone.few
    assert [one.counts for one in alone.turns] == [None, None]
    assert (alone.endings, alone.mattered, alone.credits) == (None, (), {})
    together = reported(led(LEAST - 1, {ALONE: 4}, {CHOICE: 4}))
    assert [one.counts for one in together.turns] == [None, None]
    assert [ending.id for ending, _ in together.endings or ()] == ["number_known"]
    assert reported(led(1, {ALONE: 1}), least=1).turns[0].chose == 1


def test_few_endings_are_hidden_where_many_began() -> None:
    """Eight began and four came to an end: it is not told how."""
    told = reported(own(*[(ALONE, CHOICE)] * 4, *[(ALONE,)] * 4))
    assert (told.endings, told.mattered) == (None, ())
    assert told.turns[0].chose == 8


def test_an_empty_class_has_an_empty_report() -> None:
    """Nobody came, or nobody chose."""
    for pace in Pace:
        room, _ = run(case(), new_room(case(), 1, pace, NOW), Open())
        told = reported(room)
        assert (told.turns, told.mattered, told.few, told.chose) == ((), (), True, 0)


@given(st.lists(st.lists(st.integers(0, 2), max_size=2), max_size=12))
def test_no_count_of_few_is_ever_told(talks: list[list[int]]) -> None:
    """Whatever a class did: each turn has its counts in full or not at all, and credit only of those."""
    told = reported(own(*talks))
    for one in told.turns:
        came = sum(len(talk) > one.number - 1 for talk in talks)
        assert one.counts is None or sum(one.counts) == came >= LEAST
        assert (one.counts is None) == (came < LEAST)
    assert all(one.seats >= LEAST for one in (*(told.mattered or ()), *(told.helped or ())))
    assert sum(one.choices for one in told.credits.values()) == sum(one.chose for one in told.turns)


def test_a_turn_that_mattered_for_few_is_not_told() -> None:
    """Of six talks two turns mattered, for three each: that it was so is told, and not which."""
    told = reported(own(*[(ALONE, CHOICE)] * 3, *[(ALONE, LABEL)] * 3))
    one = reported(own(*[(ALONE, CHOICE)] * 3, *[(ALONE, LABEL)] * 3), least=1)
    assert sorted(each.seats for each in one.mattered or ()) == [3, 3]
    assert told.mattered is None


def test_a_pair_shows_where_decisions_differed() -> None:
    """The same class with two patients: the turn that moved most comes first, with both counts a line."""
    one = reported(led(10, {0: 10}, {0: 5, 1: 5}, name="kitchen_hand"), "kitchen_hand")
    two = reported(led(10, {0: 4, 2: 6}, {0: 4, 1: 6}, name="kitchen_hand_two", ways=(0,)), "kitchen_hand_two")
    found = apart(one, two)
    assert [(each.first.turn.id, each.distance, each.turned) for each in found] == [
        (one.turns[0].turn.id, Fraction(6, 10), True),
        (one.turns[1].turn.id, Fraction(1, 10), found[1].turned),
    ]
    sides = {line.id: (first.count, second.count) for line, first, second in found[0].lines}
    lines = case("kitchen_hand").turns[0].lines
    assert (sides[lines[0].id], sides[lines[2].id]) == ((10, 4), (0, 6))
    assert apart(one, reported(led(4, {0: 4}, name="kitchen_hand_two"), "kitchen_hand_two")) == ()
    with pytest.raises(ValueError, match="pair"):
        apart(one, reported(led(5, {0: 5})))
