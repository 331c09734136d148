"""Everything that can happen to a conversation, as data. An event carries ids and numbers, never typed text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Speaker = Literal["worker", "patient", "both"]


@dataclass(frozen=True, slots=True)
class Begin:
    """Open a conversation with flow ``flow``; languages are two-letter codes."""

    flow: str
    language: str = "en"
    patient_language: str = "en"


@dataclass(frozen=True, slots=True)
class Answer:
    """A tapped or typed choice. ``revision`` is that of the view it answers; None means the view on the screen now."""

    choice: str
    revision: int | None = None


@dataclass(frozen=True, slots=True)
class Back:
    """Undo the last answer exactly."""

    revision: int | None = None


@dataclass(frozen=True, slots=True)
class Edit:
    """Answer an earlier card again; later answers are kept where they still fit."""

    state: str


@dataclass(frozen=True, slots=True)
class Danger:
    """Someone is in danger: show what to do now."""


@dataclass(frozen=True, slots=True)
class Pause:
    """The patient needs a break: show how to slow down."""


@dataclass(frozen=True, slots=True)
class Cover:
    """Somebody can see the screen, or the card was left alone for a while."""


@dataclass(frozen=True, slots=True)
class Away:
    """The worker is called away."""


@dataclass(frozen=True, slots=True)
class Resume:
    """The worker is back, and alone with the patient again."""


@dataclass(frozen=True, slots=True)
class Stop:
    """End now and forget everything."""


@dataclass(frozen=True, slots=True)
class Language:
    """Switch a language in mid-card. ``code`` is a two-letter code."""

    code: str
    whose: Speaker = "both"


@dataclass(frozen=True, slots=True)
class Matter:
    """The worker says (or unsays) what matters for this patient: a word of the library's list. No rule reads it."""

    id: str


@dataclass(frozen=True, slots=True)
class Expire:
    """Too much time has gone by: forget everything."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """Something was typed that is no answer here. What it was is not kept, not even in this event.

    ``private``: it looked like something that tells who somebody is, so the warning is a stronger one.
    """

    private: bool = False


@dataclass(frozen=True, slots=True)
class Look:
    """Show the card again; nothing changes."""


Event = (
    Begin
    | Answer
    | Back
    | Edit
    | Danger
    | Pause
    | Cover
    | Away
    | Resume
    | Stop
    | Language
    | Matter
    | Expire
    | Unknown
    | Look
)
