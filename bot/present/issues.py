"""What is wrong with a content file: every issue at once, each with a code, a file, a line and a sentence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ContentIssue:
    """One thing that an author can mend. ``line`` counts from 1; 0 means the file as a whole."""

    code: str
    file: str
    line: int
    sentence: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.code}: {self.sentence}"


class ContentError(ValueError):
    """Content that must not be used. Carries every issue found, sorted by file and line."""

    def __init__(self, issues: Iterable[ContentIssue]) -> None:
        found = set(issues)
        self.issues: tuple[ContentIssue, ...] = tuple(sorted(found, key=lambda i: (i.file, i.line, i.code, i.sentence)))
        super().__init__("\n".join(str(issue) for issue in self.issues))
