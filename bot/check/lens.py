"""What can still matter at a card: the smallest memory that tells two sessions apart.

Two sessions on the same card have the same future when every guard that can still be asked will answer alike, now and
after any further answers. For a guard that is *settled* (no card that can still come records a fact it reads) that is
its answer, one bit. For one that is not, it is what each of its leaves can still make of the facts (``sensed``),
which counts topics and so holds only where no path records the same fact twice; elsewhere the facts are kept as they
are. A lens adds what only the outcome reads: the outcome of merged sessions is then exact for that, and for the rest
it is the outcome of one of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.engine.compile import Card, CompiledFlow
from bot.engine.facts import UNSET, Facts, Guard, Judged, leaves


@dataclass(frozen=True, slots=True)
class Lens:
    """What a walk keeps beside what guards on cards can still ask: ``facts`` as they are, and all that ``guards`` of
    the outcome can make of the others. A rule over eight topics is kept as its counts, not as eight answers.
    """

    facts: frozenset[str] = frozenset()
    guards: tuple[Guard, ...] = ()


NO_LENS = Lens()


@dataclass(frozen=True, slots=True)
class Memory:
    """What is remembered at one card: values of ``facts``, what ``open`` guards sense, answers of ``settled`` ones.

    ``later`` are the facts that cards from here on record.
    """

    facts: tuple[str, ...]
    open: tuple[Guard, ...]
    settled: tuple[Guard, ...]
    later: frozenset[str] = frozenset()

    def of(self, facts: Facts) -> tuple[object, ...]:
        """The memory of a session with these facts; on one card, equal memories mean equal futures."""
        return (
            *(facts.get(fact, UNSET) for fact in self.facts),
            *(sensed(guard, self.later, facts) for guard in self.open),
            *(guard.holds(facts) for guard in self.settled),
        )


def sensed(guard: Guard, later: frozenset[str], facts: Facts) -> tuple[object, ...]:
    """All that a guard can still make of these facts on a card from which only ``later`` facts are recorded.

    A count of topics is over once enough came up. Before that, topics that are behind us with neither a yes nor a no
    keep it undetermined, and it does not matter how many more there are than are lacking.
    """
    if not isinstance(guard, Judged):
        return guard.sense(facts)
    rule = guard.rule
    behind = [facts.get(topic, UNSET) for topic in rule.topics if topic not in later]
    ahead = [facts.get(topic, UNSET) for topic in rule.topics if topic in later]
    yes = behind.count("yes")
    if yes >= rule.least:
        return (rule.least, 0)
    if any(value != UNSET for value in ahead):
        return guard.sense(facts)  # answered before, and can be answered again: nothing is taken for granted
    return (yes, min(len(behind) - yes - behind.count("no"), rule.least - yes))


def memories(flow: CompiledFlow, lens: Lens = NO_LENS) -> Mapping[str, Memory]:
    """The memory of every card of a flow; ``lens`` is what to keep besides."""
    recorded = {state: recorded_on(card) for state, card in flow.cards.items()}
    asked = {state: tuple(dict.fromkeys(guards_on(card))) for state, card in flow.cards.items()}
    again = _twice(flow, recorded)
    found: dict[str, Memory] = {}
    for state, card in flow.cards.items():
        coming = sorted(card.reach)
        later = frozenset().union(*(recorded[one] for one in coming))
        guards = dict.fromkeys((*(guard for one in coming for guard in asked[one]), *lens.guards))
        unsettled = list(dict.fromkeys(leaf for guard in guards if guard.reads & later for leaf in leaves(guard)))
        raw = lens.facts.union(*(guard.reads for guard in unsettled if guard.reads & again))
        found[state] = Memory(
            tuple(sorted(raw)),
            tuple(guard for guard in unsettled if not guard.reads <= raw),
            tuple(guard for guard in guards if not guard.reads & later),
            later,
        )
    return found


def lenses(flow: CompiledFlow) -> tuple[Lens, ...]:
    """What the outcome tells together: one walk each, so that no product of all its facts is ever built.

    A topic, and a place in the patient's order of needs, is told by its own fact alone, so each has a walk of its own.
    Steps that read a fact in common share one.
    """
    outcome = flow.outcome
    groups: list[tuple[frozenset[str], tuple[Guard, ...]]] = []
    for _, guard in outcome.steps:
        touching = [group for group in groups if group[0] & guard.reads]
        reads = guard.reads.union(*(group[0] for group in touching))
        guards = (*(one for group in touching for one in group[1]), guard)
        groups = [*(group for group in groups if group not in touching), (reads, guards)]
    return tuple(
        dict.fromkeys(
            (
                results_lens(flow),
                *(Lens(frozenset({topic})) for topic in outcome.topics),
                *(Lens(frozenset({need})) for need in outcome.needs),
                *(Lens(guards=guards) for _, guards in groups),
            )
        )
    )


def results_lens(flow: CompiledFlow) -> Lens:
    """The lens under which the result of every end, and its reason, are exact."""
    guards = tuple(guard for _, guard in flow.outcome.results)
    return Lens(frozenset({flow.outcome.reason} - {""}), guards)


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
