"""Every rule has a small broken flow, and says of it what is wrong, by the shortest conversation there is."""

from __future__ import annotations

import pytest

from bot.check.rule import Rule, Status
from bot.check.rules import RULES
from bot.check.samples import Sample
from bot.check.samples.collected import OF_TYPES, SAMPLES, subject_for

BY_ID = {rule.id: rule for rule in RULES}


def _broken(rule: Rule, sample: Sample) -> tuple[Status, tuple[str, ...] | None]:
    verdict = rule.judge(subject_for(sample))
    return verdict.status, None if verdict.path is None else tuple(move.answer for move in verdict.path)


def test_every_rule_has_a_sample() -> None:
    """A rule that nothing has ever broken may be one that nothing can break."""
    assert SAMPLES.keys() | OF_TYPES == BY_ID.keys()


@pytest.mark.parametrize("rule", sorted(SAMPLES))
def test_a_rule_finds_its_sample_broken(rule: str) -> None:
    """The rule is broken, and its counter-example is the shortest one."""
    assert _broken(BY_ID[rule], SAMPLES[rule]) == (Status.BROKEN, SAMPLES[rule].path)
