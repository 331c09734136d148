"""The pictures: every answer of every machine in exactly one of them, each small enough to be read."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

from bot.book.maps import MOST, Map, overview, part_of, parts_of
from bot.book.pictures import picture
from bot.engine.compile import CompiledFlow
from tests.book.samples import known
from tests.console.samples import parts

MAPS = [pytest.param(one, id=one.id) for one in known().maps]
FLOWS = [pytest.param(flow, id=flow.id) for flow in parts().library.flows.values()]
WHOLE = [overview(flow, known().maps, known().numbered) for flow in parts().library.flows.values()]
ALL = [*MAPS, *(pytest.param(one, id=one.id) for one in WHOLE if len(one.spots) > 1)]
WIDE, HIGH = 900, 1400
"""Pixels of a picture: a page of paper holds it, shrunk by a quarter at most."""


def drawn(one: Map, flow: str) -> list[tuple[str, str, str]]:
    """The ways of a picture as they hold in a flow: card, next card, label."""
    lines = [(line.source, line.dest, label) for line in one.lines for labels, _ in line.answers for label in labels]
    exits = [
        (spot.id, goal, label)
        for spot in one.spots
        for way in spot.exits
        for goal, _, flows in way.goals
        if not flows or flow in flows
        for label in way.answers
    ]
    return [*lines, *exits]


@pytest.mark.parametrize("flow", FLOWS)
def test_every_answer_is_in_one_picture(flow: CompiledFlow) -> None:
    """Each transition of the machine, once, with the words of its answer; and no other."""
    machine = [
        (e.source, str(e.dest), known().names.label(e.source, e.answer)) for s in flow.cards for e in flow.edges(s)
    ]
    shown = [way for one in known().maps if flow.id in one.flows for way in drawn(one, flow.id)]
    assert sorted(shown) == sorted(machine)


@pytest.mark.parametrize("flow", FLOWS)
def test_every_card_is_in_one_picture(flow: CompiledFlow) -> None:
    """The pictures of a flow split its cards among them."""
    cards = [card for one in known().maps if flow.id in one.flows for card in one.cards]
    assert sorted(cards) == sorted(flow.cards)


@pytest.mark.parametrize("flow", FLOWS)
def test_the_whole_way_names_every_part_and_way(flow: CompiledFlow) -> None:
    """Each part is a box that tells every part that it leads to."""
    whole = overview(flow, known().maps, known().numbered)
    ways = {(part_of(state), part_of(str(edge.dest))) for state in flow.cards for edge in flow.edges(state)}
    told = {
        (spot.id, goal.removeprefix("part ")) for spot in whole.spots for way in spot.exits for goal, _, _ in way.goals
    }
    assert {spot.id for spot in whole.spots} == parts_of(flow).keys()
    assert told == {way for way in ways if way[0] != way[1]}


@pytest.mark.parametrize("one", ALL)
def test_picture_is_sound_and_can_be_read(one: Map) -> None:
    """Valid XML with a title and a description, no larger than a page, with its links in the page."""
    root = ET.fromstring(picture(one))  # noqa: S314 - our own text
    assert float(root.attrib["width"]) <= WIDE
    assert float(root.attrib["height"]) <= HIGH
    assert len(one.cards) <= MOST
    named = root.attrib["aria-labelledby"].split()
    assert [node.attrib["id"] for node in root[:2]] == named
    assert all((node.text or "").strip() for node in root[:2])
    links = [node.attrib["href"] for node in root.iter() if node.tag.endswith("}a")]
    assert links
    assert all(link.startswith("#") for link in links)


@pytest.mark.parametrize("one", ALL)
def test_boxes_stay_apart(one: Map) -> None:
    """No box or label lies on another one, and every text fits into its box."""
    root = ET.fromstring(picture(one))  # noqa: S314 - our own text
    boxes = [
        tuple(float(node.attrib[name]) for name in ("x", "y", "width", "height"))
        for node in root.iter()
        if node.tag.endswith("}rect")
    ]
    for number, (x, y, wide, high) in enumerate(boxes):
        for left, top, w, h in boxes[number + 1 :]:
            assert x + wide <= left + 1 or left + w <= x + 1 or y + high <= top + 1 or top + h <= y + 1


def test_shared_parts_are_drawn_once() -> None:
    """The opening is the same in nine conversations, and has its pictures once."""
    opening = [one for one in known().maps if one.cards[0].startswith("opening.")]
    assert len(opening) == 2
    assert all(len(one.flows) >= 9 for one in opening)
