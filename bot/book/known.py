"""What the book is made from, handed over once: conversations, words, dated data, and the day.

Pure but for ``read``: the content folder, the site and the day are given, and no clock is asked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from bot.book.conditions import Conditions, conditions
from bot.book.maps import Map, Names, parts_of, sheets
from bot.engine.compile import CompiledFlow
from bot.engine.show import Library
from bot.present import about, almanac, checklist, sources
from bot.present.about import Lineage
from bot.present.almanac import Almanac
from bot.present.checklist import Checklist
from bot.present.presenter import Presenter
from bot.present.sources import Sources

PRACTICE = "sources_practice.yaml"
"""The file of sources that rules of practice rest on."""


@dataclass
class Known:
    """``wanted`` are the flows of this book; ``languages`` those that its cards are shown in, the main one first."""

    library: Library
    words: Presenter
    almanac: Almanac
    lineage: Mapping[str, Lineage]
    practice: Sources
    checklist: Checklist
    wanted: tuple[str, ...]
    languages: tuple[str, ...]

    @property
    def today(self) -> date:
        """The day of the book."""
        return self.words.today

    @cached_property
    def flows(self) -> tuple[CompiledFlow, ...]:
        """The flows of this book."""
        return tuple(self.library.flows[name] for name in self.wanted)

    @cached_property
    def names(self) -> Names:
        """Titles and labels in the first language of the book."""
        return Names(lambda state: self.words.title(state, self.languages[0]), self.label_in(self.languages[0]))

    @cached_property
    def parts(self) -> Mapping[str, tuple[str, tuple[str, ...]]]:
        """Every part: the only flow that has it, or "", and its cards; in the order of the book."""
        cards: dict[str, dict[str, None]] = {}
        flows: dict[str, dict[str, None]] = {}
        for flow in self.flows:
            for part, states in parts_of(flow).items():
                cards.setdefault(part, {}).update(dict.fromkeys(states))
                flows.setdefault(part, {})[flow.id] = None
        found = {part: (next(iter(flows[part])) if len(flows[part]) == 1 else "", tuple(cards[part])) for part in cards}
        return dict(sorted(found.items(), key=lambda row: [*self.wanted, ""].index(row[1][0])))

    @cached_property
    def numbers(self) -> Mapping[str, int]:
        """The number of each card in this book, from 1."""
        states = [state for _, states in self.parts.values() for state in states]
        return {state: number for number, state in enumerate(states, start=1)}

    @cached_property
    def numbered(self) -> Names:
        """Titles with the numbers of their cards, as pictures have them."""
        return Names(lambda state: f"{self.numbers[state]} {self.names.title(state)}", self.names.label)

    def label_in(self, language: str) -> Callable[[str, str], str]:
        """The label of an answer on a card."""

        def label(state: str, choice: str) -> str:
            stems = dict.fromkeys((*self.words.stems.get(state, ()), state))
            keys = (*(f"{stem}.choices.{choice}" for stem in stems), f"choice.{choice}")
            return self.words.named(next((key for key in keys if self.words.catalog.has(key)), keys[-1]), language)

        return label

    @cached_property
    def maps(self) -> tuple[Map, ...]:
        """The pictures of all parts."""
        return tuple(sheets(self.flows, self.numbered))

    @cached_property
    def conditions(self) -> Mapping[str, Conditions]:
        """The words for conditions, by flow."""
        return {flow.id: conditions(flow, self.names.label) for flow in self.flows}


def read(
    folder: Path, library: Library, words: Presenter, wanted: tuple[str, ...], languages: tuple[str, ...]
) -> Known:
    """Everything of a content folder that is not in the presenter. Raises ``ContentError`` with every issue."""
    return Known(
        library,
        words,
        almanac.read(folder),
        about.read(folder / "about.yaml").entries,
        sources.read(folder / PRACTICE),
        checklist.read(folder / "checklist.yaml"),
        wanted,
        languages,
    )
