"""What matters for a patient changes lines and the order of contacts, and nothing that is decided."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.app import content_folder
from bot.engine import events as ev
from bot.engine.session import Mode, Session
from bot.engine.step import step
from bot.engine.view import View
from bot.library import MATTERS, library
from bot.present import strict
from bot.present.referral import referrals
from bot.present.screen import Screen, screen
from tests.console.samples import TODAY, parts, screens

SERVES = {"tribal": "us-stronghearts", "lgbtq": "us-trevor", "older": "us-eldercare", "substances": "us-samhsa"}
"""The service that stands first for whom it was made."""

TALKED_WITH = tuple(name for name, flow in library().flows.items() if flow.source.audience == "patient")


@cache
def lines() -> dict[str, dict[str, str]]:
    """The lines of each matter by the tag of their cards, as they stand in the file and not as the program reads."""
    told = strict.read(content_folder() / "prompts.yaml").value
    assert isinstance(told, dict)
    found: dict[str, dict[str, str]] = {}
    for section, cards in told.items():
        if section.startswith("matter_"):
            assert isinstance(cards, dict)
            found[section.removeprefix("matter_")] = {tag: words["note"] for tag, words in cards.items()}  # type: ignore[call-overload,index,misc]
    return found


def shown(view: View) -> Screen:
    """The screen of a view, with the shipped words."""
    return screen(view, parts().presenter)


def served(matter: str) -> set[str]:
    """The contacts that serve it."""
    return {one.id for one in parts().contacts.entries if matter in one.serves}


def bare(one: Screen) -> Screen:
    """A screen without what a matter may change: what is chosen, the note, and the contacts."""
    return replace(one, view=replace(one.view, matters=(), revision=0), note="", contacts=())


def test_every_matter_has_its_lines() -> None:
    """Eleven words to choose from, and each of them makes a difference somewhere."""
    assert len(MATTERS) == 11
    assert lines().keys() == set(MATTERS)


@pytest.mark.parametrize("matter", MATTERS)
def test_its_lines_stand_on_its_cards_and_on_no_other(matter: str) -> None:
    """On every card: the note ends with the lines for its tags, and is otherwise as it was."""
    met = set()
    for one in screens():
        if one.view.mode is Mode.COVERED:
            continue
        with_it = shown(replace(one.view, matters=(matter,)))
        tags = sorted(lines()[matter].keys() & one.view.tags)
        met.update(tags)
        added = [lines()[matter][tag] for tag in tags]
        assert with_it.note == "\n".join(filter(None, (one.note, *added))), one.view.state
        assert bare(with_it) == bare(one)
        assert len(with_it.contacts) == len(one.contacts)
        assert {line.id for line in with_it.contacts} - {line.id for line in one.contacts} <= served(matter)
    assert met == lines()[matter].keys(), "a line for a tag that no card has"


def test_a_covered_screen_says_nothing_of_it() -> None:
    """Whoever looks over a shoulder learns neither the words nor that there are any."""
    covered = next(one for one in screens() if one.view.mode is Mode.COVERED)
    assert shown(replace(covered.view, matters=MATTERS)).note == covered.note
    assert shown(replace(covered.view, matters=MATTERS)).matters == ()


@pytest.mark.parametrize("matter", sorted(SERVES))
def test_who_serves_them_stands_first(matter: str) -> None:
    """In its own category the service comes before all others; without the word it keeps the place of the file."""
    known = parts()
    entry = next(one for one in known.contacts.entries if one.id == SERVES[matter])
    for category in entry.categories:
        before = referrals((category,), known.site, known.contacts, TODAY).shown
        after = referrals((category,), known.site, known.contacts, TODAY, (matter,)).shown
        assert after[0].id == entry.id
        assert [one for one in after if one.id != entry.id] == [one for one in before if one.id != entry.id][
            : len(after) - 1
        ]


def test_stronghearts_is_first_on_the_card() -> None:
    """A patient who wants tribal services and someone to talk with is handed over to those first."""
    session, view = step(library(), None, ev.Begin("needs"))
    answers = map(ev.Answer, ("yes", "adult", "yes", "talk", "none", "together"))
    session, view = step(library(), session, ev.Matter("tribal"))
    for event in answers:
        session, view = step(library(), session, event)
    assert (view.state, shown(view).contacts[0].id) == ("needs.handoff", SERVES["tribal"])
    assert shown(replace(view, matters=())).contacts[0].id != SERVES["tribal"]


def test_contacts_serve_what_can_be_chosen() -> None:
    """A word in contacts.yaml that is not on the list would never be used."""
    serving = {one.id: set(one.serves) for one in parts().contacts.entries if one.serves}
    assert serving.keys() >= set(SERVES.values())
    assert set().union(*serving.values()) <= set(MATTERS)


@pytest.mark.parametrize("matter", MATTERS)
def test_choosing_twice_restores(matter: str) -> None:
    """The second tap takes it back, and the card is as it was."""
    lib = library()
    session, view = step(lib, None, ev.Begin("adult_brief"))
    chosen, _ = step(lib, session, ev.Matter(matter))
    again, back = step(lib, chosen, ev.Matter(matter))
    assert session is not None
    assert chosen is not None
    assert again is not None
    assert chosen.matters == (matter,)
    assert replace(again, revision=0) == replace(session, revision=0)
    assert replace(shown(back), view=replace(back, revision=view.revision)) == shown(view)


@pytest.mark.parametrize("flow", TALKED_WITH)
@given(seed=st.integers(0, 2**32))
def test_no_conversation_depends_on_it(flow: str, park: bool, seed: int) -> None:
    """The same answers with and without: the same cards, choices and next card, and the same end."""
    chance = Random(seed)  # noqa: S311 - no secret
    lib = library()
    plain, view = step(lib, None, ev.Begin(flow))
    other, seen = plain, view
    while view.outcome is None:
        for matter in chance.sample(MATTERS, chance.randint(0, 2)):
            other, seen = step(lib, thawed(other, park=park), ev.Matter(matter))
        assert replace(seen, matters=(), revision=0) == replace(view, revision=0)
        answer = chance.choice(view.choices)
        plain, view = step(lib, thawed(plain, park=park), ev.Answer(answer))
        other, seen = step(lib, thawed(other, park=park), ev.Answer(answer))
    assert seen.outcome == view.outcome
    assert replace(seen, matters=(), revision=0) == replace(view, revision=0)


def thawed(session: Session | None, *, park: bool) -> Session | None:
    """The session, out of the store when that is asked for."""
    if not park or session is None or session.mode is Mode.ENDED:
        return session
    return parts().codec.decode(parts().codec.encode(session))
