"""A locked phone, a window's title and a list of commands say nothing of what this is about, in any language.

What raises a notification is what is sent; a card itself comes as an edit. Both are held against the words that nobody
may see, those sent for their first 120 characters, and every call is looked at for its flags.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.adapters.telegram.render import closed_cover, is_last, is_open, render
from bot.adapters.telegram.service import COMMANDS
from bot.adapters.telegram.words import WORDS, Words
from bot.app import content_folder, read_lexicon
from bot.engine.session import Mode
from bot.present.lexicon import Lexicon
from tests.privacy.sayable import sayable
from tests.telegram.standin import World
from tests.telegram.test_faces import face, languages, screens
from tests.telegram.ward import COVER_AFTER, Ward, shipped

NOTIFIED = 120
"""Characters of a message that a phone shows at most while it is locked."""

STRONGER = (
    "traffick",
    "victim",
    "abuse",
    "exploit",
    "trata",
    "víctima",
    "abuso",
    "explot",
    "sexual",
    "police",
    "policía",
)
"""A few words of our own, so that an emptied list of words is noticed."""


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    """The words that nobody may see."""
    return read_lexicon(content_folder() / "lexicon.yaml")


def telling(lexicon: Lexicon, text: str) -> list[str]:
    """The words of a text that tell what it is about, in whichever language."""
    found = [word for language in languages() for _, word in lexicon.hits("lock", text, language)]
    return found + [word for word in STRONGER if word in text.casefold()]


def sent(language: str) -> Iterator[str]:
    """The text of every message that is ever sent new, and so is shown by a locked phone."""
    for one in screens(language):
        if (is_open(one) and one.view.mode not in (Mode.COVERED, Mode.AWAY)) or is_last(one):
            yield closed_cover(one, face()).seen
        else:
            yield render(one, face()).seen
    words = Words(shipped().presenter.catalog, language)
    yield from (words[name] for name in WORDS)
    yield "…"


@pytest.mark.parametrize("language", languages())
def test_what_a_notification_shows_is_neutral(lexicon: Lexicon, language: str) -> None:
    """The first 120 characters of everything that is sent, and the name, descriptions and commands of the bot."""
    seen = {text[:NOTIFIED] for text in sent(language)}
    assert len(seen) > 20
    assert {text: found for text in seen if (found := telling(lexicon, text))} == {}


@pytest.mark.parametrize("language", languages())
def test_titles_and_labels_are_neutral(lexicon: Lexicon, language: str) -> None:
    """Whoever glances at a card sees its first lines and its buttons."""
    seen = {line for one in screens(language) for line in one.title.splitlines()}
    seen |= {one.header for one in screens(language)}
    seen |= {key.label for one in screens(language) for row in render(one, face()).rows for key in row}
    assert len(seen) > 100
    assert {text: found for text in seen if (found := telling(lexicon, text))} == {}


@pytest.mark.parametrize("text", ["Call the hotline", "Was she trafficked?", "Línea de ayuda", "¿Es víctima de trata?"])
def test_a_telling_word_is_noticed(lexicon: Lexicon, text: str) -> None:
    """A control: the lists are not empty, in either language."""
    assert telling(lexicon, text)


@pytest.mark.parametrize("ward", ["polling", "webhook"], indirect=True)
async def test_every_message_is_protected_and_shows_no_link(ward: Ward, lexicon: Lexicon) -> None:
    """Through a whole talk: 100 % of what is sent may not be sent on, and nothing sent or edited shows a link."""
    nurse = await ward.member()
    for _ in range(40):
        rows = nurse.card().keys
        await nurse.presses(rows[0][0].data or "")
        await ward.settled()
        if "Close" in nurse.card().labels:
            break
    await nurse.types("words that are no answer 555-0142")
    await ward.settled()
    await ward.later(seconds=600)
    new, edits = ward.world.called("sendMessage"), ward.world.called("editMessageText")
    assert new
    assert edits
    assert all(call.params["protect_content"] is True for call in new)
    assert all(call.params["link_preview_options"] == {"is_disabled": True} for call in (*new, *edits))
    assert not [wrong for call in ward.world.calls if (wrong := sayable().wrong_in(call.method, call.params))]
    for note in nurse.lock_screen(NOTIFIED):
        assert telling(lexicon, f"{note.title}\n{note.preview}") == []
    await aftermath(ward.world, nurse.id)


async def aftermath(world: World, chat: int) -> None:
    """What stays in a chat after a talk: one neutral message, and no more than two that made a sound."""
    known = world.chats.known(chat)
    assert known is not None
    assert len(known.messages) == 1
    assert sum(not note.silent for note in known.notified) <= 2


@pytest.mark.parametrize("end", ["stop", "forget", "timeout", "crash"])
async def test_after_every_end_one_neutral_message_is_left(ward: Ward, lexicon: Lexicon, end: str) -> None:
    """However a talk ends: one message that tells nothing, at most two sounds, and nothing that was typed."""
    nurse = await ward.member()
    for word in ("1", "Ana Pérez 734-555-0142", "1", "1"):
        await nurse.types(word)
        await ward.settled()
    if end in ("stop", "forget"):
        await nurse.types(f"/{end}")
    elif end == "crash":
        await nurse.types("1")
        await ward.restart()
    await ward.settled()
    if end in ("timeout", "crash"):
        await ward.later(seconds=COVER_AFTER + 1)
        await ward.later(hours=8)
    (left,) = nurse.sees()
    assert not left.mine
    assert telling(lexicon, left.text) == []
    await aftermath(ward.world, nurse.id)


def test_commands_are_neutral(lexicon: Lexicon) -> None:
    """Their names too."""
    assert not [word for name in COMMANDS for word in telling(lexicon, name)]
