"""The shape of a file of words: which sections it has, and what may stand in each.

A section is either a table of short texts (``choice``, ``notice``, …) or a part of a conversation, with one table for
each card: ``title``, ``say``, ``note``, ``why``, and ``choices`` with a label for each answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Final

from bot.present import fill
from bot.present.issues import ContentError, ContentIssue
from bot.present.strict import Document, Place, Value

TABLES: Final = ("choice", "interrupt", "notice", "topic", "matter", "need", "result", "step", "ui")
"""Sections of short texts. Every other section is a part of a conversation."""

PHRASE: Final = "phrase"
"""The section of a translation for sentences of data. The source has none: there they stand in their own files."""

TEXTS: Final = ("title", "say", "note", "why")
"""What a card may have, besides ``choices``."""

MANY: Final = ("say", "note")
"""What may be a list, one idea a line."""

CODES: Final[Mapping[str, str]] = {
    "word-name": "A key that is no plain word in lower case.",
    "word-unknown": "A field that no card has.",
    "word-shape": "A table where words belong, or words where a table belongs.",
    "word-empty": "Words that say nothing.",
    "placeholder-unknown": "A {name} that is not filled in under this key.",
    "placeholder-brace": "A brace that belongs to no {name}.",
}
"""What is refused here."""

_WORD: Final = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Entry:
    """The words under one key, and the line where they stand. A single text is one line of words."""

    lines: tuple[str, ...]
    line: int


@dataclass(slots=True)
class Words:
    """A file of words while it is judged: entries by dotted key, and issues."""

    document: Document
    tables: tuple[str, ...] = TABLES
    entries: dict[str, Entry] = field(default_factory=dict)
    issues: list[ContentIssue] = field(default_factory=list)

    def refuse(self, code: str, place: Place, sentence: str) -> None:
        self.issues.append(ContentIssue(code, self.document.file, self.document.line(place), sentence))

    def table(self, place: Place, value: Value) -> Iterator[tuple[str, Place, Value]]:
        """The entries of a table, with their keys judged."""
        if not isinstance(value, dict):
            self.refuse("word-shape", place, f"{dotted(place) or 'The file'} is a table: write key: value.")
            return
        for key, inner in value.items():
            if not _WORD.fullmatch(key):
                self.refuse("word-name", (*place, key), f"Name {key!r} with a plain word in lower case.")
            yield key, (*place, key), inner

    def text(self, place: Place, value: Value, many: bool = False) -> None:
        """One text, or a list of them where that is allowed."""
        key = dotted(place)
        found = value if many and isinstance(value, list) else [value]
        lines = tuple(line.strip() for line in found if isinstance(line, str))
        if len(lines) < len(found):
            self.refuse("word-shape", place, f"{key} is {'one text or a list of texts' if many else 'one text'}.")
            return
        if not lines or "" in lines:
            self.refuse("word-empty", place, f"{key} says nothing: fill it or take it out.")
        allowed = fill.ALLOWED.get(key, frozenset())
        for line in lines:
            for name in fill.names(line):
                if name not in allowed:
                    known = f"Known there: {', '.join(sorted(allowed))}." if allowed else "None is known there."
                    self.refuse("placeholder-unknown", place, f"{key} asks for {{{name}}}. {known}")
            if fill.stray_brace(line):
                self.refuse("placeholder-brace", place, f"{key} has a brace that belongs to no {{name}}.")
        self.entries[key] = Entry(lines, self.document.line(place))

    def read(self) -> None:
        """Take every section of the file."""
        for section, place, value in self.table((), self.document.value):
            for key, where, inner in self.table(place, value):
                if section in self.tables:
                    self.text(where, inner)
                elif _WORD.fullmatch(key):
                    self.card(where, inner)

    def card(self, place: Place, value: Value) -> None:
        """The words of one card."""
        for key, where, inner in self.table(place, value):
            if key == "choices":
                for _, choice, label in self.table(where, inner):
                    self.text(choice, label)
            elif key in TEXTS:
                self.text(where, inner, key in MANY)
            else:
                self.refuse("word-unknown", where, f"A card has {', '.join(TEXTS)} and choices, but no {key}.")


def entries_of(document: Document) -> dict[str, Entry]:
    """All words of a file by dotted key. Raises ``ContentError`` with every issue."""
    words = Words(document)
    words.read()
    if words.issues:
        raise ContentError(words.issues)
    return words.entries


def fingerprint(lines: Iterable[str]) -> str:
    """Eight digits that differ when a word, a comma or a line does."""
    return blake2b("\n".join(lines).encode(), digest_size=4).hexdigest()


def each_of(lines: Iterable[str]) -> tuple[str, ...]:
    """The fingerprint of each line by itself."""
    return tuple(fingerprint((line,)) for line in lines)


def phrase_key(text: str) -> str:
    """The key of a sentence that stands in data and not under a key of its own, such as the hours of a contact."""
    return f"{PHRASE}.p{fingerprint((text,))}"


def dotted(place: Place) -> str:
    """A place as a key: ``opening.begin.title``."""
    return ".".join(str(part) for part in place)
