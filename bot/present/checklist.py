"""What a person has to judge before a release: who, what they look at, and whether they have signed for it as it is.

A program proves that words are there and that none on a list is; whether a sentence is kind, true or lawful is for
somebody who knows. A signature holds for the files as they were: when one of them changes, it has to be given again.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from bot.present import fields, strict
from bot.present.issues import ContentError, ContentIssue
from bot.present.strict import Document

Role = Literal[
    "clinician",
    "survivor reviewer",
    "lawyer",
    "privacy officer",
    "child-protection lead",
    "medical translator",
    "interpreter services",
    "security lead",
    "social work",
    "health-record lead",
]
"""Who can sign. A role and never a name."""

CODES: Final = {
    "checklist-shape": "The file is no table.",
    "checklist-sign": "A signature that lacks its day, its role or what was read.",
    "checklist-file": "A file to be read that is not there.",
}
"""What is refused here, beside what fields refuse."""


class Entry(BaseModel):
    """One thing to be signed for. ``of`` is the fingerprint of ``reads`` on the day of the signature."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Annotated[str, Field(pattern="^SIGN-[0-9]{2}$")]
    who: Role
    judges: Annotated[str, Field(min_length=20)]
    rules: tuple[str, ...] = ()
    flows: tuple[str, ...] = ()
    reads: Annotated[tuple[str, ...], Field(min_length=1)]
    signed_on: dt.date | None = None
    by_role: str = ""
    of: str = ""
    now: str = ""

    @property
    def stands(self) -> bool:
        """Has it been signed, for the files as they are now?"""
        return self.signed_on is not None and self.of == self.now

    @property
    def said(self) -> str:
        """Whether it was signed, in words."""
        if self.signed_on is None:
            return f"Needs a person: {self.who}. Nobody has signed."
        told = f"signed on {self.signed_on} by: {self.by_role}"
        lapsed = f"Needs a person: {self.who}. It was {told}, for older words."
        return f"{told.capitalize()}." if self.stands else lapsed


@dataclass(frozen=True, slots=True)
class Checklist:
    """All entries, in the order of their file."""

    entries: tuple[Entry, ...] = ()

    @property
    def unsigned(self) -> tuple[Entry, ...]:
        """Entries for which nobody has signed, or not for what is there now."""
        return tuple(one for one in self.entries if not one.stands)


def read(path: Path) -> Checklist:
    """Read checklist.yaml. Raises ``ContentError`` with every issue."""
    return _checklist(strict.read(path), path.parent)


def parse(text: str | bytes, folder: Path, file: str = "checklist.yaml") -> Checklist:
    """The checklist of this text; its files lie in ``folder``. Raises ``ContentError`` with every issue."""
    return _checklist(strict.parse(text, file), folder)


def _checklist(document: Document, folder: Path) -> Checklist:
    if not isinstance(document.value, dict):
        raise ContentError([ContentIssue("checklist-shape", document.file, 1, "A checklist is a table.")])
    entries: list[Entry] = []
    issues: list[ContentIssue] = []
    for name, value in document.value.items():
        given = {**value, "id": name} if isinstance(value, dict) else value
        entry, wrong = fields.checked(Entry, document, (name,), _signed(given))
        issues += wrong
        if entry is None:
            continue
        lacking = [one for one in entry.reads if not (folder / one).is_file()]
        for one in lacking:
            said = f"{name}: there is no file {one} to read."
            issues.append(ContentIssue("checklist-file", document.file, document.line((name, "reads")), said))
        parts = (entry.signed_on is not None, bool(entry.by_role), bool(entry.of))
        if any(parts) and not all(parts):
            said = f"{name}: a signature has signed_on, by_role and of."
            issues.append(ContentIssue("checklist-sign", document.file, document.line((name,)), said))
        if not lacking:
            entries.append(entry.model_copy(update={"now": fingerprint(folder, entry.reads)}))
    if issues:
        raise ContentError(issues)
    return Checklist(tuple(entries))


def fingerprint(folder: Path, files: tuple[str, ...]) -> str:
    """Twelve digits that differ when any of the files does."""
    told = blake2b(digest_size=6)
    for one in files:
        told.update((folder / one).read_bytes())
    return told.hexdigest()


def _signed(given: object) -> object:
    """An entry without the fields that are there but empty, as they are until somebody signs."""
    if not isinstance(given, dict):
        return given
    return {key: value for key, value in given.items() if key not in ("signed_on", "by_role", "of") or value}
