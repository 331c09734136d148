"""What can still matter at a card: the smallest memory that tells two sessions apart.

Two sessions on the same card have the same future when every guard that can still be asked will answer alike, now and
after any further answers. For a guard that is *settled* (no card that can still come records a fact it reads) that is
its answer, one bit. For one that is not, it is what the guard itself says it can still make of the facts (``sense``),
which counts topics and so holds only where no path records the same fact twice; elsewhere the facts are kept as they
are. A lens adds facts that only the outcome reads: the outcome of merged sessions is then exact for these, and for
the rest it is the outcome of one of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.engine.compile import Card, CompiledFlow
from bot.engine.facts import UNSET, Facts, Guard

NO_LENS: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Memory:
    """What is remembered at one card: values of ``facts``, what ``open`` guards sense, answers of ``settled`` ones."""

    facts: tuple[str, ...]
    open: tuple[Guard, ...]
    settled: tuple[Guard, ...]

    def of(self, facts: Facts) -> tuple[object, ...]:
        """The memory of a session with these facts; on one card, equal memories mean equal futures."""
        return (
            *(facts.get(fact, UNSET) for fact in self.facts),
            *(guard.sense(facts) for guard in self.open),
            *(guard.holds(facts) for guard in self.settled),
        )


def memories(flow: CompiledFlow, lens: frozenset[str] = NO_LENS) -> Mapping[str, Memory]:
    """The memory of every card of a flow; ``lens`` are facts to keep as they are."""
    recorded = {state: recorded_on(card) for state, card in flow.cards.items()}
    asked = {state: tuple(dict.fromkeys(guards_on(card))) for state, card in flow.cards.items()}
    again = _twice(flow, recorded)
    found: dict[str, Memory] = {}
    for state, card in flow.cards.items():
        coming = sorted(card.reach)
        later = frozenset().union(*(recorded[one] for one in coming))
        guards = dict.fromkeys(guard for one in coming for guard in asked[one])
        unsettled = [guard for guard in guards if guard.reads & later]
        raw = lens.union(*(guard.reads for guard in unsettled if guard.reads & again))
        found[state] = Memory(
            tuple(sorted(raw)),
            tuple(guard for guard in unsettled if not guard.reads <= raw),
            tuple(guard for guard in guards if not guard.reads & later),
        )
    return found


def lenses(flow: CompiledFlow) -> tuple[frozenset[str], ...]:
    """The groups of facts that the outcome reads together: one walk each, so that no product of all is ever built."""
    outcome = flow.outcome
    together = [
        frozenset(fact for _, guard in outcome.results for fact in guard.reads) | {*outcome.topics},
        frozenset(outcome.needs),
        *(guard.reads for _, guard in outcome.steps),
        frozenset({outcome.reason} - {""}),
    ]
    groups: list[frozenset[str]] = []
    for reads in filter(None, together):
        apart = [group for group in groups if not group & reads]
        groups = [*apart, reads.union(*(group for group in groups if group & reads))]
    return tuple(sorted(groups, key=sorted))


def recorded_on(card: Card) -> frozenset[str]:
    """The facts that answers on this card record."""
    return frozenset(fact for choice in card.choices.values() for fact, _ in choice.records)


def guards_on(card: Card) -> Iterable[Guard]:
    """The guards that are asked on this card."""
    for choice in card.choices.values():
        for guard in (choice.when, *(way for _, way in choice.ways)):
            if guard is not None:
                yield guard


def _twice(flow: CompiledFlow, recorded: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """Facts that one path can record more than once, so that a later answer may replace an earlier one."""
    return frozenset(
        fact
        for state, card in flow.cards.items()
        for later in card.reach - {state}
        for fact in recorded[state] & recorded[later]
    )
