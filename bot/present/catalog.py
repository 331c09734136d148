"""Every word that a person sees, by key."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.engine.show import Library
from bot.present.issues import ContentIssue

SOURCE_LANGUAGE = "en"


@dataclass(frozen=True, slots=True)
class Entry:
    """The words under one key, and the line where they stand. A single text is one line of words."""

    lines: tuple[str, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Catalog:
    """All words of all languages. A key that is missing reads as no words: a conversation never stops for one."""

    file: str
    entries: Mapping[str, Mapping[str, Entry]]

    @property
    def languages(self) -> tuple[str, ...]:
        """Codes of the languages there are words in, the source language first."""
        raise NotImplementedError

    def has(self, key: str, language: str = SOURCE_LANGUAGE) -> bool:
        """Are there words under this very key in this very language?"""
        raise NotImplementedError

    def text(self, key: str, language: str = SOURCE_LANGUAGE, **values: object) -> str:
        """The words under a key, in the source language where a translation lacks them; ``values`` fill {names}."""
        raise NotImplementedError

    def lines(self, key: str, language: str = SOURCE_LANGUAGE) -> tuple[str, ...]:
        """The same words, line by line."""
        raise NotImplementedError

    def line_of(self, key: str) -> int:
        """The line of a key in the source file, 0 when it is not there."""
        raise NotImplementedError


def read(path: Path) -> Catalog:
    """Read prompts.yaml. Raises ``ContentError`` with every issue."""
    raise NotImplementedError


def parse(text: str | bytes, file: str = "prompts.yaml") -> Catalog:
    """The catalogue of this text. Raises ``ContentError`` with every issue."""
    raise NotImplementedError


def issues(catalog: Catalog, library: Library, ui: Iterable[str] | None = None) -> tuple[ContentIssue, ...]:
    """Does every card, choice, notice, interrupt and outcome have its words, and is no word left over?

    ``ui`` are further keys under ``ui`` that the adapters use; None leaves further keys there unjudged.
    """
    raise NotImplementedError
