"""Why a flow may not run: every issue at once, each with a code, a place and a sentence that says what to do.

The codes are the keys of ``CODES``; each has a broken sample in tests/engine/broken.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from bot.engine.errors import Issue
from bot.engine.facts import UNSET, Guard, assignments
from bot.engine.session import LONGEST_TRAIL
from bot.engine.spec import EXIT, Flow, Gate, Needs, OnlyFrom, Part, Section, State

CODES: Mapping[str, str] = {
    "state-name": "A state's id is its part's id, a point and a plain word.",
    "state-twice": "Two states of a flow have the same id.",
    "choice-name": "A choice's id is a plain word in lower case.",
    "choice-reserved": "A choice's id is a word that the lifecycle keeps for itself.",
    "choice-twice": "A card has the same choice twice.",
    "start-unknown": "The flow starts at a state that no part holds.",
    "target-unknown": "A choice leads to a state that no part holds.",
    "exit-undeclared": "A choice leaves by an exit that its part does not declare.",
    "exit-unjoined": "The flow does not say where an exit leads to.",
    "join-unknown": "A join names an exit or a state that does not exist.",
    "unreachable": "No answers lead to this card.",
    "no-end": "No final card can be reached from this one.",
    "cycle": "Answers can lead back to the same card, so the conversation might never end.",
    "too-long": "A path has more answers than a session can hold.",
    "guard-overlap": "Two ways of a choice can be open at once.",
    "guard-gap": "No way of a choice is open for some facts.",
    "guard-unknown-fact": "A guard reads a fact that no answer records.",
    "no-choice": "A card could stand there with no choice to tap.",
    "law-unknown": "A law names a state, a tag or a grant that does not exist.",
    "outcome-unknown-fact": "The outcome reads a fact that no answer records.",
    "outcome-gap": "The list of results does not end in one that always holds.",
}

RESERVED = frozenset(
    {
        "back",
        "edit",
        "danger",
        "pause",
        "cover",
        "away",
        "resume",
        "language",
        "lang",
        "matters",
        "expire",
        "begin",
        "look",
        "state",
    }
)
_STATE = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*")
_CHOICE = re.compile(r"[a-z][a-z0-9_]*")

Domains = Mapping[str, frozenset[str]]


def issues_of(flow: Flow, states: Mapping[str, State]) -> list[Issue]:
    """Every reason why this flow must not be compiled; names first, since the graph needs them right."""
    issues = [*_names(flow), *_targets(flow, states), *_laws(flow, states)]
    if not issues:
        issues = [*_graph(flow, states), *_guards(flow, states)]
    return sorted(set(issues))


def domains_of(states: Mapping[str, State]) -> dict[str, frozenset[str]]:
    """All values that answers can give to each fact."""
    domains: dict[str, frozenset[str]] = {}
    for state in states.values():
        for choice in state.choices:
            for fact, value in choice.records:
                domains[fact] = domains.get(fact, frozenset()) | {value}
    return domains


def _names(flow: Flow) -> Iterator[Issue]:
    ids = Counter(state.id for part in flow.parts for state in part.states)
    for state_id, times in ids.items():
        if times > 1:
            yield Issue(state_id, "state-twice", f"This id is declared {times} times in {flow.id}.")
    for part in flow.parts:
        for state in part.states:
            if not _STATE.fullmatch(state.id) or not state.id.startswith(f"{part.id}."):
                yield Issue(state.id, "state-name", f"Name it {part.id}.word, in lower case.")
            for choice_id, times in Counter(choice.id for choice in state.choices).items():
                if times > 1:
                    yield Issue(state.id, "choice-twice", f"The choice {choice_id} is there {times} times.")
                if choice_id in RESERVED:
                    yield Issue(
                        state.id, "choice-reserved", f"{choice_id} belongs to the lifecycle: take another word."
                    )
                elif not _CHOICE.fullmatch(choice_id):
                    yield Issue(state.id, "choice-name", f"{choice_id!r} is not a plain word in lower case.")


def _targets(flow: Flow, states: Mapping[str, State]) -> Iterator[Issue]:
    if flow.start not in states:
        yield Issue(flow.id, "start-unknown", f"The start {flow.start} is in none of its parts.")
    exits = {f"{part.id}{EXIT}{name}" for part in flow.parts for name in part.exits}
    for join, to in flow.joins.items():
        targets = [to] if isinstance(to, str) else [way.to for way in to]
        if join not in exits or any(target not in states for target in targets):
            yield Issue(flow.id, "join-unknown", f"The join {join} to {', '.join(targets)} does not fit its parts.")
    for part in flow.parts:
        for state in part.states:
            for choice in state.choices:
                for to, _ in choice.ways:
                    wrong = _target(flow, part, to, states)
                    if wrong:
                        yield Issue(state.id, wrong[0], f"The choice {choice.id} leads to {to}: {wrong[1]}")


def _target(flow: Flow, part: Part, to: str, states: Mapping[str, State]) -> tuple[str, str] | None:
    """Code and sentence when a target leads nowhere."""
    if not to.startswith(EXIT):
        return None if to in states else ("target-unknown", "no part holds it.")
    if to.removeprefix(EXIT) not in part.exits:
        return "exit-undeclared", f"{part.id} declares no such exit."
    return None if f"{part.id}{to}" in flow.joins else ("exit-unjoined", f"{flow.id} does not join it.")


def _laws(flow: Flow, states: Mapping[str, State]) -> Iterator[Issue]:
    tags = {tag for state in states.values() for tag in state.tags}
    grants = {grant for state in states.values() for choice in state.choices for grant in choice.grants}
    laws: tuple[Gate | Section | Needs | OnlyFrom, ...] = (*flow.gates, *flow.sections, *flow.needs, *flow.only_from)
    for law in laws:
        for name in sorted(_strangers(law, states, tags, grants)):
            yield Issue(flow.id, "law-unknown", f"{type(law).__name__} speaks of {name}, which does not exist.")


def _strangers(
    law: Gate | Section | Needs | OnlyFrom, states: Mapping[str, State], tags: set[str], grants: set[str]
) -> set[str]:
    """The names in a law that the flow does not know."""
    match law:
        case Gate(grant, before):
            return ({grant} - grants) | (before - tags)
        case Section(first, members):
            return ({first} | members) - states.keys()
        case Needs(state, wanted):
            return ({state} - states.keys()) | (wanted - tags)
        case OnlyFrom(state, sources):
            return ({state} | sources) - states.keys()


def _graph(flow: Flow, states: Mapping[str, State]) -> Iterator[Issue]:
    after = {s.id: sorted({to for choice in s.choices for to, _ in choice.ways}) for s in states.values()}
    reached = _closure(flow.start, after)
    for state_id in states.keys() - reached:
        yield Issue(state_id, "unreachable", f"No answers in {flow.id} lead here.")
    before: dict[str, list[str]] = {state_id: [] for state_id in states}
    for source, targets in after.items():
        for to in targets:
            before[to].append(source)
    ending = set().union(*(_closure(s.id, before) for s in states.values() if s.final))
    for state_id in reached - ending:
        yield Issue(state_id, "no-end", f"No final card of {flow.id} can be reached from here.")
    yield from _cycles(flow, after)


def _closure(start: str, after: Mapping[str, list[str]]) -> set[str]:
    seen, todo = {start}, [start]
    while todo:
        for to in after[todo.pop()]:
            if to not in seen:
                seen.add(to)
                todo.append(to)
    return seen


def _cycles(flow: Flow, after: Mapping[str, list[str]]) -> Iterator[Issue]:
    """States on a cycle, found by taking away those that nothing points to; without one, the longest path."""
    incoming = Counter(to for targets in after.values() for to in targets)
    depth = dict.fromkeys(after, 0)
    free = [state for state in after if not incoming[state]]
    left = set(after)
    while free:
        state = free.pop()
        left.discard(state)
        for to in after[state]:
            depth[to] = max(depth[to], depth[state] + 1)
            incoming[to] -= 1
            if not incoming[to]:
                free.append(to)
    for state in left:
        yield Issue(state, "cycle", f"In {flow.id} answers can lead from this card into a circle.")
    if not left and max(depth.values()) > LONGEST_TRAIL // 2:
        yield Issue(flow.id, "too-long", f"A path has {max(depth.values())} answers; {LONGEST_TRAIL // 2} is the most.")


def _guards(flow: Flow, states: Mapping[str, State]) -> Iterator[Issue]:
    domains = domains_of(states)
    judged: dict[tuple[Guard, ...], tuple[str, str] | None] = {}
    for state in states.values():
        for choice in state.choices:
            guards = tuple(way for _, way in choice.ways if way is not None)
            every = (*guards, *((choice.when,) if choice.when is not None else ()))
            for fact in sorted({fact for guard in every for fact in guard.reads} - domains.keys()):
                yield Issue(state.id, "guard-unknown-fact", f"{choice.id} reads {fact}, which no answer records.")
            if guards not in judged:
                judged[guards] = _wrong(guards, domains) if guards else None
            wrong = judged[guards]
            if wrong:
                yield Issue(state.id, wrong[0], f"The choice {choice.id} has {wrong[1]}")
        whens = [choice.when for choice in state.choices]
        if whens and None not in whens:
            shown = tuple(when for when in whens if when is not None)
            if any(not any(g.holds(facts) for g in shown) for facts in assignments(shown, domains)):
                yield Issue(state.id, "no-choice", "For some facts every choice is hidden: leave one that never is.")
    yield from _outcome(flow, domains)


def _outcome(flow: Flow, domains: Domains) -> Iterator[Issue]:
    read = {fact for _, guard in (*flow.outcome.results, *flow.outcome.steps) for fact in guard.reads}
    read |= {*flow.outcome.topics, *flow.outcome.needs} | ({flow.outcome.reason} - {""})
    for fact in sorted(read - domains.keys()):
        yield Issue(flow.id, "outcome-unknown-fact", f"The outcome reads {fact}, which no answer records.")
    last = tuple(guard for _, guard in flow.outcome.results[-1:])
    if not last or any(not last[0].holds(facts) for facts in assignments(last, domains)):
        yield Issue(flow.id, "outcome-gap", "End the results with one that holds whatever the answers were.")


def _wrong(guards: tuple[Guard, ...], domains: Domains) -> tuple[str, str] | None:
    """Code and sentence when these ways are not exclusive and complete over every value of what they read."""
    for facts in assignments(guards, domains):
        held = sum(guard.holds(facts) for guard in guards)
        if held != 1:
            shown = ", ".join(f"{fact}={value}" for fact, value in facts.items() if value != UNSET) or "no facts"
            return (
                ("guard-overlap", f"{held} open ways for {shown}.") if held else ("guard-gap", f"no way for {shown}.")
            )
    return None
