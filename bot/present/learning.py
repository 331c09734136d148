"""A learning card as it is read: what people say, what is so, among whom it was counted, from where, and its guards.

Nothing of it is left away on a small screen: a number without its people, or a sign without its guards, misleads.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.present.facts import Fact, Facts, Kind
    from bot.present.sources import Sources


@dataclass(frozen=True, slots=True)
class LearningCard:
    """One card. ``about`` are the people and the year of a number; ``sources`` are for whoever wants to read on."""

    id: str
    kind: Kind
    text: str
    said: str = ""
    about: str = ""
    caveat: str = ""
    guards: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


def cards(facts: Facts, sources: Sources, kind: Kind, group: str = "") -> tuple[LearningCard, ...]:
    """The cards of a kind, of one group where that is named, in the order of the file."""
    return tuple(_card(one, facts, sources) for one in facts.of(kind, group))


def by_id(facts: Facts, sources: Sources) -> dict[str, LearningCard]:
    """Every card by its id."""
    return {one.id: _card(one, facts, sources) for one in facts.entries}


def _card(fact: Fact, facts: Facts, sources: Sources) -> LearningCard:
    read = (sources[key] for key in fact.sources)
    return LearningCard(
        id=fact.id,
        kind=fact.kind,
        text=fact.text,
        said=fact.said,
        about=", ".join(filter(None, (fact.population, fact.year))),
        caveat=fact.caveat,
        guards=tuple(guard.text for guard in facts.guards_of(fact)),
        sources=tuple(f"{one.publisher}: {one.title}" for one in read),
    )
