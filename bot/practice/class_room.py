"""Every step of a class: any event in any phase gives a room and what is to be told, never an error.

Led by the trainer, each turn is a poll, then it is revealed, discussed, and the class goes on with one line. A seat is
never lost: who leaves comes back to the same one, unless they want to be forgotten. Time is handed in; a room that
nobody touches is over after `IDLE` seconds, and every room after `LONGEST`.
"""

from __future__ import annotations

from dataclasses import replace

from bot.practice.class_standing import (
    LEAST,
    MISSED,
    Pace,
    Phase,
    Room,
    Seat,
    expires,
    played,
    spread,
    vote,
)
from bot.practice.class_talk import (
    EVERYONE,
    NEWCOMER,
    TRAINER,
    Back,
    Closed,
    Closing,
    Discuss,
    Effect,
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
    Why,
)
from bot.practice.play import replay
from bot.practice.scenario import Scenario, edition, number

Stepped = tuple[Room, tuple[Effect, ...]]


def room_step(scenario: Scenario, room: Room, event: Event, now: int) -> Stepped:
    """The room after an event, and what is to be told. ``now`` in seconds since 1970. Total."""
    if room.phase is Phase.OVER:
        return _no(room, event, "over")
    if (number(scenario.id), edition(scenario)) != (room.scenario, room.edition):
        return _over(room, "changed")
    if now >= expires(room):
        return _over(room, "expired")
    after, effects = _step(scenario, room, event)
    if after is not room:
        after = replace(after, touched=max(now, room.touched))
    return after, effects


def _step(scenario: Scenario, room: Room, event: Event) -> Stepped:
    match event:
        case Join():
            return _join(room, event)
        case Leave() | Pick() | Back():
            return _by_seat(scenario, room, event)
        case Reveal() | Discuss() | Next() | Rewind():
            return _led(scenario, room, event)
        case Open():
            return _open(room)
        case End():
            return _over(room, "ended")
        case Look():
            return room, ()


def _by_seat(scenario: Scenario, room: Room, event: Leave | Pick | Back) -> Stepped:
    """What somebody does who is seated."""
    if not 1 <= event.seat <= len(room.seats):
        return _no(room, event, "no_seat")
    if isinstance(event, Leave):
        before = room.seats[event.seat - 1]
        gone = Seat(event.seat, (), False, True) if event.forget else replace(before, present=False)
        return _seated(room, gone), (ShowProgress(),)
    if room.relay:
        return _no(room, event, "relay")
    if room.phase is not Phase.POLL:
        return _no(room, event, "not_open")
    return _pick(scenario, room, event) if isinstance(event, Pick) else _back(room, event)


def _join(room: Room, event: Join) -> Stepped:
    late = room.phase is not Phase.LOBBY
    if event.seat is None:
        if len(room.seats) >= room.most:
            return room, (Refused(NEWCOMER, "full"),)
        seat = Seat(len(room.seats) + 1, watching=event.watch)
        after = replace(room, seats=(*room.seats, seat))
    elif not 1 <= event.seat <= len(room.seats):
        return room, (Refused(NEWCOMER, "no_seat"),)
    else:
        seat = replace(room.seats[event.seat - 1], present=True, watching=event.watch)
        after = _seated(room, seat)
    shown = (ShowTurn(seat.number, story=True),) if late and not room.relay else ()
    return after, (Seated(seat.number, late, event.seat is not None), *shown, ShowProgress())


def _pick(scenario: Scenario, room: Room, event: Pick) -> Stepped:
    """A vote in the turn that is open, or the next line of a talk at one's own pace."""
    seat = room.seats[event.seat - 1]
    if seat.watching:
        return _no(room, event, "watching")
    talk = played(scenario, room, event.seat)
    if talk.turn is None:
        return _no(room, event, "ended")
    if event.turn != len(talk.beats):
        return _no(room, event, "old_turn")
    if not 0 <= event.line < len(talk.turn.lines):
        return _no(room, event, "no_line")
    again = vote(seat, event.turn) != MISSED
    before = seat.picks[: event.turn]
    missed = (MISSED,) * (event.turn - len(before))
    after = replace(seat, picks=(*before, *missed, event.line), present=True)
    room = _seated(room, after)
    if room.pace is Pace.LED:
        return room, (Taken(seat.number, again), ShowProgress())
    over = replay(scenario, after.picks).ending is not None
    return room, (ShowEnding(seat.number) if over else ShowTurn(seat.number), ShowProgress())


def _back(room: Room, event: Back) -> Stepped:
    seat = room.seats[event.seat - 1]
    if room.pace is Pace.LED or not 0 <= event.turn < len(seat.picks):
        return _no(room, event, "no_turn")
    after = replace(seat, picks=seat.picks[: event.turn], present=True)
    return _seated(room, after), (ShowTurn(seat.number), ShowProgress())


def _open(room: Room) -> Stepped:
    if room.phase is not Phase.LOBBY:
        return room, (Refused(TRAINER, "not_open"),)
    if room.relay and not room.seats:
        return room, (Refused(TRAINER, "empty"),)
    shown = () if room.relay else (ShowTurn(EVERYONE),)
    return replace(room, phase=Phase.POLL), (*shown, ShowProgress())


def _led(scenario: Scenario, room: Room, event: Reveal | Discuss | Next | Rewind) -> Stepped:
    """What only a trainer who leads can do."""
    if room.relay or room.pace is Pace.OWN:
        return room, (Refused(TRAINER, "relay" if room.relay else "own_pace"),)
    if room.phase is Phase.LOBBY:
        return room, (Refused(TRAINER, "not_open"),)
    talk = replay(scenario, room.path)
    match event, room.phase:
        case Rewind(), _:
            return _rewind(scenario, room, event)
        case _ if talk.turn is None:
            return room, (Refused(TRAINER, "ended"),)
        case Reveal(), Phase.POLL:
            counts = spread(scenario, room, scenario.index(talk.turn.id))
            told = counts if sum(counts) >= LEAST else None
            return replace(room, phase=Phase.REVEAL), (ShowSpread(TRAINER, counts), ShowSpread(EVERYONE, told))
        case Discuss(), Phase.REVEAL:
            return replace(room, phase=Phase.DISCUSS), (ShowReasons(TRAINER), ShowReasons(EVERYONE))
        case Next(line), Phase.REVEAL | Phase.DISCUSS:
            return _next(scenario, room, line)
        case _:
            return room, (Refused(TRAINER, "not_open"),)


def _next(scenario: Scenario, room: Room, line: int | None) -> Stepped:
    """Go on with one line: a tie is the panel's to break, and where nobody chose, so is all of it."""
    turn = replay(scenario, room.path).turn
    lines = turn.lines if turn else ()
    if line is None and turn:
        counts = spread(scenario, room, scenario.index(turn.id))
        line = max(range(len(lines)), key=lambda place: (counts[place], lines[place].votes))
    if line is None or not 0 <= line < len(lines):
        return room, (Refused(TRAINER, "no_line"),)
    after = replace(room, path=(*room.path, line), phase=Phase.POLL)
    if replay(scenario, after.path).ending is None:
        return after, (ShowTurn(EVERYONE), ShowProgress())
    return replace(after, phase=Phase.DISCUSS), (ShowEnding(TRAINER), ShowEnding(EVERYONE))


def _rewind(scenario: Scenario, room: Room, event: Rewind) -> Stepped:
    """Open a turn again. What was chosen in it and after it is gone."""
    if not 0 <= event.turn <= room.turn or replay(scenario, room.path[: event.turn]).turn is None:
        return room, (Refused(TRAINER, "no_turn"),)
    seats = tuple(replace(seat, picks=seat.picks[: event.turn]) for seat in room.seats)
    after = replace(room, path=room.path[: event.turn], seats=seats, phase=Phase.POLL)
    return after, (ShowTurn(EVERYONE), ShowProgress())


def _over(room: Room, how: Closing) -> Stepped:
    """Close the room. A report needs the case that was played, and somebody who chose."""
    told = not room.relay and how != "changed" and any(seat.picks for seat in room.seats)
    report = (ShowReport(),) if told else ()
    return replace(room, phase=Phase.OVER), (*report, Closed(TRAINER, how), Closed(EVERYONE, how))


def _seated(room: Room, seat: Seat) -> Room:
    place = seat.number - 1
    return replace(room, seats=(*room.seats[:place], seat, *room.seats[place + 1 :]))


def _no(room: Room, event: Event, why: Why) -> Stepped:
    return room, (Refused(_asker(room, event), why),)


def _asker(room: Room, event: Event) -> int:
    """Whom to tell that something was not done: a number that is no seat's is told to nobody who has one."""
    match event:
        case Join(seat) | Leave(seat) | Pick(seat) | Back(seat):
            return seat if seat is not None and 1 <= seat <= len(room.seats) else NEWCOMER
        case _:
            return TRAINER
