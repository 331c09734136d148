"""How far questions go: to the last one, unless the patient ends them; and what follows is what came up, no more."""

from __future__ import annotations

from typing import Final

from bot.check.graph import Move, Node, shortest
from bot.check.lens import recorded_on
from bot.check.rule import Rule, Subject, Verdict, gathers, not_applicable, proved_unless, rule, untagged
from bot.check.rules.concern import concern, young

ENDS_THEM: Final = frozenset({"stop", "help"})
"""Answers that end the questions; so does one that tells that it is not safe."""


@rule("WAY-12", "A stop ends the questions.", "WHO10", looks="ways answers tags")
def way_12(subject: Subject) -> Verdict:
    """After a stop on a question, or on the card that hears a yes, no question comes."""
    graph = subject.graph
    if not any(graph.tagged("sensitive_q")):
        return untagged("sensitive_q")

    def gained(move: Move | None, _: Node) -> set[str]:
        return {"stopped"} if move is not None and move.answer == "stop" else set()

    path = gathers(graph, gained, lambda labels, node: bool(labels) and "sensitive_q" in node.tags)
    return proved_unless(path, "They said stop, and are asked again.", graph)


@rule(
    "WAY-13",
    "Needs are talked through where something came up; else there is one open offer, and no second push.",
    looks="ways answers tags records outcome",
)
def way_13(subject: Subject) -> Verdict:
    """The card of the first need comes with a concern, and never without one."""
    graph, first = subject.graph, {*subject.flow.outcome.needs[:1]}
    if not any(graph.tagged("sensitive_q")):
        return untagged("sensitive_q")
    if not first:
        return not_applicable("It asks for no needs: the lead for child protection does.")
    asks = {state for state, card in subject.flow.cards.items() if recorded_on(card) & first}

    def gained(move: Move | None, node: Node) -> set[str]:
        raised = {"concern"} if move is not None and concern(subject.flow, move) else set()
        return raised | ({"needs"} if node.state in asks else set())

    path = gathers(graph, gained, lambda labels, node: labels == ({"concern"} if node.ended else {"needs"}))
    return proved_unless(path, "Nothing came up and needs are asked for, or the other way round.", graph)


@rule(
    "WAY-14",
    "All questions are asked that were agreed to, unless the patient ends them.",
    looks="ways answers tags gates records outcome",
)
def way_14(subject: Subject) -> Verdict:
    """From the answer that opens the questions, every topic comes, or one of ENDS_THEM, or it is not safe."""
    graph, topics = subject.graph, len(subject.flow.outcome.topics)
    if not any(graph.tagged("sensitive_q")):
        return untagged("sensitive_q")
    if any(graph.tagged("minimal_facts")):
        return not_applicable("Somebody young is asked nothing more after a yes (MUST-07).")

    def after(memory: tuple[bool, int] | None, move: Move | None, node: Node) -> tuple[bool, int] | None:
        agreed, asked = memory or (False, 0)
        if move is not None and (move.answer in ENDS_THEM or ("return", "unsafe") in move.records):
            return None
        agreed = agreed or (move is not None and "comfort" in move.grants)
        return agreed, asked + ("sensitive_q" in node.tags)

    path = shortest(graph, after, lambda memory, node: node.ended and memory[0] and memory[1] < topics)
    return proved_unless(path, "It ends here, and not everything was asked that was agreed to.", graph)


@rule(
    "WAY-16",
    "Under 18, or not sure, nobody is offered to leave it out of the record: a duty may apply.",
    "OTIP-CW",
    looks="ways answers tags",
)
def way_16(subject: Subject) -> Verdict:
    """After such an age, no card that talks about the record takes the answer ``nothing``."""
    graph = subject.graph
    if not any(graph.tagged("doc_talk")):
        return untagged("doc_talk")

    def gained(move: Move | None, _: Node) -> set[str]:
        return {"young"} if move is not None and young(graph.nodes[move.source], move) else set()

    def bad(labels: frozenset[str], node: Node) -> bool:
        return bool(labels) and "doc_talk" in node.tags and "nothing" in node.view.choices

    return proved_unless(gathers(graph, gained, bad), "Somebody young is offered to leave it out.", graph)


RULES: Final[tuple[Rule, ...]] = (way_12, way_13, way_14, way_16)
