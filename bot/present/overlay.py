"""Another country in the same conversations: its words lie over the source words, key by key, and nothing is added.

Only words that a country's law or spelling changes are in its file. A key that the source does not have is refused,
since it would be said nowhere. A translation of a word that the country replaced is left out, so that no patient is
read the limits of another country: it falls back on the country's own words.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from bot.present import fields, places, strict, wordfile
from bot.present.catalog import SOURCE_LANGUAGE, Catalog
from bot.present.issues import ContentError, ContentIssue
from bot.present.law import HOLDS
from bot.present.strict import Document, Place, Value
from bot.present.wordfile import Entry

CODES: Final[Mapping[str, str]] = {
    "overlay-shape": "A country's file that is no table.",
    "overlay-country": "A country that is not known, or another one than the file is named for.",
    "overlay-unknown": "Words under a key that the source does not have.",
    "overlay-same": "Words that say what the source says.",
    "overlay-no-source": "Words that follow a law without a source.",
    "overlay-no-words": "Sources of words that are not there.",
    "overlay-spelling": "A spelling that is no plain word.",
    "overlay-dates": "The words run out before their sources were read, or longer than a reading of the law holds.",
    "overlay-review": "A review without the role of who reviewed it, or the other way round.",
}
"""What is refused here, beside what fields and wordfile refuse."""

Day = Annotated[dt.date | None, BeforeValidator(lambda given: given or None)]

_PLAIN: Final = re.compile(r"[a-z]+")


class _Head(BaseModel):
    """The plain fields of a country's file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    country: str
    name: Annotated[str, Field(min_length=1, max_length=60)]
    emergency: Annotated[str, Field(pattern="^[0-9]{2,6}$")]
    spelling: dict[str, str] = Field(default_factory=dict)
    sources: tuple[str, ...] = ()
    source_read_on: dt.date
    reviewed_on: Day = None
    reviewed_by_role: Annotated[str, Field(max_length=100)] = ""
    expires_on: dt.date


@dataclass(frozen=True, slots=True)
class Overlay:
    """A country: ``words`` by the key that they replace, ``spelling`` of single words, its ``emergency`` number.

    ``sources`` are keys of the register. ``file`` is where it was read, for what is wrong with it.
    """

    file: str
    country: str
    name: str
    emergency: str
    words: Mapping[str, Entry]
    spelling: Mapping[str, str]
    sources: tuple[str, ...]
    source_read_on: dt.date
    reviewed_on: dt.date | None
    reviewed_by_role: str
    expires_on: dt.date

    def spelled(self, text: str) -> str:
        """The text in the spelling of the country; a capital stays a capital."""
        if not self.spelling:
            return text
        return re.sub(rf"\b({'|'.join(self.spelling)})\b", self._spell, text, flags=re.IGNORECASE)

    def _spell(self, found: re.Match[str]) -> str:
        word = self.spelling[found[0].casefold()]
        return word.capitalize() if found[0][0].isupper() else word


def read(path: Path) -> Overlay:
    """Read a country's file. Raises ``ContentError`` with every issue."""
    return _overlay(strict.read(path))


def parse(text: str | bytes, file: str = "countries/GB.yaml") -> Overlay:
    """The country of this text. Raises ``ContentError`` with every issue."""
    return _overlay(strict.parse(text, file))


def issues(catalog: Catalog, overlay: Overlay) -> tuple[ContentIssue, ...]:
    """Words that lie over nothing, or that change nothing."""
    source = catalog.entries[SOURCE_LANGUAGE]
    found = []
    for key, entry in overlay.words.items():
        if key not in source:
            said = f"The source has no {key}: nobody would see these words."
            found.append(ContentIssue("overlay-unknown", overlay.file, entry.line, said))
        elif entry.lines == source[key].lines:
            said = f"{key} says what the source says: take it out."
            found.append(ContentIssue("overlay-same", overlay.file, entry.line, said))
    return tuple(found)


def applied(catalog: Catalog, overlay: Overlay) -> Catalog:
    """The catalogue as it is said in that country. Raises ``ContentError`` for keys that it does not have."""
    wrong = issues(catalog, overlay)
    if wrong:
        raise ContentError(wrong)
    source = {
        key: overlay.words.get(key) or replace(entry, lines=tuple(map(overlay.spelled, entry.lines)))
        for key, entry in catalog.entries[SOURCE_LANGUAGE].items()
    }
    others = {
        language: {key: entry for key, entry in entries.items() if key not in overlay.words}
        for language, entries in catalog.entries.items()
        if language != SOURCE_LANGUAGE
    }
    return replace(catalog, entries={SOURCE_LANGUAGE: source, **others})


def _overlay(document: Document) -> Overlay:
    if not isinstance(document.value, dict):
        said = "A country's file is a table: country, name, emergency, words."
        raise ContentError([ContentIssue("overlay-shape", document.file, 1, said)])
    given = dict(document.value)
    words, wrong = _words(document, given.pop("words", {}))
    head, wrong_head = fields.checked(_Head, document, (), given)
    found = [*wrong, *wrong_head]
    if head is not None:
        found += (
            ContentIssue(code, document.file, document.line(place), sentence)
            for code, place, sentence in _judged(head, None if wrong else words, Path(document.file).stem)
        )
    if head is None or found:
        raise ContentError(found)
    return Overlay(file=document.file, words=words, **dict(head))


def _words(document: Document, value: Value) -> tuple[dict[str, Entry], list[ContentIssue]]:
    """The words of the file, read like a file of words of their own, with the lines of this one."""
    lines = {place[1:]: line for place, line in document.lines.items() if place[:1] == ("words",)}
    try:
        return wordfile.entries_of(Document(document.file, value, lines)), []
    except ContentError as error:
        return {}, list(error.issues)


def _judged(head: _Head, words: Mapping[str, Entry] | None, stem: str) -> Iterator[tuple[str, Place, str]]:
    """What does not fit together; words are None where they could not be read."""
    if head.country not in places.PARTS or stem != head.country:
        known = ", ".join(places.PARTS)
        yield "overlay-country", ("country",), f"name the file for its country, one of {known}."
    if words and not head.sources:
        yield "overlay-no-source", ("sources",), "name the sources that the words follow."
    if head.sources and words == {}:
        yield "overlay-no-words", ("words",), "sources stand for words: give those that follow them."
    for word, instead in head.spelling.items():
        if not (_PLAIN.fullmatch(word) and _PLAIN.fullmatch(instead)):
            yield "overlay-spelling", ("spelling", word), "a spelling is one plain word in lower case for another."
    start = max(filter(None, (head.source_read_on, head.reviewed_on)))
    if not start < head.expires_on <= start + HOLDS:
        yield "overlay-dates", ("expires_on",), f"it holds from {start} until {start + HOLDS} at the latest."
    if bool(head.reviewed_on) != bool(head.reviewed_by_role):
        yield "overlay-review", ("reviewed_on",), "give both the day of the review and the role of who reviewed it."
