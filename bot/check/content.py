"""What is known of words and data while flows are judged: handed in, since nothing is read here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from bot.check.transcript import Words
from bot.engine.show import Library
from bot.present.catalog import SOURCE_LANGUAGE, Catalog
from bot.present.checklist import Checklist
from bot.present.contacts import Contact
from bot.present.facts import Facts
from bot.present.lexicon import Lexicon, Reader
from bot.present.lint import Finding, readers_of
from bot.present.required import Required


@dataclass(frozen=True, slots=True)
class Spoken:
    """A catalogue in one of its languages."""

    catalog: Catalog
    language: str = SOURCE_LANGUAGE

    def lines(self, key: str) -> tuple[str, ...]:
        """The words under a key in this language."""
        return self.catalog.lines(key, self.language)


@dataclass(frozen=True)
class Content:
    """Words by language, what the lint found in them, lists, and data. Empty where nothing was handed in.

    ``contacts`` are those that can be shown today, by category. ``countries`` are files of words that stand for others.
    """

    said: Mapping[str, Spoken] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    lexicon: Lexicon | None = None
    required: Required | None = None
    contacts: Mapping[str, tuple[Contact, ...]] | None = None
    facts: Facts | None = None
    checklist: Checklist | None = None

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """Every key of the source language."""
        source = self.said.get(SOURCE_LANGUAGE)
        return tuple(source.catalog.entries[SOURCE_LANGUAGE]) if source else ()

    @cached_property
    def stems(self) -> Mapping[str, tuple[str, ...]]:
        """The keys under each stem: under ``opening.begin`` its title, its words, its answers."""
        found: dict[str, list[str]] = {}
        for key in self.keys:
            found.setdefault(stem_of(key), []).append(key)
        return {stem: tuple(keys) for stem, keys in found.items()}

    def of(self, stems: Iterable[str], readers: frozenset[Reader]) -> tuple[str, ...]:
        """The keys under these stems that one of these readers meets; all keys where no reader is named."""
        keys = (key for stem in stems for key in self.stems.get(stem, ()))
        return tuple(key for key in keys if not readers or not readers.isdisjoint(readers_of(key)))

    def words(self, language: str = SOURCE_LANGUAGE) -> Words | None:
        """The words of a language."""
        return self.said.get(language)


NOTHING: Final = Content()


def stem_of(key: str) -> str:
    """The card that a key belongs to, or its section where it is no card's."""
    return ".".join(key.split(".")[:2])


def stems_of(library: Library, flow: str) -> frozenset[str]:
    """The stems of all cards of a flow."""
    return frozenset(stem for card in library.flows[flow].cards.values() for stem in (*card.words, card.state.id))
