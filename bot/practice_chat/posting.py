"""What practice asks of Telegram beyond cards: pictures, which are replaced in place, and documents, which stay."""

from __future__ import annotations

from telegram import InputFile, InputMediaPhoto, Message

from bot.adapters.telegram.calls import Calls, Fate, Sent


class Post(Calls):
    """The calls of the bot for real sessions, and three more."""

    async def picture(self, chat: int, image: bytes, caption: str) -> Sent:
        """Send a picture. ``image``: PNG; ``caption``: HTML."""

        async def once() -> Message:
            upload = InputFile(image, "picture.png")
            return await self._bot.send_photo(chat, upload, caption, disable_notification=True, protect_content=True)

        tried = await self._try("sendPhoto", once)
        return Sent(tried.fate, tried.answer.message_id if tried.answer else 0, tried.unsure)

    async def repicture(self, chat: int, message: int, image: bytes, caption: str) -> Fate:
        """Put another picture in the place of one."""

        async def once() -> Message | bool:
            media = InputMediaPhoto(InputFile(image, "picture.png", attach=True), caption)
            # The library adds a field that this method has not, unless it is told not to.
            return await self._bot.edit_message_media(media, chat, message, api_kwargs={"parse_mode": None})

        return (await self._try("editMessageMedia", once)).fate

    async def document(self, chat: int, content: bytes, name: str, caption: str) -> Fate:
        """Send a document, to be kept by whoever gets it."""

        async def once() -> Message:
            return await self._bot.send_document(chat, InputFile(content, name), caption=caption)

        return (await self._try("sendDocument", once)).fate
