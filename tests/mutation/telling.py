"""What conversations of a flow amount to, and all that can be seen of it from outside."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bot.check.graph import Path
from bot.check.lens import Lens, lenses
from bot.check.rule import Subject
from bot.engine.compile import CompiledFlow
from bot.engine.session import Step
from bot.engine.show import outcome_of
from bot.engine.trail import facts_of, fire
from tests.flows.oracle import agrees, expected
from tests.flows.paths import Talk, along, hold, tapping


def as_expected(subject: Subject, talk: Talk | None) -> bool:
    """Does it amount to what the oracle works out?"""
    try:
        return talk is not None and agrees(expected(subject.flow.id, talk.answers), talk.outcome)
    except KeyError:
        return False


def held(subject: Subject, path: Path) -> Talk | None:
    """The conversation of these answers, None where one is not offered."""
    try:
        return hold(subject.library, subject.flow.id, tapping(path))
    except StopIteration:
        return None


def summed(flow: CompiledFlow, talk: Talk) -> Talk:
    """The conversation of these answers in a flow in which they lead where they led: its outcome is a sum over them."""
    trail = tuple(Step(state, answer) for state, answer in talk.answers.items())
    return Talk(talk.answers, outcome_of(flow.outcome, facts_of(flow, trail)))


def answered(subject: Subject, path: Path) -> Talk:
    """What is answered on which card along a path of the flow, asked of no engine; nothing of what it amounts to."""
    flow, at, trail = subject.flow, subject.flow.start, tuple[Step, ...]()
    for move in path:
        trail = (*trail, Step(at, move.answer))
        at = fire(flow, trail)
    return Talk({step.state: step.answer for step in trail}, outcome_of(flow.outcome, {}))


def paths_of(
    subject: Subject, touched: frozenset[str] = frozenset(), shaken: frozenset[str] = frozenset()
) -> Iterator[Path]:
    """Whole conversations, one through each answer of each situation, under every lens of the outcome.

    Lenses that see a fact that was shaken come first, and under each lens paths by a card that was touched.
    """
    known: set[tuple[str, ...]] = set()
    kept = sorted(lenses(subject.flow), key=lambda lens: _seen_by(lens).isdisjoint(shaken))
    for lens in (*kept, None) if shaken else (None, *kept):
        graph = subject.graph if lens is None else subject.under(lens)
        near = {node.number for node in graph.nodes if node.state in touched}
        paths = [(all(move.source not in near for move in path), path) for path in along(graph)]
        for _, path in sorted(paths, key=lambda pair: pair[0]):
            answers = tuple(move.answer for move in path)
            if answers not in known:
                known.add(answers)
                yield path


def _seen_by(lens: Lens) -> frozenset[str]:
    return lens.facts.union(*(guard.reads for guard in lens.guards))


def whom(flow: CompiledFlow) -> tuple[object, ...]:
    """Who is talked with, and where."""
    return flow.source.audience, flow.source.requires


def looks(subject: Subject) -> object:
    """All that can be seen of a flow on its way: cards and tags, answers and gates, where they lead, whom it is for."""
    graph = subject.graph
    cards = {replace(node.view, revision=0, progress=None, edits=(), outcome=None) for node in graph.main()}
    kept = {(state, card.state.intensity) for state, card in subject.flow.cards.items()}
    leads = {
        (node.state, move.answer, graph.nodes[move.target].state, move.grants)
        for node in graph.running()
        for move in graph.answers[node.number]
    }
    return cards, kept, leads, whom(subject.flow)
