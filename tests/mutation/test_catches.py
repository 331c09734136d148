"""Every rule of practice catches a slip: each is tried again by the one that the table names for it."""

from __future__ import annotations

import pytest

from bot.check.rule import Rule
from bot.check.rules import RULES
from tests.mutation import catches
from tests.mutation.catches import Catch
from tests.mutation.tally import reasons

TRIED = [rule for rule in RULES if rule.id not in reasons().rules]


def test_every_rule_is_in_the_table() -> None:
    """A rule that catches nothing, and a row of a rule that there is no more, are both told."""
    assert [*catches.read()] == [rule.id for rule in TRIED]
    assert all(catch.caught > 0 for catch in catches.read().values())


@pytest.mark.parametrize("rule", TRIED, ids=lambda rule: rule.id)
def test_a_rule_catches_its_slip(rule: Rule) -> None:
    """By itself, whatever else notices it."""
    assert catches.still_caught(rule)


def test_what_is_written_is_read() -> None:
    """The stored table is as the program writes it, and counts of groups come together."""
    table = catches.read()
    assert catches.written(table) == catches.CATCHES.read_text(encoding="utf-8")
    one, other = Catch(2, "safety", "a"), Catch(3, "offer", "b")
    assert catches.joined([{"ORD-01": one}, {"ORD-01": other, "LAW-GATE": one}]) == {"ORD-01": Catch(5, "safety", "a")}
