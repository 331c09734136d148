"""A store of practice that rests nowhere: every law of the border, and all is forgotten when the program ends."""

from __future__ import annotations

from storage.base import KEY_BYTES, LAST_SECOND, check_bytes, check_whole
from storage.errors import Closed
from storage.practice import GRACE, MOST_DUE, Change, Kept, check_change, check_kind, has_come


class MemoryPracticeStore:
    """Rows in memory; see `storage.practice.PracticeStore`."""

    def __init__(self) -> None:
        self._rows: dict[tuple[int, bytes], Kept] = {}
        self._closed = False

    async def load(self, kind: int, key: bytes) -> Kept | None:
        self._check()
        return self._rows.get((check_kind(kind), check_bytes(key, KEY_BYTES)))

    async def commit(  # noqa: PLR0913, PLR0917
        self, kind: int, key: bytes, expected: int | None, revision: int, record: bytes | None, expires: int
    ) -> bool:
        self._check()
        check_change(Change(kind, key, expected, revision, record, expires))
        now = self._rows.get((kind, key))
        if (now.revision if now else None) != expected:
            return False
        if record is None:
            self._rows.pop((kind, key), None)
        else:
            self._rows[kind, key] = Kept(revision, record, expires)
        return True

    async def forget(self, kind: int, key: bytes) -> bool:
        self._check()
        return self._rows.pop((check_kind(kind), check_bytes(key, KEY_BYTES)), None) is not None

    async def due(self, kind: int, now: int, most: int) -> list[tuple[bytes, int]]:
        self._check()
        check_whole(now, LAST_SECOND)
        check_whole(most, MOST_DUE, 1)
        mine = [(kept, key) for (of, key), kept in self._rows.items() if of == check_kind(kind)]
        come = [(kept.expires, key, kept.revision) for kept, key in mine if has_come(kind, kept.expires, now)]
        return [(key, revision) for _, key, revision in sorted(come)[:most]]

    async def sweep(self, now: int) -> int:
        self._check()
        check_whole(now, LAST_SECOND)
        gone = [
            (kind, key) for (kind, key), kept in self._rows.items() if has_come(kind, kept.expires, now, GRACE[kind])
        ]
        for place in gone:
            del self._rows[place]
        return len(gone)

    async def close(self) -> None:
        self._closed = True
        self._rows.clear()

    def _check(self) -> None:
        if self._closed:
            raise Closed
