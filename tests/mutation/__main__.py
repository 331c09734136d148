"""The long form: every mutant of every flow and of all content, the table of what noticed them, and the survivors.

    python -m tests.mutation                    all of them, in two processes
    python -m tests.mutation offer content      those of a flow, and of the content
    python -m tests.mutation --most 50          so many of each kind in each flow
    python -m tests.mutation --rules            which rule catches how many of a sample: writes catches.toml

The exit code is 1 when a survivor has no reason in survivors.toml, when a reason stands for none, or when fewer than 99
of 100 slips are caught.
"""

from __future__ import annotations

import argparse
import sys

from bot.check.rules import RULES
from bot.library import library
from tests.mutation import catches
from tests.mutation.tally import Tally, reasons
from tests.mutation.trying import CONTENT_GROUP, Piece, try_all

LEAST = 0.99
RULES_SAMPLE = 12
"""Slips of each kind in each group that rules are tried by."""


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
        return _rules(given.groups or list(catches.GROUPS), given.most or RULES_SAMPLE)
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
    """Count again what each rule catches, and store the table; 1 when a rule catches none and has no reason."""
    table = catches.joined(catches.counted(group, most) for group in groups)
    _say(*catches.told(table))
    catches.CATCHES.write_text(catches.written(table), encoding="utf-8")
    silent = [rule.id for rule in RULES if rule.id not in table and rule.id not in reasons().rules]
    _say("", f"{len(silent)} rules catch none and have no reason: {', '.join(silent)}")
    return int(bool(silent))


def _say(*lines: str) -> None:
    sys.stdout.write("".join(f"{line}\n" for line in lines))


if __name__ == "__main__":
    sys.exit(main())
