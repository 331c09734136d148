"""The proof of the proofs: slips of the pen in the shipped flows are noticed.

The quick form takes a few of each kind, the long form every slip there is, or thousands where a flow has many more: the
shared parts are tried in every flow that has them. What differs in nothing that anybody could see is no slip.
"""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest

from bot.library import library
from tests.check.mutants import SAME, Mutant, caught_by, mutants

QUICK = 16
"""Slips of each flow that the quick form tries."""

LONG = 4_000
"""Slips of each flow that the long form tries, all of them where there are no more."""

KINDS = {"redirected", "dropped", "unguarded", "untagged", "ungranted", "unrecorded", "skipped", "outcome"}


def _some(flow: str) -> list[Mutant]:
    """A sample that has every kind of slip in it."""
    random = Random(flow)  # noqa: S311  # chance for a sample, the same every time
    by_kind: dict[str, list[Mutant]] = {}
    for mutant in mutants(library().flows[flow].source):
        by_kind.setdefault(mutant.kind, []).append(mutant)
    return [random.choice(some) for _ in range(QUICK // len(by_kind)) for some in by_kind.values()]


def _survivors(some: list[Mutant]) -> tuple[list[str], int]:
    """The slips that nothing noticed, and how many there were to be noticed."""
    found = Counter[str]()
    unseen = []
    for mutant in some:
        by = caught_by(mutant, library())
        found[by] += 1
        if not by:
            unseen.append(f"{mutant.kind}: {mutant.what}")
    return unseen, len(some) - found[SAME]


@pytest.mark.parametrize("flow", sorted(library().flows))
def test_a_sample_of_slips_is_noticed(flow: str) -> None:
    """The compiler, a law, a rule or the oracle objects; one in a sample may be harmless."""
    unseen, _ = _survivors(_some(flow))
    assert len(unseen) <= 1, unseen


@pytest.mark.long
@pytest.mark.parametrize("flow", sorted(library().flows))
def test_every_slip_is_noticed(flow: str) -> None:
    """At least 99 of 100 slips."""
    every = list(mutants(library().flows[flow].source))
    chance = Random(flow)  # noqa: S311  # the same sample every time
    unseen, all_of = _survivors(every if len(every) <= LONG else chance.sample(every, LONG))
    assert len(unseen) <= all_of * 0.01, "\n".join(unseen)


def test_every_kind_of_slip_is_made() -> None:
    """Among the slips of the conversation that asks there is every kind."""
    assert {mutant.kind for mutant in mutants(library().flows["adult_brief"].source)} == KINDS
