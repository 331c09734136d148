"""What a conversation must amount to, worked out a second time from the answers that were tapped.

Written from practice.md and from what the cards say; it shares nothing with bot/engine/facts.py and show.py, and knows
neither facts nor guards, nor where an answer leads. So a slip in a flow's own arithmetic cannot prove itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.engine.view import Outcome

Answers = Mapping[str, str]
"""What was answered on each card."""

ASKS: Mapping[str, tuple[str, ...]] = {
    "adult_brief": ("work", "freedom", "papers", "pressure"),
    "adult_concern": ("promise", "housing", "contact", "papers", "debt", "secrecy", "threats", "pressure"),
    "work_rights": ("pay", "hazards", "leaving", "papers", "debt", "threats", "pressure"),
    "young_adult": ("secrecy", "leaving", "owing", "trade"),
    "adolescent": ("staying", "gifts", "pushed"),
    "readiness": (
        *("protocol", "contacts", "called", "nights", "space", "training"),
        *("interpreters", "records", "feedback", "debrief", "lived"),
    ),
}
"""The topics of each conversation that asks, in the order in which they are asked."""

NEITHER = frozenset({"unsure", "skip", "stop"})
"""Answers to a question that are not a no: it may still be so."""


@dataclass(frozen=True)
class Expected:
    """An outcome, as far as the answers decide it. The order of needs is the patient's, that of steps is nobody's."""

    result: str
    topics: frozenset[str]
    open_topics: frozenset[str]
    needs: tuple[str, ...]
    next_steps: frozenset[str]
    reason: str


def expected(flow: str, answers: Answers) -> Expected:
    """What this conversation must end in."""
    topics = {topic: answers.get(f"{flow}.{topic}", "") for topic in ASKS.get(flow, ())}
    if flow == "readiness":  # a gap is what is not there
        topics = {topic: {"yes": "no", "no": "yes"}.get(answer, answer) for topic, answer in topics.items()}
    return Expected(
        _result(flow, answers, topics),
        frozenset(topic for topic, answer in topics.items() if answer == "yes"),
        frozenset(topic for topic, answer in topics.items() if answer in NEITHER),
        _needs(answers),
        frozenset(_safety_steps(answers) if flow == "safety" else _steps(flow, answers, topics)),
        _reason(answers),
    )


def agrees(wanted: Expected, told: Outcome) -> bool:
    """Is this outcome the expected one, each next step told once?"""
    steps = frozenset(told.next_steps)
    listed = (told.result, frozenset(told.topics), frozenset(told.open_topics), told.needs, steps, told.reason)
    once = len(steps) == len(told.next_steps)
    return once and Expected(*listed) == wanted


def _reason(answers: Answers) -> str:
    """Why there was no talk today; the first obstacle that could not be moved."""
    for card, reason in (
        ("opening.care", "care"),
        ("opening.language", "language"),
        ("opening.interpreter_tied", "language"),
        ("opening.alone", "privacy"),
        ("opening.companion", "companion"),
        ("opening.remote", "privacy"),
        ("opening.remote_companion", "companion"),
        ("opening.remote_signal", "care"),
    ):
        if answers.get(card) == "no":
            return reason
    if answers.get("opening.remote_alone") == "unsure":
        return "privacy"
    return ""


def _young(answers: Answers) -> bool:
    """Under 18, and nobody sure, are one (practice.md, decision 5)."""
    asked = {answers.get(card) for card in ("footing.age", "footing.duty", "adolescent.age", "child.age")}
    return bool({"under_18", "unsure", "teen", "under_11"} & asked)


def _result(flow: str, answers: Answers, topics: Answers) -> str:
    if flow == "safety":
        return _safety_result(answers)
    if flow == "learn":
        return "read"
    if flow == "readiness":
        return (
            "gaps_named"
            if "yes" in topics.values()
            else "not_completed"
            if set(topics.values()) != {"no"}
            else "in_place"
        )
    if _reason(answers):
        return "not_today"
    if flow == "child":
        return "child_pathway" if answers.get("child.comfort") == "worried" else "offered"
    if flow == "adolescent":
        return _adolescent_result(answers, topics)
    if _young(answers):
        return "child_pathway"
    if answers.get("footing.limits") == "no":
        return "declined"
    if flow in ASKS:
        return _asked_result(flow, answers, topics)
    return {
        "offer": "accepted" if answers.get("offer.educate") == "yes" else "offered",
        "needs": "offered" if answers.get("needs.first") == "none" else "needs_named",
        "document": "record_talked",
    }[flow]


def _adolescent_result(answers: Answers, topics: Answers) -> str:
    if answers.get("adolescent.age") == "under_11":
        return "child_pathway"
    if "yes" in topics.values():
        return "assessment_suggested"
    if "no" in (answers.get("adolescent.limits"), answers.get("adolescent.educate")):
        return "declined"
    early = {"help": "help_wanted", "info": "offered"}.get(answers.get("adolescent.educate", ""))
    if early or answers.get("adolescent.comfort") == "no":
        return early or "offered"
    return "none_raised" if set(topics.values()) == {"no"} else "not_completed"


def _asked_result(flow: str, answers: Answers, topics: Answers) -> str:
    early = {"help": "help_wanted", "no": "declined", "info": "offered"}.get(answers.get("asking.educate", ""))
    if early:
        return early
    if answers.get("asking.comfort") == "no":
        return "offered"
    if flow == "work_rights" and "yes" in topics.values():
        control = {"leaving", "papers", "debt", "threats", "pressure"}
        return "control_topics" if "yes" in {topics[one] for one in control} else "work_dispute"
    if "yes" in topics.values():
        return "topics_came_up"
    return "none_raised" if set(topics.values()) == {"no"} else "not_completed"


def _needs(answers: Answers) -> tuple[str, ...]:
    named = (answers.get(f"needs.{place}", "none") for place in ("first", "second", "third"))
    return tuple(need for need in named if need != "none")


def _steps(flow: str, answers: Answers, topics: Answers) -> set[str]:
    """Each next step, and what was tapped for it."""
    heard = [answer for card, answer in answers.items() if card.endswith(("_heard", ".heard"))]
    kept = {answers.get("closing.carry"), answers.get("declined.offer")} & {"yes", "memorise"}
    record, reach = answers.get("document.talk") or answers.get("young.record"), answers.get("closing.reach")
    told = {
        "child_lead": _young(answers) and answers.get("child.comfort") != "none",
        "child_lead_first": "child.lead" in answers,
        "wage_help": flow == "work_rights" and topics["pay"] == "yes",
        "hazard_help": flow == "work_rights" and topics["hazards"] == "yes",
        **{f"gap_{item}": flow == "readiness" and topics.get(item) in ("yes", "unsure") for item in ASKS["readiness"]},
        "another_visit": bool(_reason(answers)),
        "safety_first": "no" in heard or "unsure" in heard,
        "handoff_done": answers.get("needs.handoff") == "done",
        "handoff_again": answers.get("needs.handoff") == "no",
        "number_kept": bool(kept),
        "safety_talked": "done" in (answers.get("planning.plan"), answers.get("young.plan")),
        "record_agreed": record in ("nothing", "neutral", "coded"),
        "record_ask_again": record == "unsure",
        "reach_visit": reach == "visit",
        "reach_phone": reach == "phone",
    }
    return {step for step, so in told.items() if so}


def _safety_result(answers: Answers) -> str:
    if answers.get("safety.check") in ("yes", "unsure"):
        return "act_now"
    if _self_harm(answers):
        return "self_harm_protocol"
    return "companion_stayed" if answers.get("safety.now") == "companion" else "no_danger_now"


def _self_harm(answers: Answers) -> bool:
    return "self_harm" in answers.values()


def _safety_steps(answers: Answers) -> set[str]:
    act = answers.get("safety.check") in ("yes", "unsure")
    companion = answers.get("safety.now") == "companion"
    told = {
        "security": act or companion,
        "suicide_protocol": _self_harm(answers),
        "debrief": act or companion or _self_harm(answers),
    }
    return {step for step, so in told.items() if so}
