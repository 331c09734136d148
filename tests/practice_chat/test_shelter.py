"""Rooms at rest, met at once by many."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

from bot.keys import open_keys
from bot.practice.class_standing import Pace, new_room
from bot.practice.class_talk import Join
from bot.practice_chat.shelter import Change, Shelter
from storage.practice import Kept
from storage.practice_sqlite import SqlitePracticeStore
from tests.practice_chat.school import shipped
from tests.storage.opening import LASTING, ring_of
from tests.storage.samples import NOW


class Waiting(SqlitePracticeStore):
    """A store on a slow disk: others come to it between any look and what follows from it."""

    async def load(self, kind: int, key: bytes) -> Kept | None:
        found = await super().load(kind, key)
        await asyncio.sleep(0.01)
        return found


def newcomer(chat: int) -> Change:
    """Somebody who comes for the first time."""
    return lambda rest: (replace(rest, chats=(*rest.chats, chat)), Join())


async def test_forty_who_press_at_once_all_get_a_seat(tmp_path: Path) -> None:
    """Each waits for the ones before: none is overtaken so often that the bot gives up."""
    store = Waiting(tmp_path / "practice.sqlite", ring_of(tmp_path / "practice.sqlite"), LASTING)
    case = next(iter(shipped().cases.values()))
    shelter = Shelter(store, open_keys(tmp_path / "key"), shipped(), lambda: NOW, lambda *_: None, lambda _below: 6)
    code = await shelter.new(new_room(case, 1, Pace.LED, NOW), 5550100)
    came = await asyncio.gather(*(shelter.step(code, newcomer(5550101 + who)) for who in range(40)))
    assert None not in came
    rest = await shelter.look(code)
    assert rest is not None
    assert len(rest.room.seats) == 40
    assert sorted(rest.chats) == [5550101 + who for who in range(40)]
    await store.close()
