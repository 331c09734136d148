"""A file of words in another language: shaped like prompts.yaml, and each text says which source text it was made from.

    opening:
      begin:
        title:
          text: Antes de preguntar
          of: 5f1c09aa

``of`` is the fingerprint of the English words that were translated. When those change, the fingerprint no longer fits,
and nobody has to remember which translations to look at again (``bot.present.freshness``). Where a text has several
lines, each stands beside the fingerprint of its own English line, and keeps it when lines are moved:

        say:
          text:
          - 5f1c09aa: Vemos a todas las personas a solas.
          - 0be1d7c2: Es igual para todos.
          of: 77aa01bc

The head says what the
language is called and who reviewed it; a review holds for the very words that were reviewed, and for no others.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from bot.present import fields, strict
from bot.present.catalog import SOURCE_LANGUAGE
from bot.present.issues import ContentError, ContentIssue
from bot.present.strict import Document, Place, Value
from bot.present.wordfile import PHRASE, TABLES, Words, dotted, fingerprint

HEAD: Final = "translation"
"""The section that says what the file is. No part of a conversation can have this name."""

PARTS: Final = frozenset({"text", "of"})
"""What an entry has."""

MOST: Final = 20_000
"""Values and keys of a translation: it has four where the source has one."""

CODES: Final[Mapping[str, str]] = {
    "translation-head": "A file that does not say which language it is in.",
    "translation-language": "Another language than the file is named for, or the language of the source.",
    "translation-review": "A review without its role, its day or the fingerprint of its words.",
    "translation-entry": "An entry that is not a text, or lines, with the fingerprint of its source.",
    "translation-fingerprint": "A fingerprint that is none, or a phrase that is not named for its own.",
}
"""What is refused here, beside what fields, strict and wordfile refuse."""

_FINGERPRINT: Final = re.compile(r"[0-9a-f]{8}")

Code = Annotated[str, Field(pattern="^[a-z]{2,3}$")]
Day = Annotated[dt.date | None, BeforeValidator(lambda given: given or None)]


class Head(BaseModel):
    """What a language is called in itself, and its review; all three parts of a review, or none."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    language: Code
    name: Annotated[str, Field(min_length=1, max_length=40)]
    reviewed_by_role: Annotated[str, Field(max_length=100)] = ""
    reviewed_on: Day = None
    reviewed_words: Annotated[str, Field(pattern="^([0-9a-f]{8})?$")] = ""


@dataclass(frozen=True, slots=True)
class Translated:
    """The words under one key, line by line; ``of`` is the fingerprint of their source, ``line`` where they stand.

    ``each`` are the fingerprints of the source lines that they were made from, one by one; empty where nobody has told.
    """

    lines: tuple[str, ...]
    of: str
    line: int = 0
    each: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Translation:
    """A language: its head, and its entries by dotted key."""

    file: str
    head: Head
    entries: Mapping[str, Translated]

    @property
    def words(self) -> str:
        """The fingerprint of all its words, which a review names."""
        return fingerprint(f"{key}={'|'.join(one.lines)}" for key, one in sorted(self.entries.items()))

    @property
    def reviewed(self) -> bool:
        """Has somebody qualified signed off these very words?"""
        return self.head.reviewed_on is not None and self.head.reviewed_words == self.words


def read(path: Path) -> Translation:
    """Read a translation. Raises ``ContentError`` with every issue."""
    return _translation(strict.read(path, MOST), path.stem)


def parse(text: str | bytes, file: str = "es.yaml") -> Translation:
    """The translation of this text. Raises ``ContentError`` with every issue."""
    return _translation(strict.parse(text, file, MOST), Path(file).stem)


@dataclass(slots=True)
class _Reading(Words):
    """A file of words in which each text comes with its fingerprint."""

    of: dict[str, str] = field(default_factory=dict)
    each: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def text(self, place: Place, value: Value, many: bool = False) -> None:
        key = dotted(place)
        if not isinstance(value, dict) or value.keys() != PARTS:
            self.refuse("translation-entry", place, f"{key} has a text and the fingerprint 'of' its source, no more.")
            return
        of = value["of"]
        if not isinstance(of, str) or not _FINGERPRINT.fullmatch(of):
            self.refuse("translation-fingerprint", (*place, "of"), f"{key}: a fingerprint has eight digits of 0-9a-f.")
            return
        if place[0] == PHRASE and place[-1] != f"p{of}":
            self.refuse("translation-fingerprint", place, f"{key} is named p and the fingerprint of its source.")
        self.of[key] = of
        text = value["text"]
        if many and isinstance(text, list) and any(isinstance(line, dict) for line in text):
            self._lines(place, text)
        else:
            Words.text(self, place, text, many)

    def _lines(self, place: Place, text: list[Value]) -> None:
        """Lines, each beside the fingerprint of its own source."""
        pairs = [next(iter(line.items())) for line in text if isinstance(line, dict) and len(line) == 1]
        if len(pairs) < len(text) or not all(_FINGERPRINT.fullmatch(mark) for mark, _ in pairs):
            said = "in a text of several lines each is a fingerprint of eight digits and its words, or none is."
            self.refuse("translation-fingerprint", (*place, "text"), f"{dotted(place)}: {said}")
            return
        self.each[dotted(place)] = tuple(mark for mark, _ in pairs)
        Words.text(self, place, [words for _, words in pairs], many=True)


def _translation(document: Document, code: str) -> Translation:
    if not isinstance(document.value, dict) or HEAD not in document.value:
        said = f"Begin with the table {HEAD}, with language and name."
        raise ContentError([ContentIssue("translation-head", document.file, 1, said)])
    head, issues = fields.checked(Head, document, (HEAD,), document.value[HEAD])
    words = {section: value for section, value in document.value.items() if section != HEAD}
    reading = _Reading(Document(document.file, words, document.lines), (*TABLES, PHRASE))
    reading.read()
    issues += reading.issues
    issues += [
        ContentIssue(wrong, document.file, document.line((HEAD, name)), said)
        for wrong, name, said in (_odd(head, code) if head else ())
    ]
    if issues or head is None:
        raise ContentError(issues)
    return Translation(document.file, head, _joined(reading))


def _joined(reading: _Reading) -> dict[str, Translated]:
    entries, of, each = reading.entries, reading.of, reading.each
    return {key: Translated(one.lines, of[key], one.line, each.get(key, ())) for key, one in entries.items()}


def _odd(head: Head, code: str) -> Iterator[tuple[str, str, str]]:
    """What is wrong with a head whose fields are right: code, field, sentence."""
    if head.language != code or code == SOURCE_LANGUAGE:
        yield "translation-language", "language", f"The file is named for {code}, and says {head.language}."
    review = (head.reviewed_by_role, head.reviewed_on, head.reviewed_words)
    if any(review) and not all(review):
        said = "A review has a role, a day and the fingerprint of the words that were reviewed."
        yield "translation-review", "reviewed_on", said
