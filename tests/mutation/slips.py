"""Slips of the pen in where answers lead and what they do: flows that differ from a sound one in one small thing.

A mutant is compiled, walked and judged like any flow (``tests.mutation.judging``). Slips on what cards show, and in
what a flow declares beside its cards, are in ``tests.mutation.card_slips``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from bot.engine.compile import joined
from bot.engine.facts import Both, Either, Guard, Judged, Not
from bot.engine.facts import Rule as Count
from bot.engine.spec import Choice, Flow, OutcomeSpec, Part, State, Way

Led = tuple[str, str, str, str]


@dataclass(frozen=True)
class Mutant:
    """A flow with one slip; ``kind`` and ``what`` say which.

    ``led`` is set where one answer was led astray and nothing else changed: card, answer, where it led, where it leads.
    ``uncalled`` is a card and an interrupt that it does not offer any more: a slip of the engine and not of the flow.
    """

    kind: str
    what: str
    flow: Flow
    led: Led | None = None
    uncalled: tuple[str, str] | None = None

    @property
    def name(self) -> str:
        """How it is listed: flow, kind and what, such as ``offer: dropped: opening.begin yes``."""
        return f"{self.flow.id}: {self.kind}: {self.what}"


def slips(flow: Flow) -> Iterator[Mutant]:
    """Every slip in what answers do, in a fixed order."""
    states = joined(flow)
    for what, changed, led in _redirected(states):
        yield Mutant("redirected", what, joined_flow(flow, changed), led)
    for kind in (_dropped, _unguarded, _ungranted, _unrecorded):
        for what, changed in kind(states):
            yield Mutant(kind.__name__.strip("_"), what, joined_flow(flow, changed))
    for what, outcome in _outcomes(flow.outcome):
        yield Mutant("outcome", what, replace(joined_flow(flow, states), outcome=outcome))


def joined_flow(flow: Flow, states: Mapping[str, State]) -> Flow:
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


def _redirected(states: Mapping[str, State]) -> Iterator[tuple[str, dict[str, State], Led | None]]:
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
                once = [one for one, _ in choice.ways].count(to) == 1
                led = (state.id, choice.id, to, other) if once else None
                yield what, _with(states, state, choice, replace(choice, to=target)), led


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
