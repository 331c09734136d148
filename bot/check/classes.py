"""Kinds of conversations, and the taps that they take: least, usual and most, from the walk.

``typical`` is the median number of taps if every answer were equally likely, among the conversations of a kind. Kinds
that say so begin with all gates settled at the first card, as on a quiet shift; the others begin as they may.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from bot.check.graph import Graph, Move, Node, Path, shortest
from bot.check.lens import results_lens
from bot.check.rule import Subject

Labels = frozenset[str]
Spread = dict[int, float]


@dataclass(frozen=True, slots=True)
class PathClass:
    """A kind of conversation; ``ends`` tells by what was gathered on the way and by its last card."""

    id: str
    sentence: str
    ends: Callable[[Labels, Node], bool]
    settled: bool = True


def _result(*results: str) -> Callable[[Labels, Node], bool]:
    return lambda _, node: node.view.outcome is not None and node.view.outcome.result in results


def _reason(reason: str) -> Callable[[Labels, Node], bool]:
    return lambda _, node: node.view.outcome is not None and node.view.outcome.reason == reason


RAISED: Final = ("topics_came_up", "control_topics", "work_dispute", "assessment_suggested")
"""How conversations end in which something came up: each says it in its own words."""

PURPOSE: Final = ("accepted", "needs_named", "record_talked", "act_now", "gaps_named")
"""How conversations end that ask no questions about what happened, when they come to what they are for."""

CLASSES: Final = (
    PathClass("education_only", "Education only", lambda labels, _: labels >= {"informed"} and "asked" not in labels),
    PathClass("no_privacy", "Privacy cannot be had", _reason("privacy"), settled=False),
    PathClass("companion_stays", "The companion will not leave", _reason("companion"), settled=False),
    PathClass("declined", "The patient declines", _result("declined")),
    PathClass("nothing_raised", "Nothing is raised", _result("none_raised")),
    PathClass("something_raised", "Something is raised", _result(*RAISED)),
    PathClass("carried_through", "Carried through", _result(*PURPOSE)),
    PathClass("under_18", "Under 18, or not sure", _result("child_pathway")),
    PathClass("help_now", "The patient wants help now", _result("help_wanted")),
)
"""Kinds of conversations that end by an answer."""


def by_id(class_id: str) -> PathClass:
    """The kind with this id."""
    return next(one for one in CLASSES if one.id == class_id)


@dataclass(frozen=True, slots=True)
class Measured:
    """Taps of a kind of conversation in one flow, and its shortest path."""

    least: int
    typical: int
    most: int
    path: Path
    graph: Graph


def measured(subject: Subject, kind: PathClass) -> Measured | None:
    """The taps of a kind, or None when the flow has no such conversation."""
    graph = subject.under(results_lens(subject.flow))
    spread = _spread(graph, kind)
    if not spread:
        return None

    def after(labels: Labels | None, move: Move | None, node: Node) -> Labels | None:
        return None if kind.settled and unsettled(graph, move) else (labels or frozenset()) | gathered(move, node)

    path = shortest(graph, after, lambda labels, node: node.ended and kind.ends(labels, node)) or ()
    return Measured(len(path), _median(spread), max(spread), path, graph)


def unsettled(graph: Graph, move: Move | None) -> bool:
    """Is this the first answer, and does it leave a gate to be settled?"""
    first = graph.answers[0]
    return move is not None and move.source == 0 and len(move.grants) < max(len(one.grants) for one in first)


def gathered(move: Move | None, node: Node) -> Labels:
    """What a move and its card add to what a kind is told by."""
    informed = move is not None and ("talk", "informed") in move.records
    asked = "sensitive_q" in node.tags or (move is not None and "permission" in move.grants)
    return frozenset(name for name, so in (("informed", informed), ("asked", asked)) if so)


def _spread(graph: Graph, kind: PathClass) -> Spread:
    """How likely each number of taps is for this kind, every answer being equally likely."""
    ways: dict[int, dict[Labels, Spread]] = defaultdict(lambda: defaultdict(dict))
    ways[0][gathered(None, graph.nodes[0])][0] = 1.0
    found: Spread = {}
    for number in in_order(graph):
        node, moves = graph.nodes[number], graph.answers[number]
        onward = [move for move in moves if not (kind.settled and unsettled(graph, move))]
        for labels, here in ways.pop(number, {}).items():
            if node.ended and kind.ends(labels, node):
                _add(found, here, 0, 1)
            for move in onward:
                there = ways[move.target][labels | gathered(move, graph.nodes[move.target])]
                _add(there, here, 1, 1 / len(moves))
    return found


def _add(to: Spread, more: Spread, taps: int, share: float) -> None:
    for before, likely in more.items():
        to[before + taps] = to.get(before + taps, 0.0) + likely * share


def in_order(graph: Graph) -> Iterable[int]:
    """Nodes of the conversation, each after all that lead to it; answers never lead in a circle."""
    order: list[int] = []
    seen = {0}
    stack = [(0, iter(graph.answers[0]))]
    while stack:
        number, rest = stack[-1]
        move = next((one for one in rest if one.target not in seen), None)
        if move is None:
            order.append(number)
            stack.pop()
        else:
            seen.add(move.target)
            stack.append((move.target, iter(graph.answers[move.target])))
    return reversed(order)


def _median(spread: Spread) -> int:
    half, so_far = sum(spread.values()) / 2, 0.0
    for taps in sorted(spread):
        so_far += spread[taps]
        if so_far >= half - 1e-12:
            return taps
    return max(spread)
