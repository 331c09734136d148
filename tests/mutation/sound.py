"""What is known of a flow as it ships, worked out once: its walk, which rules are quick on it, how it ends.

A mutant whose answers lead where they did is judged on the graphs of the sound flow, with its own cards in them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Final

from bot.check.content import Content
from bot.check.graph import Graph, Move, Node, Path
from bot.check.laws import laws_of
from bot.check.lens import Lens, guards_on
from bot.check.rule import Rule, Status, Subject
from bot.check.walk import TRIAL, Depth, Walked
from bot.engine.compile import CompiledFlow
from bot.engine.facts import Guard
from bot.engine.record import Codec
from bot.engine.session import Mode
from bot.engine.show import Library
from bot.engine.spec import Choice, State
from tests.flows.paths import Talk
from tests.mutation.telling import held, paths_of

ANSWERS: Final = Depth(calls=False, premises=False)
"""The walk of a mutant at first: answers, and nothing that can be called beside them."""

LIKELY: Final = ("TAG", "WAY")
"""Families of rules that notice most slips, and are asked first."""


class Patched(Subject):
    """A flow whose answers lead where they did, judged on the graphs of the sound one with its own cards in them."""

    sound: Subject
    changed: frozenset[str]

    @cached_property
    def walked(self) -> Walked:
        return Walked(patched(self.sound.graph, self.flow, self.changed), ())

    def under(self, kept: Lens) -> Graph:
        return patched(self.sound.under(kept), self.flow, self.changed)


def patched(graph: Graph, flow: CompiledFlow, changed: frozenset[str]) -> Graph:
    """The graph with what these cards of the flow now say and what their answers now open."""
    mine = [node.state in changed and node.view.mode not in (Mode.COVERED, Mode.AWAY) for node in graph.nodes]

    def shown(node: Node) -> Node:
        card = flow.cards[node.state]
        facts = card.state.facts if node.view.mode is Mode.RUNNING else node.view.facts
        notes, tone = card.state.site_notes, card.state.tone
        view = replace(node.view, tags=card.state.tags, words=card.words, tone=tone, site_notes=notes, facts=facts)
        return replace(node, view=view)

    nodes = tuple(shown(node) if own else node for node, own in zip(graph.nodes, mine, strict=True))
    answers = tuple(
        tuple(replace(move, choice=flow.cards[node.state].choices[move.answer]) for move in moves) if own else moves
        for node, moves, own in zip(graph.nodes, graph.answers, mine, strict=True)
    )
    return replace(graph, flow=flow, nodes=nodes, answers=answers)


class Sound:
    """A flow as it ships: its walk, which rules are quick on it, and what its conversations amount to.

    ``early`` rules read answers alone, ``called`` ones interrupts as well, ``late`` ones make walks of their own.
    ``unsound`` are rules that it breaks itself: they can prove nothing about its mutants.
    """

    def __init__(
        self, library: Library, flow: CompiledFlow, numbers: Codec, rules: Iterable[Rule], content: Content
    ) -> None:
        self.flow = flow
        rules = tuple(rules)
        self.subject = Subject(library, flow, numbers, depth=TRIAL, content=content)
        self.unsound = [rule.id for rule in (*rules, *laws_of(flow)) if self._broken(rule, self.subject)]
        fine = [rule for rule in rules if rule.id not in self.unsound]
        self.plain = plain = Subject(library, flow, numbers, depth=ANSWERS, content=content)
        self.called = [rule for rule in fine if self._broken(rule, plain)]
        quick = [rule for rule in fine if rule not in self.called]
        self.late = [rule for rule in quick if self._walks(rule, plain)]
        early = [rule for rule in quick if rule not in self.late]
        self.early = sorted(early, key=lambda rule: not rule.id.startswith(LIKELY))

    @staticmethod
    def _broken(rule: Rule, subject: Subject) -> bool:
        return rule.judge(subject).status is Status.BROKEN

    @staticmethod
    def _walks(rule: Rule, plain: Subject) -> bool:
        """Does this rule ask for a walk of its own?"""
        alone = Subject(plain.library, plain.flow, plain.codec, depth=ANSWERS, content=plain.content)
        alone.walked = plain.walked
        rule.judge(alone)
        return len([*alone.walks()]) > 1

    @cached_property
    def talks(self) -> tuple[tuple[Path, Talk], ...]:
        """The conversations by which it is compared with a mutant."""
        told = ((path, held(self.subject, path)) for path in paths_of(self.subject))
        return tuple((path, talk) for path, talk in told if talk is not None)

    def touched(self, flow: CompiledFlow) -> frozenset[str]:
        """The cards whose answers differ."""
        there = [state for state in flow.cards if state in self.flow.cards]
        same = {one for one in there if flow.cards[one].choices == self.flow.cards[one].choices}
        return frozenset(flow.cards) - same

    def shaken(self, flow: CompiledFlow) -> frozenset[str]:
        """The facts that are recorded otherwise, or that a result or step reads which is another now."""
        recorded = (_recorded(flow) ^ _recorded(self.flow), {*_told_by(flow)} ^ {*_told_by(self.flow)})
        facts = {fact for *_, fact, _ in recorded[0]}
        return frozenset(facts).union(*(guard.reads for _, guard in recorded[1]))

    def leads_alike(self, flow: CompiledFlow) -> bool:
        """Do answers lead where they did, whatever is recorded? No card asks a guard that reads what is another now."""
        there = {state: card.choices for state, card in flow.cards.items()}
        if flow.start != self.flow.start or there.keys() != self.flow.cards.keys():
            return False
        same = all(_to(there[state]) == _to(card.choices) for state, card in self.flow.cards.items())
        asked = frozenset[str]().union(*(g.reads for card in flow.cards.values() for g in guards_on(card)))
        return same and asked.isdisjoint(self.shaken(flow))

    def amounts_to_the_same(self, subject: Subject) -> bool:
        """Do the same conversations record the same? Then they end alike: an outcome is a sum over records."""
        return subject.flow.outcome == self.flow.outcome and _ways(subject.graph) == _ways(self.plain.graph)

    def changed(self, flow: CompiledFlow) -> frozenset[str] | None:
        """The cards that differ, or None where answers may lead elsewhere or amount to something else."""
        if flow.cards.keys() != self.flow.cards.keys() or _amounts(flow) != _amounts(self.flow):
            return None
        cards = {state: (card.state, self.flow.cards[state].state) for state, card in flow.cards.items()}
        differing = {state for state, (one, other) in cards.items() if one != other}
        return (
            None if any(_leads(cards[one][0]) != _leads(cards[one][1]) for one in differing) else frozenset(differing)
        )

    def around(self, source: str, answer: str, to: str, other: str) -> Graph | None:
        """The two cards that an answer led astray ties together, as a graph; None where it is never given."""
        graph = self.subject.graph
        here = next((graph.nodes[m.source] for m in self._moves.get((source, answer), ()) if self._to(m) == to), None)
        there = next((node for node in graph.main() if node.state == other), None)
        if here is None or there is None:
            return None
        move = Move(0, 1, "answer", self.flow.cards[source].choices[answer])
        nodes = (replace(here, number=0), replace(there, number=1))
        return replace(graph, nodes=nodes, answers=((move,), ()), calls=((), ()), firsts=(None, move))

    def _to(self, move: Move) -> str:
        return self.subject.graph.nodes[move.target].state

    @cached_property
    def _moves(self) -> dict[tuple[str, str], list[Move]]:
        graph = self.subject.graph
        found: dict[tuple[str, str], list[Move]] = {}
        for node in graph.running():
            for move in graph.answers[node.number]:
                found.setdefault((node.state, move.answer), []).append(move)
        return found


def _to(choices: Mapping[str, Choice]) -> list[tuple[object, ...]]:
    return [(one.id, one.to, one.when) for one in choices.values()]


def _ways(graph: Graph) -> object:
    """Every situation with its answers: where each leads, and what it records."""
    states = [node.state for node in graph.nodes]
    return states, [[(move.answer, move.target, move.records) for move in moves] for moves in graph.answers]


def _recorded(flow: CompiledFlow) -> set[tuple[str, str, str, str]]:
    cards = flow.cards.items()
    return {(state, one.id, *pair) for state, card in cards for one in card.choices.values() for pair in one.records}


def _told_by(flow: CompiledFlow) -> tuple[tuple[str, Guard], ...]:
    return (*flow.outcome.results, *flow.outcome.steps)


def _amounts(flow: CompiledFlow) -> tuple[object, ...]:
    return flow.start, flow.outcome


def _leads(state: State) -> tuple[object, ...]:
    """What decides which situations there are, and which contacts they show."""
    answers = tuple((choice.id, choice.to, choice.records, choice.when) for choice in state.choices)
    return answers, state.contacts, state.needs_contacts
