"""Questions of a pack to somebody under 18: in the place of our own in the conversation for adolescents (MUST-06, 07).

Three bare facts at most, and a yes ends the questions, whatever an instrument would ask next: detail is for people who
are trained to ask children. Everything around the questions is the shipped conversation, card by card.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from bot.engine.facts import Either, Guard, Is, Judged, Result, Rule
from bot.engine.spec import Choice, Flow, OnlyFrom, Part, State, Tone
from bot.flows.adolescent import ADOLESCENT, ADOLESCENT_PART, after
from bot.flows.asking import Topic

MOST = 3
"""Questions to somebody under 18."""

OFFER, HEARD, EDUCATE = "young.offer", "adolescent.heard", "adolescent.educate"

OURS = frozenset(state.id for state in ADOLESCENT_PART.states if "sensitive_q" in state.tags)
FIRST = next(state.id for state in ADOLESCENT_PART.states if "sensitive_q" in state.tags)


def asking_the_young(flow_id: str, version: int, topics: tuple[Topic, ...], fit: str) -> Flow:
    """The conversation for adolescents around these topics; ``fit`` is the id of the card that says for whom."""
    ids = tuple(topic.id for topic in topics)
    asked = tuple(f"{flow_id}.{topic}" for topic in ids)
    then = (*asked[1:], OFFER)
    questions = tuple(_question(card, topic, to) for card, topic, to in zip(asked, topics, then, strict=True))
    theirs = Part(flow_id, (_fit(fit), *questions))
    moved = {EDUCATE: fit, FIRST: asked[0]}
    around = Part(
        ADOLESCENT_PART.id,
        tuple(_led(state, moved) for state in ADOLESCENT_PART.states if state.id not in OURS),
        ADOLESCENT_PART.exits,
    )
    concern = Either((Judged(Rule(ids), (Result.RAISED,)), Is("talk", ("help",))))
    return replace(
        ADOLESCENT,
        id=flow_id,
        version=version,
        parts=(*(around if part is ADOLESCENT_PART else part for part in ADOLESCENT.parts), theirs),
        joins={**ADOLESCENT.joins, **after(concern)},
        only_from=_ways(ADOLESCENT.only_from, fit, asked),
        outcome=replace(ADOLESCENT.outcome, topics=ids, results=(*map(_offered, ADOLESCENT.outcome.results),)),
    )


def _offered(result: tuple[str, Guard]) -> tuple[str, Guard]:
    """For whom the words were not made, there is information and an offer."""
    name, guard = result
    return (name, Either((guard, Is("fits", ("no",))))) if name == "offered" else result


def _fit(fit: str) -> State:
    choices = (
        Choice("yes", EDUCATE, records=(("fits", "yes"),)),
        Choice("no", OFFER, records=(("fits", "no"),)),
    )
    return State(fit, choices, tags=frozenset({"about"}))


def _question(card: str, topic: Topic, then: str) -> State:
    """One bare fact. A yes ends the questions."""
    answers = (("yes", HEARD, "yes"), ("no", then, "no"), ("unsure", then, "open"), ("skip", then, "open"))
    return State(
        card,
        tuple(Choice(one, to, ((topic.id, value),)) for one, to, value in (*answers, ("stop", OFFER, "open"))),
        tags=frozenset({"sensitive_q", "minimal_facts", *topic.tags}),
        tone=Tone.ASK,
        intensity=topic.intensity,
    )


def _led(state: State, moved: dict[str, str]) -> State:
    """A shared card that leads to ours where it led to the card whose place ours have taken."""
    choices = (
        replace(choice, to=moved.get(choice.to, choice.to)) if isinstance(choice.to, str) else choice
        for choice in state.choices
    )
    return replace(state, choices=tuple(choices))


def _ways(laws: tuple[OnlyFrom, ...], fit: str, asked: tuple[str, ...]) -> tuple[OnlyFrom, ...]:
    """Who may lead where: as in the shipped conversation, with these questions in the place of ours."""
    there = {law.state: law.sources for law in laws}
    kept = {
        state: (sources - OURS) | (frozenset(asked) if sources & OURS else frozenset())
        for state, sources in there.items()
        if state not in OURS
    }
    own = {
        fit: there[EDUCATE],
        EDUCATE: frozenset({fit}),
        OFFER: kept[OFFER] | {fit},
        asked[0]: there[FIRST],
        **{then: frozenset({before}) for before, then in pairwise(asked)},
    }
    return tuple(OnlyFrom(state, sources) for state, sources in {**kept, **own}.items())
