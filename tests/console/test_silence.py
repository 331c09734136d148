"""A card that nobody answers covers itself, and what is left too long is forgotten."""

from __future__ import annotations

import io
import json
import os

from bot.adapters.console.loop import Console, Patience, Source
from bot.adapters.console.paper import JsonPaper
from bot.adapters.console.typed import Lines
from bot.app import desk
from bot.engine.events import Begin
from tests.console.program import Shown
from tests.console.samples import parts


def held(typed: bytes, patience: Patience) -> list[Shown]:
    """The screens of somebody who types this and then nothing more, with the input still open."""
    ours, theirs = os.pipe()
    os.write(theirs, typed)
    out = io.StringIO()
    try:
        console = Console(Source(Lines(ours), patience=patience), JsonPaper(out), kept=False)
        assert console.hold(desk(parts()), Begin("adult_brief")) == ""
    finally:
        os.close(ours)
        os.close(theirs)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_silence_covers_and_then_forgets() -> None:
    """After a while the screen shows the cover; after the site's time the conversation is closed and gone."""
    screens = held(b"yes\nadult\n", Patience(cover=0.01, forget=0.02))
    assert [shown["mode"] for shown in screens] == ["running", "running", "running", "covered", "ended"]
    assert screens[-1]["outcome"]["result"] == "expired"


def test_a_safety_card_is_covered_too() -> None:
    """A danger card left open is as telling as any other."""
    screens = held(b"/danger\n", Patience(cover=0.01, forget=0.02))
    assert [shown["mode"] for shown in screens] == ["running", "danger", "covered", "ended"]


def test_a_parked_card_only_waits_to_be_forgotten() -> None:
    """Who said that they are called away is not covered once more."""
    screens = held(b"/away\n", Patience(cover=0.01, forget=0.02))
    assert [shown["mode"] for shown in screens] == ["running", "away", "ended"]
