"""A scenario as a picture: turns and endings, and on each way the lines that lead there with what has to hold.

What a limit cuts short is told once, below the picture, since it can happen after any line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from bot.practice.scenario import Scenario


class Way(NamedTuple):
    """One answer: the turn, the line, the condition ("" for none), and the turn or ending that it leads to."""

    turn: str
    line: str
    when: str
    dest: str


def ways(scenario: Scenario) -> Iterator[Way]:
    """Every answer of a scenario, in the order of the file."""
    for turn in scenario.turns:
        for line in turn.lines:
            for answer in line.answers:
                yield Way(turn.id, line.id, str(answer.when), answer.next or f"end: {answer.end}")


def table(scenario: Scenario) -> str:
    """One line an answer."""
    rows: list[tuple[str, str, str, str]] = [("turn", "line", "leads to", "when")]
    rows += [(way.turn, way.line, way.dest, way.when) for way in ways(scenario)]
    rows += [("any", "any", f"end: {limit.ending}", str(limit.when)) for limit in scenario.limits]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    return "\n".join(
        "  ".join((*(row[at].ljust(width) for at, width in enumerate(widths)), row[3])).rstrip() for row in rows
    )


def mermaid(scenario: Scenario) -> str:
    """A flowchart in Mermaid's language."""
    names = {name: f"s{number}" for number, name in enumerate(_boxes(scenario))}
    lines = ["flowchart TD"]
    for name, short in names.items():
        left, right = ("([", "])") if name.startswith("end: ") else ("[", "]")
        lines.append(f'  {short}{left}"{name}"{right}')
    for (source, dest), labels in _gathered(scenario).items():
        lines.append(f'  {names[source]} -->|"{"<br>".join(labels)}"| {names[dest]}')
    return "\n".join((*lines, *(f"  %% after any line: {one}" for one in _limits(scenario))))


def svg(scenario: Scenario) -> str:
    """A picture to look at. Needs grandalf, which the locks for checking and for tests hold."""
    from bot.drawing.vectors import box, picture  # noqa: PLC0415 - only here the layout is needed

    kinds = {name: "end" if name.startswith("end: ") else "card" for name in _boxes(scenario)}
    boxes = {name: box((name,), kind) for name, kind in kinds.items()}
    labels = [(source, dest, box(tuple(said))) for (source, dest), said in _gathered(scenario).items()]
    cut = {f"after any line: {one}": number for number, one in enumerate(_limits(scenario), start=1)}
    return picture(f"The scenario {scenario.id}", boxes, labels, cut)


def _boxes(scenario: Scenario) -> list[str]:
    return [*(turn.id for turn in scenario.turns), *(f"end: {ending.id}" for ending in scenario.endings)]


def _gathered(scenario: Scenario) -> dict[tuple[str, str], list[str]]:
    """The lines on each way between two boxes, with their conditions."""
    found: dict[tuple[str, str], list[str]] = {}
    for way in ways(scenario):
        said = f"{way.line} if {way.when}" if way.when else way.line
        found.setdefault((way.turn, way.dest), []).append(said)
    met = {dest for _, dest in found}
    for limit in scenario.limits:
        if f"end: {limit.ending}" not in met:  # an ending that only a limit leads to hangs on the last turn
            found[scenario.turns[-1].id, f"end: {limit.ending}"] = [f"any line if {limit.when}"]
    return found


def _limits(scenario: Scenario) -> list[str]:
    return [f"{limit.when} ends the talk with {limit.ending}" for limit in scenario.limits]


FORMATS: Final[dict[str, Callable[[Scenario], str]]] = {"mermaid": mermaid, "svg": svg, "table": table}
"""How a scenario can be drawn."""
