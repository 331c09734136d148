"""A view with its words: what a person sees, whichever channel shows it. Pure: the date is handed in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from bot.engine.show import Library
from bot.engine.view import View
from bot.present.catalog import Catalog
from bot.present.contacts import Contacts
from bot.present.site import Site


@dataclass(frozen=True, slots=True)
class Button:
    """Something to tap. Choices and earlier cards are numbered from 1; interrupts have the number 0: none."""

    id: str
    label: str
    number: int


@dataclass(frozen=True, slots=True)
class ContactLine:
    """A service to offer: how to reach it, and what to tell the patient before anybody calls."""

    id: str
    name: str
    reach: tuple[str, ...]
    hours: str
    languages: str
    what_happens: str
    privacy: str
    checked: str


@dataclass(frozen=True, slots=True)
class Told:
    """The outcome in words."""

    result: str
    topics: tuple[str, ...]
    open_topics: tuple[str, ...]
    needs: tuple[str, ...]
    next_steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Screen:
    """One card, in words.

    ``say`` are words to the patient, without quotation marks; ``say_patient`` the same in the patient's language when
    it is another one. ``edits`` are the earlier cards that can be answered again; ``languages`` the codes to switch to.
    """

    view: View
    header: str
    title: str
    say: tuple[str, ...]
    say_patient: tuple[str, ...]
    note: str
    why: str
    choices: tuple[Button, ...]
    interrupts: tuple[Button, ...]
    notices: tuple[str, ...]
    contacts: tuple[ContactLine, ...]
    site_lines: tuple[str, ...]
    banner: str
    told: Told | None
    edits: tuple[Button, ...] = ()
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Presenter:
    """Everything that a screen is made from besides its view. ``stems`` are the keys of each card of the library."""

    catalog: Catalog
    site: Site
    contacts: Contacts
    today: date
    stems: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def presenter(library: Library, catalog: Catalog, site: Site, contacts: Contacts, today: date) -> Presenter:
    """A presenter that knows the titles of all cards of a library."""
    raise NotImplementedError


def screen(view: View, words: Presenter) -> Screen:
    """The screen of a view."""
    raise NotImplementedError
