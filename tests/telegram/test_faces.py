"""The adapter contract over every view of every talk: what Telegram takes, what a person finds, what comes back.

Pure: views come from the exhaustive walk, screens from the shipped words in every language there is, and the stand-in's
own reading of HTML says what a phone would show.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import pytest

from bot.adapters.telegram import data
from bot.adapters.telegram.card import LONGEST_DATA, LONGEST_TEXT, MOST_KEYS, Card, Key, units
from bot.adapters.telegram.data import Page
from bot.adapters.telegram.keyboard import AT_HAND
from bot.adapters.telegram.render import Face, closed_cover, is_last, is_line, is_open, line, render
from bot.adapters.telegram.words import Words, ui_keys
from bot.app import content_folder, read_lexicon
from bot.check.walk import TRIAL, walk
from bot.engine import events as ev
from bot.engine.session import Mode
from bot.engine.show import show
from bot.engine.spec import Tone
from bot.engine.view import View
from bot.present.framing import ContactLine
from bot.present.screen import Screen, screen
from tests.telegram.standin.formatting import plain
from tests.telegram.ward import shipped

LABEL = 40
"""Letters of a label that a phone still shows on a button of its own."""

SEEN = 40


@cache
def face() -> Face:
    """How the shipped conversations look."""
    return Face(shipped().presenter.catalog, tuple(shipped().library.flows))


@cache
def views() -> tuple[View, ...]:
    """Every view of the walk, once for each thing that it can show; and the one where nothing is open."""
    parts = shipped()
    found: dict[tuple[object, ...], View] = {}
    for flow in parts.library.flows:
        for node in walk(parts.library, flow, parts.codec, depth=TRIAL).graph.nodes:
            view = node.view
            found.setdefault((flow, view.state, view.mode, view.choices, view.interrupts, view.contacts), view)
    return (*found.values(), show(parts.library, None))


@cache
def screens(language: str) -> tuple[Screen, ...]:
    """All of them in words. In a second language the patient's words stand beside the worker's."""
    shown = [replace(view, language="en", patient_language=language) for view in views()]
    if language != "en":
        shown += [replace(view, language=language, patient_language=language) for view in views()]
    return tuple(screen(view, shipped().presenter) for view in shown)


def languages() -> tuple[str, ...]:
    """Every language that is shipped."""
    return shipped().presenter.catalog.languages


def cards(language: str) -> Iterator[tuple[Screen, Card]]:
    """Every message there can be: each screen with each list of buttons, and as what a phone shows first."""
    for one in screens(language):
        for page in Page:
            yield one, render(one, face(), page)
        yield one, closed_cover(one, face())
    for name in ("chat_privacy", "chat_forgotten"):
        yield screens(language)[-1], line(face().words(language)[name], face(), language)


def keys(card: Card) -> list[Key]:
    """All buttons of a message."""
    return [key for row in card.rows for key in row]


def test_the_walk_meets_every_kind_of_view() -> None:
    """The samples hold every mode, a last card, an emergency, contacts and earlier cards."""
    met = screens("en")
    assert {one.view.mode for one in met} >= set(Mode) - {Mode.ENDED}
    assert any(is_last(one) for one in met)
    assert any(is_line(one) for one in met)
    assert any(one.view.tone is Tone.EMERGENCY for one in met)
    assert any(one.contacts for one in met)
    assert any(one.edits for one in met)
    assert len(met) > 150


@pytest.mark.parametrize("language", languages())
def test_telegram_takes_every_message(language: str) -> None:
    """No text too long, no button too many, no data too large, no broken tag, in any language."""
    for one, card in cards(language):
        where = (one.view.flow, one.view.state, one.view.mode)
        shown = plain(card.text, "HTML", None)
        assert shown.text == card.seen, where
        assert 0 < units(shown.text) <= LONGEST_TEXT, where
        assert len(shown.entities) <= 100, where
        assert len(keys(card)) <= MOST_KEYS, where
        assert all(len(row) <= 3 for row in card.rows), where
        for key in keys(card):
            assert 0 < len(key.data.encode()) <= LONGEST_DATA, where
            assert 0 < len(key.label) <= LABEL, (where, key.label)
        assert len({key.data for key in keys(card)}) == len(keys(card)), where


@pytest.mark.parametrize("language", languages())
def test_no_word_of_a_card_is_lost(language: str) -> None:
    """Everything that a screen says stands in the message, and words to the patient in quotation marks."""
    for one in screens(language):
        seen = render(one, face()).seen
        if one.view.mode is Mode.COVERED or is_line(one):
            continue
        told = [one.header, one.title, one.note, one.banner, *one.notices, *one.site_lines]
        told += [f"“{said}”" for said in (*one.say, *one.say_patient)]
        told += [
            part for contact in one.contacts for part in (contact.name, " · ".join(contact.reach), contact.checked)
        ]
        if one.told:
            told += [one.told.result, *one.told.topics, *one.told.needs, *one.told.next_steps]
        for text in filter(None, told):
            for each in text.splitlines():
                assert each in seen, (one.view.state, each)


@pytest.mark.parametrize("language", languages())
def test_a_locked_phone_learns_nothing(language: str) -> None:
    """The first forty characters of every message, every label and every name of the surface are neutral."""
    lexicon = read_lexicon(content_folder() / "lexicon.yaml")
    for one, card in cards(language):
        for text in (card.seen[:SEEN], *(key.label for key in keys(card))):
            assert not list(lexicon.hits("lock", text)), (one.view.state, text)
    words = Words(shipped().presenter.catalog, language)
    for name in ("chat_name", "chat_about", "chat_short", "chat_stranger", "chat_privacy", "chat_command_start"):
        assert not list(lexicon.hits("lock", words[name])), name


@pytest.mark.parametrize("language", languages())
def test_what_a_phone_shows_first_is_no_card(language: str) -> None:
    """A new message holds the number of the card at most."""
    for one in screens(language):
        lines = closed_cover(one, face()).seen.splitlines()
        assert lines in ([one.header, lines[-1]], [lines[-1]])
        assert lines[-1] == face().words(one.view.language).text("lifecycle.idle.title")


def test_a_covered_card_is_plain() -> None:
    """Reference text and one neutral button: no label, no banner, no number, nothing else to tap."""
    for one in screens("en"):
        if one.view.mode is Mode.COVERED:
            card = render(one, face())
            assert all([key.label for key in keys(render(one, face(), page))] == ["Next page"] for page in Page)
            assert card.seen.splitlines()[0] == "Hand hygiene, five moments"
            assert all(word not in card.seen for word in ("For you", "Card", "Demonstration"))


def test_danger_and_cover_are_one_tap_away_on_every_open_card() -> None:
    """Whatever list of buttons is shown, these two are on it, beside each other."""
    for one in screens("en"):
        if one.view.mode in (Mode.RUNNING, Mode.DANGER, Mode.AWAY):
            for page in (Page.ANSWERS, Page.MORE, Page.EDIT, Page.LANGUAGE):
                rows = [[key.data.partition("!")[2] for key in row] for row in render(one, face(), page).rows]
                assert list(AT_HAND) in rows, (one.view.state, page)


def test_what_holds_on_every_card_takes_few_rows() -> None:
    """Below the answers at most three rows, and the answers first."""
    for one in screens("en"):
        if not is_open(one) or one.view.mode is Mode.COVERED:
            continue
        answers = [":" in key.data for key in keys(render(one, face()))]
        assert answers == sorted(answers, reverse=True)
        rows = render(one, face()).rows
        assert sum(not any(":" in key.data for key in row) for row in rows) <= 3


def test_every_offer_is_a_button_and_comes_back_as_itself() -> None:
    """Each answer and each interrupt that a view offers can be tapped, and the tap means just that, dated."""
    for one in screens("en"):
        if not is_open(one):
            continue
        at, here = one.view.revision, keys(render(one, face()))
        pressed = [data.press(key.data) for key in here]
        offered = {press.event for press in pressed if press}
        assert None not in pressed
        assert all(ev.Answer(choice, at) in offered for choice in one.view.choices)
        if one.view.mode is Mode.COVERED:
            continue
        for page in (Page.MORE, Page.EDIT, Page.LANGUAGE, Page.MATTERS):
            offered |= {press.event for key in keys(render(one, face(), page)) if (press := data.press(key.data))}
        assert meant(one) <= offered, one.view.state


def meant(one: Screen) -> set[ev.Event]:
    """What the interrupts of an open card amount to."""
    called: set[ev.Event] = set()
    for name in one.view.interrupts:
        match name:
            case "back":
                called.add(ev.Back(one.view.revision))
            case "edit":
                called |= {ev.Edit(state) for state in one.view.edits}
            case "matters":
                called |= {ev.Matter(button.id) for button in one.matters}
            case "language":
                called |= {ev.Language(code, "worker") for code in one.languages}
            case "resume" if "resume" in one.view.choices:
                continue
            case _:
                called |= {event for act, event in data.SIMPLE.items() if act == name}
    return called


def test_a_line_offers_every_conversation() -> None:
    """When nothing is open, the usual talk is one tap away and every other one two."""
    idle = screens("en")[-1]
    assert is_line(idle)
    assert [key.label for key in keys(render(idle, face()))] == ["Begin", "More to begin"]
    begun = [data.press(key.data) for key in keys(render(idle, face(), Page.TALKS))]
    assert {press.event for press in begun if press} == {ev.Begin(flow) for flow in shipped().library.flows}


def test_the_last_card_can_only_be_closed() -> None:
    """After the end there is nothing to answer: one button, which shows that nothing is open."""
    for one in screens("en"):
        if is_last(one):
            (key,) = keys(render(one, face()))
            press = data.press(key.data)
            assert press is not None
            assert press.event == ev.Look()


def test_every_word_of_the_chat_is_in_the_catalogue() -> None:
    """No button and no line is blank, in any flow."""
    catalog = shipped().presenter.catalog
    assert [key for key in ui_keys(shipped().library.flows) if not catalog.has(key)] == []


def test_markup_in_words_changes_nothing() -> None:
    """Words that look like tags are shown as they are."""
    odd = replace(screens("en")[0], title="<b>A & B</b>", say=("<script>",), note="1 < 2 & 3 > 2")
    shown = plain(render(odd, face()).text, "HTML", None).text
    assert "<b>A & B</b>" in shown
    assert "“<script>”" in shown
    assert "1 < 2 & 3 > 2" in shown
    for bare in (next(one for one in screens("en") if one.view.mode is Mode.COVERED), screens("en")[-1]):
        odd = replace(bare, title="<b>A & B</b>", note="1 < 2 & 3 > 2", notices=("<i>",))
        shown = plain(render(odd, face()).text, "HTML", None).text
        assert shown == "<b>A & B</b>\n\n1 < 2 & 3 > 2\n\n<i>"


def test_what_does_not_fit_is_left_out_from_the_least_needed_end() -> None:
    """A site with very many contacts: words to say and what to do stay, whole, and the message still fits."""
    one = next(each for each in screens("en") if each.contacts and each.say)
    many = tuple(
        ContactLine(f"c{n}", f"Contact {n}", ("Call 555-0100",), "always", "all", "x" * 250, "y" * 250, "today")
        for n in range(40)
    )
    card = render(replace(one, contacts=many), face())
    assert units(card.seen) <= LONGEST_TEXT
    assert all(said in card.seen for said in one.say)
    assert "Contact 0" in card.seen
    assert units(render(replace(one, note="\n".join(["z" * 80] * 100)), face()).seen) <= LONGEST_TEXT


def test_lengths_are_counted_as_telegram_counts() -> None:
    """A character beyond the first 65,536 counts twice; tags do not count at all."""
    assert units("añ\N{GRINNING FACE}") == 4
    assert Card("<b>1 &lt; 2</b>").seen == "1 < 2"
