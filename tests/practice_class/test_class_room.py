"""A class, told as classes go: any event in any phase gives a room; nobody is lost and nobody is shown to another."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.practice.class_room import room_step
from bot.practice.class_standing import (
    IDLE,
    LEAST,
    LONGEST,
    MISSED,
    MOST_SEATS,
    Pace,
    Phase,
    Progress,
    expires,
    may_relay,
    new_room,
    progress,
    spread,
)
from bot.practice.class_talk import (
    EVERYONE,
    NEWCOMER,
    TRAINER,
    Back,
    Closed,
    Discuss,
    End,
    Event,
    Join,
    Leave,
    Look,
    Next,
    Open,
    Pick,
    Refused,
    Reveal,
    Rewind,
    Seated,
    ShowEnding,
    ShowProgress,
    ShowReasons,
    ShowReport,
    ShowSpread,
    ShowTurn,
    Taken,
)
from tests.practice_class.cases import NOW, case, check_step, events, moments, run, seated, thawed

CASE = case()


@pytest.mark.parametrize("pace", Pace)
@given(
    relay=st.sampled_from([False, False, False, True]),
    begun=st.integers(0, 6),
    said=st.lists(st.tuples(events, moments), max_size=24),
)
def test_any_event_in_any_phase_gives_a_room(
    pace: Pace, relay: bool, begun: int, said: list[tuple[Event, int]]
) -> None:
    """Events and clocks by chance, with a restart between all steps: never an error, no seat lost, nothing shown."""
    room, now = new_room(CASE, 7, pace, NOW, relay=relay), NOW
    first: list[tuple[Event, int]] = [(Join(), 0)] * begun + [(Open(), 0)] * bool(begun)
    for event, seconds in first + said:
        now += seconds
        after, told = room_step(CASE, room, event, now)
        check_step(CASE, room, event, after, told)
        if after.phase is Phase.OVER:
            assert room_step(CASE, after, event, now)[0] is after
            break
        assert thawed(after) == after
        room = after


def test_a_led_class_from_the_first_to_the_last_turn() -> None:
    """Five join, vote, see the spread and the reasons, and go one way to an ending; the report comes once."""
    room, told = run(CASE, new_room(CASE, 7, Pace.LED, NOW), *[Join()] * 5)
    assert told == (Seated(5, late=False, again=False), ShowProgress())
    room, told = run(CASE, room, Open())
    assert told == (ShowTurn(EVERYONE), ShowProgress())
    room, told = run(CASE, room, *(Pick(seat, 0, 0 if seat < 4 else 1) for seat in range(1, 6)))
    assert told == (Taken(5, again=False), ShowProgress())
    assert progress(CASE, room) == Progress(5, 5, 5, 0)
    room, told = run(CASE, room, Reveal())
    assert told == (ShowSpread(TRAINER, (3, 2, 0)), ShowSpread(EVERYONE, (3, 2, 0)))
    room, told = run(CASE, room, Discuss())
    assert told == (ShowReasons(TRAINER), ShowReasons(EVERYONE))
    room, told = run(CASE, room, Next())
    assert (room.path, room.phase) == ((0,), Phase.POLL)
    room, told = run(CASE, room, Pick(2, 1, 1), Reveal(), Next())
    assert told == (ShowEnding(TRAINER), ShowEnding(EVERYONE))
    assert (room.path, room.phase) == ((0, 1), Phase.DISCUSS)
    assert progress(CASE, room).ended == 5
    room, told = run(CASE, room, End())
    assert told == (ShowReport(), Closed(TRAINER, "ended"), Closed(EVERYONE, "ended"))
    assert run(CASE, room, Pick(1, 0, 0))[1] == (Refused(1, "over"),)


def test_a_vote_counts_until_it_is_revealed() -> None:
    """A seat may think again while the poll is open, and not after; a button of an earlier turn does nothing."""
    room = seated(CASE, Pace.LED, 2)
    room, told = run(CASE, room, Pick(1, 0, 2), Pick(1, 0, 1))
    assert told[0] == Taken(1, again=True)
    assert spread(CASE, room, 0) == (0, 1, 0)
    room, _ = run(CASE, room, Reveal())
    assert run(CASE, room, Pick(2, 0, 0))[1] == (Refused(2, "not_open"),)
    room, _ = run(CASE, room, Next())
    assert run(CASE, room, Pick(2, 0, 0))[1] == (Refused(2, "old_turn"),)
    for line in (-1, 3):
        assert run(CASE, room, Pick(2, 1, line))[1] == (Refused(2, "no_line"),)


@pytest.mark.parametrize("votes", [LEAST - 1, LEAST])
def test_a_seat_sees_the_spread_only_among_enough(votes: int) -> None:
    """With four votes the trainer alone sees how they fell; with five the class does."""
    room = seated(CASE, Pace.LED, 6)
    room, told = run(CASE, room, *(Pick(seat, 0, 0) for seat in range(1, votes + 1)), Reveal())
    assert told == (
        ShowSpread(TRAINER, (votes, 0, 0)),
        ShowSpread(EVERYONE, (votes, 0, 0) if votes == LEAST else None),
    )


def test_a_tie_is_for_the_panel_to_break_and_silence_too() -> None:
    """Of two lines with as many votes the panel's goes on; so it does where nobody chose; the trainer may say else."""
    room = seated(CASE, Pace.LED, 2)
    assert run(CASE, room, Pick(1, 0, 1), Pick(2, 0, 2), Reveal(), Next())[0].path == (2,)
    assert run(CASE, room, Reveal(), Next())[0].path == (0,)
    assert run(CASE, room, Pick(1, 0, 0), Reveal(), Next(1))[0].path == (1,)
    assert run(CASE, room, Reveal(), Next(7))[1] == (Refused(TRAINER, "no_line"),)


def test_each_at_their_own_pace() -> None:
    """Every seat has a talk of its own, may go back in it, and comes to its own ending."""
    room = seated(CASE, Pace.OWN, 3)
    room, told = run(CASE, room, Pick(1, 0, 0))
    assert told == (ShowTurn(1), ShowProgress())
    room, told = run(CASE, room, Pick(1, 1, 0))
    assert told == (ShowEnding(1), ShowProgress())
    assert run(CASE, room, Pick(1, 2, 0))[1] == (Refused(1, "ended"),)
    room, told = run(CASE, room, Pick(2, 0, 2), Back(1, 1))
    assert told == (ShowTurn(1), ShowProgress())
    assert [seat.picks for seat in room.seats] == [(0,), (2,), ()]
    assert spread(CASE, room, 0) == (1, 0, 1)
    assert progress(CASE, room) == Progress(3, 3, 2, 0)
    assert run(CASE, room, Reveal())[1] == (Refused(TRAINER, "own_pace"),)
    assert run(CASE, room, Back(3, 0))[1] == (Refused(3, "no_turn"),)


def test_who_vanishes_keeps_the_seat_and_comes_back_to_it() -> None:
    """Gone in mid-class, joined again: the same number, the same votes, and the turn that is open."""
    room = seated(CASE, Pace.LED, 3)
    room, told = run(CASE, room, Pick(2, 0, 1), Leave(2))
    assert told == (ShowProgress(),)
    assert progress(CASE, room) == Progress(3, 2, 1, 0)
    room, told = run(CASE, room, Reveal(), Next(0), Join(2))
    assert told == (Seated(2, late=True, again=True), ShowTurn(2, story=True), ShowProgress())
    assert room.seats[1].picks == (1,)


def test_who_joins_twice_sits_once() -> None:
    """The second time they are told their seat again, and the class has not grown."""
    room, told = run(CASE, new_room(CASE, 7, Pace.LED, NOW), Join(), Join(1))
    assert told == (Seated(1, late=False, again=True), ShowProgress())
    assert len(room.seats) == 1
    assert run(CASE, room, Join(2))[1] == (Refused(NEWCOMER, "no_seat"),)


def test_who_comes_late_catches_up_or_watches() -> None:
    """A late one sees the story and votes from now on, with nothing in the turns before; a watcher chooses nothing."""
    room = seated(CASE, Pace.LED, 1)
    room, told = run(CASE, room, Pick(1, 0, 0), Reveal(), Next(), Join())
    assert told == (Seated(2, late=True, again=False), ShowTurn(2, story=True), ShowProgress())
    room, _ = run(CASE, room, Pick(2, 1, 1), Join(watch=True))
    assert room.seats[1].picks == (MISSED, 1)
    assert run(CASE, room, Pick(3, 1, 1))[1] == (Refused(3, "watching"),)
    assert progress(CASE, room) == Progress(3, 2, 1, 0)
    room, _ = run(CASE, room, Join(3), Pick(3, 1, 0))
    assert room.seats[2].picks == (MISSED, 0)


def test_who_wants_to_be_forgotten_leaves_an_empty_seat() -> None:
    """Their choices are gone from every count, and the numbers of the others stay what they are."""
    room = seated(CASE, Pace.OWN, 3)
    room, _ = run(CASE, room, Pick(2, 0, 1), Pick(3, 0, 2), Leave(2, forget=True))
    assert spread(CASE, room, 0) == (0, 0, 1)
    assert [(seat.number, seat.picks) for seat in room.seats] == [(1, ()), (2, ()), (3, (2,))]


def test_the_trainer_takes_the_class_back() -> None:
    """An earlier turn is open again, also after the ending; what was chosen in it and after it is gone."""
    room = seated(CASE, Pace.LED, 1)
    room, _ = run(CASE, room, Pick(1, 0, 0), Reveal(), Next(), Pick(1, 1, 1), Reveal(), Next())
    assert run(CASE, room, Rewind(2))[1] == (Refused(TRAINER, "no_turn"),)
    assert run(CASE, room, Next())[1] == (Refused(TRAINER, "ended"),)
    room, told = run(CASE, room, Rewind(1))
    assert told == (ShowTurn(EVERYONE), ShowProgress())
    assert (room.path, room.phase, room.seats[0].picks) == ((0,), Phase.POLL, (0,))


def test_an_abandoned_room_is_over() -> None:
    """Two hours after the last touch, or eight after the opening, the first thing that happens closes it."""
    room = seated(CASE, Pace.LED, 1)
    room, _ = run(CASE, room, Pick(1, 0, 0))
    assert expires(room) == NOW + IDLE
    assert room_step(CASE, room, Look(), NOW + IDLE - 1) == (room, ())
    over, told = room_step(CASE, room, Pick(1, 0, 1), NOW + IDLE)
    assert told == (ShowReport(), Closed(TRAINER, "expired"), Closed(EVERYONE, "expired"))
    assert over.phase is Phase.OVER
    busy = replace(room, touched=NOW + LONGEST - 10)
    assert room_step(CASE, busy, Look(), NOW + LONGEST)[0].phase is Phase.OVER


def test_a_case_that_was_changed_in_mid_class_ends_it() -> None:
    """Picks mean nothing in another case: the room is closed, and there is no report."""
    room, _ = run(CASE, seated(CASE, Pace.LED, 1), Pick(1, 0, 0))
    other = replace(CASE, start=CASE.start._replace(trust=9))
    assert room_step(other, room, Look(), NOW)[1] == (Closed(TRAINER, "changed"), Closed(EVERYONE, "changed"))


def test_a_class_has_a_last_seat() -> None:
    """The hundred and first is told that the room is full."""
    room = seated(CASE, Pace.OWN, MOST_SEATS)
    assert run(CASE, room, Join())[1] == (Refused(NEWCOMER, "full"),)


def test_a_room_for_two() -> None:
    """The trainer is the patient: one seat, words are passed on only while both are there, nothing is chosen."""
    room = new_room(CASE, 7, Pace.OWN, NOW, relay=True)
    assert run(CASE, room, Open())[1] == (Refused(TRAINER, "empty"),)
    room, _ = run(CASE, room, Join())
    assert not may_relay(room)
    assert run(CASE, room, Join())[1] == (Refused(NEWCOMER, "full"),)
    room, told = run(CASE, room, Open())
    assert told == (ShowProgress(),)
    assert may_relay(room)
    assert run(CASE, room, Pick(1, 0, 0))[1] == (Refused(1, "relay"),)
    assert run(CASE, room, Reveal())[1] == (Refused(TRAINER, "relay"),)
    assert not may_relay(run(CASE, room, Leave(1))[0])
    assert run(CASE, room, End())[1] == (Closed(TRAINER, "ended"), Closed(EVERYONE, "ended"))
