"""What a conversation costs: taps, words said, words read, and minutes; best, usual and worst, each with its path.

Best and worst are exact: the conversations of a kind with the fewest and the most minutes. The usual one has the median
of the minutes, if every answer were equally likely (minutes are summed in ticks of ``TICK`` seconds, a card at a time).
Minutes are those of saying and reading alone; what the patient says, and how long they think, is theirs and no cost.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from bot.check.budget import Rates
from bot.check.classes import CLASSES, Labels, Measured, PathClass, gathered, in_order, measured, unsettled
from bot.check.graph import RETURN, Graph, Move, Node, Path
from bot.check.report import Cost, Talk
from bot.check.rule import Subject
from bot.check.transcript import Words, transcript
from bot.engine.view import View

TICK: Final = 3.0
"""Seconds of a tick."""

Spot = tuple[int, Labels]
Back = tuple[Spot, int, Move] | None


@dataclass(slots=True)
class _Cell:
    """Where conversations of a kind have come to at one spot: seconds so far, and how each came there."""

    least: tuple[float, Back] = (float("inf"), None)
    most: tuple[float, Back] = (-1.0, None)
    ticks: dict[int, tuple[float, Back]] = field(default_factory=dict)


def costs_of(subject: Subject, words: Words, rates: Rates) -> Iterator[Cost]:
    """What every kind of conversation costs in this flow, and what opening something on top of it costs."""
    flow = subject.flow.id
    for kind in CLASSES:
        found = measured(subject, kind)
        if found is not None:
            yield _cost(kind, found, flow, words, rates)
    for kind_id, sentence, path in _asides(subject.graph) if subject.with_patient else ():
        talk = _talk(subject.graph, path, words, rates, card_first=False)
        taps = len(path)
        yield Cost(kind_id, sentence, flow, taps, taps, taps, talk.said, talk.read, talk.minutes, talk, talk, talk)


def _cost(kind: PathClass, found: Measured, flow: str, words: Words, rates: Rates) -> Cost:
    shortest = _talk(found.graph, found.path, words, rates)
    paths = extremes(found.graph, kind, lambda node: _seconds(words_of([node.view], words), rates))
    best, usual, worst = (_talk(found.graph, path, words, rates) for path in paths)
    taps = (found.least, found.typical, found.most)
    return Cost(kind.id, kind.sentence, flow, *taps, shortest.said, shortest.read, shortest.minutes, best, usual, worst)


def extremes(graph: Graph, kind: PathClass, weigh: Callable[[Node], float]) -> tuple[Path, Path, Path]:
    """The conversations of a kind with the least, the median and the most seconds; there is at least one."""
    weights = [weigh(node) for node in graph.nodes]
    cells: dict[Spot, _Cell] = {}
    at: dict[int, set[Labels]] = defaultdict(set)
    ends: list[Spot] = []
    first = (0, gathered(None, graph.nodes[0]))
    cells[first] = _Cell((weights[0], None), (weights[0], None), {round(weights[0] / TICK): (1.0, None)})
    at[0].add(first[1])
    for number in in_order(graph):
        node, moves = graph.nodes[number], graph.answers[number]
        onward = [move for move in moves if not (kind.settled and unsettled(graph, move))]
        for labels in at[number]:
            here = (number, labels)
            if node.ended and kind.ends(labels, node):
                ends.append(here)
            for move in onward:
                there = (move.target, labels | gathered(move, graph.nodes[move.target]))
                at[there[0]].add(there[1])
                _reach(cells[here], cells.setdefault(there, _Cell()), here, move, weights[move.target], 1 / len(moves))
    least = min(ends, key=lambda spot: cells[spot].least[0])
    most = max(ends, key=lambda spot: cells[spot].most[0])
    usual, tick = _median([(spot, t, p) for spot in ends for t, (p, _) in cells[spot].ticks.items()])
    return (
        _unwound(cells, least, lambda cell, _: cell.least[1]),
        _unwound(cells, usual, lambda cell, at_tick: cell.ticks[at_tick][1], tick),
        _unwound(cells, most, lambda cell, _: cell.most[1]),
    )


def _reach(cell: _Cell, to: _Cell, here: Spot, move: Move, weight: float, share: float) -> None:  # noqa: PLR0913, PLR0917
    if cell.least[0] + weight < to.least[0]:
        to.least = (cell.least[0] + weight, (here, 0, move))
    if cell.most[0] + weight > to.most[0]:
        to.most = (cell.most[0] + weight, (here, 0, move))
    added = round(weight / TICK)
    for tick, (likely, _) in cell.ticks.items():
        before = to.ticks.get(tick + added)
        back = before[1] if before else (here, tick, move)
        to.ticks[tick + added] = ((before[0] if before else 0.0) + likely * share, back)


def _median(found: list[tuple[Spot, int, float]]) -> tuple[Spot, int]:
    half, so_far = sum(likely for _, _, likely in found) / 2, 0.0
    spot, tick = found[0][0], found[0][1]
    for spot, tick, likely in sorted(found, key=lambda one: one[1]):  # noqa: B007  # where it stops is what is told
        so_far += likely
        if so_far >= half - 1e-12:
            break
    return spot, tick


def _unwound(cells: dict[Spot, _Cell], spot: Spot, back: Callable[[_Cell, int], Back], tick: int = 0) -> Path:
    moves: list[Move] = []
    came = back(cells[spot], tick)
    while came is not None:
        spot, tick, move = came
        moves.append(move)
        came = back(cells[spot], tick)
    return tuple(reversed(moves))


def _talk(graph: Graph, path: Path, words: Words, rates: Rates, *, card_first: bool = True) -> Talk:
    """A path with what it costs. ``card_first``: its first card is read for it, and not already there."""
    cards = [graph.nodes[0]] if card_first else []
    cards += [graph.nodes[move.target] for move in path if move.target != RETURN]
    said, read = counted = words_of((node.view for node in cards), words)
    return Talk(len(path), said, read, round(_seconds(counted, rates) / 60, 1), transcript(graph, path, words))


def _seconds(counted: tuple[int, int], rates: Rates) -> float:
    said, read = counted
    return 60 * (said / rates.spoken + read / rates.read)


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
