"""What was proved and what was not: for a person at a terminal, and as plain data for a program."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Final

from bot.check.elsewhere import BY, ELSEWHERE
from bot.check.rule import Status

SAID: Final = {
    Status.PROVED: "proved",
    Status.BROKEN: "BROKEN",
    Status.WARNING: "warning",
    Status.NOT_APPLICABLE: "does not apply",
}

ALL_FLOWS = "all"
"""The flow of a result that speaks of the program as a whole."""


@dataclass(frozen=True, slots=True)
class Result:
    """One rule on one flow. ``said`` is what is wrong, or why it does not apply."""

    rule: str
    flow: str
    status: Status
    sentence: str
    said: str = ""
    counterexample: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    sessions: int = 0
    steps: int = 0


@dataclass(frozen=True, slots=True)
class Cost:
    """One kind of conversation in one flow: taps; words and minutes of its shortest path (0 without a catalogue)."""

    kind: str
    sentence: str
    flow: str
    least: int
    typical: int
    most: int
    said: int = 0
    read: int = 0
    minutes: float = 0.0


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
        """The report for a terminal: rules, costs, and what is broken last, with its shortest conversation."""
        return [*self._rules(), "", *self._costs(), "", *self._findings(), *self._sum()]

    def to_json(self) -> dict[str, object]:
        """The report as plain data."""
        return {
            "broken": self.broken,
            "results": [asdict(result) | {"status": result.status.value} for result in self.results],
            "costs": [asdict(cost) for cost in self.costs],
            "walked": {flow: {"sessions": many, "steps": steps} for flow, (many, steps) in self.walked.items()},
            "elsewhere": {rule: {"by": who, "why": why} for rule, (who, why) in ELSEWHERE.items()},
        }

    def _rules(self) -> Iterator[str]:
        by_rule: dict[tuple[str, str], list[Result]] = {}
        for result in self.results:
            by_rule.setdefault((result.rule, result.sentence), []).append(result)
        for (rule, sentence), results in by_rule.items():
            yield f"{rule:<14}{sentence}"
            told = ((status, [one.flow for one in results if one.status is status]) for status in Status)
            yield "".ljust(14) + "; ".join(f"{SAID[status]}: {', '.join(flows)}" for status, flows in told if flows)
            if all(one.status is Status.NOT_APPLICABLE for one in results):
                yield from ("".ljust(14) + said for said in dict.fromkeys(one.said for one in results))
        for who, sentence in BY.items():
            rules = [rule for rule, (by, _) in ELSEWHERE.items() if by == who]
            yield f"{sentence}: {', '.join(rules)}"

    def _costs(self) -> Iterator[str]:
        yield "What a conversation costs: taps (least, usual, most), words said and read on the shortest"
        for cost in self.costs:
            words = f", {cost.said} said and {cost.read} read, {cost.minutes:.1f} min" if cost.said or cost.read else ""
            yield f"  {cost.sentence:<32} {cost.flow:<14} {cost.least:>2} {cost.typical:>3} {cost.most:>3}{words}"

    def _findings(self) -> Iterator[str]:
        for result in self.results:
            if result.status in (Status.BROKEN, Status.WARNING):
                yield f"{result.rule} {result.status.value} in {result.flow}: {result.said or result.sentence}"
                yield from (f"    {line}" for line in result.counterexample)
                yield ""

    def _sum(self) -> Iterator[str]:
        sessions, steps = (sum(pair[which] for pair in self.walked.values()) for which in (0, 1))
        counts = {status: sum(result.status is status for result in self.results) for status in Status}
        yield f"{sessions} sessions and {steps} steps walked over {len(self.walked)} flows."
        yield ", ".join(f"{many} {status.value.replace('_', ' ')}" for status, many in counts.items() if many) + "."
