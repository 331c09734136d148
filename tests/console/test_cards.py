"""Each card, drawn: nothing is cut off at any width, and nothing is said by colour or shape alone."""

from __future__ import annotations

import io
import re

import pytest
from rich.cells import cell_len
from rich.console import Console

from bot.adapters.console.cards import WIDEST, drawn
from bot.adapters.console.plain import text
from bot.adapters.labels import UI_KEYS, Labels
from bot.engine.spec import Tone
from bot.present.screen import Screen
from tests.console.program import Seated
from tests.console.samples import parts, screens

WIDTHS = (32, 40, 80, 200)
FRAME = re.compile(r"[│┃╭╮╰╯─━┏┓┗┛]")


def labels() -> Labels:
    """The console's words in English."""
    return Labels(parts().catalog, "en")


def terminal(width: int) -> Console:
    """A terminal of this width that can do nothing but show letters."""
    return Console(file=io.StringIO(), width=width, force_terminal=True, color_system=None, highlight=False)


def words(said: str) -> str:
    """The words of a drawing without its frame, joined as if no line had ended."""
    return re.sub(r"\s+", "", FRAME.sub("", said))


def told(screen: Screen) -> list[str]:
    """Every text that a card has to show."""
    said = [screen.banner, screen.header, screen.title, *screen.say, *screen.say_patient, *screen.note.splitlines()]
    said += [*screen.notices, *screen.site_lines, *(button.label for button in screen.choices)]
    said += [part for contact in screen.contacts for part in (contact.name, *contact.reach, contact.checked)]
    if screen.told:
        said += [screen.told.result, *screen.told.topics, *screen.told.needs, *screen.told.next_steps]
    return [one for one in said if one]


def test_there_is_a_card_of_each_kind() -> None:
    """The samples below have met every card there is, and every tone."""
    met = {(shown.view.flow, shown.view.state) for shown in screens()}
    for flow in parts().library.flows.values():
        if flow.id != "safety":
            assert {(flow.id, state) for state in flow.cards} <= met
    assert {shown.view.tone for shown in screens()} >= {Tone.CALM, Tone.EMERGENCY}


@pytest.mark.parametrize("width", WIDTHS)
def test_every_word_of_every_card_fits(width: int) -> None:
    """At any width each line stays within the terminal, and no word of the card is lost."""
    for shown in screens():
        said = drawn(terminal(width), shown, labels())
        longest = max(cell_len(line) for line in said.splitlines())
        assert longest <= min(width, WIDEST), shown.view.state
        flat = words(said)
        for one in told(shown):
            assert words(one) in flat, (shown.view.state, one)


def test_every_word_of_every_card_is_in_the_plain_text() -> None:
    """The plain text holds the same words, each on a line of its own."""
    for shown in screens():
        said = text(shown, labels())
        assert all(one in said for one in told(shown)), shown.view.state
        assert "\x1b" not in said


def test_only_the_patients_words_are_in_quotation_marks() -> None:
    """Who says what can be seen without colour: quotes for the patient's ears, a label for the worker's eyes."""
    for shown in screens():
        for said in (text(shown, labels()), drawn(terminal(200), shown, labels())):
            assert said.count("“") == said.count("”") == len(shown.say) + len(shown.say_patient)
            for line in shown.say:
                assert f"“{line}”" in said or len(line) > WIDEST - 8
            assert (labels()["say_label"] in said) or not shown.say


def test_an_emergency_looks_like_one() -> None:
    """A heavier frame, and what to do and whom to call before anything that can be answered."""
    for shown in screens():
        said = drawn(terminal(80), shown, labels())
        urgent = shown.view.tone is Tone.EMERGENCY
        assert ("┏" in said, "╭" in said) == (urgent, not urgent)
        if urgent and shown.note:
            assert said.index(shown.note.splitlines()[0][:20]) < said.index("[1]")


def test_nothing_is_said_by_colour() -> None:
    """The console uses no colour at all, only bold and faint."""
    colourful = Console(file=io.StringIO(), width=80, force_terminal=True, color_system="truecolor", highlight=False)
    for shown in screens():
        codes = set(re.findall(r"\x1b\[([0-9;]*)m", drawn(colourful, shown, labels())))
        assert codes <= {"0", "1", "2"}


def test_the_console_has_words_for_all_it_says() -> None:
    """Each of the console's own words is in the catalogue."""
    assert all(parts().catalog.has(key) for key in UI_KEYS)


@pytest.mark.parametrize("columns", [40, 80])
def test_a_person_sees_one_card_at_a_time(columns: int) -> None:
    """In a terminal each card takes the place of the one before, with what was typed and what has scrolled away."""
    with Seated(columns=columns) as console:
        first = console.screen
        assert "Before you ask" in first
        second = console.type("1")
        assert "Age and duty" in second
        assert "Before you ask" not in second
        assert max(len(line) for line in second.splitlines()) <= columns
        unknown = console.type("her name is Jane Roe")
        assert "Jane" not in unknown
        assert "Nothing you typed is kept" in re.sub(r"\s+", " ", unknown)
        covered = console.type(".")
        assert "Hand hygiene" in covered
        assert not any(word in covered for word in ("Age", "Demonstration", "Card", "danger"))
        assert "Age and duty" in console.type("resume")
        listed = console.type("edit")
        assert "/edit opening.begin" in listed
        console.press("/stop\n")
        assert console.ended() == 0
        assert "come back at any time" in re.sub(r"\s+", " ", console.screen)


def test_a_terminal_that_cannot_draw_gets_plain_text() -> None:
    """A dumb terminal is given no frame and no code, and still asks."""
    with Seated(TERM="dumb") as console:
        assert "\x1b" not in console.all
        assert "[1] All three are settled" in console.screen
        console.press("\x04")
        assert console.ended() == 0


def test_no_color_is_honoured() -> None:
    """NO_COLOR leaves the card as it is: there was no colour in it."""
    with Seated(NO_COLOR="1") as console:
        assert not re.search(r"\x1b\[[0-9;]*3[0-9]m", console.all)
        console.press("\x04")
        assert console.ended() == 0
