"""The proofs: every path of every conversation walked, every rule of practice read off, every word's finding told.

Pure: everything is handed in, nothing is read or printed. ``bot.cli`` says the report.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Protocol

from bot.check.budget import Budget
from bot.check.content import NOTHING, Content
from bot.check.judging import Task, judge_all
from bot.check.report import Report, Result
from bot.check.rule import Rule, Status
from bot.check.rules import RULES
from bot.check.rules.worded import ALSO_LISTED, LISTED
from bot.check.transcript import NoWords, Words
from bot.engine.record import codec
from bot.engine.show import Library
from bot.engine.versions import Lock, locked, moved_without_version
from bot.present.freshness import BEARABLE

__all__ = ["Content", "Report", "Result", "Status", "run_checks"]

FAMILIES = ("ORD", "MUST", "NEV", "PATH", "BUDGET", "TAG", "WAY", "WORD", "LAW", "WALK", "LOCK", "SIGN")
"""The order in which rules are told."""

NO_BUDGET = Budget()
"""Rates as they are assumed, and no limits."""

WARNINGS = BEARABLE | {"measure-missing"}
"""Findings that a start survives: something was not measured, or not translated."""


class Finding(Protocol):
    """A finding of the lint: a rule's id, the key and line where it stands, and a sentence."""

    @property
    def code(self) -> str:
        """The rule that the words break."""

    @property
    def key(self) -> str:
        """Where they stand in the catalogue."""

    @property
    def line(self) -> int:
        """Where they stand in the file."""

    @property
    def sentence(self) -> str:
        """What is wrong."""


def run_checks(  # noqa: PLR0913  # what is judged, with what is known about it
    library: Library,
    lock: Lock,
    catalog: Words | None = None,
    lint_findings: Iterable[Finding] = (),
    *,
    shown: Callable[[str], int] | None = None,
    rules: Iterable[Rule] = RULES,
    content: Content = NOTHING,
    budget: Budget = NO_BUDGET,
    only: Iterable[str] = (),
    jobs: int = 1,
) -> Report:
    """Prove every rule on every flow.

    ``shown`` tells how many contacts of a category can be shown today; without it, that a card asks for some counts.
    ``only`` are ids of rules to be judged alone; ``jobs`` is how many processes share the flows.
    """
    numbers = codec(locked(library, lock), library)
    wanted = frozenset(only)
    task = Task(library, numbers, tuple(rules), catalog or NoWords(), content, shown, wanted, budget)
    judged = judge_all(task, library.flows, jobs)
    results = [result for one in judged for result in one.results]
    results += task.shared()
    if not wanted:
        told = {code for row in LISTED.values() for code in row.codes} | LISTED.keys() | ALSO_LISTED
        others = (one for one in lint_findings if not content.said or one.code not in told)
        results += [*_lock(library, lock), *map(_finding, others)]
        results += _people(content, library)
    costs = tuple(cost for one in judged for cost in one.costs)
    walked = {one.flow: one.walked for one in judged}
    return Report(tuple(sorted(results, key=_family)), costs, walked)


def _family(result: Result) -> tuple[int, int]:
    """Rules in the order of practice.md, then those of this project, then findings in words; flows as they were."""
    family, _, name = result.rule.partition("-")
    known = family in FAMILIES and result.flow != "words"
    return (FAMILIES.index(family), int(name) if name.isdigit() else 0) if known else (len(FAMILIES), 0)


def _people(content: Content, library: Library) -> Iterator[Result]:
    """What a person has to sign for, flow by flow."""
    for entry in content.checklist.entries if content.checklist else ():
        status = Status.PROVED if entry.stands else Status.PERSON
        for flow in library.flows:
            if not entry.flows or flow in entry.flows:
                yield Result(entry.id, flow, status, entry.judges, entry.said, by="person")
            else:
                said = "It is about other conversations."
                yield Result(entry.id, flow, Status.NOT_APPLICABLE, entry.judges, said, by="person")


def _lock(library: Library, lock: Lock) -> Iterator[Result]:
    sentence = "A flow's version moves when its graph moves, and its numbers are in flows.lock."
    now = locked(library, lock)
    moved = moved_without_version(lock, now)
    for flow in library.flows:
        said = "Its graph moved and its version did not, or the other way round." if flow in moved else ""
        if not said and lock.flows.get(flow) != now.flows[flow]:
            said = "flows.lock does not know this version: write it with 'python -m bot lock'."
        if not said and (now.states, now.answers) != (lock.states, lock.answers):
            said = "flows.lock has no numbers for some cards or answers: write it with 'python -m bot lock'."
        status = Status.BROKEN if said else Status.PROVED
        yield Result("LOCK-1", flow, status, sentence, said, looks_at=("program",))


def _finding(found: Finding) -> Result:
    status = Status.WARNING if found.code in WARNINGS else Status.BROKEN
    where = (f"{found.key}, line {found.line}",) if found.key else ()
    return Result(found.code, "words", status, found.sentence, "", where)
