"""What every store promises, as one class: a new kind of store inherits it and brings a fixture `store`.

The fixture yields an open, empty store and closes it afterwards.
"""

from __future__ import annotations

import asyncio
import traceback

import pytest

from storage.base import Claim, Store, Stored, Tally, Timer
from storage.errors import Closed
from tests.storage.samples import LATER, NOW, TALLY, key, record, timer


class StoreContract:
    """Sessions, counts and timers."""

    async def test_a_stranger_has_no_session(self, store: Store) -> None:
        """A key that nobody used loads nothing."""
        assert await store.load(key(1)) is None

    async def test_what_is_committed_is_loaded(self, store: Store) -> None:
        """The first step makes the session, the next one moves it on, and it comes back as it was put."""
        assert await store.commit(key(1), expected=None, revision=1, record=record(1), expires=NOW)
        assert await store.load(key(1)) == Stored(1, record(1), NOW)
        assert await store.commit(key(1), expected=1, revision=2, record=record(2, 512), expires=LATER)
        assert await store.load(key(1)) == Stored(2, record(2, 512), LATER)
        assert await store.load(key(2)) is None

    async def test_timers_change_one_by_one(self, store: Store) -> None:
        """Timers of a key are added and taken back without its session; one that stays keeps its lease."""
        await store.commit(key(1), expected=None, revision=1, record=record(1), expires=NOW)
        await store.arm(key(1), add=[timer(2), timer(1)])
        await store.arm(key(2), add=[timer(3)])
        assert await store.timers(key(1)) == [timer(1), timer(2)]
        claims = await store.claim(NOW, lease=60, limit=9)
        await store.arm(key(1), add=[timer(1), timer(4, due=LATER)], drop=[timer(2), timer(9)])
        assert await store.timers(key(1)) == [timer(1), timer(4, due=LATER)]
        assert await store.timers(key(2)) == [timer(3)]
        assert await store.claim(NOW, lease=60, limit=9) == []
        assert [await store.finish(claim) for claim in claims if claim.timer == timer(1)] == [True]
        assert await store.timers(key(1)) == [timer(4, due=LATER)]
        assert await store.load(key(1)) == Stored(1, record(1), NOW)

    async def test_a_stale_commit_changes_nothing(self, store: Store) -> None:
        """Who saw an older revision, or none, or one that never was, is told so and leaves no trace."""
        await store.commit(key(1), expected=None, revision=4, record=record(1), expires=NOW, timers=[timer(1)])
        for expected in (None, 3, 5):
            for after in (record(9), None):
                assert not await store.commit(
                    key(1),
                    expected=expected,
                    revision=9,
                    record=after,
                    expires=LATER,
                    tally=None if (expected, after) == (None, None) else TALLY,
                    timers=[],
                )
        assert not await store.commit(key(2), expected=1, revision=2, record=record(2), expires=LATER)
        assert await store.load(key(1)) == Stored(4, record(1), NOW)
        assert await store.load(key(2)) is None
        assert await store.tallies() == []
        assert [claim.timer for claim in await store.claim(NOW, lease=1, limit=9)] == [timer(1)]

    async def test_the_end_counts_once(self, store: Store) -> None:
        """The last press, delivered twice, ends the conversation once and counts it once."""
        await store.commit(key(1), expected=None, revision=1, record=record(1), expires=NOW)
        end = [
            await store.commit(key(1), expected=1, revision=2, record=None, expires=NOW, tally=TALLY) for _ in range(3)
        ]
        assert end == [True, False, False]
        assert await store.load(key(1)) is None
        assert await store.tallies() == [(TALLY, 1)]

    async def test_tallies_add_up_by_all_their_numbers(self, store: Store) -> None:
        """Equal tallies share a line, any other number makes another, and the lines come in order."""
        other = TALLY._replace(reason=7)
        earlier = TALLY._replace(quarter=TALLY.quarter - 1)
        for number, tally in enumerate((TALLY, other, TALLY, earlier, TALLY)):
            await store.commit(key(number), expected=None, revision=1, record=record(1), expires=NOW, tally=tally)
        assert await store.tallies() == [(earlier, 1), (TALLY, 3), (other, 1)]

    async def test_a_conversation_can_begin_again(self, store: Store) -> None:
        """After the end the key is free, and the old revision means nothing."""
        await store.commit(key(1), expected=None, revision=7, record=record(1), expires=NOW)
        await store.commit(key(1), expected=7, revision=8, record=None, expires=NOW)
        assert await store.commit(key(1), expected=None, revision=1, record=record(2), expires=NOW)
        assert not await store.commit(key(1), expected=7, revision=8, record=record(3), expires=NOW)
        assert await store.load(key(1)) == Stored(1, record(2), NOW)

    async def test_forgetting_does_not_ask_for_a_revision(self, store: Store) -> None:
        """A wish to be forgotten wins over everything; what is still due stays unless it goes too."""
        for number in (1, 2):
            await store.commit(
                key(number),
                expected=None,
                revision=3,
                record=record(1),
                expires=NOW,
                timers=[timer(number)],
            )
        assert await store.delete(key(1))
        assert not await store.delete(key(1))
        assert await store.delete(key(1), timers=True)
        assert not await store.delete(key(1), timers=True)
        assert await store.load(key(1)) is None
        assert await store.load(key(2)) is not None
        claims = await store.claim(NOW, lease=1, limit=9)
        assert [claim.timer for claim in claims] == [timer(2)]

    async def test_the_sweep_takes_what_has_expired(self, store: Store) -> None:
        """A session goes in the very second it expires, not one before; its timers stay due."""
        for number, expires in enumerate((NOW - 1, NOW, NOW + 1)):
            await store.commit(
                key(number),
                expected=None,
                revision=1,
                record=record(number),
                expires=expires,
                timers=[timer(number)],
            )
        assert await store.sweep(NOW) == 2
        assert await store.sweep(NOW) == 0
        assert [await store.load(key(number)) is None for number in range(3)] == [True, True, False]
        assert len(await store.claim(NOW, lease=1, limit=9)) == 3

    async def test_a_due_timer_is_lent_to_one(self, store: Store) -> None:
        """Timers come oldest first, at most as many as asked for, and each to one caller until its lease ends."""
        timers = [timer(number, due=NOW - number) for number in range(4)]
        await store.commit(key(1), expected=None, revision=1, record=record(1), expires=LATER, timers=timers)
        first = await store.claim(NOW - 1, lease=10, limit=2)
        assert first == [Claim(key(1), timers[3], NOW + 9), Claim(key(1), timers[2], NOW + 9)]
        second = await store.claim(NOW - 1, lease=10, limit=9)
        assert [claim.timer for claim in second] == [timers[1]]
        assert await store.claim(NOW - 1, lease=10, limit=9) == []
        again = await store.claim(NOW + 9, lease=10, limit=2)
        assert [claim.timer for claim in again] == [timers[3], timers[2]]

    async def test_who_lost_the_lease_cannot_finish(self, store: Store) -> None:
        """A slow caller does not take the work of the one who has it now; a finished timer is gone."""
        await store.commit(key(1), expected=None, revision=1, record=record(1), expires=LATER, timers=[timer(1)])
        (slow,) = await store.claim(NOW, lease=5, limit=1)
        (quick,) = await store.claim(NOW + 5, lease=5, limit=1)
        assert not await store.finish(slow)
        assert await store.finish(quick)
        assert not await store.finish(quick)
        assert await store.claim(LATER, lease=5, limit=9) == []

    async def test_timers_are_replaced_with_the_step(self, store: Store) -> None:
        """None leaves them, a list becomes them, and one that stays stays lent."""
        await store.commit(
            key(1),
            expected=None,
            revision=1,
            record=record(1),
            expires=LATER,
            timers=[timer(1), timer(2)],
        )
        lent = await store.claim(NOW, lease=60, limit=1)
        assert [claim.timer for claim in lent] == [timer(1)]
        await store.commit(key(1), expected=1, revision=2, record=record(1), expires=LATER)
        await store.commit(
            key(1),
            expected=2,
            revision=3,
            record=record(1),
            expires=LATER,
            timers=[timer(1), timer(3), timer(3)],
        )
        claims = await store.claim(NOW, lease=60, limit=9)
        assert [claim.timer for claim in claims] == [timer(3)]
        assert await store.finish(lent[0])

    async def test_timers_outlive_the_conversation(self, store: Store) -> None:
        """At the end, the messages in the chat are still to be deleted; also when no session was ever stored."""
        await store.commit(key(1), expected=None, revision=1, record=record(1), expires=NOW)
        await store.commit(key(1), expected=1, revision=2, record=None, expires=NOW, timers=[timer(1)])
        assert await store.commit(key(2), expected=None, revision=0, record=None, expires=NOW, timers=[timer(2)])
        assert await store.load(key(2)) is None
        claims = await store.claim(NOW, lease=1, limit=9)
        assert sorted(claim.timer for claim in claims) == [timer(1), timer(2)]

    async def test_a_lease_from_a_clock_that_jumped_is_void(self, store: Store) -> None:
        """Claimed while the clock was a year ahead, due again as soon as it is right: late deletion is worse."""
        await store.commit(key(1), expected=None, revision=1, record=record(1), expires=LATER, timers=[timer(1)])
        assert await store.claim(NOW + 31_536_000, lease=60, limit=1)
        assert len(await store.claim(NOW, lease=60, limit=1)) == 1

    async def test_of_many_tasks_one_wins_each_revision(self, store: Store) -> None:
        """Sixteen tasks press the same card at once, ten times over: each time exactly one gets through."""
        await store.commit(key(1), expected=None, revision=0, record=record(0), expires=LATER)
        for revision in range(10):
            won = await asyncio.gather(
                *(
                    store.commit(
                        key(1),
                        expected=revision,
                        revision=revision + 1,
                        record=record(number),
                        expires=LATER,
                        tally=TALLY,
                    )
                    for number in range(16)
                )
            )
            assert sum(won) == 1
            stored = await store.load(key(1))
            assert stored == Stored(revision + 1, record(won.index(True)), LATER)
        assert await store.tallies() == [(TALLY, 10)]

    @pytest.mark.parametrize(
        "wrong",
        [
            {"key": b"short"},
            {"key": "0123456789abcdef"},
            {"record": b"7 bytes"},
            {"record": bytes(513)},
            {"record": "a name, perhaps"},
            {"record": bytearray(24)},
            {"revision": 1},
            {"revision": 2**31},
            {"revision": "2"},
            {"expected": True},
            {"expires": -1},
            {"expires": 1.5},
            {"expires": 2**64},
            {"tally": TALLY._replace(reason=-1)},
            {"tally": TALLY._replace(outcome=2**16)},
            {"tally": Tally(*"abcdef")},
            {"timers": [Timer(1, NOW, 2**63, 1)]},
            {"timers": [Timer(1, NOW, 1, -1)]},
            {"timers": [timer(number) for number in range(65)]},
            {"expected": None, "record": None, "tally": TALLY},
        ],
        ids=str,
    )
    async def test_what_cannot_be_a_number_or_bytes_is_refused(self, store: Store, wrong: dict[str, object]) -> None:
        """A caller's bug is refused before anything changes, in words that hold no value."""
        await store.commit(key(1), expected=None, revision=1, record=record(1), expires=NOW)
        right = {"key": key(1), "expected": 1, "revision": 2, "record": record(2), "expires": NOW}
        with pytest.raises((TypeError, ValueError)) as caught:
            await store.commit(**(right | wrong))  # type: ignore[arg-type]
        told = traceback.format_exception_only(caught.value)
        assert not any(character.isdigit() for character in "".join(told))
        assert await store.load(key(1)) == Stored(1, record(1), NOW)
        assert await store.tallies() == []

    async def test_after_closing_there_is_nothing(self, store: Store) -> None:
        """A closed store says so, for every call; closing twice is harmless."""
        await store.commit(key(1), expected=None, revision=1, record=record(1), expires=NOW)
        await store.close()
        await store.close()
        for call in (
            store.load(key(1)),
            store.commit(key(1), expected=1, revision=2, record=None, expires=NOW),
            store.delete(key(1)),
            store.sweep(NOW),
            store.claim(NOW, lease=1, limit=1),
            store.finish(Claim(key(1), timer(1), NOW)),
            store.tallies(),
            store.members.role(key(1), NOW),
            store.members.revoke(key(1)),
        ):
            with pytest.raises(Closed):
                await call
