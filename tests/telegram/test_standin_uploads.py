"""Pictures and documents: what the real client uploads stands in the chat, and what is no upload is refused."""

from __future__ import annotations

import pytest
from telegram import Bot, InputFile, InputMediaPhoto
from telegram.error import BadRequest

from tests.telegram.standin import Person, World

PNG = b"\x89PNG\r\n\x1a\n and the rest of a picture"


async def test_picture_is_replaced_in_place(bot: Bot, nurse: Person, world: World) -> None:
    """A picture is sent, and another one takes its place in the same message."""
    sent = await bot.send_photo(nurse.id, InputFile(PNG, "spread.png"), caption="<b>Turn 1</b>", parse_mode="HTML")
    await bot.edit_message_media(InputMediaPhoto(PNG, caption="Turn 2"), nurse.id, sent.message_id)
    (seen,) = [one for one in nurse.sees() if one.picture]
    assert (seen.message_id, seen.text, seen.edited) == (sent.message_id, "Turn 2", True)


async def test_document_can_be_opened(bot: Bot, nurse: Person, world: World) -> None:
    """What is in a document that was sent is what the person opens."""
    await bot.send_document(nurse.id, InputFile(b"a,b\n1,2\n", "class.csv"), caption="Report")
    assert nurse.sees()[-1].file == "class.csv"
    assert world.chats.files["class.csv"] == b"a,b\n1,2\n"


async def test_words_and_unknown_files_are_refused(bot: Bot, nurse: Person, world: World) -> None:
    """A card of text is given no picture, and a name is no file."""
    card = await bot.send_message(nurse.id, "card")
    with pytest.raises(BadRequest, match="no media"):
        await bot.edit_message_media(InputMediaPhoto(PNG), nurse.id, card.message_id)
    with pytest.raises(BadRequest, match="identifier"):
        await bot.send_photo(nurse.id, "file-that-nobody-has")
    with pytest.raises(BadRequest, match="identifier"):
        await bot.send_document(nurse.id, "file-that-nobody-has")
