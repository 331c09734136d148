"""Everything that screens are made from besides their views, handed over once: words, site, contacts and the day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from bot.engine.show import Library
from bot.engine.view import View
from bot.present.catalog import Catalog
from bot.present.contacts import Contacts
from bot.present.forms import forms_of
from bot.present.law import Laws
from bot.present.learning import LearningCard
from bot.present.site import Site

NO_LAWS: Final = Laws()
"""Where no rules were read, cards show the site's own note only."""


@dataclass(frozen=True, slots=True)
class Presenter:
    """``stems`` are the keys of each card of the library; a card that is not in it is looked up under its own id."""

    catalog: Catalog
    site: Site
    contacts: Contacts
    today: date
    stems: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    laws: Laws = NO_LAWS
    learning: Mapping[str, LearningCard] = field(default_factory=dict)
    matters: tuple[str, ...] = ()

    def fitting(self, view: View) -> Presenter:
        """The same, with the words that fit how and where this view is talked about."""
        forms = forms_of(view, self.site)
        return replace(self, catalog=replace(self.catalog, forms=forms)) if forms else self

    def first(self, stems: tuple[str, ...], part: str, language: str) -> str:
        """The first text there is under these stems, or "" when there is none."""
        return next((text for stem in stems if (text := self.catalog.text(f"{stem}.{part}", language))), "")

    def named(self, key: str, language: str) -> str:
        """The words under a key; where there are none, its last part, so that nothing is ever a blank button."""
        return self.catalog.text(key, language) or key.rpartition(".")[2].replace("_", " ")

    def title(self, state: str, language: str) -> str:
        """The title of any card."""
        return self.first(self.stems.get(state, (state,)), "title", language) or self.named(state, language)


def presenter(library: Library, catalog: Catalog, site: Site, contacts: Contacts, today: date) -> Presenter:
    """A presenter that knows the titles of all cards of a library, and no rules yet."""
    stems = {state: card.words for flow in library.flows.values() for state, card in flow.cards.items()}
    return Presenter(catalog, site, contacts, today, stems, matters=library.matters)
