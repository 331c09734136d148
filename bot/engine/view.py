"""What to show, without a word of text: keys, choices, tone, progress. The present layer turns it into a screen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from bot.engine.session import Mode
from bot.engine.spec import Tone


class Notice(NamedTuple):
    """A kind word about what just happened: ``id`` of the text, and state ids it speaks of (never answers)."""

    id: str
    states: tuple[str, ...] = ()


class Progress(NamedTuple):
    """``card`` is the number of this card, from 1; ``more`` about how many are left."""

    card: int
    more: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """The end of a conversation: what came up, what stayed open, what was wanted, what comes next. Ids only."""

    result: str
    topics: tuple[str, ...] = ()
    open_topics: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    next_steps: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class View:
    """One card to show.

    ``state`` is where the conversation stands, also while it is covered; ``words`` are the keys of the texts to show.
    ``matters`` is what the worker said matters for this patient; ``facts`` are ids of facts to teach on this card.
    ``manner`` is how the two talk: "remote", or "" when they sit together. Words may differ by it, and nothing else.
    ``choices`` can be answered, ``interrupts`` can be called, ``edits`` are earlier cards that can be answered again.
    """

    flow: str
    state: str
    mode: Mode
    revision: int
    language: str
    patient_language: str
    words: tuple[str, ...]
    tags: frozenset[str] = frozenset()
    tone: Tone = Tone.CALM
    choices: tuple[str, ...] = ()
    interrupts: tuple[str, ...] = ()
    edits: tuple[str, ...] = ()
    contacts: tuple[str, ...] = ()
    site_notes: tuple[str, ...] = ()
    notices: tuple[Notice, ...] = ()
    progress: Progress | None = None
    outcome: Outcome | None = None
    matters: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    manner: str = ""
