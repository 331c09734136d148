"""Whom to call, with the sources that say so and the day after which nobody may rely on it.

A way to reach somebody is shown when two publishers print it, or when a person has called it. Past its date a contact
is never shown as current. The police and immigration tip lines are no support: their category is used by no card.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from bot.present import fields, soundness, strict
from bot.present.issues import ContentError, ContentIssue
from bot.present.strict import Document, Place, Value

NEEDS: Final = ("shelter", "health", "talk", "work", "legal", "basics")
"""Categories that are also needs: what a patient may ask for."""

CATEGORIES: Final = {
    "emergency": "security",
    "crisis": "supervisor",
    "hotline": "social_work",
    "child_protection": "child_lead",
    "adult_protection": "social_work",
    **dict.fromkeys(NEEDS, "social_work"),
    "law_enforcement": "supervisor",
}
"""Every category, with the site's note that says whom to ask where it has no contact."""

NEVER_SHOWN: Final = frozenset({"law_enforcement"})
NEVER_GONE: Final = "emergency"
"""An emergency number is shown past its date, and then marked: a missing number can cost a life."""

ENOUGH: Final = 2
"""Publishers that have to agree."""

Channel = Literal["phone", "sms", "chat", "tty", "web", "extension"]
Word = Annotated[str, Field(min_length=1, max_length=300)]
Day = Annotated[date | None, BeforeValidator(lambda given: given or None)]
"""A date, or nothing at all, which a file writes as an empty text."""


class _Fields(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Line(_Fields):
    """A number as it is printed; ``dial`` is its E.164 form, ``word`` what to text, ``then`` what to press."""

    number: Word
    dial: str = ""
    word: str = ""
    then: str = ""


class Channels(_Fields):
    """The ways to reach a service. ``extension`` is for a site's own contacts."""

    phone: Line | None = None
    sms: Line | None = None
    chat: str = ""
    tty: Line | None = None
    web: str = ""
    extension: str = ""

    def given(self) -> tuple[Channel, ...]:
        """The names of those that are there."""
        names: tuple[Channel, ...] = ("extension", "phone", "sms", "chat", "tty", "web")
        return tuple(name for name in names if getattr(self, name))


class Source(_Fields):
    """A page that was read. ``shows`` names the channels that it prints; none where it says something else."""

    url: Word
    title: Word
    publisher: Word
    date: str = ""
    shows: tuple[Channel, ...] = ()


class Ages(_Fields):
    """For whom a service is there, in years, both ends included."""

    from_age: Annotated[int, Field(ge=0, le=120)]
    to_age: Annotated[int, Field(ge=0, le=120)]


class Contact(_Fields):
    """One service, as content/contacts.yaml or a site describes it. With a ``state`` it is for people there only.

    ``serves`` are words of the list of what may matter: for these patients it comes first. ``ages`` are said beside it,
    and it stands after those for everybody where adults are served too.
    """

    id: str
    name: Word
    country: Annotated[str, Field(pattern="^[A-Z]{2}$")]
    state: Annotated[str, Field(pattern="^([A-Z]{2,3})?$")] = ""
    categories: Annotated[tuple[str, ...], Field(min_length=1)]
    operator: str = ""
    serves: tuple[str, ...] = ()
    ages: Ages | None = None
    channels: Channels
    hours: Word
    languages: Word
    who_may_call: Literal["both", "patient", "worker"] = "both"
    what_happens: Word
    confidentiality: Word
    sources: tuple[Source, ...] = ()
    verified_count: Annotated[int, Field(ge=0)] = 0
    status: Literal["agreed", "single-source", "conflict", "stale", "unverified"] = "agreed"
    source_read_on: Day = None
    called_on: Day = None
    called_by_role: str = ""
    expires_on: date

    def publishers(self, channel: str) -> int:
        """How many publishers print this channel; copies of one count once."""
        return len({source.publisher.casefold() for source in self.sources if channel in source.shows})

    @property
    def open_channels(self) -> tuple[Channel, ...]:
        """Channels that may be shown: two publishers agree, or a person has called."""
        return tuple(name for name in self.channels.given() if self.called_on or self.publishers(name) >= ENOUGH)

    @property
    def checked_on(self) -> date | None:
        """The last day on which a person called, or else on which the sources were read."""
        return self.called_on or self.source_read_on

    @property
    def offered(self) -> bool:
        """May it be shown at all, its date apart?"""
        return self.status == "agreed" and bool(self.open_channels) and not NEVER_SHOWN & set(self.categories)

    def current(self, today: date) -> bool:
        """May it be shown as it stands today?"""
        return self.offered and today <= self.expires_on


@dataclass(frozen=True, slots=True)
class Contacts:
    """All contacts, in the order of their file: within a category the first is the one to offer first."""

    entries: tuple[Contact, ...]

    def for_category(self, category: str, country: str, today: date, state: str = "") -> tuple[Contact, ...]:
        """Those to show today, the state's own first."""
        return tuple(one for one in self._offered(category, country, state) if one.current(today))

    def past(self, category: str, country: str, today: date, state: str = "") -> tuple[Contact, ...]:
        """Those that would be shown, were they not past their date."""
        return tuple(one for one in self._offered(category, country, state) if not one.current(today))

    def unsettled(self, category: str, country: str, state: str) -> tuple[Contact, ...]:
        """The state's own whose sources do not settle how to reach it: ``what_happens`` says so, and who is there."""
        own = (one for one in self._of(category, country) if one.state == state != "")
        return tuple(one for one in own if not one.offered)

    def gaps(self, categories: Iterable[str], country: str, today: date) -> tuple[str, ...]:
        """Categories for which nothing can be shown today."""
        return tuple(name for name in categories if not self.for_category(name, country, today))

    def _offered(self, category: str, country: str, state: str) -> list[Contact]:
        there = (one for one in self._of(category, country) if one.offered and one.state in ("", state))
        return sorted(there, key=lambda one: not one.state)  # stable: otherwise the order of the file

    def _of(self, category: str, country: str) -> Iterable[Contact]:
        return (one for one in self.entries if category in one.categories and one.country == country)


def read(*paths: Path) -> Contacts:
    """Read files of contacts as one. Raises ``ContentError`` with every issue of every file."""
    return _contacts(*(strict.read(path) for path in paths))


def parse(text: str | bytes, file: str = "contacts.yaml") -> Contacts:
    """The contacts of this text. Raises ``ContentError`` with every issue."""
    return _contacts(strict.parse(text, file))


def entries_of(document: Document, place: Place, value: Value) -> tuple[tuple[Contact, ...], list[ContentIssue]]:
    """The contacts of a table by id that stands at ``place``, and every issue."""
    if not isinstance(value, dict):
        said = "Contacts are a table: the id of each, and its fields."
        return (), [ContentIssue("contact-shape", document.file, document.line(place), said)]
    found: list[Contact] = []
    issues: list[ContentIssue] = []
    for key, inner in value.items():
        given = {**inner, "id": key} if isinstance(inner, dict) else inner
        contact, wrong = fields.checked(Contact, document, (*place, key), given)
        issues.extend(wrong)
        if contact is not None:
            issues.extend(soundness.issues_of(contact, document, (*place, key), CATEGORIES))
            found.append(contact)
    return tuple(found), issues


def _contacts(*documents: Document) -> Contacts:
    read_ones = [entries_of(document, (), document.value) for document in documents]
    issues = [issue for _, wrong in read_ones for issue in wrong]
    if issues:
        raise ContentError(issues)
    return Contacts(tuple(one for found, _ in read_ones for one in found))
