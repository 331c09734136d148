"""A fact on a learning card: its text, then its year, its people and its source, so that no number stands alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.present.facts import Facts
    from bot.present.presenter import Presenter
    from bot.present.sources import Sources


@dataclass(frozen=True, slots=True)
class FactLine:
    """``text`` is what is so; ``said`` what people say, of a myth; ``about`` the year and the people of a number."""

    id: str
    kind: str
    text: str
    said: str = ""
    about: str = ""
    caveat: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Teaching:
    """The facts by id, and the register of their sources."""

    facts: Mapping[str, FactLine]


def taught(facts: Facts, sources: Sources) -> Teaching:
    """All facts as data for cards, with the titles of their sources; years and words are put in by ``fact_lines``."""
    lines = {}
    for one in facts.entries:
        titles = (f"{sources[key].title} ({sources[key].publisher})" for key in one.sources if key in sources)
        about = f"{one.year}|{one.population}" if one.year else ""
        lines[one.id] = FactLine(one.id, one.kind, one.text, one.said, about, one.caveat, "; ".join(titles))
    return Teaching(lines)


def fact_lines(ids: tuple[str, ...], language: str, words: Presenter) -> tuple[FactLine, ...]:
    """The facts of a card, in words."""
    text = words.catalog.text
    shown = []
    for one in (words.teaching.facts[name] for name in ids if name in words.teaching.facts):
        year, _, population = one.about.partition("|")
        shown.append(
            FactLine(
                one.id,
                one.kind,
                one.text,
                text("ui.fact_said", language, said=one.said) if one.said else "",
                text("ui.fact_about", language, year=year, population=population) if year else "",
                one.caveat,
                text("ui.fact_source", language, sources=one.source),
            )
        )
    return tuple(shown)
