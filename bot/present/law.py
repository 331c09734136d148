"""What the law of a place asks, in a sentence for the worker, with where it comes from and until when it may be told.

Past its date a rule is never told as current. What nobody qualified has reviewed says so, and what the sources leave
open is told as something to check, with whom to ask. The rules are no legal advice: a site's own note comes first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final, Literal, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from bot.present import fields, places, strict
from bot.present.issues import ContentError, ContentIssue
from bot.present.strict import Document, Place

SUBJECTS: Final = {
    "child-report": "child_lead",
    "adult-report": "supervisor",
    "dependent-adult": "social_work",
    "injury": "supervisor",
    "hotline": "supervisor",
    "confidentiality": "supervisor",
    "minor-consent": "child_lead",
    "records": "supervisor",
    "documentation": "supervisor",
    "immigration": "social_work",
    "criminal-record": "social_work",
    "training": "supervisor",
}
"""What a rule can be about, with the site's note that says whom to ask."""

Card = Literal["law_child", "law_adult", "law_dependent"]
"""The notes under which a card shows the rules of its place, as `site_notes` of a state."""

CARDS: Final[tuple[Card, ...]] = get_args(Card)

HOLDS: Final = timedelta(days=183)
"""How long a rule may be told after its sources were read or somebody reviewed it: six months."""

CARD_OF: Final[Mapping[str, Card]] = {
    "child-report": "law_child",
    "adult-report": "law_adult",
    "injury": "law_adult",
    "dependent-adult": "law_dependent",
}
"""Where a rule on a subject stands, if it stands on a card at all."""

MOST_LINES: Final = 4
"""Rules on one card."""

CODES: Final[Mapping[str, str]] = {
    "law-shape": "Rules that are no table.",
    "law-id": "An id that is not the place and a plain word.",
    "law-twice": "The same id in two files.",
    "law-place": "A place that is not known.",
    "law-subject": "A subject that nobody could ask about.",
    "law-no-source": "A rule without a source.",
    "law-wordy": "A sentence that nobody reads on a card.",
    "law-dates": "The rule runs out before its sources were read.",
    "law-too-far": "The rule runs longer than a reading of the law holds.",
    "law-review-half": "A review without the role of who reviewed it, or the other way round.",
    "law-review-open": "A rule that was reviewed and is still said to be open.",
    "law-card": "A rule that cards show, though not the card of its subject.",
    "law-nearer": "A general rule without the places that have their own, or another one with them.",
    "law-age-unseen": "A child's age above 18 that the card for adults does not show.",
}
"""What is refused here, beside what fields refuse."""

LONGEST: Final = 240
"""Characters of a rule's sentence."""

Word = Annotated[str, Field(min_length=1, max_length=400)]
Day = Annotated[date | None, BeforeValidator(lambda given: given or None)]
"""A date, or nothing at all, which a file writes as an empty text."""

_ID: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class Standing(StrEnum):
    """How a rule may be told today."""

    REVIEWED = "reviewed"
    UNREVIEWED = "unreviewed"
    CHECK = "check"
    PAST = "past"


class Law(BaseModel):
    """One rule. ``what`` is told to the worker; ``trigger`` names the case; ``sources`` are keys of the register.

    ``unverified`` is for what the sources leave open or contradict: ``what`` then says what to check. ``cards`` are the
    notes under which the cards before the first question show it. A ``general`` rule is left out where a nearer place
    has one on the same subject; ``nearer`` names the parts of the country that do.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    place: str
    subject: str
    trigger: Word
    age: Annotated[str, Field(pattern="^(any|under [0-9]{2}|[0-9]{2} and over)$")]
    what: Word
    citation: Annotated[str, Field(max_length=200)] = ""
    sources: tuple[str, ...] = ()
    source_read_on: date
    reviewed_on: Day = None
    reviewed_by_role: Annotated[str, Field(max_length=100)] = ""
    expires_on: date
    unverified: bool = False
    general: bool = False
    nearer: tuple[str, ...] = ()
    cards: tuple[Card, ...] = ()

    @property
    def under(self) -> int:
        """The age below which the rule holds, 0 where it is not about the young."""
        return int(self.age.removeprefix("under ")) if self.age.startswith("under ") else 0

    def standing(self, today: date) -> Standing:
        """How it may be told today."""
        if today > self.expires_on:
            return Standing.PAST
        if self.unverified:
            return Standing.CHECK
        return Standing.REVIEWED if self.reviewed_on else Standing.UNREVIEWED


@dataclass(frozen=True, slots=True)
class Told:
    """A rule as it may be told today, and the site's note that says whom to ask."""

    law: Law
    standing: Standing
    ask: str


@dataclass(frozen=True, slots=True)
class Laws:
    """Every rule, in the order of the files."""

    entries: tuple[Law, ...] = ()

    def law_for(self, country: str, state: str, subject: str, today: date) -> tuple[Told, ...]:
        """The rules on a subject at a place: those of the state first, then those of the country."""
        return tuple(_told(law, today) for law in self._at(country, state) if law.subject == subject)

    def place_lines(self, country: str, state: str, card: Card, today: date) -> tuple[Told, ...]:
        """The rules to show under a note of a card, the nearest first, at most ``MOST_LINES``."""
        on_card = [law for law in self._at(country, state) if card in law.cards]
        return tuple(_told(law, today) for law in on_card[:MOST_LINES])

    def _at(self, country: str, state: str) -> Iterator[Law]:
        nearer: set[str] = set()
        for place in places.chain(country, state):
            there = [law for law in self.entries if law.place == place]
            yield from (law for law in there if not (law.general and law.subject in nearer))
            nearer.update(law.subject for law in there)


def read(*paths: Path) -> Laws:
    """Read the files of rules. Raises ``ContentError`` with every issue of every file."""
    return _laws(strict.read(path) for path in paths)


def parse(text: str | bytes, file: str = "law.yaml") -> Laws:
    """The rules of this text. Raises ``ContentError`` with every issue."""
    return _laws([strict.parse(text, file)])


def _laws(documents: Iterable[Document]) -> Laws:
    found: dict[str, Law] = {}
    issues: list[ContentIssue] = []
    for document in documents:
        if not isinstance(document.value, dict):
            issues.append(ContentIssue("law-shape", document.file, 1, "Rules are a table: the id of each, its fields."))
            continue
        for key, inner in document.value.items():
            given = {**inner, "id": key} if isinstance(inner, dict) else inner
            law, wrong = fields.checked(Law, document, (key,), given)
            issues += wrong
            if law is None:
                continue
            said = [*_named(law, found), *_written(law), *_dated(law)]
            issues += (_issue(document, law, one) for one in said)
            found[key] = law
    if issues:
        raise ContentError(issues)
    return Laws(tuple(found.values()))


_Said = tuple[str, Place, str]


def _issue(document: Document, law: Law, said: _Said) -> ContentIssue:
    code, where, sentence = said
    return ContentIssue(code, document.file, document.line((law.id, *where)), f"{law.id}: {sentence}")


def _named(law: Law, found: Mapping[str, Law]) -> Iterator[_Said]:
    if not _ID.fullmatch(law.id) or not law.id.startswith(f"{law.place.casefold()}-"):
        yield "law-id", (), "begin with the place, then plain words in lower case with hyphens: us-al-child-report."
    if law.id in found:
        yield "law-twice", (), "this id stands in another file, too."
    if law.place not in places.PLACES:
        yield "law-place", ("place",), f"there is no place {law.place}."
    if law.subject not in SUBJECTS:
        yield "law-subject", ("subject",), f"there is no subject {law.subject}. There are {', '.join(SUBJECTS)}."


def _written(law: Law) -> Iterator[_Said]:
    if not law.sources:
        yield "law-no-source", ("sources",), "name the source that it comes from."
    if len(law.what) > LONGEST:
        yield "law-wordy", ("what",), f"say it in at most {LONGEST} characters."
    if law.cards and CARD_OF.get(law.subject, law.cards[0]) not in law.cards:
        yield "law-card", ("cards",), f"a rule on {law.subject} stands under {CARD_OF[law.subject]}."
    if law.general != bool(law.nearer):
        yield "law-nearer", ("nearer",), "a general rule, and no other, names the parts that have a rule of their own."
    if law.under > 18 and "law_adult" not in law.cards:
        yield "law-age-unseen", ("cards",), f"an adult under {law.under} is meant, so show it under law_adult."


def _dated(law: Law) -> Iterator[_Said]:
    start = max(filter(None, (law.source_read_on, law.reviewed_on)))
    if law.expires_on <= start:
        yield "law-dates", ("expires_on",), "it runs out before it was read or reviewed."
    elif law.expires_on > start + HOLDS:
        yield "law-too-far", ("expires_on",), f"it holds at most {HOLDS.days} days, until {start + HOLDS}."
    if bool(law.reviewed_on) != bool(law.reviewed_by_role):
        yield "law-review-half", ("reviewed_on",), "give both the day of the review and the role of who reviewed it."
    if law.reviewed_on and law.unverified:
        yield "law-review-open", ("unverified",), "a review settles it: take the mark away, or the review."


def _told(law: Law, today: date) -> Told:
    return Told(law, law.standing(today), SUBJECTS.get(law.subject, "supervisor"))
