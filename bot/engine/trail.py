"""The trail is the only memory: where we are and what is known are always computed from it.

Firing an answer goes through the flow's shared machine; replaying old answers goes through the same door, one by one.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from bot.engine.compile import CompiledFlow, Cursor
from bot.engine.errors import EngineBugError
from bot.engine.facts import Facts, fold
from bot.engine.session import Step

NO_FACTS: Facts = {}


class Replayed(NamedTuple):
    """Where replaying led: position, trail, answers that still wait, and states whose answers no longer fit."""

    at: str
    trail: tuple[Step, ...]
    redo: tuple[Step, ...]
    dropped: tuple[str, ...]


def facts_of(flow: CompiledFlow, trail: Iterable[Step]) -> dict[str, str]:
    """What the answers of a trail record, summed in order."""
    cards = flow.cards
    return fold([cards[state].choices[answer].records for state, answer in trail])


def offered(flow: CompiledFlow, at: str, trail: tuple[Step, ...]) -> tuple[str, ...]:
    """Ids of the choices that the card at ``at`` offers after this trail."""
    card = flow.cards[at]
    return card.offered(facts_of(flow, trail)) if card.conditional else card.ids


def fire(flow: CompiledFlow, trail: tuple[Step, ...]) -> str:
    """The state that the last answer of a trail leads to; it must have been offered."""
    at, answer = trail[-1]
    facts = facts_of(flow, trail) if flow.cards[at].guarded else NO_FACTS
    cursor = Cursor(at)
    if not flow.machine.events[answer].trigger(cursor, facts=facts):
        raise EngineBugError(f"no open way from {at} in {flow.id}")
    return cursor.state


def replay(flow: CompiledFlow, at: str, trail: tuple[Step, ...], redo: tuple[Step, ...]) -> Replayed:
    """Give waiting answers again as far as they fit: one waits while its card can still come, else it is dropped."""
    dropped: list[str] = []
    while redo:
        state, answer = redo[0]
        if state == at:
            after = (*trail, redo[0])
            to = fire(flow, after) if answer in offered(flow, at, trail) else ""
            if to and not flow.cards[to].state.final:
                at, trail = to, after
            else:
                dropped.append(state)
        elif state in flow.cards and state in flow.cards[at].reach:
            break
        else:
            dropped.append(state)
        redo = redo[1:]
    return Replayed(at, trail, redo, tuple(dropped))
