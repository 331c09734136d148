"""Classes that have been held, and the words of their reports, for the tests of what is written out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from bot.check.rules import RULES
from bot.practice import words as practice_words
from bot.practice.cards import Shelf
from bot.practice.class_standing import LEAST, Pace, Room
from bot.practice.class_talk import Event, Next, Pick, Reveal
from bot.practice.words import Words
from bot.practice_report.class_report import ClassReport, report
from bot.practice_report.class_words import class_words
from bot.practice_report.told import Told, told
from tests.practice_class.cases import ROOT, case, run, seated

WORDS: Words = class_words()


@cache
def shelf() -> Shelf:
    """The words of cards, the rules; sources by their keys alone."""
    said = practice_words.read(ROOT / "content" / "practice.yaml")
    return Shelf(said, {rule.id: rule.sentence for rule in RULES}, {})


def led(seats: int, *votes: Mapping[int, int], name: str = "first_minutes", ways: Sequence[int | None] = ()) -> Room:
    """A class that was led: for each turn, how many chose each line of the file, and the line that it went on with."""
    room = seated(case(name), Pace.LED, seats)
    for turn, counts in enumerate(votes):
        lines = [line for line, count in counts.items() for _ in range(count)]
        way = ways[turn] if turn < len(ways) else None
        picks: list[Event] = [Pick(seat, turn, line) for seat, line in enumerate(lines, start=1)]
        room, _ = run(case(name), room, *picks, Reveal(), Next(way))
    return room


def own(*talks: Sequence[int], name: str = "first_minutes") -> Room:
    """A class in which everybody had a talk of their own."""
    room = seated(case(name), Pace.OWN, len(talks))
    picks: list[Event] = [
        Pick(seat, turn, line) for seat, talk in enumerate(talks, start=1) for turn, line in enumerate(talk)
    ]
    return run(case(name), room, *picks)[0]


def reported(room: Room, name: str = "first_minutes", least: int = LEAST) -> ClassReport:
    """The report of a class."""
    return report(case(name), room, least)


def in_words(one: ClassReport, twin: ClassReport | None = None) -> Told:
    """The same in words."""
    return told(one, WORDS, shelf(), twin)
