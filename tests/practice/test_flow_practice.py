"""A real conversation held with a made-up patient: the very flow, and none of what makes it real."""

from __future__ import annotations

import json
import re

import pytest

from bot.cli.scenario_flow import FlowSitting
from bot.engine import events as ev
from bot.engine.session import Mode
from bot.library import library
from bot.practice import flow_practice
from bot.practice.flow_practice import EVERY_TIME, WINS, FlowTalk, Marked, begun, misheard, reaction, stepped, topic_of
from bot.practice.scenario import Scenario
from bot.shipped import Refused
from tests.console.program import run
from tests.practice.samples import TEXT, case, changed, found, read, shelf
from tests.practice.test_shipped import READS
from tests.present.refused import line_of

IN_FLOW = """in_flow:
  flow: adult_brief
  answers:
    - {topic: work, when: "trust >= 5", says: The pay stays with them., answer: "yes"}
    - {topic: work, says: Work is work., answer: skip}
    - {topic: freedom, says: I came here., answer: unsure}
    - {topic: papers, says: They hold them., answer: "yes"}
    - {topic: pressure, says: No., answer: "no"}
"""
PATIENT = case(TEXT + IN_FLOW)


def talked(*answers: str) -> list[tuple[FlowTalk, str]]:
    """A talk in which each card is answered with its first answer, questions with these; states as they come."""
    told, lib = list(answers), library()
    talk, view = begun(lib, PATIENT, "adult_brief")
    states = []
    for _ in range(60):
        states.append((talk, view.state))
        if view.mode is Mode.ENDED:
            break
        choice = (told.pop(0) if told else "skip") if topic_of(lib, view) else view.choices[0]
        talk, view = stepped(lib, talk, view, ev.Answer(choice, view.revision))
    return states


def test_trust_is_won_by_the_cards_before_the_first_question() -> None:
    """Privacy, comfort, purpose, limits and choice count once each; the patient who came in wary then answers."""
    talks = talked("yes")
    asked = next(talk for talk, state in talks if state == "adult_brief.work")
    assert asked.mood.trust > PATIENT.start.trust
    said = reaction(asked, "work")
    assert said is not None
    assert said.says == "The pay stays with them."
    assert reaction(talks[0][0], "work") != said


def test_the_same_card_wins_trust_once() -> None:
    """Going back and answering again is no way to win what was won already; questions tire each time."""
    lib = library()
    talk, view = begun(lib, PATIENT, "adult_brief")
    while not {*view.tags} & (WINS.keys() - EVERY_TIME):
        talk, view = stepped(lib, talk, view, ev.Answer(view.choices[0], view.revision))
    choice = view.choices[0]
    won, after = stepped(lib, talk, view, ev.Answer(choice, view.revision))
    assert won.mood.trust > talk.mood.trust
    before, again = stepped(lib, won, after, ev.Back(after.revision))
    assert again.state == view.state
    assert stepped(lib, before, again, ev.Answer(choice, again.revision))[0].mood == won.mood
    tired = [
        talk.mood.fatigue for talk, state in talked("skip", "skip", "skip", "skip") if state.startswith("adult_brief.")
    ]
    assert tired[:4] == sorted({*tired[:4]})


def test_what_was_said_and_what_was_tapped_are_compared() -> None:
    """Nobody is told before the end; then each question that was heard otherwise is named."""
    last = talked("no", "unsure", "yes", "no")[-1][0]
    assert [one.topic for one in last.marked] == ["work", "freedom", "papers", "pressure"]
    assert misheard(last) == (Marked("work", "The pay stays with them.", "yes", "no"),)


def test_silence_is_a_skip() -> None:
    """A patient who has no answer to a question has not said no."""
    talk = FlowTalk(case(), None, case().start, marked=(Marked("work", "", "", "no"), Marked("papers", "", "", "skip")))
    assert [one.topic for one in misheard(talk)] == ["work"]
    assert reaction(talk, "work") is None


def test_a_press_that_changes_nothing_moves_nothing() -> None:
    """An answer that the card has not, and one to an older card, leave the patient as they were."""
    lib = library()
    talk, view = begun(lib, PATIENT, "adult_brief")
    for event in (ev.Answer("sing", view.revision), ev.Answer(view.choices[0], view.revision + 7), ev.Unknown()):
        after, same = stepped(lib, talk, view, event)
        assert (after.mood, after.marked, same.state) == (talk.mood, (), view.state)


@pytest.mark.parametrize(
    ("code", "old", "new", "marker"),
    [
        ("flow-unknown", "flow: adult_brief", "flow: sunshine", "flow: sunshine"),
        ("flow-topic", "topic: papers", "topic: weather", "topic: weather"),
        ("flow-answer", 'answer: "no"', "answer: perhaps", "answer: perhaps"),
        (
            "flow-silent",
            "{topic: pressure, says",
            '{topic: pressure, when: "trust >= 3", says',
            "answers:\n    - {topic: work",
        ),
    ],
)
def test_answers_that_fit_no_question_are_told(code: str, old: str, new: str, marker: str) -> None:
    """A case whose patient could not answer the conversation is told where."""
    text = changed_flow(old, new)
    told = found(list(flow_practice.issues(read(text), library())))
    line = line_of(text, marker) if "\n" not in marker else text[: text.index(marker)].count("\n") + 1
    assert (code, line) in told


def changed_flow(old: str, new: str) -> str:
    """The sample whose patient answers a conversation, with a change."""
    assert old in IN_FLOW
    return changed() + IN_FLOW.replace(old, new, 1)


def test_every_code_is_shown_above() -> None:
    """The list of codes and the samples do not drift apart."""
    assert flow_practice.CODES.keys() == {"flow-unknown", "flow-topic", "flow-answer", "flow-silent"}


@pytest.mark.parametrize("name", [name for name, one in READS.items() if one.scenario.in_flow])
def test_patients_that_ship_can_answer(name: str) -> None:
    """Each question of the conversation that a case names has an answer, whatever the trust."""
    assert list(flow_practice.issues(READS[name], library())) == []


def test_no_card_can_be_taken_for_real() -> None:
    """The watermark first, no number that rings, no service, and nothing of a demonstration."""
    given = b"1\n" * 60
    ran = run("scenario", "play", "kitchen_hand", "--flow", "adult_brief", "--json", given=given)
    shown = [json.loads(line) for line in ran.stdout.splitlines()]
    assert ran.returncode == 0
    assert len(shown) > 15
    assert all(card["banner"].startswith("PRACTICE.") for card in shown if "banner" in card)
    text = ran.stdout.decode()
    assert "does not ring" in text
    assert re.findall(r"\b555-01\d\d\b", text)
    assert not re.findall(r"\b(?:1?-?\d{3}-\d{3}-\d{4}|988|911|888-?\d+)\b", text)
    assert "No contact in date" not in text
    assert shown[-1] == {"said": "Practice ends here. Nothing was kept."}
    assert "What you heard" in text


@pytest.mark.parametrize(
    ("patient", "flow", "said"),
    [
        (case(), "adult_brief", "does not say"),
        (PATIENT, "offer", "adult_brief"),
        (PATIENT, "sunshine", "no conversation"),
    ],
)
def test_a_patient_who_cannot_answer_is_told(patient: Scenario, flow: str, said: str) -> None:
    """A case without answers, another conversation, and one that is not there are one sentence each."""
    with pytest.raises(Refused, match=said) as told:
        FlowSitting(patient, flow, shelf().words)
    assert len(told.value.sentences) == 1
