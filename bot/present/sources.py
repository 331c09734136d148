"""Where every sentence of law and every fact comes from: one register, told by key, so that a source stands once.

A page that was read as an excerpt, through a copy, or that could not be found again says so: a reviewer starts there.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from bot.present import fields, strict
from bot.present.issues import ContentError, ContentIssue
from bot.present.strict import Document

NOTES: Final = {
    "M": "a copy or a second-hand page; cite the original",
    "E": "read as an excerpt or an abstract",
    "S": "only the site could be found again, not the page",
}
"""What a reader of a source should know."""

CODES: Final[Mapping[str, str]] = {
    "source-shape": "A register that is no table.",
    "source-key": "A key that is not a plain word.",
    "source-url": "An address that is no web address.",
    "source-unknown": "A key that no source has.",
    "source-unused": "A source that nothing uses.",
}
"""What is refused here, beside what fields refuse."""

Word = Annotated[str, Field(min_length=1, max_length=400)]

_KEY: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_URL: Final = re.compile(r"https?://[^\s/]+\S*")


class Source(BaseModel):
    """One page that was read. ``date`` is the page's own, as far as it tells one; ``note`` as in ``NOTES``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: str
    title: Word
    publisher: Word
    url: Word
    date: Annotated[str, Field(max_length=40)] = ""
    read_on: dt.date
    note: tuple[Literal["M", "E", "S"], ...] = ()


Sources = Mapping[str, Source]
"""Every source by its key."""


def read(path: Path) -> Sources:
    """Read sources.yaml. Raises ``ContentError`` with every issue."""
    return _sources(strict.read(path))


def parse(text: str | bytes, file: str = "sources.yaml") -> Sources:
    """The sources of this text. Raises ``ContentError`` with every issue."""
    return _sources(strict.parse(text, file))


def unmatched(sources: Sources, used: Iterable[tuple[str, ContentIssue]], file: str) -> list[ContentIssue]:
    """Keys that no source has, and sources that nothing uses.

    ``used`` are pairs of a key and the issue to raise where it is unknown, which says where it is used.
    """
    asked = list(used)
    wanted = {key for key, _ in asked}
    issues = [issue for key, issue in asked if key not in sources]
    issues += [
        ContentIssue("source-unused", file, 0, f"Nothing uses the source {key}: take it out.")
        for key in sources
        if key not in wanted
    ]
    return issues


def _sources(document: Document) -> Sources:
    if not isinstance(document.value, dict):
        raise ContentError([ContentIssue("source-shape", document.file, 1, "Sources are a table by key.")])
    found: dict[str, Source] = {}
    issues: list[ContentIssue] = []
    for key, inner in document.value.items():
        given = {**inner, "key": key} if isinstance(inner, dict) else inner
        source, wrong = fields.checked(Source, document, (key,), given)
        issues += wrong
        if not _KEY.fullmatch(key):
            said = f"Name {key!r} with plain words in lower case, with hyphens between them."
            issues.append(ContentIssue("source-key", document.file, document.line((key,)), said))
        if source is None:
            continue
        found[key] = source
        if not _URL.fullmatch(source.url):
            said = f"{key}: give a web address."
            issues.append(ContentIssue("source-url", document.file, document.line((key, "url")), said))
    if issues:
        raise ContentError(issues)
    return found
