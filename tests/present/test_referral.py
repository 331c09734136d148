"""Which contacts a card offers: few, the site's own first, and day by day never one past its date as if it held."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.engine import events as ev
from bot.present import contacts, site
from bot.present.contacts import Contact, Contacts
from bot.present.framing import contact_lines
from bot.present.referral import MOST, MOST_EACH, referrals
from tests.console.samples import TODAY as SHIPPED
from tests.console.samples import parts
from tests.present.samples import DEMONSTRATION, LIVE, NATIONAL, TODAY, held, said, words

NUMBERS = ("555-0101", "555-0102", "555-0103")


def many(count: int, category: str) -> Contacts:
    """So many contacts of one category."""
    template = contacts.parse(NATIONAL).entries[0]
    return Contacts(tuple(copied(template, f"{category}-{n}", category) for n in range(count)))


def copied(template: Contact, name: str, category: str) -> Contact:
    """A contact like another one, under its own id and category."""
    return template.model_copy(update={"id": name, "name": name, "categories": (category,)})


def test_card_offers_few_contacts() -> None:
    """However many there are, a card of one category offers four of them, the first of the file first."""
    found = referrals(["talk"], site.parse(DEMONSTRATION, TODAY), many(9, "talk"), TODAY)
    assert [one.id for one in found.shown] == [f"talk-{n}" for n in range(MOST_EACH)]


@pytest.mark.parametrize("wanted", [1, 2, 3, 5, 6])
def test_categories_share_the_card(wanted: int) -> None:
    """Each category gets its share, and none is left out."""
    names = ["talk", "work", "legal", "health", "shelter", "basics"][:wanted]
    everybody = Contacts(tuple(one for name in names for one in many(9, name).entries))
    found = referrals(names, site.parse(DEMONSTRATION, TODAY), everybody, TODAY)
    assert len(found.shown) <= MOST
    assert [one.categories[0] for one in found.shown] == sorted(
        (one.categories[0] for one in found.shown), key=names.index
    )
    assert {one.categories[0] for one in found.shown} == set(names)


def test_contact_of_two_categories_is_offered_once() -> None:
    """A line that serves two needs does not take the place of another, however small the shares are."""
    template = contacts.parse(NATIONAL).entries[0]
    both = template.model_copy(update={"categories": ("talk", "legal")})
    everybody = Contacts((both, copied(template, "second", "legal"), copied(template, "third", "legal")))
    for wanted in (["talk", "legal"], ["talk", "legal", "work", "health", "shelter", "basics"]):
        found = referrals(wanted, site.parse(DEMONSTRATION, TODAY), everybody, TODAY)
        names = [one.id for one in found.shown]
        assert names[:2] == ["us-line", "second"]
        assert len(names) == len(set(names))


def test_category_without_any_contact_is_told() -> None:
    """Where there is nothing to offer, the card says so and whom to ask."""
    found = referrals(["legal", "hotline"], site.parse(DEMONSTRATION, TODAY), contacts.parse(NATIONAL), TODAY)
    assert (found.empty, [one.id for one in found.shown]) == (("legal",), ["us-line"])


def test_every_day_a_number_is_current_or_gone() -> None:
    """Walk half a year: past its date no number stands on the card, only a name and whom to ask."""
    for days in range(200):
        today = TODAY + timedelta(days=days)
        _, shown = held(words(today=today), ev.Begin("talk"), *said("yes", "no"))
        printed = repr((shown.contacts, shown.site_lines, shown.note, shown.notices))
        if today <= date(2027, 2, 20):
            assert [line.id for line in shown.contacts] == ["us-line"]
            assert shown.site_lines == ()
        else:
            assert not any(number in printed for number in NUMBERS)
            assert shown.contacts == ()
            assert shown.site_lines == ("Check locally: National line. Ask Social work.",)


def test_site_contacts_run_out_by_themselves() -> None:
    """A local contact past its date is named with the site's own people, and the national one moves up."""
    presented = words(LIVE, date(2027, 1, 16))
    _, shown = held(presented, ev.Begin("talk"), *said("yes", "no"))
    assert [line.id for line in shown.contacts] == ["us-line"]
    assert shown.site_lines == ("Check locally: The house. Ask Social work, 4410.",)


def test_emergency_number_never_vanishes() -> None:
    """Past its date it stays on the card, and says that nobody has checked it."""
    _, shown = held(words(today=date(2028, 1, 1)), ev.Begin("talk"), ev.Danger())
    assert shown.contacts[0].reach == ("Call 202-555-0111",)
    assert shown.contacts[0].checked == "not checked since 2026-11-22"


def test_missing_emergency_number_is_told() -> None:
    """Where no emergency number is known, the card says whom to ask."""
    presented = words(DEMONSTRATION.replace("US", "CA"))
    _, shown = held(presented, ev.Begin("talk"), ev.Danger())
    assert shown.contacts == ()
    assert shown.site_lines[-1] == "Nothing in date for an emergency. Ask Security."


def test_what_is_for_some_ages_comes_last_and_says_so() -> None:
    """An adult who needs a place to stay is not offered a line for the young first, and can see for whom it is."""
    known = parts()
    found = referrals(("shelter",), known.presenter.site, known.presenter.contacts, SHIPPED).shown
    young = [one.id for one in found if one.ages]
    assert young == [found[-1].id]
    listed = contact_lines(("shelter",), "es", known.presenter).contacts
    assert listed[-1].what_happens.startswith("Para edades de 12 a 21. ")
