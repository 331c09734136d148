"""What goes wrong between people, Telegram and us costs nobody an answer, and leaves one card in the chat."""

from __future__ import annotations

import asyncio

import pytest

from bot.adapters.telegram.border import Kind, Row, packed
from bot.engine import events as ev
from bot.engine.session import Mode
from storage.errors import Busy
from tests.telegram.standin import Person
from tests.telegram.ward import COVER_AFTER, Ward

BOTH_WAYS = pytest.mark.parametrize("ward", ["polling", "webhook"], indirect=True)
STALE = "That button was from an earlier card."


async def place(ward: Ward, person: Person) -> str:
    """Where the stored conversation stands, as the card that it shows."""
    return (await ward.running.service.worker._chats.handle(person.id, ev.Look())).view.state


def data_of(person: Person, label: str) -> str:
    """What this button of the card sends."""
    return next(key.data or "" for row in person.card().keys for key in row if key.label == label)


@BOTH_WAYS
async def test_a_double_tap_does_one_step(ward: Ward) -> None:
    """Two quick taps on one answer answer one card, and the second is told kindly."""
    nurse = await ward.member()
    await nurse.presses("All three are settled")
    await nurse.presses("All three are settled")
    await ward.settled()
    assert await place(ward, nurse) == "footing.age"
    assert [str((answer or {}).get("text", ""))[: len(STALE)] for answer in nurse.answers()] == ["", STALE]
    assert STALE not in nurse.card().text


async def test_a_double_tap_at_the_end_leaves_the_last_card_to_be_read(ward: Ward) -> None:
    """A second tap on the last answer does not take the last card away before anybody has read it."""
    nurse = await ward.member()
    await nurse.types("/stop")
    await ward.settled()
    await nurse.presses("More to begin")
    await ward.settled()
    await nurse.presses("Act now")
    await ward.settled()
    await nurse.presses("Settled, go back")
    await nurse.presses("Settled, go back")
    await ward.settled()
    assert nurse.card().labels == ["Close"]
    assert "Settled" in nurse.card().text
    assert [count for _, count in await ward.running.store.tallies()] == [1, 1]


async def test_the_last_card_becomes_a_line_by_itself(ward: Ward) -> None:
    """A last card that nobody closes is gone after a few minutes."""
    nurse = await ward.member()
    await nurse.presses("Someone is with them")
    await ward.settled()
    await nurse.presses("No private place today")
    await ward.settled()
    await nurse.presses("Said, close this")
    await ward.settled()
    await ward.later(seconds=COVER_AFTER + 60)
    assert nurse.card().labels == ["Close"]
    await ward.later(seconds=200)
    (line,) = nurse.sees()
    assert line.text.startswith("Ready when you are")


@BOTH_WAYS
async def test_updates_that_come_twice_count_once(ward: Ward) -> None:
    """A press and a typed answer, each delivered twice, each answer one card."""
    nurse = await ward.member()
    ward.world.updates.repeat("callback_query")
    await nurse.presses("All three are settled")
    await ward.settled()
    assert await place(ward, nurse) == "footing.age"
    ward.world.updates.repeat("message")
    await nurse.types("1")
    await ward.settled()
    assert await place(ward, nurse) == "footing.limits"
    ward.world.updates.repeat("message")
    await nurse.types("/back")
    await ward.settled()
    assert await place(ward, nurse) == "footing.age"


async def test_a_typed_answer_that_was_taken_before_a_crash_is_not_taken_again(ward: Ward) -> None:
    """The row that says what an answer was held against is there before the step, so the second delivery is stale."""
    nurse = await ward.member()
    chats = ward.running.service.worker._chats
    await chats.note(
        nurse.id, add=[Row(Kind.TYPED, ward.clock() + 100, packed(ward.world.chats._last_message_id + 1, 1))]
    )
    await chats.handle(nurse.id, ev.Answer("yes", 1), at=1)
    await nurse.types("1")
    await ward.settled()
    assert await place(ward, nurse) == "footing.age"
    assert "Age and duty" in nurse.card().text
    assert STALE not in nurse.card().text


async def test_a_button_of_an_earlier_talk_answers_nothing(ward: Ward) -> None:
    """A phone that lags behind shows a card of the talk before: its buttons do nothing to the new one."""
    nurse = await ward.member()
    old, answer = nurse.card().message_id, data_of(nurse, "All three are settled")
    await nurse.types("/stop")
    await ward.settled()
    await nurse.start()
    await ward.settled()
    assert data_of(nurse, "All three are settled") == answer
    await nurse.presses_old(old, answer)
    await ward.settled()
    assert await place(ward, nurse) == "opening.begin"
    assert str(nurse.answers()[-1]).startswith("{'text': '" + STALE)


async def test_danger_counts_from_an_old_button(ward: Ward) -> None:
    """Whoever needs help now gets it, whichever view the button was on; and twice is once."""
    nurse = await ward.member()
    danger, message = data_of(nurse, "Danger"), nurse.card().message_id
    await nurse.presses("All three are settled")
    await ward.settled()
    await nurse.presses_old(message, danger)
    await nurse.presses_old(message, danger)
    await ward.settled()
    assert await place(ward, nurse) == "safety.now"
    await nurse.presses("Not clear yet")
    await ward.settled()
    await nurse.presses_old(message, danger)
    await ward.settled()
    assert await place(ward, nurse) == "safety.check"


@pytest.mark.parametrize(
    "data",
    [
        "",
        "x",
        "1:nothing",
        "9:yes",
        "1!wipe",
        "1@needs.first",
        "1~xx/w",
        "1~en/x",
        "1+all",
        "9999999999:yes",
        "1:" + "a" * 60,
    ],
)
async def test_a_forged_press_changes_nothing(ward: Ward, data: str) -> None:
    """Whatever a changed client sends, the card stands as it was, and the button is answered."""
    nurse = await ward.member()
    before = nurse.card().text
    await nurse.forge(data)
    await ward.settled()
    assert await place(ward, nurse) == "opening.begin"
    assert nurse.card().text.startswith(before[:60])
    assert nurse.answers()[-1] is not None
    await nurse.presses("All three are settled")
    await ward.settled()
    assert await place(ward, nurse) == "footing.age"


async def test_nobody_presses_for_somebody_else(ward: Ward) -> None:
    """Data of one chat's button does nothing in another chat but what it says there."""
    one, other = await ward.member(), await ward.member(700_000_002)
    await one.presses("All three are settled")
    await ward.settled()
    await other.forge(data_of(one, "18 or over"))
    await ward.settled()
    assert await place(ward, other) == "opening.begin"


async def test_a_message_sent_unheard_is_found_and_deleted(ward: Ward) -> None:
    """The answer to a new message is lost on the way: it is sent again, and the first one does not stay."""
    ward.world.faults.reset("sendMessage", when="after")
    nurse = await ward.member()
    assert len(ward.world.called("sendMessage")) == 2
    (card,) = nurse.sees()
    assert card.text.startswith("Card 1")


async def test_a_send_that_a_crash_interrupted_is_looked_after(ward: Ward) -> None:
    """Killed between sending and remembering, with no redelivery: one card is left once the row is due."""
    gate = ward.world.faults.stop_at("sendMessage", when="after")
    nurse = ward.world.person()
    await nurse.opens(await ward.link())
    await gate.reached()
    await _killed(ward)
    ward.world.updates.drop_all()
    gate.drop()
    await ward.open()
    unheard = nurse.card()
    assert unheard.labels == ["Show"]
    await ward.later(seconds=61)
    (card,) = nurse.sees()
    assert card.message_id > unheard.message_id
    assert "Before you ask" in card.text
    assert not await ward.later(seconds=30)


async def test_a_card_that_stands_there_already_is_left_alone(ward: Ward) -> None:
    """After a restart nobody remembers what the card says; painting it once more is refused harmlessly."""
    nurse = await ward.member()
    stale = data_of(nurse, "All three are settled")
    await nurse.presses("All three are settled")
    await ward.settled()
    before = nurse.card()
    await ward.restart()
    await nurse.forge(stale)
    await ward.settled()
    assert "message is not modified" in ward.world.called("editMessageText")[-1].description
    assert nurse.sees() == [before]


async def test_floods_are_waited_for(ward: Ward) -> None:
    """Told to wait, the bot waits, and then shows the newest view."""
    nurse = await ward.member()
    ward.world.faults.flood("editMessageText", retry_after=1)
    await nurse.presses("All three are settled")
    await ward.settled()
    assert "Age and duty" in nurse.card().text


async def test_only_the_newest_view_is_painted(ward: Ward) -> None:
    """While Telegram makes us wait, answers go on; what is painted in the end is where they lead."""
    nurse = await ward.member()
    ward.world.faults.flood("editMessageText", retry_after=1)
    edits = len(ward.world.called("editMessageText"))
    await nurse.types("1")
    await ward.world.until(lambda: len(ward.world.called("editMessageText")) > edits)
    await nurse.types("1")
    await nurse.types("1")
    await ward.settled()
    assert "Tell everyone" in nurse.card().text
    assert len([call for call in ward.world.called("editMessageText")[edits:] if call.status == 200]) <= 2


async def test_gateways_and_broken_lines_are_tried_again(ward: Ward) -> None:
    """502, a connection that breaks before or after the effect: the card is right in the end."""
    nurse = await ward.member()
    ward.world.faults.gateway("editMessageText")
    ward.world.faults.reset("editMessageText", nth=2)
    ward.world.faults.reset("editMessageText", nth=3, when="after")
    ward.world.faults.gateway("deleteMessage", status=504)
    await nurse.types("1")
    await ward.settled()
    (card,) = nurse.sees()
    assert "Age and duty" in card.text


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give up on Telegram sooner than anybody would in earnest."""
    monkeypatch.setattr("bot.adapters.telegram.calls.FIRST_PAUSE", 0.001)


@pytest.mark.usefixtures("impatient")
async def test_a_cover_that_could_not_be_painted_is_painted_later(ward: Ward) -> None:
    """Telegram was out of reach when a card was to be covered: it is covered as soon as it can be."""
    nurse = await ward.member()
    out = ward.world.faults.gateway("editMessageText", times=1000)
    await ward.later(seconds=COVER_AFTER + 1)
    assert nurse.card().text.startswith("Card 1")
    ward.world.faults.lift(out)
    await ward.later(seconds=61)
    assert nurse.card().text.startswith("Hand hygiene")


@pytest.mark.usefixtures("impatient")
async def test_what_could_not_be_deleted_is_deleted_later(ward: Ward) -> None:
    """What somebody typed while nothing could be deleted does not stay in the chat."""
    nurse = await ward.member()
    out = ward.world.faults.gateway("deleteMessage", times=1000)
    await nurse.types("Ana Perez")
    await ward.settled()
    assert [message.text for message in nurse.sees() if message.mine] == ["Ana Perez"]
    ward.world.faults.lift(out)
    await ward.later(seconds=1)
    assert not [message for message in nurse.sees() if message.mine]


@pytest.mark.usefixtures("impatient")
async def test_a_card_that_could_not_be_painted_comes_with_the_next_tap(ward: Ward) -> None:
    """An answer is kept while its card cannot be painted; the next tap, stale as it is, shows where we are."""
    nurse = await ward.member()
    out = ward.world.faults.gateway("editMessageText", times=1000)
    await nurse.presses("All three are settled")
    await ward.settled()
    assert "Before you ask" in nurse.card().text
    ward.world.faults.lift(out)
    await nurse.presses("All three are settled")
    await ward.settled()
    assert "Age and duty" in nurse.card().text


async def test_somebody_walks_in_while_telegram_is_slow(ward: Ward) -> None:
    """A card that is on its way keeps nobody from covering it: the cover is taken at once and painted next."""
    nurse = await ward.member()
    gate = ward.world.faults.stop_at("editMessageText")
    await nurse.presses("All three are settled")
    await gate.reached()
    await nurse.presses("Someone walked in")
    await ward.world.until(lambda: nurse.answers()[-1] is not None)
    chats = ward.running.service.worker._chats
    assert (await chats.handle(nurse.id, ev.Look())).view.mode is Mode.COVERED
    gate.release()
    await ward.settled()
    assert nurse.card().text.startswith("Hand hygiene")


@BOTH_WAYS
async def test_a_store_that_is_busy_loses_nothing(ward: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the store cannot be reached the button says so, and the update comes again and is taken."""
    nurse = await ward.member()
    store = ward.running.store
    real, left = store.commit, [2]

    async def busy(*args: object, **named: object) -> bool:
        left[0] -= 1
        if left[0] >= 0:
            raise Busy
        return await real(*args, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(store, "commit", busy)
    await nurse.types("1")
    await ward.settled()
    assert await place(ward, nurse) == "footing.age"
    left[0] = 1
    await nurse.presses("18 or over")
    await ward.settled()
    assert await place(ward, nurse) == "footing.limits"
    assert any("could not be saved" in str(answer) for answer in nurse.answers())


async def test_two_phones_see_one_card(ward: Ward) -> None:
    """An account on two phones is one chat: what one taps, the other sees, and may not tap again."""
    nurse = await ward.member()
    yes, urgent = data_of(nurse, "All three are settled"), data_of(nurse, "Urgent care comes first")
    message = nurse.card().message_id
    await nurse.presses_old(message, yes)
    await nurse.presses_old(message, urgent)
    await ward.settled()
    assert await place(ward, nurse) == "footing.age"


async def test_a_straggler_holds_up_nobody(ward: Ward) -> None:
    """While one person's card waits for Telegram, another's is painted, and nothing is confirmed too early."""
    one, other = await ward.member(), await ward.member(700_000_002)
    gate = ward.world.faults.stop_at("editMessageText")
    await one.presses("All three are settled")
    await gate.reached()
    await other.presses("All three are settled")
    await ward.world.until(lambda: "Age and duty" in other.card().text)
    assert len(ward.world.updates.pending) == 2
    gate.release()
    await ward.settled()
    assert "Age and duty" in one.card().text


async def _killed(ward: Ward) -> None:
    """End without a farewell: nothing is finished, nothing is written."""
    assert ward._polling is not None
    await ward.running.store.close()
    for task in asyncio.all_tasks() - {asyncio.current_task()}:
        name = getattr(task.get_coro(), "__qualname__", "")
        if name.startswith(("Poll.", "Work", "Painter.", "Messages.")):
            task.cancel()
    ward._polling = None
    await ward.running.service.close(0)
