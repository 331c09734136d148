"""Whole conversations by lot through everything that can go wrong on the way, and what is left in the chat afterwards.

The rule: at every moment the store holds what the engine makes of the same steps, the chat holds one card, and in the
end nothing. What is done is chosen by lot from what the card offers, so any conversation that ships will do.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from random import Random

import pytest

from bot.adapters.telegram.data import SIMPLE
from bot.app import codec_for, content_folder, read_lexicon
from bot.engine import events as ev
from bot.engine.session import Mode, Session
from bot.engine.step import step
from bot.engine.view import View
from storage.base import Stored
from tests.telegram.standin import Person, World
from tests.telegram.ward import COVER_AFTER, Ward, shipped
from tests.telegram.ward import Mode as Way

BESIDE = ("back", "cover", "away", "danger", "resume")
PEOPLE = 4
MOST_STEPS = 60
BOTH_WAYS: tuple[Way, ...] = ("polling", "webhook")
METHODS = ("editMessageText", "answerCallbackQuery", "deleteMessage")


@dataclass
class Talk:
    """One person's conversation, and beside it what the engine makes of the same steps."""

    ward: Ward
    person: Person
    chance: Random
    session: Session | None = None
    view: View | None = None
    ended: int = 0
    done: list[str] = field(default_factory=list)

    async def begins(self) -> None:
        """Press Start, with nothing open."""
        await self.person.start()
        self.hears(ev.Begin("adult_brief", "en", "en"))

    def hears(self, event: ev.Event) -> None:
        """What the engine makes of an event."""
        self.session, self.view = step(shipped().library, self.session, event)
        if self.view.mode is Mode.ENDED:
            self.session, self.ended = None, self.ended + 1

    async def goes_on(self) -> None:
        """One step by lot, tapped or typed."""
        assert self.view is not None
        beside = [name for name in BESIDE if name in self.view.interrupts]
        if beside and (not self.view.choices or self.chance.random() < 0.25):
            name = self.chance.choice(beside)
        else:
            name = self.chance.choice(self.view.choices)
        at, answer = self.view.revision, name in self.view.choices
        self.done.append(name)
        if self.chance.random() < 0.4:
            word = str(self.view.choices.index(name) + 1) if answer else "." if name == "cover" else f"/{name}"
            await self.person.types(word)
        else:
            await self.person.forge(f"{at}:{name}" if answer else f"{at}!{name}")
        self.hears(ev.Answer(name, at) if answer else ev.Back(at) if name == "back" else SIMPLE[name])

    async def holds(self) -> None:
        """The store and the chat hold what was done, and no more."""
        running = self.ward.running
        found = await running.store.load(running.keys.chat(self.person.id))
        codec = codec_for(shipped(), self.ward.settings.store)
        assert (codec.decode(found.record) if isinstance(found, Stored) else None) == self.session, self.done
        (card,) = self.person.sees()
        assert not card.mine
        assert card.protected
        if self.session is not None and self.view is not None:
            dates = {re.split(r"\D", key.data or "")[0] for row in card.keys for key in row}
            assert dates == {str(self.view.revision)}, self.done


def trouble(world: World, chance: Random) -> None:
    """Something that goes wrong with one of the next calls, or something that comes twice."""
    method = chance.choice(METHODS)
    match chance.randrange(6):
        case 0:
            world.faults.gateway(method, status=chance.choice([502, 504]), when="after")
        case 1:
            world.faults.reset(method)
        case 2:
            world.faults.reset(method, when="after")
        case 3:
            world.updates.repeat(chance.choice(["message", "callback_query"]))
        case 4 if chance.random() < 0.2:
            world.faults.flood(method, retry_after=1)
        case _:
            return


async def whole_shift(ward: Ward, seed: int) -> list[Talk]:
    """Five people talk side by side to the end, through trouble; each is checked after every step."""
    chance = Random(seed)  # noqa: S311 - a lot, no secret
    talks = []
    for number in range(PEOPLE):
        person = await ward.member(700_000_001 + number)
        talk = Talk(ward, person, chance)
        talk.hears(ev.Begin("adult_brief", "en", "en"))
        talks.append(talk)
    for _ in range(MOST_STEPS):
        open_ones = [talk for talk in talks if talk.session is not None]
        if not open_ones:
            return talks
        trouble(ward.world, chance)
        for talk in open_ones:
            await talk.goes_on()
        await ward.world.settled(within=30)
        for talk in open_ones:
            await talk.holds()
    for talk in talks:
        if talk.session is not None:
            await talk.person.types("/stop")
            talk.hears(ev.Stop())
    await ward.settled()
    return talks


async def aftermath(ward: Ward, talks: list[Talk]) -> None:
    """Counted once; two sounds at most; neutral words on every lock screen; and nothing is left."""
    lexicon = read_lexicon(content_folder() / "lexicon.yaml")
    assert sum(count for _, count in await ward.running.store.tallies()) == sum(talk.ended for talk in talks)
    for talk in talks:
        assert len(talk.person.sees()) == 1
        notes = talk.person.lock_screen(4096)
        assert sum(not note.silent for note in notes) <= 2
        for note in notes:
            assert not list(lexicon.hits("lock", f"{note.title}\n{note.preview}")), note.preview
    ward.world.faults.lift()
    await ward.later(seconds=600)
    for talk in talks:
        (line,) = talk.person.sees()
        assert line.silent
        assert not list(lexicon.hits("lock", line.text)), line.text
    await ward.later(hours=2)
    assert [talk.person.sees() for talk in talks] == [[]] * len(talks)
    assert await ward.later(hours=48) == 0
    sent = ward.world.called("sendMessage")
    assert all(call.params.get("protect_content") for call in sent)
    assert all(call.params.get("link_preview_options") == {"is_disabled": True} for call in sent)


@pytest.mark.parametrize("ward", BOTH_WAYS, indirect=True)
async def test_a_whole_shift_through_trouble(ward: Ward) -> None:
    """Five conversations by lot, side by side, while calls fail and updates come twice: each is what was done."""
    await aftermath(ward, await whole_shift(ward, 1))


@pytest.mark.long
@pytest.mark.parametrize("ward", BOTH_WAYS, indirect=True)
@pytest.mark.parametrize("seed", range(2, 22))
async def test_many_shifts_through_trouble(ward: Ward, seed: int) -> None:
    """The same with other lots."""
    await aftermath(ward, await whole_shift(ward, seed))


@pytest.mark.parametrize("left", ["at once", "covered", "away"])
async def test_down_for_a_day_and_a_half(ward: Ward, left: str) -> None:
    """The bot goes down over an open card and comes back after 36 hours: everything can still be deleted, and is."""
    nurse = await ward.member()
    if left != "at once":
        await nurse.presses("Someone walked in" if left == "covered" else "Called away")
        await ward.settled()
    await nurse.types("words that are no answer")
    await ward.settled()
    await ward.close()
    ward.world.clock.advance(hours=36)
    await ward.open()
    await ward.due()
    await ward.later(hours=2)
    assert nurse.sees() == []
    assert await ward.later(hours=48) == 0
    assert not [call for call in ward.world.calls if "can't be deleted" in call.description]


async def test_typed_while_the_bot_was_down(ward: Ward) -> None:
    """What was typed and tapped while nobody was there is taken in its order when the bot is back, and deleted."""
    nurse = await ward.member()
    await ward.close()
    for word in ("Ana Perez 555-0142", "1", "."):
        await nurse.types(word)
    await ward.open()
    await ward.world.settled()
    (card,) = nurse.sees()
    assert card.labels == ["Next page"]
    await nurse.presses("Next page")
    await ward.settled()
    assert [message.mine for message in nurse.sees()] == [False]


async def test_a_tap_that_its_words_overtook(ward: Ward) -> None:
    """A tap and a word come in the wrong order, as Telegram allows: the word is taken, the tap is told kindly."""
    nurse = await ward.member()
    yes = nurse.card().keys[0][0].data or ""
    ward.world.updates.hold("callback_query")
    await nurse.presses(yes)
    await nurse.types("1")
    await ward.settled()
    after = nurse.card().text
    ward.world.updates.release("callback_query")
    await ward.settled()
    assert nurse.card().text == after
    assert "earlier card" in str(nurse.answers()[-1])


async def test_blocked_in_the_middle_and_back(ward: Ward) -> None:
    """Who blocks the bot over an open card and comes back begins anew; nothing is heard of the first talk."""
    nurse = await ward.member()
    await nurse.presses(nurse.card().keys[0][0].data or "")
    await ward.settled()
    first = {message.message_id for message in nurse.sees()}
    await nurse.blocks()
    await ward.settled()
    await ward.later(seconds=COVER_AFTER + 1)
    await nurse.start()
    await ward.settled()
    new = [message for message in nurse.sees() if message.message_id not in first]
    assert len(new) == 1
    assert new[0].text.startswith("Card 1")


async def test_blocking_forgets_but_cannot_delete(ward: Ward) -> None:
    """A blocked bot may delete nothing: the card stays in that chat, and is taken away when it is pressed."""
    nurse = await ward.member()
    old = nurse.card()
    await nurse.blocks()
    await ward.settled()
    assert [message.message_id for message in nurse.sees()] == [old.message_id]
    await nurse.start()
    await ward.settled()
    await nurse.presses_old(old.message_id, old.keys[0][0].data or "")
    await ward.settled()
    (card,) = nurse.sees()
    assert card.message_id != old.message_id
