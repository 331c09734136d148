"""The command ``check``: every word read, every path walked, and what is broken told."""

from __future__ import annotations

import gc
import json

from bot.app import Parts, content_folder, read_lexicon, read_parts
from bot.cli.saying import refused, say
from bot.library import read_lock


def check(*, as_json: bool) -> int:
    """Tell what is proved and what is broken; 1 when anything is."""

    def run() -> int:
        from bot.check import run_checks  # noqa: PLC0415 - heavy, and only for this command
        from bot.present.lint import lint  # noqa: PLC0415

        parts = read_parts()
        findings = lint(parts.catalog, read_lexicon(content_folder() / "lexicon.yaml"))
        gc.enable()
        report = run_checks(
            parts.library, read_lock(), parts.catalog, findings, shown=lambda category: _shown(category, parts)
        )
        say(json.dumps(report.to_json(), indent=2) if as_json else "\n".join(report.lines()))
        return int(report.broken)

    return refused(run)


def _shown(category: str, parts: Parts) -> int:
    """How many contacts of a category the demonstration site can show today."""
    return len(parts.contacts.for_category(category, parts.site.country, parts.presenter.today))
