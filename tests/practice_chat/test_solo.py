"""One person alone with a case: from the list to the debrief and back, with buttons and with typed words."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.practice.scenario import number
from bot.practice_chat.library import library
from tests.practice_chat.school import School, shipped
from tests.telegram.standin import Person, World

FIRST = 1


async def in_case(school: School, person: int = 700_000_001) -> Person:
    """Somebody in the first turn of the first case."""
    who = await school.someone(person, "/practice")
    await school.taps(who, str(FIRST), "Begin")
    return who


async def at_the_end(school: School) -> Person:
    """Somebody who has chosen the first line in every turn."""
    who = await in_case(school)
    while "1" in who.card().labels:
        await school.taps(who, "1")
    return who


async def test_a_case_from_the_list_to_the_last_page(school: School) -> None:
    """A case is picked, played in one message, and looked back at page by page."""
    who = await at_the_end(school)
    card = who.card()
    assert "how it came out" in card.text
    assert "The turn that mattered most" in card.text or "No single turn" in card.text
    pages = [card.text]
    while any(label.startswith("Next") for label in who.card().labels):
        await school.taps(who, "Next")
        pages.append(who.card().text)
    assert len(who.sees()) == 1
    assert all(one.text.startswith("PRACTICE. The patient is made up.") for one in who.sees())
    assert "Where you chose as the panel did" in pages[-1]
    assert "What they thought" in "".join(pages)
    assert sum("Source" in page for page in pages) == len(pages) - 2


async def test_typed_twin_of_every_step(school: School) -> None:
    """The same way in typed words, and none of them stays in the chat."""
    who = await school.someone(command="/practice")
    case = next(iter(shipped().cases.values()))
    await school.says(who, case.title[:12])
    assert case.title in who.card().text
    await school.says(who, "begin")
    line = who.card().text.split("1. ")[1].split("\n")[0]
    await school.says(who, line[:30])
    assert "Practice, turn 2" in who.card().text
    await school.says(who, "back 1")
    assert "Practice, turn 1" in who.card().text
    await school.says(who, "my name is Ana Perez")
    assert "fits nothing on this card" in who.card().text
    assert not [one for one in who.sees() if one.mine]
    await school.says(who, "stop")
    assert "the start" in who.card().text


async def test_back_to_any_turn(school: School) -> None:
    """After the end, each turn can be played again from where it stood."""
    who = await at_the_end(school)
    await school.taps(who, "Next", "Next")
    await school.taps(who, "Turn 2 again")
    assert "Practice, turn 2" in who.card().text
    await school.taps(who, "One turn back")
    assert "Practice, turn 1" in who.card().text


async def test_twin_shows_where_decisions_differed(school: School) -> None:
    """After one of a matched pair the other is offered, and its last page lays both side by side."""
    who = await school.someone(command="/practice")
    paired = next(place for place, case in enumerate(shipped().cases.values(), start=1) if case.pair)
    await school.taps(who, str(paired), "Begin")
    for twin in (False, True):
        while "1" in who.card().labels:
            await school.taps(who, "1")
        while any(label.startswith("Next") for label in who.card().labels):
            await school.taps(who, "Next")
        if not twin:
            await school.taps(who, "The same case", "Begin")
    assert "Where your decisions differed" in who.card().text


async def test_stale_and_made_up_buttons_are_met_kindly(school: School) -> None:
    """A button of an earlier step, of another message, or of nobody, changes nothing and says so."""
    who = await in_case(school)
    before = who.card()
    old = before.keys[0][0].data
    assert old is not None
    await school.taps(who, "1")
    second = who.card().text
    await who.presses_old(before.message_id, old)
    await school.settled()
    assert "moved on" in school.toast(who)
    for made_up in ("", "x", "0.pick0", "ffffffffffff.pick9", f"{old}9", "1.own", "drop table"):
        await who.forge(made_up or "-")
        await school.settled()
    await who.presses_old(before.message_id - 1, old)
    await school.settled()
    assert who.card().text == second


async def test_a_restart_in_mid_talk_loses_nothing(school: School) -> None:
    """What the program forgets when it ends is in its file as numbers; the talk goes on where it was."""
    who = await in_case(school)
    await school.taps(who, "1")
    before = who.card().text
    await school.restart()
    await school.taps(who, "2")
    assert "turn 3" in who.card().text or "came out" in who.card().text
    await school.taps(who, "One turn back") if "One turn back" in who.card().labels else None
    assert before.split("Now")[0].splitlines()[0] in who.card().text


async def test_updates_that_come_twice_count_once(school: School, world: World) -> None:
    """A press and a typed line that are delivered twice make one step each."""
    who = await in_case(school)
    world.updates.repeat("callback_query")
    await school.taps(who, "1")
    assert "Practice, turn 2" in who.card().text
    world.updates.repeat("message")
    await school.says(who, "1")
    assert "Practice, turn 3" in who.card().text
    before = len(world.called("sendMessage"))
    world.updates.repeat("message")
    await school.says(who, "/practice")
    assert len(world.called("sendMessage")) == before + 1


async def test_forget_deletes_everything(school: School) -> None:
    """Card, row and typed words are gone; one line that says so stays."""
    who = await in_case(school)
    await school.says(who, "/forget")
    (left,) = who.sees()
    assert "Everything about this chat is deleted" in left.text
    assert await school.running.service.worker.sittings.of(who.id) is None


async def test_a_chat_that_is_left_is_cleared(school: School, world: World) -> None:
    """After eight hours without a tap, the card and everything behind it are gone."""
    who = await in_case(school)
    await school.later(hours=7.9)
    assert len(who.sees()) == 1
    await school.later(hours=0.2)
    assert who.sees() == []
    assert await school.running.service.worker.sittings.of(who.id) is None


async def test_a_card_of_a_day_is_sent_anew(school: School, world: World) -> None:
    """Telegram lets nobody delete after two days, so a card that is played on and on moves before that."""
    who = await in_case(school)
    first = who.card().message_id
    for _ in range(4):
        await school.later(hours=6)
        await school.taps(who, "1")
        if "1" not in who.card().labels:
            await school.taps(who, "From the beginning", "Begin")
    assert who.card().message_id != first
    assert len(who.sees()) == 1


async def test_a_case_that_was_changed_begins_again(world: World, tmp_path: Path) -> None:
    """Picks of a case that leads elsewhere now mean nothing: the chat says so and starts at the start page."""
    async with School(world, tmp_path) as school:
        who = await in_case(school)
        case = next(iter(shipped().cases.values()))
        await school.close()
        rest = [one for key, one in shipped().cases.items() if key != number(case.id)]
        school.library = library(rest, shipped().shelf, shipped().words, shipped().facts)
        await school.open()
        await school.taps(who, "1")
        assert "was changed since you began" in school.toast(who)
        assert "the start" in who.card().text


@pytest.mark.parametrize(
    "command", ["/rest", "/privacy", "/start", "/practice", "/class", "/join", "/nonsense", "hello"]
)
async def test_every_command_of_somebody_new_gives_a_card(school: School, command: str) -> None:
    """Whatever comes first, one card stands there, and what was sent is gone."""
    who = await school.someone(command=command)
    (card,) = who.sees()
    assert card.text.startswith("PRACTICE. The patient is made up.")
    assert card.protected


async def test_ninety_seconds(school: School) -> None:
    """A break has four steps of its own pace and ends with whom to tell."""
    who = await school.someone(command="/rest")
    await school.taps(who, "Onwards", "Onwards", "Onwards")
    assert "whom you trust" in who.card().text
    assert who.card().labels == ["Start page"]


async def test_pictures_and_long_texts_are_deleted(school: School, world: World) -> None:
    """Whatever else is sent is deleted, and the card tells what can be done."""
    who = await in_case(school)
    await who.sends(photo=[{"file_id": "x", "file_unique_id": "x", "width": 1, "height": 1}])
    await school.settled()
    await school.says(who, "a" * 4000)
    assert not [one for one in who.sees() if one.mine]
    assert "Practice, turn 1" in who.card().text


async def test_a_group_is_left_and_a_block_forgets(school: School) -> None:
    """The bot is for one person at a time; who blocks it is forgotten."""
    who = await in_case(school)
    group = await who.adds_bot_to_group()
    await school.settled()
    assert not group.bot_inside
    await who.blocks()
    await school.settled()
    assert await school.running.service.worker.sittings.of(who.id) is None
