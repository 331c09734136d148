"""What is typed: understood when it can only mean one thing, and kept by nobody."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.engine import events as ev
from bot.present.screen import Button, Screen
from bot.present.understand import LONGEST, SIMPLE, fold, plain, understand
from tests.present.samples import LIVE, after, held, said, words

WORK = after(*said("yes"))[1]
"""Yes, No, Not sure, Enough for today."""

HELLO = after()[1]
COVERED = after(*said("yes"), ev.Cover())[1]


def card(*labels: str) -> Screen:
    """The card on work with these answers instead, named a, b, c and so on."""
    buttons = tuple(Button("abcdefgh"[n], label, n + 1) for n, label in enumerate(labels))
    return replace(WORK, choices=buttons)


def answer(screen: Screen, typed: str) -> str:
    """The answer that was understood, or "" when it was none."""
    event = understand(typed, screen)
    return event.choice if isinstance(event, ev.Answer) else ""


@pytest.mark.parametrize(
    ("typed", "choice"),
    [
        ("1", "yes"),
        ("2", "no"),
        (" 3 ", "unsure"),
        ("4.", "stop"),
        ("4)", "stop"),
        ("#1", "yes"),
        ("yes", "yes"),
        ("YES", "yes"),
        ("Yes.", "yes"),
        ("  no  ", "no"),
        ("not sure", "unsure"),
        ("Not  Sure!", "unsure"),
        ("unsure", "unsure"),
        ("stop", "stop"),
        ("enough for today", "stop"),
        ("Enough, for today", "stop"),
    ],
)
def test_number_id_and_label_are_understood(typed: str, choice: str) -> None:
    """Whatever can be tapped can be typed."""
    assert understand(typed, WORK) == ev.Answer(choice, WORK.view.revision)


@pytest.mark.parametrize(
    ("typed", "choice"),
    [
        ("enuogh for today", "stop"),
        ("enough for todya", "stop"),
        ("enouhg for todax", "stop"),
        ("enoughfortoday", "stop"),
        ("unsur", "unsure"),
        ("notsure", "unsure"),
    ],
)
def test_near_spelling_is_understood(typed: str, choice: str) -> None:
    """A slip of the thumb in a long word still finds its answer."""
    assert answer(WORK, typed) == choice


@pytest.mark.parametrize(
    "typed",
    [
        "0",
        "5",
        "11",
        "-1",
        "1 2",
        "1a",
        "y",
        "n",
        "maybe",
        "ys",
        "nno",
        "yes no",
        "enough",
        "today",
        "for",
        "unshure me",
    ],
)
def test_what_fits_nothing_is_no_answer(typed: str) -> None:
    """Numbers that are not there, single letters, and other words are met with a notice."""
    assert understand(typed, WORK) == ev.Unknown()


@pytest.mark.parametrize(
    ("labels", "typed"),
    [
        (("It is safe", "It is not safe"), "it is nto safe"),
        (("It is safe", "It is unsafe"), "it is nsafe"),
        (("They are alone", "Someone is there"), "they are not alone"),
        (("Safe enough today", "Not safe"), "not safe enough today"),
        (("Can leave", "Someone waits"), "cant leave"),
        (("Paid as agreed", "Not paid"), "unpaid as agreed"),
        (("Morning shift", "Evening shift"), "shift"),
        (("Call together", "Call tomorrow"), "call"),
        (("Settled now", "Settled here"), "settld"),
        (("Stable", "Staple"), "stabple"),
        (("Done", "Back to start"), "none"),
        (("Undocumented work", "Other work"), "documented work"),
        (("Same words", "Same words"), "same words"),
    ],
)
def test_what_could_be_two_things_is_neither(labels: tuple[str, ...], typed: str) -> None:
    """No guess turns a no into a yes, or picks one of two close labels."""
    assert understand(typed, card(*labels)) == ev.Unknown()


def test_label_wins_over_the_id_of_another() -> None:
    """People type what they see; an id is for scripts."""
    crossed = replace(WORK, choices=(Button("no", "Yes", 1), Button("yes", "No", 2)))
    assert answer(crossed, "yes") == "no"


@pytest.mark.parametrize(
    ("typed", "event"),
    [
        ("/danger", ev.Danger()),
        ("danger", ev.Danger()),
        ("Danger!", ev.Danger()),
        ("dangr", ev.Danger()),
        ("/danger he is here", ev.Danger()),
        ("/pause", ev.Pause()),
        ("take a break", ev.Pause()),
        ("/cover", ev.Cover()),
        ("/cover now", ev.Cover()),
        ("someone walkd in", ev.Cover()),
        ("/away", ev.Away()),
        ("called away", ev.Away()),
        ("/resume", ev.Resume()),
        ("/stop", ev.Stop()),
        ("close and forget", ev.Stop()),
        ("/back", ev.Back(2)),
        ("back", ev.Back(2)),
        ("/look", ev.Look()),
        ("", ev.Look()),
        ("   ", ev.Look()),
        ("/edit talk.hello", ev.Edit("talk.hello")),
        ("/edit 1", ev.Edit("talk.hello")),
        ("/edit talk.end", ev.Edit("")),
        ("/edit Maria", ev.Edit("")),
        ("/lang en", ev.Language("en")),
        ("/language EN", ev.Language("en")),
        ("/lang xx", ev.Language("")),
        ("/lang Maria patient", ev.Language("", "patient")),
        ("/lang en worker", ev.Language("en", "worker")),
        ("/lang en nobody", ev.Unknown()),
        ("/edit", ev.Unknown()),
        ("/lang", ev.Unknown()),
        ("/stop asking them", ev.Unknown()),
        ("/", ev.Unknown()),
        ("/begin", ev.Unknown()),
        ("/expire", ev.Unknown()),
        ("close and forgt", ev.Unknown()),
        ("edit", ev.Unknown()),
        ("language", ev.Unknown()),
    ],
)
def test_interrupts_can_be_typed(typed: str, event: ev.Event) -> None:
    """Words, labels and commands; what cannot be undone is never guessed, and what is unknown is not passed on."""
    assert understand(typed, WORK) == event


def test_word_that_is_both_means_the_answer() -> None:
    """A plain stop ends the questions where the card has that answer, and closes everything where it has not."""
    assert understand("stop", WORK) == ev.Answer("stop", WORK.view.revision)
    assert understand("stop", HELLO) == ev.Stop()


def test_language_has_to_be_on_offer() -> None:
    """A language is switched to only when this site speaks it."""
    _, shown = held(words(LIVE, spanish=True), ev.Begin("talk"))
    assert understand("/lang es patient", shown) == ev.Language("es", "patient")


@pytest.mark.parametrize("typed", [".", " . ", "．", "。", "｡", "\u200e.\u200f", ".\n"])
def test_lone_full_stop_covers(typed: str) -> None:
    """The key under the thumb hides the card, on any keyboard."""
    assert understand(typed, WORK) == ev.Cover()


@pytest.mark.parametrize("typed", ["..", "...", ".,", "1.."])
def test_other_dots_do_not_cover(typed: str) -> None:
    """Only a full stop that stands alone does."""
    assert understand(typed, WORK) == ev.Unknown()


@pytest.mark.parametrize(
    ("typed", "event"),
    [
        ("1", ev.Answer("resume", COVERED.view.revision)),
        ("next page", ev.Answer("resume", COVERED.view.revision)),
        ("/resume", ev.Resume()),
        ("resume", ev.Answer("resume", COVERED.view.revision)),
        ("danger", ev.Danger()),
        ("/danger", ev.Danger()),
        ("/stop", ev.Stop()),
        ("someone walked in", ev.Unknown()),
        ("yes", ev.Unknown()),
    ],
)
def test_covered_screen_still_listens(typed: str, event: ev.Event) -> None:
    """The cover shows one neutral button; who knows the words can still call for help or close."""
    assert understand(typed, COVERED) == event


@pytest.mark.parametrize(
    ("typed", "choice"),
    [
        ("１", "yes"),
        ("²", "no"),
        ("③", "unsure"),
        ("\u200b1\u200b", "yes"),
        ("\u202e1", "yes"),
        ("ｙｅｓ", "yes"),
        ("y\u200de\u200ds", "yes"),
        ("\ufeffno", "no"),
        ("no\x00", "no"),
        ("not\tsure", "unsure"),
        ("ye\u0301s", ""),
        ("yes\u0301", ""),
        ("١", ""),
        ("३", ""),
        ("یes", ""),
        ("уes", ""),
        ("👍", ""),
        ("1️⃣", "yes"),
        ("\u200b", ""),
        ("\ud800", ""),
    ],
)
def test_unicode_is_folded_and_never_guessed(typed: str, choice: str) -> None:
    """Widths and unseen characters fall away; other scripts' digits and look-alike letters are no answer."""
    assert answer(WORK, typed) == choice


def test_long_text_is_no_answer() -> None:
    """No answer is that long, so none is cut out of one."""
    assert understand("1" + " " * 100_000 + "2", WORK) == ev.Unknown()
    assert understand("yes" + " " * LONGEST, WORK) == ev.Unknown()
    assert understand("yes" + " " * LONGEST + "no", WORK) == ev.Unknown()
    assert understand("\N{ARABIC LIGATURE SALLALLAHOU ALAYHE WASALLAM}" * LONGEST, WORK) == ev.Unknown()


TYPED = st.one_of(
    st.text(max_size=300),
    st.text(st.sampled_from("yesno unsur1234/.\u200b\u202e１٣é\t"), max_size=40),
    st.sampled_from(["yes", "no", "not sure", "enough for today", "danger", "/edit ", "/lang "]).flatmap(
        lambda word: st.text(max_size=6).map(lambda rest: word + rest)
    ),
    st.builds(lambda char, times: char * times, st.characters(), st.sampled_from([1, 255, 256, 257, 100_000])),
)


@given(TYPED)
@example("x" * 100_000)
@example("\u202e" * 100_000)
@example("'" * 256)
def test_any_text_becomes_an_event_that_is_offered(typed: str) -> None:
    """Nothing typed raises; an accepted answer, card or language is always one that the screen offers."""
    for shown in (HELLO, WORK, COVERED):
        match understand(typed, shown):
            case ev.Answer(choice, revision):
                assert choice in {button.id for button in shown.choices}
                assert revision == shown.view.revision
            case ev.Edit(state):
                assert state in {"", *(button.id for button in shown.edits)}
            case ev.Language(code):
                assert code in {"", *shown.languages}
            case ev.Back(revision):
                assert revision == shown.view.revision
            case event:
                assert event in {*SIMPLE.values(), ev.Unknown(), ev.Look()}


@given(TYPED)
def test_answer_is_what_was_typed_after_folding_or_one_slip_away(typed: str) -> None:
    """An answer is accepted for its number, its id, its label, or a text of nearly that length; for nothing else."""
    event = understand(typed, WORK)
    if not isinstance(event, ev.Answer):
        return
    button = next(button for button in WORK.choices if button.id == event.choice)
    forms = {str(button.number), button.id, plain(fold(button.label))}
    said_plain = plain(fold(typed))
    assert said_plain in forms or min(abs(len(said_plain) - len(form)) for form in forms) <= 3


@given(st.text(max_size=LONGEST))
def test_folding_is_stable(text: str) -> None:
    """What has been folded holds nothing unseen, and folding it again changes nothing more than its form."""
    folded = fold(text)
    assert not {unicodedata.category(char) for char in folded} & {"Cc", "Cf", "Mn", "Me"}
    assert folded == " ".join(folded.split())
