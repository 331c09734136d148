"""What has to be there for those most at risk: the young, self-harm, a companion who stays (practice.md B.2)."""

from __future__ import annotations

from typing import Final

from bot.check.graph import RETURN, Graph, Move, Node
from bot.check.rule import (
    PROVED,
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

LEAD: Final = "child_protection_lead"
MOST_FACTS: Final = 3
"""Bare facts that a teenager may be asked for, where a lead takes over."""
MOST_IN_FULL: Final = 7
"""The same for a pack whose licence and lead want it asked in full: six of its own, and one of the site's."""

NO_LIMITS_OF_AGE: Final = not_applicable("No card of this flow asks for the age band.")


@rule(
    "MUST-06",
    "Under 18, or not sure: child protection and its local lead are always named.",
    "UK-DHSC",
    "OTIP-CW",
    looks="ways answers tags records outcome contacts notes",
)
def must_06(subject: Subject) -> Verdict:
    """On every path after such an answer, on a card and, with any worry, in the next steps; explained to who asks."""
    steps = (guard.reads for step, guard in subject.flow.outcome.steps if step == "child_lead")
    graph = subject.lens(frozenset({YOUNG[0]}).union(*steps))
    if not any(young(graph.nodes[move.source], move) for moves in graph.answers for move in moves):
        return NO_LIMITS_OF_AGE

    def bad(labels: frozenset[str], node: Node) -> bool:
        if not node.ended or "young" not in labels:
            return False
        next_step = labels & {"step", "no worry"}
        return (
            not {"contact", "lead"} <= labels or not next_step or ("wants" in labels and "report_explain" not in labels)
        )

    path = gathers(graph, lambda move, node: _led(subject, graph, move, node), bad)
    if path is not None:
        return broken("It ends here, and child protection or its lead was not named.", path, graph)

    def wrong(node: Node) -> str:
        lacks = sorted((WANTS | {"none"}) - {*node.view.choices}) if "educate" in node.tags and _young(node) else []
        return f"The offer does not take {', '.join(lacks)}." if lacks else ""

    return on_every(subject, subject.graph.running(), wrong)


def _led(subject: Subject, graph: Graph, move: Move | None, node: Node) -> set[str]:
    """What a move and its card add to a conversation with somebody young."""
    source = graph.nodes[move.source] if move is not None else node
    outcome = node.view.outcome
    told = {
        "young": young(source, move),
        "wants": move is not None and move.answer in WANTS and _young(source),
        "contact": _young(node) and subject.visible("child_protection"),
        "lead": "child_lead" in node.view.site_notes,
        "report_explain": "report_explain" in node.tags,
        "no worry": move is not None and ("worry", "no") in move.records,
        "step": outcome is not None and "child_lead" in outcome.next_steps,
    }
    return {label for label, so in told.items() if so}


def _young(node: Node) -> bool:
    """Is this a card for somebody young?"""
    return "child_protection" in node.view.contacts


@rule(
    "MUST-07",
    "Under 18, or not sure: nothing is asked, or three bare facts at most and none after a yes.",
    "UTIP",
    looks="ways answers tags records",
)
def must_07(subject: Subject) -> Verdict:
    """Facts only where the site has named its lead for child protection; detail is for people trained to ask.

    A pack that is asked in full goes on until its own rule is met; a yes in the site's own words ends it like any.
    """
    graph = subject.graph
    full = subject.flow.source.in_full
    if full is not None and not subject.flow.id.startswith("pack_"):
        return broken("Only a pack that was signed off so may be asked in full.")
    most, least = (MOST_FACTS, 1) if full is None else (MOST_IN_FULL, full.least)
    counted = frozenset(full.topics if full else ())
    if not any(young(graph.nodes[move.source], move) for moves in graph.answers for move in moves):
        return NO_LIMITS_OF_AGE

    led = LEAD in subject.flow.source.requires

    def gained(move: Move | None, node: Node) -> set[str]:
        if move is None:
            return set()
        source = graph.nodes[move.source]
        said_yes = move.answer == "yes" and "sensitive_q" in source.tags
        raised = {f"yes {fact}" for fact, value in move.records if value == "yes"} or {"yes to what is not noted"}
        return (
            ({"young"} if young(source, move) else set())
            | (raised if said_yes else set())
            | ({node.state} if "sensitive_q" in node.tags else set())
        )

    def bad(labels: frozenset[str], node: Node) -> bool:
        if "young" not in labels or "sensitive_q" not in node.tags:
            return False
        yes = {label.removeprefix("yes ") for label in labels if label.startswith("yes ")}
        asked = sum("." in label for label in labels)
        ended = len(yes) >= least or bool(yes - counted)
        return not led or "minimal_facts" not in node.tags or ended or asked > most

    path = gathers(graph, gained, bad)
    return proved_unless(path, "Somebody who may be under 18 is asked what happened.", graph)


@rule(
    "MUST-11",
    "Help with thoughts of self-harm can be reached from every card.",
    "DOVY",
    "PSYTIMES",
    patients=False,
    looks="ways tags interrupts contacts notes",
)
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


@rule(
    "MUST-12",
    "A companion who will not leave: nobody insists, nothing is asked, the house is told.",
    "PEARR",
    looks="ways answers tags gates notes",
)
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


@rule(
    "MUST-21",
    "A talk about staying safe is offered whether they decline or accept.",
    "OVC-NEEDS",
    looks="ways tags gates records",
)
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


@rule(
    "MUST-22",
    "Covering and wiping are always one tap away, and a wipe leaves nothing.",
    "CHI25",
    patients=False,
    looks="answers interrupts premises",
)
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


@rule(
    "MUST-13",
    "By phone or video, a safe time and being alone are asked first, and a way to stop is agreed.",
    "AMA-TELE",
    looks="ways answers tags",
)
def must_13(subject: Subject) -> Verdict:
    """The first two cards after "by phone or video" ask for it, and the third agrees a signal before anything else.

    A companion who stays is met on a card for such talks.
    """
    graph = subject.graph
    if not any(graph.tagged("telehealth")):
        return untagged("telehealth")
    for move in graph.answers[0]:
        if move.answer != "remote":
            continue
        first = graph.nodes[move.target]
        second = [graph.nodes[one.target] for one in graph.answers[first.number] if one.answer == "yes"]
        third = [graph.nodes[o.target] for node in second for o in graph.answers[node.number] if o.answer == "yes"]
        stays = [graph.nodes[o.target] for n in second for o in graph.answers[n.number] if o.answer == "companion"]
        if not all("telehealth" in node.tags for node in stays):
            return broken("A companion on a call is met as if all were in one room.", graph.to(second[0]), graph)
        chain = (first, *second, *third)
        if len(chain) == 3 and all("telehealth" in node.tags for node in chain) and "privacy_gate" in second[0].tags:
            return PROVED
    return broken("The talk by phone or video does not begin with a safe time, being alone, and a way to stop.")


RULES: Final[tuple[Rule, ...]] = (must_06, must_07, must_11, must_12, must_13, must_21, must_22)
