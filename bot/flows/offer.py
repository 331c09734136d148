"""Universal education and an offer of help: the same words for everyone, no questions, under a minute (ORD-13, 22).

The unit of success is an offer made. Age, duty and limits come before the patient says anything, so they stand between
"they want to talk" and what follows; education itself asks nothing and needs none of them (PATH-4, CAP-6b).
"""

from __future__ import annotations

from bot.engine.facts import Always, Is
from bot.engine.spec import Choice, Flow, Gate, Needs, OutcomeSpec, Part, State, Way
from bot.flows.closing import CLOSING, DECLINED, LATER
from bot.flows.footing import FOOTING, LIMITS
from bot.flows.needs import (
    CHILD_PATHWAY,
    CHILD_STEP,
    CONSENT,
    GATES,
    LATER_STEP,
    NEED_FACTS,
    NEEDS,
    NOT_TODAY,
    STEPS,
    WANTS_NOTHING_IN_HAND,
)
from bot.flows.opening import OPENING
from bot.flows.safety import PLAN
from bot.flows.ways import YOUNG_ENDS, only_from
from bot.flows.young import YOUNG

OFFER = Part(
    "offer",
    exits=frozenset({"talk", "enough"}),
    states=(
        State(
            "offer.educate",
            tags=frozenset({"educate", "options", "offer"}),
            words=("offer.educate", "offer.ask"),
            choices=(
                Choice("yes", "@talk", records=(("talk", "accepted"),)),
                Choice("no", "@enough", records=(("talk", "informed"),)),
            ),
        ),
    ),
)

PARTS = (OPENING, OFFER, FOOTING, YOUNG, NEEDS, PLAN, CLOSING, DECLINED, LATER)

OWN_WAYS = {
    "footing.age": frozenset({"offer.educate"}),
    "needs.first": frozenset({"footing.limits"}),
    "closing.carry": frozenset({"offer.educate", *YOUNG_ENDS, "planning.plan"}),
    "closing.reach": frozenset({"planning.plan"}),
}

OFFER_FLOW = Flow(
    "offer",
    version=1,
    start="opening.begin",
    parts=PARTS,
    joins={
        "opening@private": "offer.educate",
        "opening@later": "later.another_day",
        "offer@talk": "footing.age",
        "offer@enough": "closing.carry",
        "footing@ready": "needs.first",
        "footing@declined": "declined.offer",
        "footing@young": "young.offer",
        "young@carry": "closing.carry",
        "needs@plan": "planning.plan",
        "declined@plan": "planning.plan",
        "planning@planned": (
            Way("closing.reach", WANTS_NOTHING_IN_HAND),
            Way("closing.carry", Is("consent", ("", "together", "number"))),
        ),
        "closing@carried": "closing.door_number",
        "closing@empty": "closing.door",
    },
    gates=(*GATES, Gate(CONSENT, frozenset({"handoff"})), Gate(LIMITS, frozenset({"handoff"}))),
    needs=(Needs("closing.end", frozenset({"open_door"})),),
    only_from=only_from(PARTS, OWN_WAYS),
    outcome=OutcomeSpec(
        results=(
            NOT_TODAY,
            CHILD_PATHWAY,
            ("declined", Is("talk", ("declined",))),
            ("accepted", Is("talk", ("accepted",))),
            ("offered", Always()),
        ),
        needs=NEED_FACTS,
        steps=(CHILD_STEP, LATER_STEP, *STEPS),
        reason="reason",
    ),
)
