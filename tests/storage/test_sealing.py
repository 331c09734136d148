"""A row tells nothing to who has no key, and opens only as it was written, where it was written."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.base import LARGEST_ADDRESS, LAST_REVISION, LAST_SECOND, Stored, Timer
from storage.sealing import (
    SESSION_BODY_BYTES,
    TIMER_BODY_BYTES,
    Armed,
    Seal,
    SessionRow,
    TimerRow,
    open_session,
    open_timer,
    seal_session,
    seal_timer,
    session_guard,
    session_key,
    timer_id,
)
from tests.storage.samples import LATER, NOW, key, record, timer

ONE, OTHER = Seal(b"\x01" * 32), Seal(b"\x02" * 32)

SESSIONS = st.builds(
    Stored, st.integers(0, LAST_REVISION), st.binary(min_size=8, max_size=512), st.integers(0, LAST_SECOND)
)
TIMERS = st.builds(
    Timer,
    st.integers(0, 2**16 - 1),
    st.integers(0, LAST_SECOND),
    st.integers(-LARGEST_ADDRESS, LARGEST_ADDRESS),
    st.integers(0, LARGEST_ADDRESS),
)


@given(chat=st.binary(min_size=16, max_size=16), session=SESSIONS, at=TIMERS, lease=st.integers(0, LAST_SECOND + 3600))
def test_what_was_sealed_comes_back(chat: bytes, session: Stored, at: Timer, lease: int) -> None:
    """Every session and every timer that a store takes, from the smallest to the largest."""
    row = seal_session(ONE, chat, session)
    assert open_session(ONE, row) == session
    assert (row.key, row.guard) == (session_key(ONE, chat), session_guard(ONE, row.key, session.revision))
    armed = Armed(chat, at, lease)
    assert open_timer(ONE, seal_timer(ONE, armed)) == armed


@given(first=SESSIONS, second=SESSIONS)
def test_all_rows_have_one_length(first: Stored, second: Stored) -> None:
    """A first card and the longest talk there is look the same from outside."""
    rows = [seal_session(ONE, key(1), one) for one in (first, second)]
    assert {len(row.body) for row in rows} == {SESSION_BODY_BYTES}
    assert {len(row.key) + len(row.guard) for row in rows} == {32}
    assert len(seal_timer(ONE, Armed(key(1), timer(1), 0)).body) == TIMER_BODY_BYTES


def test_equal_sessions_are_unequal_bytes() -> None:
    """The same card in two chats, twice in one chat, and under two secrets: no column tells that it is the same."""
    same = Stored(7, record(1), LATER)
    one, again = seal_session(ONE, key(1), same), seal_session(ONE, key(1), same)
    assert one.body[12:] != again.body[12:]
    other, later = seal_session(ONE, key(2), same), seal_session(OTHER, key(1), same)
    for row in (other, later):
        assert not {row.key, row.guard, row.body} & {one.key, one.guard, one.body}
    assert one.epoch != later.epoch


def test_another_secret_opens_nothing() -> None:
    """Nor does the right secret under the name of another."""
    row = seal_session(ONE, key(1), Stored(7, record(1), LATER))
    assert open_session(OTHER, row) is None
    assert open_session(OTHER, row._replace(epoch=OTHER.tag)) is None
    assert open_session(ONE, row._replace(epoch=OTHER.tag)) is None
    assert open_timer(OTHER, seal_timer(ONE, Armed(key(1), timer(1), 0))) is None


def test_a_row_that_was_moved_or_swapped_does_not_open() -> None:
    """Each column belongs to its row: none can be exchanged with that of another row, or of another table."""
    mine = seal_session(ONE, key(1), Stored(7, record(1), LATER))
    theirs = seal_session(ONE, key(2), Stored(8, record(2), LATER + 7200))
    for column in ("key", "ends", "guard", "body"):
        assert open_session(ONE, mine._replace(**{column: getattr(theirs, column)})) is None, column
    due, other = (seal_timer(ONE, Armed(key(n), timer(n, NOW + 7200 * n), n)) for n in (1, 2))
    for column in ("owner", "id", "due", "guard", "body"):
        assert open_timer(ONE, due._replace(**{column: getattr(other, column)})) is None, column
    assert open_session(ONE, mine._replace(body=due.body)) is None


def test_no_bit_of_a_row_can_be_bent() -> None:
    """Every bit of every column, one at a time; and every shorter body."""
    row = seal_session(ONE, key(1), Stored(7, record(1), LATER))
    for bent in bends(row):
        assert open_session(ONE, SessionRow(*bent)) is None
    at = seal_timer(ONE, Armed(key(1), timer(1), 0))
    for bent in bends(at):
        assert open_timer(ONE, TimerRow(*bent)) is None
    for length in range(len(row.body)):
        assert open_session(ONE, row._replace(body=row.body[:length])) is None


def bends(row: tuple[int | bytes, ...]) -> list[list[Any]]:
    """The row with one bit changed, for each of its bits."""
    bent: list[list[Any]] = []
    for place, value in enumerate(row):
        bits = 64 if isinstance(value, int) else 8 * len(value)
        for bit in range(bits):
            number = value if isinstance(value, int) else int.from_bytes(value)
            other = number ^ 1 << bit
            changed = other if isinstance(value, int) else other.to_bytes(len(value))
            bent.append([*row[:place], changed, *row[place + 1 :]])
    return bent


def test_times_in_clear_are_whole_hours() -> None:
    """Two ends within an hour cannot be told apart from outside."""
    first, last = NOW - NOW % 3600, NOW - NOW % 3600 + 3599
    ends = {seal_session(ONE, key(1), Stored(1, record(1), at)).ends for at in (first, last)}
    due = {seal_timer(ONE, Armed(key(1), timer(1, at), 0)).due for at in (first, last)}
    assert ends == due == {first // 3600}


def test_a_lease_changes_no_name() -> None:
    """A timer that is lent stays the timer that it is; only its guard and its body change."""
    free, lent = (seal_timer(ONE, Armed(key(1), timer(1), lease)) for lease in (0, NOW))
    assert free[:3] == lent[:3]
    assert free.id == timer_id(ONE, key(1), timer(1))
    assert free.guard != lent.guard


def test_a_seal_does_not_show_its_secret() -> None:
    """Neither by its text nor by a wrong length's message."""
    assert repr(ONE) == "Seal(...)"
    with pytest.raises(ValueError, match="^a secret of a wrong length$"):
        Seal(b"short")
