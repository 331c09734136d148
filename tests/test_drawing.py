"""What is drawn is what runs: every picture has every card and every answer of the machine, and no other."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

from bot.drawing import arrows, cards, mermaid, svg, table
from bot.engine.compile import CompiledFlow, Edge
from bot.library import library
from tests.console.program import run


def edges(flow: CompiledFlow) -> list[Edge]:
    """Every transition of the machine, read without the code that draws."""
    return [edge for edge in flow.machine.get_transitions() if isinstance(edge, Edge)]


FLOWS = [pytest.param(flow, id=flow.id) for flow in library().flows.values()]


@pytest.mark.parametrize("flow", FLOWS)
def test_arrows_are_the_edges_of_the_machine(flow: CompiledFlow) -> None:
    """Counted out of the machine itself: each transition is in exactly one arrow."""
    machine = [(edge.source, edge.dest, edge.answer) for edge in edges(flow)]
    drawn = [(a.source, a.dest, answer) for a in arrows(flow) for _, answers in a.answers for answer in answers]
    assert sorted(drawn) == sorted(machine)
    assert sorted(cards(flow)) == sorted(flow.machine.states)


@pytest.mark.parametrize("flow", FLOWS)
def test_table_has_a_line_for_each_way(flow: CompiledFlow) -> None:
    """Card, answer and next card of each way stand in a line, with its condition."""
    rows = [line.split() for line in table(flow).splitlines()[2:]]
    machine = edges(flow)
    assert sorted(tuple(row[:3]) for row in rows) == sorted((e.source, e.answer, e.dest) for e in machine)
    assert sum(len(row) > 3 for row in rows) == sum(bool(edge.guards) for edge in machine)


@pytest.mark.parametrize("flow", FLOWS)
def test_mermaid_names_every_card_and_arrow(flow: CompiledFlow) -> None:
    """One node a card, one line an arrow, and no quotation mark inside a label."""
    lines = [line.strip() for line in mermaid(flow).splitlines()]
    assert lines[0] == "flowchart TD"
    assert sum("-->" in line for line in lines) == len(arrows(flow))
    assert all(any(f'"{state}"' in line for line in lines) for state in flow.cards)
    assert all(line.count('"') in (0, 2) for line in lines)


@pytest.mark.parametrize("flow", FLOWS)
def test_svg_is_sound_and_says_it_all(flow: CompiledFlow) -> None:
    """The picture is valid XML with a title, names each card, and reaches for nothing outside itself."""
    text = svg(flow)
    root = ET.fromstring(text)  # noqa: S314 - our own text
    assert root.tag.endswith("svg")
    written = {"".join(node.itertext()) for node in root.iter() if node.tag.endswith("text")}
    assert flow.cards.keys() <= written
    assert "url(" not in text
    assert "href" not in text


def test_svg_keeps_boxes_apart() -> None:
    """No card or label lies on another one."""
    for flow in library().flows.values():
        root = ET.fromstring(svg(flow))  # noqa: S314 - our own text
        found = [
            tuple(float(node.attrib[name]) for name in ("x", "y", "width", "height"))
            for node in root.iter()
            if node.tag.endswith("rect")
        ]
        for number, (x, y, wide, high) in enumerate(found):
            for left, top, w, h in found[number + 1 :]:
                apart = x + wide <= left + 1 or left + w <= x + 1 or y + high <= top + 1 or top + h <= y + 1
                assert apart, flow.id


@pytest.mark.parametrize(("how", "begins"), [("mermaid", b"flowchart TD"), ("svg", b"<svg"), ("table", b"card ")])
def test_the_command_draws(how: str, begins: bytes) -> None:
    """Each kind of drawing comes out of the command line."""
    ran = run("graph", "offer", "--format", how)
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert ran.stdout.startswith(begins)
