"""Does an entry of contacts hold together? Counts, dates and numbers are judged here, beyond what a field can say."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from bot.present.issues import ContentIssue
from bot.present.strict import Document, Place

if TYPE_CHECKING:
    from bot.present.contacts import Contact

LONGEST: Final = timedelta(days=90)
"""How long a number holds after it was called or its sources were read."""

CODES: Final[Mapping[str, str]] = {
    "contact-shape": "Contacts that are no table.",
    "contact-id": "An id that is not a plain word.",
    "category-unknown": "A category that no card could ask for.",
    "category-lost": "An entry whose words speak of a help for which it is not offered.",
    "operator-missing": "A hotline of which nobody says who runs it.",
    "no-channel": "No way to reach the service.",
    "number-form": "A number that nobody could dial.",
    "dial-wrong": "The form to dial has other digits than the printed number.",
    "link-form": "An address that is not a plain https address.",
    "no-proof": "Neither a source nor a call stands behind the entry.",
    "count-wrong": "The count of publishers is not what the sources say.",
    "status-wrong": "Said to be agreed, though no two publishers agree on any channel.",
    "channel-missing": "A channel that two publishers print, and the entry does not give.",
    "call-without-role": "A call without the role of who called, or the other way round.",
    "date-order": "The entry runs out before it was checked.",
    "expiry-too-far": "The entry runs longer than a number may.",
}
"""What is refused here."""

HOTLINE: Final = "hotline"
"""Entries of this kind change hands, so that they tell who runs them."""

SPEAKS_OF: Final[Mapping[str, frozenset[str]]] = {
    "listens": frozenset({"talk", "crisis"}),
    "advocate": frozenset({"talk"}),
    "advises people": frozenset({"talk"}),
    "support after": frozenset({"talk"}),
    "exploitation, the public": frozenset({"hotline"}),
    "center nearby": frozenset({"health"}),
    "finds treatment": frozenset({"health"}),
    "shelter": frozenset({"shelter"}),
    " bed ": frozenset({"shelter"}),
    "lawyer": frozenset({"legal"}),
    "left home": frozenset({"child_protection"}),
    "harm to a child": frozenset({"child_protection"}),
    "harm to children": frozenset({"child_protection"}),
    "young people": frozenset({"child_protection", "crisis"}),
    "low pay": frozenset({"work"}),
}
"""What ``what_happens`` may speak of, and the categories, one of which an entry then has: a service is found where its
own words say that it helps."""

_ID: Final = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_NUMBER: Final = re.compile(r"\+?[0-9][0-9 ().-]*")
_DIAL: Final = re.compile(r"\+[1-9][0-9]{4,14}")
_LINK: Final = re.compile(r"https://[a-z0-9-]+(\.[a-z0-9-]+)+(/[A-Za-z0-9._~/-]*)?")


def issues_of(contact: Contact, document: Document, place: Place, known: Collection[str]) -> list[ContentIssue]:
    """Every reason why this entry must not be relied on."""
    said = [*_named(contact, known), *_reached(contact), *_proved(contact), *_dated(contact)]
    return [
        ContentIssue(code, document.file, document.line((*place, *where)), f"{contact.id}: {sentence}")
        for code, where, sentence in said
    ]


_Said = Iterator[tuple[str, Place, str]]


def _named(contact: Contact, known: Collection[str]) -> _Said:
    if not _ID.fullmatch(contact.id):
        yield "contact-id", (), "name it with plain words in lower case, with hyphens between them."
    for index, category in enumerate(contact.categories):
        if category not in known:
            yield "category-unknown", ("categories", index), f"there is no category {category}."
    said = f" {contact.what_happens.casefold()} "
    for words, kinds in SPEAKS_OF.items():
        if words in said and kinds.isdisjoint(contact.categories):
            yield "category-lost", ("categories",), f"it speaks of {words.strip()!r}: offer it for {_or(kinds)}."
    if HOTLINE in contact.categories and not contact.operator.strip():
        yield "operator-missing", ("operator",), "say who runs it."


def _reached(contact: Contact) -> _Said:
    channels = contact.channels
    if not channels.given():
        yield "no-channel", ("channels",), "give at least one way to reach it."
    for name, line in (("phone", channels.phone), ("sms", channels.sms), ("tty", channels.tty)):
        if line is None:
            continue
        if not _NUMBER.fullmatch(line.number):
            yield "number-form", ("channels", name, "number"), "a number has digits, spaces, hyphens and brackets."
        if line.dial and (not _DIAL.fullmatch(line.dial) or not line.dial.endswith(digits(line.number))):
            yield "dial-wrong", ("channels", name, "dial"), "the form to dial is + and the same digits."
    for name, address in (("chat", channels.chat), ("web", channels.web)):
        if address and not _LINK.fullmatch(address):
            yield "link-form", ("channels", name), "an address starts with https:// and has no query."


def _proved(contact: Contact) -> _Said:
    if not contact.channels.given():
        return
    if not contact.called_on and not (contact.sources and contact.source_read_on):
        yield "no-proof", (), "name the sources and the day they were read, or the day somebody called."
        return
    most = max((contact.publishers(name) for name in contact.channels.given()), default=0)
    if contact.verified_count != most:
        yield "count-wrong", ("verified_count",), f"the sources give {most} publishers, not {contact.verified_count}."
    if contact.status == "agreed" and not contact.open_channels:
        yield "status-wrong", ("status",), "no two publishers print any of its channels."
    printed = {channel for source in contact.sources for channel in source.shows}
    lost = sorted(one for one in printed - {*contact.channels.given()} if contact.publishers(one) > 1)
    if lost:
        yield "channel-missing", ("channels",), f"two publishers print its {' and '.join(lost)}: give it."
    if bool(contact.called_on) != bool(contact.called_by_role):
        yield "call-without-role", ("called_on",), "give both the day of the call and the role of who called."


def _dated(contact: Contact) -> _Said:
    start: date | None = contact.checked_on
    if start is None:
        return
    if contact.expires_on <= start:
        yield "date-order", ("expires_on",), "it runs out before it was checked."
    elif contact.expires_on > start + LONGEST:
        yield "expiry-too-far", ("expires_on",), f"it holds at most {LONGEST.days} days, until {start + LONGEST}."


def _or(names: Collection[str]) -> str:
    return " or ".join(sorted(names))


def digits(number: str) -> str:
    """The digits of a printed number."""
    return re.sub("[^0-9]", "", number)
