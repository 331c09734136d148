"""Whose fault was it? Authors get issues, all at once; the engine's own bugs name states and never answers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Issue:
    """One thing an author can mend. ``place`` is a state, a part or a flow id; the edge adds file and line."""

    place: str
    code: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.code} at {self.place}: {self.sentence}"


class FlowError(ValueError):
    """A flow that must not run. Carries every issue found, sorted by place."""

    def __init__(self, issues: Iterable[Issue]) -> None:
        self.issues: tuple[Issue, ...] = tuple(sorted(issues))
        super().__init__("\n".join(str(issue) for issue in self.issues))


class RecordError(ValueError):
    """A stored record that cannot be read as a session. Says which rule failed, never a value."""


class EngineBugError(AssertionError):
    """The engine broke its own promise. Names states only: an answer must not reach a log."""
