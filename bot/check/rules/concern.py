"""Which conversations are of concern, young, or in need of a way out: what rules mean by these words."""

from __future__ import annotations

from typing import Final

from bot.check.graph import Move, Node
from bot.check.rule import Verdict, not_applicable
from bot.check.vocabulary import CONCERN
from bot.engine.compile import CompiledFlow

YOUNG_ANSWERS: Final = frozenset({"under_18", "unsure", "teen", "under_11"})
"""Answers on an age card that make it a conversation with somebody young (practice.md: unsure counts as under 18)."""


AGE_CARDS: Final = frozenset({"age_gate", "age_young"})


def raises(flow: CompiledFlow, move: Move) -> bool:
    """Does this answer say that a topic came up?"""
    return any(fact in flow.outcome.topics and value == "yes" for fact, value in move.records)


def concern(flow: CompiledFlow, move: Move) -> bool:
    """Does this answer make it a conversation of concern?"""
    return raises(flow, move) or not CONCERN.isdisjoint(move.records)


def young(source: Node, move: Move | None) -> bool:
    """Does this answer, given on that card, make it a conversation with somebody young?"""
    return move is not None and bool(AGE_CARDS & source.tags) and move.answer in YOUNG_ANSWERS


def why_no_concern() -> Verdict:
    """The verdict where no answer can raise one."""
    return not_applicable("No answer of this flow raises a concern.")
