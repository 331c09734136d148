"""What a conversation is made of: frozen data, declared once, that can be read, drawn, locked and proved.

A *part* is a piece of conversation with named exits (``"@ready"``); a *flow* joins parts into one conversation, so
a shared opening is declared once and reused. State ids are ``part.state``: the same id is the key of the words.
Flows never mention danger, cover, away, back, language or expiry: the lifecycle holds those for every flow.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from bot.engine.facts import Guard, Rule

Audience = Literal["patient", "staff"]

EXIT = "@"
"""A target that starts with this leaves the part; the flow's joins say where to."""


class Tone(StrEnum):
    """How a card is to look: who acts, and how urgently."""

    CALM = "calm"
    ASK = "ask"
    EMERGENCY = "emergency"


@dataclass(frozen=True, slots=True)
class Way:
    """One of several targets of a choice: taken when its guard holds."""

    to: str
    when: Guard


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer on a card.

    ``records`` are the facts it sets; ``grants`` name the gates that this very answer opens (``private``, ``limits``);
    ``when`` hides it unless the guard holds.
    """

    id: str
    to: str | tuple[Way, ...]
    records: tuple[tuple[str, str], ...] = ()
    grants: frozenset[str] = frozenset()
    when: Guard | None = None

    @property
    def ways(self) -> tuple[tuple[str, Guard | None], ...]:
        """All targets with their guards, the choice's own ``when`` apart."""
        if isinstance(self.to, str):
            return ((self.to, None),)
        return tuple((way.to, way.when) for way in self.to)


@dataclass(frozen=True, slots=True)
class State:
    """One card.

    ``words`` are the keys whose texts make up the card, its own id by default: a card may carry several steps.
    ``tags`` are those of the practice rules (``sensitive_q``, ``limits``, …). ``intensity`` 1 to 4 for questions.
    ``contacts`` are contact categories to show; ``needs_contacts`` adds those of the needs that were chosen.
    ``site_notes`` are lines from the site's file, ``facts`` ids of facts to teach.
    """

    id: str
    choices: tuple[Choice, ...] = ()
    tags: frozenset[str] = frozenset()
    words: tuple[str, ...] = ()
    tone: Tone = Tone.CALM
    intensity: int = 0
    contacts: tuple[str, ...] = ()
    needs_contacts: bool = False
    site_notes: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()

    @property
    def final(self) -> bool:
        """A card without answers ends the conversation."""
        return not self.choices


@dataclass(frozen=True, slots=True)
class Part:
    """A reusable piece of conversation; ``exits`` are the names its choices may leave by."""

    id: str
    states: tuple[State, ...]
    exits: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Gate:
    """Law: an answer that grants ``grant`` stands before every card tagged with one of ``before``."""

    grant: str
    before: frozenset[str]


@dataclass(frozen=True, slots=True)
class Section:
    """Law: these cards are entered at ``first`` only; the others are reached from within."""

    first: str
    members: frozenset[str]


@dataclass(frozen=True, slots=True)
class Needs:
    """Law: every way to ``state`` has passed a card tagged with one of ``tags``."""

    state: str
    tags: frozenset[str]


@dataclass(frozen=True, slots=True)
class OnlyFrom:
    """Law: ``state`` is opened by these cards and no other."""

    state: str
    sources: frozenset[str]


@dataclass(frozen=True, slots=True)
class OutcomeSpec:
    """How the end is told: never a verdict, a score or a finding.

    ``topics`` are facts with the values yes, no, open; ``needs`` are facts whose values are needs, in the patient's
    order; ``results`` and ``steps`` are ids with the guard under which they hold: the first result that holds, and
    every step that holds, in this order.
    """

    results: tuple[tuple[str, Guard], ...]
    topics: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    steps: tuple[tuple[str, Guard], ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Flow:
    """A conversation: parts joined into one graph, with the laws that it promises to keep.

    ``audience`` is who is talked with: rules about patients do not apply to flows for staff. ``requires`` are roles
    that a site must name before it may offer the flow. ``joins`` maps ``"part@exit"`` to a state, or to several ways
    with guards. ``version`` moves whenever the compiled graph moves (flows.lock). ``in_full`` is the published rule of
    an instrument that is asked in full of people under 18: a pack alone may have one (docs/decisions/0020).
    """

    id: str
    version: int
    start: str
    parts: tuple[Part, ...]
    outcome: OutcomeSpec
    joins: Mapping[str, str | tuple[Way, ...]] = field(default_factory=dict)
    gates: tuple[Gate, ...] = ()
    sections: tuple[Section, ...] = ()
    needs: tuple[Needs, ...] = ()
    only_from: tuple[OnlyFrom, ...] = ()
    audience: Audience = "patient"
    requires: frozenset[str] = frozenset()
    in_full: Rule | None = None
