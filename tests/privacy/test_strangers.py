"""Who is not on the list learns nothing: one sentence, once a day in a chat, whoever it is and whatever they send."""

from __future__ import annotations

import time
from collections import Counter

import pytest

from tests.privacy.canaries import Planter, found_in
from tests.privacy.leftovers import talkative
from tests.privacy.ways import EVERY_KIND, WAYS, Hand
from tests.telegram.standin.server import Call
from tests.telegram.test_access import STRANGER
from tests.telegram.ward import Ward


async def crowd(ward: Ward, many: int) -> Counter[int]:
    """So many strangers, each with something else, twice; how many texts each of their chats was sent."""
    world, planter = ward.world, Planter()
    texts: Counter[int] = Counter()
    said: set[str] = set()
    spoke: list[str] = []

    def heard(call: Call) -> None:
        if call.method == "sendMessage":
            texts[call.params["chat_id"]] += 1
            said.add(call.params["text"])
        elif call.method not in ("deleteMessage", "getUpdates", "answerCallbackQuery", "leaveChat"):
            spoke.append(call.method)

    world.watchers.append(heard)
    world.updates.allowed = EVERY_KIND
    for number in range(many):
        person = world.person(710_000_000 + number, first_name=planter.canary("name"), language_code="es")
        hand = Hand(world, person, planter)
        await person.start("a" * 22 if number % 3 else "")
        await WAYS[number % len(WAYS)](hand)
        await person.types(planter.canary("typed"))
        if number % 40 == 39:
            await world.settled(quiet=0.01, within=120)
    await world.settled(within=120)
    assert said <= {STRANGER}
    assert spoke == []
    return texts


async def test_two_hundred_strangers(ward: Ward) -> None:
    """Whatever they send, each chat gets the one sentence at most once, and nothing of theirs is written down."""
    with talkative() as written:
        texts = await crowd(ward, 200)
        log = written.getvalue()
    assert max(texts.values()) == 1
    assert texts
    assert not found_in(log.encode())


@pytest.mark.long
async def test_ten_thousand_strangers(ward: Ward) -> None:
    """The same with ten thousand; the limits hold back most of the sentences."""
    begun = time.monotonic()
    texts = await crowd(ward, 10_000)
    assert max(texts.values()) == 1
    assert texts.total() <= 50 + 5 * (time.monotonic() - begun) + 1


async def test_strangers_in_groups_and_channels_get_nothing_at_all(ward: Ward) -> None:
    """A group that a stranger puts the bot into is left without a word."""
    stranger = ward.world.person(710_000_001)
    await stranger.start()
    group = await stranger.adds_bot_to_group("Ward 7")
    await group.types("/start")
    await ward.settled()
    assert not group.bot_inside
    assert [message.mine for message in group.sees()] == [True]
