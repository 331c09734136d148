"""The lines of the one table that is ever released: how conversations ended, in six kinds and a rest.

Coarse on purpose. A finer table has more small cells, each of them has to be hidden, and together they tell more than
they show. Flow, version, language and reason are summed away; what only staff reads is not counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from bot.engine.compile import CompiledFlow
from bot.runtime.counting import STOPPED
from storage.base import Tally

LINES: Final[Mapping[str, str]] = {
    "help": "Wanted help or more talk",
    "topics": "Topics came up",
    "informed": "Information and offer given",
    "declined": "Offer declined for now",
    "pathway": "Led to another pathway",
    "not_now": "Not today, or closed early",
    "other": "Earlier versions of the cards",
}
"""Each line and its label, in the order of the table."""

RESULTS: Final[Mapping[str, tuple[str, ...]]] = {
    "help": ("accepted", "help_wanted", "needs_named"),
    "topics": ("topics_came_up", "control_topics", "work_dispute", "assessment_suggested"),
    "informed": ("offered", "none_raised", "not_completed", "record_talked"),
    "declined": ("declined",),
    "pathway": ("child_pathway", "act_now", "self_harm_protocol", "companion_stayed", "no_danger_now"),
    "not_now": ("not_today", "stopped"),
}
"""The results of conversations that each line sums."""

LINE_OF: Final[Mapping[str, str]] = {result: line for line, results in RESULTS.items() for result in results}

Counts = Mapping[str, int]
"""For every line, how many conversations: whole numbers from 0."""


def by_quarter(tallies: Iterable[tuple[Tally, int]], flows: Mapping[int, CompiledFlow]) -> dict[int, dict[str, int]]:
    """The exact counts of each quarter that any conversation with a patient ended in. ``flows`` are by their number.

    Results are numbered by the version of their flow, so those of another version are known only to have ended.
    """
    found: dict[int, dict[str, int]] = {}
    for tally, count in tallies:
        flow = flows.get(tally.flow)
        if flow is not None and flow.source.audience != "patient":
            continue
        line = _line(tally, flow)
        of_quarter = found.setdefault(tally.quarter, dict.fromkeys(LINES, 0))
        of_quarter[line] += count
    return found


def _line(tally: Tally, flow: CompiledFlow | None) -> str:
    if tally.outcome == STOPPED:
        return LINE_OF["stopped"]
    if flow is None or tally.version != flow.version:
        return "other"
    results: Sequence[str] = [name for name, _ in flow.outcome.results]
    return LINE_OF.get(results[tally.outcome - 1], "other") if tally.outcome <= len(results) else "other"
