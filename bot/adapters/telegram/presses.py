"""Presses: the button is answered whatever comes of it, and a button of another message answers no view."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from telegram import Update
from telegram.constants import ChatType

from bot.adapters.telegram import data
from bot.adapters.telegram.answering import STALE, Answering, is_first, without
from bot.adapters.telegram.border import CARDS, REMIND_SECONDS, Kind, Row, packed
from bot.adapters.telegram.data import Page, Press
from bot.adapters.telegram.render import is_open
from bot.adapters.telegram.work import current
from bot.engine import events as ev
from bot.engine.session import Mode
from bot.present.screen import Screen

if TYPE_CHECKING:
    from telegram import CallbackQuery, User

    from bot.adapters.telegram.turns import Showing


class Presses(Answering):
    """What people tap."""

    __slots__ = ()

    async def press(self, update: Update, _context: object) -> None:
        """Somebody has pressed a button, or a client says so."""
        query, work = update.callback_query, current.get()
        if query is None:
            return
        message = query.message
        if message is None or message.chat.type != ChatType.PRIVATE:
            work.add(self.means.calls.answer(query.id))
            return
        chat = message.chat.id
        try:
            if not await self.door.admits(query.from_user.id):
                work.add(self.means.calls.answer(query.id))
                await self.strangers.cleared(chat)
                return
            toast, showing = await self._pressed(query, chat, message.message_id)
        except Exception:
            work.add(self.means.calls.answer(query.id, self.views.face.words(self.languages[0])["chat_not_saved"]))
            raise
        work.add(self.means.calls.answer(query.id, toast))
        self.show(chat, showing)

    async def _pressed(self, query: CallbackQuery, chat: int, number: int) -> tuple[str, Showing]:
        """Take the step: the few words that the button itself answers with, and what is to be shown."""
        rows, press = await self.chats.rows(chat), data.press(query.data)
        ours = any(row.message == number for row in rows.of(*CARDS, Kind.LINE))
        if not ours:
            current.get().add(self.painter.clear_stray(chat, number))
        place = await self._place(chat) if press and press.remind else 0
        screen = await self._stepped(chat, press, query.from_user, ours=ours)
        if place and screen.view.mode is Mode.AWAY:
            due = self.means.clock() + REMIND_SECONDS
            await self.chats.note(chat, add=[Row(Kind.REMIND, due, place)], drop=rows.of(Kind.REMIND))
        else:
            await self.unremind(chat, rows, screen)
        stale = self.notice(screen, STALE)
        closing = press is not None and isinstance(press.event, ev.Look) and ours
        page = press.page if press and not stale else Page.ANSWERS
        showing = self.views.of(without(screen, stale), page)
        opened = press is not None and isinstance(press.event, ev.Begin) and is_open(screen)
        begun = opened and not self.notice(screen, "already_open")
        showing = replace(showing, soft=not closing, after=number, fresh=begun, loud=begun and is_first(screen))
        unknown = self.views.face.catalog.text("notice.unknown", screen.view.language)
        return stale or (unknown if press is None else ""), showing

    async def _stepped(self, chat: int, press: Press | None, person: User, *, ours: bool) -> Screen:
        """The screen after the step, stale where the button was on another message or answers an older view."""
        event = press.event if press else ev.Look()
        if isinstance(event, ev.Begin):
            return await self.chats.handle(chat, self.begin(event.flow, person))
        if press is None or isinstance(event, ev.Look):
            return await self.chats.handle(chat, ev.Look(), at=press.at if press and press.at else None)
        # A button of another message answers no view of this conversation, whatever its number says.
        return await self.taken(chat, event, press.at if ours else -1, from_card=ours)

    async def _place(self, chat: int) -> int:
        """The number of the card that is open and about how many there are, packed; 0 when it has none."""
        progress = (await self.chats.handle(chat, ev.Look())).view.progress
        return packed(progress.card, progress.card + progress.more) if progress else 0
