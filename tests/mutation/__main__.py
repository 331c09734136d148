"""The long form: every mutant of every flow and of all content, the table of what noticed them, and the survivors.

    python -m tests.mutation                    all of them, in two processes
    python -m tests.mutation offer content      those of a flow, and of the content
    python -m tests.mutation --most 50          so many of each kind in each flow
    python -m tests.mutation --rules            which rule catches how many of a sample, each by itself

The exit code is 1 when a survivor has no reason in survivors.toml, when a reason stands for none, or when fewer than 99
of 100 slips are caught.
"""

from __future__ import annotations

import argparse
import sys

from bot.check.rules import RULES
from bot.library import library
from tests.mutation.judging import MAP, ORACLE
from tests.mutation.slips import Mutant
from tests.mutation.tally import Tally, reasons
from tests.mutation.trying import CONTENT_GROUP, Piece, judge, rules_that_catch, sample, try_all

LEAST = 0.99


def main() -> int:
    """Try mutants and tell what became of them."""
    known = [*library().flows, CONTENT_GROUP]
    asked = argparse.ArgumentParser(prog="python -m tests.mutation")
    asked.add_argument("groups", nargs="*", help=f"flows, or {CONTENT_GROUP}; all where none is named")
    asked.add_argument("--most", type=int, default=0, help="so many of each kind in each flow, all where it is 0")
    asked.add_argument("--processes", type=int, default=2)
    asked.add_argument("--rules", action="store_true", help="which rule catches how many, each by itself")
    given = asked.parse_args()
    groups = given.groups or known
    if given.rules:
        return _rules([group for group in groups if group != CONTENT_GROUP], given.most or 12)
    tally = try_all(groups, given.processes, given.most, _progress)
    _say(*tally.lines())
    return _verdict(tally, whole=not given.groups and not given.most)


def _progress(piece: Piece, tally: Tally) -> None:
    """A line on the error channel for each group that is done."""
    if piece.share == piece.of - 1:
        said = f"{piece.group}: {len(tally.fates)} so far, {len(tally.survivors)} survived, {tally.seconds:.0f} s"
        sys.stderr.write(f"{said}\n")


def _verdict(tally: Tally, *, whole: bool) -> int:
    told = reasons().survivors
    _say("", f"{tally.share:.2%} of {len(tally.slips)} slips were caught, {len(tally.survivors)} survived:")
    _say(*(f"  {one.name}" for one in tally.survivors))
    unexplained, idle = tally.unexplained(told), tally.idle(told) if whole else []
    _say("", f"{len(unexplained)} without a reason:", *(f"  {name}" for name in unexplained))
    _say(f"{len(idle)} reasons for none:", *(f"  {name}" for name in idle))
    return int(bool(unexplained or idle or (whole and tally.share < LEAST)))


def _rules(groups: list[str], most: int) -> int:
    found = rules_that_catch(groups, most)
    ids = dict.fromkeys(rule.id for rule in RULES if rule.by == "walk")
    _say(*(f"{rule:<14}{found[rule]:>6}" for rule in dict.fromkeys((*ids, *sorted(found)))))
    silent = [rule for rule in ids if not found[rule] and rule not in reasons().rules]
    _say("", f"{len(silent)} rules catch none and have no reason: {', '.join(silent)}")
    some = [one for group in groups for one in sample(group, most) if isinstance(one, Mutant)]
    seen = [names for one in some if (names := judge().all_that_catch(one))]
    without_map, rules_only = (sum(bool(names - less) for names in seen) for less in (MAP, MAP | {ORACLE}))
    _say(f"of {len(seen)} slips, {without_map} are caught without the map, {rules_only} without map and oracle")
    return int(bool(silent))


def _say(*lines: str) -> None:
    sys.stdout.write("".join(f"{line}\n" for line in lines))


if __name__ == "__main__":
    sys.exit(main())
