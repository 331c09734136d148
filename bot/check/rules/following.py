"""What an answer is followed by: the next need, the card it is named for, the lead after a yes of somebody young.

Slips of the pen found these open: each leaves a connected conversation that no rule of practice minded.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Final

from bot.check.graph import Move, Node
from bot.check.lens import recorded_on
from bot.check.rule import PROVED, Rule, Subject, Verdict, broken, not_applicable, on_every, rule, untagged

NOTHING: Final = "none"

NAMED: Final[Mapping[str, str]] = {"coded": "codes"}
"""Answers that are named for a card by another form of its name."""

HEARD: Final = frozenset({"validate", "danger_check"})
ASKS_FOR_HELP: Final = "help"


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
    looks="answers gates",
)
def way_21(subject: Subject) -> Verdict:
    """Where an answer opens ``comfort``, another one says that now is not the time."""
    graph = subject.graph
    if not any("comfort" in move.grants for moves in graph.answers for move in moves):
        return not_applicable("No answer of this flow opens questions.")

    def wrong(node: Node) -> str:
        opens = any("comfort" in move.grants for move in graph.answers[node.number])
        lacks = sorted({"yes", "no"} - {*node.view.choices}) if opens else []
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


RULES: Final[tuple[Rule, ...]] = (way_18, way_19, way_20, way_21, way_22)
