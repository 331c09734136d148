"""A store that rests nowhere: it keeps every law of the border and forgets all when the program ends.

The console uses it unless a file is named, and goes on with it when the file fails. All work happens between two
awaits, so the tasks of one event loop cannot see a half-made change.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from storage.base import (
    DIGEST_BYTES,
    KEY_BYTES,
    LARGEST_COUNTED,
    LAST_SECOND,
    Claim,
    Move,
    Stored,
    Tally,
    Timer,
    check_bytes,
    check_whole,
    is_lent,
    is_over,
)
from storage.border import Border
from storage.errors import Closed
from storage.members import Count, counted


class _Open:
    """Whether the store still is; the sessions and the allow list share one."""

    __slots__ = ("closed",)

    def __init__(self) -> None:
        self.closed = False

    def check(self) -> None:
        if self.closed:
            raise Closed


class MemoryMembers:
    """The allow list in memory; see `storage.members.Members`."""

    def __init__(self, open_: _Open | None = None) -> None:
        self._open = open_ or _Open()
        self._members: dict[bytes, tuple[int, int]] = {}
        self._invites: dict[bytes, tuple[int, int]] = {}

    async def invite(self, digest: bytes, *, role: int, expires: int) -> bool:
        self._open.check()
        check_bytes(digest, DIGEST_BYTES)
        entry = (check_whole(role, LARGEST_COUNTED), check_whole(expires, LAST_SECOND))
        return self._invites.setdefault(digest, entry) is entry

    async def redeem(self, digest: bytes, *, key: bytes, now: int, expires: int) -> int | None:
        self._open.check()
        check_bytes(digest, DIGEST_BYTES)
        check_bytes(key, KEY_BYTES)
        check_whole(now, LAST_SECOND)
        check_whole(expires, LAST_SECOND)
        role, until = self._invites.get(digest, (0, -1))
        if until <= now:
            return None
        del self._invites[digest]
        self._members[key] = (role, expires)
        return role

    async def role(self, key: bytes, now: int) -> int | None:
        self._open.check()
        check_whole(now, LAST_SECOND)
        role, until = self._members.get(check_bytes(key, KEY_BYTES), (0, -1))
        return role if until > now else None

    async def revoke(self, key: bytes) -> bool:
        self._open.check()
        return self._members.pop(check_bytes(key, KEY_BYTES), None) is not None

    async def revoke_role(self, role: int) -> int:
        self._open.check()
        check_whole(role, LARGEST_COUNTED)
        before = len(self._members)
        self._members = {key: entry for key, entry in self._members.items() if entry[0] != role}
        self._invites = {key: entry for key, entry in self._invites.items() if entry[0] != role}
        return before - len(self._members)

    async def counts(self, now: int) -> list[Count]:
        self._open.check()
        check_whole(now, LAST_SECOND)
        members, invites = (
            [role for role, until in table.values() if until > now] for table in (self._members, self._invites)
        )
        return counted(members, invites)

    async def sweep(self, now: int) -> int:
        self._open.check()
        check_whole(now, LAST_SECOND)
        gone = 0
        for table in (self._members, self._invites):
            expired = [key for key, (_, until) in table.items() if until <= now]
            for key in expired:
                del table[key]
            gone += len(expired)
        return gone


class MemoryStore(Border):
    """Sessions, counts and timers in memory; see `storage.base.Store`."""

    def __init__(self) -> None:
        self._open = _Open()
        self._sessions: dict[bytes, Stored] = {}
        self._tallies: Counter[Tally] = Counter()
        self._timers: dict[bytes, dict[Timer, int]] = {}
        self._members = MemoryMembers(self._open)

    @property
    def members(self) -> MemoryMembers:
        return self._members

    async def _found(self, key: bytes) -> Stored | None:
        self._open.check()
        return self._sessions.get(key)

    async def _moved(self, move: Move, tally: Tally | None, timers: Sequence[Timer] | None) -> bool:
        self._open.check()
        key, expected, revision, record, expires = move
        now = self._sessions.get(key)
        if (now.revision if now else None) != expected:
            return False
        if record is None:
            self._sessions.pop(key, None)
        else:
            self._sessions[key] = Stored(revision, record, expires)
        if tally is not None:
            self._tallies[tally] += 1
        if timers is not None:
            leases = self._timers.pop(key, {})
            if timers:
                self._timers[key] = {timer: leases.get(timer, 0) for timer in timers}
        return True

    async def _deleted(self, key: bytes, *, timers: bool) -> bool:
        self._open.check()
        found = self._sessions.pop(key, None) is not None
        return (timers and self._timers.pop(key, None) is not None) or found

    async def _swept(self, now: int) -> int:
        self._open.check()
        expired = [key for key, stored in self._sessions.items() if is_over(stored.expires, now)]
        for key in expired:
            del self._sessions[key]
        return len(expired)

    async def _armed(self, key: bytes) -> list[Timer]:
        self._open.check()
        return sorted(self._timers.get(key, {}))

    async def _arm(self, key: bytes, add: Sequence[Timer], drop: Sequence[Timer]) -> None:
        self._open.check()
        leases = {timer: until for timer, until in self._timers.pop(key, {}).items() if timer not in drop}
        leases.update({timer: 0 for timer in add if timer not in leases})
        if leases:
            self._timers[key] = leases

    async def _claimed(self, now: int, lease: int, limit: int) -> list[Claim]:
        self._open.check()
        due = sorted(
            (timer.due, key, timer)
            for key, leases in self._timers.items()
            for timer, until in leases.items()
            if is_over(timer.due, now) and not is_lent(until, now)
        )[:limit]
        for _, key, timer in due:
            self._timers[key][timer] = now + lease
        return [Claim(key, timer, now + lease) for _, key, timer in due]

    async def _finished(self, claim: Claim) -> bool:
        self._open.check()
        leases = self._timers.get(claim.key, {})
        if leases.get(claim.timer) != claim.until:
            return False
        del leases[claim.timer]
        if not leases:
            del self._timers[claim.key]
        return True

    async def tallies(self) -> list[tuple[Tally, int]]:
        self._open.check()
        return sorted(self._tallies.items())

    async def bent(self) -> int:
        self._open.check()
        return 0

    async def close(self) -> None:
        self._open.closed = True
        self._sessions.clear()
        self._timers.clear()
