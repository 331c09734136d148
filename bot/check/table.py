"""Rule by flow on a terminal of eighty columns: one mark a cell, the worst that was found, with a legend."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Final

from bot.check.rule import Status

if TYPE_CHECKING:
    from bot.check.report import Cost, Result

WIDTH: Final = 80
CELL: Final = 4

MARKS: Final[Mapping[Status, str]] = {
    Status.BROKEN: "XX",
    Status.WARNING: "!",
    Status.PERSON: "P",
    Status.PROVED: "+",
    Status.NOT_APPLICABLE: ".",
}
"""A status as a mark, the worst first."""

LEGEND: Final = "+ proved   XX broken   ! warning   P needs a person to sign   . does not apply"


def flow_table(results: Iterable[Result], flows: tuple[str, ...]) -> Iterator[str]:
    """The table: a row for each rule, a column for each flow, and one for what all of them share."""
    columns = dict(zip((*flows, "all"), shortened((*flows, "all")), strict=True))
    rows: dict[str, dict[str, Status]] = {}
    judged: dict[str, str] = {}
    worst = list(MARKS)
    for result in results:
        row = rows.setdefault(result.rule, {})
        judged.setdefault(result.rule, result.by)
        column = result.flow if result.flow in columns else "all"
        row[column] = min(row.get(column, result.status), result.status, key=worst.index)
    yield f"{'rule':<18}{'by':<7}" + "".join(f"{short:<{CELL}}" for short in columns.values()).rstrip()
    for rule, row in rows.items():
        cells = "".join(f"{MARKS[row[name]] if name in row else '':<{CELL}}" for name in columns)
        yield f"{rule:<18}{judged[rule]:<7}{cells}".rstrip()
    yield ""
    yield LEGEND
    yield from folded("Columns: " + ", ".join(f"{short} {name}" for name, short in columns.items()))


def cost_table(costs: Iterable[Cost]) -> Iterator[str]:
    """Taps, words and minutes of each kind of conversation: best, usual and worst, flow by flow."""
    yield "What it costs: best, usual and worst; taps by taps, the rest by minutes of"
    yield "saying and reading (--path FLOW:KIND tells the conversations behind a row)."
    yield f"{'':<34}{'taps':<12}{'said':<12}{'read':<12}minutes"
    flow = ""
    for cost in costs:
        if cost.flow != flow:
            flow = cost.flow
            yield flow
        talks = [one for one in (cost.best, cost.median, cost.worst) if one is not None]
        taps = f"{cost.least:>3}{cost.typical:>4}{cost.most:>4}"
        said, read = (
            "".join(f"{count:>4}" for count in counts)
            for counts in zip(*((t.said, t.read) for t in talks), strict=True)
        )
        yield f"  {cost.sentence:<31}{taps} {said:<12}{read:<12}" + "".join(f"{one.minutes:>5.1f}" for one in talks)


def shortened(names: tuple[str, ...]) -> tuple[str, ...]:
    """Two letters for each name, each pair once: the first letters of its words, or else the next that is free."""
    taken: list[str] = []
    for name in names:
        words = name.split("_")
        tries = [words[0][0] + words[1][0]] if len(words) > 1 else []
        tries += [name[0] + letter for letter in name[1:]]
        tries += [f"{name[0]}{number}" for number in range(10)]
        taken.append(next((one for one in tries if one not in taken), name))
    return tuple(taken)


def folded(line: str) -> list[str]:
    """A line within the width, what follows set in beneath it."""
    indent = " " * 11
    return textwrap.wrap(line, WIDTH, subsequent_indent=indent, drop_whitespace=True) or [""]
