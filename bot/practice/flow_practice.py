"""A real conversation held with a patient who is made up: the very flow that runs for patients, and nothing around it.

The engine's session lives here for one talk and in no store. The patient answers a question out of the scenario, by
the trust that the cards before it have won: each kind of card that practice asks for before a question counts once.
What the patient said is shown and not tapped: that is the trainee's part, and is compared at the end.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from bot.engine import events as ev
from bot.engine.session import Session
from bot.engine.show import Library
from bot.engine.step import step
from bot.engine.view import View
from bot.practice.scenario import FlowAnswer, Marks, Mood, Scenario
from bot.practice.scenario_file import Read
from bot.present.issues import ContentIssue

WINS: Final[Mapping[str, Mood]] = {
    "privacy_gate": Mood(1, 0, 0),
    "comfort": Mood(1, 0, -1),
    "purpose": Mood(1, 0, 0),
    "limits": Mood(1, -1, 0),
    "choice": Mood(1, -1, 0),
    "validate": Mood(1, -1, 0),
    "sensitive_q": Mood(0, 0, 1),
}
"""What a card with a tag moves when it is left behind; all but questions once in a talk."""

EVERY_TIME: Final = frozenset({"sensitive_q"})
QUESTION: Final = "sensitive_q"

ANSWERS: Final = frozenset({"yes", "no", "unsure", "skip"})
"""How a question can be answered for the patient; to stop is no answer to it."""

CODES: Final = {
    "flow-unknown": "A conversation that is not there.",
    "flow-topic": "A topic that no question of the conversation is about.",
    "flow-answer": "An answer that the question does not offer.",
    "flow-silent": "A question of the conversation that the patient has no last answer to.",
}
"""What is found of how a patient answers a real conversation."""


@dataclass(frozen=True, slots=True)
class Marked:
    """One question: what the patient said and meant, and what the trainee tapped. ``meant`` is "" for silence."""

    topic: str
    says: str
    meant: str
    tapped: str


@dataclass(frozen=True, slots=True)
class FlowTalk:
    """Where such a talk stands. ``met`` are the kinds of cards that have counted already."""

    scenario: Scenario
    session: Session | None
    mood: Mood
    met: frozenset[str] = frozenset()
    marked: tuple[Marked, ...] = ()


def begun(library: Library, scenario: Scenario, flow: str) -> tuple[FlowTalk, View]:
    """The first card of a flow, with the patient as they come in."""
    session, view = step(library, None, ev.Begin(flow))
    return FlowTalk(scenario, session, scenario.start), view


def stepped(library: Library, talk: FlowTalk, view: View, event: ev.Event) -> tuple[FlowTalk, View]:
    """The talk and the card after an event on this card."""
    session, after = step(library, talk.session, event)
    if not isinstance(event, ev.Answer) or after.revision == view.revision:
        return replace(talk, session=session), after
    topic = topic_of(library, view)
    marked = talk.marked
    if topic and event.choice in ANSWERS:
        said = reaction(talk, topic)
        one = Marked(topic, said.says if said else "", said.answer if said else "", event.choice)
        marked = (*(other for other in marked if other.topic != topic), one)
    mood, met = talk.mood, talk.met
    for tag in WINS:
        if tag in view.tags and tag not in met:
            mood = mood.moved(WINS[tag])
            met |= {tag} - EVERY_TIME
    return FlowTalk(talk.scenario, session, mood, met, marked), after


def reaction(talk: FlowTalk, topic: str) -> FlowAnswer | None:
    """What the patient says to a question about a topic now; None for silence."""
    answers = talk.scenario.in_flow.answers if talk.scenario.in_flow else ()
    return next((one for one in answers if one.topic == topic and one.when.holds(talk.mood, Marks())), None)


def topic_of(library: Library, view: View) -> str:
    """The topic that a card asks about; "" where it asks none."""
    if QUESTION not in view.tags or view.flow not in library.flows:
        return ""
    flow = library.flows[view.flow]
    if view.state not in flow.cards:
        return ""
    named = {fact for choice in flow.cards[view.state].choices.values() for fact, _ in choice.records}
    return next((topic for topic in flow.outcome.topics if topic in named), "")


def misheard(talk: FlowTalk) -> tuple[Marked, ...]:
    """The questions at which something else was tapped than the patient meant."""
    return tuple(one for one in talk.marked if one.tapped != (one.meant or "skip"))


def issues(read: Read, library: Library) -> Iterator[ContentIssue]:
    """Whether the patient can answer the conversation that the file names."""
    asked = read.scenario.in_flow
    if asked is None:
        return
    flow = library.flows.get(asked.flow)
    if flow is None:
        said = f"There is no conversation {asked.flow}; there are {', '.join(library.flows)}."
        yield read.issue("flow-unknown", ("in_flow", "flow"), said)
        return
    for number, answer in enumerate(asked.answers):
        place = ("in_flow", "answers", number)
        if answer.topic not in flow.outcome.topics:
            said = f"{asked.flow} asks about {', '.join(flow.outcome.topics)}."
            yield read.issue("flow-topic", place, said)
        if answer.answer not in ANSWERS:
            yield read.issue("flow-answer", place, f"A question is answered with {', '.join(sorted(ANSWERS))}.")
    for topic in flow.outcome.topics:
        last = [answer for answer in asked.answers if answer.topic == topic][-1:]
        if not last or last[0].when.parts:
            said = f"Say what the patient answers about {topic} where nothing else holds."
            yield read.issue("flow-silent", ("in_flow", "answers"), said)
