"""Under 11: no questions at all. Comfort, a few kind words, and the child-protection pathway (MUST-06, 07).

Very little is known about asking young children (instruments.md, AAP), so the program asks nothing: it keeps the child
with a safe adult, names the lead and the line, and says what not to do.
"""

from __future__ import annotations

from bot.engine.facts import Always, Both, Is, Not
from bot.engine.spec import Choice, Flow, Gate, Needs, OutcomeSpec, Part, State
from bot.flows.closing import DOOR, LATER
from bot.flows.footing import AGE, DUTY
from bot.flows.needs import LATER_STEP, NOT_TODAY
from bot.flows.opening import ACCESS, CARE, OPENING, PRIVATE
from bot.flows.ways import only_from

YOUNG_AGE = ("age", "young")
WORRIED = Both((Is("age", ("young",)), Not(Is("worry", ("no",)))))
"""The lead is a next step for everybody young, but for a child about whom nobody is worried."""

CHILD = Part(
    "child",
    exits=frozenset({"cared_for"}),
    states=(
        State(
            "child.comfort",
            tags=frozenset({"comfort", "educate", "offer", "options"}),
            choices=(
                Choice("worried", "child.lead", records=(("worry", "yes"),)),
                Choice("none", "child.later", records=(("worry", "no"),)),
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
            "child.later",
            tags=frozenset({"report_explain", "report_local"}),
            site_notes=("child_lead", "law_child"),
            contacts=("child_protection",),
            choices=(Choice("done", "@cared_for"),),
        ),
        State(
            "child.stay",
            tags=frozenset({"report_explain"}),
            site_notes=("social_work", "security"),
            choices=(Choice("done", "@cared_for"),),
        ),
    ),
)

CHILD_AGE = Part(
    "child",
    states=(
        State(
            "child.age",
            tags=frozenset({"age_young"}),
            site_notes=("law_child",),
            choices=tuple(
                Choice(band, "child.comfort", records=(YOUNG_AGE,), grants=frozenset({AGE, DUTY}))
                for band in ("under_11", "unsure")
            ),
        ),
    ),
)

PARTS = (OPENING, CHILD_AGE, CHILD, DOOR, LATER)

CHILD_FLOW = Flow(
    "child",
    version=1,
    start="opening.begin",
    parts=PARTS,
    joins={
        "opening@private": "child.age",
        "opening@later": "later.another_day",
        "child@cared_for": "closing.door",
    },
    gates=tuple(Gate(name, frozenset({"educate"})) for name in (CARE, ACCESS, PRIVATE, AGE, DUTY)),
    needs=(Needs("closing.end", frozenset({"open_door"})),),
    only_from=only_from(
        PARTS,
        {
            "child.age": frozenset({"opening.begin", "opening.alone", "opening.companion", "opening.remote_signal"}),
            "child.comfort": frozenset({"child.age"}),
            "closing.door": frozenset({"child.later", "child.stay"}),
        },
    ),
    outcome=OutcomeSpec(
        results=(NOT_TODAY, ("child_pathway", Is("lead", ("told",))), ("offered", Always())),
        steps=(("child_lead", WORRIED), ("child_lead_first", Not(Is("lead", ("",)))), LATER_STEP),
        reason="reason",
    ),
)
