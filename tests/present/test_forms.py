"""Words that fit how and where people talk: by phone nobody hands over water, and a dental bay has its own reason."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.engine import events as ev
from bot.engine.step import step
from bot.engine.view import View
from bot.present import coverage
from bot.present.forms import FORMS, plain
from bot.present.screen import Screen, screen
from bot.present.site import SETTINGS
from tests.console.samples import parts

REMOTE = ("remote", "yes", "yes", "done")
TOGETHER = ("yes",)
ROOM = {"water", "nod", "touch", "paper", "room", "door", "whiteboard", "carry", "agua", "papel", "puerta", "cuarto"}
"""Words that say what only people in one place can do."""


def shown(*answers: str | ev.Event, flow: str = "adult_brief", language: str = "en", setting: str = "") -> Screen:
    """The screen after these answers, at a site of this kind."""
    library, words = parts().library, parts().presenter
    words = replace(words, site=replace(words.site, options=words.site.options.model_copy(update={"setting": setting})))
    session, view = step(library, None, ev.Begin(flow, language, language))
    for one in answers:
        session, view = step(library, session, one if not isinstance(one, str) else ev.Answer(one))
    return screen(view, words)


def said(one: Screen) -> set[str]:
    """Every word to the patient and the worker on a card."""
    text = " ".join((*one.say, one.note, one.why, *(button.label for button in one.choices)))
    return set("".join(c if c.isalpha() else " " for c in text.casefold()).split())


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize(
    "answers",
    [
        ("adult", "yes", "yes"),
        ("adult", "yes", "yes", "yes", "yes", "no"),
        ("adult", "yes", "help"),
        ("adult", "yes", "info"),
        ("adult", "yes", "info", "yes"),
        ("adult", "no"),
        ("adult", "yes", "yes", ev.Pause()),
        ("adult", "yes", "yes", ev.Danger(), "self_harm"),
        ("adult", "yes", "yes", ev.Danger(), "check", "yes"),
    ],
)
def test_by_phone_nothing_needs_one_room(answers: tuple[str | ev.Event, ...], language: str) -> None:
    """The same card has words of its own by phone, and the same answers."""
    remote = shown(*REMOTE, *answers, language=language)
    beside = shown(*TOGETHER, *answers, language=language)
    assert remote.view.state == beside.view.state
    assert not said(remote) & ROOM, said(remote) & ROOM
    assert [one.id for one in remote.choices] == [one.id for one in beside.choices]
    assert remote.title == beside.title


def test_sitting_together_nothing_is_of_the_phone() -> None:
    """Nobody who is in the room hears of a line."""
    assert "water" in said(shown(*TOGETHER, "adult", "yes", "yes"))
    assert shown(*TOGETHER).view.manner == ""
    assert shown(*REMOTE).view.manner == "remote"


@pytest.mark.parametrize("setting", SETTINGS)
def test_a_setting_has_its_reason_on_the_first_card(setting: str) -> None:
    """One line of the first card fits the place, and everything else is as everywhere."""
    here, elsewhere = shown(setting=setting), shown()
    assert here.why != elsewhere.why
    assert replace(here, why=elsewhere.why) == elsewhere


def test_both_forms_hold_at_once() -> None:
    """A dental practice can talk by phone, too."""
    assert not said(shown(*REMOTE, "adult", "yes", "yes", setting="dental")) & ROOM


def test_a_form_of_nothing_is_refused() -> None:
    """Words in a form of a card that nobody has would never be said, and an author is told."""
    words = parts().catalog.entries["en"]
    forms = [key for key in words if plain(key, words) != key]
    assert {form for form in FORMS if any(f"_{form}." in key for key in forms)} == {*FORMS}
    lost = {**words, "asking.comfrot_remote.note": words["asking.comfort_remote.note"]}
    found = coverage.issues_of(lost, "prompts.yaml", parts().library, None)
    assert [one.sentence for one in found] == ["Nothing shows asking.comfrot_remote.note."]


def test_no_answer_has_a_form_of_its_meaning() -> None:
    """A form changes labels and never ids: what may be answered is the engine's, whatever the words."""
    view: View = shown(*REMOTE, "adult", "yes", "info").view
    assert view.choices == ("yes", "memorise", "no")
