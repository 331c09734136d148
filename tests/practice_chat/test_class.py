"""A class: lobby, poll, reveal, discuss, next, end; who comes late or twice, who vanishes, and what is left behind."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.practice_chat.library import library
from tests.practice_chat.school import School, shipped
from tests.telegram.standin import Person, World

TRAINER = 700_000_001


def code_of(trainer: Person) -> str:
    """The code that the trainer's card shows."""
    found = re.search(r"Code ([A-Z]{6})", trainer.card().text)
    assert found
    return found[1]


async def opened(school: School, how: str = "") -> tuple[Person, str]:
    """A trainer with a room for the first case."""
    trainer = await school.someone(TRAINER, f"/class new 1 {how}".strip())
    return trainer, code_of(trainer)


async def joined(school: School, code: str, many: int) -> list[Person]:
    """So many trainees in this room."""
    return [await school.someone(TRAINER + place, f"/join {code}") for place in range(1, many + 1)]


def rows(school: School) -> int:
    """How many rows the store's file has."""
    import sqlite3  # noqa: PLC0415 - only to look

    with sqlite3.connect(school.settings.store) as looked:
        (found,) = looked.execute("SELECT count(*) FROM practice").fetchone()
    return int(found)


async def test_a_class_that_is_led(world: World, tmp_path: Path) -> None:
    """Everybody sees the same turn, chooses, sees how all chose from five on, and goes where most went."""
    async with School(world, tmp_path, pictures=True) as school:
        await led(school, world)


async def led(school: School, world: World) -> None:
    """The whole of it."""
    trainer, code = await opened(school)
    class_ = await joined(school, code, 5)
    assert "5 here so far" in trainer.card().text
    await school.taps(trainer, "Begin")
    for who, key in zip(class_, "11122", strict=True):
        await school.taps(who, key)
    assert "5 of 5 have chosen" in trainer.card().text
    await school.taps(class_[4], "1")
    assert "in the place of your earlier choice" in school.toast(class_[4])
    await school.taps(trainer, "Show how")
    for card in (trainer.card(), class_[0].card()):
        assert "1. 4 chose" in card.text
        assert "2. 1 chose" in card.text
    await school.taps(trainer, "Talk about")
    assert re.search(r"1\. (Keeps|Breaks|Good people differ on) ", class_[0].card().text)
    await school.taps(trainer, "Go on with")
    assert "Practice, turn 2" in class_[3].card().text
    pictures = [one for one in trainer.sees() if one.picture]
    assert len(pictures) == 1
    assert pictures[0].edited
    await school.taps(trainer, "End for everybody")
    assert [one.file for one in trainer.sees() if one.file] == ["practice-class.html", "practice-class.csv"]
    assert not [one for one in trainer.sees() if one.picture]
    report = world.chats.files["practice-class.csv"].decode()
    assert "PRACTICE" in world.chats.files["practice-class.html"].decode().upper()
    assert str(TRAINER + 1) not in report
    for who in class_:
        assert "The class is over" in who.card().text
    assert await school.running.service.worker.shelter.due(10) == []
    assert rows(school) == 6


async def test_fewer_than_five_see_no_count(school: School) -> None:
    """Of three people a count would tell who, so only their trainer has it."""
    trainer, code = await opened(school)
    class_ = await joined(school, code, 3)
    await school.taps(trainer, "Begin")
    for who in class_:
        await school.taps(who, "1")
    await school.taps(trainer, "Show how")
    assert "1. 3 chose" in trainer.card().text
    assert "3 chose" not in class_[0].card().text


async def test_at_their_own_pace(school: School) -> None:
    """Each plays to the end, looks back, and plays a turn again; the trainer sees how far all are."""
    trainer, code = await opened(school, "own")
    (who,) = await joined(school, code, 1)
    await school.taps(trainer, "Begin")
    while "1" in who.card().labels:
        await school.taps(who, "1")
    assert "1 have begun, 1 have come to an end" in trainer.card().text
    await school.taps(who, "Next", "Turn 1 again")
    assert "Practice, turn 1" in who.card().text
    assert "From the beginning" not in who.card().labels
    await school.says(who, "2")
    assert "Practice, turn 2" in who.card().text
    await school.taps(trainer, "End for everybody")
    assert "The class is over" in who.card().text


async def test_twice_late_and_back_again(school: School) -> None:
    """Joining twice gives the same seat; who comes late sees the turn that is open; who left comes back to theirs."""
    trainer, code = await opened(school)
    (who,) = await joined(school, code, 1)
    await school.says(who, f"/join {code}")
    assert "You have seat 1" in who.card().text
    await school.taps(trainer, "Begin")
    late = await school.someone(TRAINER + 2, f"/start {code.lower()}")
    assert "Choose by its number" in late.card().text
    await school.taps(who, "2")
    await school.taps(who, "Leave")
    assert "brings you back to your seat" in school.toast(who)
    await school.says(who, f"/class {code[:3]} {code[3:].lower()}")
    assert "You chose 2" in who.card().text


async def test_wrong_codes_and_wrong_words(school: School) -> None:
    """A code that nobody has, words that are no class, and a trainer who wants away are told so kindly."""
    who = await school.someone(TRAINER + 1, "/join BBBBBZ")
    assert "No class has this code" in who.card().text
    for words in ("/class new", "/class new 99", "/class new 1 fast", "/class"):
        await school.says(who, words)
        assert "Type /class new" in who.card().text
    trainer, code = await opened(school)
    await school.taps(trainer, "Begin")
    await school.says(trainer, "/practice")
    assert "End it first" in trainer.card().text
    await school.says(trainer, f"/join {code}")
    assert code_of(trainer) == code


async def test_codes_cannot_be_tried_without_end(school: School) -> None:
    """After a handful of tries a chat has to wait."""
    who = await school.someone(TRAINER + 1)
    for number in range(7):
        await school.says(who, f"/join BBBBB{'BCDFGHJ'[number]}")
    assert "Please wait a moment" in who.card().text


async def test_a_trainers_old_button_moves_nothing(school: School) -> None:
    """A button pressed twice, or on a card of an earlier turn, does not skip a turn."""
    trainer, code = await opened(school)
    (who,) = await joined(school, code, 1)
    before = trainer.card()
    await school.taps(trainer, "Begin")
    old = next(key.data for row in before.keys for key in row if key.label == "Begin")
    await trainer.presses_old(before.message_id, old or "")
    await school.settled()
    assert "moved on" in school.toast(trainer)
    poll = who.card()
    await school.taps(who, "1")
    await school.taps(trainer, "Show how", "Go on with")
    await who.presses_old(poll.message_id, poll.keys[0][0].data or "")
    await school.settled()
    assert "moved on" in school.toast(who)
    assert "0 of 1 have chosen" in trainer.card().text


async def test_a_phone_that_lags_behind_votes_in_no_other_turn(school: School, world: World) -> None:
    """A line of turn 1 that is tapped when turn 2 is open counts in neither, and the card catches up."""
    trainer, code = await opened(school)
    (who,) = await joined(school, code, 1)
    await school.taps(trainer, "Begin")
    poll = who.card()
    await school.taps(trainer, "Show how", "Go on with")
    await who.presses_old(poll.message_id, poll.keys[0][0].data or "")
    await school.settled()
    assert "moved on" in school.toast(who)
    assert "Practice, turn 2" in who.card().text
    assert "0 of 1 have chosen" in trainer.card().text


async def test_a_trainee_cannot_lead(school: School) -> None:
    """Buttons that only a trainer has do nothing when a trainee sends them."""
    trainer, code = await opened(school)
    (who,) = await joined(school, code, 1)
    for verb in ("opens0", "shows1", "ends0", "ends1", "goes0", "talks2", "page7", "back1"):
        step = (who.card().keys[0][0].data or "").partition(".")[0]
        await who.forge(f"{step}.{verb}")
        await school.settled()
    assert "1 here so far" in trainer.card().text


async def test_a_restart_in_mid_class(school: School) -> None:
    """Seats, votes and where the class stands are there again."""
    trainer, code = await opened(school)
    class_ = await joined(school, code, 2)
    await school.taps(trainer, "Begin")
    await school.taps(class_[0], "1")
    await school.restart()
    await school.taps(class_[1], "1")
    assert "2 of 2 have chosen" in trainer.card().text
    await school.taps(trainer, "Show how")
    assert "1. 2 chose" in trainer.card().text


async def test_an_abandoned_room_ends_itself(school: School, world: World) -> None:
    """Two hours after the last tap the report comes, everybody is told, and the room is gone."""
    trainer, code = await opened(school)
    (who,) = await joined(school, code, 1)
    await school.taps(trainer, "Begin")
    await school.taps(who, "1")
    await school.later(hours=2.1)
    await school.settled()
    assert "The class is over" in trainer.card().text
    assert "The class is over" in who.card().text
    assert "practice-class.html" in world.chats.files
    await school.says(who, f"/join {code}")
    assert "No class has this code" in who.card().text
    await school.later(hours=8.1)
    assert rows(school) == 0
    assert who.sees() == []


async def test_an_end_that_was_cut_short_is_finished(school: School, world: World) -> None:
    """A crash before the report is out leaves the room as over, and the next look delivers it."""
    trainer, code = await opened(school)
    (who,) = await joined(school, code, 1)
    await school.taps(trainer, "Begin")
    await school.taps(who, "1")
    gate = world.faults.stop_at("sendDocument", when="before")
    await trainer.presses("End for everybody")
    await gate.reached()
    closing = school.close()
    gate.drop()
    await closing
    await school.open()
    await school.later(seconds=1)
    await school.settled()
    assert "The class is over" in who.card().text
    assert "practice-class.csv" in world.chats.files


async def test_who_vanishes_keeps_nobody_waiting(school: School) -> None:
    """A trainee who blocks the bot is forgotten by the room; the class goes on and ends."""
    trainer, code = await opened(school)
    class_ = await joined(school, code, 2)
    await school.taps(trainer, "Begin")
    await class_[0].blocks()
    await school.settled()
    await school.taps(class_[1], "1")
    assert "1 of 1 have chosen" in trainer.card().text
    await school.taps(trainer, "Show how", "End for everybody")
    assert "The class is over" in class_[1].card().text


async def test_forget_in_a_class(school: School) -> None:
    """A trainee who wants to be forgotten takes their choices along; a trainer who does ends the class."""
    trainer, code = await opened(school)
    (who, other) = await joined(school, code, 2)
    await school.taps(trainer, "Begin")
    await school.taps(who, "1")
    await school.says(who, "/forget")
    assert "0 of 1 have chosen" in trainer.card().text
    await school.says(trainer, "/forget")
    assert "The class is over" in other.card().text


async def test_a_case_taken_away_ends_the_class(world: World, tmp_path: Path) -> None:
    """Where a case has gone since, its class is over and says so."""
    async with School(world, tmp_path) as school:
        trainer, code = await opened(school)
        (who,) = await joined(school, code, 1)
        await school.close()
        school.library = library(list(shipped().cases.values())[1:], shipped().shelf, shipped().words, shipped().facts)
        await school.open()
        await school.says(who, "hello")
        assert "The class is over" in who.card().text
        await school.taps(who, "Start page")
        assert "the start" in who.card().text
        await school.later(hours=2.1)
        assert "The class is over" in trainer.card().text


@pytest.mark.long
async def test_a_class_of_thirty(school: School) -> None:
    """Thirty trainees through a whole case: every vote counted, every card put back."""
    trainer, code = await opened(school)
    class_ = await joined(school, code, 30)
    await school.taps(trainer, "Begin")
    turn = 0
    while "Show how they chose" in trainer.card().labels:
        for place, who in enumerate(class_):
            await who.presses(str(1 + (place + turn) % 3))
        await school.world.settled(quiet=0.05, within=60)
        assert "30 of 30 have chosen" in trainer.card().text
        await school.taps(trainer, "Show how", "Go on with")
        turn += 1
    await school.taps(trainer, "End for everybody")
    assert all("The class is over" in who.card().text for who in class_)
