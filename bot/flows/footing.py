"""What must be clear before any question: age and duty, then purpose, limits, and the right to skip.

Sources: practice.md ORD-03, 04, 07, 10, 11; MUST-06, 07. The limits differ under 18, so age comes first, and an age
that nobody is sure of counts as under 18: that way no question is asked, and the child-protection lead is named.
"""

from __future__ import annotations

from bot.engine.spec import Choice, Part, State

AGE, DUTY, LIMITS, PURPOSE, CHOICE = "age", "duty_known", "limits", "purpose", "choice"

_YOUNG = (("age", "young"),)
_BANDS = (
    Choice("adult", "footing.limits", grants=frozenset({AGE, DUTY})),
    Choice("under_18", "footing.young", records=_YOUNG, grants=frozenset({AGE, DUTY})),
    Choice("unsure", "footing.young", records=_YOUNG, grants=frozenset({AGE, DUTY})),
    Choice("dependent", "footing.dependent", records=(("age", "dependent"),), grants=frozenset({AGE, DUTY})),
)

FOOTING = Part(
    "footing",
    exits=frozenset({"ready", "declined", "young"}),
    states=(
        State("footing.age", tags=frozenset({"age_gate"}), choices=(*_BANDS, Choice("duty", "footing.duty"))),
        State(
            "footing.duty",
            tags=frozenset({"age_gate", "duty"}),
            site_notes=("duty", "law_child", "law_adult", "supervisor"),
            choices=_BANDS,
        ),
        State(
            "footing.dependent",
            tags=frozenset({"dependent"}),
            site_notes=("duty", "law_dependent"),
            contacts=("adult_protection",),
            choices=(Choice("done", "footing.limits"),),
        ),
        State(
            "footing.young",
            tags=frozenset({"limits", "report_local"}),
            site_notes=("child_lead", "duty", "law_child"),
            contacts=("child_protection",),
            choices=(Choice("done", "@young", grants=frozenset({LIMITS})),),
        ),
        State(
            "footing.limits",
            tags=frozenset({"limits", "purpose", "choice"}),
            choices=(
                Choice("yes", "@ready", grants=frozenset({LIMITS, PURPOSE, CHOICE})),
                Choice("no", "@declined", records=(("talk", "declined"),)),
            ),
        ),
    ),
)
