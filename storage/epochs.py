"""How long a secret lives: a new epoch each hour, and every epoch forgotten when nothing under it may be read any more.

Forgetting an epoch's secret is the deletion: no copy of its rows, in no backup, log or block of a disk, opens again.
A session is sealed under the present epoch each time it is touched, so one that rests is readable for `Span.keep`
seconds at least and `Span.keep + Span.length` at most, whatever happens to its row.

Clocks fail towards deletion. Age is the longer of what two clocks say: the wall's, which may jump, and the one that
counts from the machine's start, sleep included, which cannot. A secret that is older than the machine's start, or was
born in a future, is forgotten at once.

`Ring` is what a store leans on. What is pure here is shared by all rings: in memory (below), in a folder in
memory (`storage.key_folder`), or in a table that several hosts share.
"""

from __future__ import annotations

import hashlib
import os
import struct
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple, Protocol

from storage.sealing import SECRET_BYTES, Seal

LENGTH: Final = 3600
"""Seconds that an epoch is the present one, unless a caller says otherwise."""

SLACK: Final = 60
"""Seconds that a secret may seem to be from the future: two clocks that are read one after the other."""

MOST_EPOCHS: Final = 64
"""Of more than these in one place, something else wrote it."""

_KEPT: Final = struct.Struct(f">QQ16s{SECRET_BYTES}s")
_PROOF_BYTES: Final = 8
KEPT_BYTES: Final = _KEPT.size + _PROOF_BYTES


class Instant(NamedTuple):
    """Now: seconds since 1970 by the wall's clock, and seconds since the machine's start, sleep included."""

    wall: int
    boot: int


Now = Callable[[], Instant]


class Span(NamedTuple):
    """Seconds: how long an epoch is the present one, and how long what was touched last in it stays readable."""

    length: int = LENGTH
    keep: int = LENGTH

    @property
    def whole(self) -> int:
        """The age at which a secret is forgotten."""
        return self.length + self.keep


@dataclass(frozen=True, slots=True, repr=False)
class Kept:
    """A secret and when it was made: by both clocks, and during which run of the machine (16 bytes, zeros: unknown)."""

    secret: bytes
    born: Instant
    run: bytes

    def pack(self) -> bytes:
        """`KEPT_BYTES` bytes; the last ones prove that all of them are there."""
        packed = _KEPT.pack(*self.born, self.run, self.secret)
        return packed + _proof(packed)


class Ring(Protocol):
    """The epochs of now. Every call may raise a `StoreError`."""

    @property
    def afresh(self) -> bool:
        """Were there no secrets when this ring was opened? Then nothing that rests can be read."""
        ...

    def epochs(self) -> Sequence[Seal]:
        """The epochs that may be read, newest first; what is sealed now is sealed under the first one.

        Asked before each statement, and again inside the transaction that moves a row; it is the same object as
        before as long as nothing has changed. Forgetting happens here.
        """
        ...

    def close(self) -> None:
        """Let go of it. The secrets stay where others may need them."""
        ...


def unpack(packed: bytes) -> Kept | None:
    """The secret in these bytes, None when they are not as `Kept.pack` made them."""
    if len(packed) != KEPT_BYTES or _proof(packed[: _KEPT.size]) != packed[_KEPT.size :]:
        return None
    wall, boot, run, secret = _KEPT.unpack(packed[: _KEPT.size])
    return Kept(secret, Instant(wall, boot), run)


def age(kept: Kept, now: Instant, run: bytes) -> int | None:
    """Seconds since a secret was made, None when that cannot be told: another run of the machine, or a future."""
    boot = now.boot - kept.born.boot
    if kept.run != run or boot < -SLACK:
        return None
    return max(boot, now.wall - kept.born.wall, 0)


def turned(
    kept: Sequence[Kept],
    now: Instant,
    span: Span,
    run: bytes,
    secret: Callable[[int], bytes] = os.urandom,
) -> tuple[Kept, ...]:
    """The secrets as they are to be now, newest first: none that is over, a new one when the newest has had its time.

    The same ones when nothing is to be done. What is missing from the answer is to be destroyed. Of more than
    `MOST_EPOCHS` the oldest go first.
    """
    ages = [(known, one) for one in kept if (known := age(one, now, run)) is not None and known < span.whole]
    ages.sort(key=lambda pair: pair[0])
    stay = tuple(one for _, one in ages)
    if ages and ages[0][0] < span.length:
        return stay
    return (Kept(secret(SECRET_BYTES), now, run), *stay[: MOST_EPOCHS - 1])


def next_change(kept: Sequence[Kept], now: Instant, span: Span, run: bytes) -> int:
    """Seconds until `turned` has something to do."""
    ages = [known for one in kept if (known := age(one, now, run)) is not None]
    if not ages:
        return 0
    return max(0, min(span.length - min(ages), span.whole - max(ages)))


def instant() -> Instant:
    """This machine's clocks."""
    clock = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
    return Instant(int(time.time()), int(time.clock_gettime(clock)))


class MemoryRing:
    """Secrets that only this process has: what it sealed is gone with it."""

    afresh = True

    def __init__(self, span: Span = Span(), now: Now = instant) -> None:  # noqa: B008 - a tuple
        self._span = span
        self._now = now
        self._kept: tuple[Kept, ...] = ()
        self._seals: tuple[Seal, ...] = ()

    def epochs(self) -> tuple[Seal, ...]:
        kept = turned(self._kept, self._now(), self._span, bytes(16))
        if kept != self._kept:
            self._kept, self._seals = kept, seals(kept, self._kept, self._seals)
        return self._seals

    def close(self) -> None:
        self._kept = self._seals = ()


def seals(kept: Sequence[Kept], before: Sequence[Kept], made: Sequence[Seal]) -> tuple[Seal, ...]:
    """The seals of these secrets; those that are at hand are used again."""
    known = dict(zip((one.secret for one in before), made, strict=True))
    return tuple(known.get(one.secret) or Seal(one.secret) for one in kept)


def _proof(packed: bytes) -> bytes:
    return hashlib.sha256(packed).digest()[:_PROOF_BYTES]
