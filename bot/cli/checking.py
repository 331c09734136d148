"""The command ``check``: every word read, every path walked, and what is broken told."""

from __future__ import annotations

import gc
import json

from bot.app import read_parts
from bot.cli.saying import refused, say


def check(*, as_json: bool) -> int:
    """Tell what is proved and what is broken; 1 when anything is."""

    def run() -> int:
        from bot.check import run_checks  # noqa: PLC0415 - heavy, and only for this command

        parts = read_parts()
        gc.enable()
        report = run_checks(parts.library, parts.catalog)
        say(json.dumps(report.to_json(), indent=2) if as_json else "\n".join(report.lines()))
        return int(report.broken)

    return refused(run)
