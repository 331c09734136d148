"""The border to the store of practice: attempts, class rooms and drills, as whole numbers and bytes, nothing else.

It is no part of the store of real sessions: another file, other tables, other keys, and nothing in it is counted.
One process is enough for practice, so there is a store in memory and one in a SQLite file, and none at a server.

The laws are those of `storage.base`: a commit is one conditional change; when a call has returned, the change is
durable; when it raised, nothing changed. A row past its time is told by `due` at once, so that somebody can end what
it is about, and `sweep` forgets it when nobody has after `GRACE`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple, Protocol

from storage.base import KEY_BYTES, LAST_REVISION, LAST_SECOND, check_bytes, check_whole

ATTEMPT: Final = 1
"""One person's talk with a patient who is made up."""
ROOM: Final = 2
"""A class, or a trainer and a trainee with the trainer as patient."""
DRILL: Final = 3
"""When somebody who asked for it is reminded next. It rests for months, so its key outlives every epoch."""

KINDS: Final = (ATTEMPT, ROOM, DRILL)
MOST_BYTES: Final = 16 * 1024
MOST_DUE: Final = 1000

_DAY: Final = 24 * 3600

GRACE: Final[Mapping[int, int]] = {ATTEMPT: 0, ROOM: 3600, DRILL: 10 * _DAY}
"""Seconds past its time that a row of each kind waits for whoever is to end it, before `sweep` forgets it."""

AHEAD: Final[Mapping[int, int]] = {ATTEMPT: 2 * _DAY, ROOM: 2 * _DAY, DRILL: 130 * _DAY}
"""Seconds. A time further ahead than this was set by a clock that jumped: it has come."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A row as it rests. `expires` is in seconds since 1970; the caller decides what an expired one means."""

    revision: int
    record: bytes
    expires: int


class Change(NamedTuple):
    """The conditional part of a commit, as both stores receive it."""

    kind: int
    key: bytes
    expected: int | None
    revision: int
    record: bytes | None
    expires: int


class PracticeStore(Protocol):
    """Where practice rests. Raises `StoreError` for the world, ValueError or TypeError for a caller's bug."""

    async def load(self, kind: int, key: bytes) -> Kept | None:
        """The row of this kind under this key (16 bytes), also when its time is past and it is not swept yet."""
        ...

    async def commit(  # noqa: PLR0913, PLR0917
        self, kind: int, key: bytes, expected: int | None, revision: int, record: bytes | None, expires: int
    ) -> bool:
        """Move a row on, if it still stands where the caller saw it. False: it does not, nothing changed.

        `expected` None: no row must be there yet. `record` None: it is over, the row goes. Else the revision must rise,
        and the record has 1 to `MOST_BYTES` bytes.
        """
        ...

    async def forget(self, kind: int, key: bytes) -> bool:
        """Forget a row whatever its revision: somebody's wish wins over everything. Was there one?"""
        ...

    async def due(self, kind: int, now: int, most: int) -> Sequence[tuple[bytes, int]]:
        """Key and revision of up to `most` rows whose time has come, the oldest first. They stay until ended."""
        ...

    async def sweep(self, now: int) -> int:
        """Forget the rows whose time and `GRACE` are past, and those that cannot be read any more; how many."""
        ...

    async def close(self) -> None:
        """Let go of the store. Closing twice is harmless; any other call afterwards raises `Closed`."""
        ...


def has_come(kind: int, expires: int, now: int, grace: int = 0) -> bool:
    """Has the time of a row come, and `grace` seconds more, or was it set by a clock that jumped?"""
    return expires + grace <= now or expires > now + AHEAD[kind]


def check_kind(kind: object) -> int:
    """The kind itself, if it is one."""
    return check_whole(kind, KINDS[-1], KINDS[0])


def check_change(change: Change) -> Change:
    """Refuse a commit that no store may accept; the same words for both."""
    check_kind(change.kind)
    check_bytes(change.key, KEY_BYTES)
    check_whole(change.revision, LAST_REVISION)
    check_whole(change.expires, LAST_SECOND)
    if change.expected is not None:
        check_whole(change.expected, LAST_REVISION)
    if change.record is not None:
        check_bytes(change.record, 1, MOST_BYTES)
        # With a revision that stands still, two callers could both win.
        if change.expected is not None and change.revision <= change.expected:
            raise ValueError("a commit must raise the revision")
    return change
