"""A map as SVG that a page takes in: real text, real links, a title and a description, and the page's own colours.

Nothing in it has an address beyond the page. Labels stand on their lines; ways out of the picture stand at the
foot of their card, with what was answered and where that leads.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from itertools import groupby, pairwise
from typing import Final, NamedTuple

from bot.book.maps import Map, Spot, part_name
from bot.drawing.layout import Box, Way, laid_out

GAPS: Final = (18.0, 22.0)
"""Pixels of the picture between boxes, across and down."""

MARGIN: Final = 8.0

PAGE: Final = 680.0
"""Pixels across a page of paper."""

NARROW: Final = 13
"""Characters on a line of a label where the picture would be wider than a page."""


class Face(NamedTuple):
    """How a row of text is set: width of a character and height of a line in pixels, characters on a line."""

    character: float
    line: float
    most: int


FACES: Final = {
    "before": Face(6.4, 15.0, 30),
    "name": Face(8.2, 18.0, 24),
    "exit": Face(6.6, 16.0, 32),
    "label": Face(6.6, 16.0, 24),
    "gap": Face(0.0, 5.0, 1),
}


@dataclass(slots=True)
class Shape:
    """A box with its rows: (face, text, what it links to)."""

    box: Box
    rows: tuple[tuple[str, str, str], ...]


def picture(drawn: Map) -> str:
    """The picture of a map, and nothing around it; where it gets wide, its labels get narrower."""
    wide, said = _drawing(drawn, FACES["label"].most)
    return said if wide <= PAGE else min((wide, said), _drawing(drawn, NARROW))[1]


def _drawing(drawn: Map, most: int) -> tuple[float, str]:
    """The picture with so many characters on a line of a label, and how wide it is."""
    numbers = {when: number for number, when in enumerate(conditions_of(drawn), start=1)}
    shapes = {spot.id: _shape(_rows(spot, numbers), spot.kind) for spot in drawn.spots}
    labels: list[Shape] = []
    pairs: list[tuple[Box, Box]] = []
    for line in drawn.lines:
        if not line.answers:
            pairs.append((shapes[line.source].box, shapes[line.dest].box))
            continue
        rows = [row for said, when in line.answers for row in _answers(said, when, numbers, "label", most)]
        labels.append(_shape(rows, "label"))
        pairs += [(shapes[line.source].box, labels[-1].box), (labels[-1].box, shapes[line.dest].box)]
    every = [*shapes.values(), *labels]
    ways = laid_out([shape.box for shape in every], pairs, GAPS)
    frame = _frame([shape.box for shape in every], ways)
    return frame[2], "\n".join((*_head(drawn, frame), *_lines(pairs, ways), *map(_drawn, every), "</svg>"))


def conditions_of(drawn: Map) -> tuple[str, ...]:
    """The conditions that the picture numbers, in their order."""
    lines = [when for line in drawn.lines for _, when in line.answers]
    exits = [one.when for spot in drawn.spots for one in spot.exits]
    return tuple(dict.fromkeys(when for when in (*lines, *exits) if when))


Row = tuple[str, str, str]


def _rows(spot: Spot, numbers: dict[str, int]) -> list[Row]:
    rows = [("before", line, "") for line in textwrap.wrap(spot.before, FACES["before"].most)]
    rows += [("name", line, spot.goal) for line in textwrap.wrap(spot.title, FACES["name"].most)]
    for one in spot.exits:
        rows += [("gap", "", ""), *_answers(one.answers, one.when, numbers, "exit")]
        for goal, title, flows in one.goals:
            where = f" ({', '.join(map(part_name, flows))})" if flows else ""
            told = textwrap.wrap(f"→ {title}{where}", FACES["exit"].most, subsequent_indent="   ")
            to = "" if goal.startswith("part ") else f"card-{goal}"
            rows += [("exit goal", line, to) for line in told]
    return rows


def _answers(answers: tuple[str, ...], when: str, numbers: dict[str, int], face: str, most: int = 0) -> Iterator[Row]:
    said = " / ".join(answers) + (f" – if ({numbers[when]})" if when else "")
    yield from ((face, line, "") for line in textwrap.wrap(said, most or FACES[face].most))


def _face(name: str) -> Face:
    return FACES[name.partition(" ")[0]]


def _shape(rows: list[Row], kind: str) -> Shape:
    wide = max((len(text) * _face(face).character for face, text, _ in rows), default=0) + 18
    high = sum(_face(face).line for face, _, _ in rows) + (4 if kind == "label" else 14)
    return Shape(Box(tuple(text for _, text, _ in rows), kind, wide, high), tuple(rows))


def _frame(every: list[Box], ways: list[Way]) -> tuple[float, float, float, float]:
    """Left, top, width and height of a picture."""
    points = [x for way in ways for x, _ in way.points]
    left = min([box.left for box in every] + points) - MARGIN
    top = min(box.top for box in every) - MARGIN
    wide = max([box.right for box in every] + points) + MARGIN - left
    return left, top, wide, max(box.foot for box in every) + MARGIN - top


def _head(drawn: Map, frame: tuple[float, float, float, float]) -> Iterator[str]:
    left, top, wide, high = frame
    name = drawn.id
    cards = "; ".join(spot.title for spot in drawn.spots)
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="map" viewBox="{left:.0f} {top:.0f} {wide:.0f} {high:.0f}"'
        f' width="{wide:.0f}" height="{high:.0f}" role="group" aria-labelledby="{name}-t {name}-d">'
    )
    yield f'<title id="{name}-t">{escape(drawn.title)}</title>'
    yield f'<desc id="{name}-d">Cards and the answers between them, from top to bottom. {escape(cards)}.</desc>'


def _lines(pairs: list[tuple[Box, Box]], ways: list[Way]) -> Iterator[str]:
    for (one, other), way in zip(pairs, ways, strict=True):
        points = [(one.xy[0], one.foot), *way.points[1:-1], (other.xy[0], other.top)]
        yield f'<path class="way" d="{_curved(points)}"/>'
        if other.kind != "label":
            x, y = points[-1]
            yield f'<path class="tip" d="M{x:.0f} {y:.0f} l-4 -7 h8 z"/>'


def _curved(points: list[tuple[float, float]]) -> str:
    """A line that leaves and arrives upright."""
    said = [f"M{points[0][0]:.0f} {points[0][1]:.0f}"]
    for (x, y), (to_x, to_y) in pairwise(points):
        middle = (y + to_y) / 2
        said.append(f"C{x:.0f} {middle:.0f} {to_x:.0f} {middle:.0f} {to_x:.0f} {to_y:.0f}")
    return " ".join(said)


def _drawn(shape: Shape) -> str:
    box = shape.box
    corner = 14 if "start" in box.kind or box.kind == "end" else 4
    parts = [f'<rect x="{box.left:.0f}" y="{box.top:.0f}" width="{box.w:.0f}" height="{box.h:.0f}" rx="{corner}"/>']
    y = box.top + (2 if box.kind == "label" else 5)
    for face, rows in groupby(shape.rows, key=lambda row: (row[0], row[2])):
        lines = []
        for _, text, _ in rows:
            y += _face(face[0]).line
            if text:
                lines.append(_text(face[0], box.xy[0], y - 3, text))
        parts.append(f'<a href="#{escape(face[1])}">{"".join(lines)}</a>' if face[1] else "".join(lines))
    return f'<g class="{box.kind}">{"".join(parts)}</g>'


def _text(face: str, x: float, y: float, text: str) -> str:
    return f'<text class="{face}" x="{x:.0f}" y="{y:.0f}">{escape(text.strip())}</text>'
