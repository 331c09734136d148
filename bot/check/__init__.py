"""The proofs: every path of every conversation walked, every rule of practice read off, every word's finding told.

Pure: everything is handed in, nothing is read or printed. ``bot.cli`` says the report.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Protocol

from bot.check.classes import costs_of
from bot.check.laws import laws_of
from bot.check.lens import lenses
from bot.check.premises import PREMISES
from bot.check.report import ALL_FLOWS, Cost, Report, Result
from bot.check.rule import Rule, Status, Subject, Verdict
from bot.check.rules import RULES
from bot.check.transcript import NoWords, Words, happened, transcript
from bot.engine.record import codec
from bot.engine.show import Library
from bot.engine.versions import Lock, locked, moved_without_version
from bot.present.freshness import BEARABLE

__all__ = ["Report", "Result", "Status", "run_checks"]

FAMILIES = ("ORD", "MUST", "NEV", "PATH", "BUDGET", "TAG", "WAY", "LAW", "WALK", "LOCK")
"""The order in which rules are told."""

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
) -> Report:
    """Prove every rule on every flow.

    ``shown`` tells how many contacts of a category can be shown today; without it, that a card asks for some counts.
    """
    words = catalog or NoWords()
    numbers = codec(locked(library, lock), library)
    rules = tuple(rules)
    results: list[Result] = []
    costs: list[Cost] = []
    walked: dict[str, tuple[int, int]] = {}
    subjects = [Subject(library, flow, numbers, shown) for flow in library.flows.values()]
    for subject in subjects:
        for lens in lenses(subject.flow):
            subject.under(lens)
        judged = [rule for rule in rules if not rule.once]
        results += [_result(rule, subject, words) for rule in (*judged, *laws_of(subject.flow))]
        results += _premises(subject, words)
        costs += costs_of(subject, words)
        graphs = [one.graph for one in subject.walks()]
        walked[subject.flow.id] = (sum(one.sessions for one in graphs), sum(one.steps for one in graphs))
    results += [_result(rule, subjects[0], words, ALL_FLOWS) for rule in rules if rule.once and subjects]
    results += [*_lock(library, lock), *map(_finding, lint_findings)]
    return Report(tuple(sorted(results, key=_family)), tuple(costs), walked)


def _family(result: Result) -> tuple[int, int]:
    """Rules in the order of practice.md, then those of this project, then findings in words; flows as they were."""
    family, _, name = result.rule.partition("-")
    known = family in FAMILIES and result.flow != "words"
    return (FAMILIES.index(family), int(name) if name.isdigit() else 0) if known else (len(FAMILIES), 0)


def _result(rule: Rule, subject: Subject, words: Words, flow: str = "") -> Result:
    verdict: Verdict = rule.judge(subject)
    graph = verdict.graph or subject.graph
    example = transcript(graph, verdict.path, words) if verdict.path is not None else ()
    named = (rule.id, flow or subject.flow.id, verdict.status, rule.sentence, verdict.said)
    return Result(*named, example, rule.sources, subject.graph.sessions, subject.graph.steps)


def _premises(subject: Subject, words: Words) -> Iterator[Result]:
    """What the walks lean on: each premise once a flow, with the first walk on which it failed."""
    failed = {one.premise: (walk.graph, one) for walk in reversed([*subject.walks()]) for one in walk.failed}
    for premise, sentence in PREMISES.items():
        example = happened(*failed[premise], words) if premise in failed else ()
        status = Status.BROKEN if premise in failed else Status.PROVED
        graph = subject.graph
        yield Result(premise, subject.flow.id, status, sentence, "", example, (), graph.sessions, graph.steps)


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
        yield Result("LOCK-1", flow, Status.BROKEN if said else Status.PROVED, sentence, said)


def _finding(found: Finding) -> Result:
    status = Status.WARNING if found.code in WARNINGS else Status.BROKEN
    where = (f"{found.key}, line {found.line}",) if found.key else ()
    return Result(found.code, "words", status, found.sentence, "", where)
