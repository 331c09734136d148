"""A walked conversation as plain data, and the one question that rules ask of it: how is this reached, if at all?

Nodes are situations that real sessions were in, moves are the events that led from one to the next. Paths run along
answers; ``calls`` are the interrupts of a node, which lead aside and come back to where they were called (``RETURN``).
Searches go breadth first in a fixed order, so what they find is a shortest conversation, and the same one every time.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from typing import Final, TypeVar

from bot.check.lens import Lens
from bot.engine.compile import CompiledFlow
from bot.engine.session import Mode
from bot.engine.spec import Choice
from bot.engine.view import View

RETURN: Final = -1
"""The target of a move that closes a safety card or a cover: the very session on which it was opened."""

Memory = TypeVar("Memory", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Node:
    """One situation: the view of the session that stands for all sessions merged here."""

    number: int
    state: str
    view: View

    @property
    def tags(self) -> frozenset[str]:
        """The tags of the card that is shown; a covered card shows none."""
        return self.view.tags

    @property
    def ended(self) -> bool:
        """Is the conversation over here?"""
        return self.view.mode is Mode.ENDED


@dataclass(frozen=True, slots=True)
class Move:
    """One event: ``name`` is "answer" or an interrupt's id; ``choice`` is what was answered, as declared."""

    source: int
    target: int
    name: str
    choice: Choice | None = None

    @property
    def grants(self) -> frozenset[str]:
        """The gates that this move opens."""
        return self.choice.grants if self.choice else frozenset()

    @property
    def records(self) -> tuple[tuple[str, str], ...]:
        """The facts that this move sets."""
        return self.choice.records if self.choice else ()

    @property
    def answer(self) -> str:
        """The id of the choice, or ""."""
        return self.choice.id if self.choice else ""


Path = tuple[Move, ...]
"""A conversation from its first card on: moves, each from where the one before led to."""


@dataclass(frozen=True, slots=True)
class Graph:
    """Every situation of one flow under one lens. ``nodes[0]`` is the first card; ``firsts`` how each was found."""

    flow: CompiledFlow
    lens: Lens
    nodes: tuple[Node, ...]
    answers: tuple[tuple[Move, ...], ...]
    calls: tuple[tuple[Move, ...], ...]
    firsts: tuple[Move | None, ...]
    sessions: int
    steps: int

    def main(self) -> Iterator[Node]:
        """The situations of the conversation itself: running cards and ends reached by answers."""
        for node in self.nodes:
            if node.view.mode is Mode.RUNNING or (node.ended and self._answered(node)):
                yield node

    def running(self) -> Iterator[Node]:
        """The situations in which a card of the conversation is shown."""
        return (node for node in self.nodes if node.view.mode is Mode.RUNNING)

    def ends(self) -> Iterator[Node]:
        """The situations in which the conversation has ended by an answer."""
        return (node for node in self.main() if node.ended)

    def tagged(self, *tags: str) -> Iterator[Node]:
        """The situations of the conversation whose card carries one of the tags."""
        wanted = frozenset(tags)
        return (node for node in self.main() if node.tags & wanted)

    def call(self, node: Node, name: str) -> Move | None:
        """The move that an interrupt makes here, or None where it cannot be called."""
        return next((move for move in self.calls[node.number] if move.name == name), None)

    def to(self, node: Node) -> Path:
        """The shortest conversation to a situation."""
        moves: list[Move] = []
        first = self.firsts[node.number]
        while first is not None:
            moves.append(first)
            first = self.firsts[first.source]
        return tuple(reversed(moves))

    def _answered(self, node: Node) -> bool:
        first = self.firsts[node.number]
        return first is None or first.name == "answer"


def shortest(
    graph: Graph,
    after: Callable[[Memory | None, Move | None, Node], Memory | None],
    bad: Callable[[Memory, Node], bool],
) -> Path | None:
    """The shortest conversation to a node that is ``bad``, or None when there is none.

    ``after`` is what to remember on arriving at a node by a move (None and None: at the first card); where it returns
    None the search goes no further.
    """
    begun = after(None, None, graph.nodes[0])
    if begun is None:
        return None
    came: dict[tuple[int, Memory], tuple[tuple[int, Memory], Move] | None] = {(0, begun): None}
    todo = deque(came)
    while todo:
        here = todo.popleft()
        number, memory = here
        if bad(memory, graph.nodes[number]):
            return _unwound(came, here)
        for move in graph.answers[number]:
            now = after(memory, move, graph.nodes[move.target])
            if now is not None and (move.target, now) not in came:
                came[move.target, now] = (here, move)
                todo.append((move.target, now))
    return None


def _unwound(came: dict[tuple[int, Memory], tuple[tuple[int, Memory], Move] | None], here: tuple[int, Memory]) -> Path:
    moves: list[Move] = []
    step = came[here]
    while step is not None:
        here, move = step
        moves.append(move)
        step = came[here]
    return tuple(reversed(moves))
