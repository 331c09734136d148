"""One place of work: its people by role, its extensions, its own contacts, its note on the duty to report.

A live site does not open unless all of this is there and in date; what is missing is said all at once. A demonstration
site may lack everything, and every card then says so.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from bot.present import contacts, fields, strict
from bot.present.contacts import Contact, Word
from bot.present.issues import ContentError, ContentIssue
from bot.present.strict import Document, Place, Value

ROLES: Final = ("security", "social_work", "interpreter_line", "child_protection_lead", "supervisor")
"""Who can be reached at a site. Roles, never names."""

NOTES: Final = {
    "duty": "",
    "child_lead": "child_protection_lead",
    "security": "security",
    "social_work": "social_work",
    "interpreter_line": "interpreter_line",
    "supervisor": "supervisor",
}
"""The notes that a card can ask for, each with the role that it names."""

SETTINGS: Final = ("dental", "behavioral_health", "emergency")
"""Kinds of places that have words of their own on the first card; any other is a clinic like most."""

LOCAL: Final = ("child_protection", "shelter", "legal")
"""Categories that a live site must serve by itself: the law and the beds are local."""

DUTY_HOLDS: Final = timedelta(days=183)
"""How long a review of the law holds."""

CODES: Final[Mapping[str, str]] = {
    "site-shape": "The file, or its roles, are no table.",
    "role-unknown": "A role that no card names.",
    "duty-order": "The note on the duty to report runs out before it was reviewed.",
    "duty-too-far": "The note on the duty to report runs longer than a review holds.",
    "contact-uncalled": "A local contact that nobody has called.",
    "role-missing": "A live site lacks a role.",
    "duty-missing": "A live site lacks its note on the duty to report.",
    "duty-expired": "The note on the duty to report is past its date.",
    "contact-missing": "A live site lacks a local contact.",
    "contact-expired": "A local contact is past its date.",
}
"""What is refused here, beside what fields and contacts refuse."""

Code = Annotated[str, Field(pattern="^[a-z]{2,3}$")]


class _Fields(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Role(_Fields):
    """Somebody who can be reached here: how people call the desk, and its extension."""

    label: Word
    extension: Word


class Duty(_Fields):
    """What the law of this place asks to report, as the site has reviewed it."""

    text: Word
    reviewed_on: date
    reviewed_by_role: Word
    expires_on: date


class Options(_Fields):
    """What a site can choose. Times are in seconds. ``setting`` is one of ``SETTINGS``, or nothing."""

    counts: bool = False
    setting: Literal["", "dental", "behavioral_health", "emergency"] = ""
    cover_after_seconds: Annotated[int, Field(ge=15, le=900)] = 120
    forget_after_seconds: Annotated[int, Field(ge=300, le=86_400)] = 3_600


class _Head(_Fields):
    """The plain fields of a site file."""

    name: Word
    demonstration: bool
    country: Annotated[str, Field(pattern="^[A-Z]{2}$")]
    state: Annotated[str, Field(pattern="^([A-Z]{2,3})?$")] = ""
    languages: Annotated[tuple[Code, ...], Field(min_length=1)] = ("en",)
    packs: tuple[Word, ...] = ()


@dataclass(frozen=True, slots=True)
class Site:
    """A site, checked. ``roles`` are by the names in ``ROLES``; ``local_contacts`` come before national ones.

    ``packs`` are folders of official wording that the site has switched on (docs/packs.md).
    """

    name: str
    demonstration: bool
    country: str
    state: str = ""
    languages: tuple[str, ...] = ("en",)
    packs: tuple[str, ...] = ()
    roles: Mapping[str, Role] = field(default_factory=dict)
    duty: Duty | None = None
    options: Options = field(default_factory=Options)
    local_contacts: tuple[Contact, ...] = ()

    def lacks(self, today: date, file: str = "site file") -> tuple[ContentIssue, ...]:
        """All that a live site would need and this one does not have today."""
        said = _lacking(self.roles, self.duty, self.local_contacts, today)
        return tuple(ContentIssue(code, file, 0, sentence) for code, _, sentence in said)


def read(path: Path, today: date) -> Site:
    """Read a site file. Raises ``ContentError`` with every issue, for a live site with all that is missing."""
    return _site(strict.read(path), today)


def parse(text: str | bytes, today: date, file: str = "site.yaml") -> Site:
    """The site of this text. Raises ``ContentError`` like ``read``."""
    return _site(strict.parse(text, file), today)


def _site(document: Document, today: date) -> Site:
    """Each part is judged by itself, so that one broken field does not hide what else is missing."""
    if not isinstance(document.value, dict):
        raise ContentError([ContentIssue("site-shape", document.file, 1, "A site file is a table of fields.")])
    given = dict(document.value)
    asked_roles, asked_duty = given.pop("roles", {}), given.pop("duty", None)
    local, issues = contacts.entries_of(document, ("local_contacts",), given.pop("local_contacts", {}))
    options, wrong_options = fields.checked(Options, document, ("options",), given.pop("options", {}))
    roles, wrong_roles = _roles(document, asked_roles)
    duty, wrong_duty = fields.checked(Duty, document, ("duty",), asked_duty) if asked_duty is not None else (None, [])
    head, wrong_head = fields.checked(_Head, document, (), given)
    issues += [*wrong_options, *wrong_roles, *wrong_duty, *wrong_head]
    said = [*_odd(duty), *_uncalled(local)]
    if head.demonstration is False if head else given.get("demonstration") not in ("yes", "true"):
        lacking = _lacking(roles, duty, local, today)
        said += [one for one in lacking if one[0] != "duty-missing" or asked_duty is None]
    issues += [ContentIssue(code, document.file, document.line(place), sentence) for code, place, sentence in said]
    if head is None or options is None or issues:
        raise ContentError(issues)
    kept = {name: role for name, role in roles.items() if role is not None}
    return Site(**dict(head), roles=kept, duty=duty, options=options, local_contacts=local)


def _roles(document: Document, given: Value) -> tuple[dict[str, Role | None], list[ContentIssue]]:
    """The roles by name, None for one that is there and broken, and every issue."""
    if not isinstance(given, dict):
        said = "Roles are a table: each role with its label and extension."
        return {}, [ContentIssue("site-shape", document.file, document.line(("roles",)), said)]
    found: dict[str, Role | None] = {}
    issues: list[ContentIssue] = []
    for name, value in given.items():
        found[name], wrong = fields.checked(Role, document, ("roles", name), value)
        issues.extend(wrong)
        if name not in ROLES:
            said = f"There is no role {name}. Roles are {', '.join(ROLES)}."
            issues.append(ContentIssue("role-unknown", document.file, document.line(("roles", name)), said))
    return found, issues


_Said = Iterator[tuple[str, Place, str]]


def _lacking(roles: Collection[str], duty: Duty | None, local: tuple[Contact, ...], today: date) -> _Said:
    """What a live site needs and does not have: code, place, sentence."""
    for role in ROLES:
        if role not in roles:
            yield "role-missing", ("roles",), f"Give the role {role}, with its label and extension."
    if duty is None:
        yield "duty-missing", ("duty",), "Give the note on the duty to report, with the day of its review."
    elif today > duty.expires_on:
        said = f"The note on the duty to report ran out on {duty.expires_on}: have it reviewed."
        yield "duty-expired", ("duty", "expires_on"), said
    for category in LOCAL:
        if not any(category in one.categories for one in local):
            yield "contact-missing", ("local_contacts",), f"Give a local contact for {category}."
    for one in local:
        if today > one.expires_on:
            said = f"The contact {one.id} ran out on {one.expires_on}: call it and set the dates."
            yield "contact-expired", ("local_contacts", one.id, "expires_on"), said


def _odd(duty: Duty | None) -> _Said:
    if duty is None:
        return
    until = duty.reviewed_on + DUTY_HOLDS
    if duty.expires_on <= duty.reviewed_on:
        yield "duty-order", ("duty", "expires_on"), "The note runs out before it was reviewed."
    elif duty.expires_on > until:
        yield "duty-too-far", ("duty", "expires_on"), f"A review holds {DUTY_HOLDS.days} days, until {until}."


def _uncalled(local: tuple[Contact, ...]) -> _Said:
    for one in local:
        if one.called_on is None and one.sources:
            yield "contact-uncalled", ("local_contacts", one.id), f"{one.id}: call it, and say when and who."
