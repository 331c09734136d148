"""What comes in is untrusted: buttons' data and messages of every kind become one of few things, or nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import Chat, Message, MessageOriginHiddenUser, User

from bot.adapters.telegram import data
from bot.adapters.telegram.border import packed, unpacked
from bot.adapters.telegram.data import Page, Press
from bot.adapters.telegram.read import LONGEST, Command, Other, Text, said
from bot.engine import events as ev

NURSE = User(700_000_001, "Robin", is_bot=False)
WHEN = datetime(2026, 11, 22, tzinfo=UTC)

ODD = (
    *(None, "", "4", "4:", ":yes", "4!", "4!wipe", "4~es", "4~es/x", "4+begin", "4+begin/", "4+more/x"),
    *("4:Yes", "4:yes\n", "4:yes\u200b", "٤:yes", "-4:yes", "4 :yes", "4:" + "y" * 53),
)
"""Data that no button of ours sends."""


def message(text: str | None = None, **more: Any) -> Message:
    """A message from the nurse."""
    return Message(7, WHEN, Chat(NURSE.id, Chat.PRIVATE), from_user=NURSE, text=text, **more)


@pytest.mark.parametrize(
    ("made", "means"),
    [
        (data.answer(4, "yes"), Press(4, ev.Answer("yes", 4))),
        (data.interrupt(4, "back"), Press(4, ev.Back(4))),
        (data.interrupt(4, "cover"), Press(4, ev.Cover())),
        (data.edit(4, "opening.begin"), Press(4, ev.Edit("opening.begin"))),
        (data.language(4, "es", "p"), Press(4, ev.Language("es", "patient"))),
        (data.matter(4, "deaf"), Press(4, ev.Matter("deaf"), Page.MATTERS)),
        (data.page(4, Page.MORE), Press(4, ev.Look(), Page.MORE)),
        (data.show(4), Press(4, ev.Look())),
        (data.alone(4), Press(4, ev.Away(), remind=True)),
        (data.begin("offer"), Press(0, ev.Begin("offer"))),
    ],
)
def test_data_means_what_it_was_made_for(made: str, means: Press) -> None:
    """Each kind of button comes back as itself."""
    assert data.press(made) == means


@pytest.mark.parametrize("odd", ODD)
def test_odd_data_means_nothing(odd: str | None) -> None:
    """What no button of ours sends is no press, however near it comes."""
    assert data.press(odd) is None


@given(st.one_of(st.text(max_size=80), st.from_regex(r"[0-9]{1,12}[:!@~+%][a-z0-9_./]{0,60}")))
def test_any_data_is_a_press_or_none(text: str) -> None:
    """Nothing that a client can send raises, and every press dates itself with a number that fits."""
    press = data.press(text)
    assert press is None or 0 <= press.at < 10**10


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("/start", Command("start")),
        ("/start abc", Command("start", "abc")),
        ("/START@waymark_bot  abc def", Command("start", "abc")),
        ("/privacy", Command("privacy")),
        ("/forget all", Command("forget", "all")),
        ("/back", Text("/back")),
        ("/back@waymark_bot", Text("/back")),
        ("/edit@waymark_bot opening.begin", Text("/edit opening.begin")),
        ("yes", Text("yes")),
        (".", Text(".")),
        ("/ start", Text("/ start")),
        ("start", Text("start")),
    ],
)
def test_text_is_a_command_or_words(text: str, means: Command | Text) -> None:
    """Commands of the chat are few; everything else is words for the engine to understand."""
    assert said(message(text)) == means


def test_only_the_beginning_is_looked_at() -> None:
    """A long text is cut before anybody reads it, and stays too long to be an answer."""
    found = said(message("x" * 4096))
    assert isinstance(found, Text)
    assert len(found.words) == LONGEST + 1


@pytest.mark.parametrize(
    "odd",
    [
        message(caption="yes"),
        message("yes", forward_origin=MessageOriginHiddenUser(WHEN, "Somebody")),
        message("yes", via_bot=User(5, "other", is_bot=True)),
        message(),
    ],
)
def test_what_is_no_own_text_is_not_read(odd: Message) -> None:
    """Captions, forwarded words and words by way of another bot are no answers."""
    assert said(odd) == Other()


def test_changed_words_are_not_read() -> None:
    """A message that was changed afterwards is no answer."""
    assert said(message("yes"), changed=True) == Other()


def test_nothing_typed_shows_in_what_was_read() -> None:
    """Neither words nor a code stand in the text of the objects that carry them."""
    assert "Perez" not in repr(said(message("Perez")))
    assert "secretcode" not in repr(said(message("/start secretcode")))


@given(st.integers(1, 2**31 - 1), st.integers(0, 2**31 - 1))
def test_a_message_and_a_revision_fit_into_one_number(number: int, revision: int) -> None:
    """What a typed answer was held against survives the store, which takes whole numbers only."""
    assert unpacked(packed(number, revision)) == (number, revision)
    assert packed(number, revision) < 2**63
