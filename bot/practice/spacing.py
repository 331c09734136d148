"""When somebody practises again: after 1, 3, 7, 21, 60 and 120 days, and then every 120 days.

Knowledge that nobody refreshed was half gone after six months in the one study that looked; the days are ours. What is
kept is four small numbers. Whoever did not know an answer comes back after the same pause once more, and nobody is
sent back to the start.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

DAYS: Final = (1, 3, 7, 21, 60, 120)
"""Days between one drill and the next."""

FURTHEST: Final = 200_000
"""The last day that is taken for one: far beyond any clock that is right."""


@dataclass(frozen=True, slots=True)
class Spaced:
    """``seed`` orders what is asked, ``done`` counts drills, ``pause`` is a place in ``DAYS``, ``due`` a day.

    Days are counted from 1 January 1970.
    """

    seed: int
    done: int = 0
    pause: int = 0
    due: int = 0

    def __post_init__(self) -> None:
        """Numbers that no drill can have led to are refused with ``ValueError``."""
        whole = 0 <= self.seed < 2**32 and 0 <= self.done < 2**16
        if not (whole and 0 <= self.pause < len(DAYS) and 0 <= self.due <= FURTHEST):
            raise ValueError("these numbers are of no drill")


def is_due(spaced: Spaced, today: int) -> bool:
    """Is it time? Whoever is late is simply due, and a clock that jumped back makes nobody wait for years."""
    return today >= spaced.due or spaced.due - today > DAYS[-1]


def after(spaced: Spaced, today: int, *, knew: bool) -> Spaced:
    """After a drill on this day: the pause counts from today, and the next is longer where everything was known."""
    due = min(today + DAYS[spaced.pause], FURTHEST)
    pause = min(spaced.pause + 1, len(DAYS) - 1) if knew else spaced.pause
    return Spaced(spaced.seed, min(spaced.done + 1, 2**16 - 1), pause, due)
