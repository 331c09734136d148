"""Screens as a worker meets them: the words of each card, what the site says, and what a cover hides."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.engine import events as ev
from bot.engine.session import Mode
from bot.engine.step import step
from bot.engine.view import Notice
from bot.present import catalog
from bot.present.screen import Button, Screen, screen
from tests.present.samples import DEMONSTRATION, LIBRARY, LIVE, WORDS, after, held, said, words


def labels(buttons: tuple[Button, ...]) -> list[str]:
    """What the buttons say, in order."""
    return [button.label for button in buttons]


def everything(shown: Screen) -> str:
    """Every word on a screen, its view apart."""
    return repr(replace(shown, view=replace(shown.view, state="")))


def test_first_card_says_where_we_are() -> None:
    """A worker opens a conversation and reads its first card."""
    _, shown = after()
    assert shown.header == "Card 1 of about 3"
    assert shown.title == "Before you ask"
    assert shown.say == ("We see everyone alone.",)
    assert shown.choices == (Button("yes", "We are alone", 1), Button("no", "Not alone", 2))
    assert labels(shown.interrupts) == [
        "Danger",
        "Take a break",
        "Someone walked in",
        "Called away",
        "Language",
        "Close and forget",
    ]
    assert {button.number for button in shown.interrupts} == {0}
    assert shown.banner == "Demonstration"
    assert shown.told is None


def test_card_of_several_steps_joins_their_words() -> None:
    """Title and reason come from the first step; what is said, and the notes, from all of them in order."""
    _, shown = after(*said("yes"))
    assert shown.title == "Work"
    assert shown.why == "Broad before narrow."
    assert shown.say == (
        "Is there anything about your work that worries you?",
        "You can pass on this.",
        "Thank you for telling me.",
    )
    assert shown.note == "A nod is enough.\nWait a moment."
    assert labels(shown.choices) == ["Yes", "No", "Not sure", "Enough for today"]
    assert shown.header == "Card 2 of about 4"


def test_answer_named_stop_hides_no_interrupt() -> None:
    """Stopping the questions and closing everything are two things, and both are on the card."""
    _, shown = after(*said("yes"))
    assert "Enough for today" in labels(shown.choices)
    assert "Close and forget" in labels(shown.interrupts)


def test_demonstration_says_what_it_does_not_know() -> None:
    """Where the site has set nothing, the card says so instead of leaving a gap."""
    _, shown = after(*said("yes"))
    assert shown.site_lines == (
        "Duty to report: not set at this site, check locally.",
        "Security: not set at this site, check locally.",
    )


def test_live_site_speaks_with_its_own_words() -> None:
    """The site's duty note and extensions stand on the card, and no banner."""
    _, shown = held(words(LIVE), ev.Begin("talk"), *said("yes"))
    assert shown.site_lines == ("Harm to a child is reported to the county.", "Security desk: 4400")
    assert shown.banner == ""


def test_duty_note_past_its_date_is_not_shown() -> None:
    """The day after its last one, the text of the law gives way to a plain line."""
    last = date(2027, 2, 1)
    _, shown = held(words(LIVE, last), ev.Begin("talk"), *said("yes"))
    assert shown.site_lines[0] == "Harm to a child is reported to the county."
    _, shown = held(words(LIVE, date(2027, 2, 2)), ev.Begin("talk"), *said("yes"))
    assert shown.site_lines[0] == "Duty to report: past its date, check locally."
    assert "county." not in everything(shown)


def test_end_tells_what_came_up_and_what_comes_next() -> None:
    """The last card tells the outcome in words, with the contacts of what was asked for."""
    _, shown = after(*said("yes", "yes", "shelter"))
    assert shown.told is not None
    assert shown.told.result == "Topics that came up"
    assert shown.told.topics == ("Work",)
    assert shown.told.open_topics == ()
    assert shown.told.needs == ("A place to stay",)
    assert shown.told.next_steps == ("Call again.",)
    assert [line.id for line in shown.contacts] == ["us-line"]
    assert (shown.choices, shown.interrupts) == ((), ())


def test_open_topic_is_told_as_open() -> None:
    """Not sure is no no."""
    _, shown = after(*said("yes", "unsure", "none"))
    assert shown.told is not None
    assert (shown.told.topics, shown.told.open_topics, shown.told.result) == ((), ("Work",), "Offer made")


def test_contact_tells_all_that_matters_before_a_call() -> None:
    """How to reach it, who runs it, what happens, what they must share, and whether anybody has checked."""
    _, shown = after(*said("yes", "no"))
    line = shown.contacts[0]
    assert line.name == "National line"
    assert line.reach == ("Call 1-202-555-0101", "Text HELLO to 202-555-0102")
    assert (line.hours, line.languages, line.operator) == ("Always", "Many", "An example")
    assert (line.what_happens, line.privacy) == ("A person answers.", "Ask them first.")
    assert line.checked == "from published sources, not yet called"


def test_local_contacts_come_first() -> None:
    """At a live site its own contacts stand above the national ones, with the day of the call."""
    _, shown = held(words(LIVE), ev.Begin("talk"), *said("yes", "no"))
    assert [line.id for line in shown.contacts] == ["house", "us-line"]
    assert shown.contacts[0].reach == ("Extension 4450", "Call 202-555-0121")
    assert shown.contacts[0].checked == "called on 2026-11-20"


def test_danger_card_has_the_number_and_the_desk() -> None:
    """One tap from any card: whom to call, and the site's own security."""
    _, shown = held(words(LIVE), ev.Begin("talk"), ev.Danger())
    assert shown.title == "Act now"
    assert shown.note == "1. Stay with them.\n2. Call security."
    assert shown.contacts[0].reach == ("Call 202-555-0111",)
    assert shown.site_lines == ("Security desk: 4400",)
    assert shown.header == ""


def test_covered_screen_holds_the_cover_and_nothing_else() -> None:
    """Somebody walks in: no word of the card, of the conversation or of the site is left."""
    for way in ([], said("yes"), said("yes", "yes"), [ev.Danger()], [ev.Away()]):
        _, shown = after(*way, ev.Cover(), ev.Unknown())
        assert shown.view.mode is Mode.COVERED
        assert (shown.title, shown.note) == ("Hand hygiene", "Wash for twenty seconds.")
        assert labels(shown.choices) == ["Next page"]
        bare = replace(shown, view=shown.view, title="", note="", choices=())
        assert bare == Screen(shown.view, "", "", (), (), "", "", (), (), (), (), (), "", None)


def test_parked_screen_says_nothing_of_the_answers() -> None:
    """Called away: the screen says that the place is kept, and how to go on."""
    _, shown = after(*said("yes", "yes"), ev.Away())
    assert (shown.title, shown.header, shown.say, shown.contacts) == ("Parked", "", (), ())
    assert labels(shown.choices) == ["Go on"]
    assert "resume" not in [button.id for button in shown.interrupts]
    assert "Work" not in everything(shown)


def test_back_from_the_cover_asks_about_privacy() -> None:
    """The card returns as it was, with a reminder."""
    _, shown = after(*said("yes"), ev.Cover(), ev.Resume())
    assert (shown.title, shown.notices) == ("Work", ("Only if you are alone.",))


def test_notice_names_the_cards_that_fell_away() -> None:
    """What no longer counts is told by the titles of its cards, never by what was answered."""
    session, _ = after(*said("yes", "yes"))
    _, view = step(LIBRARY, session, ev.Look())
    told = replace(view, notices=(Notice("dropped", ("talk.work", "talk.hello")), Notice("flow_changed")))
    assert screen(told, words()).notices == ("No longer needed: Work, Before you ask.", "Please look again: ")


def test_earlier_cards_can_be_answered_again() -> None:
    """Earlier cards are listed by number and title; choosing one brings it back with a notice."""
    _, shown = after(*said("yes", "yes"))
    assert shown.edits == (Button("talk.hello", "Before you ask", 1), Button("talk.work", "Work", 2))
    _, shown = after(*said("yes", "yes"), ev.Edit("talk.hello"))
    assert (shown.title, shown.notices) == ("Before you ask", ("Answer it again.",))


def test_unknown_words_meet_a_notice() -> None:
    """Something typed that is no answer changes nothing but the notice."""
    _, before = after(*said("yes"))
    _, shown = after(*said("yes"), ev.Unknown())
    assert shown.notices == ("That matched no answer.",)
    assert (shown.title, shown.choices) == (before.title, before.choices)


@pytest.mark.parametrize(("event", "title"), [(ev.Stop(), "Closed"), (ev.Expire(), "Closed too")])
def test_leaving_early_ends_kindly(event: ev.Event, title: str) -> None:
    """Stop and expiry have their own last card, and an outcome without topics."""
    _, shown = after(*said("yes", "yes"), event)
    assert shown.title == title
    assert shown.told is not None
    assert (shown.told.topics, shown.told.needs, shown.told.next_steps) == ((), (), ())


def test_nothing_open_is_a_screen_too() -> None:
    """Before the first conversation, and after the last, there is a calm card."""
    _, view = step(LIBRARY, None, ev.Look())
    assert screen(view, words()).title == "Ready when you are"
    session, _ = after(ev.Stop())
    _, view = step(LIBRARY, session, ev.Look())
    assert screen(view, words()).title == "Nothing is open"


def test_interpreter_card_speaks_both_languages() -> None:
    """The worker reads English, the patient hears Spanish: both stand on the card."""
    begin = ev.Begin("talk", patient_language="es")
    _, shown = held(words(spanish=True), begin)
    assert (shown.say, shown.say_patient) == (("We see everyone alone.",), ("Vemos a todos a solas.",))
    assert (shown.title, shown.notices) == ("Before you ask", ())


def test_half_a_translation_is_none() -> None:
    """Where a part is not translated, the card says so rather than say half of it."""
    begin = ev.Begin("talk", patient_language="es")
    _, shown = held(words(spanish=True), begin, *said("yes"))
    assert shown.say_patient == ()
    assert shown.notices == ("Not in their language yet.",)
    _, shown = held(words(spanish=True), begin, *said("yes", "no"))
    assert shown.notices == ()  # nothing to say there, so nothing lacks


def test_one_language_is_shown_once() -> None:
    """When both speak the same language, there is no second copy, whichever it is."""
    _, shown = held(words(spanish=True), ev.Begin("talk", "es", "es"))
    assert (shown.say, shown.say_patient) == (("Vemos a todos a solas.",), ())
    assert shown.header == "Tarjeta 1 de unas 3"


def test_languages_to_switch_to_are_the_sites() -> None:
    """A language is offered when there are words in it and the site has named it."""
    assert held(words(LIVE, spanish=True), ev.Begin("talk"))[1].languages == ("en", "es")
    assert held(words(DEMONSTRATION, spanish=True), ev.Begin("talk"))[1].languages == ("en",)
    assert held(words(LIVE), ev.Begin("talk"))[1].languages == ("en",)


def test_missing_words_never_stop_a_conversation() -> None:
    """Without a single fitting word the screen still has its buttons, named by their ids."""
    empty = replace(words(), catalog=catalog.parse("choice: {perhaps: Perhaps}\n"))
    session, shown = held(empty, ev.Begin("talk"), *said("yes"))
    assert session is not None
    assert labels(shown.choices) == ["yes", "no", "unsure", "stop"]
    assert [button.label for button in shown.edits] == ["hello"]
    assert "walked" not in labels(shown.interrupts)


def test_titles_come_from_all_the_steps_of_a_card() -> None:
    """An earlier card of several steps is listed by the first title among them, not by its own id."""
    untitled = WORDS.replace("  work:\n    title: Work\n", "  work:\n", 1)
    presented = replace(words(), catalog=catalog.parse(untitled))
    _, shown = held(presented, ev.Begin("talk"), *said("yes", "no"))
    assert labels(shown.edits) == ["Before you ask", "Never shown"]


def test_screen_is_pure() -> None:
    """The same view, words and day give the same screen, and nothing that was handed in is changed."""
    presented = words(LIVE, spanish=True)
    _, view = step(LIBRARY, None, ev.Begin("talk"))
    assert screen(view, presented) == screen(view, presented)
    assert presented == words(LIVE, spanish=True)
