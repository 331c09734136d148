"""What notices a mutant of a flow first: the compiler, a law, a rule of practice, a word, a premise, or the oracle.

Nothing is walked that cannot have changed. Where one answer is led astray, the two cards around it are judged by the
map first, as a graph of their own: whether ``OnlyFrom`` and ``Section`` hold depends on nothing else, and everything
before the changed answer is as it was, so it can still be reached and given. Where no answer leads elsewhere or records
anything else, the graphs of the sound flow are taken with what the cards and answers now say (``patched``). Interrupts,
and walks under a lens, come last. A test holds each of these against the plain way.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cached_property
from typing import Final

from bot.check.graph import Graph, Move, Node, Path
from bot.check.laws import keeps, laws_of
from bot.check.lens import Lens, lenses
from bot.check.rule import Rule, Status, Subject
from bot.check.rules import RULES
from bot.check.walk import EVERYTHING, TRIAL, Depth, Walked
from bot.engine.compile import CompiledFlow, compiled, joined
from bot.engine.errors import EngineBugError, FlowError
from bot.engine.record import Codec, codec
from bot.engine.refusals import issues_of
from bot.engine.session import Mode
from bot.engine.show import Library
from bot.engine.spec import Flow, OnlyFrom, Section, State
from bot.engine.versions import locked
from bot.present import coverage
from bot.present.catalog import SOURCE_LANGUAGE, Catalog
from tests.flows.oracle import agrees, expected
from tests.flows.paths import Talk, along, hold, tapping
from tests.mutation.slips import Led, Mutant

ANSWERS: Final = Depth(calls=False, premises=False)
"""The walk of a mutant at first: answers, and nothing that can be called beside them."""

SAME: Final = "same"
"""Said of a mutant that nobody could tell from the flow: the slip is on a way that can never be open, or in a law that
other laws and rules keep as well."""

COMPILER, WORDS, ORACLE, ENGINE = "compiler", "words", "oracle", "engine"

LIKELY: Final = ("TAG", "WAY")
"""Families of rules that notice most slips, and are asked first."""

MAP: Final = frozenset({"LAW-FROM", "LAW-SECTION"})
"""Laws that write the way of a conversation down a second time (docs/decisions/0016-a-second-map.md)."""


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


class Judge:
    """Judges the mutants of one library; what is known of the sound flows is worked out once."""

    def __init__(self, library: Library, words: Catalog, rules: Iterable[Rule] = RULES) -> None:
        self.library = library
        self.words = words
        self.codec: Codec = codec(locked(library), library)
        self.rules = [rule for rule in rules if not rule.once and rule.by == "walk"]
        self._sound: dict[str, Sound] = {}
        self._unsaid = frozenset(map(str, self._coverage(library)))

    def sound(self, flow: str) -> Sound:
        """What is known of a flow as it ships."""
        if flow not in self._sound:
            self._sound[flow] = Sound(self, self.library.flows[flow])
        return self._sound[flow]

    def caught_by(self, mutant: Mutant) -> str:
        """What notices it first, "same" when it is no slip, "" when nothing does."""
        states = joined(mutant.flow)
        if issues_of(mutant.flow, states):
            return COMPILER
        if mutant.led is not None and self._off_the_map(mutant.led, mutant.flow):
            return "LAW-FROM"
        try:
            return next(self._noticed(compiled(mutant.flow)), "")
        except EngineBugError:
            return ENGINE

    def all_that_catch(self, mutant: Mutant) -> frozenset[str]:
        """Everything that notices it, each by itself; empty for one that is the same or that nothing notices."""
        try:
            flow = compiled(mutant.flow)
        except FlowError:
            return frozenset({COMPILER})
        try:
            return frozenset(self._noticed(flow)) - {SAME}
        except EngineBugError:
            return frozenset({ENGINE})

    # The order: what is cheap, or likely, first.

    def _noticed(self, flow: CompiledFlow) -> Iterator[str]:
        sound = self.sound(flow.id)
        changed = sound.changed(flow)
        if changed == frozenset() and whom(flow) == whom(sound.flow):
            yield SAME  # the engine reads no law
            return
        subject = self._subject(flow, ANSWERS, changed)
        yield from self._broken(subject, (*sound.early, *laws_of(flow)))
        full = subject if changed is not None else self._subject(flow, TRIAL, None)
        yield from self._broken(full, sound.called)
        yield from sorted({failed.premise for failed in full.walked.failed})
        yield from self._beside(flow)
        if any(str(issue) not in self._unsaid for issue in self._coverage(full.library)):
            yield WORDS
        yield from self._broken(subject, sound.late)
        yield from self._told(subject, sound)

    def _broken(self, subject: Subject, rules: Iterable[Rule]) -> Iterator[str]:
        return (rule.id for rule in rules if rule.judge(subject).status is Status.BROKEN)

    def _off_the_map(self, led: Led, flow: Flow) -> bool:
        """Do the laws say, of the changed answer alone, that it may not lead there?"""
        sound = self.sound(flow.id)
        laws: list[OnlyFrom | Section] = [law for law in flow.only_from if law.state == led[3]]
        laws += [law for law in flow.sections if led[3] in law.members]
        around = sound.around(*led) if laws else None
        if around is None:
            return False
        subject = Subject(self.library, sound.flow, self.codec, depth=ANSWERS)
        subject.walked = Walked(around, ())
        return any(keeps(subject, law).status is Status.BROKEN for law in laws)

    def _subject(self, flow: CompiledFlow, depth: Depth, changed: frozenset[str] | None) -> Subject:
        library = replace(self.library, flows={**self.library.flows, flow.id: flow})
        if changed is None:
            return Subject(library, flow, self.codec, depth=depth)
        subject = Patched(library, flow, self.codec)
        subject.sound, subject.changed = self.sound(flow.id).subject, changed
        return subject

    def _beside(self, flow: CompiledFlow) -> Iterator[str]:
        """A changed safety conversation breaks the rules of those on which it opens."""
        if flow.id != self.library.safety:
            return
        library = replace(self.library, flows={**self.library.flows, flow.id: flow})
        host = next(one for one in library.flows.values() if one.id != flow.id)
        subject = Subject(library, host, self.codec, depth=TRIAL)
        yield from self._broken(subject, self.sound(host.id).called)

    def _coverage(self, library: Library) -> list[object]:
        return [*coverage.issues_of(self.words.entries[SOURCE_LANGUAGE], self.words.file, library, None)]

    def _told(self, subject: Subject, sound: Sound) -> Iterator[str]:
        """What can be seen, and what conversations amount to: against the oracle, and against the sound flow."""
        if looks(subject) != looks(sound.subject):
            moved = not isinstance(subject, Patched)
            if moved and not all(_as_expected(subject, held(subject, path)) for path in paths_of(subject)):
                yield ORACLE
                return
        elif isinstance(subject, Patched) or not (differing := self._differing(subject, sound)):
            yield SAME
            return
        elif not all(_as_expected(subject, talk) for talk in differing):
            yield ORACLE
            return
        library = replace(self.library, flows={**self.library.flows, subject.flow.id: subject.flow})
        every = Subject(library, subject.flow, codec(locked(library), library), depth=EVERYTHING)
        yield from sorted({failed.premise for failed in every.walked.failed})

    def _differing(self, subject: Subject, sound: Sound) -> list[Talk | None]:
        """Conversations that amount to something else than in the sound flow, which has the same cards and ways."""
        talks = [(held(subject, path), talk) for path, talk in sound.talks]
        if subject.flow.outcome != sound.flow.outcome:
            talks += [(held(subject, path), held(sound.subject, path)) for path in paths_of(subject)]
        return [talk for talk, before in talks if talk != before]


class Sound:
    """A flow as it ships: its walk, which rules are quick on it, and what its conversations amount to.

    ``early`` rules read answers alone, ``called`` ones interrupts as well, ``late`` ones make walks of their own.
    ``unsound`` are rules that it breaks itself: they can prove nothing about its mutants.
    """

    def __init__(self, judge: Judge, flow: CompiledFlow) -> None:
        self.flow = flow
        self.subject = Subject(judge.library, flow, judge.codec, depth=TRIAL)
        self.unsound = [rule.id for rule in (*judge.rules, *laws_of(flow)) if self._broken(rule, self.subject)]
        fine = [rule for rule in judge.rules if rule.id not in self.unsound]
        plain = Subject(judge.library, flow, judge.codec, depth=ANSWERS)
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
        alone = Subject(plain.library, plain.flow, plain.codec, depth=ANSWERS)
        alone.walked = plain.walked
        rule.judge(alone)
        return len([*alone.walks()]) > 1

    @cached_property
    def talks(self) -> tuple[tuple[Path, Talk | None], ...]:
        """The conversations by which it is compared with a mutant."""
        return tuple((path, held(self.subject, path)) for path in paths_of(self.subject))

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


def _amounts(flow: CompiledFlow) -> tuple[object, ...]:
    return flow.start, flow.outcome


def _leads(state: State) -> tuple[object, ...]:
    """What decides which situations there are, and which contacts they show."""
    answers = tuple((choice.id, choice.to, choice.records, choice.when) for choice in state.choices)
    return answers, state.contacts, state.needs_contacts


def _as_expected(subject: Subject, talk: Talk | None) -> bool:
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


def paths_of(subject: Subject) -> Iterator[Path]:
    """Whole conversations, one through each answer of each situation, under every lens of the outcome."""
    known: set[tuple[str, ...]] = set()
    for lens in (None, *lenses(subject.flow)):
        for path in along(subject.graph if lens is None else subject.under(lens)):
            answers = tuple(move.answer for move in path)
            if answers not in known:
                known.add(answers)
                yield path


def whom(flow: CompiledFlow) -> tuple[object, ...]:
    """Who is talked with, and where."""
    return flow.source.audience, flow.source.requires


def looks(subject: Subject) -> object:
    """All that can be seen of a flow on its way: cards and tags, answers and gates, where they lead, whom it is for."""
    graph = subject.graph
    cards = {replace(node.view, revision=0, progress=None, edits=(), outcome=None) for node in graph.main()}
    kept = {(state, card.state.intensity, card.state.needs_contacts) for state, card in subject.flow.cards.items()}
    leads = {
        (node.state, move.answer, graph.nodes[move.target].state, move.grants)
        for node in graph.running()
        for move in graph.answers[node.number]
    }
    return cards, kept, leads, whom(subject.flow)
