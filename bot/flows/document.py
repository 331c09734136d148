"""Writing it down together: what goes in the record is decided with the patient first (ORD-19, MUST-17).

The program shows a card and never writes, keeps or suggests a note about a patient (NEV-13). Code families come from
domain research read in 2026 and always say: check the current tabular list.
"""

from __future__ import annotations

from bot.engine.facts import Always, Is, Not
from bot.engine.spec import Choice, Flow, Gate, Needs, OutcomeSpec, Part, State
from bot.flows.closing import CLOSING, DECLINED, LATER
from bot.flows.footing import FOOTING, LIMITS
from bot.flows.needs import CHILD_PATHWAY, CHILD_STEP, GATES, LATER_STEP, NOT_TODAY, REACH_STEPS
from bot.flows.opening import OPENING
from bot.flows.safety import PLAN
from bot.flows.ways import YOUNG_ENDS, only_from
from bot.flows.young import YOUNG

WRITING = Part(
    "document",
    exits=frozenset({"written"}),
    states=(
        State("document.codes", tags=frozenset({"document"}), choices=(Choice("done", "document.card"),)),
        State("document.card", tags=frozenset({"document"}), choices=(Choice("done", "@written"),)),
    ),
)
"""The cards for the worker, once it has been talked through."""

DOCUMENT = Part(
    "document",
    exits=frozenset({"written"}),
    states=(
        State(
            "document.talk",
            tags=frozenset({"doc_talk"}),
            choices=(
                Choice("nothing", "document.card", records=(("record", "nothing"),)),
                Choice("neutral", "document.card", records=(("record", "neutral"),)),
                Choice("coded", "document.codes", records=(("record", "coded"),)),
                Choice("unsure", "document.card", records=(("record", "unsure"),)),
            ),
        ),
        *WRITING.states,
    ),
)

DOCUMENT_STEP = ("record_agreed", Is("record", ("nothing", "neutral", "coded")))
DOCUMENT_LATER_STEP = ("record_ask_again", Is("record", ("unsure",)))

PARTS = (OPENING, FOOTING, YOUNG, DOCUMENT, PLAN, CLOSING, DECLINED, LATER)

OWN_WAYS = {
    "document.talk": frozenset({"footing.limits"}),
    "closing.carry": frozenset({*YOUNG_ENDS, "planning.plan", "document.card"}),
    "closing.reach": frozenset({"closing.carry"}),
    "closing.door": frozenset({"closing.reach", "declined.offer"}),
    "closing.door_number": frozenset({"closing.reach", "declined.offer"}),
    "planning.plan": frozenset({"declined.offer"}),
}

DOCUMENT_FLOW = Flow(
    "document",
    version=1,
    start="opening.begin",
    parts=PARTS,
    joins={
        "opening@private": "footing.age",
        "opening@later": "later.another_day",
        "footing@ready": "document.talk",
        "footing@declined": "declined.offer",
        "footing@young": "young.offer",
        "young@carry": "closing.carry",
        "declined@plan": "planning.plan",
        "planning@planned": "closing.carry",
        "document@written": "closing.carry",
        "closing@carried": "closing.reach",
        "closing@empty": "closing.reach",
    },
    gates=(*GATES, Gate(LIMITS, frozenset({"doc_talk"}))),
    needs=(Needs("closing.end", frozenset({"open_door"})),),
    only_from=only_from(PARTS, OWN_WAYS),
    outcome=OutcomeSpec(
        results=(
            NOT_TODAY,
            CHILD_PATHWAY,
            ("declined", Is("talk", ("declined",))),
            ("record_talked", Not(Is("record", ("",)))),
            ("offered", Always()),
        ),
        steps=(
            CHILD_STEP,
            LATER_STEP,
            DOCUMENT_STEP,
            DOCUMENT_LATER_STEP,
            ("number_kept", Is("carry", ("yes", "memorise"))),
            ("safety_talked", Is("plan", ("done",))),
            *REACH_STEPS,
        ),
        reason="reason",
    ),
)
