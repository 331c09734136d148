"""Which rule of practice catches how many slips of a sample, each by itself, and one slip to try it by again.

``catches.toml`` is the table. ``python -m tests.mutation --rules`` counts again and writes it; the quick form takes the
one slip of each rule, and a rule that does not catch its own fails.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from bot.check.rule import Rule
from bot.check.rules import RULES
from tests.mutation.content_slips import ContentMutant
from tests.mutation.slips import Mutant
from tests.mutation.trying import CONTENT_GROUP, breaks, mutants, rules_that_catch, sample

CATCHES: Final = Path(__file__).parent / "catches.toml"

GROUPS: Final = (
    *("safety", "readiness", "child", "learn", "document", CONTENT_GROUP),
    *("adolescent", "offer", "adult_brief", "work_rights", "young_adult"),
)
"""Where slips are drawn from, the smallest first: so the slip that a rule is tried by again is cheap."""

TOP: Final = """\
# How many slips each rule is known to catch, of those that were tried with it, and one to try it by again.
# `python -m tests.mutation --rules` counts again, over a sample of each kind, and writes this file. Rules that no such
# slip breaks are named with their reason in survivors.toml.
"""


class Catch(NamedTuple):
    """How many slips a rule catches, and the first of them: its group and its name."""

    caught: int
    group: str
    name: str


def counted(group: str, most: int) -> dict[str, Catch]:
    """By rule, what it catches of so many slips of each kind in a group."""
    found: dict[str, Catch] = {}
    for mutant in sample(group, most):
        for one in rules_that_catch(mutant):
            before = found.get(one, Catch(0, group, mutant.name))
            found[one] = before._replace(caught=before.caught + 1)
    return found


def joined(parts: Iterable[dict[str, Catch]]) -> dict[str, Catch]:
    """The counts of all groups together, rules in their order; the slip is of the first group that has one."""
    found: dict[str, Catch] = {}
    for part in parts:
        for one, catch in part.items():
            before = found.get(one, catch._replace(caught=0))
            found[one] = before._replace(caught=before.caught + catch.caught)
    return {rule.id: found[rule.id] for rule in RULES if rule.id in found}


def written(table: dict[str, Catch]) -> str:
    """The text of the file."""
    rows = (f'\n[{one}]\ncaught = {c.caught}\ngroup = "{c.group}"\nslip = "{c.name}"\n' for one, c in table.items())
    return TOP + "".join(rows)


@cache
def read(path: Path = CATCHES) -> dict[str, Catch]:
    """The table as it is stored."""
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    return {one: Catch(row["caught"], row["group"], row["slip"]) for one, row in table.items()}


@cache
def again(group: str) -> dict[str, Mutant | ContentMutant]:
    """The slips of a group that the table names, made again."""
    names = {catch.name for catch in read().values() if catch.group == group}
    return {mutant.name: mutant for mutant in mutants(group) if mutant.name in names}


def still_caught(rule: Rule) -> bool:
    """Does the rule still catch the slip that the table names for it?"""
    catch = read()[rule.id]
    mutant = again(catch.group).get(catch.name)
    return mutant is not None and breaks(mutant, rule)


def told(table: dict[str, Catch]) -> Iterator[str]:
    """The table for a terminal, the weakest rules first."""
    for one, catch in sorted(table.items(), key=lambda row: row[1].caught):
        yield f"{one:<11}{catch.caught:>6}  {catch.name}"
