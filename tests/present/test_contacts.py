"""Contacts: two publishers or a call behind every number, and nothing offered past its date."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.present import contacts, fields, soundness
from bot.present.contacts import Contact
from tests.present import refused
from tests.present.samples import NATIONAL, TODAY


def swapped(old: str, new: str) -> str:
    """The sample contacts with one piece changed."""
    assert old in NATIONAL
    return NATIONAL.replace(old, new, 1)


BROKEN = [
    ("contact-shape", "- us-line\n- us-help\n", "us-line"),
    ("contact-id", swapped("us-line:", "US_Line:"), "US_Line"),
    ("category-unknown", swapped("[hotline, shelter]", "[hotline, sofa]"), "sofa"),
    ("category-lost", swapped("A person answers.", "A lawyer answers."), "categories: [hotline, shelter]"),
    ("operator-missing", swapped("  operator: An example\n", ""), "us-line"),
    ("no-channel", swapped("  channels: {phone: {number: 202-555-0111}}", "  channels: {}"), "{}"),
    ("number-form", swapped("202-555-0102", "two oh two"), "two oh two"),
    ("number-form", swapped("202-555-0111", "202-555-0l1l"), "0l1l"),
    ("dial-wrong", swapped("+12025550101", "+12025550199"), "+12025550199"),
    ("dial-wrong", swapped("+12025550101", "012025550101"), "012025550101"),
    ("link-form", swapped("https://example.org/chat", "http://example.org/chat"), "chat: http"),
    ("link-form", swapped("https://example.org/chat", "https://example.org/chat?who=me"), "chat: http"),
    ("no-proof", swapped("  source_read_on: 2026-11-22\n", ""), "us-line"),
    ("count-wrong", swapped("verified_count: 3", "verified_count: 4"), "verified_count: 4"),
    ("status-wrong", swapped("status: single-source", "status: agreed"), "status: agreed"),
    ("channel-missing", swapped("    sms: {number: 202-555-0102, word: HELLO}\n", ""), "channels:"),
    ("call-without-role", swapped('called_on: ""', "called_on: 2026-11-22"), "called_on"),
    ("date-order", swapped("expires_on: 2027-02-20", "expires_on: 2026-11-22"), "expires_on: 2026"),
    ("expiry-too-far", swapped("expires_on: 2027-02-20", "expires_on: 2027-02-21"), "expires_on: 2027-02-21"),
    ("field-missing", swapped("  hours: Always\n", ""), "us-line"),
    ("field-unknown", swapped("  hours: Always\n", "  hours: Always\n  fax: none\n"), "fax"),
    ("field-wrong", swapped("expires_on: 2027-02-20", "expires_on: soon"), "soon"),
    ("field-wrong", swapped("country: US", "country: usa"), "usa"),
    ("field-wrong", swapped("shows: [phone, sms]", "shows: [phone, fax]"), "fax"),
    ("field-wrong", swapped("name: National line", 'name: ""'), 'name: ""'),
]
"""A sample for each code: the code, the file, and words of the line to name."""


@pytest.mark.parametrize(("code", "text", "marker"), BROKEN)
def test_broken_contact_is_refused(code: str, text: str, marker: str) -> None:
    """A contact that nobody should rely on is told with its line, before anybody calls."""
    assert refused.codes(lambda: contacts.parse(text)) == [(code, refused.line_of(text, marker))]


def test_every_code_has_a_broken_sample() -> None:
    """No code of contacts or of fields goes untested."""
    assert {code for code, _, _ in BROKEN} == soundness.CODES.keys() | fields.CODES.keys()


def test_all_issues_of_all_contacts_come_at_once() -> None:
    """One reading tells everything that is wrong in the file, in the order of its lines."""
    text = swapped("verified_count: 3", "verified_count: 9").replace("country: US", "country: us")
    found = refused.codes(lambda: contacts.parse(text))
    assert [code for code, _ in found] == ["field-wrong"] * 3
    text = swapped("verified_count: 3", "verified_count: 9").replace("[emergency]", "[rescue]")
    assert [code for code, _ in refused.codes(lambda: contacts.parse(text))] == ["count-wrong", "category-unknown"]


def by_id(name: str, text: str = NATIONAL) -> Contact:
    """One contact of a file."""
    return next(one for one in contacts.parse(text).entries if one.id == name)


def test_number_needs_two_publishers() -> None:
    """A channel that one publisher prints is kept in the file and not shown; copies of one publisher count once."""
    line = by_id("us-line")
    assert line.open_channels == ("phone", "sms")
    assert (line.publishers("phone"), line.publishers("chat"), line.publishers("tty")) == (3, 1, 0)
    copied = swapped("publisher: example.com", "publisher: Example.ORG").replace(
        "verified_count: 3", "verified_count: 2"
    )
    assert by_id("us-line", copied).open_channels == ("phone",)


def test_contact_without_agreement_is_never_offered() -> None:
    """An entry whose sources do not agree stays in the file with its status, on every day."""
    all_of_them = contacts.parse(NATIONAL)
    shown = {one.id for one in all_of_them.for_category("hotline", "US", TODAY)}
    past = {one.id for one in all_of_them.past("hotline", "US", TODAY + timedelta(days=400))}
    assert shown == past == {"us-line"}


@pytest.mark.parametrize("status", ["single-source", "conflict", "stale", "unverified"])
def test_status_alone_keeps_a_contact_back(status: str) -> None:
    """Two publishers do not help an entry that somebody has marked as doubtful."""
    doubtful = swapped("  verified_count: 3\n", f"  verified_count: 3\n  status: {status}\n")
    assert not by_id("us-line", doubtful).current(TODAY)


def test_call_opens_every_channel() -> None:
    """Once a person has called, the entry rests on the call."""
    called = swapped('called_on: ""', "called_on: 2026-11-23\n  called_by_role: social work")
    line = by_id("us-line", called)
    assert line.open_channels == ("phone", "sms", "chat")
    assert line.checked_on == date(2026, 11, 23)


def test_law_enforcement_is_never_a_contact() -> None:
    """Whatever stands behind a tip line of the police, no card offers it."""
    police = swapped("[hotline, shelter]", "[hotline, law_enforcement]")
    assert contacts.parse(police).for_category("law_enforcement", "US", TODAY) == ()
    assert contacts.parse(police).for_category("hotline", "US", TODAY) == ()


def test_day_by_day_a_contact_runs_out() -> None:
    """On its last day it is offered; from the next day on it is past, and never both."""
    all_of_them = contacts.parse(NATIONAL)
    last = date(2027, 2, 20)
    for days in range(-10, 400):
        today = last + timedelta(days=days)
        shown = [one.id for one in all_of_them.for_category("hotline", "US", today)]
        past = [one.id for one in all_of_them.past("hotline", "US", today)]
        assert (shown, past) == ((["us-line"], []) if days <= 0 else ([], ["us-line"]))


def test_other_country_has_other_contacts() -> None:
    """A contact is offered in its own country only."""
    assert contacts.parse(NATIONAL).for_category("hotline", "CA", TODAY) == ()


def test_gaps_are_named() -> None:
    """Categories that have nothing to offer on a day are told."""
    all_of_them = contacts.parse(NATIONAL)
    assert all_of_them.gaps(["hotline", "legal", "shelter"], "US", TODAY) == ("legal",)
    assert all_of_them.gaps(["hotline"], "US", date(2028, 1, 1)) == ("hotline",)


def test_file_is_read_from_its_path(tmp_path: Path) -> None:
    """The one function that touches a file gives what the text gives."""
    path = tmp_path / "contacts.yaml"
    path.write_text(NATIONAL, encoding="utf-8")
    assert contacts.read(path) == contacts.parse(NATIONAL)
