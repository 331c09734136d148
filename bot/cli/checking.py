"""The command ``check``: every word read, every path walked, and what is broken told."""

from __future__ import annotations

import gc
import json

from bot.app import Parts, content_folder, read_parts
from bot.cli.saying import refused, say


def check(*, as_json: bool) -> int:
    """Tell what is proved and what is broken; 1 when anything is."""

    def run() -> int:
        from bot.check import run_checks  # noqa: PLC0415 - heavy, and only for this command
        from bot.library import read_lock  # noqa: PLC0415
        from bot.present import lexicon, lint  # noqa: PLC0415

        parts = read_parts()
        gc.enable()
        findings = lint.lint(parts.catalog, lexicon.read(content_folder() / "lexicon.yaml"))
        report = run_checks(
            parts.library, read_lock(), parts.catalog, findings, shown=lambda category: shown(parts, category)
        )
        say(json.dumps(report.to_json(), indent=2) if as_json else "\n".join(report.lines()))
        return int(report.broken)

    return refused(run)


def shown(parts: Parts, category: str) -> int:
    """How many contacts of a category this site can show today."""
    from bot.present.referral import referrals  # noqa: PLC0415

    return len(referrals((category,), parts.site, parts.contacts, parts.presenter.today).shown)
