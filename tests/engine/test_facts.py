"""Facts and guards: three values, and what a guard can still make of what it knows."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.engine.facts import (
    UNSET,
    Always,
    Both,
    Either,
    Guard,
    Is,
    Judged,
    Not,
    Result,
    Rule,
    assignments,
    leaves,
)

TOPICS = ("work", "freedom", "papers")
VALUES = ("yes", "no", "open")
DOMAINS: Mapping[str, frozenset[str]] = {topic: frozenset(VALUES) for topic in TOPICS}
EVERY = tuple(dict(zip(TOPICS, values, strict=True)) for values in product((*VALUES, UNSET), repeat=3))
"""All facts there can be about three topics."""

RULES = st.builds(Rule, st.sampled_from([TOPICS[:1], TOPICS[:2], TOPICS]), st.integers(1, 3))
LEAVES: st.SearchStrategy[Guard] = st.one_of(
    st.builds(Is, st.sampled_from(TOPICS), st.lists(st.sampled_from((*VALUES, UNSET)), max_size=3).map(tuple)),
    st.builds(Judged, RULES, st.lists(st.sampled_from(list(Result)), max_size=2).map(tuple)),
    st.just(Always()),
)
GUARDS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        inner.map(Not),
        st.lists(inner, min_size=1, max_size=3).map(lambda some: Either(tuple(some))),
        st.lists(inner, min_size=1, max_size=3).map(lambda some: Both(tuple(some))),
    ),
    max_leaves=5,
)


@pytest.mark.parametrize("least", [1, 2, 3])
def test_three_values(least: int) -> None:
    """Raised when enough said yes; not raised when it cannot be any more; else it could still be."""
    rule = Rule(TOPICS, least)
    for facts in EVERY:
        could = [
            sum(value == "yes" for value in full)
            for full in product(*((facts[t],) if facts[t] in ("yes", "no") else ("yes", "no") for t in TOPICS))
        ]
        wanted = (
            Result.RAISED if min(could) >= least else Result.NOT_RAISED if max(could) < least else Result.UNDETERMINED
        )
        assert rule.judge(facts) is wanted, facts


def test_a_skip_is_never_a_no() -> None:
    """One open topic among noes leaves the rule undetermined, like one that was never asked."""
    for value in ("open", UNSET):
        assert Rule(TOPICS).judge({"work": "no", "freedom": "no", "papers": value}) is Result.UNDETERMINED
    assert Rule(TOPICS).judge(dict.fromkeys(TOPICS, "no")) is Result.NOT_RAISED
    assert Rule(TOPICS).judge({}) is Result.UNDETERMINED


@given(GUARDS)
def test_a_guard_reads_what_it_says(guard: Guard) -> None:
    """Facts that a guard does not name cannot change what it answers."""
    for facts in EVERY:
        less = {fact: value for fact, value in facts.items() if fact in guard.reads}
        assert guard.holds(less) == guard.holds(facts)
        assert guard.sense(less) == guard.sense(facts)


@given(GUARDS)
def test_what_a_guard_senses_is_all_it_can_tell(guard: Guard) -> None:
    """Facts that make the same sense get the same answer, now and after any topic that is still unasked in both."""
    told: dict[tuple[object, ...], dict[str, bool]] = {}
    for facts in EVERY:
        unasked = [topic for topic in TOPICS if facts[topic] == UNSET]
        futures = {
            repr(sorted(zip(unasked, values, strict=True))): guard.holds(
                {**facts, **dict(zip(unasked, values, strict=True))}
            )
            for values in product((*VALUES, UNSET), repeat=len(unasked))
        }
        seen = told.setdefault((guard.sense(facts), tuple(unasked)), futures)
        assert seen == futures


@given(st.lists(GUARDS, min_size=1, max_size=3))
def test_the_cases_cover_all_facts(guards: list[Guard]) -> None:
    """Every pattern of answers that these guards can give is met among the cases, counted or enumerated."""
    every = {tuple(guard.holds(facts) for guard in guards) for facts in EVERY}
    cases = {tuple(guard.holds(facts) for guard in guards) for facts in assignments(guards, DOMAINS)}
    assert cases == every


def test_counting_is_short() -> None:
    """A rule over eight topics has 45 cases, not 65,536."""
    topics = tuple(f"topic{number}" for number in range(8))
    domains = dict.fromkeys(topics, frozenset(VALUES))
    assert len(list(assignments([Judged(Rule(topics, 3), (Result.RAISED,))], domains))) == 45


@given(GUARDS)
def test_a_guard_is_made_of_leaves(guard: Guard) -> None:
    """The leaves read together what the guard reads, and it can be told in words."""
    assert frozenset().union(*(leaf.reads for leaf in leaves(guard))) == guard.reads
    assert guard.text
