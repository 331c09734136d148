"""An epoch's secret lives as long as its rows may be read and no longer, whatever the clocks do."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from storage.epochs import KEPT_BYTES, MOST_EPOCHS, Instant, Kept, MemoryRing, Span, age, next_change, turned, unpack
from tests.storage.clocks import Clocks
from tests.storage.samples import NOW

RUN, OTHER_RUN = b"\x01" * 16, b"\x02" * 16
SPAN = Span(3600, 8 * 3600)


def test_there_is_a_new_epoch_each_hour() -> None:
    """The present one comes first; earlier ones stay as long as what they sealed last may be read."""
    clocks = Clocks()
    ring = MemoryRing(SPAN, clocks)
    seen = [ring.epochs()[0].tag]
    for _ in range(20):
        assert ring.epochs() is ring.epochs()
        clocks.pass_(3600)
        epochs = ring.epochs()
        seen.append(epochs[0].tag)
        assert [one.tag for one in epochs] == seen[: -len(epochs) - 1 : -1]
        assert len(epochs) == min(len(seen), 9)
    assert len(set(seen)) == len(seen)


def test_what_rests_is_readable_for_its_time_and_not_much_longer() -> None:
    """Sealed at any second of an epoch: readable for `keep` seconds, gone `length` seconds later at the latest."""
    for second in (0, 1, 1800, 3599):
        clocks = Clocks()
        ring = MemoryRing(SPAN, clocks)
        ring.epochs()
        clocks.pass_(second)
        tag = ring.epochs()[0].tag
        clocks.pass_(SPAN.keep)
        assert tag in [one.tag for one in ring.epochs()]
        clocks.pass_(SPAN.length)
        assert tag not in [one.tag for one in ring.epochs()]


YEAR = 31_536_000
JUMPS = st.sampled_from([0, 0, 1, -1, 3600, -3600, 86_400, -86_400, 2 * YEAR, -2 * YEAR])


@given(jumps=st.lists(st.tuples(st.sampled_from([1, 60, 900, 3600]), JUMPS), max_size=60))
def test_no_jump_of_a_clock_keeps_a_secret_longer(jumps: list[tuple[int, int]]) -> None:
    """The wall's clock jumps by a second, a day or two years, forth and back: no secret outlives its real time."""
    clocks = Clocks()
    ring = MemoryRing(SPAN, clocks)
    born: dict[int, int] = {}
    for passed, jump in jumps:
        for one in ring.epochs():
            born.setdefault(one.tag, clocks.boot)
        clocks.pass_(passed)
        clocks.wall = max(0, clocks.wall + jump)
        epochs = ring.epochs()
        assert all(clocks.boot - born.get(one.tag, clocks.boot) < SPAN.whole for one in epochs)
        assert clocks.boot - born.get(epochs[0].tag, clocks.boot) < SPAN.length


def test_another_run_of_the_machine_and_a_future_are_no_ages() -> None:
    """Secrets from before a restart of the machine, or from after now, are forgotten and replaced."""
    now = Instant(NOW, 500)
    sound = Kept(b"s" * 32, Instant(NOW - 10, 490), RUN)
    assert age(sound, now, RUN) == 10
    assert age(sound, now, OTHER_RUN) is None
    future = Kept(b"f" * 32, Instant(NOW, 600), RUN)
    assert age(future, now, RUN) is None
    (fresh, *rest) = turned([future], now, SPAN, RUN)
    assert (rest, fresh.born, fresh.run) == ([], now, RUN)
    assert turned([sound, future], now, SPAN, RUN) == (sound,)
    assert turned([sound], now, SPAN, OTHER_RUN)[0].secret != sound.secret


def test_a_wall_clock_that_was_wrong_at_the_start_costs_the_secrets_and_no_more() -> None:
    """Set right by fifty years after the start: what was sealed before is forgotten, never kept."""
    clocks = Clocks()
    clocks.wall = 0
    ring = MemoryRing(SPAN, clocks)
    first = ring.epochs()[0].tag
    clocks.wall = NOW
    assert first not in [one.tag for one in ring.epochs()]


def test_nothing_is_to_be_done_before_the_next_change() -> None:
    """At the second told something changes, and not one before; from any moment and any number of secrets."""
    chance = random.Random(5)  # noqa: S311 - not a secret
    for _ in range(200):
        clocks = Clocks()
        kept = turned([], clocks(), SPAN, RUN)
        for _ in range(chance.randint(0, 12)):
            clocks.pass_(chance.randint(1, 5000))
            kept = turned(kept, clocks(), SPAN, RUN)
        left = next_change(kept, clocks(), SPAN, RUN)
        clocks.pass_(left - 1)
        assert turned(kept, clocks(), SPAN, RUN) == kept
        clocks.pass_(1)
        assert turned(kept, clocks(), SPAN, RUN) != kept


def test_there_are_never_too_many() -> None:
    """Clocks that push each other on, second by second: the oldest secrets go before the newest."""
    clocks = Clocks()
    kept = turned([], clocks(), SPAN, RUN)
    for _ in range(3 * MOST_EPOCHS):
        clocks.wall += 3600
        clocks.boot += 1
        newest = kept[0]
        kept = turned(kept, clocks(), Span(3600, 1000 * 3600), RUN)
        assert kept[1] == newest
        assert len(kept) <= MOST_EPOCHS


def test_what_is_packed_is_whole_or_nothing() -> None:
    """A secret with its times comes back; with any bit bent, shorter or longer, it is none."""
    kept = Kept(b"s" * 32, Instant(NOW, 500), RUN)
    packed = kept.pack()
    assert len(packed) == KEPT_BYTES
    assert unpack(packed) == kept
    for bit in range(8 * len(packed)):
        assert unpack((int.from_bytes(packed) ^ 1 << bit).to_bytes(len(packed))) is None
    for wrong in (b"", packed[:-1], packed + b"\0", bytes(KEPT_BYTES)):
        assert unpack(wrong) is None
    assert "ssss" not in repr(kept)
