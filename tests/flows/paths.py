"""Ways through a conversation: driven through the real step, remembered as what was tapped on which card."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

from bot.check.graph import Graph, Path
from bot.engine import events as ev
from bot.engine.session import Mode, Session
from bot.engine.show import Library
from bot.engine.step import step
from bot.engine.view import Outcome, View

Choose = Callable[[View], str]


@dataclass(frozen=True)
class Talk:
    """A conversation that ended: what was answered on each card, and what it amounted to."""

    answers: dict[str, str]
    outcome: Outcome


def hold(library: Library, flow: str, choose: Choose, keep: Callable[[Session], Session] = lambda one: one) -> Talk:
    """Hold a conversation to its end; ``keep`` is applied to the session between all steps."""
    answers: dict[str, str] = {}
    session, view = step(library, None, ev.Begin(flow))
    while view.mode is not Mode.ENDED:
        assert session is not None
        answers[view.state] = choose(view)
        session, view = step(library, keep(session), ev.Answer(answers[view.state], view.revision))
    assert view.outcome is not None
    return Talk(answers, view.outcome)


def at_random(random: Random) -> Choose:
    """Tap anything."""
    return lambda view: random.choice(view.choices)


def along(graph: Graph) -> Iterator[Path]:
    """A whole conversation through each answer of a walk: the shortest way to it, and the shortest way on."""
    onward = _onward(graph)
    for node in graph.main():
        for move in graph.answers[node.number]:
            yield (*graph.to(node), move, *onward[move.target])


def _onward(graph: Graph) -> dict[int, Path]:
    """The shortest way to an end from each situation."""
    before: dict[int, list[tuple[int, Path]]] = {}
    for node in graph.main():
        for move in graph.answers[node.number]:
            before.setdefault(move.target, []).append((node.number, (move,)))
    found: dict[int, Path] = {node.number: () for node in graph.ends()}
    todo = list(found)
    for number in todo:
        for source, path in before.get(number, ()):
            if source not in found:
                found[source] = (*path, *found[number])
                todo.append(source)
    return found


def tapping(path: Path) -> Choose:
    """Tap what this path says."""
    rest = iter(path)
    return lambda _: next(rest).answer
