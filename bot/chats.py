"""Chats of a channel on top of the store: whose key, which rows, what is due. Numbers of chats are hidden in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, cast

from bot.adapters.telegram.border import Due, Kind, Row, Rows
from bot.engine.events import Event
from bot.keys import Keys
from bot.present.screen import Screen
from bot.runtime import Runtime
from storage.base import Claim, Store, Timer

LEASE_SECONDS: Final = 60
"""How long a due row is lent to one process: longer than its work takes, short enough for another to step in."""

_KINDS: Final = frozenset(int(kind) for kind in Kind)


class StoredChats:
    """See ``bot.adapters.telegram.border.Chats``. ``forget_after``: the site's seconds until all is forgotten."""

    def __init__(self, runtime: Runtime, store: Store, keys: Keys, forget_after: int, clock: Callable[[], int]) -> None:
        self._runtime = runtime
        self._store = store
        self._keys = keys
        self._forget_after = forget_after
        self._clock = clock

    async def handle(self, chat: int, event: Event, *, at: int | None = None) -> Screen:
        return await self._runtime.handle(self._keys.chat(chat), event, at=at)

    async def rows(self, chat: int) -> Rows:
        return Rows(_row(timer) for timer in await self._store.timers(self._keys.chat(chat)))

    async def note(self, chat: int, *, add: Sequence[Row] = (), drop: Sequence[Row] = ()) -> None:
        key = self._keys.chat(chat)
        hidden = self._keys.masked(key, chat)
        await self._store.arm(key, add=[_timer(row, hidden) for row in add], drop=[_timer(row, hidden) for row in drop])

    async def last_touched(self, chat: int) -> int | None:
        stored = await self._store.load(self._keys.chat(chat))
        return None if stored is None else stored.expires - self._forget_after

    async def wipe(self, chat: int) -> None:
        await self._store.delete(self._keys.chat(chat), timers=True)

    async def due(self, limit: int) -> list[Due]:
        found = []
        for claim in await self._store.claim(self._clock(), lease=LEASE_SECONDS, limit=limit):
            chat = self._keys.masked(claim.key, claim.timer.chat)
            if self._keys.chat(chat) == claim.key and claim.timer.kind in _KINDS:
                found.append(Due(chat, _row(claim.timer), claim))
            else:  # written under another secret, or by a newer program: nobody here can act on it
                await self._store.finish(claim)
        return found

    async def done(self, due: Due) -> None:
        await self._store.finish(cast("Claim", due.claim))

    async def sweep(self) -> int:
        now = self._clock()
        bent = await self._store.bent()  # before: those of people let in go with the sweep
        await self._store.sweep(now)
        await self._store.members.sweep(now)
        return bent


def _timer(row: Row, hidden: int) -> Timer:
    return Timer(int(row.kind), row.due, hidden, row.message)


def _row(timer: Timer) -> Row:
    return Row(Kind(timer.kind), timer.due, timer.message)
