"""A class at rest comes back as it was, fits into a row, and nothing else is taken for one."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.practice import scenario_fields
from bot.practice.class_standing import MISSED, MOST_SEATS, Pace, Phase, Room, Seat
from bot.practice.room_record import LARGEST, LAST_SECOND, MOST_EXTRA, MOST_PICKS, AtRest, decode, encode
from storage.practice import MOST_BYTES

picks = st.lists(st.integers(MISSED, 3), max_size=MOST_PICKS).map(tuple)
chats = st.integers(-LARGEST, LARGEST)
taken = st.tuples(picks, st.booleans(), st.booleans(), chats)


@st.composite
def rests(draw: st.DrawFn) -> AtRest:
    """Any class at rest."""
    seats = draw(st.lists(taken, max_size=9))
    word, second = st.integers(0, 2**32 - 1), st.integers(0, LAST_SECOND)
    room = Room(
        draw(word), draw(word), draw(st.integers(0, LARGEST)), draw(st.sampled_from(Pace)), draw(second), draw(second),
        draw(st.sampled_from(Phase)), draw(st.lists(st.integers(0, 3), max_size=MOST_PICKS).map(tuple)),
        tuple(Seat(place, *seat[:3]) for place, seat in enumerate(seats, start=1)), draw(st.booleans()),
    )  # fmt: skip
    return AtRest(room, draw(chats), tuple(seat[3] for seat in seats), tuple(draw(st.lists(chats, max_size=5))))


@given(rests())
def test_a_class_comes_back_as_it_was(rest: AtRest) -> None:
    """Any room, any numbers of chats."""
    assert decode(encode(rest)) == rest


@given(rests(), st.data())
def test_a_bent_record_is_refused_or_is_another_class(rest: AtRest, data: st.DataObject) -> None:
    """Cut, lengthened or with one byte changed: ValueError, or a class that is written exactly so."""
    record = encode(rest)
    at = data.draw(st.integers(0, len(record) - 1))
    byte = bytes([data.draw(st.integers(0, 255))])
    for bent in (record[:at], record[:at] + byte + record[at + 1 :], record[:at] + byte + record[at:], record + byte):
        if bent != record:
            try:
                assert encode(decode(bent)) == bent
            except ValueError:
                continue


@given(st.binary(max_size=200))
def test_bytes_by_chance_raise_nothing_else(noise: bytes) -> None:
    """Whatever lies there is a class or a ValueError."""
    try:
        assert encode(decode(b"\x01" + noise)) == b"\x01" + noise
    except ValueError:
        return


def test_the_largest_class_fits_into_a_row() -> None:
    """A hundred seats with the longest numbers and the longest talk."""
    seat = [Seat(place, (3,) * MOST_PICKS) for place in range(1, MOST_SEATS + 1)]
    room = Room(2**32 - 1, 2**32 - 1, LARGEST, Pace.LED, LAST_SECOND, LAST_SECOND, Phase.DISCUSS, (3,) * MOST_PICKS,
                tuple(seat))  # fmt: skip
    record = encode(AtRest(room, -LARGEST, (-LARGEST,) * MOST_SEATS, (LARGEST,) * MOST_EXTRA))
    assert 8_000 < len(record) <= MOST_BYTES


def test_a_talk_is_never_longer_than_a_record_can_hold() -> None:
    """The longest case that is read has as many turns as a record has room for."""
    assert scenario_fields.MOST_TURNS == MOST_PICKS


WHOLE = AtRest(Room(1, 2, 3, Pace.LED, 4, 5, seats=(Seat(1),)), 6, (7,))


@pytest.mark.parametrize(
    "wrong",
    [
        replace(WHOLE, chats=()),
        replace(WHOLE, chats=(7, 8)),
        replace(WHOLE, trainer=2**63),
        replace(WHOLE, extra=(0,) * (MOST_EXTRA + 1)),
        replace(WHOLE, room=replace(WHOLE.room, seats=(Seat(2),))),
        replace(WHOLE, room=replace(WHOLE.room, seats=(Seat(1, (9,)),))),
        replace(WHOLE, room=replace(WHOLE.room, path=(MISSED,))),
        replace(WHOLE, room=replace(WHOLE.room, opened=-1)),
    ],
)
def test_what_no_class_can_be_is_not_written(wrong: AtRest) -> None:
    """A caller's bug is refused before it lies in the store."""
    with pytest.raises(ValueError, match="seat|range"):
        encode(wrong)


def test_a_seat_is_found_by_its_chat() -> None:
    """And 0, who wanted to be forgotten, is nobody."""
    rest = AtRest(replace(WHOLE.room, seats=(Seat(1), Seat(2), Seat(3))), 6, (71, 0, 73))
    assert [rest.seat_of(chat) for chat in (71, 73, 6, 0)] == [1, 3, None, None]
