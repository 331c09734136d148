"""Where sittings rest: one row a chat, changed by one conditional statement, so that no two changes meet unseen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from bot.keys import Keys
from bot.practice_chat.sitting import RecordError, Sitting, decode, encode
from storage.errors import Busy
from storage.practice import ATTEMPT, PracticeStore

IDLE_SECONDS: Final = 8 * 3600
"""After this long without anything, all of a chat is deleted."""

TRIES: Final = 16

Clock = Callable[[], int]
"""Seconds since 1970."""


class Sittings:
    """All chats' sittings. Raises ``StoreError`` for the world."""

    def __init__(self, store: PracticeStore, keys: Keys, clock: Clock) -> None:
        self._store = store
        self._keys = keys
        self._clock = clock

    async def of(self, chat: int) -> Sitting | None:
        """Where a chat stands; None where nothing is remembered of it, or nothing that can be read."""
        return (await self._found(chat))[1]

    async def change(self, chat: int, change: Callable[[Sitting], Sitting]) -> Sitting:
        """Change where a chat stands, from the beginning where nothing is remembered; what it came to."""
        for _ in range(TRIES):
            expected, before = await self._found(chat)
            after = change(before or Sitting(chat))
            expires, revision = self._clock() + IDLE_SECONDS, (expected or 0) + 1
            key = self._keys.chat(chat)
            if await self._store.commit(ATTEMPT, key, expected, revision, encode(after), expires):
                return after
        raise Busy

    async def note(self, chat: int, change: Callable[[Sitting], Sitting]) -> Sitting | None:
        """Change what is remembered, if anything is: whoever wants to be forgotten stays forgotten."""
        for _ in range(TRIES):
            expected, before = await self._found(chat)
            if before is None:
                return None
            after = change(before)
            if after == before:
                return after
            kept = await self._store.load(ATTEMPT, self._keys.chat(chat))
            expires = kept.expires if kept else self._clock() + IDLE_SECONDS
            key = self._keys.chat(chat)
            if await self._store.commit(ATTEMPT, key, expected, (expected or 0) + 1, encode(after), expires):
                return after
        raise Busy

    async def forget(self, chat: int) -> None:
        """Forget a chat."""
        await self._store.forget(ATTEMPT, self._keys.chat(chat))

    async def due(self, most: int) -> list[tuple[Sitting, int]]:
        """Chats whose time has come, each with the revision at which it stands; unreadable ones go at once."""
        found = []
        for key, revision in await self._store.due(ATTEMPT, self._clock(), most):
            kept = await self._store.load(ATTEMPT, key)
            sitting = _read(kept.record) if kept else None
            if sitting is None:
                await self._store.forget(ATTEMPT, key)
            else:
                found.append((sitting, revision))
        return found

    async def ended(self, sitting: Sitting, revision: int) -> bool:
        """Forget a chat, if nothing has happened in it since it was due."""
        key = self._keys.chat(sitting.chat)
        return await self._store.commit(ATTEMPT, key, revision, revision + 1, None, 0)

    async def _found(self, chat: int) -> tuple[int | None, Sitting | None]:
        """The revision that a change has to expect, and what is remembered."""
        kept = await self._store.load(ATTEMPT, self._keys.chat(chat))
        if kept is None:
            return None, None
        return kept.revision, _read(kept.record)


def _read(record: bytes) -> Sitting | None:
    try:
        return decode(record)
    except RecordError:
        return None
