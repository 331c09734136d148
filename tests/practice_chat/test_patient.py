"""The trainer as the patient: a hidden card, words handed on as they are, and none of them anywhere afterwards."""

from __future__ import annotations

import io
import logging

import pytest

from bot import logs
from tests.practice_chat.school import School
from tests.practice_chat.test_class import TRAINER, code_of
from tests.telegram.standin import Person

CANARIES = ("Zanzibarina", "555-0142", "MRN-7731")


async def two(school: School) -> tuple[Person, Person]:
    """A trainer and a trainee, begun."""
    trainer = await school.someone(TRAINER, "/class new 1 patient")
    trainee = await school.someone(TRAINER + 1, f"/join {code_of(trainer)}")
    await school.taps(trainer, "Begin")
    return trainer, trainee


async def test_words_are_handed_on_and_deleted(school: School) -> None:
    """What one writes stands with the other, escaped and under the watermark, until the end."""
    trainer, trainee = await two(school)
    await school.says(trainee, "May I sit <b>here</b> & wait?")
    await school.says(trainer, "If you like.")
    assert trainer.sees()[-2].text == "PRACTICE. Your trainee\nMay I sit <b>here</b> & wait?"
    assert trainee.sees()[-1].text == "PRACTICE. The patient, played by your trainer\nIf you like."
    await school.taps(trainer, "End for everybody")
    assert [len(one.sees()) for one in (trainer, trainee)] == [1, 1]


async def test_the_hidden_card_is_the_trainers_alone(school: School) -> None:
    """Who the patient is, page by page, is shown to one of the two."""
    trainer, trainee = await two(school)
    await school.taps(trainer, "Next")
    assert "When somebody is careful" in trainer.card().text
    assert "You think: " in trainer.card().text
    assert "You think" not in trainee.card().text
    assert trainee.card().labels == ["Leave"]


async def test_a_third_one_has_no_place(school: School) -> None:
    """A room for two is full with one trainee."""
    trainer, _ = await two(school)
    third = await school.someone(TRAINER + 2, f"/join {code_of_room(school)}")
    assert "This class is full" in third.card().text
    await school.says(third, "hello")
    assert not [one for one in trainer.sees() if "hello" in one.text]


def code_of_room(school: School) -> str:
    """The code of the first room that chance gives here."""
    from bot.practice_chat.shelter import spelled  # noqa: PLC0415 - one test alone asks

    return spelled(3)


async def test_a_picture_is_not_handed_on(school: School) -> None:
    """Only typed words go to the other one; everything else is deleted."""
    trainer, trainee = await two(school)
    await trainee.sends(photo=[{"file_id": "x", "file_unique_id": "x", "width": 1, "height": 1}])
    await school.settled()
    assert len(trainer.sees()) == 1
    assert not [one for one in trainee.sees() if one.mine]


async def test_after_one_has_left_nothing_is_handed_on(school: School) -> None:
    """Words that nobody is there for are deleted like any others."""
    trainer, trainee = await two(school)
    await school.taps(trainee, "Leave")
    await school.says(trainer, CANARIES[0])
    assert not [one for one in (*trainer.sees(), *trainee.sees()) if CANARIES[0] in one.text]


async def test_no_word_of_it_is_kept_anywhere(school: School, capfd: pytest.CaptureFixture[str]) -> None:
    """Planted words are in no file of the store, in no log at its lowest level, and in no figure."""
    root, stream = logging.getLogger(), io.StringIO()
    before, level = list(root.handlers), root.level
    logs.configure("debug", stream, [school.world.token])
    try:
        trainer, trainee = await two(school)
        for word in CANARIES:
            await school.says(trainee, f"My name is {word}")
            await school.says(trainer, f"And mine {word}")
        await school.says(trainee, "/nothing " + CANARIES[0])
        await school.taps(trainer, "End for everybody")
    finally:
        root.handlers[:] = before
        root.setLevel(level)
    folder = school.settings.store.parent
    found = b"".join(path.read_bytes() for path in folder.iterdir() if path.is_file())
    told = stream.getvalue() + school.running.meter.text().decode() + "".join(capfd.readouterr())
    assert "update.taken" in told
    for word in (*CANARIES, str(trainer.id), str(trainee.id), "Robin", school.world.token):
        assert word.encode() not in found
        assert word not in told
