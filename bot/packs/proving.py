"""A pack is walked like every conversation: the same rules, the same laws, and the conversation that breaks one.

This takes as long as for any flow of its size, so it is done by its author and before a seal is set, not at each start.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.check import Status, run_checks
from bot.check.report import ALL_FLOWS, Result
from bot.engine.versions import locked
from bot.packs.folder import ITEMS
from bot.packs.loading import Pack, Shelf
from bot.present.issues import ContentIssue


def broken(pack: Pack, shelf: Shelf, shown: Callable[[str], int] | None = None) -> list[ContentIssue]:
    """Every rule that the pack's conversation breaks, each with the shortest conversation that breaks it.

    ``shown`` tells how many contacts of a category can be shown today.
    """
    safety = shelf.library.safety
    beside = replace(shelf.library, flows={pack.id: pack.flow, safety: shelf.library.flows[safety]})
    words = shelf.holding([pack]).catalog
    report = run_checks(beside, locked(beside), words, shown=shown)
    return [
        _issue(pack, result)
        for result in report.results
        if result.status is Status.BROKEN and result.flow in (pack.id, ALL_FLOWS)
    ]


def _issue(pack: Pack, result: Result) -> ContentIssue:
    said = " ".join(filter(None, (result.sentence, result.said)))
    example = "".join(f"\n    {line}" for line in result.counterexample)
    return ContentIssue(result.rule, pack.folder.name(ITEMS), 0, f"{said}{example}")
