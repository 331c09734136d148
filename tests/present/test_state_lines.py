"""Where a report about a child goes: in every state its own line or the honest fallback, and only real numbers."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import phonenumbers
import pytest

from bot.engine import events as ev
from bot.engine.step import step
from bot.library import library
from bot.present import catalog, contacts, law, site
from bot.present.contacts import Contact, Contacts
from bot.present.folder import country, files, files_for
from bot.present.places import PARTS, US_STATES
from bot.present.screen import Presenter, Screen, presenter, screen
from bot.present.soundness import digits
from tests.present.samples import LIVE, TODAY

CONTENT = Path(__file__).parents[2] / "content"

OPEN_STATES = frozenset("AL CA CO MD MN NC NV RI WI WY".split())
"""States whose sources contradict one another, or that have no number of their own."""

NATIONAL = "us-childhelp"

SHORT = frozenset({"911", "988", "999", "711"})
"""Numbers that no country code belongs to."""


@pytest.fixture(scope="module")
def shipped() -> Contacts:
    """The contacts as they are shipped."""
    return contacts.read(*files(CONTENT, "contacts"))


Place = Callable[..., Presenter]


@pytest.fixture(scope="module")
def at(shipped: Contacts) -> Place:
    """A presenter of the shipped words and contacts at a demonstration site in a place, on a day."""
    spoken = catalog.read(CONTENT / "prompts.yaml")
    laws = law.read(*files(CONTENT, "law"))
    plain = site.read(CONTENT / "sites" / "demonstration.yaml", TODAY)

    def placed(country: str, state: str, today: date = TODAY) -> Presenter:
        here = replace(plain, country=country, state=state)
        return replace(presenter(library(), spoken, here, shipped, today), laws=laws)

    return placed


def young(words: Presenter) -> Screen:
    """The card with what is said before anything else to somebody under 18."""
    session, view = step(library(), None, ev.Begin("adult_brief"))
    for _ in range(8):
        if view.state == "footing.young":
            return screen(view, words)
        session, view = step(library(), session, ev.Answer("under_18" if "under_18" in view.choices else "yes"))
    pytest.fail(f"no way to the card, last at {view.state}")


@pytest.mark.parametrize("state", US_STATES)
def test_every_state_shows_a_line_or_says_that_it_has_none(at: Place, shipped: Contacts, state: str) -> None:
    """Under 18 the first line on the card is the state's; where it is not settled the card says so and is national."""
    shown = young(at("US", state))
    own = next(one for one in shipped.entries if one.state == state)
    first = shown.contacts[0]
    told = " ".join(shown.site_lines)
    if state in OPEN_STATES:
        assert first.id == NATIONAL
        assert own.what_happens in told
        assert own.id not in [line.id for line in shown.contacts]
        assert own.channels.phone is None or digits(own.channels.phone.number) not in digits(" ".join(first.reach))
    else:
        assert first.id == own.id
        assert own.what_happens not in told
        assert own.channels.phone is not None
        assert [digits(reach) for reach in first.reach] == [digits(own.channels.phone.number)]
        assert NATIONAL in [line.id for line in shown.contacts]
    assert "not yet called" in first.checked


@pytest.mark.parametrize("state", US_STATES)
def test_no_state_line_is_shown_past_its_date(at: Place, shipped: Contacts, state: str) -> None:
    """On the day after its last day a state's line is gone from the card, and is named as one to check."""
    own = next(one for one in shipped.entries if one.state == state)
    assert own.id in [line.id for line in young(at("US", state, own.expires_on)).contacts] or not own.offered
    late = young(at("US", state, max(one.expires_on for one in shipped.entries) + timedelta(days=1)))
    assert late.contacts == ()
    assert not own.offered or f"{own.name}: past its date" in " ".join(late.site_lines)


def test_state_line_is_for_its_state_only(at: Place) -> None:
    """A site in Ohio reads no line of Texas, and a site without a state reads the national lines."""
    ohio = [line.id for line in young(at("US", "OH")).contacts]
    assert ohio[0] == "us-oh-child-abuse"
    assert [name for name in ohio if name.endswith("-child-abuse")] == ["us-oh-child-abuse"]
    nowhere = [line.id for line in young(at("US", "")).contacts]
    assert nowhere[0] == NATIONAL
    assert not any(name.endswith("-child-abuse") for name in nowhere)


def test_own_contact_of_a_site_comes_first(at: Place) -> None:
    """What a site has called itself stands before the state's line, and settles what sources leave open."""
    words = at("US", "OH")
    live = site.parse(LIVE, TODAY)
    shown = young(replace(words, site=live))
    own = {one.id for one in live.local_contacts if "child_protection" in one.categories}
    assert shown.contacts[0].id in own
    assert shown.contacts[1].id == "us-oh-child-abuse"
    alabama = young(replace(words, site=replace(live, state="AL")))
    assert not any("national line" in line for line in alabama.site_lines)


def test_open_states_are_the_ten_that_are_known() -> None:
    """A line that becomes settled, or stops being so, is noticed here and in the notes on it."""
    everything = contacts.read(*files(CONTENT, "contacts"))
    found = {state for state in US_STATES if everything.unsettled("child_protection", "US", state)}
    assert found == OPEN_STATES


def numbers(one: Contact) -> list[str]:
    """The telephone numbers of a contact, short codes apart."""
    lines = [line for line in (one.channels.phone, one.channels.sms, one.channels.tty) if line]
    return [line.number for line in lines if len(digits(line.number)) > 6 and line.number not in SHORT]


def test_every_number_is_one_that_can_be_dialled(shipped: Contacts) -> None:
    """Each number is valid in its country, and its form to dial is the same number."""
    assert len([number for one in shipped.entries for number in numbers(one)]) > 60
    for one in shipped.entries:
        for number in numbers(one):
            parsed = phonenumbers.parse(number, one.country)
            assert phonenumbers.is_valid_number(parsed), f"{one.id}: {number}"
        phone = one.channels.phone
        if phone and phone.dial:
            assert phonenumbers.parse(phone.dial, None) == phonenumbers.parse(phone.number, one.country), one.id


def test_no_tip_line_is_among_the_contacts(shipped: Contacts) -> None:
    """Lines of the police and of the immigration service are no support."""
    tips = re.compile(r"tip ?line|immigration enforcement|crimestoppers", re.IGNORECASE)
    assert [one.id for one in shipped.entries if tips.search(one.name)] == []


def test_site_reads_only_the_files_of_its_place() -> None:
    """A site in the United Kingdom loads no line of a state, and a site without a state no file of states."""
    named = [path.name for path in files_for(CONTENT, "contacts", "GB", "ENG")]
    assert named == ["contacts.yaml", "contacts_gb.yaml"]
    assert [path.name for path in files_for(CONTENT, "law", "US", "")] == ["law.yaml"]
    assert [path.name for path in files_for(CONTENT, "law", "US", "OH")] == ["law.yaml", "law_us_states.yaml"]
    assert country(CONTENT, "US") is None


@pytest.mark.parametrize("nation", ["", *PARTS["GB"]])
def test_united_kingdom_has_its_own_lines(shipped: Contacts, nation: str) -> None:
    """A site in the United Kingdom has its emergency number and helplines, and no American line."""
    for category in ("emergency", "hotline"):
        found = shipped.for_category(category, "GB", TODAY, nation)
        assert found
        assert all(one.country == "GB" for one in found)
    assert shipped.for_category("child_protection", "GB", TODAY, nation) == ()
