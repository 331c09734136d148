"""The border to the store: whole numbers and bytes of bounded length go in and come out, nothing else.

No argument and no column could carry a word about a person, and a test proves it from the annotations below
and from the tables. Three laws hold for every store:

- a commit is one conditional change: it happens only if the session still stands at the expected revision;
- what the commit counts and the timers it sets change in the same transaction, so a tally is exact;
- when a call has returned, the change is durable; when it raised, nothing changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol

if TYPE_CHECKING:
    from storage.members import Members

KEY_BYTES: Final = 16
DIGEST_BYTES: Final = 32
RECORD_BYTES: Final = (8, 512)
LAST_REVISION: Final = 2**31 - 1
LAST_SECOND: Final = 2**40
"""Bound of every point in time, in seconds since 1970: far away, and far from any overflow."""
LARGEST_COUNTED: Final = 2**16 - 1
"""Bound of each number in a tally, of a timer's kind and of a role."""
LARGEST_ADDRESS: Final = 2**63 - 1
"""Bound of a channel's own numbers for a chat and a message."""
LONGEST_LEASE: Final = 3600
"""Seconds. A lease further ahead than this comes from a clock that jumped, and does not count."""
LONGEST_AHEAD: Final = 48 * 3600
"""Seconds. A timer or an end further ahead than this was set by a clock that jumped: it is due now."""
MOST_TIMERS: Final = 64


@dataclass(frozen=True, slots=True)
class Stored:
    """A session as it rests. `expires` is in seconds since 1970; the caller decides what an expired one means."""

    revision: int
    record: bytes
    expires: int


class Tally(NamedTuple):
    """What one finished conversation adds one to. `quarter` is year * 4 + (0..3); never a finer date."""

    quarter: int
    flow: int
    version: int
    language: int
    outcome: int
    reason: int


class Timer(NamedTuple):
    """Something due. `due` is in seconds since 1970; chat and message are the channel's own numbers."""

    kind: int
    due: int
    chat: int
    message: int


class Move(NamedTuple):
    """The conditional part of a commit, as every store receives it."""

    key: bytes
    expected: int | None
    revision: int
    record: bytes | None
    expires: int


@dataclass(frozen=True, slots=True)
class Claim:
    """A due timer, lent to one caller until `until` (seconds since 1970)."""

    key: bytes
    timer: Timer
    until: int


class Store(Protocol):
    """Where sessions, counts and timers rest. Raises `StoreError` for the world, ValueError for a caller's bug."""

    @property
    def members(self) -> Members:
        """The allow list that lives in the same place."""
        ...

    async def load(self, key: bytes) -> Stored | None:
        """The session under this key, also when it has expired and is not swept yet."""
        ...

    async def commit(  # noqa: PLR0913 - named at every call
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
        """Move the session on, if it still stands where the caller saw it. False: it does not, nothing changed.

        `expected` None: no session must be there yet. `record` None: the conversation is over, its row goes.
        `timers` None leaves those of this key as they are, otherwise they become exactly these; one that stays
        keeps its lease. Timers outlive the session: a message still has to be deleted after the end.
        """
        ...

    async def delete(self, key: bytes, *, timers: bool = False) -> bool:
        """Forget a session, whatever its revision; with `timers`, also what was still due. Was anything there?"""
        ...

    async def sweep(self, now: int) -> int:
        """Forget the sessions that have expired or cannot be read any more; how many. Their timers stay.

        An end more than `LONGEST_AHEAD` from now is that of a clock that jumped, and counts as past.
        """
        ...

    async def timers(self, key: bytes) -> list[Timer]:
        """Everything that is set for this key, due or not, in order."""
        ...

    async def arm(self, key: bytes, *, add: Sequence[Timer] = (), drop: Sequence[Timer] = ()) -> None:
        """Set and take back single timers of a key, all or none of it; its session is left alone.

        One that is there already stays as it is, with its lease; one that is not there need not be taken back.
        """
        ...

    async def claim(self, now: int, *, lease: int, limit: int) -> list[Claim]:
        """Up to `limit` due timers, oldest first, each lent to this caller alone for `lease` seconds.

        One that lies more than `LONGEST_AHEAD` ahead is due: better deleted too early than never.
        """
        ...

    async def finish(self, claim: Claim) -> bool:
        """The work of a claim is done: its timer goes. False: the lease had run out and somebody else has it."""
        ...

    async def tallies(self) -> list[tuple[Tally, int]]:
        """All counts, in order."""
        ...

    async def bent(self) -> int:
        """How many counts, members and invitations were bent by a failing disk. They are left out everywhere."""
        ...

    async def close(self) -> None:
        """Let go of the store. Closing twice is harmless; any other call afterwards raises `Closed`."""
        ...


def is_over(when: int, now: int) -> bool:
    """Has this point in time come, or was it set by a clock that jumped?"""
    return when <= now or when > now + LONGEST_AHEAD


def is_lent(until: int, now: int) -> bool:
    """Does this lease hold? One that lies further ahead than any lease may is void."""
    return now < until <= now + LONGEST_LEASE


def check_whole(value: object, last: int, first: int = 0) -> int:
    """The number itself, if it is one and lies in first..last. The message never holds the value."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError("the store takes whole numbers and bytes only")
    if not first <= value <= last:
        raise ValueError("a number for the store is out of range")
    return value


def check_bytes(value: object, shortest: int, longest: int | None = None) -> bytes:
    """The bytes themselves, if they are bytes of an allowed length."""
    if not isinstance(value, bytes):
        raise TypeError("the store takes whole numbers and bytes only")
    if not shortest <= len(value) <= (longest or shortest):
        raise ValueError("bytes for the store have a wrong length")
    return value


def check_commit(move: Move, tally: Tally | None, timers: Sequence[Timer] | None) -> None:
    """Refuse a commit that no store may accept; the same words for every store."""
    check_bytes(move.key, KEY_BYTES)
    check_whole(move.revision, LAST_REVISION)
    check_whole(move.expires, LAST_SECOND)
    if move.expected is not None:
        check_whole(move.expected, LAST_REVISION)
    if move.record is not None:
        check_bytes(move.record, *RECORD_BYTES)
        # With a revision that stands still, two callers could both win.
        if move.expected is not None and move.revision <= move.expected:
            raise ValueError("a commit must raise the revision")
    elif move.expected is None and tally is not None:
        # Nothing conditional would happen, so a repeated call would count again.
        raise ValueError("a conversation that was never stored cannot be counted at its end")
    if tally is not None:
        for number in tally:
            check_whole(number, LARGEST_COUNTED)
    if timers is not None:
        check_timers(timers)


def check_timers(timers: Sequence[Timer]) -> None:
    """Refuse timers that do not fit: too many, or a number out of range."""
    if len(timers) > MOST_TIMERS:
        raise ValueError("too many timers for one key")
    for kind, due, chat, message in timers:
        check_whole(kind, LARGEST_COUNTED)
        check_whole(due, LAST_SECOND)
        check_whole(chat, LARGEST_ADDRESS, -LARGEST_ADDRESS)
        check_whole(message, LARGEST_ADDRESS)


def check_claim(now: int, lease: int, limit: int) -> None:
    """Refuse a claim whose numbers make no sense."""
    check_whole(now, LAST_SECOND)
    check_whole(lease, LONGEST_LEASE, 1)
    check_whole(limit, 1000, 1)
