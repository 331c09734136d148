"""What a conversation costs: taps and words of each kind of conversation, from the walk and the catalogue.

``typical`` is the median number of taps if every answer were equally likely, among the conversations of a kind;
``least`` belongs to the shortest one, whose words are counted. Kinds that say so begin with all gates settled at the
first card, as on a quiet shift; the others begin as they may.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from bot.check.graph import RETURN, Graph, Move, Node, Path, shortest
from bot.check.lens import results_lens
from bot.check.report import Cost
from bot.check.rule import Subject
from bot.check.transcript import Words
from bot.engine.view import View

SPOKEN: Final = 130
"""Words a minute, said calmly."""

READ: Final = 200
"""Words a minute, read from a small screen."""

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

CLASSES: Final = (
    PathClass("education_only", "Education only", lambda labels, _: labels >= {"informed"} and "asked" not in labels),
    PathClass("no_privacy", "Privacy cannot be had", _reason("privacy"), settled=False),
    PathClass("companion_stays", "The companion will not leave", _reason("companion"), settled=False),
    PathClass("declined", "The patient declines", _result("declined")),
    PathClass("nothing_raised", "Nothing is raised", _result("none_raised")),
    PathClass("something_raised", "Something is raised", _result(*RAISED)),
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
        return None if kind.settled and _unsettled(graph, move) else (labels or frozenset()) | _gained(move, node)

    path = shortest(graph, after, lambda labels, node: node.ended and kind.ends(labels, node)) or ()
    return Measured(len(path), _median(spread), max(spread), path, graph)


def _unsettled(graph: Graph, move: Move | None) -> bool:
    """Is this the first answer, and does it leave a gate to be settled?"""
    first = graph.answers[0]
    return move is not None and move.source == 0 and len(move.grants) < max(len(one.grants) for one in first)


def _gained(move: Move | None, node: Node) -> Labels:
    informed = move is not None and ("talk", "informed") in move.records
    asked = "sensitive_q" in node.tags or (move is not None and "permission" in move.grants)
    return frozenset(name for name, so in (("informed", informed), ("asked", asked)) if so)


def _spread(graph: Graph, kind: PathClass) -> Spread:
    """How likely each number of taps is for this kind, every answer being equally likely."""
    ways: dict[int, dict[Labels, Spread]] = defaultdict(lambda: defaultdict(dict))
    ways[0][_gained(None, graph.nodes[0])][0] = 1.0
    found: Spread = {}
    for number in _order(graph):
        node, moves = graph.nodes[number], graph.answers[number]
        onward = [move for move in moves if not (kind.settled and _unsettled(graph, move))]
        for labels, here in ways.pop(number, {}).items():
            if node.ended and kind.ends(labels, node):
                _add(found, here, 0, 1)
            for move in onward:
                there = ways[move.target][labels | _gained(move, graph.nodes[move.target])]
                _add(there, here, 1, 1 / len(moves))
    return found


def _add(to: Spread, more: Spread, taps: int, share: float) -> None:
    for before, likely in more.items():
        to[before + taps] = to.get(before + taps, 0.0) + likely * share


def _order(graph: Graph) -> Iterable[int]:
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


def costs_of(subject: Subject, words: Words) -> Iterator[Cost]:
    """What every kind of conversation costs in this flow, and what opening something on top of it costs."""
    flow = subject.flow.id
    for kind in CLASSES:
        found = measured(subject, kind)
        if found is not None:
            cost = Cost(kind.id, kind.sentence, flow, found.least, found.typical, found.most)
            cards = [found.graph.nodes[0], *(found.graph.nodes[move.target] for move in found.path)]
            yield _with_words(cost, cards, words)
    for kind_id, sentence, path in _asides(subject.graph) if subject.with_patient else ():
        cost = Cost(kind_id, sentence, flow, len(path), len(path), len(path))
        yield _with_words(cost, (subject.graph.nodes[move.target] for move in path if move.target != RETURN), words)


def _asides(graph: Graph) -> Iterator[tuple[str, str, Path]]:
    """What can be opened on top of the first card, and the shortest way to do it and to come back."""
    first = graph.nodes[0]
    danger, harm = _closed(graph, graph.call(first, "danger"), "danger", "self_harm")
    yield "danger", "Danger, and back", danger
    yield "self_harm", "Thoughts of self-harm, and back", harm
    yield "away", "Called away, and back", _hidden(graph, graph.call(first, "away"))


def _closed(graph: Graph, opened: Move | None, *tags: str) -> list[Path]:
    """For each tag, the shortest way from an opened safety card past a card with the tag, and back."""
    found: dict[str, Path] = {}
    todo: deque[Path] = deque([(opened,)] if opened else [])
    while todo and len(found) < len(tags):
        path = todo.popleft()
        for move in graph.answers[path[-1].target]:
            if move.target != RETURN:
                todo.append((*path, move))
                continue
            for tag in graph.nodes[move.source].tags & {*tags}:
                found.setdefault(tag, (*path, move))
    return [found.get(tag, ()) for tag in tags]


def _hidden(graph: Graph, hidden: Move | None) -> Path:
    """Hiding a card, and coming back."""
    if hidden is None:
        return ()
    back = graph.call(graph.nodes[hidden.target], "resume")
    return (hidden, back) if back else ()


def _with_words(cost: Cost, cards: Iterable[Node], words: Words) -> Cost:
    said, read = words_of((node.view for node in cards), words)
    return replace(cost, said=said, read=read, minutes=round(said / SPOKEN + read / READ, 1))


def words_of(views: Iterable[View], words: Words) -> tuple[int, int]:
    """How many words are said to the patient, and how many the worker reads, on these cards."""
    said = read = 0
    for view in views:
        for stem in view.words:
            said += _count(words.lines(f"{stem}.say"))
            read += _count(words.lines(f"{stem}.note")) + _count(words.lines(f"{stem}.title"))
    return said, read


def _count(lines: Iterable[str]) -> int:
    return sum(len(line.split()) for line in lines)
