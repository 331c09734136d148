"""What ``check`` found, as pages: the one place in the book that knows the shape of a report.

Everything is read from results: rule, flow, status, and what is said. Which cards a rule speaks of is what it says it
looks at, or else the tags and gates that stand in its own code.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import CodeType
from typing import Any

from bot.book.model import Cost, Outcome, RulePage
from bot.check.elsewhere import BY, ELSEWHERE
from bot.check.report import ALL_FLOWS, Report, Result
from bot.check.rule import Rule
from bot.check.rules import RULES
from bot.check.vocabulary import GIVEN_ON, TAGS

WORDS = "words"
"""The flow of a finding in words."""

SIGNS: Mapping[str, str] = {"reader": "The clinician, lawyer or survivor who reviews the release"}
"""Who signs for rules that a program cannot judge, by who judges them."""


def rule_pages(report: Report | None, wanted: Iterable[str]) -> tuple[RulePage, ...]:
    """Every rule: those of the report in its order, or without one those that there are; then those for a person."""
    flows = {*wanted, ALL_FLOWS}
    pages = [] if report else [RulePage(rule.id, rule.sentence, rule.sources, ()) for rule in RULES]
    by_rule: dict[tuple[str, str], list[Result]] = {}
    for result in report.results if report else ():
        if result.flow != WORDS:
            by_rule.setdefault((result.rule, result.sentence), []).append(result)
    for (rule, sentence), results in by_rule.items():
        there = [one for one in results if one.flow in flows]
        pages.append(RulePage(rule, sentence, results[0].sources, tuple(_outcomes(there))))
    pages += [
        RulePage(rule, why, (), (), (), BY.get(by, by), SIGNS.get(by, "")) for rule, (by, why) in ELSEWHERE.items()
    ]
    return tuple(pages)


def _outcomes(results: list[Result]) -> Iterator[Outcome]:
    """Results that say the same, together; counts are those of all of them."""
    together: dict[tuple[str, str, tuple[str, ...]], list[Result]] = {}
    for one in results:
        together.setdefault((one.status.value, one.said, one.counterexample), []).append(one)
    for (status, said, example), some in together.items():
        flows = tuple(one.flow for one in some)
        yield Outcome(status, flows, said, example, sum(one.sessions for one in some), sum(one.steps for one in some))


def findings(report: Report | None) -> tuple[str, ...]:
    """What the reading of words found."""
    results = report.results if report else ()
    return tuple(
        f"{one.rule}, {one.status.value}: {one.sentence} {' '.join(one.counterexample)}".strip()
        for one in results
        if one.flow == WORDS
    )


def costs_of(report: Report | None, flow: str) -> tuple[Cost, ...]:
    """What conversations of a flow cost."""
    costs = report.costs if report else ()
    return tuple(
        Cost(one.sentence, one.least, one.typical, one.most, one.said, one.read, one.minutes)
        for one in costs
        if one.flow == flow
    )


def walked(report: Report | None, wanted: Iterable[str]) -> tuple[int, int, int]:
    """Flows, sessions and steps that were walked."""
    pairs = [report.walked[flow] for flow in wanted if flow in report.walked] if report else []
    return len(pairs), sum(many for many, _ in pairs), sum(steps for _, steps in pairs)


def tags_of_rules(rules: Iterable[Rule] = RULES) -> dict[str, frozenset[str]]:
    """The tags of the cards that each rule speaks of."""
    return {rule.id: looks_at(rule) for rule in rules}


def looks_at(rule: Rule) -> frozenset[str]:
    """The tags that a rule is about: what it says itself, or else those that its code names."""
    said = getattr(rule, "looks_at", None)
    if said is not None:
        return frozenset(said) & TAGS.keys()
    texts = frozenset(_named(rule.judge))
    named = (texts & TAGS.keys()).union(*(GIVEN_ON[gate] for gate in texts & GIVEN_ON.keys()))
    return named if len(named) < len(TAGS) / 2 else frozenset()  # a rule about every tag speaks of no card


def _named(judge: Any, seen: frozenset[int] = frozenset()) -> Iterator[str]:
    """The texts in a function, in the functions that it closes over, and in the tables of its module that it names."""
    if id(judge) in seen or not hasattr(judge, "__code__"):
        return
    yield from _texts(judge.__code__)
    for name in judge.__code__.co_names:
        value = judge.__globals__.get(name)
        if isinstance(value, (frozenset, tuple, set, dict)):
            yield from (one for one in value if isinstance(one, str))
    for cell in judge.__closure__ or ():
        held = cell.cell_contents
        yield from [held] if isinstance(held, str) else filter(_is_text, held if isinstance(held, frozenset) else ())
        yield from _named(held, seen | {id(judge)})


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _texts(code: CodeType) -> Iterator[str]:
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _texts(constant)
        elif isinstance(constant, (frozenset, tuple)):
            yield from (one for one in constant if isinstance(one, str))
        elif isinstance(constant, str):
            yield constant
