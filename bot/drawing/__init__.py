"""A conversation as a picture, drawn from the machine that runs it: what is drawn is what happens.

Every edge comes from ``machine.get_transitions``, so a picture cannot show a way that is not there, or leave one out.
``mermaid`` and ``table`` are text; ``svg`` lays the cards out in layers with grandalf.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from bot.engine.compile import CompiledFlow, Edge
from bot.engine.spec import Tone


class Arrow(NamedTuple):
    """All answers that lead from one card to another, gathered by the condition ("" for none) under which they do."""

    source: str
    dest: str
    answers: tuple[tuple[str, tuple[str, ...]], ...]


def arrows(flow: CompiledFlow) -> list[Arrow]:
    """The arrows of a conversation, in the order of its cards; ways between the same two cards are one arrow."""
    found: dict[tuple[str, str], dict[str, list[str]]] = {}
    for state in cards(flow):
        for edge in flow.edges(state):
            ways = found.setdefault((edge.source, str(edge.dest)), {})
            ways.setdefault(_when(edge), []).append(edge.answer)
    return [
        Arrow(source, dest, tuple((when, tuple(answers)) for when, answers in ways.items()))
        for (source, dest), ways in found.items()
    ]


def cards(flow: CompiledFlow) -> list[str]:
    """The cards of a conversation, the first one first, then as its parts declare them."""
    return [flow.start, *(state for state in flow.cards if state != flow.start)]


def table(flow: CompiledFlow) -> str:
    """One line an answer: card, answer, next card, condition."""
    rows = [("card", "answer", "leads to", "when")]
    rows += [
        (edge.source, edge.answer, str(edge.dest), _when(edge)) for state in cards(flow) for edge in flow.edges(state)
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    rows.insert(1, ("-" * widths[0], "-" * widths[1], "-" * widths[2], "----"))
    return "\n".join(
        "  ".join((*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[3])).rstrip()
        for row in rows
    )


def mermaid(flow: CompiledFlow) -> str:
    """A flowchart in Mermaid's language, which many viewers of Markdown draw."""
    names = {state: f"s{number}" for number, state in enumerate(cards(flow))}
    return "\n".join(("flowchart TD", *(f"  {line}" for line in _mermaid(flow, names))))


def _mermaid(flow: CompiledFlow, names: dict[str, str]) -> Iterator[str]:
    for state, name in names.items():
        card = flow.cards[state].state
        left, right = ("([", "])") if card.final or state == flow.start else ("[", "]")
        yield f'{name}{left}"{state}"{right}'
    for arrow in arrows(flow):
        label = "<br>".join(", ".join(answers) + (f" if {when}" if when else "") for when, answers in arrow.answers)
        yield f'{names[arrow.source]} -->|"{label}"| {names[arrow.dest]}'
    urgent = [name for state, name in names.items() if flow.cards[state].state.tone is Tone.EMERGENCY]
    if urgent:
        yield "classDef urgent stroke-width:4px"
        yield f"class {','.join(urgent)} urgent"


def svg(flow: CompiledFlow) -> str:
    """A picture to look at. Needs grandalf, which the locks for checking and for tests hold."""
    from bot.drawing.vectors import svg as drawn  # noqa: PLC0415 - only here the layout is needed

    return drawn(flow, cards(flow), arrows(flow))


def _when(edge: Edge) -> str:
    return " and ".join(guard.text for guard in edge.guards)


FORMATS: Final[dict[str, Callable[[CompiledFlow], str]]] = {"mermaid": mermaid, "svg": svg, "table": table}
"""How a conversation can be drawn."""
