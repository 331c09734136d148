"""Draw the pictures of the documentation again, and write what is measured or shown into it, from the program itself.

`python docs/make.py` (or `make docs`) writes what has changed; `tests/console/test_pictures.py` fails while anything
in the checkout differs from what this would write. The day is the one on which the contacts were last read, so
nothing here depends on when it is run.
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, time
from functools import cache
from pathlib import Path

from rich.console import Console
from rich.text import Text

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from bot.adapters.console.cards import WIDEST, card  # noqa: E402 - the checkout comes first
from bot.adapters.console.plain import text  # noqa: E402
from bot.adapters.labels import Labels  # noqa: E402
from bot.app import Parts, content_folder, read_parts  # noqa: E402
from bot.check.report import Cost  # noqa: E402
from bot.cli.checking import proved  # noqa: E402
from bot.engine import events as ev  # noqa: E402
from bot.engine.step import step  # noqa: E402
from bot.present import contacts  # noqa: E402
from bot.present.screen import Screen, screen  # noqa: E402
from bot.present.understand import understand  # noqa: E402

PICTURE = Path("docs/pictures/conversation.svg")
README = Path("README.md")
FLOWS = Path("docs/flows.md")
COSTS_BEGIN, COSTS_END = "<!-- costs:begin -->", "<!-- costs:end -->"
BEGIN, END = "<!-- transcript:begin -->", "<!-- transcript:end -->"

BEFORE = ("yes", "adult", "yes", "yes", "yes")
"""What was answered before the picture begins."""

PICTURED = ("1", "not safe")
"""What is typed in the picture."""

TOLD = ("1", "18 or over")
"""What is typed in the transcript, from the first card."""

SVG = """<svg class="rich-terminal" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg" role="img">
<title>Three cards of a conversation in the console</title>
<style>
.{unique_id}-matrix {{ font: {char_height}px/{line_height}px ui-monospace, Menlo, Consolas, monospace; }}
.{unique_id}-title {{ font: bold 18px system-ui, sans-serif; }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}"/>
</clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""
"""The frame that Rich fills. Its own one fetches a font from the network."""


def known() -> Parts:
    """The shipped content, as it is on the day on which its contacts were last read."""
    read = contacts.read(content_folder() / "contacts.yaml")
    last = max(source for one in read.entries if (source := one.source_read_on))
    noon = int(datetime.combine(last, time(12), UTC).timestamp())
    return read_parts(clock=lambda: noon)


def held(parts: Parts, typed: tuple[str, ...]) -> list[Screen]:
    """The screens of a conversation in which this is typed."""
    session, view = step(parts.library, None, ev.Begin("adult_brief"))
    screens = [screen(view, parts.presenter)]
    for words in typed:
        event = understand(words, screens[-1])
        if isinstance(event, ev.Unknown):
            raise ValueError(f"nothing is understood on {screens[-1].view.state}")
        session, view = step(parts.library, session, event)
        screens.append(screen(view, parts.presenter))
    return screens


def picture(parts: Parts) -> str:
    """The picture, as SVG."""
    console = Console(record=True, width=WIDEST, file=io.StringIO(), force_terminal=True, highlight=False)
    labels = Labels(parts.catalog, "en")
    for shown, typed in zip(held(parts, BEFORE + PICTURED)[len(BEFORE) :], (*PICTURED, ""), strict=True):
        console.print(card(shown, labels))
        console.print(Text(f"> {typed}\n" if typed else ">"))
    drawn = console.export_svg(title="Waymark", code_format=SVG, unique_id="waymark")
    return "\n".join(line.rstrip() for line in drawn.splitlines()) + "\n"


def transcript(parts: Parts) -> str:
    """The transcript, as the README has it between its marks."""
    labels = Labels(parts.catalog, "en")
    said = ["$ python -m bot console"]
    for shown, typed in zip(held(parts, TOLD), (*TOLD, ""), strict=True):
        said.append(text(shown, labels) + f"> {typed}".rstrip())
    block = re.sub(r"\n{2,}(?=> )", "\n", "\n".join(said))
    return f"{BEGIN}\n```text\n{block}\n```\n{END}"


ASIDES = ("danger", "self_harm", "away")
"""What opens on top of any conversation and costs the same in all of them."""


@cache
def costs() -> tuple[Cost, ...]:
    """What `python -m bot check --costs` tells: counted once, since it walks every conversation."""
    return proved(known(), only=("BUDGET-4",), jobs=1).costs


def table(found: tuple[Cost, ...]) -> str:
    """Taps, words and minutes of each kind of conversation, as docs/flows.md has them between its marks."""
    asides = {cost.kind: cost for cost in found if cost.kind in ASIDES}
    rows = [
        *(_row(cost.flow, cost) for cost in found if cost.kind not in ASIDES),
        *(_row("any", cost) for cost in asides.values()),
    ]
    head = ("conversation", "kind", "taps", "words said", "words read", "minutes")
    lines = [head, ("---",) * 2 + ("---:",) * 4, *rows]
    return "\n".join((COSTS_BEGIN, *(f"| {' | '.join(line)} |" for line in lines), COSTS_END))


def _row(flow: str, cost: Cost) -> tuple[str, ...]:
    """Best, usual and worst; of words best and worst alone, since many usual talks are as long and differ in words."""

    def spread(*numbers: object) -> str:
        said = list(map(str, numbers))
        return said[0] if len(set(said)) == 1 else " · ".join(said)

    ends = [talk for talk in (cost.best, cost.worst) if talk is not None]
    words = (spread(*(getattr(talk, name) for talk in ends)) for name in ("said", "read"))
    minutes = spread(*(talk.minutes for talk in (cost.best, cost.median, cost.worst) if talk is not None))
    taps = spread(cost.least, cost.typical, cost.most)
    return (f"`{flow}`" if flow != "any" else "any", cost.sentence, taps, *words, minutes)


def flows_page() -> Iterator[str]:
    """docs/flows.md with the table as it has to be."""
    page = (ROOT / FLOWS).read_text(encoding="utf-8")
    before, _, rest = page.partition(COSTS_BEGIN)
    yield from (before, table(costs()), rest.partition(COSTS_END)[2])


def written(parts: Parts) -> dict[Path, str]:
    """Every file that this makes, by its path in the checkout, as it has to read."""
    readme = (ROOT / README).read_text(encoding="utf-8")
    before, _, rest = readme.partition(BEGIN)
    after = rest.partition(END)[2]
    return {
        PICTURE: picture(parts),
        README: f"{before}{transcript(parts)}{after}",
        FLOWS: "".join(flows_page()),
    }


def main() -> None:
    """Write what has changed, and say what that was."""
    for path, content in written(known()).items():
        there = (ROOT / path).read_text(encoding="utf-8") if (ROOT / path).exists() else ""
        if there != content:
            (ROOT / path).parent.mkdir(parents=True, exist_ok=True)
            (ROOT / path).write_text(content, encoding="utf-8")
            print(f"written: {path}")


if __name__ == "__main__":
    main()
