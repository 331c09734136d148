"""What a rule reads while it judges: the walked graph and all around it, watched.

Every value that a rule can read is handed over in a wrapping that tells what kind of thing it was (LOOKS).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import is_dataclass
from typing import Any, Final

from bot.check.content import Content
from bot.check.graph import Graph, Move, Node
from bot.check.lens import Lens
from bot.check.rule import Rule, Subject

KINDS: Final[Mapping[str, Mapping[str, str]]] = {
    "Node": {},
    "View": {
        **dict.fromkeys(("tags", "interrupts", "contacts", "outcome", "tone", "words", "facts"), ""),
        "choices": "answers",
        "site_notes": "notes",
    },
    "Outcome": {},
    "Choice": {"id": "answers", "grants": "gates", "records": "", "to": "ways", "ways": "ways"},
    "Move": {"target": "ways", "answer": "answers", "grants": "gates", "records": ""},
    "Card": {"ids": "answers", "choices": "answers", "words": ""},
    "State": {
        **dict.fromkeys(("intensity", "contacts", "facts", "tags", "words"), ""),
        "needs_contacts": "contacts",
        "site_notes": "notes",
    },
    "CompiledFlow": {"outcome": ""},
    "OutcomeSpec": {},
    "Walked": {"failed": "premises"},
    "Content": {
        **dict.fromkeys(("contacts", "facts"), ""),
        **dict.fromkeys(("said", "stems", "of", "keys"), "words"),
        **dict.fromkeys(("findings", "required", "lexicon"), "lists"),
    },
}
"""By type and attribute, what is looked at; its own name where it is left empty. Types that are not here are bare."""


class Watched:
    """A value that tells what is read of it."""

    def __init__(self, real: object, seen: set[str]) -> None:
        self._real = real
        self._seen = seen

    def __getattr__(self, name: str) -> Any:
        kind = type(self._real)
        told = KINDS[kind.__name__]
        if name in told:
            self._seen.add(told[name] or name)
        own = getattr(kind, name, None)
        if isinstance(own, property):
            return own.fget(self) if own.fget else None
        if callable(own) and hasattr(own, "__get__") and name not in kind.__dataclass_fields__:  # type: ignore[attr-defined]
            return own.__get__(self, kind)
        return watched(getattr(self._real, name), self._seen)


def watched(value: Any, seen: set[str]) -> Any:
    """The value in a wrapping, and so all that it holds, where it is of one of the KINDS."""
    if isinstance(value, tuple) and type(value) is tuple:
        return tuple(watched(one, seen) for one in value)
    if isinstance(value, Mapping):
        return {key: watched(one, seen) for key, one in value.items()}
    return Watched(value, seen) if is_dataclass(value) and type(value).__name__ in KINDS else value


class WatchedGraph(Graph):
    """A graph whose nodes, moves and interrupts tell that they are read."""

    seen: set[str]

    def call(self, node: Node, name: str) -> Move | None:
        """The move of an interrupt, and that it was looked at."""
        self.seen.add("interrupts")
        return Graph.call(self, node, name)


def watched_graph(graph: Graph, seen: set[str]) -> Graph:
    """The graph, watched."""
    of = WatchedGraph(
        watched(graph.flow, seen),
        graph.lens,
        tuple(Watched(node, seen) for node in graph.nodes),  # type: ignore[misc]  # it stands in for a node
        watched(graph.answers, seen),
        graph.calls,
        graph.firsts,
        graph.sessions,
        graph.steps,
    )
    object.__setattr__(of, "seen", seen)
    return of


class WatchedSubject(Subject):
    """A flow whose graphs, declarations and words tell what is read of them; ``seen`` is what was."""

    def __init__(self, of: Subject, seen: set[str]) -> None:
        super().__init__(of.library, of.flow, of.codec, self._shown, of.depth, of.content)
        self.seen = seen
        self.real = of
        self.walked = Watched(of.walked, seen)  # type: ignore[assignment]  # it stands in for a walk
        self._graphs: dict[Lens, Graph] = {}
        self._main = watched_graph(of.graph, seen)
        self.flow = watched(of.flow, seen)
        self.content = watched(of.content, seen) if of.content.said else Content()

    def _shown(self, _: str) -> int:
        self.seen.add("contacts")
        return 2

    @property
    def graph(self) -> Graph:
        """The graph of the first walk."""
        return self._main

    @property
    def with_patient(self) -> bool:
        """Is it a conversation with a patient? No rule is said to look at that: nearly all do."""
        return self.real.with_patient

    def under(self, kept: Lens) -> Graph:
        """The graph under a lens."""
        if kept not in self._graphs:
            self._graphs[kept] = watched_graph(self.real.under(kept), self.seen)
        return self._graphs[kept]


def looked_at(rule: Rule, subject: WatchedSubject) -> frozenset[str]:
    """What the rule reads of a subject."""
    subject.seen.clear()
    rule.judge(subject)
    return frozenset(subject.seen)
