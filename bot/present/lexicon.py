"""Words that certain readers never meet: lists of data, each with the rule of practice that it serves."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from bot.present import fields, strict
from bot.present.contacts import Word
from bot.present.issues import ContentError, ContentIssue
from bot.present.strict import Document

Reader = Literal["patient", "worker", "document", "outcome", "lock"]
"""Who meets a text: the patient who hears it, the worker, whoever reads the record, the end, a locked phone."""

CODES: Final = {
    "lexicon-shape": "The file is no table.",
    "lexicon-word": "A word in a list that could match anything or nothing.",
    "lexicon-sample": "A broken sample that the list lets pass, or a good one that it does not.",
}
"""What is refused here, beside what fields refuse."""

_LETTER: Final = "a-záéíóúüñ"
_QUESTION: Final = re.compile(r"[^.?!]*[?]")
_WORD: Final = re.compile(rf"[{_LETTER}]([{_LETTER}' -]*[{_LETTER}])?\*?|[{_LETTER}]+\*( [{_LETTER}]+\*?)+")


class _List(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    rule: Annotated[str, Field(pattern="^(NEV-[0-9]{2}|LOCK)$")]
    language: Annotated[str, Field(pattern="^[a-z]{2,3}$")] = "en"
    readers: Annotated[tuple[Reader, ...], Field(min_length=1)]
    words: Annotated[tuple[str, ...], Field(min_length=1)]
    unless: tuple[str, ...] = ()
    within: Literal["", "question"] = ""
    advice: Word
    broken: Word
    good: Word


@dataclass(frozen=True, slots=True)
class Ban:
    """One list: what it looks for, the longer phrases in which that is right, and what to do instead.

    ``asks``: only sentences that ask are looked at. ``broken`` is a sentence that it finds, ``good`` one that it lets
    pass.
    """

    rule: str
    readers: frozenset[str]
    words: re.Pattern[str]
    unless: re.Pattern[str] | None
    advice: str
    language: str = "en"
    asks: bool = False
    broken: str = ""
    good: str = ""
    name: str = ""

    def hits(self, text: str) -> Iterator[str]:
        """The words of a text that are on the list and not excused by a longer phrase."""
        plain = text.casefold().replace("’", "'")
        if self.asks:
            plain = " ".join(_QUESTION.findall(plain))
        excused = [found.span() for found in self.unless.finditer(plain)] if self.unless else []
        for found in self.words.finditer(plain):
            if not any(start <= found.start() and found.end() <= end for start, end in excused):
                yield found[0]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All lists, in the order of their file."""

    file: str
    bans: tuple[Ban, ...]

    def hits(self, reader: Reader, text: str, language: str = "en") -> Iterator[tuple[Ban, str]]:
        """Every list of a language that this reader's text breaks, with the word that it breaks it by."""
        for ban in self.bans:
            if reader in ban.readers and ban.language == language:
                for word in dict.fromkeys(ban.hits(text)):
                    yield ban, word


def read(path: Path) -> Lexicon:
    """Read lexicon.yaml. Raises ``ContentError`` with every issue."""
    return _lexicon(strict.read(path))


def parse(text: str | bytes, file: str = "lexicon.yaml") -> Lexicon:
    """The lexicon of this text. Raises ``ContentError`` with every issue."""
    return _lexicon(strict.parse(text, file))


def _lexicon(document: Document) -> Lexicon:
    if not isinstance(document.value, dict):
        said = "A lexicon is a table of lists."
        raise ContentError([ContentIssue("lexicon-shape", document.file, 1, said)])
    bans: list[Ban] = []
    issues: list[ContentIssue] = []
    for name, value in document.value.items():
        found, wrong = fields.checked(_List, document, (name,), value)
        issues.extend(wrong)
        if found is None:
            continue
        known = len(issues)
        for part in ("words", "unless"):
            for index, word in enumerate(getattr(found, part)):
                if not _WORD.fullmatch(word):
                    line = document.line((name, part, index))
                    said = f"{name}: write {word!r} as words in lower case, with a star at an end."
                    issues.append(ContentIssue("lexicon-word", document.file, line, said))
        ban = _ban(name, found)
        for part, hit in (("broken", True), ("good", False)) if len(issues) == known else ():
            if any(True for _ in ban.hits(getattr(found, part))) is not hit:
                said = f"{name}: its {part} sample is {'not found' if hit else 'found'} by the list itself."
                issues.append(ContentIssue("lexicon-sample", document.file, document.line((name, part)), said))
        bans.append(ban)
    if issues:
        raise ContentError(issues)
    return Lexicon(document.file, tuple(bans))


def _ban(name: str, found: _List) -> Ban:
    unless = _pattern(found.unless) if found.unless else None
    kept = (found.rule, frozenset(found.readers), _pattern(found.words), unless, found.advice, found.language)
    return Ban(*kept, asks=found.within == "question", broken=found.broken, good=found.good, name=name)


def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    """Whole words in any order of the list, the longest first so that a phrase is named rather than its beginning."""
    forms = sorted(words, key=len, reverse=True)
    either = "|".join(re.escape(word).replace(r"\*", r"\w*").replace(r"\ ", r"\s+") for word in forms)
    return re.compile(rf"(?<!\w)(?:{either})(?!\w)")
