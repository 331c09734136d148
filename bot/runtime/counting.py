"""What a finished conversation adds to the counts: six small numbers, no finer than a quarter of a year.

A conversation is counted when it comes to its end or is stopped; one that time has run out on is not. Numbers of
results and reasons follow the order in which their flow declares them, so they are read together with its version.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from bot.engine.compile import CompiledFlow
from bot.engine.record import Codec
from bot.engine.session import Session
from bot.engine.view import Outcome
from storage.base import Tally

STOPPED: Final = 0
"""The outcome of a conversation that was stopped; results count from 1."""

NO_REASON: Final = 0


def quarter(now: int) -> int:
    """The quarter (UTC) of a point in time in seconds since 1970: year * 4 + 0..3."""
    day = datetime.fromtimestamp(now, UTC)
    return day.year * 4 + (day.month - 1) // 3


def tally(codec: Codec, flow: CompiledFlow, session: Session, outcome: Outcome, now: int) -> Tally | None:
    """The tally of a conversation that has just ended, or None where it does not count."""
    names = [name for name, _ in flow.outcome.results]
    if outcome.result == "stopped":
        result = STOPPED
    elif outcome.result in names:
        result = names.index(outcome.result) + 1
    else:
        return None
    known = reasons(flow)
    return Tally(
        quarter(now),
        codec.flows[flow.id],
        flow.version,
        codec.languages[session.language],
        result,
        known.index(outcome.reason) + 1 if outcome.reason in known else NO_REASON,
    )


def reasons(flow: CompiledFlow) -> tuple[str, ...]:
    """Every reason that a conversation of this flow can end with, in the order of its cards."""
    return tuple(
        dict.fromkeys(
            value
            for card in flow.cards.values()
            for choice in card.choices.values()
            for fact, value in choice.records
            if fact == flow.outcome.reason
        )
    )
