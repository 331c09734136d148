"""What has to come before what (practice.md B.1).

A gate is opened by an answer, so a rule about a gate takes away every answer that opens it and asks whether a card
behind it can still be reached.
"""

from __future__ import annotations

from typing import Final

from bot.check.graph import Move, Node, shortest
from bot.check.rule import (
    PROVED,
    Rule,
    Subject,
    Verdict,
    broken,
    gathers,
    on_every,
    proved_unless,
    rule,
    stands_before,
    untagged,
)

ASKED: Final = frozenset({"sensitive_q"})
LIMITS: Final = frozenset({"limits"})

GATES: Final = (
    ("ORD-01", "Privacy is confirmed before any sensitive question.", "private", ASKED, "PEARR SOAR-SAFE"),
    ("ORD-03", "The limits of confidentiality come before any sensitive question.", "limits", ASKED, "PEARR MNPHY"),
    ("ORD-04", "The local duty is known before the limits are told.", "duty_known", LIMITS, "PEARR SOAR-HIPAA"),
    ("ORD-07", "The age band is known before the limits are told.", "age", LIMITS, "UK-DHSC TJC-PSQH"),
    ("ORD-08", "Urgent care comes before education and questions.", "care_first", ASKED | {"educate"}, "UK-DHSC"),
    ("ORD-09", "Comfort is offered before any sensitive question.", "comfort", ASKED, "WIME-TIC SOAR-SAFE"),
    ("ORD-10", "The right to skip, rest and stop comes before any question.", "choice", ASKED, "WHO10"),
    ("ORD-11", "The purpose is told before any sensitive question.", "purpose", ASKED, "WHO10 WALLACE"),
    ("ORD-17", "It is asked what is safe to carry before any is given.", "safe_info", {"give_info"}, "SOAR-HIPAA"),
)
"""(rule, sentence, gate, tags of the cards behind it, sources)."""


def opens(grant: str, move: Move | None) -> bool:
    """Does this answer open the gate?"""
    return move is not None and grant in move.grants


def behind(subject: Subject, grant: str, tags: frozenset[str]) -> Verdict:
    """No card with one of the tags can be reached without an answer that opens the gate."""
    if not any(subject.graph.tagged(*tags)):
        return untagged(*tags)
    path = stands_before(subject.graph, lambda move, _: opens(grant, move), lambda node: bool(node.tags & tags))
    return proved_unless(path, f"No answer has opened the gate {grant!r} before this card.", subject.graph)


def after_tag(subject: Subject, first: frozenset[str], then: frozenset[str]) -> Verdict:
    """No card of ``then`` can be reached before a card of ``first``; one card may be both."""
    if not any(subject.graph.tagged(*then)):
        return untagged(*then)
    path = stands_before(subject.graph, lambda _, node: bool(node.tags & first), lambda node: bool(node.tags & then))
    return proved_unless(path, f"Nothing tagged {' or '.join(sorted(first))} came before this card.", subject.graph)


def first_broken(*verdicts: Verdict) -> Verdict:
    """The first verdict that is not a proof, or the proof."""
    return next((one for one in verdicts if one is not PROVED), PROVED)


def _gate(rule_id: str, sentence: str, grant: str, tags: frozenset[str], sources: str) -> Rule:
    tagged = ", ".join(sorted(tags))
    how = f"Every way to a card tagged {tagged}, once every answer that opens the gate {grant!r} is taken away."

    @rule(rule_id, sentence, *sources.split(), how=how, looks="ways tags gates")
    def judge(subject: Subject) -> Verdict:
        return behind(subject, grant, tags)

    return judge


@rule(
    "ORD-02",
    "Nothing is asked where privacy is not confirmed, or no longer: then only resume leads back.",
    "PEARR",
    looks="ways answers tags gates interrupts premises",
)
def ord_02(subject: Subject) -> Verdict:
    """Answers that do not confirm privacy, and privacy that is lost in the middle."""
    if not any(subject.graph.tagged("privacy_gate")):
        return untagged("privacy_gate")
    if any(failed.premise == "WALK-COVER" for failed in subject.walked.failed):
        return broken("A hidden card shows something or comes back by itself: see WALK-COVER.")
    hides = on_every(subject, subject.graph.running(), lambda node: _not_hidden(subject, node))
    return first_broken(hides, behind(subject, "private", ASKED | {"educate", "options"}))


def _not_hidden(subject: Subject, node: Node) -> str:
    for name in ("cover", "away"):
        move = subject.graph.call(node, name)
        if move is None or name not in node.view.interrupts:
            return f"{name} cannot be called here."
        hidden = subject.graph.nodes[move.target]
        if hidden.tags or hidden.view.choices != ("resume",):
            return f"{name} does not hide this card."
    return ""


@rule(
    "ORD-05",
    "A shared language is settled before privacy, limits and questions.",
    "OVC-INT",
    "NHTRC-MED",
    looks="ways tags gates",
)
def ord_05(subject: Subject) -> Verdict:
    """Access stands before the answer that confirms privacy, or comes with it."""
    graph = subject.graph
    if not any(graph.tagged("access_gate")):
        return untagged("access_gate")

    def gained(move: Move | None, _: Node) -> frozenset[str]:
        return move.grants & {"private", "access"} if move else frozenset()

    path = gathers(graph, gained, lambda labels, _: labels == {"private"})
    early = proved_unless(path, "Privacy was settled before a shared language.", graph)
    return first_broken(early, behind(subject, "access", ASKED | LIMITS))


@rule(
    "ORD-06",
    "An interpreter is briefed before anything is said through them.",
    "OVC-INT",
    looks="ways answers tags gates",
)
def ord_06(subject: Subject) -> Verdict:
    """The answer ``interpreter`` leads to the briefing, or to a card that asks for the language once more."""
    if not any(subject.graph.tagged("interp_brief")):
        return untagged("interp_brief")

    def wrong(node: Node) -> str:
        for move in subject.graph.answers[node.number]:
            target = subject.graph.nodes[move.target]
            asks = "access_gate" in target.tags and "interpreter" in target.view.choices
            if move.answer == "interpreter" and not asks and "interp_brief" not in target.tags:
                return "An interpreter goes on here without a briefing."
            if move.answer == "interpreter" and opens("access", move):
                return "An interpreter who is not briefed settles the language."
        return ""

    return on_every(subject, subject.graph.running(), wrong)


@rule(
    "ORD-12",
    "Permission comes before any question; a no leads to help and an open door, never to one.",
    "SOAR-ASK",
    looks="ways tags gates",
)
def ord_12(subject: Subject) -> Verdict:
    """The answers on the permission card that do not give it."""
    graph = subject.graph
    if not any(graph.tagged("sensitive_q")):
        return untagged("sensitive_q")

    def gained(move: Move | None, node: Node) -> set[str]:
        asked = move is not None and "permission" in graph.nodes[move.source].tags
        said_no = {"no"} if asked and not opens("permission", move) else set()
        return said_no | (node.tags & {"educate", "offer", "open_door", "sensitive_q"})

    def bad(labels: frozenset[str], node: Node) -> bool:
        if "no" not in labels:
            return False
        return "sensitive_q" in labels or (node.ended and not ("open_door" in labels and labels & {"educate", "offer"}))

    refused = proved_unless(gathers(graph, gained, bad), "A no to the questions is not met as it should be.", graph)
    return first_broken(behind(subject, "permission", ASKED), refused)


@rule("ORD-13", "Education comes before any question.", "PEARR", looks="ways tags")
def ord_13(subject: Subject) -> Verdict:
    """An educate card stands before every question."""
    return after_tag(subject, frozenset({"educate"}), ASKED)


@rule("ORD-14", "Questions only grow in intensity.", "OTIP-LIB", looks="ways tags intensity")
def ord_14(subject: Subject) -> Verdict:
    """The intensity of each question is at least that of the one before."""
    graph, cards = subject.graph, subject.flow.cards
    if not any(graph.tagged("sensitive_q")):
        return untagged("sensitive_q")

    def intensity(node: Node) -> int:
        return cards[node.state].state.intensity if "sensitive_q" in node.tags else 0

    def after(memory: tuple[int, bool] | None, _: Move | None, node: Node) -> tuple[int, bool]:
        before = memory[0] if memory else 0
        now = intensity(node)
        return max(now, before), 0 < now < before

    path = shortest(graph, after, lambda memory, _: memory[1])
    return proved_unless(path, "This question is milder than one before it.", graph)


@rule(
    "ORD-15",
    "What raises concern is met with belief and a danger check before the next question.",
    "NHTRC-MED",
    looks="ways tags records outcome",
)
def ord_15(subject: Subject) -> Verdict:
    """After a yes to a topic, validate and danger_check are owed."""
    graph, topics = subject.graph, frozenset(subject.flow.outcome.topics)
    if not any(graph.tagged("sensitive_q")):
        return untagged("sensitive_q")

    def after(owed: frozenset[str] | None, move: Move | None, node: Node) -> frozenset[str]:
        raised = move is not None and any(fact in topics and value == "yes" for fact, value in move.records)
        return (frozenset({"validate", "danger_check"}) if raised else owed or frozenset()) - node.tags

    path = shortest(graph, after, lambda owed, node: bool(owed) and "sensitive_q" in node.tags)
    return proved_unless(path, "The next question comes before belief and a danger check.", graph)


@rule(
    "ORD-16",
    "Options come before consent to contact, and consent before contact.",
    "HOTLINE-APP",
    "MEDSCAPE",
    looks="ways tags gates",
)
def ord_16(subject: Subject) -> Verdict:
    """options, then an answer that gives consent, then handoff."""
    graph = subject.graph
    if not any(graph.tagged("handoff")):
        return untagged("handoff")

    def gained(move: Move | None, node: Node) -> set[str]:
        return ({"consent"} if opens("consent_contact", move) else set()) | (node.tags & {"options"})

    path = gathers(graph, gained, lambda labels, _: labels == {"consent"})
    early = proved_unless(path, "Consent was asked for before any options were shown.", graph)
    return first_broken(early, behind(subject, "consent_contact", frozenset({"handoff"})))


@rule("ORD-18", "It is asked how to reach somebody safely before that is arranged.", "WIME-SHARE", looks="tags records")
def ord_18(subject: Subject) -> Verdict:
    """Only a card that asks for the safest way records one, and it stands before any follow-up."""
    graph = subject.graph
    if not any(graph.tagged("safe_contact_ask", "follow_up")):
        return untagged("safe_contact_ask", "follow_up")

    def wrong(node: Node) -> str:
        records = any(fact == "reach" for move in graph.answers[node.number] for fact, _ in move.records)
        return "A way to be reached is noted that was not asked for." if records else ""

    unasked = (node for node in graph.running() if "safe_contact_ask" not in node.tags)
    if any(graph.tagged("follow_up")):
        return after_tag(subject, frozenset({"safe_contact_ask"}), frozenset({"follow_up"}))
    return on_every(subject, unasked, wrong)


@rule(
    "ORD-19",
    "What goes in the record is talked through before it is written.",
    "AAD-DOC",
    "ICD-GUIDE",
    looks="ways tags",
)
def ord_19(subject: Subject) -> Verdict:
    """doc_talk stands before document."""
    return after_tag(subject, frozenset({"doc_talk"}), frozenset({"document"}))


@rule("ORD-20", "Whom to tell, what and why is explained before a report is made.", "MNPHY", looks="ways tags")
def ord_20(subject: Subject) -> Verdict:
    """The limits told up front, or a card that explains the report, stand before the local lead is called."""
    return after_tag(subject, frozenset({"report_explain", "limits"}), frozenset({"report_local"}))


@rule(
    "ORD-21",
    "Each step of an examination is explained and agreed on before it happens.",
    "SAFETA",
    looks="ways answers tags",
)
def ord_21(subject: Subject) -> Verdict:
    """A yes on a card of exam_consent leads to exam_step, and nothing else does."""
    graph = subject.graph
    if not any(graph.tagged("exam_step")):
        return untagged("exam_step")

    def wrong(node: Node) -> str:
        steps = [move for move in graph.answers[node.number] if "exam_step" in graph.nodes[move.target].tags]
        agreed = "exam_consent" in node.tags and all(move.answer == "yes" for move in steps)
        if steps and not agreed:
            return "The next step was not agreed on."
        yes = [move for move in graph.answers[node.number] if move.answer == "yes" and "exam_consent" in node.tags]
        return "" if all(move in steps for move in yes) else "A yes to the next step leads to none."

    return on_every(subject, graph.running(), wrong)


@rule(
    "ORD-22",
    "What the worker observed never decides whether education is offered.",
    "SOAR-APPR",
    "PEARR-EVAL",
    looks="ways tags",
)
def ord_22(subject: Subject) -> Verdict:
    """Whatever is tapped on a list of signs, education still comes."""
    graph = subject.graph
    if not any(graph.tagged("observe")):
        return untagged("observe")

    def gained(_: Move | None, node: Node) -> frozenset[str]:
        return node.tags & {"observe", "educate"}

    path = gathers(graph, gained, lambda labels, node: node.ended and labels == {"observe"})
    return proved_unless(path, "A list of signs was filled in, and no education was offered.", graph)


RULES: Final[tuple[Rule, ...]] = (
    *(_gate(one, sentence, grant, frozenset(tags), sources) for one, sentence, grant, tags, sources in GATES),
    *(ord_02, ord_05, ord_06, ord_12, ord_13, ord_14, ord_15, ord_16, ord_18, ord_19, ord_20, ord_21, ord_22),
)
