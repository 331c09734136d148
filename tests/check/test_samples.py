"""Every rule has a small broken flow, and says of it what is wrong, by the shortest conversation there is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.check.rule import Rule, Status, Subject
from bot.check.rules import RULES
from tests.check.broken import Sample, Samples, coherence, never, ordering, presence
from tests.check.small import library_with, subject_of

SAMPLES: Samples = {**ordering.SAMPLES, **presence.SAMPLES, **never.SAMPLES, **coherence.SAMPLES}
BY_ID = {rule.id: rule for rule in RULES}
PATCHED = frozenset({"NEV-13"})
"""Rules about types and no flow: their sample is a type (test_types.py)."""


def _subject(sample: Sample) -> Subject:
    flows = (sample.flow, *((sample.beside,) if sample.beside else ()))
    subject = subject_of(library_with(*flows, entries=sample.entries), sample.flow.id)
    if sample.bent is not None:
        walked = subject.walked
        subject.walked = replace(walked, graph=sample.bent(walked.graph))
    return subject


def _broken(rule: Rule, sample: Sample) -> tuple[Status, tuple[str, ...] | None]:
    verdict = rule.judge(_subject(sample))
    return verdict.status, None if verdict.path is None else tuple(move.answer for move in verdict.path)


def test_every_rule_has_a_sample() -> None:
    """A rule that nothing has ever broken may be one that nothing can break."""
    assert SAMPLES.keys() | PATCHED == BY_ID.keys()


@pytest.mark.parametrize("rule", sorted(SAMPLES))
def test_a_rule_finds_its_sample_broken(rule: str) -> None:
    """The rule is broken, and its counter-example is the shortest one."""
    assert _broken(BY_ID[rule], SAMPLES[rule]) == (Status.BROKEN, SAMPLES[rule].path)
