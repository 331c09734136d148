"""A store for one person at a screen: when the file fails, the talk goes on in memory, and ``trouble`` says why.

Each later commit tries the file again, from where the file stands, so a lock or a full disk that passes costs nothing.
What could not be wiped is remembered, so that it can be said: a promise that is not kept must not look kept.
"""

from __future__ import annotations

from collections.abc import Sequence

from storage.base import Claim, Store, Stored, Tally, Timer
from storage.errors import Closed, StoreError
from storage.members import Members


class Carried:
    """Keeps every law of ``Store``; of the errors that a session meets, only ``Closed`` comes through."""

    def __init__(self, store: Store, *, afresh: bool = False) -> None:
        self._store = store
        self.afresh = afresh
        """Did conversations rest in the file whose keys are gone?"""
        self._kept: dict[bytes, Stored | None] = {}
        self._ahead: dict[bytes, Stored | None] = {}
        self._unread: set[bytes] = set()
        self.trouble: StoreError | None = None

    @property
    def members(self) -> Members:
        return self._store.members

    @property
    def unwiped(self) -> tuple[bytes, ...]:
        """Keys whose conversation is over here, while the file still holds a row for them."""
        return tuple(key for key, now in self._ahead.items() if now is None and self._kept.get(key) is not None)

    async def load(self, key: bytes) -> Stored | None:
        if key in self._ahead:
            return self._ahead[key]
        try:
            found = await self._store.load(key)
        except Closed:
            raise
        except StoreError as error:
            self.trouble = error
            self._unread.add(key)
            found = self._ahead[key] = self._kept.get(key)
        else:
            self._kept[key] = found
        return found

    async def commit(  # noqa: PLR0913 - as the border has it
        self,
        key: bytes,
        *,
        expected: int | None,
        revision: int,
        record: bytes | None,
        expires: int,
        tally: Tally | None = None,
        timers: Sequence[Timer] | None = None,
    ) -> bool:
        ahead = key in self._ahead
        here = self._ahead[key] if ahead else self._kept.get(key)
        if ahead and (here.revision if here else None) != expected:
            return False
        now = None if record is None else Stored(revision, record, expires)
        if key in self._unread or (ahead and self._kept.get(key) is None and now is None):
            # The file could not even be read a moment ago, or it never held this: there is no use in trying now.
            self._unread.discard(key)
            self._ahead[key] = now
            return True
        try:
            if ahead and not await self._makes_room(key, now):
                return False
            kept = self._kept.get(key)
            done = await self._store.commit(
                key,
                expected=(kept.revision if kept else None) if ahead else expected,
                revision=revision,
                record=record,
                expires=expires,
                tally=tally,
                timers=timers,
            )
        except Closed:
            raise
        except StoreError as error:
            self.trouble = error
            self._ahead[key] = now
            return True
        self.trouble = None
        self._ahead.pop(key, None)
        if done:
            self._kept[key] = now
        return done

    async def _makes_room(self, key: bytes, now: Stored | None) -> bool:
        """Where the file still holds a talk that is over, and this is the next one, the old row goes first.

        False: another process has moved it on since we saw it, and that is what counts.
        """
        kept = self._kept.get(key)
        if kept is None or now is None or now.revision > kept.revision:
            return True
        gone = await self._store.commit(key, expected=kept.revision, revision=kept.revision, record=None, expires=0)
        if gone:
            self._kept[key] = None
        else:
            self._ahead.pop(key, None)
        return gone

    async def delete(self, key: bytes, *, timers: bool = False) -> bool:
        self._ahead.pop(key, None)
        gone = await self._store.delete(key, timers=timers)
        self._kept[key] = None
        return gone

    async def sweep(self, now: int) -> int:
        return await self._store.sweep(now)

    async def timers(self, key: bytes) -> list[Timer]:
        return await self._store.timers(key)

    async def arm(self, key: bytes, *, add: Sequence[Timer] = (), drop: Sequence[Timer] = ()) -> None:
        await self._store.arm(key, add=add, drop=drop)

    async def claim(self, now: int, *, lease: int, limit: int) -> list[Claim]:
        return await self._store.claim(now, lease=lease, limit=limit)

    async def finish(self, claim: Claim) -> bool:
        return await self._store.finish(claim)

    async def tallies(self) -> list[tuple[Tally, int]]:
        return await self._store.tallies()

    async def bent(self) -> int:
        return await self._store.bent()

    async def close(self) -> None:
        await self._store.close()
