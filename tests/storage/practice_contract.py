"""What every store of practice promises, as one class: a store inherits it and brings a fixture `store`."""

from __future__ import annotations

import asyncio
import traceback

import pytest

from storage.errors import Closed
from storage.practice import AHEAD, ATTEMPT, DRILL, GRACE, KINDS, MOST_BYTES, ROOM, Kept, PracticeStore
from tests.storage.samples import LATER, NOW, key, record


class PracticeContract:
    """Attempts, rooms and drills."""

    async def test_a_stranger_has_nothing(self, store: PracticeStore) -> None:
        """A key that nobody used loads nothing, for any kind."""
        assert [await store.load(kind, key(1)) for kind in KINDS] == [None, None, None]

    @pytest.mark.parametrize("size", [1, 256, 257, 4096, 4097, MOST_BYTES])
    async def test_what_is_committed_is_loaded(self, store: PracticeStore, size: int) -> None:
        """The first step makes the row, the next one moves it on, and it comes back as it was put."""
        assert await store.commit(ROOM, key(1), None, 1, record(1), LATER)
        assert await store.load(ROOM, key(1)) == Kept(1, record(1), LATER)
        assert await store.commit(ROOM, key(1), 1, 2, bytes(size), LATER + 1)
        assert await store.load(ROOM, key(1)) == Kept(2, bytes(size), LATER + 1)
        assert await store.load(ROOM, key(2)) is None

    async def test_kinds_share_nothing(self, store: PracticeStore) -> None:
        """One key has an attempt, a room and a drill side by side, and ending one leaves the others."""
        for kind in KINDS:
            assert await store.commit(kind, key(1), None, kind, record(kind), LATER)
        assert await store.commit(ROOM, key(1), ROOM, 9, None, LATER)
        there = [await store.load(kind, key(1)) for kind in KINDS]
        assert there == [Kept(ATTEMPT, record(ATTEMPT), LATER), None, Kept(DRILL, record(DRILL), LATER)]

    async def test_a_stale_commit_changes_nothing(self, store: PracticeStore) -> None:
        """Who saw an older revision, or none, or one that never was, is told so and leaves no trace."""
        await store.commit(ATTEMPT, key(1), None, 4, record(1), LATER)
        for expected in (None, 3, 5):
            for after in (record(9), None):
                assert not await store.commit(ATTEMPT, key(1), expected, 9, after, LATER)
        assert not await store.commit(ATTEMPT, key(2), 1, 2, record(2), LATER)
        assert await store.load(ATTEMPT, key(1)) == Kept(4, record(1), LATER)
        assert await store.load(ATTEMPT, key(2)) is None

    async def test_a_talk_ends_once_and_can_begin_again(self, store: PracticeStore) -> None:
        """The last step, delivered twice, ends it once; then the key is free, and the old revision means nothing."""
        await store.commit(ATTEMPT, key(1), None, 7, record(1), LATER)
        ends = [await store.commit(ATTEMPT, key(1), 7, 8, None, LATER) for _ in range(2)]
        assert ends == [True, False]
        assert await store.load(ATTEMPT, key(1)) is None
        assert await store.commit(ATTEMPT, key(1), None, 1, record(2), LATER)
        assert not await store.commit(ATTEMPT, key(1), 7, 8, record(3), LATER)

    async def test_forgetting_does_not_ask_for_a_revision(self, store: PracticeStore) -> None:
        """A wish to be forgotten wins over everything, for this kind and key alone."""
        for number in (1, 2):
            await store.commit(DRILL, key(number), None, 3, record(number), LATER)
        assert not await store.forget(ATTEMPT, key(1))
        assert await store.forget(DRILL, key(1))
        assert not await store.forget(DRILL, key(1))
        assert await store.load(DRILL, key(1)) is None
        assert await store.load(DRILL, key(2)) is not None

    async def test_what_is_due_is_told_oldest_first(self, store: PracticeStore) -> None:
        """Rows of this kind whose second has come, at most so many, until somebody ends them or moves them on."""
        for number in range(5):
            await store.commit(ROOM, key(number), None, number, record(number), NOW + 1 - number)
        await store.commit(DRILL, key(9), None, 1, record(9), NOW - 9)
        assert await store.due(ROOM, NOW, 2) == [(key(4), 4), (key(3), 3)]
        assert await store.due(ROOM, NOW, 9) == [(key(number), number) for number in (4, 3, 2, 1)]
        assert await store.commit(ROOM, key(4), 4, 5, None, NOW)
        assert await store.commit(ROOM, key(3), 3, 4, record(3), LATER)
        assert await store.due(ROOM, NOW, 9) == [(key(2), 2), (key(1), 1)]
        assert await store.due(DRILL, NOW, 9) == [(key(9), 1)]

    @pytest.mark.parametrize("kind", KINDS)
    async def test_the_sweep_takes_what_nobody_ended(self, store: PracticeStore, kind: int) -> None:
        """A row goes in the second in which its grace is over, not one before."""
        for number in range(3):
            await store.commit(kind, key(number), None, 1, record(number), NOW - GRACE[kind] - 1 + number)
        assert await store.sweep(NOW) == 2
        assert await store.sweep(NOW) == 0
        assert [await store.load(kind, key(number)) is None for number in range(3)] == [True, True, False]

    @pytest.mark.parametrize("kind", KINDS)
    async def test_a_time_too_far_ahead_has_come(self, store: PracticeStore, kind: int) -> None:
        """A clock that jumped does not keep anything for years; what lies just within the longest wait stays."""
        await store.commit(kind, key(1), None, 1, record(1), NOW + AHEAD[kind])
        await store.commit(kind, key(2), None, 1, record(2), NOW + AHEAD[kind] + 1)
        assert await store.due(kind, NOW, 9) == [(key(2), 1)]
        assert await store.sweep(NOW) == 1
        assert await store.load(kind, key(1)) is not None

    async def test_of_many_tasks_one_wins_each_revision(self, store: PracticeStore) -> None:
        """Sixteen seats press at once, ten times over: each time exactly one gets through."""
        await store.commit(ROOM, key(1), None, 0, record(0), LATER)
        for revision in range(10):
            won = await asyncio.gather(
                *(store.commit(ROOM, key(1), revision, revision + 1, record(seat), LATER) for seat in range(16))
            )
            assert sum(won) == 1
            assert await store.load(ROOM, key(1)) == Kept(revision + 1, record(won.index(True)), LATER)

    @pytest.mark.parametrize(
        "wrong",
        [
            {"kind": 0},
            {"kind": 4},
            {"kind": "room"},
            {"key": b"short"},
            {"key": "0123456789abcdef"},
            {"record": b""},
            {"record": bytes(MOST_BYTES + 1)},
            {"record": "a name, perhaps"},
            {"record": bytearray(24)},
            {"revision": 1},
            {"revision": 2**31},
            {"expected": True},
            {"expires": -1},
            {"expires": 1.5},
        ],
        ids=str,
    )
    async def test_what_cannot_be_a_number_or_bytes_is_refused(
        self, store: PracticeStore, wrong: dict[str, object]
    ) -> None:
        """A caller's bug is refused before anything changes, in words that hold no value."""
        await store.commit(ROOM, key(1), None, 1, record(1), LATER)
        right = {"kind": ROOM, "key": key(1), "expected": 1, "revision": 2, "record": record(2), "expires": LATER}
        with pytest.raises((TypeError, ValueError)) as caught:
            await store.commit(**(right | wrong))  # type: ignore[arg-type]  # wrong on purpose
        told = traceback.format_exception_only(caught.value)
        assert not any(character.isdigit() for character in "".join(told))
        assert await store.load(ROOM, key(1)) == Kept(1, record(1), LATER)

    async def test_after_closing_there_is_nothing(self, store: PracticeStore) -> None:
        """A closed store says so, for every call; closing twice is harmless."""
        await store.commit(ROOM, key(1), None, 1, record(1), LATER)
        await store.close()
        await store.close()
        for call in (
            store.load(ROOM, key(1)),
            store.commit(ROOM, key(1), 1, 2, None, LATER),
            store.forget(ROOM, key(1)),
            store.due(ROOM, NOW, 1),
            store.sweep(NOW),
        ):
            with pytest.raises(Closed):
                await call
