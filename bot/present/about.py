"""Where each conversation comes from, and that an adapted wording is never a validated one.

Words about conversations, told to whoever lists them and never beside a person's result. A conversation without an
entry is not shipped.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field

from bot.present import claims, fields, strict
from bot.present.issues import ContentError, ContentIssue
from bot.present.sources import Sources
from bot.present.strict import Document

CODES: Final[Mapping[str, str]] = {
    "about-shape": "Entries that are no table.",
    "about-missing": "A conversation of which nobody knows where it comes from.",
    "about-validated": "A shipped conversation that is said to be validated.",
    "about-source": "A key that no source has.",
}
"""What is refused here, beside what fields and claims refuse."""

Text = Annotated[str, Field(min_length=1, max_length=240)]


class Lineage(BaseModel):
    """One conversation: whose topics it follows, what to know of it, and the sources that were read, by key."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    topics_from: Text
    said: Text
    validated: bool
    sources: tuple[str, ...] = ()
    written_on: date


@dataclass(frozen=True, slots=True)
class About:
    """Every entry by the id of its conversation."""

    document: Document
    entries: Mapping[str, Lineage]


def read(path: Path) -> About:
    """Read about.yaml. Raises ``ContentError`` with every issue."""
    return _about(strict.read(path))


def parse(text: str | bytes, file: str = "about.yaml") -> About:
    """The entries of this text. Raises ``ContentError`` with every issue."""
    return _about(strict.parse(text, file))


def issues(about: About, flows: Iterable[str], sources: Sources) -> list[ContentIssue]:
    """Conversations without an entry, and sources that nobody knows."""
    file, line = about.document.file, about.document.line
    lacking = [
        ContentIssue("about-missing", file, 0, f"Say where {flow} comes from.")
        for flow in flows
        if flow not in about.entries
    ]
    return lacking + [
        ContentIssue("about-source", file, line((flow, "sources", index)), f"{flow}: there is no source {key}.")
        for flow, entry in about.entries.items()
        for index, key in enumerate(entry.sources)
        if key not in sources
    ]


def _about(document: Document) -> About:
    if not isinstance(document.value, dict):
        said = "Entries are a table: the id of each conversation, its fields."
        raise ContentError([ContentIssue("about-shape", document.file, 1, said)])
    entries: dict[str, Lineage] = {}
    found = claims.issues_of(document)
    for flow, value in document.value.items():
        entry, wrong = fields.checked(Lineage, document, (flow,), value)
        found += wrong
        if entry is None:
            continue
        entries[flow] = entry
        if entry.validated:
            said = f"{flow}: own wording is not validated; that needs a study of these very words."
            found.append(ContentIssue("about-validated", document.file, document.line((flow, "validated")), said))
    if found:
        raise ContentError(found)
    return About(document, entries)
