"""Every word that a person sees, by key, in every language there is.

A conversation never stops for a missing word: what a translation lacks is said in the source language, and a key that
is nowhere reads as no words. That everything is there is judged before the start (``bot.present.coverage``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.engine.show import Library
from bot.present import coverage, fill, strict, wordfile
from bot.present.issues import ContentIssue
from bot.present.wordfile import Entry, phrase_key

SOURCE_LANGUAGE = "en"
SOURCE_NAME = "English"


@dataclass(frozen=True, slots=True)
class Catalog:
    """All words: ``entries`` by language and dotted key, the source language first. ``file`` is the source's.

    ``names`` is what each language calls itself; ``drafts`` those that nobody qualified has signed off. ``forms`` are
    looked for first, each as a card's name with ``_form`` at its end (``bot.present.forms``).
    """

    file: str
    entries: Mapping[str, Mapping[str, Entry]]
    names: Mapping[str, str] = field(default_factory=dict)
    drafts: frozenset[str] = frozenset()
    forms: tuple[str, ...] = ()

    @property
    def languages(self) -> tuple[str, ...]:
        """Codes of the languages there are words in, the source language first."""
        return tuple(self.entries)

    def has(self, key: str, language: str = SOURCE_LANGUAGE) -> bool:
        """Are there words under this very key in this very language?"""
        return self._formed(key) in self.entries.get(language, {})

    def text(self, key: str, language: str = SOURCE_LANGUAGE, **values: object) -> str:
        """The words under a key as one text; ``values`` fill its {names}."""
        return fill.filled("\n".join(self.lines(key, language)), values)

    def lines(self, key: str, language: str = SOURCE_LANGUAGE) -> tuple[str, ...]:
        """The words under a key, line by line; in the source language where this one lacks them."""
        key = self._formed(key)
        entry = self.entries.get(language, {}).get(key) or self.entries[SOURCE_LANGUAGE].get(key)
        return entry.lines if entry else ()

    def _formed(self, key: str) -> str:
        """The key of the form that fits, when there is one: ``part.card.text`` as ``part.card_form.text``."""
        for form in self.forms:
            part, _, rest = key.partition(".")
            card, _, text = rest.partition(".")
            if (formed := f"{part}.{card}_{form}.{text}") in self.entries[SOURCE_LANGUAGE]:
                return formed
        return key

    def phrase(self, text: str, language: str = SOURCE_LANGUAGE) -> str:
        """A sentence of data, such as the hours of a contact, in a language; as it is where that lacks it."""
        entry = self.entries.get(language, {}).get(phrase_key(text)) if language != SOURCE_LANGUAGE else None
        return entry.lines[0] if entry else text

    def line_of(self, key: str) -> int:
        """The line of a key in the source file, 0 when it is not there."""
        entry = self.entries[SOURCE_LANGUAGE].get(key)
        return entry.line if entry else 0


def read(path: Path) -> Catalog:
    """Read prompts.yaml. Raises ``ContentError`` with every issue."""
    return _catalog(strict.read(path))


def parse(text: str | bytes, file: str = "prompts.yaml") -> Catalog:
    """The catalogue of this text. Raises ``ContentError`` with every issue."""
    return _catalog(strict.parse(text, file))


def issues(catalog: Catalog, library: Library, ui: Iterable[str] | None = None) -> tuple[ContentIssue, ...]:
    """Does every card, choice, notice, interrupt and outcome have its words, and is no word left over?

    ``ui`` are further keys that the adapters use, as ``ui.word``; None leaves further keys there unjudged.
    """
    return coverage.issues_of(catalog.entries[SOURCE_LANGUAGE], catalog.file, library, ui)


def _catalog(document: strict.Document) -> Catalog:
    return Catalog(document.file, {SOURCE_LANGUAGE: wordfile.entries_of(document)}, {SOURCE_LANGUAGE: SOURCE_NAME})
