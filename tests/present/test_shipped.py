"""The content that ships: every number, every word and every screen of the real conversations."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.engine import events as ev
from bot.engine.session import Mode, Session
from bot.engine.step import step
from bot.library import library
from bot.present import catalog, contacts, lexicon, lint, site, waivers
from bot.present.contacts import CATEGORIES, NEEDS, NEVER_SHOWN, Contact
from bot.present.screen import Presenter, Screen, presenter, screen
from bot.present.soundness import digits
from bot.present.understand import understand

CONTENT = Path(__file__).parents[2] / "content"
TODAY = date(2026, 11, 22)

WORDS = catalog.read(CONTENT / "prompts.yaml")
LEXICON = lexicon.read(CONTENT / "lexicon.yaml")
WAIVERS = waivers.read(CONTENT / "waivers.yaml")
CONTACTS = contacts.read(CONTENT / "contacts.yaml")
DEMONSTRATION = site.read(CONTENT / "sites" / "demonstration.yaml", TODAY)
SHOWN = [one for one in CONTACTS.entries if one.current(TODAY)]

SHORT_CODES = frozenset("911 988 711 233733 741741 678678 838255 88788 66008".split())
"""Numbers that are valid although they are short: the emergency, crisis and relay numbers, and codes to text."""

TIP_LINES = ("8663472423", "8028726199")
"""Lines of immigration investigators. They are no support and must not be in the file at all."""

SERVED = ("emergency", "crisis", "hotline", "child_protection", "adult_protection", *NEEDS)
"""Categories for which somebody can be called from anywhere in the country."""


def presented(today: date = TODAY) -> Presenter:
    """The shipped content, on a day."""
    return presenter(library(), WORDS, DEMONSTRATION, CONTACTS, today)


def numbers(one: Contact) -> list[tuple[str, str]]:
    """Every number of a contact with the form to dial."""
    lines = (one.channels.phone, one.channels.sms, one.channels.tty)
    return [(line.number, line.dial) for line in lines if line]


def test_words_cover_the_conversations() -> None:
    """Every card of every conversation has its words, and every word has its card."""
    assert [str(issue) for issue in catalog.issues(WORDS, library())] == []


def test_words_keep_the_rules_of_practice() -> None:
    """No sentence that ships breaks a rule of the lexicon or a measure."""
    assert [f"{one.line}: {one.sentence}" for one in WAIVERS.left(lint.lint(WORDS, LEXICON))] == []


@pytest.mark.parametrize("one", CONTACTS.entries, ids=lambda one: one.id)
def test_number_is_valid(one: Contact) -> None:
    """Each number is one that the numbering plan knows, or is on the list of short codes."""
    for number, dial in numbers(one):
        if digits(number) in SHORT_CODES:
            assert dial == ""
            continue
        parsed = phonenumbers.parse(number, "US")
        assert phonenumbers.is_valid_number(parsed), number
        assert dial == phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


@pytest.mark.parametrize("one", SHOWN, ids=lambda one: one.id)
def test_contact_is_whole(one: Contact) -> None:
    """What is shown has two publishers, a day, and sentences that can be read at a glance."""
    assert all(one.publishers(channel) >= 2 for channel in one.open_channels)
    assert (one.called_on, one.called_by_role) == (None, "")
    assert one.source_read_on == TODAY
    assert one.expires_on - TODAY == timedelta(days=90)
    for text in (one.what_happens, one.confidentiality, one.hours, one.languages):
        assert [f"{word}" for _, word in LEXICON.hits("worker", text)] == []
        assert max(len(sentence.split()) for sentence in lint.sentences(text)) <= 25


def test_file_keeps_what_is_not_shown() -> None:
    """Entries whose sources do not agree stay in the file with their status, and are on no card on any day."""
    hidden = [one for one in CONTACTS.entries if one not in SHOWN]
    assert len(hidden) >= 8
    assert all(one.status != "agreed" for one in hidden)
    assert not [one for one in hidden if one.current(TODAY) or one.offered]


@pytest.mark.parametrize("category", SERVED)
def test_category_can_be_served(category: str) -> None:
    """Whatever a card asks for, somebody can be called today."""
    assert CONTACTS.gaps([category], "US", TODAY) == ()


def test_every_category_is_served_or_never_shown() -> None:
    """No category is forgotten."""
    assert set(SERVED) == CATEGORIES.keys() - NEVER_SHOWN


def test_tip_lines_are_not_in_the_file() -> None:
    """No line of immigration investigators or of the police is given as a contact."""
    text = digits((CONTENT / "contacts.yaml").read_text(encoding="utf-8"))
    assert not [number for number in TIP_LINES if number in text]
    assert not [one for one in CONTACTS.entries if NEVER_SHOWN & set(one.categories)]


def test_hotline_says_what_is_not_known() -> None:
    """The hotline changed hands: its card names who runs it and repeats no older promise."""
    line = next(one for one in CONTACTS.entries if one.id == "us-nhth")
    assert "Compass" in line.operator
    assert "Ask what they must share" in line.confidentiality
    assert not [word for word in ("confidential", "permission", "anonymous") if word in line.confidentiality.casefold()]


def test_demonstration_site_says_what_it_lacks() -> None:
    """The shipped site opens on any day and lists all that a live one would need."""
    for today in (TODAY, date(2030, 1, 1)):
        opened = site.read(CONTENT / "sites" / "demonstration.yaml", today)
        assert opened.demonstration
        assert len(opened.lacks(today)) == len(site.ROLES) + len(site.LOCAL) + 1


EVENTS = st.one_of(
    st.integers(0, 12),
    st.sampled_from([ev.Danger(), ev.Pause(), ev.Cover(), ev.Away(), ev.Resume(), ev.Back(), ev.Unknown(), ev.Look()]),
)


@given(st.sampled_from(sorted(library().flows)), st.lists(EVENTS, max_size=40), st.integers(0, 200))
def test_every_screen_on_a_walk_is_whole(flow: str, moves: list[int | ev.Event], days: int) -> None:
    """Walk any conversation on any day: each screen has a title, labels that can be typed back, and no stray brace."""
    today = TODAY + timedelta(days=days)
    shared = presented(today)
    session: Session | None = None
    session, view = step(library(), session, ev.Begin(flow))
    for move in moves:
        if isinstance(move, int) and not view.choices:
            continue
        event = ev.Answer(view.choices[move % len(view.choices)]) if isinstance(move, int) else move
        session, view = step(library(), session, event)
        judge(screen(view, shared), today)


def judge(shown: Screen, today: date) -> None:
    """Hold a screen to what every screen keeps."""
    assert shown.title
    texts = [shown.header, shown.title, *shown.say, shown.note, shown.why, *shown.notices, *shown.site_lines]
    assert not [text for text in texts if "{" in text or "}" in text]
    for button in shown.choices:
        assert understand(button.label, shown) == ev.Answer(button.id, shown.view.revision)
        assert understand(str(button.number), shown) == ev.Answer(button.id, shown.view.revision)
    for line in shown.contacts:
        assert line.reach
        assert all((line.name, line.hours, line.languages, line.what_happens, line.privacy, line.checked))
        known = next(one for one in CONTACTS.entries if one.id == line.id)
        assert known.current(today) or (line.id == "us-911" and "not checked" in line.checked)
        printed = {digits(number) for number, _ in numbers(known)}
        # The digits of a line to call are those of the data, up to a comma that brings what to press.
        reached = [digits(way.split(",")[0]) for way in line.reach if not way.startswith(("Chat", "Web"))]
        assert set(reached) <= printed
    if shown.view.mode is Mode.COVERED:
        assert not (shown.contacts)
        assert not (shown.site_lines)
        assert not (shown.notices)
        assert not (shown.interrupts)
        assert not (shown.header)
