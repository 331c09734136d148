"""Nobody ever sees a card of somebody else's talk: not when many talk at once, and not when rows change places."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.app import on_here
from bot.engine import events as ev
from bot.engine.session import Mode, Session
from bot.engine.step import step
from bot.engine.view import View
from bot.present.screen import screen
from tests.telegram.ward import Ward, shipped

CHATS = 12


@dataclass
class Model:
    """What one chat has to show: the engine's own steps, beside the program's."""

    session: Session | None = None
    view: View | None = None
    talks: int = 0

    def hears(self, event: ev.Event) -> View:
        """What the engine makes of an event."""
        self.session, self.view = step(on_here(shipped()), self.session, event)
        if self.view.mode is Mode.ENDED:
            self.session, self.talks = None, self.talks + 1
        return self.view


def event_for(model: Model, chance: random.Random) -> ev.Event:
    """What comes next in this chat, by lot."""
    if model.session is None or model.view is None:
        return ev.Begin(chance.choice([*on_here(shipped()).flows]), *chance.choices(["en", "es"], k=2))
    asides = (ev.Cover(), ev.Resume(), ev.Danger(), ev.Away(), ev.Back(), ev.Look(), ev.Unknown(), ev.Stop())
    if not model.view.choices or chance.random() < 0.15:
        return chance.choice(asides)
    return ev.Answer(chance.choice(model.view.choices), model.session.revision)


async def interleaved(ward: Ward, talks: int, seed: int) -> None:
    """So many talks in a dozen chats, step by step in an order by lot; every screen is that of its own chat."""
    chance = random.Random(seed)  # noqa: S311 - a lot, no secret
    chats = ward.running.service.worker._chats
    models = {700_000_001 + number: Model() for number in range(CHATS)}
    while sum(model.talks for model in models.values()) < talks:
        chat, model = chance.choice([*models.items()])
        event = event_for(model, chance)
        shown = await chats.handle(chat, event)
        assert shown == screen(model.hears(event), shipped().presenter)
        if not chance.randrange(5):
            other, theirs = chance.choice([*models.items()])
            found = (await chats.handle(other, ev.Look())).view
            expected = step(on_here(shipped()), theirs.session, ev.Look()).view
            assert (found.flow, found.state, found.revision) == (expected.flow, expected.state, expected.revision)


async def test_talks_side_by_side_stay_apart(ward: Ward) -> None:
    """Forty talks in twelve chats, mixed step by step."""
    await interleaved(ward, 40, seed=1)


@pytest.mark.long
async def test_a_thousand_talks_side_by_side(ward: Ward) -> None:
    """A thousand of them."""
    await interleaved(ward, 1000, seed=2)


def columns(path: Path) -> list[str]:
    """The columns of a session's row, but for its key."""
    with closing(sqlite3.connect(path)) as rows:
        return [name for _, name, *_ in rows.execute("PRAGMA table_info(sessions)") if name != "key"]


def swapped(path: Path, names: list[str]) -> None:
    """Let the two rows that there are change places in these columns."""
    with closing(sqlite3.connect(path, isolation_level=None)) as rows:
        asked = ", ".join(names)
        (one, *first), (other, *second) = rows.execute(f"SELECT key, {asked} FROM sessions").fetchall()  # noqa: S608
        sets = ", ".join(f"{name} = ?" for name in names)
        for key, values in ((one, second), (other, first)):
            rows.execute(f"UPDATE sessions SET {sets} WHERE key = ?", (*values, key))  # noqa: S608


@pytest.mark.parametrize("which", ["all", "each"])
async def test_rows_that_change_places_open_for_nobody(ward: Ward, which: str) -> None:
    """Whoever can write the store and swaps the rows of two chats, whole or in part, shows neither the other's talk."""
    chats, one, other = ward.running.service.worker._chats, 700_000_001, 700_000_002
    path = ward.settings.store
    for names in [columns(path)] if which == "all" else [[name] for name in columns(path)]:
        for chat, flow, language in ((one, "adult_brief", "en"), (other, "safety", "es")):
            await chats.handle(chat, ev.Stop())
            await chats.handle(chat, ev.Begin(flow, language, language))
        swapped(path, names)
        for chat, theirs in ((one, "safety"), (other, "adult_brief")):
            assert (await chats.handle(chat, ev.Look())).view.flow != theirs, names


async def test_a_button_of_another_chat_is_no_button_here(ward: Ward) -> None:
    """The number and the data of somebody else's card, pressed in one's own chat, answer nothing."""
    one, other = await ward.member(700_000_001), await ward.member(700_000_002)
    await other.presses(other.card().keys[0][0].data or "")
    await ward.settled()
    before, theirs = one.card().text, other.card()
    await one.presses_old(theirs.message_id, theirs.keys[0][0].data or "")
    await ward.settled()
    assert one.card().text == before
    assert other.card().text == theirs.text
