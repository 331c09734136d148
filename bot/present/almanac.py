"""Everything that has a date and a source, read together: contacts, law, facts, sources, countries, lineage.

Each file is judged by its own reader; here it is judged whether they fit together: every source that is named exists
and none lies unused, no contact stands twice, no word makes a claim that Waymark never makes. All issues come at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Final, TypeVar

from bot.present import about, claims, contacts, facts, law, overlay, places, sources
from bot.present.about import About
from bot.present.contacts import Contacts
from bot.present.facts import Facts
from bot.present.folder import files
from bot.present.issues import ContentError, ContentIssue
from bot.present.law import Laws
from bot.present.overlay import Overlay
from bot.present.sources import Sources

T = TypeVar("T")

AHEAD: Final = 60
"""Days before its date on which something begins to be told as running out."""

NEARER: Final = "is named as having a rule of its own and has none, or has one and is not named"

NAMED: Final = 3
"""Ids that a warning names; the others are counted."""

CODES: Final[Mapping[str, str]] = {
    "contact-twice": "The same id in two files of contacts.",
    "contact-place": "A contact for a place that is not known.",
    "country-emergency": "A country's emergency number that no contact of it proves.",
    "country-lawless": "A country whose cards would show no rule.",
    "law-exceptions": "A general rule that names other places than those that have a rule of their own.",
    "law-dependent": "A country's rule on adults that dependent adults are not shown, and no other instead.",
}
"""What is refused here, beside what the readers, the register and the claims refuse."""


@dataclass(frozen=True, slots=True)
class Aging:
    """Something that runs out.

    ``kind`` is contact, law or country; ``days`` are left, fewer than none when it is past.
    """

    kind: str
    id: str
    expires_on: date
    days: int


@dataclass(frozen=True, slots=True)
class Almanac:
    """All of it, checked. ``overlays`` are by the code of their country."""

    contacts: Contacts
    laws: Laws
    facts: Facts
    sources: Sources
    overlays: Mapping[str, Overlay]
    about: About

    def aging(self, today: date, days: int = AHEAD) -> tuple[Aging, ...]:
        """What runs out within so many days, or has run out: the earliest first."""
        found = [
            Aging(kind, name, until, left)
            for kind, name, until in self._dated()
            if (left := (until - today).days) <= days
        ]
        return tuple(sorted(found, key=lambda one: (one.expires_on, one.kind, one.id)))

    def _dated(self) -> Iterator[tuple[str, str, date]]:
        yield from (("contact", one.id, one.expires_on) for one in self.contacts.entries)
        yield from (("law", one.id, one.expires_on) for one in self.laws.entries)
        yield from (("country", one.country, one.expires_on) for one in self.overlays.values())


def read(folder: Path) -> Almanac:
    """Read all of a content folder. Raises ``ContentError`` with every issue of every file."""
    wrong: list[ContentIssue] = []
    register = _try(lambda: sources.read(folder / "sources.yaml"), wrong)
    numbers = _try(lambda: contacts.read(*files(folder, "contacts")), wrong)
    laws = _try(lambda: law.read(*files(folder, "law")), wrong)
    cards = _try(lambda: facts.read(folder / "facts.yaml"), wrong)
    lineage = _try(lambda: about.read(folder / "about.yaml"), wrong)
    over = [_try(partial(overlay.read, path), wrong) for path in sorted((folder / "countries").glob("*.yaml"))]
    wrong += claims.issues_in(sorted(folder.rglob("*.yaml")))
    if register is None or numbers is None or laws is None or cards is None or lineage is None or None in over:
        raise ContentError(wrong)
    found = Almanac(numbers, laws, cards, register, {one.country: one for one in over if one is not None}, lineage)
    wrong += [*_fitting(found, folder), *_placed(numbers, folder), *_whole(found), *_lawful(found, folder)]
    wrong += about.issues(lineage, (), register)
    if wrong:
        raise ContentError(wrong)
    return found


def warnings(aging: tuple[Aging, ...]) -> tuple[str, ...]:
    """One sentence for all of a kind that run out on the same day."""
    together: dict[tuple[str, date, int], list[str]] = {}
    for one in aging:
        together.setdefault((one.kind, one.expires_on, one.days), []).append(one.id)
    return tuple(_warning(kind, until, left, ids) for (kind, until, left), ids in together.items())


def _warning(kind: str, until: date, left: int, ids: list[str]) -> str:
    named = ", ".join(ids[:NAMED]) + (f" and {len(ids) - NAMED} more" if len(ids) > NAMED else "")
    one, many = {"contact": ("contact", "contacts"), "law": ("rule", "rules"), "country": ("country", "countries")}[
        kind
    ]
    what = f"1 {one}" if len(ids) == 1 else f"{len(ids)} {many}"
    when = f"ran out on {until}" if left < 0 else f"can be told until {until}, {left} more days"
    return f"{what} {when}: {named}."


def _try(reading: Callable[[], T], wrong: list[ContentIssue]) -> T | None:
    """What was read, or None with all its issues added to ``wrong``."""
    try:
        return reading()
    except ContentError as error:
        wrong += error.issues
    return None


def _fitting(found: Almanac, folder: Path) -> list[ContentIssue]:
    """Keys of sources against the register."""
    named: list[tuple[str, str, str, tuple[str, ...]]] = [
        *(("law.yaml", "law", one.id, one.sources) for one in found.laws.entries),
        *(("facts.yaml", "fact", one.id, one.sources) for one in found.facts.entries),
        *((f"countries/{one.country}.yaml", "country", one.country, one.sources) for one in found.overlays.values()),
    ]
    used = [
        (
            key,
            ContentIssue(
                "source-unknown",
                str(folder / file),
                0,
                f"The {kind} {name} names the source {key}, which is not there.",
            ),
        )
        for file, kind, name, keys in named
        for key in keys
    ]
    return sources.unmatched(found.sources, used, str(folder / "sources.yaml"))


def _placed(numbers: Contacts, folder: Path) -> Iterator[ContentIssue]:
    """Contacts that stand twice, or for nowhere."""
    file = str(folder / "contacts.yaml")
    seen: set[str] = set()
    for one in numbers.entries:
        if one.id in seen:
            yield ContentIssue("contact-twice", file, 0, f"{one.id} stands in two files of contacts.")
        seen.add(one.id)
        place = places.chain(one.country, one.state)[0]
        if place not in places.PLACES:
            yield ContentIssue("contact-place", file, 0, f"{one.id} is for {place}, which is no known place.")


def _whole(found: Almanac) -> Iterator[ContentIssue]:
    """Does a country that has its own words have its emergency number and its rules as well?"""
    for one in found.overlays.values():
        day = one.source_read_on
        proved = found.contacts.for_category("emergency", one.country, day)
        if one.emergency not in [contact.channels.phone.number for contact in proved if contact.channels.phone]:
            said = f"No contact of {one.country} proves the emergency number {one.emergency}."
            yield ContentIssue("country-emergency", one.file, 0, said)
        for card in law.CARDS:
            if not found.laws.place_lines(one.country, "", card, day):
                yield ContentIssue("country-lawless", one.file, 0, f"{one.country} has no rule to show under {card}.")


def _lawful(found: Almanac, folder: Path) -> Iterator[ContentIssue]:
    """Do general rules name the places that go their own way, and are dependent adults shown what holds for adults?"""
    file, laws = str(folder / "law.yaml"), found.laws.entries
    for one in laws:
        there = {law.place for law in laws if law.subject == one.subject}
        if one.general:
            own = {place.removeprefix(f"{one.place}-") for place in there if place.startswith(f"{one.place}-")}
            if odd := sorted(own ^ {*one.nearer}):
                said = f"{one.id}: {', '.join(odd)} {NEARER}."
                yield ContentIssue("law-exceptions", file, 0, said)
        alone = not any(law.place == one.place and law.subject == "dependent-adult" for law in laws)
        if one.subject == "adult-report" and alone and "law_adult" in one.cards and "law_dependent" not in one.cards:
            said = f"{one.id} stands for dependent adults too, since {one.place} has no rule of theirs."
            yield ContentIssue("law-dependent", file, 0, said)
