"""What a rule is: an id, a sentence, its sources, and a function that finds the shortest conversation that breaks it.

A rule never passes in silence: it is proved, or broken with a conversation, or it says why it does not apply to a flow.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Final, Literal

from bot.check.content import NOTHING, Content
from bot.check.graph import Graph, Move, Node, Path, shortest
from bot.check.lens import Lens
from bot.check.vocabulary import LOOKS, TAGS
from bot.check.walk import EVERYTHING, Depth, Walked, walk
from bot.engine.compile import CompiledFlow
from bot.engine.record import Codec
from bot.engine.show import Library


class Status(StrEnum):
    """What became of a rule on one flow."""

    PROVED = "proved"
    BROKEN = "broken"
    NOT_APPLICABLE = "not_applicable"
    WARNING = "warning"
    PERSON = "needs_person"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A status; ``said`` is why a rule does not apply, or what is wrong at the end of ``path``."""

    status: Status
    said: str = ""
    path: Path | None = None
    graph: Graph | None = None


PROVED: Final = Verdict(Status.PROVED)


def not_applicable(why: str) -> Verdict:
    """The rule has nothing to say about this flow, and says so."""
    return Verdict(Status.NOT_APPLICABLE, why)


def broken(said: str, path: Path | None = None, graph: Graph | None = None) -> Verdict:
    """The rule is broken: at the end of a path through a graph, or by the declaration itself."""
    return Verdict(Status.BROKEN, said, path, graph)


@dataclass
class Subject:
    """One flow under judgement, with its walks, made when they are first asked for.

    ``shown`` tells how many contacts of a category can be shown today; None where no contacts were given.
    """

    library: Library
    flow: CompiledFlow
    codec: Codec
    shown: Callable[[str], int] | None = None
    depth: Depth = EVERYTHING
    content: Content = NOTHING
    _lenses: dict[Lens, Walked] = field(default_factory=dict)

    @cached_property
    def walked(self) -> Walked:
        """The first walk, with interrupts and, where the depth says so, all premises."""
        return walk(self.library, self.flow.id, self.codec, depth=self.depth)

    @property
    def graph(self) -> Graph:
        """The graph that rules about paths read."""
        return self.walked.graph

    def lens(self, facts: Iterable[str]) -> Graph:
        """A graph whose outcomes are exact for these facts."""
        wanted = frozenset(facts)
        return self.under(next((kept for kept in self._lenses if wanted <= kept.facts), Lens(wanted)))

    def under(self, kept: Lens) -> Graph:
        """The graph under a lens."""
        if kept not in self._lenses:
            depth = self.depth._replace(calls=False)
            self._lenses[kept] = walk(self.library, self.flow.id, self.codec, kept, depth)
        return self._lenses[kept].graph

    def walks(self) -> Iterable[Walked]:
        """All walks made so far."""
        return (self.walked, *self._lenses.values())

    @property
    def with_patient(self) -> bool:
        """Is it a conversation with a patient that can be begun by itself?"""
        return self.flow.source.audience == "patient" and self.flow.id != self.library.safety

    @property
    def why_not(self) -> str:
        """Why rules about conversations with patients do not apply."""
        if self.flow.id == self.library.safety:
            return "It opens on top of another conversation and asks the patient nothing."
        return "It is a conversation with staff."

    def visible(self, category: str) -> bool:
        """Does this category show a contact? Where no contacts were given, asking for it counts."""
        return self.shown is None or self.shown(category) > 0


Judge = Callable[[Subject], Verdict]

By = Literal["walk", "words", "data", "person"]
"""What judges a rule: the walk, the words of its cards, the data and types of the program, or a person."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of practice, a law of a flow or a budget. ``sources`` are keys of the research it rests on.

    ``looks_at`` is what it reads, in words of LOOKS; ``how`` says more. ``once``: it speaks of the program as a whole;
    ``shared`` judges what all flows share.
    """

    id: str
    sentence: str
    sources: tuple[str, ...]
    judge: Judge
    looks_at: tuple[str, ...]
    once: bool = False
    by: By = "walk"
    how: str = ""
    shared: Judge | None = None


def rule(  # noqa: PLR0913  # one for each side of a rule
    rule_id: str,
    sentence: str,
    *sources: str,
    looks: str,
    patients: bool = True,
    once: bool = False,
    by: By = "walk",
    how: str = "",
) -> Callable[[Judge], Rule]:
    """Declare the function below as a rule; its docstring says how it judges, unless ``how`` does.

    ``looks`` are the words of LOOKS for what it reads, parted by spaces. Raises ``ValueError`` where there are none.
    ``patients``: it speaks of conversations with patients only. ``once``: it speaks of the program and no single flow.
    """

    looks_at = looking_at(looks)

    def declare(judge: Judge) -> Rule:
        def judged(subject: Subject) -> Verdict:
            return not_applicable(subject.why_not) if patients and not subject.with_patient else judge(subject)

        told = how or judge.__doc__ or ""
        return Rule(rule_id, sentence, sources, judge if once else judged, looks_at, once, by, told)

    return declare


def looking_at(looks: str) -> tuple[str, ...]:
    """What a rule reads. Raises ``ValueError`` where that is nothing, or nothing that LOOKS knows."""
    named = tuple(looks.split())
    strange = sorted(set(named) - LOOKS.keys())
    if strange or not named:
        raise ValueError(f"A rule says what it looks at, in words of LOOKS; {strange or 'nothing'} is none of them.")
    return named


def untagged(*tags: str) -> Verdict:
    """The rule has nothing to hold on to here: no card of the flow does what these tags say."""
    return not_applicable(f"No card of it {', or '.join(TAGS[tag] for tag in sorted(tags))}.")


def on_every(subject: Subject, nodes: Iterable[Node], wrong: Callable[[Node], str]) -> Verdict:
    """Proved when nothing is wrong with any of these nodes of the first graph, else the nearest one to the start."""
    found = [(subject.graph.to(node), said) for node in nodes if (said := wrong(node))]
    if not found:
        return PROVED
    path, said = min(found, key=lambda one: len(one[0]))
    return broken(said, path, subject.graph)


def stands_before(
    graph: Graph, passed: Callable[[Move | None, Node], bool], guarded: Callable[[Node], bool]
) -> Path | None:
    """The shortest conversation to a guarded card on which nothing has ``passed``; the card itself may count."""

    def after(_: bool | None, move: Move | None, node: Node) -> bool | None:
        return None if passed(move, node) else True

    return shortest(graph, after, lambda _, node: guarded(node))


def gathers(
    graph: Graph,
    gained: Callable[[Move | None, Node], Iterable[str]],
    bad: Callable[[frozenset[str], Node], bool],
) -> Path | None:
    """The shortest conversation that gathers labels in a way that is ``bad`` at one of its cards."""

    def after(labels: frozenset[str] | None, move: Move | None, node: Node) -> frozenset[str]:
        return (labels or frozenset()) | frozenset(gained(move, node))

    return shortest(graph, after, bad)


def proved_unless(path: Path | None, said: str, graph: Graph) -> Verdict:
    """Proved when the search found nothing."""
    return PROVED if path is None else broken(said, path, graph)
