"""Slips of the pen: every flow that differs from a sound one in one small thing.

A mutant is compiled, walked and judged like any flow. ``caught_by`` says what noticed it first: the compiler, a law of
the flow, a rule of practice, or the oracle that works the outcome out a second time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from bot.check.laws import laws_of
from bot.check.rule import Rule, Status, Subject
from bot.check.rules import RULES
from bot.check.walk import TRIAL
from bot.engine.compile import CompiledFlow, compiled, joined
from bot.engine.errors import EngineBugError, FlowError
from bot.engine.facts import Both, Either, Guard, Judged, Not
from bot.engine.facts import Rule as Count
from bot.engine.record import codec
from bot.engine.show import Library
from bot.engine.spec import Choice, Flow, OutcomeSpec, Part, State, Way
from bot.engine.versions import locked
from tests.flows.oracle import agrees, expected
from tests.flows.paths import along, hold, tapping

SLOW = frozenset({"BUDGET-1", "BUDGET-2"})
"""Rules that ask for a large lens: tried last."""


@dataclass(frozen=True)
class Mutant:
    """A flow with one slip; ``kind`` and ``what`` say which."""

    kind: str
    what: str
    flow: Flow


def mutants(flow: Flow) -> Iterator[Mutant]:
    """Every mutant of a flow, in a fixed order."""
    states = joined(flow)
    for kind in (_redirected, _dropped, _unguarded, _untagged, _ungranted, _unrecorded, _skipped):
        for what, changed in kind(states):
            yield Mutant(kind.__name__.strip("_"), what, _flow(flow, changed))
    for what, outcome in _outcomes(flow.outcome):
        yield Mutant("outcome", what, replace(_flow(flow, states), outcome=outcome))


def _flow(flow: Flow, states: Mapping[str, State]) -> Flow:
    """The flow with these states, joined already."""
    parts: dict[str, list[State]] = {}
    for state in states.values():
        parts.setdefault(state.id.partition(".")[0], []).append(state)
    return replace(flow, parts=tuple(Part(part, tuple(some)) for part, some in parts.items()), joins={})


def _with(states: Mapping[str, State], state: State, choice: Choice, new: Choice | None) -> dict[str, State]:
    choices = tuple(new if one is choice else one for one in state.choices)
    return {**states, state.id: replace(state, choices=tuple(one for one in choices if one is not None))}


def _choices(states: Mapping[str, State]) -> Iterator[tuple[State, Choice]]:
    for state in states.values():
        for choice in state.choices:
            yield state, choice


Pairs = tuple[tuple[str, Guard], ...]
Changed = Iterator[tuple[str, dict[str, State]]]


def _redirected(states: Mapping[str, State]) -> Changed:
    """One answer, or one way of it, leads to another card."""
    for state, choice in _choices(states):
        for index, (to, guard) in enumerate(choice.ways):
            for other in states:
                if other == to:
                    continue
                target: str | tuple[Way, ...] = other
                if guard is not None and not isinstance(choice.to, str):
                    target = (*choice.to[:index], Way(other, guard), *choice.to[index + 1 :])
                what = f"{state.id} {choice.id}: {to} -> {other}"
                yield what, _with(states, state, choice, replace(choice, to=target))


def _dropped(states: Mapping[str, State]) -> Changed:
    """One answer, or one way of it, is not there."""
    for state, choice in _choices(states):
        yield f"{state.id} {choice.id}", _with(states, state, choice, None)
        if not isinstance(choice.to, str):
            for way in choice.to:
                fewer = tuple(one for one in choice.to if one is not way)
                what = f"{state.id} {choice.id}: no way to {way.to}"
                yield what, _with(states, state, choice, replace(choice, to=fewer))


def _unguarded(states: Mapping[str, State]) -> Changed:
    """One guard is gone, turned round, or counts one more or one less; or two ways have changed places."""
    for state, choice in _choices(states):
        name = f"{state.id} {choice.id}"
        if choice.when is not None:
            yield f"{name}: always", _with(states, state, choice, replace(choice, when=None))
            yield f"{name}: not", _with(states, state, choice, replace(choice, when=Not(choice.when)))
        if isinstance(choice.to, str):
            continue
        turned = tuple(Way(way.to, Not(way.when)) for way in choice.to)
        yield f"{name}: ways turned", _with(states, state, choice, replace(choice, to=turned))
        for step in (1, -1):
            moved = tuple(Way(way.to, _moved(way.when, step)) for way in choice.to)
            if moved != choice.to:
                yield f"{name}: threshold {step:+}", _with(states, state, choice, replace(choice, to=moved))


def _moved(guard: Guard, step: int) -> Guard:
    """The guard with its threshold moved."""
    match guard:
        case Judged(rule, results):
            return Judged(Count(rule.topics, rule.least + step), results)
        case Not(inner):
            return Not(_moved(inner, step))
        case Either(guards):
            return Either(tuple(_moved(one, step) for one in guards))
        case Both(guards):
            return Both(tuple(_moved(one, step) for one in guards))
        case _:
            return guard


def _untagged(states: Mapping[str, State]) -> Changed:
    """One card has lost a tag."""
    for state in states.values():
        for tag in sorted(state.tags):
            yield f"{state.id} is not {tag}", {**states, state.id: replace(state, tags=state.tags - {tag})}


def _ungranted(states: Mapping[str, State]) -> Changed:
    """One answer does not open a gate any more, or all gates are opened by an answer that did not open any."""
    gates = frozenset(grant for _, choice in _choices(states) for grant in choice.grants)
    for state, choice in _choices(states):
        for grant in sorted(choice.grants):
            less = replace(choice, grants=choice.grants - {grant})
            yield f"{state.id} {choice.id} without {grant}", _with(states, state, choice, less)
        for grant in sorted(gates - choice.grants):
            more = replace(choice, grants=choice.grants | {grant})
            yield f"{state.id} {choice.id} with {grant}", _with(states, state, choice, more)


def _unrecorded(states: Mapping[str, State]) -> Changed:
    """One answer records nothing any more, or another value."""
    values: dict[str, set[str]] = {}
    for _, choice in _choices(states):
        for fact, value in choice.records:
            values.setdefault(fact, set()).add(value)
    for state, choice in _choices(states):
        for fact, value in choice.records:
            rest = tuple(pair for pair in choice.records if pair[0] != fact)
            what = f"{state.id} {choice.id}: {fact}"
            yield what, _with(states, state, choice, replace(choice, records=rest))
            for other in sorted(values[fact] - {value}):
                changed = replace(choice, records=(*rest, (fact, other)))
                yield f"{what} = {other}", _with(states, state, choice, changed)


def _skipped(states: Mapping[str, State]) -> Changed:
    """One card with a single target is gone: what led to it leads on."""
    for state in states.values():
        targets = {to for choice in state.choices for to, _ in choice.ways}
        if len(targets) == 1:
            onward = next(iter(targets))
            rest = {one.id: _past(one, state.id, onward) for one in states.values() if one is not state}
            yield f"no {state.id}", rest


def _past(state: State, gone: str, onward: str) -> State:
    def led(choice: Choice) -> Choice:
        if isinstance(choice.to, str):
            return replace(choice, to=onward if choice.to == gone else choice.to)
        return replace(choice, to=tuple(Way(onward if w.to == gone else w.to, w.when) for w in choice.to))

    return replace(state, choices=tuple(led(choice) for choice in state.choices))


def _outcomes(outcome: OutcomeSpec) -> Iterator[tuple[str, OutcomeSpec]]:
    """One result or step is gone, turned round, or counts one more or one less."""
    for what, pairs in _slips(outcome.results):
        yield what, replace(outcome, results=pairs)
    for what, pairs in _slips(outcome.steps):
        yield what, replace(outcome, steps=pairs)


def _slips(pairs: Pairs) -> Iterator[tuple[str, Pairs]]:
    for index, (one, guard) in enumerate(pairs):
        before, after = pairs[:index], pairs[index + 1 :]
        yield f"no {one}", (*before, *after)
        yield f"{one} turned", (*before, (one, Not(guard)), *after)
        for step in (1, -1):
            moved = _moved(guard, step)
            if moved != guard:
                yield f"{one} threshold {step:+}", (*before, (one, moved), *after)


SAME = "same"
"""Said of a mutant that nobody could tell from the flow: the slip is on a way that can never be open, or in a note
that nothing reads."""


def caught_by(mutant: Mutant, library: Library, rules: tuple[Rule, ...] = RULES) -> str:
    """What notices the mutant first: "compiler", a rule's id, "oracle"; "" when nothing does, "same" if nothing can."""
    try:
        flow = compiled(mutant.flow)
    except FlowError:
        return "compiler"
    subject = _subject(library, flow)
    judged = [rule for rule in rules if not rule.once]
    quick = [*laws_of(flow), *(rule for rule in judged if rule.id not in SLOW)]
    try:
        for rule in quick:
            if rule.judge(subject).status is Status.BROKEN:
                return rule.id
        if any(failed.premise in ("WALK-TOTAL", "WALK-OPEN") for failed in subject.walked.failed):
            return "walk"
        if differs(subject):
            return "oracle"
        if told(subject) == told(_subject(library, library.flows[flow.id])):
            return SAME
        return next((rule.id for rule in judged if rule.judge(subject).status is Status.BROKEN), "")
    except EngineBugError:
        return "engine"


def _subject(library: Library, flow: CompiledFlow) -> Subject:
    mixed = replace(library, flows={**library.flows, flow.id: flow})
    return Subject(mixed, flow, codec(locked(mixed), mixed), depth=TRIAL)


def told(subject: Subject) -> object:
    """All that can be seen of a flow: its cards, tags, answers, gates, where they lead, and every outcome."""
    graph = subject.graph
    cards = [(node.state, node.tags, node.view.choices, node.view.contacts) for node in graph.nodes]
    moves = [[(move.answer, move.target, move.grants) for move in moves] for moves in graph.answers]
    talks = [hold(subject.library, subject.flow.id, tapping(path)) for path in along(graph)]
    return cards, moves, talks


def differs(subject: Subject) -> bool:
    """Does any conversation, one through each answer there is, end otherwise than the oracle expects?"""
    flow = subject.flow
    for path in along(subject.graph):
        talk = hold(subject.library, flow.id, tapping(path))
        try:
            wanted = expected(flow.id, talk.answers)
        except KeyError:
            return True
        if not agrees(wanted, talk.outcome):
            return True
    return False
