"""What a pack says of itself: whose words these are, under which licence, who signed them off, for whom, until when.

A pack without a licence, or that nobody answers for, is not used; nor is one whose time is over. Everything that is
missing is said at once.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Annotated, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from bot.packs.folder import ITEMS, MANIFEST, SEAL, Folder
from bot.present import fields
from bot.present.contacts import Word
from bot.present.issues import ContentIssue
from bot.present.site import ROLES
from bot.present.strict import HIDDEN, Document, Place

CHILD_LEAD: Final = "child_protection_lead"

ADULT: Final = 18
YOUNGEST: Final = 11
"""Under this age nothing is asked (instruments.md, section 8)."""

HOLDS: Final = timedelta(days=366)
"""How long a sign-off holds."""

SOON: Final = timedelta(days=60)
"""How long before its end a sign-off is said to run out."""

LICENCE_WORDS: Final = 20
"""Words of the shortest text that could be a licence."""

CODES: Final[Mapping[str, str]] = {
    "pack-id": "An id that is not pack_ and a plain word.",
    "languages": "Languages without English, or one of them twice.",
    "licence-missing": "The licence, or whose it is, is not there.",
    "licence-unreadable": "The licence is no text, or says nothing.",
    "not-ours-to-ship": "A pack that may not be handed on, in the folder that is handed on with the program.",
    "signature-missing": "Nobody has signed the pack off, or it is not said when or until when.",
    "signature-dates": "A sign-off that is not yet, or that ends before it begins.",
    "signature-too-long": "A sign-off that runs longer than one may.",
    "signature-past": "The sign-off is past its date.",
    "ages": "Ages that are the wrong way round.",
    "ages-too-young": "Questions for children under 11.",
    "ages-mixed": "Ages on both sides of 18.",
    "child-lead-missing": "A pack for people under 18 that does not require a lead for child protection.",
    "role-unknown": "A role that no site has.",
    "in-full-adults": "A pack for adults that says it is asked in full, as every pack for adults is.",
    "in-full-unsigned": "A pack for people under 18, asked in full, that its licence or the lead did not agree to.",
    "about-source": "Figures in the about text, and nothing that says what they come from.",
}
"""What is refused here, beside what fields refuse."""

UNSIGNED: Final = frozenset({"signature-missing", "in-full-unsigned"})
"""What an author may lack while a pack is written; a site may not."""

_ID: Final = re.compile(r"pack_[a-z][a-z0-9]{1,19}")

Day = Annotated[date | None, BeforeValidator(lambda given: given or None)]


class _Fields(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Population(_Fields):
    """For whom the words were made: ages in years, both ends included, and the setting."""

    from_age: Annotated[int, Field(ge=0, le=120)]
    to_age: Annotated[int, Field(ge=0, le=120)] = 120
    setting: Word

    @property
    def young(self) -> bool:
        """Is it for people under 18?"""
        return self.from_age < ADULT

    def __str__(self) -> str:
        ages = f"{self.from_age} and over" if self.to_age == 120 else f"{self.from_age} to {self.to_age}"
        return f"ages {ages}, {self.setting}"


class About(_Fields):
    """What is known of the instrument. ``text`` is the one place where its published figures may stand."""

    text: Annotated[tuple[Word, ...], Field(min_length=1)]
    numbers_from: str = ""


class InFull(_Fields):
    """That an instrument for people under 18 is asked in full, until its own rule is met: who allows it, who agreed.

    The holder's licence has to allow it, and the site's lead for child protection, by role, has to have agreed.
    """

    licence_allows: bool
    agreed_by_role: str = ""
    agreed_on: Day = None


class Manifest(_Fields):
    """The fields of pack.yaml."""

    id: str
    name: Word
    version: Annotated[str, Field(min_length=1, max_length=40)]
    languages: Annotated[tuple[str, ...], Field(min_length=1)] = ("en",)
    source_instrument: Word
    licence_file: str = ""
    licence_holder: str = ""
    may_be_redistributed: bool
    signed_off_by_role: str = ""
    signed_off_on: Day = None
    valid_until: Day = None
    population: Population
    requires: tuple[str, ...] = ()
    in_full: InFull | None = None
    about: About

    @property
    def short(self) -> str:
        """The id without its beginning: what the ids of the topics begin with."""
        return self.id.removeprefix("pack_")


def of(document: Document, folder: Folder, today: date, *, shipped: bool) -> tuple[Manifest | None, list[ContentIssue]]:
    """The manifest, or None, and every issue. ``shipped``: the folder travels with the program."""
    manifest, issues = fields.checked(Manifest, document, (), document.value)
    if manifest is None:
        return None, issues
    said = [*_named(manifest), *_licensed(manifest, folder, shipped), *_signed(manifest, today), *_meant_for(manifest)]
    issues += (ContentIssue(code, document.file, document.line(place), sentence) for code, place, sentence in said)
    return manifest, issues


def warnings(manifest: Manifest, file: str, today: date) -> list[ContentIssue]:
    """What will soon be wrong."""
    until = manifest.valid_until
    if until is None or not today <= until < today + SOON:
        return []
    return [ContentIssue("signature-soon", file, 0, f"The sign-off runs out on {until}: have it looked at again.")]


_Said = Iterator[tuple[str, Place, str]]


def _named(manifest: Manifest) -> _Said:
    if not _ID.fullmatch(manifest.id):
        yield "pack-id", ("id",), "Begin with pack_ and go on with one plain word in lower case: pack_lantern."
    if "en" not in manifest.languages or len({*manifest.languages}) < len(manifest.languages):
        yield "languages", ("languages",), "Name each language once, English (en) among them: other words lie over it."


def _licensed(manifest: Manifest, folder: Folder, shipped: bool) -> _Said:
    text = folder.files.get(manifest.licence_file)
    if not manifest.licence_file or manifest.licence_file in (MANIFEST, ITEMS, SEAL) or text is None:
        yield "licence-missing", ("licence_file",), "Put the licence beside this file and name it here."
    elif not _is_text(text):
        yield "licence-unreadable", ("licence_file",), f"{manifest.licence_file} is no licence that can be read."
    if not manifest.licence_holder.strip():
        yield "licence-missing", ("licence_holder",), "Say who holds the licence."
    if shipped and not manifest.may_be_redistributed:
        said = "It may not be handed on, so it cannot lie in the program's own content folder."
        yield "not-ours-to-ship", ("may_be_redistributed",), said


def _is_text(content: bytes) -> bool:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    plain = text.translate(dict.fromkeys(map(ord, "\n\r\t\f"), " "))
    return not any(unicodedata.category(char) in HIDDEN for char in plain) and len(plain.split()) >= LICENCE_WORDS


def _signed(manifest: Manifest, today: date) -> _Said:
    for name in ("signed_off_by_role", "signed_off_on", "valid_until"):
        if not getattr(manifest, name):
            yield "signature-missing", (name,), f"Give {name}: somebody has to answer for these words."
    start, until = manifest.signed_off_on, manifest.valid_until
    if start is None or until is None:
        return
    if start > today or until <= start:
        yield "signature-dates", ("signed_off_on",), "It is signed off on a day that has come, and ends on a later one."
    elif until > start + HOLDS:
        yield "signature-too-long", ("valid_until",), f"It holds at most {HOLDS.days} days, until {start + HOLDS}."
    if today > until:
        yield "signature-past", ("valid_until",), f"It ran out on {until}: have the words looked at and signed again."


def _in_full(manifest: Manifest) -> _Said:
    full = manifest.in_full
    if full is None:
        return
    if not manifest.population.young:
        yield "in-full-adults", ("in_full",), "Take it out: it is about people under 18."
    agreed = (
        full.agreed_by_role.strip() and full.agreed_on and full.agreed_on <= (manifest.signed_off_on or full.agreed_on)
    )
    if not full.licence_allows or not agreed:
        said = "Say that the licence allows it, and which lead for child protection agreed when, before the sign-off."
        yield "in-full-unsigned", ("in_full",), said


def _meant_for(manifest: Manifest) -> _Said:
    ages = manifest.population
    if ages.from_age > ages.to_age:
        yield "ages", ("population",), "from_age is above to_age."
    if ages.from_age < YOUNGEST:
        yield "ages-too-young", ("population", "from_age"), "Under 11 nothing is asked: the child pathway is for them."
    if ages.from_age < ADULT <= ages.to_age:
        said = "Limits, duties and words differ under 18: make one pack for them and one for adults."
        yield "ages-mixed", ("population",), said
    if ages.young and CHILD_LEAD not in manifest.requires:
        yield "child-lead-missing", ("requires",), f"Under 18 is asked only where there is a {CHILD_LEAD}: require it."
    yield from _in_full(manifest)
    for index, role in enumerate(manifest.requires):
        if role not in ROLES:
            said = f"There is no role {role}. Roles are {', '.join(ROLES)}."
            yield "role-unknown", ("requires", index), said
    if any(char.isdigit() for line in manifest.about.text for char in line) and not manifest.about.numbers_from.strip():
        yield "about-source", ("about",), "Say in numbers_from what the figures come from: people, place, year, paper."
