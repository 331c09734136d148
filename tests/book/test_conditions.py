"""Conditions read as sentences: what was answered, what came up, and the other way round."""

from __future__ import annotations

import pytest

from bot.book.conditions import Conditions
from bot.engine.facts import Always, Both, Either, Guard, Is, Judged, Not, Result, Rule

SAID = Conditions(
    {("talk", "help"): ("They want help now",), ("carry", "yes"): ("Safe to carry",), ("carry", "no"): ("Not safe",)},
    frozenset({"work", "papers"}),
)
EVERY = Rule(("papers", "work"))
HELP = Is("talk", ("help",))

READS = [
    (HELP, "“They want help now” was answered"),
    (Not(HELP), "“They want help now” was not answered"),
    (Is("carry", ("yes", "no")), "“Safe to carry” or “Not safe” was answered"),
    (Is("carry", ("", "no")), "“Not safe” was answered, or nothing"),
    (Not(Is("carry", ("", "no"))), "something else than “Not safe” was answered"),
    (Is("carry", ("",)), "no answer was given that tells the carry"),
    (Not(Is("carry", ("",))), "an answer was given that tells the carry"),
    (Is("work", ("yes",)), "work came up"),
    (Judged(EVERY, (Result.RAISED,)), "something came up"),
    (Not(Judged(EVERY, (Result.RAISED,))), "nothing came up"),
    (Judged(EVERY, (Result.NOT_RAISED,)), "nothing came up, and nothing was left open"),
    (Judged(EVERY, (Result.UNDETERMINED,)), "nothing came up, and something was left open"),
    (Judged(Rule(("work",)), (Result.RAISED,)), "something of work came up"),
    (Judged(Rule(("work", "papers"), 2), (Result.RAISED,)), "at least 2 came up"),
    (Both((HELP, Is("work", ("yes",)))), "“They want help now” was answered and work came up"),
    (Not(Either((HELP, Judged(EVERY, (Result.RAISED,))))), "“They want help now” was not answered and nothing came up"),
    (Always(), "nothing else holds"),
]


@pytest.mark.parametrize(("guard", "said"), READS, ids=[said for _, said in READS])
def test_condition_reads(guard: Guard, said: str) -> None:
    """Each kind of condition has its sentence."""
    assert SAID.said(guard) == said
