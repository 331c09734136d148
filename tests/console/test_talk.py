"""A run can be written down as a talk: readable, replayable, and without a word that was typed."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.adapters.console.talk import Talk, TalkError, Writer, read, spelled
from bot.engine import events as ev
from tests.console.program import Piped, Seated, run
from tests.console.samples import screens

EVENTS: tuple[ev.Event, ...] = (
    ev.Answer("yes"),
    ev.Back(),
    ev.Edit("opening.begin"),
    ev.Edit(""),
    ev.Danger(),
    ev.Pause(),
    ev.Cover(),
    ev.Away(),
    ev.Resume(),
    ev.Stop(),
    ev.Language("es"),
    ev.Language("es", "patient"),
    ev.Language(""),
    ev.Expire(),
    ev.Unknown(),
)


def test_every_event_can_be_written_and_read() -> None:
    """What was answered comes back as the same event."""
    shown = screens()[0]
    writer = Writer(ev.Begin("offer", "en", "es"))
    for event in EVENTS:
        writer.shown(shown)
        writer.answered(event, shown)
    assert read(writer.text()) == Talk(ev.Begin("offer", "en", "es"), EVENTS)


def test_looking_again_is_no_answer() -> None:
    """A blank line leaves no trace in the talk."""
    writer = Writer(ev.Begin("offer"))
    before = writer.text()
    writer.answered(ev.Look(), screens()[0])
    assert writer.text() == before


@pytest.mark.parametrize(
    ("text", "line"),
    [("> yes\n", 1), ("flow: offer\n\n> \n", 3), ("flow: offer\n> yes no\n", 2), ("flow: offer\n> /sing\n", 2)],
)
def test_a_talk_that_cannot_be_held_says_where(text: str, line: int) -> None:
    """An author learns the line and what belongs there."""
    with pytest.raises(TalkError) as told:
        read(text)
    assert told.value.line == line


def test_the_console_writes_a_talk(tmp_path: Path) -> None:
    """The file has the cards and the ids of the answers; what was typed and not understood is a question mark."""
    file = tmp_path / "run.talk"
    with Piped("--flow", "offer", "--repro", file) as console:
        console.answer("All three are settled")
        console.answer("her name is Jane Roe")
        console.answer(".")
        console.answer("/resume")
        console.answer("1")
        console.close()
    text = file.read_text(encoding="utf-8")
    talk = read(text)
    assert talk.begin == ev.Begin("offer")
    assert list(map(spelled, talk.events)) == ["yes", "?", "/cover", "/resume", "yes"]
    assert "Jane" not in text
    assert "== opening.begin: Before you ask" in text
    assert "> yes    # All three are settled" in text


def test_a_talk_is_written_also_when_somebody_leaves(tmp_path: Path) -> None:
    """Ctrl-C in the middle: the talk so far is in the file, and a second run takes its place."""
    file = tmp_path / "run.talk"
    with Seated("--repro", str(file)) as console:
        console.type("yes")
        console.press("\x03")
        assert console.ended() == 0
    assert list(map(spelled, read(file.read_text(encoding="utf-8")).events)) == ["yes"]
    assert run("console", "--repro", file, given=b"/stop\n").returncode == 0
    assert list(map(spelled, read(file.read_text(encoding="utf-8")).events)) == ["/stop"]
