"""A real conversation with a case's patient, as a chat sees it: cards and numbers, and nothing of what makes them.

Who holds it is handed in, so that no module of the chat asks for the conversations themselves. A talk is the numbers
that were picked; the same numbers always lead to the same card.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from bot.practice.cards import Card
from bot.practice.scenario import Scenario


class Pickable(NamedTuple):
    """Something that can be done on a card: its number in the record, and what its button says."""

    pick: int
    label: str


@dataclass(frozen=True, slots=True)
class Held:
    """Where such a talk stands. ``heard`` is the card that looks back, None before the end.

    ``choices`` are the answers of the real card, ``asides`` what can be called at any time.
    """

    told: Card
    choices: tuple[Pickable, ...] = ()
    asides: tuple[Pickable, ...] = ()
    heard: Card | None = None

    @property
    def picks(self) -> frozenset[int]:
        """The numbers that can be picked here."""
        return frozenset(one.pick for one in (*self.choices, *self.asides))


class Hall(Protocol):
    """Holds real conversations with patients who are made up."""

    def edition(self, case: Scenario) -> int:
        """32 bits of all that decides where picks lead: the case, and every card of the conversations."""

    def held(self, case: Scenario, picks: Sequence[int]) -> Held:
        """Where these picks lead. Raises ``ValueError`` for a pick that its card does not offer."""
