"""What a talk can teach: the turn that mattered, found by playing it again, and the panel beside what was chosen."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.practice import cards
from bot.practice.debrief import debrief, differences
from bot.practice.play import replay
from bot.practice.scenario import Scenario
from tests.practice.samples import ALONE, CHOICE, IN_FRONT, LABEL, RESCUE, WATER, case, changed, shelf
from tests.practice.test_matrix import TWIN

OTHER = case(changed(*TWIN), "second_minutes")


def said(card: cards.Card) -> str:
    """All words of a card."""
    return "\n".join(
        (card.banner, card.header, card.title, *(line for b in card.blocks for line in (b.label, *b.lines)))
    )


def test_the_turn_that_mattered_most_is_found_by_playing_it_again() -> None:
    """A label hurt, and to say that she may choose would have helped; but the private minute had saved the day."""
    told = debrief(case(), (ALONE, LABEL))
    assert told.mattered is not None
    assert (told.mattered.number, told.mattered.said.id, told.mattered.instead.id) == (
        1,
        "everyone_alone",
        "ask_in_front",
    )
    assert (told.mattered.ending.id, told.mattered.worth) == ("left_in_silence", -3)
    assert told.better is not None
    assert (told.better.number, told.better.said.id, told.better.instead.id) == (2, "label_her", "your_choice")
    assert (told.better.worth, told.better.trust) == (2, 4)
    assert replay(case(), told.better.picks).ending == told.better.ending


def test_a_talk_that_went_well_tells_what_would_have_spoiled_it() -> None:
    """Nothing would have been better, so the turn that mattered is the one that could have lost the most."""
    told = debrief(case(), (ALONE, CHOICE))
    assert told.better is None
    assert told.mattered is not None
    assert told.mattered.worth < 0


def test_one_changed_turn_keeps_the_other_picks() -> None:
    """With privacy made and the rest as it was, the same label does less harm."""
    told = debrief(case(), (RESCUE, LABEL))
    assert told.better is not None
    assert told.better.picks in {(ALONE, LABEL), (RESCUE, WATER), (RESCUE, CHOICE)}
    assert told.better.worth == 3


def brute(scenario: Scenario, picks: tuple[int, ...]) -> int:
    """The largest change of worth by one other line, found without the code that is tried."""
    worth = replay(scenario, picks).ending
    assert worth is not None
    most = 0
    for place in range(len(picks)):
        for pick in range(3):
            other = replay(scenario, (*picks[:place], pick, *picks[place + 1 :])).ending
            assert other is not None
            most = max(most, abs(other.worth - worth.worth))
    return most


@given(st.tuples(st.integers(0, 2), st.integers(0, 2)))
def test_no_other_turn_mattered_more(picks: tuple[int, int]) -> None:
    """Whatever was chosen, nothing that could have been chosen in one turn changes more."""
    told = debrief(case(), picks)
    assert (abs(told.mattered.worth) if told.mattered else 0) == brute(case(), picks)


def test_credit_follows_the_panel_and_is_kept_apart() -> None:
    """Each turn counts as far as the panel chose the same line, under the competency of what most of it chose."""
    told = debrief(case(), (IN_FRONT, WATER))
    assert {name: (one.got, one.turns) for name, one in told.credits.items()} == {
        "care": (Fraction(1, 7), 1),
        "universal": (Fraction(1, 2), 1),
    }
    assert told.choices[0].spread[0][1] == 7


def test_a_talk_without_an_end_tells_only_what_was_said() -> None:
    """Somebody who stops in the middle is told of the lines so far, and no story of how it would have gone on."""
    told = debrief(case(), (ALONE,))
    assert (told.ending, told.mattered, told.better) == (None, None, None)
    assert len(told.choices) == 1


def test_the_cards_tell_rule_source_thought_and_panel() -> None:
    """Each line with its rule and why, where it comes from, what the patient thought, and who would have said it."""
    shown = [said(card) for card in cards.debriefed(debrief(case(), (IN_FRONT, LABEL)), shelf())]
    assert len(shown) == 4
    assert "Breaks ORD-01" in shown[1]
    assert "Privacy before questions." in shown[1]
    assert "What could I say with her there." in shown[1]
    assert "PEARR" in shown[1]
    assert "1 of 10 chose this. More, 7, chose" in shown[1]
    assert "The turn that mattered most" in shown[0]
    assert "authors' own estimate" in shown[3]
    assert "No survivor and no practitioner has reviewed" in shown[3]


def test_further_rules_that_a_line_breaks_are_told() -> None:
    """None of its faults is passed over."""
    text = changed(("rule: NEV-02", "also: [NEV-03, NEV-06]\n        rule: NEV-02"))
    shown = said(cards.debriefed(debrief(case(text), (RESCUE,)), shelf())[1])
    assert "It breaks NEV-03, NEV-06, too." in shown


def test_no_card_adds_up_to_one_number() -> None:
    """Competencies stand apart, each with how many turns it had; nowhere is there a total or a percentage."""
    last = said(cards.debriefed(debrief(case(), (ALONE, WATER)), shelf())[-1])
    assert "Care around the patient: 1 of 1" in last
    assert "Trauma- and survivor-informed: 0.5 of 1" in last
    assert "%" not in last
    assert "There is no total." in last


@given(st.integers(0, 2**32), st.lists(st.integers(0, 2), max_size=2))
def test_every_card_says_that_it_is_practice(seed: int, picks: list[int]) -> None:
    """First of all, before anything that could be taken for a patient."""
    one, played = case(), replay(case(), picks)
    shown = [cards.brief(one, seed, shelf().words), *cards.debriefed(debrief(one, picks), shelf())]
    shown += [cards.turn(one, played, seed, shelf().words)] if played.turn else []
    assert all(card.banner.startswith("PRACTICE.") for card in shown)


def test_no_card_before_the_end_tells_what_is_right() -> None:
    """Neither moods nor manners nor thoughts are on a turn's card."""
    card = cards.turn(case(), replay(case(), (IN_FRONT,)), 0, shelf().words)
    words = said(card) + " ".join(card.choices)
    assert not any(word in words for word in ("trauma", "rushed", "Trust", "ORD-", "What could I say"))
    assert "Yes. All good." in words


def test_the_end_of_a_talk_has_no_next_turn() -> None:
    """Whoever asks for the card of a turn after the end has made a mistake."""
    with pytest.raises(ValueError, match="ended"):
        cards.turn(case(), replay(case(), (ALONE, CHOICE)), 0, shelf().words)


def test_where_decisions_differed_between_two_patients() -> None:
    """The same case with a man: the second time nobody offered him a private minute."""
    found = differences((case(), (ALONE, CHOICE)), (OTHER, (IN_FRONT, CHOICE)))
    assert [(one.turn, one.first.id if one.first else "", one.second.id if one.second else "") for one in found] == [
        ("the_door", "everyone_alone", "ask_in_front")
    ]
    words = said(cards.compared(OTHER, found, shelf().words))
    assert "who the patient is" in words
    assert "the door" in words


def test_a_turn_that_came_up_once_is_a_difference() -> None:
    """An attempt that ended before the other one is told so."""
    found = differences((case(), (ALONE, CHOICE)), (OTHER, (ALONE,)))
    assert [(one.turn, one.second) for one in found] == [("the_question", None)]
    assert "came up only once" in said(cards.compared(OTHER, found, shelf().words))


def test_the_same_decisions_are_told_as_such() -> None:
    """Nothing is made of a difference that is none."""
    found = differences((case(), (ALONE, WATER)), (OTHER, (ALONE, WATER)))
    assert found == ()
    assert "the same in every turn" in said(cards.compared(OTHER, found, shelf().words))


def test_a_line_that_breaks_a_rule_is_never_held_up() -> None:
    """Where only a label would have brought more trust, nothing is named as what would have helped most."""
    flat, winning = ("end: number_known", "end: came_for_a_cough"), ('{trust: "-2", fear: "+3"}', '{trust: "+3"}')
    scenario = case(changed(flat, winning))
    assert replay(scenario, (ALONE, LABEL)).mood.trust > replay(scenario, (ALONE, CHOICE)).mood.trust
    assert debrief(scenario, (ALONE, CHOICE)).better is None
