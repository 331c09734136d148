"""What a reader says of a file: its issues as data, so that a test can compare them."""

from __future__ import annotations

from collections.abc import Callable

from bot.present.issues import ContentError, ContentIssue


def issues(read: Callable[[], object]) -> tuple[ContentIssue, ...]:
    """The issues that reading raises, none when it succeeds."""
    try:
        read()
    except ContentError as error:
        return error.issues
    return ()


def codes(read: Callable[[], object]) -> list[tuple[str, int]]:
    """Codes and lines of the issues that reading raises."""
    return [(issue.code, issue.line) for issue in issues(read)]


def line_of(text: str, marker: str) -> int:
    """The number of the first line that holds these words."""
    return next(number for number, line in enumerate(text.splitlines(), start=1) if marker in line)
