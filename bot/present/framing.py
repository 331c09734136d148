"""What stands beside the words of a card: contacts to offer, and lines that the site file fills.

What the site has not set is said as plainly as what it has, so that nobody waits for an extension that is not there.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.present.contacts import CATEGORIES, Contact, Line
from bot.present.law import CARDS
from bot.present.lawlines import law_lines, who
from bot.present.presenter import Presenter
from bot.present.referral import referrals
from bot.present.site import NOTES


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
    operator: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """The contacts of a card, and remarks on those that cannot be offered."""

    contacts: tuple[ContactLine, ...]
    remarks: tuple[str, ...]


def contact_lines(
    categories: tuple[str, ...], language: str, words: Presenter, matters: tuple[str, ...] = ()
) -> Listed:
    """The contacts of these categories at this site on this day, in words."""
    text, phrase = words.catalog.text, words.catalog.phrase
    found = referrals(categories, words.site, words.contacts, words.today, matters)

    def asked(category: str) -> str:
        return who(CATEGORIES.get(category, "social_work"), language, words)

    def need(category: str) -> str:
        key = f"need.{category}"
        return text(key, language) or words.named(f"ui.for_{category}", language)

    past = (
        text("ui.check_locally", language, name=phrase(one.name, language), who=asked(category))
        for category, one in found.past
    )
    empty = (text("ui.no_contact", language, need=need(category), who=asked(category)) for category in found.empty)
    open_ = (
        text("ui.no_state_line", language, said=phrase(one.what_happens, language), who=asked(c))
        for c, one in found.unsettled
    )
    return Listed(tuple(_line(one, language, words) for one in found.shown), (*open_, *past, *empty))


def site_lines(notes: tuple[str, ...], language: str, words: Presenter) -> tuple[str, ...]:
    """What the site says for each note that a card asks for, or that it has not said it; and the rules of the place."""
    return tuple(line for note in notes for line in _site_lines(note, language, words))


def _site_lines(note: str, language: str, words: Presenter) -> tuple[str, ...]:
    return law_lines(note, language, words) if note in CARDS else (_site_line(note, language, words),)


def _site_line(note: str, language: str, words: Presenter) -> str:
    text, site = words.catalog.text, words.site
    label = text(f"ui.site_{note}", language)
    if note == "duty":
        if site.duty and words.today <= site.duty.expires_on:
            return site.duty.text
        return text("ui.not_current" if site.duty else "ui.not_set", language, label=label)
    role = site.roles.get(NOTES.get(note, ""))
    if role is None:
        return text("ui.not_set", language, label=label)
    return text("ui.reached", language, label=role.label, extension=role.extension)


def _line(one: Contact, language: str, words: Presenter) -> ContactLine:
    phrase = words.catalog.phrase
    key = "not_checked_since" if words.today > one.expires_on else "called" if one.called_on else "not_called"
    return ContactLine(
        id=one.id,
        name=phrase(one.name, language),
        reach=tuple(_reach(one, channel, language, words) for channel in one.open_channels),
        hours=phrase(one.hours, language),
        languages=phrase(one.languages, language),
        what_happens=" ".join((*_ages(one, language, words), phrase(one.what_happens, language))),
        privacy=phrase(one.confidentiality, language),
        checked=words.catalog.text(f"ui.{key}", language, date=one.checked_on or ""),
        operator=one.operator,
    )


def _ages(one: Contact, language: str, words: Presenter) -> tuple[str, ...]:
    """For which ages a service is there, where it is not for all."""
    if one.ages is None:
        return ()
    return (words.catalog.text("ui.for_ages", language, from_age=one.ages.from_age, to_age=one.ages.to_age),)


def _reach(one: Contact, channel: str, language: str, words: Presenter) -> str:
    given: Line | str = getattr(one.channels, channel)
    text = words.catalog.text
    if isinstance(given, str):
        address = given.removeprefix("https://").rstrip("/")
        return text(f"ui.reach_{channel}", language, address=address, number=given)
    number = f"{given.number}, {given.then}" if given.then else given.number
    key = "ui.reach_sms_word" if channel == "sms" and given.word else f"ui.reach_{channel}"
    return text(key, language, number=number, word=given.word)
