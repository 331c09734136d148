"""Under 18, or nobody is sure: an offer of help, no questions, and the child-protection lead (MUST-06, 07).

Minimal facts only: detail is left to people trained to ask children. Somebody who pleads, or wants to run, is met with
words that promise nothing; what is written down is told and not offered as a choice, since a duty may apply.
"""

from __future__ import annotations

from bot.engine.spec import Choice, Part, State

YOUNG = Part(
    "young",
    exits=frozenset({"carry"}),
    states=(
        State(
            "young.offer",
            tags=frozenset({"educate", "options", "offer", "wishes"}),
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
            choices=(Choice("done", "@carry"), Choice("pleads", "young.pleads"), Choice("leaving", "young.leaving")),
        ),
        State(
            "young.pleads",
            tags=frozenset({"report_explain"}),
            choices=(Choice("done", "@carry"),),
        ),
        State(
            "young.leaving",
            tags=frozenset({"report_explain", "report_local"}),
            site_notes=("security", "child_lead"),
            contacts=("child_protection",),
            choices=(Choice("done", "@carry"),),
        ),
    ),
)

YOUNG_AFTER = Part(
    "young",
    exits=frozenset({"planned"}),
    states=(
        State(
            "young.plan",
            tags=frozenset({"safety_plan"}),
            contacts=("child_protection",),
            site_notes=("social_work",),
            choices=(
                Choice("done", "@planned", records=(("plan", "done"),)),
                Choice("skip", "@planned", records=(("plan", "skip"),)),
            ),
        ),
        State(
            "young.record",
            tags=frozenset({"doc_talk", "for_young"}),
            choices=(
                Choice("neutral", "document.card", records=(("record", "neutral"),)),
                Choice("coded", "document.codes", records=(("record", "coded"),)),
                Choice("unsure", "document.card", records=(("record", "unsure"),)),
            ),
        ),
    ),
)
"""Safety and the record with somebody under 18, in words of their own."""
