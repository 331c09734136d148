"""What has to be there for those most at risk: the young, self-harm, a companion who stays (practice.md B.2)."""

from __future__ import annotations

from typing import Final

from bot.check.graph import RETURN, Move, Node
from bot.check.rule import (
    Rule,
    Subject,
    Verdict,
    broken,
    gathers,
    not_applicable,
    on_every,
    proved_unless,
    rule,
    untagged,
)
from bot.check.rules.concern import young
from bot.check.vocabulary import YOUNG

WANTS: Final = frozenset({"yes", "talk"})
"""Answers to an offer that ask for help."""

NO_LIMITS_OF_AGE: Final = not_applicable("No card of this flow asks for the age band.")


@rule("MUST-06", "Under 18, or not sure: child protection and its local lead are always named.", "UK-DHSC", "OTIP-CW")
def must_06(subject: Subject) -> Verdict:
    """On every path after such an answer, on a card and in the next steps; explained to who wants help."""
    graph = subject.lens({YOUNG[0]})
    if not any(young(graph.nodes[move.source], move) for moves in graph.answers for move in moves):
        return NO_LIMITS_OF_AGE

    def gained(move: Move | None, node: Node) -> set[str]:
        told = set(node.tags & {"report_explain"})
        if move is not None and young(graph.nodes[move.source], move):
            told.add("young")
        if move is not None and move.answer in WANTS and "child_protection" in graph.nodes[move.source].view.contacts:
            told.add("wants")
        if "child_protection" in node.view.contacts and subject.visible("child_protection"):
            told.add("contact")
        if "child_lead" in node.view.site_notes:
            told.add("lead")
        if node.view.outcome is not None and "child_lead" in node.view.outcome.next_steps:
            told.add("step")
        return told

    def bad(labels: frozenset[str], node: Node) -> bool:
        if not node.ended or "young" not in labels:
            return False
        return not {"contact", "lead", "step"} <= labels or ("wants" in labels and "report_explain" not in labels)

    path = gathers(graph, gained, bad)
    return proved_unless(path, "It ends here, and child protection or its lead was not named.", graph)


@rule("MUST-07", "Under 18, or not sure: nothing is asked about what happened.", "UTIP")
def must_07(subject: Subject) -> Verdict:
    """No sensitive question after such an answer."""
    graph = subject.graph
    if not any(young(graph.nodes[move.source], move) for moves in graph.answers for move in moves):
        return NO_LIMITS_OF_AGE

    def gained(move: Move | None, _: Node) -> set[str]:
        return {"young"} if move is not None and young(graph.nodes[move.source], move) else set()

    path = gathers(graph, gained, lambda labels, node: bool(labels) and "sensitive_q" in node.tags)
    return proved_unless(path, "Somebody who may be under 18 is asked what happened.", graph)


@rule("MUST-11", "Help with thoughts of self-harm can be reached from every card.", "DOVY", "PSYTIMES", patients=False)
def must_11(subject: Subject) -> Verdict:
    """From danger and from a pause alike: a card with the crisis line, danger's number and people of the house."""
    graph = subject.graph

    def helps(node: Node) -> bool:
        numbers = {"crisis", "emergency"} <= {*node.view.contacts} and subject.visible("crisis")
        return "self_harm" in node.tags and numbers and bool(node.view.site_notes)

    def reaches(number: int) -> bool:
        seen, todo = {number}, [number]
        while todo:
            node = graph.nodes[todo.pop()]
            if helps(node):
                return True
            further = {move.target for move in graph.answers[node.number]} - seen - {RETURN}
            seen |= further
            todo.extend(further)
        return False

    leads = {node.number: reaches(node.number) for node in graph.nodes if node.tags & {"danger", "pause"}}

    def wrong(node: Node) -> str:
        for name in ("danger", "pause"):
            move = graph.call(node, name)
            if move is None or name not in node.view.interrupts or not leads.get(move.target, False):
                return f"No way leads from {name} to help with thoughts of self-harm."
        return ""

    return on_every(subject, graph.running(), wrong)


@rule("MUST-12", "A companion who will not leave: nobody insists, nothing is asked, the house is told.", "PEARR")
def must_12(subject: Subject) -> Verdict:
    """The answer ``companion`` leads to a card that says so, with security's number and a way out without asking."""
    graph = subject.graph
    if not any(graph.tagged("privacy_gate")):
        return untagged("privacy_gate")
    stays = [move for moves in graph.answers for move in moves if move.answer == "companion"]
    if not stays or not any(graph.tagged("companion")):
        return broken("There is no branch for a companion who will not leave.")

    def wrong(node: Node) -> str:
        if "companion" in node.tags:
            leaves = any(
                "unsafe_privacy_exit" in graph.nodes[move.target].tags and "private" not in move.grants
                for move in graph.answers[node.number]
            )
            again = any("private" in move.grants for move in graph.answers[node.number])
            told = "security" in node.view.site_notes
            return "" if leaves and again and told else "Nobody is told, or there is no way out, or none back."
        if "privacy_gate" in node.tags and "companion" not in node.view.choices:
            return "Nobody can say here that a companion stays."
        for move in graph.answers[node.number]:
            target = graph.nodes[move.target]
            again = "privacy_gate" in target.tags and "companion" in target.view.choices
            if move.answer == "companion" and not again and "companion" not in target.tags:
                return "A companion who stays leads elsewhere."
        return ""

    return on_every(subject, graph.running(), wrong)


@rule("MUST-21", "A talk about staying safe is offered whether they decline or accept.", "OVC-NEEDS")
def must_21(subject: Subject) -> Verdict:
    """One tap from a card of every conversation in which help was declined or a contact accepted."""
    graph = subject.graph
    planned = {node.number for node in graph.tagged("safety_plan")}
    if not planned:
        return untagged("safety_plan")

    def gained(move: Move | None, node: Node) -> set[str]:
        offered = node.number in planned or any(after.target in planned for after in graph.answers[node.number])
        said = move is not None and (("talk", "declined") in move.records or "consent_contact" in move.grants)
        return ({"offered"} if offered else set()) | ({"said"} if said else set())

    path = gathers(graph, gained, lambda labels, node: node.ended and labels == {"said"})
    return proved_unless(path, "It ends here, and staying safe was not offered as a subject.", graph)


@rule("MUST-22", "Covering and wiping are always one tap away, and a wipe leaves nothing.", "CHI25", patients=False)
def must_22(subject: Subject) -> Verdict:
    """Cover on every card that shows something, stop on every card at all."""
    if any(failed.premise == "WALK-WIPE" for failed in subject.walked.failed):
        return broken("A session that has ended still holds something: see WALK-WIPE.")

    def wrong(node: Node) -> str:
        if node.ended:
            return ""
        wanted = {"stop"} if node.view.choices == ("resume",) else {"stop", "cover"}
        lacks = sorted(wanted - {*node.view.interrupts})
        return f"{' and '.join(lacks)} cannot be called here." if lacks else ""

    return on_every(subject, subject.graph.nodes, wrong)


RULES: Final[tuple[Rule, ...]] = (must_06, must_07, must_11, must_12, must_21, must_22)
