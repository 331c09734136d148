"""The command ``check``: every word read, every path walked, and what is broken told."""

from __future__ import annotations

import gc
import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

from bot.app import Parts, Refused, content_folder, read_lexicon, read_parts
from bot.cli.saying import refused, say
from bot.library import read_lock
from bot.present.issues import ContentError

if TYPE_CHECKING:
    from bot.check import Report
    from bot.present.lexicon import Lexicon
    from bot.present.lint import Finding


def check(*, as_json: bool) -> int:
    """Tell what is proved and what is broken; 1 when anything is."""

    def run() -> int:
        report = proved(read_parts())
        say(json.dumps(report.to_json(), indent=2) if as_json else "\n".join(report.lines()))
        return int(report.broken)

    return refused(run)


def proved(parts: Parts) -> Report:
    """Every rule on every path, and every word read. Raises ``Refused`` when a file cannot be read."""
    from bot.check import run_checks  # noqa: PLC0415 - heavy, and only for this
    from bot.present.lint import lint  # noqa: PLC0415

    lexicon = read_lexicon(content_folder() / "lexicon.yaml")
    findings = (*lint(parts.catalog, lexicon), *_translated(parts, lexicon))
    gc.enable()
    return run_checks(
        parts.library, read_lock(), parts.catalog, findings, shown=lambda category: _shown(category, parts)
    )


def _translated(parts: Parts, lexicon: Lexicon) -> Iterator[Finding]:
    """What is to be said of each language that ships: whether it fits its source, and how it sounds."""
    from bot.present import almanac  # noqa: PLC0415
    from bot.present.freshness import read_all, spoken, translation_findings  # noqa: PLC0415
    from bot.present.lint import LIMITS, lint  # noqa: PLC0415
    from bot.present.phrases import phrases_of  # noqa: PLC0415

    folder = content_folder()
    try:
        data = phrases_of(almanac.read(folder))
        there = read_all(folder / "translations", sorted(path.stem for path in (folder / "translations").iterdir()))
    except ContentError as error:
        raise Refused(*map(str, error.issues)) from None
    for one in there:
        yield from translation_findings(parts.catalog, one, parts.library, data)
        if one.head.language in LIMITS:
            yield from lint(spoken(parts.catalog, one), lexicon, one.head.language)


def _shown(category: str, parts: Parts) -> int:
    """How many contacts of a category the demonstration site can show today."""
    return len(parts.contacts.for_category(category, parts.site.country, parts.presenter.today))
