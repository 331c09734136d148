"""The laws that a flow declares, proved on its graph: gates, sections, needs, only_from."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from bot.check.graph import Move, Node
from bot.check.rule import Rule, Subject, Verdict, looking_at, on_every, proved_unless, stands_before
from bot.engine.compile import CompiledFlow
from bot.engine.spec import Gate, Needs, OnlyFrom, Section

READS: Final = {
    "LAW-GATE": "ways tags gates",
    "LAW-SECTION": "ways names",
    "LAW-NEEDS": "ways tags names",
    "LAW-FROM": "ways names",
}
"""What each kind of law looks at."""


def laws_of(flow: CompiledFlow) -> Iterator[Rule]:
    """One rule for each law, in the order of their declaration."""
    source = flow.source
    for gate in source.gates:
        yield _rule("LAW-GATE", f"An answer opens {gate.grant} before every card for {_or(gate.before)}.", gate)
    for section in source.sections:
        yield _rule("LAW-SECTION", f"The section of {section.first} is entered at its first card only.", section)
    for need in source.needs:
        yield _rule("LAW-NEEDS", f"A card for {_or(need.tags)} stands before {need.state}.", need)
    for only in source.only_from:
        yield _rule("LAW-FROM", f"Only {_or(only.sources)} may lead to {only.state}.", only)


def _or(names: frozenset[str]) -> str:
    return " or ".join(sorted(names))


def _rule(rule_id: str, sentence: str, law: Gate | Section | Needs | OnlyFrom) -> Rule:
    return Rule(rule_id, sentence, (), lambda subject: keeps(subject, law), looking_at(READS[rule_id]))


def keeps(subject: Subject, law: Gate | Section | Needs | OnlyFrom) -> Verdict:
    """Does the flow keep this law?"""
    graph = subject.graph
    match law:
        case Gate(grant, before):
            path = stands_before(
                graph,
                lambda move, _: move is not None and grant in move.grants,
                lambda node: bool(node.tags & before),
            )
            return proved_unless(path, f"No answer has opened {grant} before this card.", graph)
        case Needs(state, tags):
            path = stands_before(graph, lambda _, node: bool(node.tags & tags), lambda node: node.state == state)
            return proved_unless(path, f"Nothing for {_or(tags)} came before this card.", graph)
        case Section(first, members):
            inside = members | {first}
            return _entered(subject, lambda source, to: to.state in members - {first} and source.state not in inside)
        case OnlyFrom(state, sources):
            return _entered(subject, lambda source, to: to.state == state and source.state not in sources)


def _entered(subject: Subject, wrongly: Callable[[Node, Node], bool]) -> Verdict:
    graph = subject.graph

    def strays(move: Move) -> bool:
        return wrongly(graph.nodes[move.source], graph.nodes[move.target])

    wrong = {move.source: graph.nodes[move.target].state for moves in graph.answers for move in moves if strays(move)}
    return on_every(
        subject,
        graph.running(),
        lambda node: f"From here an answer leads to {wrong[node.number]}." if node.number in wrong else "",
    )
