"""What can happen in a class, and what is to be told to whom: numbers only, and nothing of one seat to another.

``to`` is the number of a seat, from 1, or one of the three below. What is told to a seat is about that seat or about
the whole class; what is told to everybody is about the whole class.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

TRAINER: Final = 0
EVERYONE: Final = -1
"""All seats that are present."""
NEWCOMER: Final = -2
"""Somebody who wanted to join and has no seat."""

Why = Literal[
    "full", "no_seat", "watching", "not_open", "old_turn", "no_line", "no_turn", "ended", "own_pace", "relay", "over",
    "empty",
]  # fmt: skip
"""Why something was not done: ``old_turn`` is a button of a turn that is over, ``relay`` a room for two."""

Closing = Literal["ended", "expired", "changed"]
"""How a class is over: ``changed``, its scenario is another one than when it began."""


@dataclass(frozen=True, slots=True)
class Join:
    """Somebody comes: for the first time (None), or again with the seat they have. ``watch``: without choosing."""

    seat: int | None = None
    watch: bool = False


@dataclass(frozen=True, slots=True)
class Leave:
    """A seat goes, or cannot be reached. It stays theirs, unless they want to be forgotten: then it is empty."""

    seat: int
    forget: bool = False


@dataclass(frozen=True, slots=True)
class Pick:
    """A seat chooses a line by its place in the file; ``turn`` is how many turns were behind the one it was shown."""

    seat: int
    turn: int
    line: int


@dataclass(frozen=True, slots=True)
class Back:
    """A seat that plays at its own pace goes back: ``turn`` turns stay."""

    seat: int
    turn: int


@dataclass(frozen=True, slots=True)
class Open:
    """The trainer begins."""


@dataclass(frozen=True, slots=True)
class Reveal:
    """The trainer shows how the class chose; from now on nobody chooses in this turn."""


@dataclass(frozen=True, slots=True)
class Discuss:
    """The trainer shows why: the rules, the sources, the panel."""


@dataclass(frozen=True, slots=True)
class Next:
    """The trainer goes on: with this line, by its place in the file, or with what most of the class chose."""

    line: int | None = None


@dataclass(frozen=True, slots=True)
class Rewind:
    """The trainer takes the class back: ``turn`` turns stay, and the next one is open again."""

    turn: int


@dataclass(frozen=True, slots=True)
class End:
    """The trainer ends the class."""


@dataclass(frozen=True, slots=True)
class Look:
    """Nobody did anything; time went by."""


Event = Join | Leave | Pick | Back | Open | Reveal | Discuss | Next | Rewind | End | Look


@dataclass(frozen=True, slots=True)
class Seated:
    """This seat is yours. ``again``: it was before."""

    to: int
    late: bool
    again: bool


@dataclass(frozen=True, slots=True)
class ShowTurn:
    """Show where the talk stands: the class's where it is led, else that seat's own. ``story``: from the start."""

    to: int
    story: bool = False


@dataclass(frozen=True, slots=True)
class Taken:
    """Your choice is noted, in the place of an earlier one if ``again``."""

    to: int
    again: bool


@dataclass(frozen=True, slots=True)
class ShowSpread:
    """How many chose each line, in the order of the file; None for a seat where so few chose that it would tell who."""

    to: int
    counts: tuple[int, ...] | None


@dataclass(frozen=True, slots=True)
class ShowReasons:
    """Show why, line by line."""

    to: int


@dataclass(frozen=True, slots=True)
class ShowEnding:
    """Show how it came out, and what can be told of it."""

    to: int


@dataclass(frozen=True, slots=True)
class ShowProgress:
    """What `class_room.progress` says has changed."""

    to: int = TRAINER


@dataclass(frozen=True, slots=True)
class ShowReport:
    """The class report is ready: now or never, for the room goes."""

    to: int = TRAINER


@dataclass(frozen=True, slots=True)
class Closed:
    """The class is over."""

    to: int
    how: Closing


@dataclass(frozen=True, slots=True)
class Refused:
    """It was not done."""

    to: int
    why: Why


Effect = (
    Seated | ShowTurn | Taken | ShowSpread | ShowReasons | ShowEnding | ShowProgress | ShowReport | Closed | Refused
)
