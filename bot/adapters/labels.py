"""The few words that every channel draws around a card, by the keys under which content/prompts.yaml holds them."""

from __future__ import annotations

from typing import Final

from bot.present.catalog import Catalog

UI_KEYS: Final = (
    "ui.say_label",
    "ui.patient_label",
    "ui.note_label",
    "ui.why_label",
    "ui.site_label",
    "ui.contacts_label",
    "ui.topics_label",
    "ui.open_label",
    "ui.needs_label",
    "ui.next_label",
    "ui.edits_label",
    "ui.facts_label",
    "ui.said_label",
    "ui.guards_label",
    "ui.sources_label",
    "ui.any_time_label",
    "ui.left_parked",
    "ui.left_forgotten",
    "ui.not_saved",
    "ui.not_wiped",
)
"""Every key that the console reads, its runtime's two sentences included."""


class Labels:
    """The console's words in one language."""

    def __init__(self, catalog: Catalog, language: str) -> None:
        self._catalog = catalog
        self._language = language

    def __getitem__(self, name: str) -> str:
        return self._catalog.text(f"ui.{name}", self._language)
