"""Words that have to be there: on cards with a tag, one of a list of phrases, in each language.

The lexicon tells what is never said; this tells what is never left out. Each list carries a card that has its words and
one that lacks them, and a list that cannot tell the two apart is refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from bot.present import fields, strict
from bot.present.issues import ContentError, ContentIssue
from bot.present.strict import Document

CODES: Final = {
    "required-shape": "The file is no table.",
    "required-sample": "A broken sample that has the words, or a good one that lacks them.",
}
"""What is refused here, beside what fields refuse."""


class Phrases(BaseModel):
    """One list: on cards with ``tag``, one of ``any`` stands in one of ``parts``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    rule: Annotated[str, Field(pattern="^[A-Z]+-[0-9]+$")]
    language: Annotated[str, Field(pattern="^[a-z]{2,3}$")] = "en"
    tag: str
    parts: Annotated[tuple[Literal["title", "say", "note", "why"], ...], Field(min_length=1)]
    any: Annotated[tuple[str, ...], Field(min_length=1)]
    broken: str
    good: str

    def fits(self, text: str) -> bool:
        """Is one of the phrases in this text?"""
        plain = text.casefold().replace("’", "'")
        return any(phrase in plain for phrase in self.any)


@dataclass(frozen=True, slots=True)
class Required:
    """All lists, in the order of their file."""

    lists: tuple[Phrases, ...] = ()

    def of(self, rule: str) -> tuple[Phrases, ...]:
        """The lists that serve a rule."""
        return tuple(one for one in self.lists if one.rule == rule)


def read(path: Path) -> Required:
    """Read required.yaml. Raises ``ContentError`` with every issue."""
    return _required(strict.read(path))


def parse(text: str | bytes, file: str = "required.yaml") -> Required:
    """The lists of this text. Raises ``ContentError`` with every issue."""
    return _required(strict.parse(text, file))


def _required(document: Document) -> Required:
    if not isinstance(document.value, dict):
        raise ContentError([ContentIssue("required-shape", document.file, 1, "Required words are a table of lists.")])
    lists: list[Phrases] = []
    issues: list[ContentIssue] = []
    for name, value in document.value.items():
        one, wrong = fields.checked(Phrases, document, (name,), value)
        issues += wrong
        if one is None:
            continue
        for part, fits in (("broken", False), ("good", True)):
            if one.fits(getattr(one, part)) is not fits:
                said = f"{name}: its {part} sample {'lacks' if fits else 'has'} the words."
                issues.append(ContentIssue("required-sample", document.file, document.line((name, part)), said))
        lists.append(one)
    if issues:
        raise ContentError(issues)
    return Required(tuple(lists))
