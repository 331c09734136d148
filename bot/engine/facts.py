"""What the answers amount to, in three values: declined and unsure are never "no".

A fact is a name and a value that an answer records; facts are a sum over the trail and nothing else. Guards are
objects that read facts: they can be enumerated, printed, locked and proved, which strings and lambdas cannot.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import product
from typing import Any, Protocol

UNSET = ""
"""The value of a fact that no answer has recorded."""

Facts = Mapping[str, str]


class Result(StrEnum):
    """Did it come up? ``UNDETERMINED``: it still could, if every open item counted as yes."""

    RAISED = "raised"
    NOT_RAISED = "not_raised"
    UNDETERMINED = "undetermined"


class Guard(Protocol):
    """A condition over facts: which it reads, whether it holds, and how it reads in a diagram."""

    @property
    def reads(self) -> frozenset[str]:
        """The facts it looks at, and no others."""

    @property
    def text(self) -> str:
        """How it reads in a diagram and in the lock."""

    def holds(self, facts: Facts) -> bool:
        """Is it so, with these facts?"""

    def sense(self, facts: Facts) -> tuple[object, ...]:
        """All that the guard can still make of these facts: two trails that agree on it agree on every later answer."""


@dataclass(frozen=True, slots=True)
class Is:
    """The fact has one of the values."""

    fact: str
    values: tuple[str, ...]

    @property
    def reads(self) -> frozenset[str]:
        return frozenset({self.fact})

    @property
    def text(self) -> str:
        return f"{self.fact} is {' or '.join(value or 'unset' for value in self.values)}"

    def holds(self, facts: Facts) -> bool:
        return facts.get(self.fact, UNSET) in self.values

    def sense(self, facts: Facts) -> tuple[object, ...]:
        return (facts.get(self.fact, UNSET),)


@dataclass(frozen=True, slots=True)
class Always:
    """Holds whatever the answers were: the last arm of a list."""

    @property
    def reads(self) -> frozenset[str]:
        return frozenset()

    @property
    def text(self) -> str:
        return "otherwise"

    def holds(self, facts: Facts) -> bool:  # noqa: ARG002  # the shape of a guard
        return True

    def sense(self, facts: Facts) -> tuple[object, ...]:  # noqa: ARG002  # the shape of a guard
        return ()


@dataclass(frozen=True, slots=True)
class Not:
    """The guard does not hold."""

    guard: Guard

    @property
    def reads(self) -> frozenset[str]:
        return self.guard.reads

    @property
    def text(self) -> str:
        return f"not ({self.guard.text})"

    def holds(self, facts: Facts) -> bool:
        return not self.guard.holds(facts)

    def sense(self, facts: Facts) -> tuple[object, ...]:
        return self.guard.sense(facts)


@dataclass(frozen=True, slots=True)
class Either:
    """At least one of the guards holds."""

    guards: tuple[Guard, ...]

    @property
    def reads(self) -> frozenset[str]:
        return frozenset().union(*(guard.reads for guard in self.guards))

    @property
    def text(self) -> str:
        return " or ".join(f"({guard.text})" for guard in self.guards)

    def holds(self, facts: Facts) -> bool:
        return any(guard.holds(facts) for guard in self.guards)

    def sense(self, facts: Facts) -> tuple[object, ...]:
        return tuple(guard.sense(facts) for guard in self.guards)


@dataclass(frozen=True, slots=True)
class Both:
    """All of the guards hold."""

    guards: tuple[Guard, ...]

    @property
    def reads(self) -> frozenset[str]:
        return frozenset().union(*(guard.reads for guard in self.guards))

    @property
    def text(self) -> str:
        return " and ".join(f"({guard.text})" for guard in self.guards)

    def holds(self, facts: Facts) -> bool:
        return all(guard.holds(facts) for guard in self.guards)

    def sense(self, facts: Facts) -> tuple[object, ...]:
        return tuple(guard.sense(facts) for guard in self.guards)


@dataclass(frozen=True, slots=True)
class Rule:
    """ "At least ``least`` of these topics came up", judged in three values. A topic's fact is yes, no or open."""

    topics: tuple[str, ...]
    least: int = 1

    def count(self, facts: Facts) -> tuple[int, int]:
        """How many came up, as far as that matters, and how many did not."""
        values = [facts.get(topic, UNSET) for topic in self.topics]
        return min(values.count("yes"), self.least), values.count("no")

    def judge(self, facts: Facts) -> Result:
        """Three-valued count: an unanswered topic is as open as a skipped one."""
        yes, no = self.count(facts)
        if yes >= self.least:
            return Result.RAISED
        return Result.UNDETERMINED if len(self.topics) - no >= self.least else Result.NOT_RAISED


@dataclass(frozen=True, slots=True)
class Judged:
    """A rule came out as one of these results."""

    rule: Rule
    results: tuple[Result, ...]

    @property
    def reads(self) -> frozenset[str]:
        return frozenset(self.rule.topics)

    @property
    def text(self) -> str:
        return f"{' or '.join(self.results)}: {self.rule.least} of {', '.join(self.rule.topics)}"

    def holds(self, facts: Facts) -> bool:
        return self.rule.judge(facts) in self.results

    def sense(self, facts: Facts) -> tuple[object, ...]:
        return self.rule.count(facts)


class Condition:
    """A guard in the shape that ``transitions`` calls: it reads the facts handed to the trigger, and nothing else."""

    __slots__ = ("guard",)

    def __init__(self, guard: Guard) -> None:
        self.guard = guard

    def __call__(self, event_data: Any) -> bool:
        return self.guard.holds(event_data.kwargs["facts"])

    def __repr__(self) -> str:
        return self.guard.text


def fold(records: Iterable[tuple[tuple[str, str], ...]]) -> dict[str, str]:
    """Facts from what each answer of a trail records; a later record of the same fact replaces the earlier one."""
    return {fact: value for record in records for fact, value in record}


def assignments(guards: Iterable[Guard], domains: Mapping[str, frozenset[str]]) -> Iterator[dict[str, str]]:
    """Facts for every way in which these guards can see them: enough to prove ways exclusive and complete.

    Topics that only one rule counts are counted, not enumerated: a rule over eight topics has 45 cases, not 65,536.
    """
    guards = tuple(guards)
    counted = {leaf.rule for guard in guards for leaf in leaves(guard) if isinstance(leaf, Judged)}
    single = frozenset().union(*(leaf.reads for guard in guards for leaf in leaves(guard) if isinstance(leaf, Is)), ())
    alone = [
        rule
        for rule in counted
        if not single & set(rule.topics)
        and not any(set(rule.topics) & set(other.topics) for other in counted if other != rule)
    ]
    rest = frozenset().union(*(guard.reads for guard in guards), ()) - {t for rule in alone for t in rule.topics}
    names = sorted(rest)
    for values in product(*(sorted(domains.get(name, frozenset()) | {UNSET}) for name in names)):
        for counts in product(*(tuple(_counts(rule)) for rule in alone)):
            facts = dict(zip(names, values, strict=True))
            for some in counts:
                facts.update(some)
            yield facts


def _counts(rule: Rule) -> Iterator[dict[str, str]]:
    """One assignment for each number of topics that came up and that did not."""
    size = len(rule.topics)
    for yes in range(size + 1):
        for no in range(size + 1 - yes):
            values = ("yes",) * yes + ("no",) * no + ("open",) * (size - yes - no)
            yield dict(zip(rule.topics, values, strict=True))


def leaves(guard: Guard) -> Iterator[Guard]:
    """The guards that a guard is made of, down to those that read facts themselves."""
    match guard:
        case Not(inner):
            yield from leaves(inner)
        case Either(inner) | Both(inner):
            for one in inner:
                yield from leaves(one)
        case _:
            yield guard
