"""The command ``book``: the reviewer's book, written to one file."""

from __future__ import annotations

import gc
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

from bot.app import Parts, Refused, content_folder, read_parts, with_facts
from bot.cli.checking import proved
from bot.cli.saying import refused, say
from bot.present.issues import ContentError

if TYPE_CHECKING:
    from bot.book.model import Changes

LANGUAGES = {"en": ("en",), "es": ("es",), "both": ("en", "es")}
"""What the cards can be shown in."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for: ``flow`` is one conversation or "" for all, ``since`` a revision of the checkout or ""."""

    out: Path
    flow: str
    language: str
    since: str
    day: date | None
    proofs: bool


def book(asked: Asked) -> int:
    """Write the book; 2 when it cannot be made."""

    def run() -> int:
        try:
            from bot.book.pages import html  # noqa: PLC0415 - only for this command, here and below
        except ModuleNotFoundError as error:
            raise Refused(f"The book needs the package {error.name}: install requirements/check.txt.") from None
        from bot.book.gathering import gathered  # noqa: PLC0415
        from bot.book.known import read  # noqa: PLC0415
        from bot.book.revisions import current  # noqa: PLC0415

        gc.enable()
        parts = with_facts(_parts(asked.day))
        wanted, languages = _wanted(parts, asked.flow), LANGUAGES[asked.language]
        if lacking := [code for code in languages if code not in parts.catalog.entries]:
            raise Refused(f"There are no words in {', '.join(lacking)}: 'python -m bot check' says what is missing.")
        try:
            known = read(content_folder(), parts.library, parts.presenter, wanted, languages)
        except ContentError as error:
            raise Refused(*map(str, error.issues)) from None
        report = proved(parts) if asked.proofs else None
        text = html(gathered(known, report, current(), _changes(asked.since, parts, wanted)))
        try:
            asked.out.write_text(text, encoding="utf-8")
        except OSError as error:
            raise Refused(f"{asked.out} cannot be written: {error.strerror}.") from None
        say(f"Written: {asked.out}, {len(text.encode()) // 1024} KiB.")
        return int(report.broken) if report else 0

    return refused(run)


def _parts(day: date | None) -> Parts:
    """The content on that day, or today."""
    if day is None:
        return read_parts()
    noon = int(datetime.combine(day, time(12), UTC).timestamp())
    return read_parts(clock=lambda: noon)


def _wanted(parts: Parts, flow: str) -> tuple[str, ...]:
    flows = tuple(parts.library.flows)
    if flow and flow not in flows:
        raise Refused(f"There is no conversation by that name; there are {', '.join(flows)}.")
    return (flow,) if flow else flows


def _changes(since: str, parts: Parts, wanted: tuple[str, ...]) -> Changes | None:
    from bot.book import revisions, snapshot  # noqa: PLC0415
    from bot.book.changes import changes  # noqa: PLC0415

    if not since:
        return None
    try:
        full, called = revisions.named(since)
        old = revisions.snapshot(full)
    except revisions.RevisionError as error:
        raise Refused(error.sentence) from None
    return changes(called, old, snapshot.taken(content_folder(), parts.library), wanted)
