"""What an answer is followed by: the next need, the card it is named for, the lead after a yes of somebody young.

Slips of the pen found these open: each leaves a connected conversation that no rule of practice minded.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Final

from bot.check.graph import Move, Node
from bot.check.lens import recorded_on
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
from bot.check.rules.concern import concern

NOTHING: Final = "none"

NAMED: Final[Mapping[str, str]] = {"coded": "codes"}
"""Answers that are named for a card by another form of its name."""

HEARD: Final = frozenset({"validate", "danger_check"})
ASKS_FOR_HELP: Final = "help"
EXAM: Final = "exam"
HEALTH: Final = "health"


@rule(
    "WAY-18",
    "Who names a need is asked whether there is another, as far as there are cards for more.",
    "WIME-SHARE",
    looks="ways answers records outcome",
)
def way_18(subject: Subject) -> Verdict:
    """An answer that records a need leads to the card that records the next one."""
    graph, needs = subject.graph, subject.flow.outcome.needs
    following = dict(pairwise(needs))
    if not following:
        return not_applicable("It asks for one need at most.")

    def wrong(node: Node) -> str:
        for move in graph.answers[node.number]:
            for fact, value in move.records:
                there = recorded_on(subject.flow.cards[graph.nodes[move.target].state])
                if fact in following and value != NOTHING and following[fact] not in there:
                    return f"{move.answer} is a need, and the next one is not asked for."
        return ""

    return on_every(subject, graph.running(), wrong)


@rule(
    "WAY-19",
    "A card that an answer is named for is entered by that answer alone.",
    patients=False,
    looks="ways answers names",
)
def way_19(subject: Subject) -> Verdict:
    """The last part of a card's id, or NAMED: who did not ask for it is not led there."""
    graph = subject.graph

    def to(move: Move) -> str:
        return graph.nodes[move.target].state

    moves = [move for node in graph.running() for move in graph.answers[node.number]]
    named = {to(m): m.answer for m in moves if NAMED.get(m.answer, m.answer) == to(m).rpartition(".")[2]}

    def wrong(node: Node) -> str:
        for move in graph.answers[node.number]:
            if named.get(to(move), move.answer) != move.answer:
                return f"{move.answer} leads to the card for {named[to(move)]}."
        return ""

    return on_every(subject, graph.running(), wrong)


@rule(
    "WAY-20",
    "After a yes, somebody young is led to the lead, unless they ask for help themselves.",
    "UK-DHSC",
    "UTIP",
    looks="ways answers tags",
)
def way_20(subject: Subject) -> Verdict:
    """From the card that hears a yes in a conversation of bare facts, every answer but help leads to report_local.

    In a pack that is asked in full the next question may come instead, unless it is not safe; how far is MUST-07.
    """
    graph = subject.graph
    if not any(graph.tagged("minimal_facts")):
        return untagged("minimal_facts")

    def wrong(node: Node) -> str:
        for move in graph.answers[node.number]:
            goes_on = subject.flow.source.in_full is not None and ("return", "unsafe") not in move.records
            due = {"report_local", "sensitive_q"} if goes_on else {"report_local"}
            if move.answer != ASKS_FOR_HELP and not due & graph.nodes[move.target].tags:
                return f"{move.answer} does not lead to the lead."
        return ""

    return on_every(subject, (node for node in graph.running() if node.tags >= HEARD), wrong)


@rule(
    "WAY-21",
    "Comfort can be taken up and declined: a card that asks for it takes a yes and a no.",
    "WIME-TIC",
    looks="ways answers tags gates",
)
def way_21(subject: Subject) -> Verdict:
    """Where an answer opens ``comfort``, another one says that now is not the time; a yes goes on."""
    graph = subject.graph
    if not any("comfort" in move.grants for moves in graph.answers for move in moves):
        return not_applicable("No answer of this flow opens questions.")

    def wrong(node: Node) -> str:
        opens = any("comfort" in move.grants for move in graph.answers[node.number])
        lacks = sorted({"yes", "no"} - {*node.view.choices}) if opens else []
        agreed = [graph.nodes[move.target].tags for move in graph.answers[node.number] if move.answer == "yes"]
        if opens and not lacks and any("comfort" in tags for tags in agreed):
            return "Who says yes is offered comfort once more."
        return f"It does not take {' and '.join(lacks)}." if lacks else ""

    return on_every(subject, graph.running(), wrong)


@rule("WAY-22", "All that is written for teaching is taught.", patients=False, by="data", looks="facts")
def way_22(subject: Subject) -> Verdict:
    """Every fact of the file stands on a card of some conversation, so that none is lost in silence."""
    facts = subject.content.facts
    if facts is None or not any(card.state.facts for card in subject.flow.cards.values()):
        return not_applicable("This flow teaches nothing from a file.")
    flows = subject.library.flows.values()
    taught = {fact for flow in flows for card in flow.cards.values() for fact in card.state.facts}
    lost = sorted({one.id for one in facts.entries} - taught)
    return broken(f"No card tells {', '.join(lost)}.") if lost else PROVED


@rule(
    "WAY-23",
    "Where questions were asked, who told of a concern is asked how to be reached, and nobody else is.",
    "WIME-SHARE",
    looks="ways tags records outcome",
)
def way_23(subject: Subject) -> Verdict:
    """By the end of every conversation, a concern and the card for the safest way to be reached go together."""
    graph = subject.graph
    if not any(graph.tagged("sensitive_q")) or not any(graph.tagged("safe_contact_ask")):
        return untagged("sensitive_q", "safe_contact_ask")

    def gained(move: Move | None, node: Node) -> set[str]:
        raised = {"concern"} if move is not None and concern(subject.flow, move) else set()
        return raised | (node.tags & {"safe_contact_ask"})

    path = gathers(graph, gained, lambda labels, node: node.ended and len(labels) == 1)
    return proved_unless(path, "A concern, and no way to be reached was asked for, or the other way round.", graph)


@rule(
    "WAY-24",
    "An examination is offered to who names health as a need, and to nobody else.",
    "SAFETA",
    looks="ways answers records",
)
def way_24(subject: Subject) -> Verdict:
    """A card that has the answer ``exam`` shows it after a need for health, and only then."""
    graph, offering = subject.graph, {name for name, card in subject.flow.cards.items() if EXAM in card.ids}
    if not offering:
        return not_applicable("No card of it offers an examination.")

    def gained(move: Move | None, _: Node) -> set[str]:
        return {HEALTH} if move is not None and HEALTH in dict(move.records).values() else set()

    def bad(labels: frozenset[str], node: Node) -> bool:
        return node.state in offering and (EXAM in node.view.choices) is not bool(labels)

    path = gathers(graph, gained, bad)
    return proved_unless(path, "An examination is offered that nobody asked for, or the other way round.", graph)


@rule(
    "WAY-25",
    "When the lead has been told, the next card says what happens until then.",
    "UK-DHSC",
    looks="ways tags records",
)
def way_25(subject: Subject) -> Verdict:
    """An answer that records ``lead`` leads to a card that explains, and nothing is asked."""
    graph = subject.graph
    if not any("lead" in dict(move.records) for moves in graph.answers for move in moves):
        return not_applicable("No answer of it notes that the lead was told.")

    def wrong(node: Node) -> str:
        told = [move for move in graph.answers[node.number] if "lead" in dict(move.records)]
        silent = any("report_explain" not in graph.nodes[move.target].tags for move in told)
        return "The lead was told, and nobody says what happens now." if silent else ""

    return on_every(subject, graph.running(), wrong)


RULES: Final[tuple[Rule, ...]] = (way_18, way_19, way_20, way_21, way_22, way_23, way_24, way_25)
