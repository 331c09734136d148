"""The words of a class: which texts `practice_class.yaml` has, and what each of them fills in."""

from __future__ import annotations

from typing import Final

from bot.practice.words import Words, read
from bot.shipped import content_folder

NAMES: Final = {
    "banner": "", "report_title": "title", "spread_title": "number", "led": "", "own": "", "seats": "chose seats",
    "few": "least", "unreviewed": "", "reviewed": "role", "endings": "", "ending_led": "title text",
    "ending_own": "title", "endings_none": "", "endings_few": "least", "mattered": "",
    "mattered_led": "number said instead ending", "mattered_own": "number seats ended said instead ending",
    "mattered_few": "", "mattered_none": "", "helped": "", "helped_none": "",
    "divided": "", "divided_said": "number", "far_said": "number", "nothing_said": "",
    "turn": "number", "turn_few": "least", "line_class": "count chose", "line_panel": "votes people", "way": "",
    "say": "", "do": "", "kept": "rule", "broken": "rule", "debated": "rule", "also": "rules", "source": "source",
    "credit": "", "credit_line": "got choices", "credit_none": "names", "no_total": "", "estimated": "",
    "panel_asked": "people", "pair": "", "pair_about": "axis title", "pair_turned": "", "pair_same": "",
    "pair_few": "least", "pair_ask": "", "pair_first": "", "pair_then": "",
    "chart_class": "", "chart_panel": "", "chart_few": "", "chart_way": "", "alt": "label count of",
    "nature": "", "risk": "", "needs": "", "care": "", "law": "", "prevention": "", "universal": "",
    "form": "", "controller": "", "stance": "", "person": "", "setting": "", "event": "",
    "console_votes": "lines seats", "console_wrong": "lines seats", "console_next": "", "console_over": "",
    "console_written": "file", "console_pick": "seat seats", "console_no_line": "",
    "console_lookback": "", "console_seat_over": "seat", "console_twin": "title",
}  # fmt: skip
"""Every text, with the names that are filled in."""


def class_words() -> Words:
    """The words that ship. Raises ``ContentError`` with every issue."""
    return read(content_folder() / "practice_class.yaml", NAMES)
