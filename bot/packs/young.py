"""Questions of a pack to somebody under 18: in the place of our own in the conversation for adolescents (MUST-06, 07).

Three bare facts at most, and a yes ends the questions: detail is for people who are trained to ask children. Only an
instrument that its holder and the site's lead for child protection want asked in full goes on after a yes, each one
believed and checked for danger, until its own rule is met (docs/decisions/0020). Everything around the questions is the
shipped conversation, card by card.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from bot.engine.facts import Either, Guard, Is, Judged, Not, Result, Rule
from bot.engine.spec import Choice, Flow, OnlyFrom, Part, State, Tone, Way
from bot.flows.adolescent import ADOLESCENT, ADOLESCENT_PART, after
from bot.flows.asking import Topic

MOST = 3
"""Questions to somebody under 18."""

MOST_IN_FULL, MOST_OWN = 6, 1
"""Questions of an instrument that is asked in full, and of the site's own for what that leaves out."""

OFFER, HEARD, EDUCATE, LEAD = "young.offer", "adolescent.heard", "adolescent.educate", "young.lead"

OURS = frozenset(state.id for state in ADOLESCENT_PART.states if "sensitive_q" in state.tags)
FIRST = next(state.id for state in ADOLESCENT_PART.states if "sensitive_q" in state.tags)


def asking_the_young(
    flow_id: str, version: int, topics: tuple[Topic, ...], fit: str, in_full: Rule | None = None
) -> Flow:
    """The conversation for adolescents around these topics; ``fit`` is the id of the card that says for whom.

    ``in_full`` is the rule of an instrument that is asked until it is met; without one, a yes ends the questions.
    """
    ids = tuple(topic.id for topic in topics)
    asked = tuple(f"{flow_id}.{topic}" for topic in ids)
    counted = frozenset(in_full.topics if in_full else ())
    going_on = tuple(card for card, topic in zip(asked, ids, strict=True) if topic in counted)
    theirs = Part(flow_id, (_fit(fit), *_questions(asked, topics, in_full)))
    moved = {EDUCATE: fit, FIRST: asked[0]}

    def needed(state: str) -> bool:
        return state != HEARD or len(going_on) < len(asked)

    around = Part(
        ADOLESCENT_PART.id,
        tuple(_led(state, moved) for state in ADOLESCENT_PART.states if state.id not in OURS and needed(state.id)),
        ADOLESCENT_PART.exits,
    )
    concern = Either((Judged(Rule(ids), (Result.RAISED,)), Is("talk", ("help",))))
    return replace(
        ADOLESCENT,
        id=flow_id,
        version=version,
        parts=(*(around if part is ADOLESCENT_PART else part for part in ADOLESCENT.parts), theirs),
        joins={**ADOLESCENT.joins, **after(concern)},
        only_from=tuple(law for law in _ways(ADOLESCENT.only_from, fit, asked, going_on) if needed(law.state)),
        in_full=in_full,
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


def _questions(asked: tuple[str, ...], topics: tuple[Topic, ...], in_full: Rule | None) -> Iterator[State]:
    """The questions in their order; one that the rule counts has a card of its own that hears a yes."""
    for card, topic, then in zip(asked, topics, (*asked[1:], OFFER), strict=True):
        if in_full is None or topic.id not in in_full.topics:
            yield _question(card, topic, then, HEARD)
        else:
            yield _question(card, topic, then, heard(card))
            yield _heard(card, then, in_full)


def heard(card: str) -> str:
    """The card that hears a yes to this question, and may go on."""
    return f"{card}_heard"


def _heard(card: str, then: str, in_full: Rule) -> State:
    """Belief and a danger check; then the next question, or the lead once the rule is met or nothing is left to ask."""
    met = Judged(in_full, (Result.RAISED,))
    on: str | tuple[Way, ...] = LEAD if then == OFFER else (Way(then, Not(met)), Way(LEAD, met))
    unsafe = (("return", "unsafe"),)
    return State(
        heard(card),
        (
            Choice("yes", on),
            Choice("no", LEAD, unsafe),
            Choice("unsure", LEAD, unsafe),
            Choice("skip", on),
            Choice("help", OFFER),
        ),
        frozenset({"validate", "danger_check", "for_young"}),
        ("asking.believe", "asking.check"),
        tone=Tone.ASK,
    )


def _question(card: str, topic: Topic, then: str, believed: str) -> State:
    """One bare fact, and the card that hears a yes to it."""
    answers = (("yes", believed, "yes"), ("no", then, "no"), ("unsure", then, "open"), ("skip", then, "open"))
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


def _ways(
    laws: tuple[OnlyFrom, ...], fit: str, asked: tuple[str, ...], going_on: tuple[str, ...]
) -> tuple[OnlyFrom, ...]:
    """Who may lead where: as in the shipped conversation, with these questions in the place of ours."""
    there = {law.state: law.sources for law in laws}
    kept = {
        state: (sources - OURS) | (frozenset(asked) if sources & OURS else frozenset())
        for state, sources in there.items()
        if state not in OURS
    }
    hears = frozenset(map(heard, going_on))
    gone = frozenset({HEARD}) if len(going_on) == len(asked) else frozenset()
    own = {
        fit: there[EDUCATE],
        EDUCATE: frozenset({fit}),
        OFFER: (kept[OFFER] | {fit} | hears) - gone,
        LEAD: (kept[LEAD] | hears) - gone,
        HEARD: frozenset(asked) - frozenset(going_on),
        asked[0]: there[FIRST],
        **{
            then: frozenset({before, heard(before)} if before in going_on else {before})
            for before, then in pairwise(asked)
        },
        **{heard(card): frozenset({card}) for card in going_on},
    }
    return tuple(OnlyFrom(state, sources) for state, sources in {**kept, **own}.items())
