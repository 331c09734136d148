"""Under 18, or nobody is sure: an offer of help, no questions, and the child-protection lead (MUST-06, 07).

Minimal facts only: detail is left to people trained to ask children. The adolescent conversation joins here later.
"""

from __future__ import annotations

from bot.engine.spec import Choice, Part, State

YOUNG = Part(
    "young",
    exits=frozenset({"carry"}),
    states=(
        State(
            "young.offer",
            tags=frozenset({"educate", "options", "offer"}),
            contacts=("child_protection",),
            choices=(
                Choice("talk", "young.listen"),
                Choice("yes", "young.lead"),
                Choice("none", "@carry"),
            ),
        ),
        State(
            "young.listen",
            tags=frozenset({"validate"}),
            choices=(Choice("done", "young.lead"),),
        ),
        State(
            "young.lead",
            tags=frozenset({"report_explain", "report_local"}),
            site_notes=("child_lead", "duty", "law_child"),
            contacts=("child_protection",),
            choices=(Choice("done", "@carry"),),
        ),
    ),
)
