"""Where answers lead: each to what it says, none astray. Rules of this project, which follow from those of practice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bot.check.graph import Move, Node
from bot.check.rule import Rule, Subject, Verdict, gathers, not_applicable, on_every, proved_unless, rule, untagged
from bot.check.rules.concern import raises, young

BANDS: Final = frozenset({"adult", "under_18", "unsure", "dependent"})

TAKES: Final[Mapping[str, tuple[frozenset[str], ...]]] = {
    "age_gate": (BANDS,),
    "access_gate": (frozenset({"yes", "interpreter"}), frozenset({"done", "no"})),
    "privacy_gate": (frozenset({"yes", "companion"}), frozenset({"yes", "no"})),
    "care_first": (frozenset({"yes", "urgent"}), frozenset({"done", "no"})),
    "permission": (frozenset({"yes", "no", "info", "help"}),),
    "comfort": (frozenset({"yes", "other", "no"}), frozenset({"done"})),
    "danger_check": (frozenset({"yes", "no", "unsure"}), frozenset({"done"})),
    "validate": (frozenset({"yes", "no", "unsure", "skip", "stop", "help"}), frozenset({"done"})),
    "purpose": (frozenset({"yes", "no"}),),
    "consent_contact": (frozenset({"together", "number", "none"}),),
    "handoff": (frozenset({"done", "no"}),),
    "safety_plan": (frozenset({"done", "skip"}),),
    "safe_info_ask": (frozenset({"yes", "memorise", "no"}), frozenset({"yes", "memorise", "none"})),
    "safe_contact_ask": (frozenset({"visit", "phone", "none"}),),
    "doc_talk": (frozenset({"nothing", "neutral", "coded", "unsure"}),),
    "unsafe_privacy_exit": (frozenset({"done"}),),
}
"""For each tag, the answers that a card with it has to take: all of one of these sets."""

ITSELF: Final = frozenset({"need_1", "need_2", "consent", "handoff", "plan", "carry", "record", "reach"})
"""Facts whose value is the answer itself; a "none" may be told as a no."""


@rule("WAY-1", "A talk is put off for a reason that is noted, and for no other.")
def way_1(subject: Subject) -> Verdict:
    """An answer that records a reason leads to the way out of the day, and nothing else leads there."""
    graph = subject.graph
    if not any(graph.tagged("unsafe_privacy_exit")):
        return untagged("unsafe_privacy_exit")

    def wrong(node: Node) -> str:
        for move in graph.answers[node.number]:
            reasoned = any(fact == subject.flow.outcome.reason for fact, _ in move.records)
            leaves = "unsafe_privacy_exit" in graph.nodes[move.target].tags
            if reasoned and not leaves:
                return f"{move.answer} gives a reason to put the talk off, and it goes on."
            if leaves and not reasoned:
                return f"{move.answer} puts the talk off without a reason."
        return ""

    return on_every(subject, graph.running(), wrong)


@rule("WAY-2", "Who can carry a number safely, or wants to learn it by heart, is given it.")
def way_2(subject: Subject) -> Verdict:
    """After an answer that opens ``safe_info`` a card gives something."""
    graph = subject.graph
    if not any("safe_info" in move.grants for moves in graph.answers for move in moves):
        return not_applicable("No answer of this flow says that something is safe to carry.")

    def gained(move: Move | None, node: Node) -> set[str]:
        safe = {"safe"} if move is not None and "safe_info" in move.grants else set()
        return safe | (node.tags & {"give_info"})

    path = gathers(graph, gained, lambda labels, node: node.ended and labels == {"safe"})
    return proved_unless(path, "It was safe to carry a number, and none was given.", graph)


@rule("WAY-3", "Belief is an answer to something told, and never comes out of nowhere.")
def way_3(subject: Subject) -> Verdict:
    """A validating card is entered by a yes to a topic, or when they began to talk."""
    graph = subject.graph
    if not any(graph.tagged("validate")):
        return untagged("validate")

    def wrong(node: Node) -> str:
        for move in graph.answers[node.number]:
            told = raises(subject.flow, move) or (move.answer == "talk" and "educate" in node.tags)
            if "validate" in graph.nodes[move.target].tags and not told:
                return f"{move.answer} tells nothing, and is met as if it did."
        return ""

    return on_every(subject, graph.running(), wrong)


@rule("WAY-4", "A card that asks something takes every answer there is to it.", patients=False)
def way_4(subject: Subject) -> Verdict:
    """TAKES, for each of the tags of a card."""

    def wrong(node: Node) -> str:
        for tag in sorted(node.tags & TAKES.keys()):
            if not any(some <= {*node.view.choices} for some in TAKES[tag]):
                return f"As a card for {tag} it lacks an answer."
        return ""

    if subject.flow.source.audience != "patient":
        return not_applicable(subject.why_not)
    return on_every(subject, subject.graph.running(), wrong)


@rule("WAY-5", "What is noted is what was answered.", patients=False)
def way_5(subject: Subject) -> Verdict:
    """Facts of ITSELF have the answer for their value."""
    graph = subject.graph

    def wrong(node: Node) -> str:
        for move in graph.answers[node.number]:
            for fact, value in move.records:
                told = {move.answer, "no"} if move.answer == "none" else {move.answer}
                if fact in ITSELF and value not in told:
                    return f"{move.answer} is noted as {value}."
        return ""

    return on_every(subject, graph.running(), wrong)


@rule("WAY-6", "Only somebody young, or perhaps young, is led to the lead for child protection.")
def way_6(subject: Subject) -> Verdict:
    """report_local stands behind an answer under_18 or unsure on an age card."""
    graph = subject.graph
    if not any(graph.tagged("report_local")):
        return untagged("report_local")

    def gained(move: Move | None, _: Node) -> set[str]:
        return {"young"} if move is not None and young(graph.nodes[move.source], move) else set()

    path = gathers(graph, gained, lambda labels, node: not labels and "report_local" in node.tags)
    return proved_unless(path, "Nobody said that they may be under 18.", graph)


RULES: Final[tuple[Rule, ...]] = (way_1, way_2, way_3, way_4, way_5, way_6)
