"""Drills at rest, for whoever asked to be reminded: five small numbers and the chat, for up to 120 days.

A reminder that nobody follows is tried once more after the same pause; after three in a row, all is forgotten.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

from bot.adapters.telegram.border import Telling
from bot.adapters.telegram.calls import Fate
from bot.adapters.telegram.card import Card
from bot.keys import Keys
from bot.practice.spacing import DAYS, Spaced, after
from bot.practice_chat.data import Act, Verb
from bot.practice_chat.drill_faces import DONE, INTRODUCED, drill_face, drilled, knew
from bot.practice_chat.faces import Face
from bot.practice_chat.keeping import Clock, Sittings
from bot.practice_chat.library import Library
from bot.practice_chat.posting import Post
from bot.practice_chat.sitting import Place, RecordError, Sitting, packed, unpacked
from bot.practice_chat.text import plain
from storage.practice import DRILL, PracticeStore

DAY: Final = 24 * 3600
MOST_MISSED: Final = 3


@dataclass(frozen=True, slots=True)
class Resting:
    """What is kept of somebody who is reminded; ``told`` is the last reminder's message."""

    chat: int
    spaced: Spaced
    missed: int = 0
    told: int = 0


@dataclass(frozen=True, slots=True)
class Drilling:
    """All drills of this bot. ``draw`` gives a number below its argument."""

    store: PracticeStore
    keys: Keys
    sittings: Sittings
    library: Library
    post: Post
    clock: Clock
    tell: Telling
    draw: Callable[[int], int]

    async def face(self, sitting: Sitting) -> Face:
        """What is shown to somebody in a drill."""
        found = await self._found(sitting.chat)
        return drill_face(sitting, self.library, _day(found[1].spaced.due) if found else None)

    async def act(self, chat: int, act: Act, heard: int) -> None:
        """A step of somebody in a drill, or on the way into one."""
        found = await self._found(chat)
        if act.verb is Verb.DRILLS:
            await self._remind(chat, found is not None, on=bool(act.number))
        fresh = found[1].spaced if found else Spaced(self.draw(2**31))

        def step(one: Sitting) -> Sitting:
            entering = one.place is not Place.DRILL or (act.verb is Verb.DRILL and act.number == INTRODUCED)
            if entering:
                begun = Sitting(chat, one.card, one.sent, one.heard, one.step, Place.DRILL)
                one = replace(begun, seed=fresh.seed, edition=fresh.done)
            elif act.verb is Verb.DRILL:
                one = drilled(one, act)
            return replace(one, heard=max(one.heard, heard), step=one.step + 1)

        sitting = await self.sittings.change(chat, step)
        if sitting.page == DONE and found and found[1].spaced.done == sitting.edition:
            await self._done(found, sitting)

    async def forget(self, chat: int) -> None:
        """Forget that somebody is reminded."""
        await self.store.forget(DRILL, self.keys.chat(chat))

    async def due(self, most: int) -> int:
        """Remind whoever it is time for; how many those were."""
        come = await self.store.due(DRILL, self.clock(), most)
        for key, revision in come:
            kept = await self.store.load(DRILL, key)
            found = _read(kept.record) if kept else None
            if found is None or found.missed >= MOST_MISSED:
                await self.store.forget(DRILL, key)
                continue
            sent = await self.post.send(found.chat, Card(plain(self.library.words("drill_ready"))), silent=True)
            if sent.fate is Fate.BLOCKED:
                await self.store.forget(DRILL, key)
                continue
            later = min(self._today() + DAYS[found.spaced.pause], self._today() + DAYS[-1])
            kept_on = replace(found.spaced, due=later)
            await self._keep(revision, Resting(found.chat, kept_on, found.missed + 1, sent.message))
            self.tell("drill.ready")
        return len(come)

    async def _remind(self, chat: int, already: bool, *, on: bool) -> None:
        if not on:
            await self.forget(chat)
        elif not already:
            sitting = await self.sittings.of(chat)
            seed = sitting.seed if sitting and sitting.place is Place.DRILL else self.draw(2**31)
            finished = sitting is not None and sitting.place is Place.DRILL and sitting.page == DONE
            spaced = Spaced(seed, int(finished), 0, self._today() + DAYS[0])
            await self._keep(None, Resting(chat, spaced))

    async def _done(self, found: tuple[int, Resting], sitting: Sitting) -> None:
        revision, rest = found
        spaced = after(rest.spaced, self._today(), knew=knew(sitting, self.library))
        if await self._keep(revision, Resting(rest.chat, spaced)) and rest.told:
            await self.post.delete(rest.chat, rest.told)

    async def _keep(self, expected: int | None, rest: Resting) -> bool:
        spaced = rest.spaced
        numbers = (rest.chat, spaced.seed, spaced.done, spaced.pause, spaced.due, rest.missed, rest.told)
        ends = spaced.due * DAY + self.clock() % DAY
        key = self.keys.chat(rest.chat)
        return await self.store.commit(DRILL, key, expected, (expected or 0) + 1, packed(numbers), ends)

    async def _found(self, chat: int) -> tuple[int, Resting] | None:
        kept = await self.store.load(DRILL, self.keys.chat(chat))
        rest = _read(kept.record) if kept else None
        return (kept.revision, rest) if kept and rest else None

    def _today(self) -> int:
        return self.clock() // DAY


def _read(record: bytes) -> Resting | None:
    try:
        chat, seed, done, pause, due, missed, told = unpacked(record)
        return Resting(chat, Spaced(seed, done, pause, due), missed, told)
    except (RecordError, ValueError):
        return None


def _day(number: int) -> str:
    return datetime.fromtimestamp(number * DAY, UTC).date().isoformat()
