"""The cases that can be practised, what their cards are made with, and the few words that only a chat needs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from bot.adapters.telegram.card import Card as Message
from bot.practice.cards import Block, Card, Shelf
from bot.practice.scenario import Scenario, edition, number
from bot.practice.words import Words
from bot.practice_chat.flow_hall import Hall, Held
from bot.practice_chat.text import message
from bot.present.facts import Facts

REST: Final = ("rest_1", "rest_2", "rest_3", "rest_4")
"""The steps of a break, in the words of practice.yaml."""


@dataclass(frozen=True, slots=True)
class Library:
    """``cases`` by the numbers that stand for them, in the order of their titles. ``hall`` holds real conversations."""

    cases: Mapping[int, Scenario]
    shelf: Shelf
    words: Words
    facts: Facts
    hall: Hall | None = None

    def case(self, numbered: int, of_edition: int) -> Scenario | None:
        """The case of this number, if it still leads where it led."""
        found = self.cases.get(numbered)
        return found if found is not None and edition(found) == of_edition else None

    def in_flow(self, numbered: int, of_edition: int) -> Scenario | None:
        """The case of this number, if a real conversation with its patient still leads where it led."""
        found = self.cases.get(numbered)
        return found if found is not None and self.flow_edition(found) == of_edition else None

    def flow_edition(self, case: Scenario) -> int | None:
        """What decides where a real conversation with its patient leads; None where none can be held."""
        return self.hall.edition(case) if self.hall is not None and case.in_flow else None

    def held(self, case: Scenario, picks: Sequence[int]) -> Held:
        """Where such a conversation stands. Raises ``ValueError`` where none can be held, or not with these picks."""
        if self.hall is None:
            raise ValueError("nobody holds real conversations here")
        return self.hall.held(case, picks)

    def named(self, name: str) -> Scenario | None:
        """The case of this id, or of this place in the list."""
        if name.isascii() and name.isdigit() and 1 <= int(name[:6]) <= len(self.cases):
            return list(self.cases.values())[int(name[:6]) - 1]
        return self.cases.get(number(name.lower()))

    def card(self, header: str, title: str, *blocks: Block, **filled: object) -> Card:
        """A card of the chat's own words; the texts of these names."""
        return Card(self.banner, self.words(header), self.words(title, **filled) if title else "", blocks)

    @property
    def forgotten(self) -> Message:
        """What is said when all is deleted."""
        return message(self.card("forgotten_header", "", Block("", (self.words("forgotten_said"),))))

    @property
    def banner(self) -> str:
        """What each card begins with."""
        return self.shelf.words("banner")


def library(cases: Iterable[Scenario], shelf: Shelf, words: Words, facts: Facts, hall: Hall | None = None) -> Library:
    """A library of these cases; its banner is that of the chat."""
    shelf = replace(shelf, words=Words({**shelf.words.texts, "banner": words("banner")}))
    return Library({number(one.id): one for one in sorted(cases, key=lambda one: one.title)}, shelf, words, facts, hall)
