"""What ``check`` found, as pages: the one place in the book that knows the shape of a report.

Everything is read from results: rule, flow, status, and what is said. Which cards a rule speaks of is what it says it
looks at: the tags and gates that stand in its own code.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import CodeType
from typing import Any

from bot.book.model import Cost, Outcome, PersonPage, RulePage
from bot.check.report import ALL_FLOWS, Report, Result, Talk
from bot.check.rule import Rule, Status
from bot.check.rules import RULES
from bot.check.vocabulary import GIVEN_ON, LOOKS, TAGS
from bot.present.checklist import Checklist

TOLD = tuple(map(str, (Status.BROKEN, Status.WARNING, Status.PERSON, Status.PROVED, Status.NOT_APPLICABLE)))
"""The order in which results of a rule are told."""

WORDS = "words"
"""The flow of a finding in words."""

BY: Mapping[str, str] = {
    "walk": "Judged over every path",
    "words": "Judged by the words",
    "data": "Judged by data and types",
    "person": "Judged by a person",
}
"""What judges a rule."""


def rule_pages(report: Report | None, wanted: Iterable[str], checklist: Checklist) -> tuple[RulePage, ...]:
    """Every rule: those of the report in its order, or without one those that there are."""
    flows = {*wanted, ALL_FLOWS}
    known = {rule.id: rule for rule in RULES}
    by_rule: dict[tuple[str, str], list[Result]] = {}
    if report is None:
        by_rule = {(rule.id, rule.sentence): [] for rule in RULES}
    for result in report.results if report else ():
        if result.flow != WORDS and result.by != "person":
            by_rule.setdefault((result.rule, result.sentence), []).append(result)
    pages = []
    for (name, sentence), results in by_rule.items():
        rule = known.get(name)
        sources = rule.sources if rule else results[0].sources
        outcomes = tuple(_outcomes([one for one in results if one.flow in flows]))
        how, by = (" ".join(rule.how.split()), BY[rule.by]) if rule else ("", BY[results[0].by])
        looks = tuple(LOOKS[one] for one in (rule or results[0]).looks_at)
        signed = tuple(entry.id for entry in checklist.entries if name in entry.rules)
        pages.append(RulePage(name, sentence, sources, outcomes, how, looks, by, (), signed))
    return tuple(pages)


def people_pages(report: Report | None, checklist: Checklist, wanted: Iterable[str]) -> tuple[PersonPage, ...]:
    """What a person signs for, as far as it is about these flows: each row is what ``check`` found of it.

    Without a report only what there is to judge is told, and of nothing that somebody has signed it.
    """
    entries = {one.id: one for one in checklist.entries}
    found: dict[str, list[Result]] = {name: [] for name in entries} if report is None else {}
    for one in report.results if report else ():
        if one.by == "person" and one.flow in {*wanted}:
            found.setdefault(one.rule, []).append(one)
    pages = []
    for name, results in found.items():
        entry, about = entries[name], [one for one in results if one.status is not Status.NOT_APPLICABLE]
        if not about and report is not None:
            continue
        said = tuple(dict.fromkeys(one.said for one in about)) or ("This copy was made without the proofs.",)
        flows = tuple(one.flow for one in about) if len(about) < len(results) else ()
        read = (entry.rules, flows, entry.reads, entry.now)
        pages.append(PersonPage(name, entry.who, entry.judges, *read, " ".join(said)))
    return tuple(pages)


def _outcomes(results: list[Result]) -> Iterator[Outcome]:
    """Results that say the same, together; counts are those of all of them."""
    together: dict[tuple[str, str, tuple[str, ...]], list[Result]] = {}
    for one in results:
        together.setdefault((one.status.value, one.said, one.counterexample), []).append(one)
    for (status, said, example), some in sorted(together.items(), key=lambda row: TOLD.index(row[0][0])):
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
    costs = (one for one in report.costs if one.flow == flow) if report else ()
    return tuple(Cost(one.sentence, tuple(map(_weighed, (one.best, one.median, one.worst)))) for one in costs)


def _weighed(talk: Talk | None) -> tuple[int, int, int, float]:
    return (talk.taps, talk.said, talk.read, talk.minutes) if talk else (0, 0, 0, 0.0)


def walked(report: Report | None, wanted: Iterable[str]) -> tuple[int, int, int]:
    """Flows, sessions and steps that were walked."""
    pairs = [report.walked[flow] for flow in wanted if flow in report.walked] if report else []
    return len(pairs), sum(many for many, _ in pairs), sum(steps for _, steps in pairs)


def tags_of_rules(rules: Iterable[Rule] = RULES) -> dict[str, frozenset[str]]:
    """The tags of the cards that each rule speaks of."""
    return {rule.id: looks_at(rule) for rule in rules}


def looks_at(rule: Rule) -> frozenset[str]:
    """The tags that a rule is about: those that its code names."""
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
