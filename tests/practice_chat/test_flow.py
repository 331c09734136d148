"""A real conversation held with the patient of a case: with buttons and with typed words, to its end and back."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from bot.adapters.telegram.card import LONGEST_DATA, LONGEST_TEXT, units
from bot.cli.practice_hall import ASIDES, CALLED, MOST_PICKS, FlowHall
from bot.cli.scenario_flow_cards import FlowCards
from bot.practice.flow_practice import FlowTalk, Marked
from bot.practice.scenario import Scenario, number
from bot.practice_chat.data import Act, Verb, button
from bot.practice_chat.faces import face
from bot.practice_chat.sitting import Place, Sitting, decode, encode
from bot.practice_chat.solo import taken
from bot.practice_chat.text import CUT, message
from tests.practice_chat.school import School, shipped
from tests.telegram.standin import Person, World

WATERMARK = "PRACTICE. The patient is made up."
TALKING = [one for one in shipped().cases.values() if one.in_flow]
SILENT = [one for one in shipped().cases.values() if not one.in_flow]
STEP = 2**40
HABITS = ((0,), (1, 0, 0, 2), (3, 0))
MORE = (*HABITS, (2, 0, 1), (4, 1), (-1, 0, 0), (-2, 1, 0), (-3, 0, 2), (-4, 0), (5, 0, 3))


async def at_the_brief(school: School, name: str = "kitchen_hand") -> Person:
    """Somebody who reads the brief of this case."""
    who = await school.someone(command="/practice")
    place = list(shipped().cases).index(number(name)) + 1
    await school.taps(who, str(place))
    return who


async def talking(school: School) -> Person:
    """Somebody who holds the real conversation with the kitchen hand."""
    who = await at_the_brief(school)
    await school.taps(who, "Hold the real conversation")
    return who


def seen(case: Scenario, habits: tuple[tuple[int, ...], ...]) -> set[str]:
    """Texts of all cards of talks with these habits, each of them looked at as a message with its buttons."""
    texts = set()
    for habit in habits:
        start = Sitting(2**52, 1, 1, 1, STEP, Place.BRIEF, 0, number(case.id), 0, 9_999)
        at = taken(taken(start, Act(Verb.OPEN, number(case.id)), shipped(), 9_999), Act(Verb.FLOW), shipped(), 0)
        for step in range(60):
            shown = face(at, shipped())
            card = shown.card(STEP, shipped().words("notice_changed"))
            assert card.seen.startswith(WATERMARK)
            assert not card.seen.endswith(CUT)
            assert all(0 < len(key.data.encode()) <= LONGEST_DATA and key.label for row in card.rows for key in row)
            texts.add(card.seen)
            offers = [one.act for one in shown.offers if one.act.verb is Verb.PICK]
            if not offers or at.page:
                break
            at = taken(at, offers[habit[step % len(habit)] % len(offers)], shipped(), 0)
            assert decode(encode(at)) == at
        else:
            continue
        at = taken(at, Act(Verb.PAGE, 1), shipped(), 0)
        texts.add(face(at, shipped()).card(STEP).seen)
    return texts


async def test_a_real_conversation_to_its_end(school: School) -> None:
    """The real cards with the patient's words, one message, and at the end what was said beside what was tapped."""
    who = await talking(school)
    cards = [who.card().text]
    while "What you heard" not in who.card().labels:
        await school.taps(who, "Skip this one" if "Skip this one" in who.card().labels else who.card().labels[0])
        cards.append(who.card().text)
    assert len(who.sees()) == 1
    assert all(one.startswith(WATERMARK) for one in cards)
    assert "held with this patient" in cards[0]
    assert "held with this patient" not in "".join(cards[1:])
    asked = [one for one in cards if "They say" in one]
    assert len(asked) == 4
    assert "“The kitchen is the kitchen. The pay is not what they said.”" in asked[0]
    assert "Example of a service for hotline: 555-01" in "".join(cards)
    await school.taps(who, "What you heard")
    assert "The pay is not what they said.”, which was yes. You tapped skip." in who.card().text
    await school.taps(who, "Previous", "One card back")
    assert who.card().text == cards[-2]
    await school.taps(who, "Leave the case")
    assert "the start" in who.card().text


async def test_typed_twin_of_every_step(school: School) -> None:
    """The same way in typed words, none of which stays; what can be called at any time can be typed as well."""
    who = await at_the_brief(school)
    await school.says(who, "hold the real")
    first = who.card().text
    await school.says(who, "all three")
    second = who.card().text
    assert "Card 2" in second
    await school.says(who, "1")
    assert "Card 3" in who.card().text
    await school.says(who, "called away")
    assert "Alone again, go on" in who.card().labels
    await school.says(who, "alone again")
    assert "Card 3" in who.card().text
    await school.says(who, "back 2")
    assert who.card().text == second
    await school.says(who, "my name is Ana Perez")
    assert "fits nothing on this card" in who.card().text
    assert not [one for one in who.sees() if one.mine]
    await school.says(who, "back")
    assert who.card().text == first
    await school.says(who, "danger")
    assert "Settled, go back" in who.card().labels
    await school.says(who, "again")
    assert who.card().text == first
    await school.says(who, "stop")
    assert "the start" in who.card().text


async def test_a_restart_in_mid_talk_and_then_forget(school: School) -> None:
    """The file has numbers alone and leads to the very card; forgotten is forgotten."""
    who = await talking(school)
    while "They say" not in who.card().text:
        await school.taps(who, who.card().labels[0])
    before = who.card().text
    await school.restart()
    await school.says(who, "look")
    assert who.card().text == before
    await school.taps(who, "Not sure", "One card back")
    assert who.card().text == before
    await school.says(who, "/forget")
    (left,) = who.sees()
    assert "Everything about this chat is deleted" in left.text
    assert await school.running.service.worker.sittings.of(who.id) is None


async def test_stale_and_made_up_buttons_are_met_kindly(school: School, world: World) -> None:
    """A press on an earlier card, one that comes twice, and picks that the card has not change nothing."""
    who = await talking(school)
    before = who.card()
    old = before.keys[0][0].data
    assert old is not None
    world.updates.repeat("callback_query")
    await school.taps(who, before.labels[0])
    second = who.card().text
    assert "Card 2" in second
    await who.presses_old(before.message_id, old)
    await school.settled()
    assert "moved on" in school.toast(who)
    for pick in (60, ASIDES - 1, ASIDES + len(CALLED), 2**31):
        sitting = await school.running.service.worker.sittings.of(who.id)
        assert sitting is not None
        await who.forge(button(sitting.step, Verb.PICK, pick))
        await school.settled()
        assert "not offered here" in school.toast(who)
    assert who.card().text == second


async def test_conversations_that_were_changed_begin_again(world: World, tmp_path: Path) -> None:
    """Picks of a conversation that leads elsewhere since an update mean nothing, and the chat says so."""
    async with School(world, tmp_path) as school:
        who = await talking(school)

        class Changed(FlowHall):
            def edition(self, case: Scenario) -> int:
                return super().edition(case) ^ 1

        await school.close()
        school.library = replace(shipped(), hall=Changed(shipped().shelf.words))
        await school.open()
        await school.taps(who, who.card().labels[0])
        assert "was changed since you began" in school.toast(who)
        assert "the start" in who.card().text


async def test_a_patient_without_answers_offers_none(school: School) -> None:
    """Where a case does not say how its patient answers, there is no button, and a made-up one does nothing."""
    assert SILENT
    who = await at_the_brief(school, SILENT[0].id)
    assert "Hold the real conversation" not in who.card().labels
    brief, sitting = who.card().text, await school.running.service.worker.sittings.of(who.id)
    assert sitting is not None
    await who.forge(button(sitting.step, Verb.FLOW))
    await school.settled()
    assert "not offered here" in school.toast(who)
    assert who.card().text == brief


@pytest.mark.parametrize("case", [pytest.param(one, id=one.id) for one in TALKING])
@pytest.mark.parametrize("habits", [HABITS, pytest.param(MORE, marks=pytest.mark.long)], ids=["few", "more"])
def test_every_card_fits_and_no_number_rings(case: Scenario, habits: tuple[tuple[int, ...], ...]) -> None:
    """Over the conversation of each case: within a message, watermark first, contacts that nobody has."""
    texts = seen(case, habits)
    assert case.in_flow is not None
    longest = max(len(one.says or "") for one in case.in_flow.answers)
    assert max(map(units, texts)) + longest <= LONGEST_TEXT
    whole = "\n".join(texts)
    assert not re.findall(r"\b(?:(?!555-01)\d{3}-\d{4}|988|911|\d{3}-\d{3}-\d{4})\b", whole)
    assert "They say" in whole
    assert "What you heard" in whole


def test_looking_back_fits_where_all_was_misheard() -> None:
    """For each patient, with the longest answer at every topic."""
    cards = FlowCards(shipped().shelf.words)
    for case in TALKING:
        assert case.in_flow is not None
        told = {one.topic: one.says or "" for one in sorted(case.in_flow.answers, key=lambda one: len(one.says or ""))}
        marked = tuple(Marked(topic, says, "yes", "no") for topic, says in told.items())
        card = message(cards.looked_back(FlowTalk(case, None, case.start, marked=marked)))
        assert all(says in card.seen for says in told.values())
        assert not card.seen.endswith(CUT)


def test_round_and_round_has_an_end() -> None:
    """Who calls and settles without end is offered the way back and the way out, and no more."""
    case = next(one for one in TALKING if one.id == "kitchen_hand")
    picks = (ASIDES + list(CALLED).index("away"), 0) * (MOST_PICKS // 2)
    assert shipped().held(case, picks[:-2]).picks
    assert not shipped().held(case, picks).picks
    assert shipped().held(case, picks).heard is None
