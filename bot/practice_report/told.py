"""A class report as headings, sentences and bars, the same for a page, a terminal and whatever comes next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final, get_args

from bot.practice.cards import Shelf
from bot.practice.class_standing import Pace
from bot.practice.scenario import Competency, Line
from bot.practice.words import Words
from bot.practice_report.class_report import ClassReport, Mattering, Shared, TurnReport
from bot.practice_report.pairs import Apart, apart

MOST_APART: Final = 3
"""Turns of a pair that are shown, the most different first: the rest is likely to be chance."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A part of a whole, 0 to 1; ``said`` in words beside it; ``faint``: of the panel, or of the second patient."""

    share: Fraction
    said: str
    faint: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """A line with its bars, and notes under it; ``strong`` where the class went on with it."""

    label: str
    bars: tuple[Bar, ...] = ()
    notes: tuple[str, ...] = ()
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """A heading, sentences, and items; ``last`` are the sentences below the items."""

    title: str
    lines: tuple[str, ...] = ()
    items: tuple[Item, ...] = ()
    last: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Told:
    """A whole report."""

    banner: str
    title: str
    lines: tuple[str, ...]
    parts: tuple[Part, ...]


def told(report: ClassReport, words: Words, shelf: Shelf, twin: ClassReport | None = None) -> Told:
    """The report in words; ``twin`` that of the other case of a matched pair, played by the same class."""
    role = report.scenario.written.reviewed_by_role
    lines = [
        words("led" if report.pace is Pace.LED else "own"),
        words("seats", chose=report.chose, seats=report.seats),
        *([words("few", least=report.least)] if report.few else []),
        words("reviewed", role=role) if role else words("unreviewed"),
    ]
    parts = [
        Part(words("endings"), *_endings(report, words)),
        *(_turning(report, words) if report.endings else []),
        *([] if report.few else [Part(words("divided"), tuple(_worth(report, words)))]),
        *([_pair(report, twin, words)] if twin else []),
        *(_turn(report, one, words, shelf) for one in report.turns),
        _credit(report, words),
    ]
    return Told(words("banner"), words("report_title", title=report.scenario.title), tuple(lines), tuple(parts))


def spoken(line: Line, words: Words) -> str:
    """A line as somebody chooses it."""
    return f"{words('say')}: “{line.text}”" if line.kind == "say" else f"{words('do')}: {line.text}"


def decimal(value: Fraction) -> str:
    """A fraction to one decimal, without it where it is whole."""
    return f"{float(value):.1f}".removesuffix(".0")


def _endings(report: ClassReport, words: Words) -> tuple[tuple[str, ...], tuple[Item, ...]]:
    if report.endings is None:
        return (words("endings_few", least=report.least),), ()
    if not report.endings:
        return (words("endings_none"),), ()
    if report.pace is Pace.LED:
        return tuple(words("ending_led", title=f"{one.title}.", text=one.text) for one, _ in report.endings), ()
    of = sum(count for _, count in report.endings)
    bars = [
        (one, Bar(Fraction(count, of), words("line_class", count=count, chose=of))) for one, count in report.endings
    ]
    return (), tuple(Item(words("ending_own", title=one.title), (bar,), (one.text,)) for one, bar in bars)


def _turning(report: ClassReport, words: Words) -> Iterator[Part]:
    """What mattered most, and what would have helped most where that is something else."""
    yield Part(words("mattered"), tuple(_turned(report, report.mattered, "mattered_none", words)))
    if report.helped != report.mattered:
        yield Part(words("helped"), tuple(_turned(report, report.helped, "helped_none", words)))


def _turned(report: ClassReport, found: Sequence[Mattering] | None, none: str, words: Words) -> Iterator[str]:
    """The turns in which another line would have led elsewhere; None where it was another turn for each."""
    if not found:
        yield words("mattered_few" if found is None else none)
    ended = sum(count for _, count in report.endings or ())
    for one in found or ():
        other = one.otherwise
        filled = {"said": other.said.text, "instead": other.instead.text, "ending": other.ending.title}
        if report.pace is Pace.LED:
            yield words("mattered_led", number=one.number, **filled)
        else:
            yield words("mattered_own", number=one.number, seats=one.seats, ended=ended, **filled)


def _worth(report: ClassReport, words: Words) -> Iterator[str]:
    """What a class could talk about: where it was divided, and where it was far from the panel."""
    if divided := report.divided:
        yield words("divided_said", number=divided.number)
    far = [one for one in report.turns if one.most and one.most.votes < one.favoured.votes and one != divided]
    if far:
        yield words("far_said", number=min(far, key=lambda one: one.credit / one.chose).number)
    elif not divided:
        yield words("nothing_said")


def _turn(report: ClassReport, one: TurnReport, words: Words, shelf: Shelf) -> Part:
    few = () if one.counts else (words("turn_few", least=report.least),)
    items = tuple(_line(report, one, place, words, shelf) for place in range(len(one.lines)))
    return Part(words("turn", number=one.number), (one.scene, *few), items)


def _line(report: ClassReport, one: TurnReport, place: int, words: Words, shelf: Shelf) -> Item:
    line, people = one.lines[place], report.scenario.panel.people
    panel = Bar(Fraction(line.votes, people), words("line_panel", votes=line.votes, people=people), faint=True)
    bars = [panel]
    if one.counts:
        count = one.counts[place]
        bars.insert(0, Bar(Fraction(count, one.chose), words("line_class", count=count, chose=one.chose)))
    judged = {"yes": "kept", "no": "broken", "debated": "debated"}[line.keeps]
    sentence = shelf.rules.get(line.rule)
    notes = [
        *([words("way")] if one.way is line else []),
        f"{words(judged, rule=line.rule)}: {sentence}" if sentence else words(judged, rule=line.rule),
        line.because,
        *([words("also", rules=", ".join(line.also))] if line.also else []),
        words("source", source=shelf.sources.get(line.source, line.source)),
    ]
    return Item(f"{place + 1}. {spoken(line, words)}", tuple(bars), tuple(notes), one.way is line)


def _credit(report: ClassReport, words: Words) -> Part:
    names: tuple[Competency, ...] = get_args(Competency)
    items = [_shared(words(name), report.credits[name], words) for name in names if name in report.credits]
    others = ", ".join(words(name) for name in names if name not in report.credits)
    asked = words("estimated") if report.estimated else words("panel_asked", people=report.scenario.panel.people)
    unasked = [words("credit_none", names=others)] if others and not report.few else []
    return Part(words("credit"), (), tuple(items), (*unasked, words("no_total"), asked))


def _shared(name: str, one: Shared, words: Words) -> Item:
    said = words("credit_line", got=decimal(one.got), choices=one.choices)
    return Item(name, (Bar(one.got / one.choices, said),))


def _pair(report: ClassReport, twin: ClassReport, words: Words) -> Part:
    pair = report.scenario.pair
    about = words("pair_about", axis=words(pair.differs) if pair else "", title=twin.scenario.title)
    if report.few or twin.few:
        return Part(words("pair"), (about, words("pair_few", least=report.least)))
    found = [one for one in apart(report, twin) if one.distance][:MOST_APART]
    items = tuple(item for one in found for item in _apart(one, words))
    return Part(words("pair"), (about, *([] if found else [words("pair_same")])), items, (words("pair_ask"),))


def _apart(one: Apart, words: Words) -> Sequence[Item]:
    """A turn, and each line of it with both counts."""
    head = Item(words("turn", number=one.first.number), (), (words("pair_turned"),) if one.turned else ())
    items = [head]
    for line, first, second in one.lines:
        bars = (
            Bar(first.share, f"{words('pair_first')} {first.count} / {first.of}"),
            Bar(second.share, f"{words('pair_then')} {second.count} / {second.of}", faint=True),
        )
        items.append(Item(spoken(line, words), bars))
    return items
