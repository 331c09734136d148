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
from typing import Final

from bot.check.content import NOTHING, Content
from bot.check.graph import Node
from bot.check.laws import keeps, laws_of
from bot.check.rule import Rule, Status, Subject
from bot.check.rules import RULES
from bot.check.walk import EVERYTHING, TRIAL, Depth, Walked
from bot.engine.compile import CompiledFlow, compiled, joined
from bot.engine.errors import EngineBugError, FlowError
from bot.engine.record import Codec, codec
from bot.engine.refusals import issues_of
from bot.engine.show import Library
from bot.engine.spec import Flow, OnlyFrom, Section
from bot.engine.versions import locked
from bot.present import coverage
from bot.present.catalog import SOURCE_LANGUAGE, Catalog
from tests.flows.paths import Talk
from tests.mutation.slips import Led, Mutant
from tests.mutation.sound import ANSWERS, Patched, Sound
from tests.mutation.telling import answered, as_expected, held, looks, paths_of, summed, whom

SAME: Final = "same"
"""Said of a mutant that nobody could tell from the flow: the slip is on a way that can never be open, or in a law that
other laws and rules keep as well."""

COMPILER, WORDS, ORACLE, ENGINE = "compiler", "words", "oracle", "engine"

MAP: Final = frozenset({"LAW-FROM", "LAW-SECTION"})
"""Laws that write the way of a conversation down a second time (docs/decisions/0016-a-second-map.md)."""


class Judge:
    """Judges the mutants of one library; what is known of the sound flows is worked out once."""

    def __init__(
        self, library: Library, words: Catalog, rules: Iterable[Rule] = RULES, content: Content = NOTHING
    ) -> None:
        self.library = library
        self.content = content
        self.words = words
        self.codec: Codec = codec(locked(library), library)
        self.rules = [rule for rule in rules if not rule.once and rule.by != "person"]
        self._sound: dict[str, Sound] = {}
        self._unsaid = frozenset(map(str, self._coverage(library)))

    def sound(self, flow: str) -> Sound:
        """What is known of a flow as it ships."""
        if flow not in self._sound:
            self._sound[flow] = Sound(self.library, self.library.flows[flow], self.codec, self.rules, self.content)
        return self._sound[flow]

    def caught_by(self, mutant: Mutant) -> str:
        """What notices it first, "same" when it is no slip, "" when nothing does."""
        if mutant.uncalled is not None:
            return next(self._uncalled(mutant.flow.id, *mutant.uncalled), "")
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
        if mutant.uncalled is not None:
            return frozenset(self._uncalled(mutant.flow.id, *mutant.uncalled))
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

    def breaks(self, mutant: Mutant, rule: Rule) -> bool:
        """Does this mutant break this rule of practice, whatever else it breaks?"""
        if mutant.uncalled is not None:
            return rule.id in {*self._uncalled(mutant.flow.id, *mutant.uncalled)}
        try:
            flow = compiled(mutant.flow)
        except FlowError:
            return False
        changed = self.sound(flow.id).changed(flow)
        subject = self._subject(flow, TRIAL, changed)
        return rule.judge(subject).status is Status.BROKEN

    def _uncalled(self, flow: str, state: str, name: str) -> Iterator[str]:
        """What is broken where an interrupt is not offered on a card, and leads nowhere from there."""
        sound = self.sound(flow)
        graph = sound.subject.graph
        here = {node.number for node in graph.nodes if node.state == state}

        def less(node: Node) -> Node:
            kept = tuple(one for one in node.view.interrupts if one != name)
            return replace(node, view=replace(node.view, interrupts=kept)) if node.number in here else node

        calls = tuple(
            tuple(move for move in moves if number not in here or move.name != name)
            for number, moves in enumerate(graph.calls)
        )
        subject = Subject(self.library, sound.flow, self.codec, depth=TRIAL, content=self.content)
        subject.walked = Walked(replace(graph, nodes=tuple(map(less, graph.nodes)), calls=calls), ())
        yield from self._broken(subject, (*sound.called, *sound.early))

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
            return Subject(library, flow, self.codec, depth=depth, content=self.content)
        subject = Patched(library, flow, self.codec, content=self.content)
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
        alike = looks(subject) == looks(sound.subject)
        amounts = isinstance(subject, Patched) or sound.amounts_to_the_same(subject)
        if not amounts:
            differs = False
            for talk, before in self._talks(subject, sound, alike=alike):
                if talk is None or talk != before:
                    differs = True
                    if not as_expected(subject, talk):
                        yield ORACLE
                        return
            amounts = not differs
        if alike and amounts:
            yield SAME
            return
        library = replace(self.library, flows={**self.library.flows, subject.flow.id: subject.flow})
        every = Subject(library, subject.flow, codec(locked(library), library), depth=EVERYTHING)
        yield from sorted({failed.premise for failed in every.walked.failed})

    def _talks(self, subject: Subject, sound: Sound, *, alike: bool) -> Iterator[tuple[Talk | None, Talk | None]]:
        """Conversations of a mutant with what they amount to in the sound flow, None where that cannot be asked."""
        flow, moved = subject.flow, subject.flow.outcome != sound.flow.outcome
        if sound.leads_alike(flow):
            yield from ((summed(flow, talk), talk) for _, talk in sound.talks)
            for path in paths_of(subject, shaken=sound.shaken(flow)) if moved else ():
                told = answered(subject, path)
                yield summed(flow, told), summed(sound.flow, told)
        elif alike:
            yield from ((held(subject, path), talk) for path, talk in sound.talks)
            for path in paths_of(subject, shaken=sound.shaken(flow)) if moved else ():
                yield held(subject, path), held(sound.subject, path)
        else:
            for path in paths_of(subject, sound.touched(flow), sound.shaken(flow)):
                yield held(subject, path), None
