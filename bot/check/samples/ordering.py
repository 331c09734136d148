"""Flows in which something comes too early."""

from __future__ import annotations

from bot.check.samples import Sample, Samples
from bot.check.samples.shapes import behind, past
from bot.check.samples.small import card, small


def _ungated(gate: str, tag: str, intensity: int = 0) -> Sample:
    """A no leads to the same card as the yes that opens the gate."""
    begin = card("a.begin", f"yes > a.next | grants {gate}", "no > a.next")
    return Sample(small(begin, card("a.next", "done > a.end", tags=tag, intensity=intensity)), ("no",))


ASK = card("a.ask", "yes > a.end", tags="sensitive_q", intensity=1)

SAMPLES: Samples = {
    "ORD-01": _ungated("private", "sensitive_q"),
    "ORD-03": _ungated("limits", "sensitive_q"),
    "ORD-04": _ungated("duty_known", "limits"),
    "ORD-07": _ungated("age", "limits"),
    "ORD-08": _ungated("care_first", "educate"),
    "ORD-09": _ungated("comfort", "sensitive_q"),
    "ORD-10": _ungated("choice", "sensitive_q"),
    "ORD-11": _ungated("purpose", "sensitive_q"),
    "ORD-17": _ungated("safe_info", "give_info"),
    "ORD-02": Sample(
        small(card("a.begin", "yes > a.ask | grants private", "no > a.ask", tags="privacy_gate"), ASK), ("no",)
    ),
    "ORD-05": Sample(
        small(
            card("a.begin", "yes > a.language | grants private", "no > a.end"),
            card("a.language", "yes > a.end | grants access", tags="access_gate"),
        ),
        ("yes",),
    ),
    "ORD-06": behind(
        card("a.language", "interpreter > a.end | grants access", "no > a.brief", tags="access_gate"),
        card("a.brief", "done > a.end", tags="interp_brief access_gate"),
    ),
    "ORD-12": Sample(
        small(card("a.begin", "yes > a.ask | grants permission", "no > a.ask", tags="permission"), ASK), ("no",)
    ),
    "ORD-13": past(card("a.tell", "done > a.ask", tags="educate"), ASK),
    "ORD-14": behind(card("a.hard", "yes > a.ask", tags="sensitive_q", intensity=3), ASK, answers=("yes",)),
    "ORD-15": Sample(
        small(
            card("a.work", "no > a.ask | records work=no", "yes > a.ask | records work=yes", tags="sensitive_q"),
            ASK,
            topics="work",
        ),
        ("yes",),
    ),
    "ORD-16": Sample(
        small(
            card("a.begin", "together > a.call | grants consent_contact", "none > a.options"),
            card("a.options", "done > a.end", tags="options"),
            card("a.call", "done > a.end", tags="handoff"),
        ),
        ("together",),
    ),
    "ORD-18": behind(
        card("a.early", "phone > a.end | records reach=phone", "none > a.reach"),
        card("a.reach", "visit > a.end | records reach=visit", tags="safe_contact_ask"),
    ),
    "ORD-19": past(
        card("a.talk", "done > a.card", tags="doc_talk"),
        card("a.card", "done > a.end", tags="document"),
    ),
    "ORD-20": past(
        card("a.explain", "done > a.lead", tags="report_explain"),
        card("a.lead", "done > a.end", tags="report_local"),
    ),
    "ORD-21": behind(
        card("a.agree", "yes > a.first", "no > a.end", tags="exam_consent"),
        card("a.first", "done > a.second", tags="exam_step"),
        card("a.second", "done > a.end", tags="exam_step"),
        answers=("yes",),
    ),
    "ORD-22": Sample(
        small(
            card("a.signs", "some > a.tell | records signs=some", "none > a.end", tags="observe"),
            card("a.tell", "done > a.end", tags="educate"),
        ),
        ("none",),
    ),
}
