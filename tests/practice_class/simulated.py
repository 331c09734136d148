"""A class of simulated trainees over a store in a file, with restarts: `python -m tests.practice_class.simulated`.

Every step is what a channel does: load the row, take the step, commit it if nobody was quicker, else again. A restart
is a new store over the same file with the same keys. What each trainee was told is kept apart, so that a test can see
whether anything of one was told to another.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from bot.practice.class_room import room_step
from bot.practice.class_standing import Pace, Phase, Room, expires, new_room, played
from bot.practice.class_talk import (
    EVERYONE,
    TRAINER,
    Discuss,
    Effect,
    End,
    Event,
    Join,
    Leave,
    Next,
    Open,
    Pick,
    Reveal,
)
from bot.practice.room_record import AtRest, decode, encode
from bot.practice.scenario import Scenario
from bot.practice_report.class_report import ClassReport, report
from storage.errors import Closed
from storage.practice import ROOM, PracticeStore
from tests.practice_class.cases import NOW, case
from tests.storage.practice_opening import opened

CODE = bytes(range(16))
"""The key of the room."""
TRAINER_CHAT = 5550100
SEATS = 30
VANISHING = (4, 11, 23)
"""Trainees who stop answering in the middle; the last of them says so."""
LATE = (28, 29)
TWICE = 7


@dataclass
class ClassRun:
    """One class on its way. ``restarts``: the program begins again after so many steps.

    ``turns``: a lock, where a channel lets those in one room take their turns; without it all race, and some try again.
    """

    path: Path
    case: Scenario
    pace: Pace
    restarts: int = 0
    chance: random.Random = field(default_factory=lambda: random.Random(30))  # noqa: S311 - not a secret
    store: PracticeStore = field(init=False)
    turns: asyncio.Lock | contextlib.nullcontext[None] = field(default_factory=contextlib.nullcontext)
    told: defaultdict[int, list[Effect]] = field(default_factory=lambda: defaultdict(list))
    report: ClassReport | None = None
    steps: int = 0
    overtaken: int = 0
    most_tries: int = 0
    restarted: int = 0

    async def hold(self) -> None:
        """The whole class, from the first to come to the empty store."""
        self.store = opened(self.path)
        room = new_room(self.case, 7, self.pace, NOW)
        await self.store.commit(ROOM, CODE, None, 1, encode(AtRest(room, TRAINER_CHAT)), expires(room))
        early = [chat for chat in range(SEATS) if chat not in LATE]
        await asyncio.gather(*map(self.join, early), self.join(TWICE))
        await self.does(TRAINER_CHAT, lambda _: Open())
        await (self.led() if self.pace is Pace.LED else self.own())
        await self.does(TRAINER_CHAT, lambda _: End())
        await self.store.sweep(NOW)

    async def led(self) -> None:
        """Turn by turn; two come in the second turn, three vanish in the third."""
        turn = 0
        while (room := await self.room()).phase is Phase.POLL:
            if turn == 1:
                await asyncio.gather(*map(self.join, LATE))
            if turn == 2:
                await self.does(VANISHING[-1], Leave)
            here = [chat for chat in range(SEATS) if (turn or chat not in LATE) and (turn < 2 or chat not in VANISHING)]
            await asyncio.gather(*(self.pick(chat) for chat in here))
            for event in (Reveal(), Discuss(), Next()):
                await self.does(TRAINER_CHAT, lambda _, event=event: event)  # type: ignore[misc]
            turn = room.turn + 1

    async def own(self) -> None:
        """All at once, each to the end but three; two come when the others have begun."""
        await asyncio.gather(*(self.pick(chat) for chat in range(SEATS) if chat not in LATE))
        await asyncio.gather(*map(self.join, LATE))
        await self.does(VANISHING[-1], Leave)
        await asyncio.gather(*(self.to_the_end(chat) for chat in range(SEATS) if chat not in VANISHING))

    async def to_the_end(self, chat: int) -> None:
        """A trainee's own talk."""
        while await self.pick(chat):
            pass

    async def join(self, chat: int) -> None:
        """By the code, whether or not they have a seat."""
        await self.does(chat, lambda seat: Join(seat or None))

    async def pick(self, chat: int) -> bool:
        """Choose what this trainee would choose. Was there anything to choose?"""
        rest = await self.rest()
        seat = rest.seat_of(chat + 1)
        assert seat is not None
        talk = played(self.case, rest.room, seat)
        if talk.turn is None:
            return False
        line = self.chance.choices(range(len(talk.turn.lines)), [line.votes + 1 for line in talk.turn.lines])[0]
        await self.does(chat, lambda seat: Pick(seat, len(talk.beats), line))
        return True

    async def room(self) -> Room:
        """As it rests."""
        return (await self.rest()).room

    async def rest(self) -> AtRest:
        """The room and its chats, as they rest."""
        while True:
            with contextlib.suppress(Closed):
                kept = await self.store.load(ROOM, CODE)
                assert kept is not None
                return decode(kept.record)

    async def does(self, chat: int, event: Callable[[int], Event]) -> None:
        """One step of somebody, as a channel takes it. A chat's number is one more than a trainee's: 0 is nobody's."""
        done, tries = None, 0
        while done is None:
            await asyncio.sleep(0)
            tries += 1
            try:
                async with self.turns:
                    done = await self.tried(chat, event)
            except Closed:  # the program has begun again: what was not acknowledged is delivered again
                continue
            self.overtaken += done is None
        self.most_tries = max(self.most_tries, tries)
        self.tell(*done)
        await self.maybe_restart()

    async def tried(self, chat: int, event: Callable[[int], Event]) -> tuple[AtRest, tuple[Effect, ...]] | None:
        """The room after this step and what is to be told, None when somebody was quicker."""
        kept = await self.store.load(ROOM, CODE)
        assert kept is not None
        rest = decode(kept.record)
        room, effects = room_step(self.case, rest.room, event(rest.seat_of(chat + 1) or 0), NOW)
        new = len(room.seats) > len(rest.room.seats)
        after = replace(rest, room=room, chats=(*rest.chats, chat + 1) if new else rest.chats)
        record = None if room.phase is Phase.OVER else encode(after)
        moved = await self.store.commit(ROOM, CODE, kept.revision, kept.revision + 1, record, expires(room))
        return (after, effects) if moved else None

    def tell(self, rest: AtRest, effects: tuple[Effect, ...]) -> None:
        """Deliver, and keep what each was told."""
        for effect in effects:
            if effect.to == TRAINER:
                self.told[TRAINER_CHAT].append(effect)
            elif effect.to == EVERYONE:
                for seat, chat in zip(rest.room.seats, rest.chats, strict=True):
                    if seat.present:
                        self.told[chat - 1].append(effect)
            else:
                self.told[rest.chats[effect.to - 1] - 1].append(effect)
        if rest.room.phase is Phase.OVER:
            self.report = report(self.case, rest.room)

    async def maybe_restart(self) -> None:
        """The program ends and begins again, in the middle of whatever the others are doing."""
        self.steps += 1
        if self.restarts and self.steps % self.restarts == 0:
            old, self.store = self.store, opened(self.path)
            await old.close()
            self.restarted += 1


async def main() -> None:
    """Say what a class takes."""
    names = sys.argv[1:] or ["kitchen_hand"]
    for name in names:
        for pace in Pace:
            for turns in (contextlib.nullcontext(), asyncio.Lock()):
                await measured(name, pace, turns)


async def measured(name: str, pace: Pace, turns: asyncio.Lock | contextlib.nullcontext[None]) -> None:
    """One class over a file on the disk."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "store" / "practice.sqlite"
        path.parent.mkdir()
        run = ClassRun(path, case(name), pace, turns=turns)
        began, busy = time.perf_counter(), time.process_time()
        await run.hold()
        took, busy = time.perf_counter() - began, time.process_time() - busy
        how = "in turn" if isinstance(turns, asyncio.Lock) else "racing"
        sys.stdout.write(
            f"{name} {pace.name} {how}: {SEATS} trainees, {run.steps} steps, {run.overtaken} overtaken"
            f" ({run.most_tries} tries at most), {took:.2f} s, {1000 * took / run.steps:.2f} ms a step,"
            f" {busy:.2f} s of CPU, {path.stat().st_size / 1024:.0f} KiB left\n"
        )


if __name__ == "__main__":
    asyncio.run(main())
