"""What rests is sealed: a row tells nobody which chat it belongs to, how long the talk is, or what was answered.

Pure: secrets, numbers and bytes in; rows out; every store writes the same ones. One secret of 32 bytes makes

- the name of its rows, `tag`: meant for nobody, but equal for rows that are forgotten together;
- the key of a row: a keyed hash of the caller's key, so rows of one chat under two secrets share nothing;
- its guard: a keyed hash of row and revision. A conditional change compares it; the revision itself is not in clear;
- its body: AES-256-GCM over the record, always of one length, bound to every other column of its row. A row that was
  moved, swapped or bent does not open. Nonces are random: 2**32 of one secret are far out of an hour's reach.

In clear is no time finer than `HOUR`: when a row is looked at (`ends`, `due`) is rounded to it, the second is inside.
"""

from __future__ import annotations

import hmac
import os
import struct
from typing import Final, NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from storage.base import KEY_BYTES, RECORD_BYTES, Stored, Timer

SECRET_BYTES: Final = 32
GUARD_BYTES: Final = 16
NONCE_BYTES: Final = 12
TAG_BYTES: Final = 16
HOUR: Final = 3600
"""Seconds. The grain of every time that is in clear."""

_SESSION: Final = struct.Struct(f">IQH{RECORD_BYTES[1]}s")
"""Revision, end in seconds since 1970, length of the record, the record with zeros behind it."""
_TIMER: Final = struct.Struct(f">{KEY_BYTES}sHQqQQ")
"""The caller's key, kind, due, chat, message, and until when it is lent."""

SESSION_BODY_BYTES: Final = NONCE_BYTES + _SESSION.size + TAG_BYTES
TIMER_BODY_BYTES: Final = NONCE_BYTES + _TIMER.size + TAG_BYTES


class SessionRow(NamedTuple):
    """A session as it lies in a table. `ends` is its end in hours since 1970."""

    key: bytes
    epoch: int
    ends: int
    guard: bytes
    body: bytes


class TimerRow(NamedTuple):
    """A timer as it lies in a table: `owner` is equal for all of a chat, `id` for equal timers. `due` is in hours."""

    owner: bytes
    id: bytes
    due: int
    guard: bytes
    body: bytes


class Armed(NamedTuple):
    """What a timer's row holds: the caller's key, the timer, and until when it is lent (seconds since 1970, or 0)."""

    key: bytes
    timer: Timer
    lease: int


class Seal:
    """One secret at work. `tag` is a whole number of 63 bits that names it, and tells nothing of it."""

    __slots__ = ("_aead", "_index", "tag")

    def __init__(self, secret: bytes) -> None:
        if len(secret) != SECRET_BYTES:
            raise ValueError("a secret of a wrong length")
        made = HKDF(SHA256(), 72, salt=None, info=b"waymark store 1").derive(secret)
        self._index = made[:32]
        self._aead = AESGCM(made[32:64])
        self.tag = int.from_bytes(made[64:]) >> 1

    def __repr__(self) -> str:
        return "Seal(...)"

    def key(self, what: bytes, key: bytes) -> bytes:
        """16 bytes that stand for `key` among rows of the kind `what`."""
        return hmac.digest(self._index, what + key, "sha256")[:KEY_BYTES]

    def guard(self, row: bytes, number: int) -> bytes:
        """What must stand in a row for a change that expects it to be at `number`."""
        return hmac.digest(self._index, b"guard" + row + number.to_bytes(8), "sha256")[:GUARD_BYTES]

    def close(self, plain: bytes, bound: bytes) -> bytes:
        """A body: nonce, sealed bytes, proof. It opens only with the same `bound`."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._aead.encrypt(nonce, plain, bound)

    def open(self, body: bytes, bound: bytes) -> bytes | None:
        """What a body holds, None when it is not ours or not as we wrote it."""
        if len(body) < NONCE_BYTES + TAG_BYTES:
            return None
        try:
            return self._aead.decrypt(body[:NONCE_BYTES], body[NONCE_BYTES:], bound)
        except InvalidTag:
            return None


def hour(seconds: int) -> int:
    """A point in time as it may stand in clear."""
    return seconds // HOUR


def session_key(seal: Seal, key: bytes) -> bytes:
    """The key of a session's row."""
    return seal.key(b"session", key)


def session_guard(seal: Seal, row: bytes, revision: int) -> bytes:
    """The guard of a session's row that stands at `revision`."""
    return seal.guard(row, revision)


def seal_session(seal: Seal, key: bytes, stored: Stored) -> SessionRow:
    """The row of a session. Equal sessions make rows that share no bytes but those of their time."""
    row = session_key(seal, key)
    ends, guard = hour(stored.expires), seal.guard(row, stored.revision)
    plain = _SESSION.pack(stored.revision, stored.expires, len(stored.record), stored.record)
    return SessionRow(row, seal.tag, ends, guard, seal.close(plain, _bound(b"session", seal.tag, row, ends, guard)))


def open_session(seal: Seal, row: SessionRow) -> Stored | None:
    """The session in a row, None when the row is not as this seal wrote it."""
    plain = seal.open(row.body, _bound(b"session", row.epoch, row.key, row.ends, row.guard))
    if plain is None or len(plain) != _SESSION.size:
        return None
    revision, expires, length, record = _SESSION.unpack(plain)
    return Stored(revision, record[:length], expires)


def timer_owner(seal: Seal, key: bytes) -> bytes:
    """What all timers of a caller's key have in common."""
    return seal.key(b"owner", key)


def timer_id(seal: Seal, key: bytes, timer: Timer) -> bytes:
    """Equal for equal timers of one key, and for no others."""
    return seal.key(b"timer", _TIMER.pack(key, *timer, 0))


def seal_timer(seal: Seal, armed: Armed) -> TimerRow:
    """The row of a timer."""
    key, timer, lease = armed
    owner, row = timer_owner(seal, key), timer_id(seal, key, timer)
    due, guard = hour(timer.due), seal.guard(row, lease)
    plain = _TIMER.pack(key, *timer, lease)
    return TimerRow(owner, row, due, guard, seal.close(plain, _bound(b"timer", seal.tag, owner + row, due, guard)))


def open_timer(seal: Seal, row: TimerRow) -> Armed | None:
    """The timer in a row, None when the row is not as this seal wrote it."""
    plain = seal.open(row.body, _bound(b"timer", seal.tag, row.owner + row.id, row.due, row.guard))
    if plain is None or len(plain) != _TIMER.size:
        return None
    key, *timer, lease = _TIMER.unpack(plain)
    return Armed(key, Timer(*timer), lease)


def _bound(what: bytes, tag: int, row: bytes, when: int, guard: bytes) -> bytes:
    """Every column of a row but its body. Numbers that no row of ours could hold are bound to nothing that opens."""
    return what + (tag % 2**64).to_bytes(8) + row + (when % 2**64).to_bytes(8) + guard
