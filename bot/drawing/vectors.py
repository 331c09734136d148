"""A conversation as SVG: cards in layers from top to bottom, each answer a small label on its way.

grandalf decides where everything stands; a label is laid out like a card of its own, so that labels do not cover each
other. The picture names no font file and no address, has a title for screen readers, and needs no colour.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, Final

from bot.drawing.layout import Box, Way, laid_out
from bot.engine.compile import CompiledFlow
from bot.engine.spec import Tone

if TYPE_CHECKING:
    from bot.drawing import Arrow

CHARACTER: Final = 7.4
"""Width of one character of the labels, in pixels of the picture."""

LINE: Final = 16.0
MARGIN: Final = 24.0

STYLE: Final = (
    "text{font:12px ui-monospace,monospace;fill:#222;text-anchor:middle}"
    ".legend{text-anchor:start}"
    "rect{fill:#fff;stroke:#222}.urgent{stroke-width:3}.label{stroke:none;fill:#fff;fill-opacity:.85}"
    "path{fill:none;stroke:#888}.tip{fill:#888;stroke:none}"
)


def svg(flow: CompiledFlow, cards: Iterable[str], arrows: Iterable[Arrow]) -> str:
    """The picture of a conversation."""
    boxes = {state: box((state,), _kind(flow, state)) for state in cards}
    conditions: dict[str, int] = {}
    labels = [(arrow.source, arrow.dest, box(tuple(_label(arrow, conditions)))) for arrow in arrows]
    return picture(f"The conversation {flow.id}", boxes, labels, conditions)


def picture(
    title: str,
    boxes: Mapping[str, Box],
    labels: Sequence[tuple[str, str, Box]],
    conditions: Mapping[str, int],
) -> str:
    """Boxes by their names, the label of each way between two of them, and the numbers that labels use."""
    pairs = []
    for source, dest, label in labels:
        pairs += [(boxes[source], label), (label, boxes[dest])]
    every = [*boxes.values(), *(label for _, _, label in labels)]
    ways = laid_out(every, pairs)
    left = min(one.xy[0] - one.w / 2 for one in every) - MARGIN
    top = min(one.xy[1] - one.h / 2 for one in every) - MARGIN
    wide = max(one.xy[0] + one.w / 2 for one in every) + MARGIN - left
    end = max(one.xy[1] + one.h / 2 for one in every) + MARGIN
    high = end + len(conditions) * LINE - top
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{left:.0f} {top:.0f} {wide:.0f} {high:.0f}" role="img">',
        f"<title>{escape(title)}</title>",
        f"<style>{STYLE}</style>",
    )
    drawn = (*_lines(pairs, ways), *(part for one in every for part in _drawn(one)), *_legend(conditions, left, end))
    return "\n".join((*head, *drawn, "</svg>"))


def box(lines: tuple[str, ...], kind: str = "label") -> Box:
    """A box of the size of its lines."""
    return Box(lines, kind, max(map(len, lines)) * CHARACTER + 12, len(lines) * LINE + 6)


def _kind(flow: CompiledFlow, state: str) -> str:
    card = flow.cards[state].state
    return "urgent" if card.tone is Tone.EMERGENCY else "end" if card.final or state == flow.start else "card"


def _label(arrow: Arrow, conditions: dict[str, int]) -> Iterator[str]:
    """The lines of a label, two answers in each; a condition is only a number here, told below the picture."""
    for when, answers in arrow.answers:
        yield from (", ".join(answers[first : first + 2]) for first in range(0, len(answers), 2))
        if when:
            yield f"if ({conditions.setdefault(when, len(conditions) + 1)})"


def _legend(conditions: Mapping[str, int], left: float, top: float) -> Iterator[str]:
    for when, number in conditions.items():
        x, y = left + MARGIN, top + number * LINE - MARGIN / 2
        yield f'<text class="legend" x="{x:.0f}" y="{y:.0f}">({number}) {escape(when)}</text>'


def _lines(pairs: list[tuple[Box, Box]], ways: list[Way]) -> Iterator[str]:
    for (one, other), way in zip(pairs, ways, strict=True):
        start = (one.xy[0], one.xy[1] + one.h / 2)
        tip = (other.xy[0], other.xy[1] - other.h / 2)
        points = " L".join(f"{x:.0f} {y:.0f}" for x, y in (start, *way.points[1:-1], tip))
        yield f'<path d="M{points}"/>'
        if other.kind != "label":
            x, y = tip
            yield f'<path class="tip" d="M{x:.0f} {y:.0f} l-4 -7 h8 z"/>'


def _drawn(box: Box) -> Iterator[str]:
    (x, y), corner = box.xy, 12 if box.kind == "end" else 3
    yield (
        f'<rect class="{box.kind}" x="{x - box.w / 2:.0f}" y="{y - box.h / 2:.0f}"'
        f' width="{box.w:.0f}" height="{box.h:.0f}" rx="{corner}"/>'
    )
    for number, line in enumerate(box.lines):
        yield f'<text x="{x:.0f}" y="{y - box.h / 2 + LINE * (number + 1) - 1:.0f}">{escape(line)}</text>'
