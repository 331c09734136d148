"""What was proved and what was not: for a person at a terminal, and as plain data for a program."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Final

from bot.check.rule import By, Status
from bot.check.table import cost_table, flow_table, folded

SAID: Final = {
    Status.PROVED: "proved",
    Status.BROKEN: "BROKEN",
    Status.WARNING: "warning",
    Status.PERSON: "needs a person",
    Status.NOT_APPLICABLE: "does not apply",
}
"""A status as it is told."""

ALL_FLOWS = "all"
"""The flow of a result that speaks of the program as a whole."""


@dataclass(frozen=True, slots=True)
class Result:
    """One rule on one flow. ``said`` is what is wrong, or why it does not apply; ``looks_at`` what was read for it."""

    rule: str
    flow: str
    status: Status
    sentence: str
    said: str = ""
    counterexample: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    sessions: int = 0
    steps: int = 0
    by: By = "walk"
    looks_at: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Talk:
    """One conversation with what it costs; ``lines`` are its transcript."""

    taps: int
    said: int
    read: int
    minutes: float
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cost:
    """One kind of conversation in one flow: taps; words and minutes of its shortest path (0 without a catalogue).

    ``best``, ``median`` and ``worst`` are conversations by their minutes.
    """

    kind: str
    sentence: str
    flow: str
    least: int
    typical: int
    most: int
    said: int = 0
    read: int = 0
    minutes: float = 0.0
    best: Talk | None = None
    median: Talk | None = None
    worst: Talk | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that ``check`` found. ``walked`` are (sessions, steps) by flow."""

    results: tuple[Result, ...]
    costs: tuple[Cost, ...]
    walked: Mapping[str, tuple[int, int]]

    @property
    def broken(self) -> bool:
        """Is any rule broken?"""
        return any(result.status is Status.BROKEN for result in self.results)

    def lines(self) -> list[str]:
        """The report for a terminal: table, rules, costs, and what is broken last, with its shortest conversation."""
        table = flow_table(self.results, tuple(self.walked))
        return [*table, "", *self._rules(), "", *self._costs(), "", *self._findings(), *self._sum()]

    def cost_lines(self) -> list[str]:
        """What conversations cost, for a terminal; and what costs too much."""
        return [*self._costs(), "", *self._findings()]

    def to_json(self) -> dict[str, object]:
        """The report as plain data."""
        return {
            "broken": self.broken,
            "results": [asdict(result) | {"status": result.status.value} for result in self.results],
            "costs": [asdict(cost) for cost in self.costs],
            "walked": {flow: {"sessions": many, "steps": steps} for flow, (many, steps) in self.walked.items()},
            "counts": self.counts(),
        }

    def counts(self) -> dict[str, int]:
        """How many rules hold by the walk, by words, by data; how many are broken, and how many need a person."""
        rules: dict[str, list[Result]] = {}
        for result in self.results:
            rules.setdefault(result.rule, []).append(result)
        told = {"walk": 0, "words": 0, "data": 0, "person": 0, "broken": 0, "needs_person": 0, "does_not_apply": 0}
        for results in rules.values():
            statuses = {one.status for one in results}
            if Status.BROKEN in statuses:
                told["broken"] += 1
            elif Status.PERSON in statuses:
                told["needs_person"] += 1
            elif Status.PROVED in statuses:
                told[results[0].by] += 1
            else:
                told["does_not_apply"] += 1
        return told

    def _rules(self) -> Iterator[str]:
        by_rule: dict[tuple[str, str], list[Result]] = {}
        for result in self.results:
            by_rule.setdefault((result.rule, result.sentence), []).append(result)
        for (rule, sentence), results in by_rule.items():
            yield from folded(f"{rule:<11}{sentence}")
            told = ((status, [one.flow for one in results if one.status is status]) for status in Status)
            yield from folded(
                " " * 11 + "; ".join(f"{SAID[status]}: {', '.join(flows)}" for status, flows in told if flows)
            )
            quiet = (Status.NOT_APPLICABLE, Status.PERSON)
            if all(one.status in quiet for one in results):
                for said in dict.fromkeys(one.said for one in results):
                    yield from folded(" " * 11 + said)

    def _costs(self) -> Iterator[str]:
        yield from cost_table(self.costs)

    def _findings(self) -> Iterator[str]:
        for result in self.results:
            if result.status in (Status.BROKEN, Status.WARNING):
                yield from folded(
                    f"{result.rule} {SAID[result.status]} in {result.flow}: {result.said or result.sentence}"
                )
                yield from (f"    {line}" for line in result.counterexample)
                yield ""

    def _sum(self) -> Iterator[str]:
        sessions, steps = (sum(pair[which] for pair in self.walked.values()) for which in (0, 1))
        yield f"{sessions} sessions and {steps} steps walked over {len(self.walked)} flows."
        counts = {status: sum(result.status is status for result in self.results) for status in Status}
        yield "Cells: " + ", ".join(f"{many} {SAID[status].lower()}" for status, many in counts.items() if many) + "."
        told = self.counts()
        yield (
            f"Rules: {told['walk']} proved by the walk, {told['words']} by words, {told['data']} by data,"
            f" {told['person']} signed; {told['broken']} broken,"
        )
        yield f"{told['needs_person']} for a person to sign, {told['does_not_apply']} with nothing to apply to."
