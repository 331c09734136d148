"""Under 11: no questions at all. Comfort, a few kind words, and the child-protection pathway (MUST-06, 07).

Very little is known about asking young children (instruments.md, AAP), so the program asks nothing: it keeps the child
with a safe adult, names the lead and the line, and says what not to do.
"""

from __future__ import annotations

from bot.engine.facts import Always, Is, Not
from bot.engine.spec import Choice, Flow, Gate, Needs, OutcomeSpec, Part, State
from bot.flows.closing import DOOR, LATER
from bot.flows.needs import LATER_STEP, NOT_TODAY
from bot.flows.opening import ACCESS, CARE, OPENING, PRIVATE

_UNDER_11 = (("age", "under_11"),)

CHILD = Part(
    "child",
    exits=frozenset({"carry"}),
    states=(
        State(
            "child.comfort",
            tags=frozenset({"comfort", "educate"}),
            choices=(
                Choice("worried", "child.lead", records=_UNDER_11),
                Choice("none", "@carry", records=_UNDER_11),
            ),
        ),
        State(
            "child.lead",
            tags=frozenset({"report_explain", "report_local"}),
            site_notes=("child_lead", "duty", "law_child"),
            contacts=("child_protection",),
            choices=(Choice("done", "child.stay", records=(("lead", "told"),)),),
        ),
        State(
            "child.stay",
            tags=frozenset({"safety_plan"}),
            site_notes=("social_work", "security"),
            choices=(Choice("done", "@carry"),),
        ),
    ),
)

CHILD_FLOW = Flow(
    "child",
    version=1,
    start="opening.begin",
    parts=(OPENING, CHILD, DOOR, LATER),
    joins={
        "opening@private": "child.comfort",
        "opening@later": "later.another_day",
        "child@carry": "closing.door",
    },
    gates=tuple(Gate(name, frozenset({"educate"})) for name in (CARE, ACCESS, PRIVATE)),
    needs=(Needs("closing.end", frozenset({"open_door"})),),
    outcome=OutcomeSpec(
        results=(NOT_TODAY, ("child_pathway", Is("lead", ("told",))), ("offered", Always())),
        steps=(("child_lead_first", Not(Is("lead", ("",)))), LATER_STEP),
        reason="reason",
    ),
)
