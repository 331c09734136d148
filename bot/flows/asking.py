"""How this program asks: permission and comfort first, one topic a card, and after a yes a believing line and a danger
check before anything else (ORD-09 to 15, MUST-02, 09, 14, 15).

``asking_flow`` joins topics with the shared opening and closing, so every conversation that asks keeps the same laws
and differs only in its topics. "Not safe" ends the questions; declined and unsure are never "no".
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from bot.engine.facts import Always, Either, Guard, Is, Judged, Not, Result, Rule
from bot.engine.spec import (
    Choice,
    Flow,
    Gate,
    Needs,
    OutcomeSpec,
    Part,
    Section,
    State,
    Tone,
    Way,
)
from bot.flows.closing import CLOSING, DECLINED, LATER
from bot.flows.document import DOCUMENT, DOCUMENT_LATER_STEP, DOCUMENT_STEP
from bot.flows.footing import CHOICE, FOOTING, LIMITS, PURPOSE
from bot.flows.needs import (
    CHILD_PATHWAY,
    CHILD_STEP,
    CONSENT,
    GATES,
    LATER_STEP,
    LIGHT,
    NEED_FACTS,
    NEEDS,
    NOT_TODAY,
    STEPS,
    WANTS_NOTHING_IN_HAND,
)
from bot.flows.opening import OPENING
from bot.flows.safety import ACT, PLAN
from bot.flows.ways import YOUNG_ENDS, only_from
from bot.flows.young import YOUNG

PERMISSION, COMFORT = "permission", "comfort"

ASKING = Part(
    "asking",
    exits=frozenset({"ask", "declined", "informed", "help"}),
    states=(
        State(
            "asking.educate",
            tags=frozenset({"educate", "permission", "offer"}),
            words=("offer.educate", "asking.permission"),
            choices=(
                Choice("yes", "asking.comfort", grants=frozenset({PERMISSION})),
                Choice("no", "@declined", records=(("talk", "declined"),)),
                Choice("info", "@informed", records=(("talk", "informed"),)),
                Choice("help", "@help", records=(("talk", "help"),)),
            ),
        ),
        State(
            "asking.comfort",
            tags=frozenset({"comfort"}),
            choices=(
                Choice("yes", "@ask", grants=frozenset({COMFORT})),
                Choice("other", "asking.colleague", grants=frozenset({COMFORT})),
                Choice("no", "@informed", records=(("talk", "informed"),)),
            ),
        ),
        State("asking.colleague", tags=frozenset({"comfort"}), choices=(Choice("done", "@ask"),)),
    ),
)


@dataclass(frozen=True, slots=True)
class Topic:
    """One thing to ask about: its fact is named like it. ``own_response`` gives a yes a card of its own words."""

    id: str
    intensity: int
    tags: frozenset[str]
    own_response: bool = False


def topic_states(part: str, topic: Topic, then: str | tuple[Way, ...], stopped: tuple[Way, ...]) -> tuple[State, State]:
    """The question, and the card that believes and checks for danger when it comes up."""
    name = f"{part}.{topic.id}"

    def answer(choice: str, to: str | tuple[Way, ...], value: str) -> Choice:
        return Choice(choice, to, records=((topic.id, value),))

    question = State(
        name,
        tags=frozenset({"sensitive_q", *topic.tags}),
        tone=Tone.ASK,
        intensity=topic.intensity,
        choices=(
            answer("yes", f"{name}_heard", "yes"),
            answer("no", then, "no"),
            answer("unsure", then, "open"),
            answer("skip", then, "open"),
            answer("stop", stopped, "open"),
        ),
    )
    heard = State(
        f"{name}_heard",
        tags=frozenset({"validate", "danger_check"}),
        words=(f"{name}_heard" if topic.own_response else "asking.believe", "asking.check"),
        tone=Tone.ASK,
        choices=(
            Choice("yes", then),
            Choice("no", "@unsafe", records=(("return", "unsafe"),)),
            Choice("unsure", "@unsafe", records=(("return", "unsafe"),)),
            Choice("skip", then),
            Choice("help", "needs.first"),
            Choice("stop", "needs.first"),
        ),
    )
    return question, heard


def topics_part(part: str, topics: tuple[Topic, ...], came_up: Guard) -> Part:
    """All topics of a conversation, one after the other; at the end a talk about needs, or one open offer."""
    after = (Way("needs.first", came_up), Way("needs.light", Not(came_up)))
    following: list[str | tuple[Way, ...]] = [*(f"{part}.{topic.id}" for topic in topics[1:]), after]
    states = [s for topic, then in zip(topics, following, strict=True) for s in topic_states(part, topic, then, after)]
    return Part(part, tuple(states), frozenset({"unsafe"}))


def asking_flow(  # noqa: PLR0913  # one keyword for each thing in which such conversations differ
    flow_id: str,
    *,
    version: int,
    topics: tuple[Topic, ...],
    before: Part | None = None,
    results: tuple[tuple[str, Guard], ...] = (),
    steps: tuple[tuple[str, Guard], ...] = (),
) -> Flow:
    """A whole conversation around these topics. ``before`` is a part between the limits and the education."""
    ids = tuple(topic.id for topic in topics)
    came_up = Judged(Rule(ids), (Result.RAISED,))
    cards = tuple((f"{flow_id}.{topic}", f"{flow_id}.{topic}_heard") for topic in ids)
    asked = topics_part(flow_id, topics, came_up)
    parts = (*_BEFORE, asked, *_AFTER, *((before,) if before else ()))
    return Flow(
        flow_id,
        version=version,
        start="opening.begin",
        parts=parts,
        joins={
            **_joins(Either((came_up, Is("talk", ("help",))))),
            "asking@ask": cards[0][0],
            f"{flow_id}@unsafe": "planning.act",
            "footing@ready": before.states[0].id if before else "asking.educate",
            **({f"{before.id}@on": "asking.educate"} if before else {}),
        },
        gates=_GATES,
        sections=(Section(cards[0][0], frozenset(card for pair in cards for card in pair)),),
        needs=_NEEDS,
        only_from=only_from(parts, _own_ways(cards, before)),
        outcome=_outcome(ids, came_up, results, steps),
    )


_BEFORE = (OPENING, FOOTING, YOUNG, ASKING)
_AFTER = (NEEDS, LIGHT, ACT, PLAN, DOCUMENT, CLOSING, DECLINED, LATER)

_GATES = (
    *GATES,
    Gate(LIMITS, frozenset({"sensitive_q", "consent_contact", "doc_talk"})),
    *(Gate(name, frozenset({"sensitive_q"})) for name in (PURPOSE, CHOICE, PERMISSION, COMFORT)),
    Gate(CONSENT, frozenset({"handoff"})),
)

_NEEDS = (
    Needs("closing.end", frozenset({"open_door"})),
    Needs("document.card", frozenset({"doc_talk"})),
    Needs("planning.act", frozenset({"validate"})),
)

_Named = tuple[tuple[str, Guard], ...]


def _outcome(ids: tuple[str, ...], came_up: Guard, results: _Named, steps: _Named) -> OutcomeSpec:
    """How such a conversation ends: its own results stand before the general ones, its own steps among them."""
    return OutcomeSpec(
        results=(
            NOT_TODAY,
            CHILD_PATHWAY,
            ("help_wanted", Is("talk", ("help",))),
            ("declined", Is("talk", ("declined",))),
            ("offered", Is("talk", ("informed",))),
            *results,
            ("topics_came_up", came_up),
            ("none_raised", Judged(Rule(ids), (Result.NOT_RAISED,))),
            ("not_completed", Always()),
        ),
        topics=ids,
        needs=NEED_FACTS,
        steps=(
            CHILD_STEP,
            LATER_STEP,
            ("safety_first", Is("return", ("unsafe",))),
            *steps,
            *STEPS,
            DOCUMENT_STEP,
            DOCUMENT_LATER_STEP,
        ),
        reason="reason",
    )


def _own_ways(cards: tuple[tuple[str, str], ...], before: Part | None) -> dict[str, frozenset[str]]:
    """Who may lead to the cards that differ: ``cards`` are each question and the card that hears a yes, in order."""
    first = {cards[0][0]: frozenset({"asking.comfort", "asking.colleague"})}
    then = {asked: frozenset(earlier) for earlier, (asked, _) in pairwise(cards)}
    asked, heard = frozenset(one for one, _ in cards), frozenset(one for _, one in cards)
    between = frozenset(state.id for state in before.states) if before else frozenset({"footing.limits"})
    return {
        **({before.states[0].id: frozenset({"footing.limits"})} if before else {}),
        **first,
        **then,
        **{one: frozenset({question}) for question, one in cards},
        "asking.educate": between,
        "needs.light": asked,
        "needs.first": asked | heard | {"asking.educate", "planning.act"},
        "planning.act": heard,
        "closing.carry": frozenset({*YOUNG_ENDS, "asking.educate", "asking.comfort", "planning.plan", "needs.light"}),
        "document.talk": frozenset({"planning.plan", "closing.carry"}),
        "closing.reach": frozenset({"document.card"}),
    }


def _joins(concern: Guard) -> dict[str, str | tuple[Way, ...]]:
    """Where the shared parts lead. With a concern, records and a way to be reached are talked through."""
    return {
        "opening@private": "footing.age",
        "opening@later": "later.another_day",
        "footing@declined": "declined.offer",
        "footing@young": "young.offer",
        "young@carry": "closing.carry",
        "asking@declined": "declined.offer",
        "asking@informed": "closing.carry",
        "asking@help": "needs.first",
        "planning@acted": "needs.first",
        "needs@plan": "planning.plan",
        "needs@number": "closing.carry",
        "needs@nothing": "closing.door",
        "declined@plan": "planning.plan",
        "planning@planned": (
            Way("document.talk", WANTS_NOTHING_IN_HAND),
            Way("closing.carry", Not(WANTS_NOTHING_IN_HAND)),
        ),
        "closing@carried": (Way("document.talk", concern), Way("closing.door_number", Not(concern))),
        "closing@empty": (Way("document.talk", concern), Way("closing.door", Not(concern))),
        "document@written": "closing.reach",
    }
