"""Every card of every case fits into a message, and every button into what a button can carry."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import pytest

from bot.adapters.telegram.card import LONGEST_DATA, LONGEST_TEXT, Card, units
from bot.practice.class_room import room_step
from bot.practice.class_standing import Pace, new_room
from bot.practice.class_talk import Discuss, Event, Join, Next, Open, Pick, Reveal
from bot.practice.play import replay
from bot.practice.room_record import AtRest
from bot.practice.scenario import Scenario, edition, number
from bot.practice_chat.drill_faces import drill_face
from bot.practice_chat.faces import Face, face, looking
from bot.practice_chat.room_faces import room_face
from bot.practice_chat.sitting import Place, Sitting
from bot.practice_chat.text import CUT
from tests.practice_chat.school import shipped

STEP = 2**40
CASES = [pytest.param(one, id=one.id) for one in shipped().cases.values()]
CHAT = 2**52

Habits = tuple[tuple[int, ...], ...]


FEW = ((0, 1, 2), (1, 2, 3), (3, 3, 0))
ALL = tuple(product(range(4), repeat=3))


def talks(case: Scenario, habits: Habits) -> Iterator[tuple[int, ...]]:
    """Talks of people who always choose the line of the same place, or change about."""
    for habit in habits:
        picks: tuple[int, ...] = ()
        while (turn := replay(case, picks).turn) is not None:
            yield picks
            picks = (*picks, habit[len(picks) % 3] % len(turn.lines))
        yield picks


def faces(case: Scenario, habits: Habits) -> Iterator[Face]:
    """Whatever somebody alone can see of a case."""
    at = Sitting(CHAT, 1, 1, 1, STEP, Place.BRIEF, 0, number(case.id), edition(case), 9_999)
    yield face(at, shipped())
    for picks in set(talks(case, habits)):
        ended = replay(case, picks).ending is not None
        place = Place.LOOKING if ended else Place.TURN
        then = replace(at, place=place, picks=picks, twin=picks if case.pair else ())
        if not ended:
            yield face(then, shipped())
        else:  # all pages are made at once, and the last has the most buttons
            told = looking(then, case, shipped())[1]
            yield from (Face(page, ()) for page in told)
            yield face(replace(then, page=len(told) - 1), shipped())


def rooms(case: Scenario) -> Iterator[Face]:
    """Whatever a trainer and a seat can see of a class that is led, of one at its own pace, and of a room for two."""
    people = tuple(range(CHAT, CHAT + 100))
    for pace, relay in ((Pace.LED, False), (Pace.OWN, False), (Pace.LED, True)):
        room = new_room(case, 1, pace, 1, relay=relay)
        for _ in people[: room.most]:
            room, _ = room_step(case, room, Join(), 2)
        events: list[Event | None] = [
            None,
            Open(),
            *(Pick(seat + 1, 0, seat % 3) for seat in range(100)),
            Reveal(),
            Discuss(),
            Next(),
        ]
        events += [Reveal(), Discuss(), Next()] * len(case.turns)
        before = None
        for event in events:
            room = room_step(case, room, event, 3)[0] if event else room
            if room is before:
                continue
            before = room
            rest = AtRest(room, CHAT - 1, people[: room.most], (1,))
            if isinstance(event, Pick) and event.seat > 1:
                continue
            for page in range(len(case.turns) + 1 if relay else 1):
                for chat in (CHAT - 1, CHAT):
                    yield room_face(Sitting(chat, step=STEP, place=Place.ROOM, page=page, room=1), rest, shipped())


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("habits", [FEW, pytest.param(ALL, marks=pytest.mark.long)], ids=["few", "all"])
def test_every_card_fits(case: Scenario, habits: Habits) -> None:
    """None is longer than Telegram takes, none had to be cut, and each begins with the watermark."""
    longest = 0
    notice = shipped().words("notice_changed")
    cards: list[Card] = [one.card(STEP, notice) for one in (*faces(case, habits), *rooms(case))]
    for card in cards:
        longest = max(longest, units(card.seen))
        assert card.seen.startswith("PRACTICE. The patient is made up.")
        assert not card.seen.endswith(CUT)
        assert all(0 < len(key.data.encode()) <= LONGEST_DATA and key.label.strip() for row in card.rows for key in row)
        assert all(len(row) <= 8 for row in card.rows)
    assert 300 < longest <= LONGEST_TEXT


def test_every_drill_fits() -> None:
    """So does each card of sixty drills, with either answer."""
    for done in range(60):
        at = Sitting(CHAT, step=STEP, place=Place.DRILL, seed=7, edition=done)
        for page, answers in ((0, ()), (1, ()), (2, ()), (3, (done % 2,)), (4, (0,)), (5, (0, done % 2))):
            card = drill_face(replace(at, page=page, picks=answers), shipped(), None).card(STEP)
            assert card.seen.startswith("PRACTICE. The patient is made up.")
            assert not card.seen.endswith(CUT)
            assert all(len(key.data.encode()) <= LONGEST_DATA for row in card.rows for key in row)


def test_a_card_that_is_too_long_is_cut_at_a_line() -> None:
    """The last resort keeps whole lines, and the watermark first."""
    case = next(iter(shipped().cases.values()))
    at = Sitting(1, step=1, place=Place.BRIEF, scenario=number(case.id), edition=edition(case))
    shown = face(at, shipped())
    told = replace(shown.told, blocks=(replace(shown.told.blocks[0], lines=("a <b> & c " * 40,) * 30),))
    card = replace(shown, told=told).card(1)
    assert units(card.seen) <= LONGEST_TEXT
    assert card.seen.startswith("PRACTICE. The patient")
    assert card.seen.endswith(CUT)
    assert "<b>" not in card.text
