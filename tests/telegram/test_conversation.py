"""A clinician's conversation from the link to the end, over real HTTP: polled and delivered."""

from __future__ import annotations

import pytest

from tests.telegram.standin import Person
from tests.telegram.standin.formatting import Plain
from tests.telegram.ward import COVER_AFTER, FORGET_AFTER, Ward

BOTH_WAYS = pytest.mark.parametrize("ward", ["polling", "webhook"], indirect=True)
FIRST = ("All three are settled", "18 or over", "Said, and fine with them")


async def taps(ward: Ward, person: Person, *labels: str) -> None:
    """Tap these one after the other, each when the card stands."""
    for label in labels:
        await person.presses(label)
        await ward.settled()


def texts(person: Person) -> list[str]:
    """What the chat shows."""
    return [message.text for message in person.sees()]


@BOTH_WAYS
async def test_one_card_from_the_link_to_the_end(ward: Ward) -> None:
    """A whole talk is one message that is edited; in the end one neutral line is left, and then nothing."""
    nurse = await ward.member()
    card = nurse.card().message_id
    assert texts(nurse) == [nurse.card().text]
    assert nurse.card().text.startswith("Card 1 of about")
    await taps(ward, nurse, *FIRST, "They said no")
    assert nurse.card().message_id == card
    await taps(ward, nurse, "Nothing right now", "Said, close this")
    last = nurse.card()
    assert last.message_id == card
    assert "Finished" in last.text
    assert last.labels == ["Close"]
    await taps(ward, nurse, "Close")
    (line,) = nurse.sees()
    assert line.message_id != card
    assert line.text.startswith("Ready when you are")
    assert line.silent
    assert await ward.running.store.tallies()
    await ward.later(hours=2)
    assert nurse.sees() == []
    assert await ward.later(hours=48) == 0


async def test_every_message_is_protected_and_only_the_first_card_is_heard(ward: Ward) -> None:
    """Nothing can be forwarded, and a phone makes a sound once in a talk."""
    nurse = await ward.member()
    await taps(ward, nurse, "All three are settled")
    await nurse.start()
    await ward.settled()
    await taps(ward, nurse, "More", "Close and forget")
    assert all(call.params["protect_content"] for call in ward.world.called("sendMessage"))
    assert [note.silent for note in nurse.lock_screen()] == [False, True, True]


async def test_a_phone_shows_neutral_words_only(ward: Ward) -> None:
    """What a notification keeps is never a card: new messages are neutral words, and edits notify nobody."""
    nurse = await ward.member()
    await taps(ward, nurse, *FIRST)
    await nurse.start()
    await ward.settled()
    for note in nurse.lock_screen(4096):
        assert note.preview.split("\n")[1:] == ["Ready when you are"]


async def test_a_button_of_another_message_answers_no_card(ward: Ward) -> None:
    """Whatever number it carries: what was pressed on a message that is not the card was not read off the card."""
    nurse = await ward.member()
    await taps(ward, nurse, "All three are settled")
    card = nurse.card()
    answer = next(key.data for row in card.keys for key in row if key.label == "18 or over")
    await nurse.presses_old(card.message_id - 1, answer or "")
    await ward.settled()
    assert "Age and duty" in nurse.card().text
    await nurse.presses_old(nurse.card().message_id, answer or "")
    await ward.settled()
    assert "Before any question" in nurse.card().text


@BOTH_WAYS
async def test_typed_answers_are_taken_and_deleted(ward: Ward) -> None:
    """A number, a label and a word with a slip in it do what a tap does, and nothing typed stays in the chat."""
    nurse = await ward.member()
    for typed, title in (("1", "Age and duty"), ("18 or over", "Before any question"), ("/back", "Age and duty")):
        await nurse.types(typed)
        await ward.settled()
        assert title in nurse.card().text
        assert not [message for message in nurse.sees() if message.mine]


async def test_what_is_no_answer_is_deleted_and_met_kindly(ward: Ward) -> None:
    """Words that are no answer, pictures, contacts, places and forwarded messages: gone, and one fixed notice."""
    nurse = await ward.member()
    origin = {"type": "hidden_user", "sender_user_name": "Somebody", "date": 1}
    things: tuple[dict[str, object], ...] = (
        {"contact": {"phone_number": "555-0100", "first_name": "Ana"}},
        {"location": {"longitude": 1.0, "latitude": 2.0}},
        {"photo": [{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}], "caption": "Ana Perez"},
        {"voice": {"file_id": "a", "file_unique_id": "b", "duration": 1}},
    )
    await nurse.types("Ana Perez, born 1990")
    for thing in things:
        await nurse.sends(**thing)
    nurse._sends(Plain("1"), forward_origin=origin)
    await ward.settled()
    (card,) = nurse.sees()
    assert "That did not match an answer here." in card.text
    assert "Ana" not in str([call.params for call in ward.world.calls])


@BOTH_WAYS
async def test_somebody_walks_in(ward: Ward) -> None:
    """One tap, or any single full stop, leaves plain reference text and one button; that button leads back."""
    nurse = await ward.member()
    await taps(ward, nurse, *FIRST)
    for cover in (nurse.presses("Someone walked in"), nurse.types(".")):
        await cover
        await ward.settled()
        assert nurse.card().text.startswith("Hand hygiene")
        assert nurse.card().labels == ["Next page"]
        await taps(ward, nurse, "Next page")
        assert "Tell everyone" in nurse.card().text
        assert "alone together" in nurse.card().text


async def test_a_card_left_alone_covers_itself_and_is_forgotten_in_time(ward: Ward) -> None:
    """After the site's time the card is covered, after the shift nothing is left of it, also when nobody comes back."""
    nurse = await ward.member()
    await taps(ward, nurse, *FIRST)
    await ward.later(seconds=COVER_AFTER - 10)
    assert "Tell everyone" in nurse.card().text
    await ward.later(seconds=20)
    assert nurse.card().text.startswith("Hand hygiene")
    await ward.later(seconds=FORGET_AFTER)
    (line,) = nurse.sees()
    assert line.text.startswith("Closed")
    await ward.later(hours=2)
    assert nurse.sees() == []
    assert ward.world.called("editMessageText")[-1].status == 200


async def test_a_tap_keeps_the_card_open(ward: Ward) -> None:
    """The time until a card covers itself counts from the last tap."""
    nurse = await ward.member()
    for label in FIRST:
        await ward.later(seconds=COVER_AFTER - 20)
        await taps(ward, nurse, label)
    assert "Tell everyone" in nurse.card().text


@BOTH_WAYS
async def test_timers_hold_over_a_restart(ward: Ward) -> None:
    """A bot that was down while everything came due covers, forgets and deletes as soon as it is back."""
    nurse = await ward.member()
    await taps(ward, nurse, *FIRST)
    await ward.close()
    ward.world.clock.advance(seconds=COVER_AFTER + 1)
    await ward.open()
    await ward.due()
    assert nurse.card().text.startswith("Hand hygiene")
    await taps(ward, nurse, "Next page")
    assert "Tell everyone" in nurse.card().text
    await ward.close()
    ward.world.clock.advance(hours=30)
    await ward.open()
    await ward.due()
    await ward.later(hours=2)
    assert nurse.sees() == []


async def test_a_message_too_old_to_delete_says_nothing(ward: Ward) -> None:
    """After two days down nothing can be deleted any more, so what is there is emptied."""
    nurse = await ward.member()
    await ward.close()
    ward.world.clock.advance(hours=49)
    await ward.open()
    await ward.due()
    assert [message.text for message in nurse.sees() if message.text != "…"] == ["Closed\n\n" + _closing()]
    ward.world.violations.clear()


async def test_called_away_and_back(ward: Ward) -> None:
    """A parked card says where to go on and nothing of what it is about."""
    nurse = await ward.member()
    await taps(ward, nurse, *FIRST, "Called away")
    assert "Parked" in nurse.card().text
    assert nurse.card().labels == ["Alone again, go on", "Danger", "Someone walked in", "Close and forget"]
    await ward.later(hours=1)
    assert "Parked" in nurse.card().text
    await taps(ward, nurse, "Alone again, go on")
    assert "Tell everyone" in nurse.card().text


async def test_not_alone_yet(ward: Ward) -> None:
    """Who cannot get privacy parks the card, and is reminded by its number and nothing else."""
    nurse = await ward.member()
    await taps(ward, nurse, "Someone is with them", "Not alone yet")
    assert "Parked" in nurse.card().text
    parked = nurse.card().message_id
    await ward.later(seconds=901)
    (card,) = nurse.sees()
    assert card.message_id != parked
    assert not card.silent
    assert nurse.lock_screen()[-1].preview.startswith("Card 2 of about")
    await taps(ward, nurse, "Alone again, go on")
    assert "Make it private" in nurse.card().text
    assert not await ward.later(seconds=60)


async def test_no_reminder_for_somebody_who_is_back(ward: Ward) -> None:
    """Whoever went on in the meantime is not disturbed."""
    nurse = await ward.member()
    await taps(ward, nurse, "Someone is with them", "Not alone yet", "Alone again, go on", "We are alone now")
    heard = len(nurse.lock_screen())
    await ward.later(seconds=901)
    assert len(nurse.lock_screen()) == heard


async def test_danger_from_any_card_and_back(ward: Ward) -> None:
    """Danger is one tap away, shows whom to call, and leads back to the card."""
    nurse = await ward.member()
    await taps(ward, nurse, *FIRST, "Danger")
    assert "911" in nurse.card().text
    assert nurse.card().text.startswith("Steps for now")
    await taps(ward, nurse, "Go on")
    assert "Tell everyone" in nurse.card().text


async def test_an_earlier_answer_is_changed(ward: Ward) -> None:
    """Earlier cards are listed by their neutral titles, and one tap leads to each."""
    nurse = await ward.member()
    await taps(ward, nurse, *FIRST, "More", "Change an answer")
    assert nurse.card().labels[:3] == ["1. Before you ask", "2. Age and duty", "3. Before any question"]
    await taps(ward, nurse, "2. Age and duty")
    assert "Answer this one again." in nurse.card().text


async def test_what_matters_is_chosen_from_a_list(ward: Ward) -> None:
    """What matters for this patient is one of a list, and can be taken back; the list stays until it is left."""
    nurse = await ward.member()
    await taps(ward, nurse, *FIRST, "More", "What matters here")
    listed = nurse.card().labels
    await taps(ward, nurse, listed[0], listed[1])
    assert nurse.card().labels[:2] == [f"* {label}" for label in listed[:2]]
    await taps(ward, nurse, f"* {listed[0]}")
    assert nurse.card().labels[:2] == [listed[0], f"* {listed[1]}"]
    await taps(ward, nurse, "Back to the answers")
    assert "Tell everyone" in nurse.card().text


async def test_a_card_speaks_the_workers_language_and_the_patients(ward: Ward) -> None:
    """The talk begins in the language of the worker's phone, and each of the two languages can be switched."""
    nurse = await ward.member(language_code="es")
    assert not nurse.card().text.startswith("Card")
    await nurse.types("/lang en worker")
    await ward.settled()
    assert nurse.card().text.startswith("Card 1")
    await taps(ward, nurse, *FIRST)
    assert "In their language" in nurse.card().text
    await taps(ward, nurse, "More", "Language", "Words to say: English")
    assert "In their language" not in nurse.card().text


async def test_start_brings_the_card_to_the_bottom(ward: Ward) -> None:
    """/start with an open card sends it anew, keeps the place, and takes the old one away."""
    nurse = await ward.member()
    await taps(ward, nurse, *FIRST)
    before = nurse.card().message_id
    await nurse.start()
    await ward.settled()
    (card,) = nurse.sees()
    assert card.message_id > before
    assert "Tell everyone" in card.text


async def test_privacy_and_forget_answer(ward: Ward) -> None:
    """What is kept is told on the open card; forgetting wipes, and with a word more gives up the place."""
    nurse = await ward.member()
    await nurse.types("/privacy")
    await ward.settled()
    assert "No names and no words are kept." in nurse.card().text
    assert "Before you ask" in nurse.card().text
    await nurse.types("/forget")
    await ward.settled()
    (line,) = nurse.sees()
    assert line.text.startswith("Closed, and all of it is forgotten.")
    await nurse.types("/privacy")
    await ward.settled()
    assert texts(nurse)[0].startswith("No names and no words are kept.")
    await nurse.types("/forget all")
    await ward.settled()
    assert texts(nurse) == ["Closed, and all of it is forgotten. Your place is given up."]
    await nurse.start()
    await ward.settled()
    assert not any(message.keys for message in nurse.sees())


async def test_blocking_wipes(ward: Ward) -> None:
    """Whoever blocks the bot leaves nothing behind in the store."""
    nurse = await ward.member()
    await taps(ward, nurse, *FIRST)
    await nurse.blocks()
    await ward.settled()
    chats = ward.running.service.worker._chats
    assert await chats.rows(nurse.id) == ()
    assert await chats.last_touched(nurse.id) is None


async def test_a_closed_account_is_forgotten_when_it_shows(ward: Ward) -> None:
    """Telegram tells of a closed account only when it is written to; then everything goes."""
    nurse = await ward.member()
    await nurse.closes_account()
    await ward.later(seconds=COVER_AFTER + 1)
    assert await ward.running.service.worker._chats.rows(nurse.id) == ()


async def test_groups_are_left(ward: Ward) -> None:
    """In a group nothing is said, and the bot goes at once."""
    nurse = await ward.member()
    group = await nurse.adds_bot_to_group()
    await ward.settled()
    assert not group.bot_inside
    assert group.sees() == []


async def test_a_word_in_a_group_is_no_conversation(ward: Ward) -> None:
    """Where nobody told the bot that it is in a group, the first word there makes it go, and nothing is said."""
    nurse = await ward.member()
    ward.world.updates.hold("my_chat_member")
    group = await nurse.adds_bot_to_group()
    await group.types("/start")
    await ward.settled()
    assert not group.bot_inside
    assert [message.mine for message in group.sees()] == [True]


async def test_a_card_that_was_cleared_comes_back(ward: Ward) -> None:
    """A card that the person deleted is sent again with the next answer."""
    nurse = await ward.member()
    card = nurse.card()
    await nurse.clears(card.message_id)
    await nurse.presses_old(card.message_id, card.keys[0][0].data or "")
    await ward.settled()
    (again,) = nurse.sees()
    assert "Age and duty" in again.text


async def test_the_surface_is_neutral(ward: Ward) -> None:
    """The command list says what any tool for a shift says."""
    nurse = await ward.member()
    assert dict(nurse.profile().commands) == {
        "start": "Open, or find what is open",
        "privacy": "What is kept",
        "forget": "Close and forget",
    }


def _closing() -> str:
    return (
        "“You can come back at any time, about anything.”\n\n"
        "Too much time went by, so all of it was forgotten. You can start again."
    )
