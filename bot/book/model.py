"""The book as plain data: what stands on each page, before it is a page. Texts are as people read them.

Names of fields are those of the page. Ids are kept beside the words, so that a remark can say exactly what it means.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from bot.book.maps import Map
from bot.present.framing import ContactLine
from bot.present.learning import LearningCard
from bot.present.sources import Source


@dataclass(frozen=True, slots=True)
class Goal:
    """Where an answer leads: a card, its title, the condition in words, and the flows in which it is so."""

    card: str
    title: str
    when: str
    flows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer of a card: its labels by language, where it leads, what it records, the gates that it opens."""

    id: str
    labels: Mapping[str, str]
    goals: tuple[Goal, ...]
    records: tuple[str, ...] = ()
    opens: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Face:
    """A card in one language. ``lacks``: some of its words are shown in the source language.

    ``matters`` are (label, line) by what may be said to matter; ``forms`` are (when, part of the card, lines) of words
    that stand in for these.
    """

    language: str
    title: str
    say: tuple[str, ...]
    note: tuple[str, ...]
    why: str
    site_lines: tuple[str, ...]
    facts: tuple[LearningCard, ...]
    matters: tuple[tuple[str, str], ...]
    forms: tuple[tuple[str, str, tuple[str, ...]], ...]
    lacks: bool


@dataclass(frozen=True, slots=True)
class CardPage:
    """One card. ``flows`` have it; ``tags`` are what it does, in words; ``rules`` those that speak of it.

    ``number`` is its own in this book.

    ``chosen`` says that contacts follow what was chosen.
    ``changes`` are the sentences of what changed on it.
    """

    id: str
    number: int
    title: str
    part: str
    flows: tuple[str, ...]
    urgent: bool
    final: bool
    tags: tuple[tuple[str, str], ...]
    faces: tuple[Face, ...]
    answers: tuple[Answer, ...]
    contacts: tuple[ContactLine, ...]
    remarks: tuple[str, ...]
    chosen: bool
    rules: tuple[str, ...]
    changes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FlowPage:
    """One conversation. ``results`` and ``steps`` are (words, condition); ``whole`` is its picture, None for one part.

    ``parts`` are the ids of all its parts, in their order.
    """

    id: str
    name: str
    version: int
    fingerprint: str
    audience: str
    requires: tuple[str, ...]
    follows: str
    said: str
    sources: tuple[str, ...]
    cards: tuple[str, ...]
    parts: tuple[str, ...]
    whole: Map | None
    topics: tuple[str, ...]
    results: tuple[tuple[str, str], ...]
    steps: tuple[tuple[str, str], ...]
    costs: tuple[Cost, ...] = ()


@dataclass(frozen=True, slots=True)
class Cost:
    """What a kind of conversation costs: the best, the usual and the worst one, each as (taps, said, read, minutes)."""

    kind: str
    talks: tuple[tuple[int, int, int, float], ...]


@dataclass(frozen=True, slots=True)
class PartPage:
    """A part of conversations: its pictures and its cards. ``flow`` is the only one that has it, or ""."""

    id: str
    name: str
    flow: str
    maps: tuple[Map, ...]
    cards: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a rule in some flows. ``why`` is why it does not apply, or what is wrong; ``example`` a talk."""

    status: str
    flows: tuple[str, ...]
    why: str = ""
    example: tuple[str, ...] = ()
    sessions: int = 0
    steps: int = 0


@dataclass(frozen=True, slots=True)
class RulePage:
    """One rule: meaning, keys of its sources, how it is judged and by what, what became of it, and its cards.

    ``looks`` are the kinds of things that it reads, in words; ``signed`` the ids of what a person signs to complete it.
    """

    id: str
    sentence: str
    sources: tuple[str, ...]
    outcomes: tuple[Outcome, ...]
    how: str = ""
    looks: tuple[str, ...] = ()
    by: str = ""
    cards: tuple[str, ...] = ()
    signed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PersonPage:
    """Something that a person signs for. ``standing`` is what became of it, conversation by conversation, in words."""

    id: str
    who: str
    judges: str
    rules: tuple[str, ...]
    flows: tuple[str, ...]
    reads: tuple[str, ...]
    fingerprint: str
    standing: str


@dataclass(frozen=True, slots=True)
class ContactPage:
    """One contact with its sources. ``standing`` is whether it may be shown today, in words; ``cards`` that show it."""

    id: str
    name: str
    place: str
    categories: tuple[str, ...]
    reach: tuple[str, ...]
    hours: str
    languages: str
    what_happens: str
    privacy: str
    operator: str
    standing: str
    good: bool
    read_on: date | None
    called_on: date | None
    expires_on: date
    sources: tuple[tuple[str, str, str, str], ...]


@dataclass(frozen=True, slots=True)
class LawPage:
    """One rule of law, with how it may be told today. ``good``: reviewed by somebody qualified, and in date."""

    id: str
    place: str
    subject: str
    age: str
    trigger: str
    what: str
    citation: str
    standing: str
    good: bool
    read_on: date
    reviewed_on: date | None
    reviewed_by: str
    expires_on: date
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FactPage:
    """One learning card with its sources, and the cards that show it."""

    id: str
    kind: str
    card: LearningCard
    sources: tuple[str, ...]
    cards: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sentence:
    """One thing that changed: a kind, a sentence, the cards that it is about, what was and what is."""

    kind: str
    text: str
    cards: tuple[str, ...] = ()
    was: tuple[str, ...] = ()
    now: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed since a revision. ``untold`` says what could not be compared."""

    since: str
    sentences: tuple[Sentence, ...]
    untold: tuple[str, ...] = ()

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds that there are, in the order of the sentences."""
        return tuple(dict.fromkeys(one.kind for one in self.sentences))

    def of(self, card: str) -> tuple[Sentence, ...]:
        """What changed on one card."""
        return tuple(one for one in self.sentences if card in one.cards)


@dataclass(frozen=True, slots=True)
class Book:
    """The whole book. ``open`` are sentences on what nobody has reviewed; ``words`` further texts, by section."""

    today: date
    program: str
    revision: str
    languages: tuple[tuple[str, str], ...]
    site: str
    open: tuple[str, ...]
    flows: tuple[FlowPage, ...]
    parts: tuple[PartPage, ...]
    cards: Mapping[str, CardPage]
    rules: tuple[RulePage, ...]
    people: tuple[PersonPage, ...]
    walked: tuple[int, int, int]
    contacts: tuple[ContactPage, ...]
    laws: tuple[LawPage, ...]
    facts: tuple[FactPage, ...]
    sources: tuple[Source, ...]
    practice: tuple[Source, ...]
    words: tuple[tuple[str, tuple[tuple[str, tuple[str, ...]], ...]], ...]
    changes: Changes | None = None
    findings: tuple[str, ...] = field(default=())
