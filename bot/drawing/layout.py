"""Where the boxes of a picture stand, and what points the lines between them run through: layers from top to bottom.

grandalf decides; nothing is drawn here. Boxes never cover each other. Parts of a picture that nothing joins stand side
by side in rows, in the order of their first boxes. Measures are pixels of the picture.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass, field
from typing import Any, Final

ROW: Final = 660.0
"""How wide a row of such parts may get: about a page of paper."""


@dataclass(slots=True)
class Box:
    """What stands at one place: its lines and its kind; its size; once it is laid out, the middle of its place."""

    lines: tuple[str, ...]
    kind: str = "label"
    w: float = 0.0
    h: float = 0.0
    xy: tuple[float, float] = (0.0, 0.0)

    @property
    def left(self) -> float:
        """Its left edge."""
        return self.xy[0] - self.w / 2

    @property
    def right(self) -> float:
        """Its right edge."""
        return self.xy[0] + self.w / 2

    @property
    def top(self) -> float:
        """Its upper edge."""
        return self.xy[1] - self.h / 2

    @property
    def foot(self) -> float:
        """Its lower edge."""
        return self.xy[1] + self.h / 2


@dataclass(slots=True)
class Way:
    """The points that a line runs through, once it is laid out."""

    points: list[tuple[float, float]] = field(default_factory=list)

    def setpath(self, points: list[tuple[float, float]]) -> None:
        """Take the points, as grandalf hands them over."""
        self.points = list(points)

    def moved(self, across: float, down: float) -> None:
        """Stand elsewhere."""
        self.points = [(x + across, y + down) for x, y in self.points]


def laid_out(boxes: list[Box], pairs: list[tuple[Box, Box]], gaps: tuple[float, float] = (14, 18)) -> list[Way]:
    """Give every box its place; the way of each pair, in the same order. ``gaps`` are across and down."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the package warns of its own age when it is imported
        from grandalf.graphs import Edge, Graph, Vertex  # noqa: PLC0415 - not installed for the console
        from grandalf.layouts import SugiyamaLayout  # noqa: PLC0415
    points: dict[int, Any] = {id(box): Vertex(box) for box in boxes}
    for box in boxes:
        points[id(box)].view = box
    edges = [Edge(points[id(one)], points[id(other)]) for one, other in pairs]
    ways = [Way() for _ in pairs]
    for edge, way in zip(edges, ways, strict=True):
        edge.view = way
    graph = Graph(list(points.values()), edges)
    rank = {id(box): number for number, box in enumerate(boxes)}
    islands = sorted(graph.C, key=lambda island: min(rank[id(point.data)] for point in island.V()))
    row = _Row()
    for island in islands:
        layout = SugiyamaLayout(island)
        layout.xspace, layout.yspace = gaps
        layout.init_all(optimize=False)
        layout.draw(8)
        if len(islands) > 1:
            row.take([point.data for point in island.V()], [edge.view for edge in island.sE], gaps)
    return ways


@dataclass(slots=True)
class _Row:
    """Where the next part of a picture may stand."""

    left: float = 0.0
    top: float = 0.0
    foot: float = 0.0

    def take(self, there: list[Box], ways: list[Way], gaps: tuple[float, float]) -> None:
        """Put a part beside those of this row, or under them where it would get too wide."""
        start, top = min(box.left for box in there), min(box.top for box in there)
        wide, high = max(box.right for box in there) - start, max(box.foot for box in there) - top
        if self.left and self.left + wide > ROW:
            self.left, self.top = 0.0, self.foot + gaps[1] * 2
        across, down = self.left - start, self.top - top
        for box in there:
            box.xy = (box.xy[0] + across, box.xy[1] + down)
        for way in ways:
            way.moved(across, down)
        self.left += wide + gaps[0] * 2
        self.foot = max(self.foot, self.top + high)
