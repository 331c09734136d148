"""A translation on its way to a translator and back: rows that any tool can carry, taken in all or not at all.

A row shows the English words of today beside the translation. What comes back is held to the same rules as the file,
and says truly what it was made from: words that changed here while the translator worked come back outdated. Sent out
and taken in untouched, a translation is the same to the byte.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from bot.present import fill
from bot.present.freshness import State, state, unlike
from bot.present.issues import ContentError, ContentIssue
from bot.present.strict import HIDDEN
from bot.present.translation import Translated, Translation
from bot.present.wordfile import Entry, each_of, fingerprint

CODES: Final[Mapping[str, str]] = {
    "row-unknown": "A key that the source does not have.",
    "row-twice": "The same key in two rows.",
    "row-english": "English words that are not those of their fingerprint: somebody has edited them.",
    "row-status": "A status that there is not.",
    "row-emptied": "A translation that was there and is gone.",
    "row-blank": "A line without words among lines with words.",
    "row-hidden": "A character that nobody can see.",
    "row-name": "A {name} that the source does not have there, or a brace that belongs to none.",
}
"""What is refused here, beside what ``freshness.unlike`` refuses."""


@dataclass(frozen=True, slots=True)
class Row:
    """One entry. Lines of a text are parted by line ends; ``line`` is where the row stands in a file, 0 in none."""

    key: str
    english: str
    translation: str
    of: str
    status: str
    line: int = 0


def rows(source: Mapping[str, Entry], translation: Translation) -> tuple[Row, ...]:
    """One row for each text of the source, in its order. ``of`` is the fingerprint of the English in the row."""
    found = []
    for key, entry in source.items():
        made = translation.entries.get(key)
        said = "\n".join(made.lines) if made else ""
        found.append(Row(key, "\n".join(entry.lines), said, fingerprint(entry.lines), state(entry, made).value))
    return tuple(found)


def merged(source: Mapping[str, Entry], translation: Translation, given: Iterable[Row], file: str) -> Translation:
    """The translation with these rows taken in. Raises ``ContentError`` with every issue of every row.

    A text that was changed was made from the English of its row. One that was not changed stays as it was, unless its
    status now says ``fresh``: then somebody has found that it still fits. Rows without a translation change nothing.
    """
    entries = dict(translation.entries)
    issues: list[ContentIssue] = []
    seen: set[str] = set()
    for row in given:
        before = entries.get(row.key)
        said = [("row-twice", f"{row.key} stands in two rows.")] if row.key in seen else []
        said += _wrong(row, before, known=row.key in source)
        issues += [ContentIssue(code, file, row.line, sentence) for code, sentence in said]
        seen.add(row.key)
        lines = _lines(row.translation)
        if lines:
            changed = before is None or before.lines != lines
            if before is None or changed or row.status == State.FRESH:
                english = _lines(row.english)
                each = each_of(english) if len(english) == len(lines) > 1 else ()
                entries[row.key] = Translated(lines, row.of, each=each)
    if issues:
        raise ContentError(issues)
    return replace(translation, entries=entries)


def _wrong(row: Row, before: Translated | None, *, known: bool) -> Iterator[tuple[str, str]]:
    """What is wrong with a row: code and sentence."""
    if not known:
        yield "row-unknown", f"There is no {row.key}: keys are not changed."
        return
    if fingerprint(_lines(row.english)) != row.of:
        yield "row-english", f"{row.key}: the English is not the one that was sent out; leave it and 'of' as they are."
    if row.status not in [one.value for one in State]:
        yield "row-status", f"{row.key}: a status is one of {', '.join(State)}."
    lines = _lines(row.translation)
    if not lines and before:
        yield "row-emptied", f"{row.key} had a translation; it cannot be taken away here."
    if lines and (not before or before.lines != lines or (row.status == State.FRESH and row.of != before.of)):
        yield from _unfit(row, lines)


def _unfit(row: Row, lines: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """What is wrong with words that are new, or said to fit: code and sentence."""
    if "" in lines:
        yield "row-blank", f"{row.key} has a line without words."
    if any(unicodedata.category(char) in HIDDEN for char in row.translation.replace("\n", "")):
        yield "row-hidden", f"{row.key} has a character that nobody can see: take it out."
    allowed = fill.ALLOWED.get(row.key, frozenset())
    if any(fill.stray_brace(line) or set(fill.names(line)) - allowed for line in lines):
        yield "row-name", f"{row.key}: in braces stand names, and here {', '.join(sorted(allowed)) or 'none'}."
    yield from unlike(row.key, _lines(row.english), lines)


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.replace("\r\n", "\n").strip().split("\n")) if text.strip() else ()
