"""Rooms at rest: each is one row, changed by one conditional statement; and what follows from every change.

A room that is over rests once more, as over and due at once, until its report is delivered and everybody's card has
been put back; then the row goes. So a crash at the end of a class loses nothing, and leaves nothing behind.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Final
from weakref import WeakValueDictionary

from bot.adapters.telegram.border import Telling
from bot.keys import Keys
from bot.practice.class_room import room_step
from bot.practice.class_standing import Phase, Room, expires
from bot.practice.class_talk import Effect, Event
from bot.practice.room_record import AtRest, decode, encode
from bot.practice_chat.keeping import TRIES, Clock
from bot.practice_chat.library import Library
from storage.errors import Busy
from storage.practice import ROOM, PracticeStore

LETTERS: Final = "BCDFGHJKLMNPQRSTVWXZ"
"""What codes are made of: no vowels, so that no code is a word, and nothing that looks like a digit."""

CODE_LETTERS: Final = 6
CODES: Final = len(LETTERS) ** CODE_LETTERS

Told = tuple[AtRest, tuple[Effect, ...]]
Change = Callable[[AtRest], tuple[AtRest, Event]]
"""From a room at rest, the same with a newcomer's number where there is one, and the event."""


def spelled(number: int) -> str:
    """The code of a room, as it is written on a board."""
    letters = ""
    for _ in range(CODE_LETTERS):
        number, place = divmod(number, len(LETTERS))
        letters = LETTERS[place] + letters
    return letters


def read_code(text: str) -> int | None:
    """The number of a code, however it is written; None when it is none."""
    letters = "".join(text.split()).replace("-", "").upper()
    if len(letters) != CODE_LETTERS or not set(letters) <= set(LETTERS):
        return None
    number = 0
    for letter in letters:
        number = number * len(LETTERS) + LETTERS.index(letter)
    return number


@dataclass(frozen=True, slots=True)
class Shelter:
    """What a room rests on. ``draw`` gives a number below its argument."""

    store: PracticeStore
    keys: Keys
    library: Library
    clock: Clock
    tell: Telling
    draw: Callable[[int], int]
    turns: WeakValueDictionary[int, asyncio.Lock] = field(default_factory=WeakValueDictionary, repr=False)
    """Who changes a room, by its code: a class that presses at once takes turns, and nobody is overtaken."""

    async def new(self, room: Room, trainer: int) -> int:
        """Keep a new room; the number of its code, which is never 0."""
        for _ in range(TRIES):
            code = 1 + self.draw(CODES - 1)
            rest = AtRest(room, trainer, extra=(code,))
            if await self._commit(code, None, 1, rest):
                return code
        raise Busy

    async def look(self, code: int) -> AtRest | None:
        """The room of a code; None where there is none, or none that can be read."""
        found = await self._found(code)
        return found[1] if found else None

    async def step(self, code: int, change: Change) -> Told | None:
        """Change a room, if it is there; what it came to and what is to be told."""
        turn = self.turns.setdefault(code, asyncio.Lock())
        async with turn:
            return await self._step(code, change)

    async def _step(self, code: int, change: Change) -> Told | None:
        for _ in range(TRIES):
            found = await self._found(code)
            if found is None:
                return None
            revision, before = found
            after, event = change(before)
            case = self.library.cases.get(before.room.scenario)
            room, effects = replace(before.room, phase=Phase.OVER), tuple[Effect, ...]()
            if case is not None:  # else it was taken away since the class began
                room, effects = room_step(case, after.room, event, self.clock())
            seats = len(room.seats)
            after = replace(after, room=room, chats=after.chats[:seats])
            if after == before:
                return after, effects
            if await self._commit(code, revision, revision + 1, after):
                return after, effects
        raise Busy

    async def forget(self, code: int) -> None:
        """Forget a room."""
        await self.store.forget(ROOM, self._key(code))

    async def due(self, most: int) -> list[int]:
        """Codes of rooms whose time has come; what cannot be read goes at once."""
        codes = []
        for key, _ in await self.store.due(ROOM, self.clock(), most):
            kept = await self.store.load(ROOM, key)
            rest = _read(kept.record) if kept else None
            if rest is None or not rest.extra:
                await self.store.forget(ROOM, key)
            else:
                codes.append(rest.extra[0])
        return codes

    async def _commit(self, code: int, expected: int | None, revision: int, rest: AtRest) -> bool:
        ends = self.clock() if rest.room.phase is Phase.OVER else expires(rest.room)
        return await self.store.commit(ROOM, self._key(code), expected, revision, encode(rest), ends)

    async def _found(self, code: int) -> tuple[int, AtRest] | None:
        kept = await self.store.load(ROOM, self._key(code))
        rest = _read(kept.record) if kept else None
        return (kept.revision, rest) if kept and rest else None

    def _key(self, code: int) -> bytes:
        # Below zero is no chat of one person.
        return self.keys.chat(-1 - code)


def _read(record: bytes) -> AtRest | None:
    try:
        return decode(record)
    except ValueError:
        return None
