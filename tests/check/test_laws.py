"""The laws of a flow, each broken by a small one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.check.laws import laws_of
from bot.check.rule import Status
from bot.check.samples.small import card, library_with, small, subject_of
from bot.engine.spec import Flow, Gate, Needs, OnlyFrom, Section

BEGIN = card("a.begin", "yes > a.first | grants private", "no > a.second")
FIRST = card("a.first", "done > a.second", tags="educate")
SECOND = card("a.second", "done > a.end", tags="options")
PLAIN = small(BEGIN, FIRST, SECOND)

LAWS: dict[str, tuple[Flow, tuple[str, ...]]] = {
    "LAW-GATE": (replace(PLAIN, gates=(Gate("private", frozenset({"options"})),)), ("no",)),
    "LAW-SECTION": (replace(PLAIN, sections=(Section("a.first", frozenset({"a.second"})),)), ()),
    "LAW-NEEDS": (replace(PLAIN, needs=(Needs("a.second", frozenset({"educate"})),)), ("no",)),
    "LAW-FROM": (replace(PLAIN, only_from=(OnlyFrom("a.second", frozenset({"a.first"})),)), ()),
}


@pytest.mark.parametrize("law", sorted(LAWS))
def test_a_law_finds_its_sample_broken(law: str) -> None:
    """The law is broken, by the shortest conversation."""
    flow, path = LAWS[law]
    subject = subject_of(library_with(flow), "small")
    (rule,) = laws_of(subject.flow)
    verdict = rule.judge(subject)
    assert (rule.id, verdict.status) == (law, Status.BROKEN)
    assert tuple(move.answer for move in verdict.path or ()) == path


@pytest.mark.parametrize("law", sorted(LAWS))
def test_a_law_that_is_kept_is_proved(law: str) -> None:
    """The same law on a flow that goes the straight way."""
    flow, _ = LAWS[law]
    straight = small(card("a.begin", "yes > a.first | grants private"), FIRST, SECOND)
    kept = replace(flow, parts=straight.parts)
    subject = subject_of(library_with(kept), "small")
    assert [rule.judge(subject).status for rule in laws_of(subject.flow)] == [Status.PROVED]
