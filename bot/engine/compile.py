"""A flow becomes one lean shared machine, once, and only if nothing at all is wrong with it.

``transitions`` holds the graph: the trigger is the choice's id, so ``get_triggers`` is the list of answers and
``get_transitions`` is the graph that is proved, drawn and locked. A step fires it on a throw-away cursor; no model is
ever registered and no callback exists, so an effect can only be a new state. What the library would accept silently
(unknown targets, two open edges, none) is refused here, all issues at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from transitions import Machine, Transition

from bot.engine.errors import FlowError
from bot.engine.facts import Both, Condition, Facts, Guard
from bot.engine.refusals import issues_of
from bot.engine.spec import EXIT, Choice, Flow, OutcomeSpec, State, Way


class Edge(Transition):
    """A transition that knows its answer and its guards (None: always open)."""

    def __init__(self, *args: Any, answer: str = "", guards: tuple[Guard, ...] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.answer = answer
        self.guards = guards

    def open(self, facts: Facts) -> bool:
        """Would this edge be taken with these facts?"""
        return all(guard.holds(facts) for guard in self.guards)


class FlowMachine(Machine):
    """The shared machine of a flow. Its own model is off, so it is a table and not a state."""

    transition_cls = Edge


class Cursor:
    """Stands on a state for the length of one trigger."""

    __slots__ = ("state",)

    def __init__(self, state: str) -> None:
        self.state = state


@dataclass(frozen=True, slots=True)
class Card:
    """A state as compiled: targets resolved, what a view needs computed once.

    ``more`` is about how many cards are left; ``reach`` all states that can still come; ``live`` the facts that a
    guard may still read; ``guarded`` whether facts matter here; ``conditional`` whether guards hide some choices.
    """

    state: State
    words: tuple[str, ...]
    choices: Mapping[str, Choice]
    ids: tuple[str, ...]
    guarded: bool
    conditional: bool
    more: int
    reach: frozenset[str]
    live: frozenset[str]

    def offered(self, facts: Facts) -> tuple[str, ...]:
        """Ids of the choices to show."""
        return tuple(c.id for c in self.choices.values() if c.when is None or c.when.holds(facts))


@dataclass(frozen=True, slots=True)
class CompiledFlow:
    """A flow that may run: ``machine`` is shared by all sessions, ``cards`` are its states by id."""

    id: str
    version: int
    start: str
    machine: FlowMachine
    cards: Mapping[str, Card]
    outcome: OutcomeSpec
    source: Flow

    def edges(self, state: str) -> list[Edge]:
        """The outgoing edges of a state, in the machine's own words."""
        return [edge for edge in self.machine.get_transitions(source=state) if isinstance(edge, Edge)]


def compiled(flow: Flow) -> CompiledFlow:
    """Compile a flow, or raise ``FlowError`` with every issue."""
    states = joined(flow)
    issues = issues_of(flow, states)
    if issues:
        raise FlowError(issues)
    targets = {state.id: {to for choice in state.choices for to, _ in choice.ways} for state in states.values()}
    order = _children_first(targets, flow.start)
    left: dict[str, float] = {}
    reach: dict[str, frozenset[str]] = {}
    live: dict[str, frozenset[str]] = {}
    for state_id in order:
        after = targets[state_id]
        left[state_id] = 1 + sum(left[t] for t in after) / len(after) if after else 0
        reach[state_id] = frozenset({state_id}).union(*(reach[t] for t in after))
        live[state_id] = guard_reads(states[state_id]).union(*(live[t] for t in after))
    cards = {
        state_id: Card(
            state=state,
            words=state.words or (state_id,),
            choices={choice.id: choice for choice in state.choices},
            ids=tuple(choice.id for choice in state.choices),
            guarded=bool(guard_reads(state)),
            conditional=any(choice.when for choice in state.choices),
            more=round(left[state_id]),
            reach=reach[state_id],
            live=live[state_id],
        )
        for state_id, state in states.items()
    }
    return CompiledFlow(flow.id, flow.version, flow.start, machine_of(states, flow.start), cards, flow.outcome, flow)


def joined(flow: Flow) -> dict[str, State]:
    """All states of a flow by id, with exits replaced by the states that the flow joins them to."""
    states: dict[str, State] = {}
    for part in flow.parts:
        for state in part.states:
            choices = tuple(_resolved(choice, part.id, flow) for choice in state.choices)
            states[state.id] = State(
                state.id,
                choices,
                state.tags,
                state.words,
                state.tone,
                state.intensity,
                state.contacts,
                state.needs_contacts,
                state.site_notes,
                state.facts,
            )
    return states


def _resolved(choice: Choice, part: str, flow: Flow) -> Choice:
    """The choice with every exit replaced by what the flow joins it to; guards on both sides of a join add up."""
    if isinstance(choice.to, str):
        to = _joined_to(choice.to, part, flow)
    else:
        ways: list[Way] = []
        for way in choice.to:
            target = _joined_to(way.to, part, flow)
            if isinstance(target, str):
                ways.append(Way(target, way.when))
            else:
                ways.extend(Way(further.to, Both((way.when, further.when))) for further in target)
        to = tuple(ways)
    return Choice(choice.id, to, choice.records, choice.grants, choice.when)


def _joined_to(to: str, part: str, flow: Flow) -> str | tuple[Way, ...]:
    return flow.joins.get(f"{part}{to}", to) if to.startswith(EXIT) else to


def machine_of(states: Mapping[str, State], start: str) -> FlowMachine:
    """The lean shared machine: no model, no automatic transitions, no queue."""
    transitions = []
    for state in states.values():
        for choice in state.choices:
            for to, way in choice.ways:
                guards = tuple(guard for guard in (choice.when, way) if guard is not None)
                transitions.append(
                    {
                        "trigger": choice.id,
                        "source": state.id,
                        "dest": to,
                        "answer": choice.id,
                        "guards": guards,
                        "conditions": [Condition(guard) for guard in guards],
                    }
                )
    return FlowMachine(
        model=None,
        states=list(states),
        transitions=transitions,
        initial=start,
        auto_transitions=False,
        send_event=True,
        queued=False,
    )


def guard_reads(state: State) -> frozenset[str]:
    """The facts that any guard on this card reads."""
    reads: frozenset[str] = frozenset()
    for choice in state.choices:
        for guard in (choice.when, *(way for _, way in choice.ways)):
            reads |= guard.reads if guard is not None else frozenset()
    return reads


def _children_first(targets: Mapping[str, set[str]], start: str) -> list[str]:
    """States in an order where every target stands before its source; the graph is known to be acyclic."""
    order: list[str] = []
    seen: set[str] = set()
    stack = [(start, iter(sorted(targets[start])))]
    seen.add(start)
    while stack:
        state, rest = stack[-1]
        child = next((t for t in rest if t not in seen), None)
        if child is None:
            order.append(state)
            stack.pop()
        else:
            seen.add(child)
            stack.append((child, iter(sorted(targets[child]))))
    return order
