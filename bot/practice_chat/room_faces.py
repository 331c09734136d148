"""What a class looks like: to its trainer, and to a seat. Nobody sees a name, nor what one other person chose."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from bot.practice import cards
from bot.practice.cards import Block
from bot.practice.cards import Card as Told
from bot.practice.class_standing import LEAST, MISSED, Pace, Phase, played, progress, spread, vote
from bot.practice.debrief import debrief
from bot.practice.play import Played, replay
from bot.practice.room_record import AtRest
from bot.practice.scenario import Line, Scenario, Turn, edition
from bot.practice.shuffling import order
from bot.practice_chat import patient, text
from bot.practice_chat.data import Act, Verb
from bot.practice_chat.faces import IN_A_ROW, Face, Offer, face, paired
from bot.practice_chat.library import Library
from bot.practice_chat.shelter import spelled
from bot.practice_chat.sitting import Place, Sitting

TEN: Final = 10
"""A button of a room carries the turn and a place or a phase in one number: ten times the one and the other."""


def room_face(sitting: Sitting, rest: AtRest | None, library: Library) -> Face:
    """What is shown to whoever sits in a room, which may be gone."""
    case = library.case(rest.room.scenario, rest.room.edition) if rest else None
    if rest is None or case is None or rest.room.phase is Phase.OVER:
        return _closed(library)
    if sitting.chat == rest.trainer:
        if rest.room.relay:
            return patient.trainer(sitting, rest, case, library)
        return _led(rest, case, library) if rest.room.pace is Pace.LED else _paced(rest, case, library)
    seat = rest.seat_of(sitting.chat)
    if seat is None:
        return _closed(library)
    if rest.room.phase is Phase.LOBBY:
        return _waiting(seat, case, library)
    if rest.room.relay:
        return patient.trainee(case, library)
    return (
        _seat_led(rest, seat, case, library) if rest.room.pace is Pace.LED else _seat_own(sitting, rest, seat, library)
    )


def _closed(library: Library) -> Face:
    told = library.card("room_header", "room_over")
    return Face(told, ((Offer(library.words("button_home"), Act(Verb.LEAVES)),),))


# --- the trainer ------------------------------------------------------------------------------------


def _led(rest: AtRest, case: Scenario, library: Library) -> Face:
    room = rest.room
    if room.phase is Phase.LOBBY:
        return lobby(rest, case, library)
    talk = replay(case, room.path)
    if talk.turn is None:
        return _led_ended(rest, case, library)
    shown = _shown(case, rest, talk.turn)
    blocks = [_said(library, "room_turn", number=room.turn + 1, code=_code(rest))]
    rows: list[tuple[Offer, ...]] = []
    match room.phase:
        case Phase.POLL:
            blocks += [Block(library.shelf.words("now"), (talk.scene,)), _here(rest, case, library)]
            blocks.append(Block(library.words("room_lines"), _numbered([_line(one, library) for one in shown])))
            rows = [(_room_offer(rest, library, "button_shows", Verb.SHOWS),)]
        case Phase.REVEAL:
            blocks.append(Block(library.words("room_chosen"), _counted(rest, case, talk.turn, library)))
            rows = [(_room_offer(rest, library, "button_talks", Verb.TALKS),)]
        case _:
            blocks += _reasons(shown, library)
    if room.phase is not Phase.POLL:
        blocks.append(_said(library, "room_goes"))
        rows.append((_room_offer(rest, library, "button_goes", Verb.GOES),))
        goes = [Offer(str(n), Act(Verb.GOES, room.turn * TEN + n)) for n in range(1, len(shown) + 1)]
        rows += paired(goes, IN_A_ROW)
    told = Told(library.banner, library.words("room_header"), case.title, tuple(blocks))
    return Face(told, (*rows, _trainers(rest, library)))


def _led_ended(rest: AtRest, case: Scenario, library: Library) -> Face:
    ending = cards.debriefed(debrief(case, rest.room.path), library.shelf)[0]
    told = replace(ending, blocks=(*ending.blocks, _said(library, "room_after")))
    again = [
        Offer(library.words("button_back", number=n), Act(Verb.BACK, n)) for n in range(1, len(rest.room.path) + 1)
    ]
    return Face(told, (*paired(again), _trainers(rest, library)))


def _paced(rest: AtRest, case: Scenario, library: Library) -> Face:
    if rest.room.phase is Phase.LOBBY:
        return lobby(rest, case, library)
    blocks = (_here(rest, case, library), _said(library, "room_own"))
    told = Told(library.banner, library.words("room_header"), case.title, blocks)
    return Face(told, (_trainers(rest, library),))


def lobby(rest: AtRest, case: Scenario, library: Library) -> Face:
    """Before the beginning: the code, and how many are here."""
    how = Block(library.words("room_code", code=_code(rest)), (library.words("room_how", code=_code(rest)),))
    told = Told(library.banner, library.words("room_header"), case.title, (how, _here(rest, case, library)))
    return Face(told, ((_room_offer(rest, library, "button_opens", Verb.OPENS),), _trainers(rest, library)))


def _here(rest: AtRest, case: Scenario, library: Library) -> Block:
    """How far the class is: numbers, never who."""
    now = progress(case, rest.room)
    name = "room_progress" if rest.room.pace is Pace.LED else "room_progress_own"
    if rest.room.phase is Phase.LOBBY:
        name = "room_here"
    filled = {"present": now.present, "seats": now.seats, "answered": now.answered, "ended": now.ended}
    return Block("", (library.words(name, **{key: filled[key] for key in _FILLED[name]}),))


_FILLED: Final = {
    "room_here": ("present",),
    "room_progress": ("answered", "present"),
    "room_progress_own": ("present", "answered", "ended"),
}


def _trainers(rest: AtRest, library: Library) -> tuple[Offer, ...]:
    return (_room_offer(rest, library, "button_ends", Verb.ENDS),)


def _room_offer(rest: AtRest, library: Library, name: str, verb: Verb) -> Offer:
    return Offer(library.words(name), Act(verb, rest.room.turn * TEN if verb is Verb.GOES else place_of(rest)))


def place_of(rest: AtRest) -> int:
    """Where a class stands, as a number that its trainer's buttons carry."""
    return rest.room.turn * TEN + rest.room.phase


# --- a seat -----------------------------------------------------------------------------------------


def _waiting(seat: int, case: Scenario, library: Library) -> Face:
    told = Told(library.banner, library.words("room_header"), case.title, (_said(library, "room_wait", seat=seat),))
    return Face(told, (_leaves(library),))


def _seat_led(rest: AtRest, seat: int, case: Scenario, library: Library) -> Face:
    room = rest.room
    talk = played(case, room, seat)
    if talk.turn is None:
        ending = cards.debriefed(debrief(case, room.path), library.shelf)[0]
        return Face(replace(ending, blocks=(*ending.blocks, _said(library, "room_talk"))), (_leaves(library),))
    if room.phase is Phase.POLL:
        return _poll(rest, seat, case, talk, library)
    blocks = [_said(library, "room_turn", number=room.turn + 1, code=_code(rest))]
    blocks.append(_seat_spread(rest, case, talk.turn, library))
    if room.phase is Phase.DISCUSS:
        blocks.extend(_reasons(_shown(case, rest, talk.turn), library))
    told = Told(library.banner, library.words("room_header"), "", (*blocks, _said(library, "room_talk")))
    return Face(told, (_leaves(library),))


def _poll(rest: AtRest, seat: int, case: Scenario, talk: Played, library: Library) -> Face:
    room = rest.room
    told = cards.turn(case, talk, room.seed, library.shelf.words)
    if room.turn == 0:
        told = replace(told, blocks=(Block("", (case.brief,)), *told.blocks))
    chosen = vote(room.seats[seat - 1], room.turn)
    said = _said(library, "room_choose")
    if chosen != MISSED and talk.turn is not None:
        shown = order(room.seed, case.index(talk.turn.id), len(talk.turn.lines)).index(chosen) + 1
        said = _said(library, "room_chose", number=shown)
    told = replace(told, blocks=(*told.blocks, said))
    return Face(told, (*_lines(told, room.turn), _leaves(library)))


def _seat_own(sitting: Sitting, rest: AtRest, seat: int, library: Library) -> Face:
    """At one's own pace a seat is somebody alone, save for where the picks rest."""
    room = rest.room
    case = library.cases[room.scenario]
    picks = room.seats[seat - 1].picks
    ended = replay(case, picks).ending is not None
    alone = replace(
        sitting,
        place=Place.LOOKING if ended else Place.TURN,
        scenario=room.scenario,
        edition=edition(case),
        seed=room.seed,
        picks=picks,
        twin=(),
    )
    shown = face(alone, library)
    told = shown.told
    if not picks:
        told = replace(told, blocks=(Block("", (case.brief,)), *told.blocks))
    kept = {Verb.PICK, Verb.BACK, Verb.PAGE}
    rows = [tuple(_placed(one, len(picks)) for one in row if one.act.verb in kept) for row in shown.rows]
    return Face(told, (*filter(None, rows), _leaves(library)), shown.hint)


def _placed(offer: Offer, turn: int) -> Offer:
    """A line's offer with the turn that it answers."""
    if offer.act.verb is not Verb.PICK:
        return offer
    return replace(offer, act=Act(Verb.PICK, turn * TEN + offer.act.number))


def _lines(told: Told, turn: int) -> tuple[tuple[Offer, ...], ...]:
    short = text.labelled(told.choices)
    offers = [
        Offer(line if short else str(place + 1), Act(Verb.PICK, turn * TEN + place), line)
        for place, line in enumerate(told.choices)
    ]
    return paired(offers, 1 if short else IN_A_ROW)


def _leaves(library: Library) -> tuple[Offer, ...]:
    return (Offer(library.words("button_leaves"), Act(Verb.LEAVES)),)


def _seat_spread(rest: AtRest, case: Scenario, turn: Turn, library: Library) -> Block:
    if sum(spread(case, rest.room, case.index(turn.id))) < LEAST:
        return Block(library.words("room_chosen"), (library.words("room_few", least=LEAST),))
    return Block(library.words("room_chosen"), _counted(rest, case, turn, library))


# --- what both see ----------------------------------------------------------------------------------


def _shown(case: Scenario, rest: AtRest, turn: Turn) -> list[Line]:
    """The lines of a turn in the order in which everybody sees them."""
    return [turn.lines[place] for place in order(rest.room.seed, case.index(turn.id), len(turn.lines))]


def _counted(rest: AtRest, case: Scenario, turn: Turn, library: Library) -> tuple[str, ...]:
    counts = spread(case, rest.room, case.index(turn.id))
    places = order(rest.room.seed, case.index(turn.id), len(turn.lines))
    return _numbered(
        [library.words("room_count", count=counts[at], line=_line(turn.lines[at], library)) for at in places]
    )


def _reasons(lines: list[Line], library: Library) -> list[Block]:
    judged = {"yes": "kept", "no": "broken", "debated": "debated"}
    return [
        Block(
            f"{number}. {library.shelf.words(judged[line.keeps], rule=line.rule)}",
            (_line(line, library), line.because),
        )
        for number, line in enumerate(lines, start=1)
    ]


def _line(line: Line, library: Library) -> str:
    said = library.shelf.words(line.kind)
    return f"{said}: “{line.text}”" if line.kind == "say" else f"{said}: {line.text}"


def _numbered(lines: list[str]) -> tuple[str, ...]:
    return tuple(f"{number}. {line}" for number, line in enumerate(lines, start=1))


def _said(library: Library, name: str, **filled: object) -> Block:
    return Block("", (library.words(name, **filled),))


def _code(rest: AtRest) -> str:
    return spelled(rest.extra[0]) if rest.extra else ""
