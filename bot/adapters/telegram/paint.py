"""Make the chat look like the newest view, whatever it looked like before: one card or one neutral line, no more.

Painting twice is harmless, and a crash anywhere in here leaves rows that say what is unfinished:

- before a message is sent, a row says so and names a message that was there before. Messages in a chat are numbered
  upwards, so one that was sent unheard lies between that number and the next one we hear of, and is deleted with it;
- the new message takes the old one's place in one change, and the old one is from then on a message that has to go;
- an open card is never painted before a row says when to look at it again, so none stays open for ever.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from bot.adapters.telegram.border import (
    CARDS,
    KEPT_SECONDS,
    LINE_SECONDS,
    SENDING_SECONDS,
    Chats,
    Clock,
    Kind,
    Row,
    Rows,
    Telling,
)
from bot.adapters.telegram.calls import Calls, Fate
from bot.adapters.telegram.card import Card
from bot.adapters.telegram.pace import Pace
from bot.adapters.telegram.turns import Overtaken, Showing, Turn, Turns

MOST_SWEPT: Final = 1000
"""Numbers that are looked through for a message that was sent unheard: those of all chats of a bot are one sequence."""

ENDED: Final = (Kind.WATCH, Kind.REMIND, Kind.TYPED)
"""Rows that mean nothing any more when nothing is open."""

BLANK: Final = Card("…")
"""What a message says that can no longer be deleted."""


@dataclass(frozen=True, slots=True)
class Means:
    """What it takes to paint. ``shared``: other processes paint in the same chats."""

    calls: Calls
    chats: Chats
    pace: Pace
    clock: Clock
    tell: Telling
    shared: bool = False

    async def remove(self, chat: int, message: int, *, urgent: bool = False) -> bool:
        """Delete a message; where that cannot be done any more, make it say nothing. Is it seen to?"""
        fate = await self.calls.delete(chat, message, urgent=urgent)
        if fate is Fate.STUCK:
            self.tell("message.blanked")
            fate = await self.calls.edit(chat, message, BLANK)
        return await self.settled(chat, fate)

    async def remove_noted(self, chat: int, rows: Sequence[Row], *, urgent: bool = False) -> None:
        """Delete the messages of these rows, and strike the rows of those that are gone."""
        gone = [row for row in rows if await self.remove(chat, row.message, urgent=urgent)]
        if gone:
            await self.chats.note(chat, drop=gone)

    async def settled(self, chat: int, fate: Fate) -> bool:
        """Is it seen to? Who cannot be reached is forgotten."""
        if fate is Fate.BLOCKED:
            self.tell("chat.blocked")
            await self.chats.wipe(chat)
        return fate is not Fate.FAILED


class Painter:
    """Paints, in each chat one view after the other."""

    def __init__(self, means: Means) -> None:
        self._means = means
        self._turns = Turns()

    async def show(self, chat: int, showing: Showing) -> bool:
        """Paint this view. True: the chat shows it, or a newer one is on its way, or there is nobody to show it to."""
        async with self._turns.of(chat) as turn:
            turn.want(showing)
            async with turn.lock:
                newest = turn.take()
                if newest is None:
                    return True
                painting = _Painting(self._means, chat, turn, newest)
                try:
                    done = await painting.paint()
                except Overtaken:
                    turn.wanted = turn.wanted.over(painting.showing) if turn.wanted else painting.showing
                    return True
            self._means.tell("paint.done" if done else "paint.failed")
            return done

    def busy(self, chat: int) -> bool:
        """Is a view on its way into this chat?"""
        return self._turns.busy(chat)

    async def clear_stray(self, chat: int, message: int) -> None:
        """Delete a message of ours that was pressed and is neither card nor line."""
        async with self._turns.of(chat) as turn, turn.lock:
            known = (await self._means.chats.rows(chat)).of(*CARDS, Kind.LINE)
            if message not in {row.message for row in known}:
                await self._means.remove(chat, message)


@dataclass(slots=True)
class _Painting:
    """One view on its way into one chat, while its turn is held."""

    means: Means
    chat: int
    turn: Turn
    showing: Showing

    async def paint(self) -> bool:
        rows = await self.means.chats.rows(self.chat)
        if not self.showing.line:
            return await self._put(rows, rows.newest(*CARDS))
        cards = rows.of(*CARDS)
        if self.showing.soft and any(row.kind is Kind.LAST for row in cards):
            return True
        if cards:  # the card goes first: it is never left because a line could not be sent
            await self.means.remove_noted(self.chat, cards, urgent=self.showing.urgent)
            rows = await self.means.chats.rows(self.chat)
        if rows.of(*ENDED):
            await self.means.chats.note(self.chat, drop=rows.of(*ENDED))
        return await self._put(rows, rows.newest(Kind.LINE))

    async def _put(self, rows: Rows, there: Row | None) -> bool:
        """Into the message that is there, or as a new one."""
        if there is None or self.showing.fresh:
            return await self._send(rows)
        look, struck = self._looks(rows)
        if look:
            await self.means.chats.note(self.chat, add=look, drop=struck)
        if self.turn.painted != (there.message, self.showing.card):
            await self._wait()
            fate = await self._edit(there.message, self.showing.card)
            if fate is Fate.GONE:
                return await self._send(rows)
            if fate is not Fate.DONE:
                return await self.means.settled(self.chat, fate)
        if there.kind is not self._kind:
            now_is = Row(self._kind, there.due, there.message)
            await self.means.chats.note(self.chat, add=[now_is], drop=[there])
        return True

    async def _send(self, rows: Rows) -> bool:
        """A new message, in the place of all that stands there."""
        now, old, unsure = self.means.clock(), rows.of(*CARDS, Kind.LINE), rows.of(Kind.SENDING)
        before = max((self.showing.after, *(row.message for row in old)))
        sending = Row(Kind.SENDING, now + SENDING_SECONDS, before)
        look, struck = self._looks(rows)
        await self._wait()
        await self.means.chats.note(self.chat, add=[sending, *look], drop=struck)
        first = self.showing.cover or self.showing.card
        sent = await self.means.calls.send(self.chat, first, silent=not self.showing.loud, urgent=self.showing.urgent)
        if sent.fate is not Fate.DONE:
            return await self.means.settled(self.chat, sent.fate)
        kept = LINE_SECONDS if self.showing.line else KEPT_SECONDS
        lost = [Row(Kind.LOST, now, row.message) for row in old]
        doubtful = [*unsure, sending] if unsure or sent.unsure else []
        await self.means.chats.note(
            self.chat,
            add=[Row(self._kind, now + kept, sent.message), *lost],
            drop=[*old, *(() if doubtful else (sending,))],
        )
        self.turn.painted = (sent.message, first)
        covered = self.showing.cover is not None
        self.showing = replace(self.showing, fresh=False, loud=False, cover=None)
        try:
            # What was sent in neutral words becomes the card.
            fate = await self._edit(sent.message, self.showing.card) if covered else Fate.DONE
            return await self.means.settled(self.chat, fate)
        finally:
            await self.means.remove_noted(self.chat, lost)
            await self._sweep(doubtful, sent.message)

    async def _sweep(self, doubtful: Sequence[Row], newest: int) -> None:
        """Delete whatever was sent unheard since the messages of these rows."""
        if not doubtful:
            return
        self.means.tell("chat.swept")
        first = min(row.message for row in doubtful)
        known = {row.message for row in (await self.means.chats.rows(self.chat)).of(*CARDS, Kind.LINE)}
        between = range(first + 1, min(newest, first + 1 + MOST_SWEPT)) if first else ()
        fate = await self.means.calls.delete_all(self.chat, [one for one in between if one not in known])
        if fate is not Fate.FAILED:
            await self.means.chats.note(self.chat, drop=doubtful)

    async def _edit(self, message: int, card: Card) -> Fate:
        fate = await self.means.calls.edit(self.chat, message, card, urgent=self.showing.urgent, hold=self.turn.hold)
        self.turn.painted = (message, card) if fate is Fate.DONE else None
        return fate

    @property
    def _kind(self) -> Kind:
        if self.showing.line:
            return Kind.LINE
        return Kind.LAST if self.showing.last else Kind.CARD

    def _looks(self, rows: Rows) -> tuple[Sequence[Row], Sequence[Row]]:
        """Rows to add and to strike so that the conversation is looked at in time."""
        standing = rows.of(Kind.WATCH)
        if not self.showing.look or self.showing.line:
            return (), ()
        if any(row.due <= self.showing.look for row in standing) and not self.showing.last:
            return (), ()
        return (Row(Kind.WATCH, self.showing.look),), standing

    async def _wait(self) -> None:
        """Until this chat may get another message."""
        while not self.showing.urgent and (seconds := self.means.pace.wait(self.chat)) > 0:
            await self.turn.hold(seconds)
        self.means.pace.spend(self.chat)
