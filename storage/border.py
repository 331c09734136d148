"""What comes in is looked at here, once for every store; a store gets only what it may accept."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence

from storage.base import (
    KEY_BYTES,
    LAST_SECOND,
    LONGEST_LEASE,
    Claim,
    Move,
    Stored,
    Tally,
    Timer,
    check_bytes,
    check_claim,
    check_commit,
    check_timers,
    check_whole,
)


class Border(ABC):
    """The calls of `storage.base.Store` that take something, checked and handed on. Raises TypeError and ValueError."""

    async def load(self, key: bytes) -> Stored | None:
        """The session under this key."""
        return await self._found(check_bytes(key, KEY_BYTES))

    async def commit(  # noqa: PLR0913
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
        """Move the session on, if it still stands where the caller saw it."""
        move = Move(key, expected, revision, record, expires)
        check_commit(move, tally, timers)
        return await self._moved(move, tally, timers)

    async def delete(self, key: bytes, *, timers: bool = False) -> bool:
        """Forget a session; with `timers`, also what was still due."""
        return await self._deleted(check_bytes(key, KEY_BYTES), timers=timers)

    async def sweep(self, now: int) -> int:
        """Forget what has expired."""
        return await self._swept(check_whole(now, LAST_SECOND))

    async def timers(self, key: bytes) -> list[Timer]:
        """Everything that is set for this key."""
        return await self._armed(check_bytes(key, KEY_BYTES))

    async def arm(self, key: bytes, *, add: Sequence[Timer] = (), drop: Sequence[Timer] = ()) -> None:
        """Set and take back single timers."""
        check_timers((*add, *drop))
        await self._arm(check_bytes(key, KEY_BYTES), add, drop)

    async def claim(self, now: int, *, lease: int, limit: int) -> list[Claim]:
        """Lend what is due."""
        check_claim(now, lease, limit)
        return await self._claimed(now, lease, limit)

    async def finish(self, claim: Claim) -> bool:
        """The work of a claim is done."""
        check_bytes(claim.key, KEY_BYTES)
        check_timers((claim.timer,))
        check_whole(claim.until, LAST_SECOND + LONGEST_LEASE)
        return await self._finished(claim)

    @abstractmethod
    async def _found(self, key: bytes) -> Stored | None: ...

    @abstractmethod
    async def _moved(self, move: Move, tally: Tally | None, timers: Sequence[Timer] | None) -> bool: ...

    @abstractmethod
    async def _deleted(self, key: bytes, *, timers: bool) -> bool: ...

    @abstractmethod
    async def _swept(self, now: int) -> int: ...

    @abstractmethod
    async def _armed(self, key: bytes) -> list[Timer]: ...

    @abstractmethod
    async def _arm(self, key: bytes, add: Sequence[Timer], drop: Sequence[Timer]) -> None: ...

    @abstractmethod
    async def _claimed(self, now: int, lease: int, limit: int) -> list[Claim]: ...

    @abstractmethod
    async def _finished(self, claim: Claim) -> bool: ...
