"""A session is a position and the answers that led there. It has no field that could hold a word about a person.

Facts, scores, progress and outcome are computed from the trail and never stored, so a changed answer cannot leave
a stale result behind. The type is a plain frozen dataclass: it is built at every step (docs/decisions/0003).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

SCHEMA = 1
"""Version of the session's own shape; flows and catalogue have versions of their own."""

LONGEST_TRAIL = 120
"""Answers a session can hold, over trail, redo and aside together; the compiler refuses flows that could need more."""


class Mode(StrEnum):
    """May the conversation be shown, and which part of it? The states of the lifecycle machine."""

    IDLE = "idle"
    RUNNING = "running"
    DANGER = "danger"
    COVERED = "covered"
    AWAY = "away"
    ENDED = "ended"


class Step(NamedTuple):
    """One answered card: ids of state and choice."""

    state: str
    answer: str


class Aside(NamedTuple):
    """The safety conversation opened on top of the main one: its own position and trail.

    ``hidden``: it was opened from under a cover, so closing it leads back there and not to the card (rule ORD-02).
    """

    at: str
    trail: tuple[Step, ...] = ()
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Session:
    """One conversation.

    ``at`` is where ``trail`` leads; ``redo`` holds answers that wait to be replayed after an edit, oldest first;
    ``revision`` grows by one with every change and dates the view that a press answers. ``matters`` is what the worker
    said matters for this patient; screens adapt to it, and no guard can read it, so nothing is ever inferred from it.
    """

    flow: str
    version: int
    at: str
    mode: Mode = Mode.RUNNING
    language: str = "en"
    patient_language: str = "en"
    revision: int = 1
    trail: tuple[Step, ...] = ()
    redo: tuple[Step, ...] = ()
    aside: Aside | None = None
    matters: tuple[str, ...] = ()
