"""What a button sends back, and what it means. It comes from a client that anybody can change, so it proves nothing.

It carries the revision of the view that it answers and the name of an act. Whether the act is offered is asked of the
engine each time, so data that no button of ours holds changes nothing. Nothing of a person is in it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bot.engine import events as ev
from bot.engine.events import Speaker


class Page(StrEnum):
    """What the buttons under a card show: its answers, or a short list instead of them."""

    ANSWERS = "answers"
    MORE = "more"
    EDIT = "edit"
    LANGUAGE = "language"
    MATTERS = "matters"
    TALKS = "talks"


@dataclass(frozen=True, slots=True)
class Press:
    """A button that was pressed. ``at`` is the revision that it answers; ``remind``: the worker is not alone yet."""

    at: int
    event: ev.Event
    page: Page = Page.ANSWERS
    remind: bool = False


SIMPLE: Final[dict[str, ev.Event]] = {
    "danger": ev.Danger(),
    "pause": ev.Pause(),
    "cover": ev.Cover(),
    "away": ev.Away(),
    "resume": ev.Resume(),
    "stop": ev.Stop(),
}

SPEAKERS: Final[dict[str, Speaker]] = {"w": "worker", "p": "patient"}

PAGES: Final = frozenset(page.value for page in Page)

_DATA: Final = re.compile(r"([0-9]{1,10})([:!@~+%])([a-z0-9_./]{1,52})")


def answer(at: int, choice: str) -> str:
    """The data of an answer."""
    return f"{at}:{choice}"


def interrupt(at: int, name: str) -> str:
    """The data of an interrupt."""
    return f"{at}!{name}"


def edit(at: int, state: str) -> str:
    """The data of an earlier card."""
    return f"{at}@{state}"


def language(at: int, code: str, whose: str) -> str:
    """The data of a language; ``whose`` is w for the worker's cards, p for the words to the patient."""
    return f"{at}~{code}/{whose}"


def matter(at: int, name: str) -> str:
    """The data of a word of the list of what may matter for a patient."""
    return f"{at}%{name}"


def page(at: int, which: Page) -> str:
    """The data of a list of buttons."""
    return f"{at}+{which}"


def alone(at: int) -> str:
    """The data of: not alone yet, remind me."""
    return f"{at}+alone"


def show(at: int) -> str:
    """The data of: show the card that is open."""
    return f"{at}+show"


def begin(flow: str) -> str:
    """The data of a conversation that can be begun."""
    return f"0+begin/{flow}"


def press(data: str | None) -> Press | None:
    """What this data means, or None when no button of ours sends it."""
    found = _DATA.fullmatch(data or "")
    if found is None:
        return None
    at, sign, name = int(found[1]), found[2], found[3]
    match sign:
        case ":":
            return Press(at, ev.Answer(name, at))
        case "@":
            return Press(at, ev.Edit(name))
        case "%":
            return Press(at, ev.Matter(name), Page.MATTERS)
        case "~":
            code, _, whose = name.partition("/")
            return Press(at, ev.Language(code, SPEAKERS[whose])) if whose in SPEAKERS else None
        case "!":
            return _interrupt(at, name)
        case _:
            return _act(at, name)


def _interrupt(at: int, name: str) -> Press | None:
    if name == "back":
        return Press(at, ev.Back(at))
    return Press(at, SIMPLE[name]) if name in SIMPLE else None


def _act(at: int, name: str) -> Press | None:
    act, _, rest = name.partition("/")
    match act:
        case "show":
            return Press(at, ev.Look())
        case "alone":
            return Press(at, ev.Away(), remind=True)
        case "begin" if rest:
            return Press(at, ev.Begin(rest))
        case _ if act in PAGES and not rest:
            return Press(at, ev.Look(), Page(act))
        case _:
            return None
