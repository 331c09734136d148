"""What a button sends back: the step that it answers, what is meant, and a number. It proves nothing.

Whoever sends it may have made it up, so what it asks for is looked at against where the chat stands. Nothing of a
person is in it, and it never comes near the 64 bytes that a button can carry.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

_SHAPE: Final = re.compile(r"([0-9a-f]{1,12})\.([a-z]{1,12})([0-9]{0,10})", re.ASCII)


class Verb(StrEnum):
    """What a button can mean."""

    HOME = "home"
    CASES = "cases"
    REST = "rest"
    ABOUT = "about"
    OPEN = "open"
    BEGIN = "begin"
    PICK = "pick"
    BACK = "back"
    PAGE = "page"
    AGAIN = "again"
    TWIN = "twin"
    LOOK = "look"
    PAPER = "paper"
    DRILL = "drill"
    DRILLS = "drills"
    FLOW = "flow"
    # In a room.
    OPENS = "opens"
    SHOWS = "shows"
    TALKS = "talks"
    GOES = "goes"
    ENDS = "ends"
    LEAVES = "leaves"


@dataclass(frozen=True, slots=True)
class Act:
    """What somebody means. ``number`` is a place as shown, a turn, a page, or a scenario's own number."""

    verb: Verb
    number: int = 0


def button(step: int, verb: Verb, number: int = 0) -> str:
    """What a button sends."""
    return f"{step:x}.{verb.value}{number or ''}"


def pressed(text: str | None) -> tuple[int, Act] | None:
    """The step and the act of what a button has sent; None where no button of ours says so."""
    found = _SHAPE.fullmatch(text or "")
    if found is None or found[2] not in set(Verb):
        return None
    return int(found[1], 16), Act(Verb(found[2]), int(found[3] or 0))
