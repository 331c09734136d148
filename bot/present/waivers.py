"""Words that a list finds and that are right all the same: each by its key, with the reason, and no longer than needed.

A waiver without a reason is refused when the file is read. One that excuses nothing any more is told like a finding, so
that none stays behind to excuse what somebody writes later.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field

from bot.present import fields, strict
from bot.present.issues import ContentError, ContentIssue
from bot.present.lint import Finding
from bot.present.strict import Document

LEAST_REASON: Final = 4
"""Words that a reason takes at least."""

CODES: Final = {
    "waiver-shape": "The file is no table.",
    "waiver-reason": f"A waiver whose reason is shorter than {LEAST_REASON} words.",
    "waiver-unused": "A waiver that excuses nothing any more.",
}
"""What is refused here, beside what fields refuse."""


class Waiver(BaseModel):
    """One thing that is allowed in one place: the rule, the key, the words that are found there, and why."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    rule: Annotated[str, Field(pattern="^([A-Z]+-[0-9]+|[a-z]+-[a-z]+)$")]
    key: str
    words: Annotated[tuple[str, ...], Field(min_length=1)]
    reason: str


@dataclass(frozen=True, slots=True)
class Waivers:
    """All waivers, with the line on which each begins."""

    file: str
    entries: tuple[tuple[Waiver, int], ...] = ()

    def left(self, findings: Iterable[Finding]) -> tuple[Finding, ...]:
        """The findings that nothing excuses."""
        excused = {(waiver.rule, waiver.key, word) for waiver, _ in self.entries for word in waiver.words}
        return tuple(one for one in findings if (one.code, one.key, one.word) not in excused)

    def unused(self, findings: Iterable[Finding]) -> Iterator[Finding]:
        """A finding for each word of a waiver that excuses nothing in any language."""
        found = {(one.code, one.key, one.word) for one in findings}
        for waiver, line in self.entries:
            for word in waiver.words:
                if (waiver.rule, waiver.key, word) not in found:
                    said = f"The waiver of {waiver.rule} for {word!r} excuses nothing any more: take it out."
                    yield Finding("waiver-unused", waiver.key, line, said)


def read(path: Path) -> Waivers:
    """Read waivers.yaml. Raises ``ContentError`` with every issue."""
    return _waivers(strict.read(path))


def parse(text: str | bytes, file: str = "waivers.yaml") -> Waivers:
    """The waivers of this text. Raises ``ContentError`` with every issue."""
    return _waivers(strict.parse(text, file))


def _waivers(document: Document) -> Waivers:
    if not isinstance(document.value, dict):
        raise ContentError([ContentIssue("waiver-shape", document.file, 1, "Waivers are a table.")])
    entries: list[tuple[Waiver, int]] = []
    issues: list[ContentIssue] = []
    for name, value in document.value.items():
        waiver, wrong = fields.checked(Waiver, document, (name,), value)
        issues += wrong
        if waiver is None:
            continue
        if len(waiver.reason.split()) < LEAST_REASON:
            line = document.line((name, "reason"))
            issues.append(ContentIssue("waiver-reason", document.file, line, f"{name}: say why, in a few words."))
        entries.append((waiver, document.line((name,))))
    if issues:
        raise ContentError(issues)
    return Waivers(document.file, tuple(entries))
