"""Messages: commands of the chat, typed answers, and everything that is neither. All of them are deleted at once."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from telegram import ChatMember, Update
from telegram.constants import ChatType

from bot.adapters.telegram.answering import STALE, Answering, is_first, without
from bot.adapters.telegram.border import Kind, Row, packed, unpacked
from bot.adapters.telegram.read import Command, Other, Text, said
from bot.adapters.telegram.render import HIDDEN, is_open
from bot.adapters.telegram.work import current
from bot.engine import events as ev
from bot.present.understand import understand

if TYPE_CHECKING:
    from telegram import Message, User

    from bot.adapters.telegram.turns import Showing


class Messages(Answering):
    """What people send, and their standing towards us."""

    __slots__ = ()

    async def message(self, update: Update, _context: object) -> None:
        """Somebody has sent something, whatever it is."""
        message = update.effective_message
        if message is None:
            return
        if message.chat.type != ChatType.PRIVATE:
            current.get().add(self.means.calls.leave(message.chat.id))
            return
        if message.from_user is None or message.from_user.is_bot:
            return
        found = said(message, changed=update.edited_message is not None)
        if isinstance(found, Command) and found.name == "start" and found.argument:
            await self.strangers.tries(message.from_user.id, found.argument)
        if not await self.door.admits(message.from_user.id):
            await self.strangers.meet(message.chat.id, message.message_id)
            return
        current.get().add(self._clear(message.chat.id, message.message_id))
        await self._heard(message, message.from_user, found)

    async def _clear(self, chat: int, message: int) -> None:
        """Delete what was sent; what cannot be deleted now is written down, by its number alone."""
        if not await self.means.remove(chat, message):
            await self.chats.note(chat, add=[Row(Kind.LOST, self.means.clock(), message)])

    async def _heard(self, message: Message, person: User, found: Command | Text | Other) -> None:
        chat, number = message.chat.id, message.message_id
        match found:
            case Command("start"):
                screen = await self.chats.handle(chat, self.begin(self.views.face.flows[0], person))
                self.show(chat, replace(self.views.of(screen), fresh=True, loud=is_first(screen), after=number))
            case Command("privacy"):
                self.show(chat, replace(await self._privacy(chat), after=number))
            case Command("forget", argument):
                self.show(chat, replace(await self._forget(chat, person, argument), after=number))
            case Text(words):
                await self._typed(chat, person, number, words)
            case Other(silent=silent, private=private):
                screen = await self.chats.handle(chat, ev.Look() if silent else ev.Unknown(private=private))
                self.show(chat, replace(self.views.of(screen), soft=silent, after=number))
            case _:
                return

    async def _typed(self, chat: int, person: User, number: int, words: str) -> None:
        """Typed words are held against the card once, and the row says which: a second delivery finds it moved on."""
        rows, screen = await self.chats.rows(chat), await self.chats.handle(chat, ev.Look())
        seen, at = unpacked(row.message) if (row := rows.newest(Kind.TYPED)) else (0, 0)
        if number < seen:
            return
        again, at = number == seen, at if number == seen else screen.view.revision
        event = understand(words, screen)
        if isinstance(event, ev.Danger) and not is_open(screen):
            begun = await self.chats.handle(chat, self.begin(self.views.face.safety, person))
            self.show(chat, replace(self.views.of(begun), fresh=True, after=number))
            return
        if not isinstance(event, ev.Look | ev.Unknown) and is_open(screen) and not again:
            await self.chats.note(
                chat,
                add=[Row(Kind.TYPED, self.means.clock() + self.views.forget_after, packed(number, at))],
                drop=rows.of(Kind.TYPED),
            )
        after = await self.taken(chat, event, at, from_card=not again)
        await self.unremind(chat, rows, after)
        screen = without(after, self.notice(after, STALE)) if again else after
        self.show(chat, replace(self.views.of(screen), soft=again, after=number))

    async def _privacy(self, chat: int) -> Showing:
        """What is kept, on the card that is open or on a line; a card that hides something stays as it is."""
        screen = await self.chats.handle(chat, ev.Look())
        if not is_open(screen):
            return self.views.line("chat_privacy", self.languages[0])
        if screen.view.mode not in HIDDEN:
            said_there = self.views.face.words(screen.view.language)["chat_privacy"]
            screen = replace(screen, notices=(*screen.notices, said_there))
        return self.views.of(screen)

    async def _forget(self, chat: int, person: User, argument: str) -> Showing:
        """Close and wipe; with a word behind the command, give up the place on the list as well."""
        await self.chats.handle(chat, ev.Stop())
        if argument:
            await self.door.revoke(person.id)
            return self.views.bare("chat_given_up", self.languages[0])
        return self.views.line("chat_forgotten", self.languages[0])

    async def standing(self, update: Update, _context: object) -> None:
        """We were blocked, let in again, or put into a group."""
        changed = update.my_chat_member
        if changed is None:
            return
        gone = changed.new_chat_member.status in (ChatMember.BANNED, ChatMember.LEFT)
        if changed.chat.type == ChatType.PRIVATE:
            if gone:
                await self.chats.wipe(changed.chat.id)
        elif not gone:
            current.get().add(self.means.calls.leave(changed.chat.id))
