"""What rules say that they look at is what they read: they are watched while they judge, and held to their word."""

from __future__ import annotations

from functools import cache

import pytest

from bot.app import read_parts
from bot.check.rule import Rule, Subject, Verdict, rule
from bot.check.rules import RULES
from bot.check.samples.collected import SAMPLES, subject_for
from bot.check.vocabulary import LOOKS
from bot.check.walk import TRIAL
from bot.cli.checking import content_of
from bot.engine.record import codec
from bot.library import library, read_lock
from tests.check.looking import KINDS, WatchedSubject, looked_at

WATCHED = {kind or name for told in KINDS.values() for name, kind in told.items()}
"""What can be seen to be read; the rest (names of cards, types, what is installed) is read past the wrapping."""

ENOUGH = ("adolescent", "child", "document", "learn", "readiness", "safety")
"""Conversations on which every rule reads all that it ever reads."""


FLOW_OF = {"NEV-22": "ORD-22"}
"""Rules whose own sample is data, and the one whose sample is a flow for them, too."""


@cache
def subjects() -> tuple[WatchedSubject, ...]:
    """Conversations that ship, each watched."""
    content, numbers, flows = content_of(read_parts()), codec(read_lock(), library()), library().flows
    plain = (Subject(library(), flows[name], numbers, depth=TRIAL, content=content) for name in ENOUGH)
    return tuple(WatchedSubject(one, set()) for one in plain)


@pytest.mark.parametrize("one", RULES, ids=lambda one: one.id)
def test_a_rule_reads_what_it_says(one: Rule) -> None:
    """On conversations that ship and on a broken one: nothing that it does not name, and all that it names."""
    sample = SAMPLES.get(FLOW_OF.get(one.id, one.id))
    broken = [WatchedSubject(subject_for(sample), set())] if sample else []
    seen = frozenset().union(*(looked_at(one, subject) for subject in (*subjects(), *broken)))
    assert seen == {*one.looks_at} & WATCHED


def test_what_there_is_to_look_at_is_known() -> None:
    """Whatever the wrapping tells has a word for it, and whatever has a word is read by a rule or by the walk."""
    assert LOOKS.keys() >= WATCHED
    assert {look for one in RULES for look in one.looks_at} | {"sessions"} == LOOKS.keys()


@pytest.mark.parametrize("looks", ["", "tags moods"])
def test_a_rule_that_does_not_say_it_is_none(looks: str) -> None:
    """Without what it looks at, or with a word that nobody knows, a rule cannot be declared."""

    def judge(_: Subject) -> Verdict:
        raise AssertionError

    with pytest.raises(ValueError, match="says what it looks at"):
        rule("ORD-99", "Nothing.", looks=looks)(judge)
