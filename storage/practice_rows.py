"""The row of a practice record: sealed as a session is, in a table and under names of its own.

In clear are the kind, the hour of its time, which of four sizes it has, and nothing else that says anything.
"""

from __future__ import annotations

import struct
from typing import Final, NamedTuple

from storage.base import KEY_BYTES
from storage.practice import MOST_BYTES, Kept
from storage.sealing import NONCE_BYTES, TAG_BYTES, Seal, hour

SIZES: Final = (256, 1024, 4096, MOST_BYTES)
"""Bytes that a record is filled up to: how long it is would tell how far somebody has come."""

_HEAD: Final = struct.Struct(f">{KEY_BYTES}sIQH")
"""The caller's key, revision, seconds since 1970, length of the record; the record and zeros come behind."""

BODY_BYTES: Final = tuple(NONCE_BYTES + _HEAD.size + size + TAG_BYTES for size in SIZES)


class PracticeRow(NamedTuple):
    """A record as it lies in the table. `ends` is its time in hours since 1970."""

    key: bytes
    kind: int
    epoch: int
    ends: int
    guard: bytes
    body: bytes


class Opened(NamedTuple):
    """What a row holds: the caller's key, and what rests under it."""

    key: bytes
    kept: Kept


def row_key(seal: Seal, kind: int, key: bytes) -> bytes:
    """The key of a row: those of one chat under two secrets, or of two kinds, have nothing in common."""
    return seal.key(b"practice" + bytes([kind]), key)


def seal_kept(seal: Seal, kind: int, key: bytes, kept: Kept) -> PracticeRow:
    """The row of a record."""
    row = row_key(seal, kind, key)
    ends, guard = hour(kept.expires), seal.guard(row, kept.revision)
    size = next(size for size in SIZES if len(kept.record) <= size)
    plain = _HEAD.pack(key, kept.revision, kept.expires, len(kept.record)) + kept.record.ljust(size, b"\0")
    return PracticeRow(row, kind, seal.tag, ends, guard, seal.close(plain, _bound(row, kind, seal.tag, ends, guard)))


def open_kept(seal: Seal, row: PracticeRow) -> Opened | None:
    """What is in a row, None when the row is not as this seal wrote it."""
    plain = seal.open(row.body, _bound(row.key, row.kind, row.epoch, row.ends, row.guard))
    if plain is None or len(plain) < _HEAD.size:
        return None
    key, revision, expires, length = _HEAD.unpack(plain[: _HEAD.size])
    return Opened(key, Kept(revision, plain[_HEAD.size : _HEAD.size + length], expires))


def _bound(row: bytes, kind: int, tag: int, ends: int, guard: bytes) -> bytes:
    """Every column of a row but its body. Numbers that no row of ours could hold are bound to nothing that opens."""
    numbers = b"".join((number % 2**64).to_bytes(8) for number in (kind, tag, ends))
    return b"practice" + numbers + row + guard
