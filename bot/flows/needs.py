"""What would help, in the patient's own order, and a warm hand-off only if they want one.

Sources: practice.md ORD-16 (options before consent, contact only after consent), MUST-18, MUST-25 and A.3. Each need's
id is also the category of contacts that serves it, so a need without a contact cannot hide. Who named health may hear
about an exam, each step told and agreed on by itself, and none of it needed for a call (ORD-21).
"""

from __future__ import annotations

from bot.engine.facts import Always, Either, Guard, Is, Not
from bot.engine.spec import Choice, Flow, Gate, Needs, OutcomeSpec, Part, State, Way
from bot.flows.closing import CLOSING, DECLINED, LATER, SAFE_TO_GIVE
from bot.flows.footing import AGE, DUTY, FOOTING, LIMITS
from bot.flows.opening import ACCESS, CARE, OPENING, PRIVATE
from bot.flows.safety import PLAN
from bot.flows.ways import YOUNG_ENDS, only_from
from bot.flows.young import YOUNG

CONSENT = "consent_contact"
NEED_IDS = ("shelter", "health", "talk", "work", "legal", "basics")

WANTS_NOTHING_IN_HAND = Is("consent", ("none",))
"""A patient who wanted neither a call nor a number is not asked about a number again."""

NEED_FACTS = ("need_1", "need_2", "need_3")
"""What the patient named, in their order: three at the most, so that one card can serve them all."""


def _chosen(need: str, facts: tuple[str, ...]) -> Guard:
    """One of these facts is this need."""
    return Either(tuple(Is(fact, (need,)) for fact in facts))


_CONTACT = (
    Choice("together", "needs.handoff", records=(("consent", "together"),), grants=frozenset({CONSENT})),
    Choice("number", "@plan", records=(("consent", "number"),)),
    Choice("none", "@plan", records=(("consent", "none"),)),
)

NEEDS = Part(
    "needs",
    exits=frozenset({"plan"}),
    states=(
        State(
            "needs.first",
            tags=frozenset({"options", "offer", "wishes"}),
            choices=(
                *(Choice(need, "needs.second", records=(("need_1", need),)) for need in NEED_IDS),
                Choice("none", "@plan", records=(("need_1", "none"),)),
            ),
        ),
        State(
            "needs.second",
            tags=frozenset({"options"}),
            choices=(
                *(
                    Choice(need, "needs.third", records=(("need_2", need),), when=Not(Is("need_1", (need,))))
                    for need in NEED_IDS
                ),
                Choice("none", "needs.consent", records=(("need_2", "none"),)),
            ),
        ),
        State(
            "needs.third",
            tags=frozenset({"options"}),
            choices=(
                *(
                    Choice(
                        need,
                        "needs.consent",
                        records=(("need_3", need),),
                        when=Not(_chosen(need, ("need_1", "need_2"))),
                    )
                    for need in NEED_IDS
                ),
                Choice("none", "needs.consent", records=(("need_3", "none"),)),
            ),
        ),
        State(
            "needs.consent",
            tags=frozenset({"options", "consent_contact"}),
            choices=(*_CONTACT, Choice("exam", "needs.exam", when=_chosen("health", NEED_FACTS))),
        ),
        State(
            "needs.exam",
            tags=frozenset({"exam_consent", "options"}),
            choices=(Choice("yes", "needs.exam_care"), Choice("none", "needs.exam_after")),
        ),
        State(
            "needs.exam_care",
            tags=frozenset({"exam_step", "exam_consent"}),
            choices=(Choice("yes", "needs.exam_proof"), Choice("no", "needs.exam_after")),
        ),
        State("needs.exam_proof", tags=frozenset({"exam_step"}), choices=(Choice("done", "needs.exam_after"),)),
        State(
            "needs.exam_after",
            tags=frozenset({"options", "consent_contact"}),
            words=("needs.consent",),
            choices=_CONTACT,
        ),
        State(
            "needs.handoff",
            tags=frozenset({"handoff"}),
            contacts=("hotline",),
            needs_contacts=True,
            site_notes=("social_work",),
            choices=(
                Choice("done", "@plan", records=(("handoff", "done"),)),
                Choice("no", "@plan", records=(("handoff", "no"),)),
            ),
        ),
    ),
)

LIGHT = Part(
    "needs",
    exits=frozenset({"plan", "number", "nothing"}),
    states=(
        State(
            "needs.light",
            tags=frozenset({"options", "offer", "consent_contact", "wishes"}),
            choices=(
                Choice("together", "needs.handoff", records=(("consent", "together"),), grants=frozenset({CONSENT})),
                Choice("number", "@number", records=(("consent", "number"),)),
                Choice("safety", "@plan"),
                Choice("none", "@nothing", records=(("consent", "none"),)),
            ),
        ),
    ),
)
"""One open offer where nothing came up: as useful, and never a second push."""

REACH_STEPS = (
    ("reach_visit", Is("reach", ("visit",))),
    ("reach_phone", Is("reach", ("phone",))),
)

STEPS = (
    ("handoff_done", Is("handoff", ("done",))),
    ("handoff_again", Is("handoff", ("no",))),
    ("number_kept", Is("carry", ("yes", "memorise"))),
    ("safety_talked", Is("plan", ("done",))),
    *REACH_STEPS,
)
"""Next steps in which any conversation with needs can end."""

CHILD_STEP = ("child_lead", Is("age", ("young",)))
LATER_STEP = ("another_visit", Not(Is("reason", ("",))))
NOT_TODAY = ("not_today", Not(Is("reason", ("",))))
CHILD_PATHWAY = ("child_pathway", Is("age", ("young",)))

GATES = (
    Gate(CARE, frozenset({"limits", "educate", "options"})),
    Gate(ACCESS, frozenset({"limits", "educate", "options"})),
    Gate(PRIVATE, frozenset({"limits", "educate", "options"})),
    Gate(AGE, frozenset({"limits"})),
    Gate(DUTY, frozenset({"limits"})),
    Gate(SAFE_TO_GIVE, frozenset({"give_info"})),
)
"""What every conversation with a patient promises (ORD-01 to 08, 17)."""

PARTS = (OPENING, FOOTING, YOUNG, NEEDS, PLAN, CLOSING, DECLINED, LATER)

OWN_WAYS = {
    "needs.first": frozenset({"footing.limits"}),
    "closing.carry": frozenset({*YOUNG_ENDS, "planning.plan"}),
    "closing.reach": frozenset({"planning.plan", "closing.carry"}),
    "closing.door": frozenset({"closing.reach", "declined.offer"}),
    "closing.door_number": frozenset({"closing.reach", "declined.offer"}),
}

NEEDS_FLOW = Flow(
    "needs",
    version=1,
    start="opening.begin",
    parts=PARTS,
    joins={
        "opening@private": "footing.age",
        "opening@later": "later.another_day",
        "footing@ready": "needs.first",
        "footing@declined": "declined.offer",
        "footing@young": "young.offer",
        "young@carry": "closing.carry",
        "needs@plan": "planning.plan",
        "declined@plan": "planning.plan",
        "planning@planned": (
            Way("closing.reach", WANTS_NOTHING_IN_HAND),
            Way("closing.carry", Not(WANTS_NOTHING_IN_HAND)),
        ),
        "closing@carried": "closing.reach",
        "closing@empty": "closing.reach",
    },
    gates=(*GATES, Gate(LIMITS, frozenset({"consent_contact"})), Gate(CONSENT, frozenset({"handoff"}))),
    needs=(Needs("closing.end", frozenset({"open_door"})),),
    only_from=only_from(PARTS, OWN_WAYS),
    outcome=OutcomeSpec(
        results=(
            NOT_TODAY,
            CHILD_PATHWAY,
            ("declined", Is("talk", ("declined",))),
            ("needs_named", Not(Is("need_1", ("", "none")))),
            ("offered", Always()),
        ),
        needs=NEED_FACTS,
        steps=(CHILD_STEP, LATER_STEP, *STEPS),
        reason="reason",
    ),
)
