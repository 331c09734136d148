"""Any order of what can happen to three chats and two workers on one file, against a model that has no store at all.

The model keeps plain sessions and takes each step with the engine alone. Whatever the runtime adds (codec, rows, seals,
epochs, conditions, turns, restarts) must not be seen: every screen shows the model's view, or the one sentence that
belongs to a talk whose time is over or whose keys are gone.
"""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from typing import Any, ClassVar, Final, NamedTuple

import hypothesis.strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from bot.engine import events as ev
from bot.engine.session import Mode, Session
from bot.engine.step import step
from bot.engine.view import View
from bot.runtime import Runtime
from bot.runtime.counting import tally
from storage.epochs import LENGTH, Instant, Span
from storage.key_folder import FolderRing
from storage.sqlite import SqliteStore
from tests.faults.calls import place
from tests.faults.story import FORGET, counting_parts
from tests.storage.clocks import Clocks
from tests.storage.samples import key

SPAN: Final = Span(LENGTH, FORGET)
CHATS = st.integers(0, 2)
PLAIN: Final = (
    ev.Back(), ev.Danger(), ev.Pause(), ev.Cover(), ev.Away(), ev.Resume(), ev.Resume(), ev.Resume(), ev.Look(),
    ev.Unknown(), ev.Unknown(private=True), ev.Edit("footing.age"),
)  # fmt: skip


class Kept(NamedTuple):
    """A talk as the model has it: its session, its end, and when the epoch began under which it was sealed last."""

    session: Session
    expires: int
    epoch: Instant


class TwoWorkers(RuleBasedStateMachine):
    """Two workers, three chats, one file."""

    taken: ClassVar[int] = 0
    """Transitions of all runs."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.Runner()
        self.folders = place()
        self.where = self.folders.__enter__()
        self.clocks = Clocks()
        self.known = counting_parts()
        self.kept: dict[int, Kept] = {}
        self.counted, self.unreadable = 0, 0
        self.epochs = [self.clocks()]
        self.workers = [self.start(), self.start()]
        self.at = 0

    def start(self) -> tuple[SqliteStore, Runtime]:
        """A worker."""
        store = SqliteStore(self.where.store, FolderRing(self.where.keys, SPAN, on_disk=True, now=self.clocks))
        known = self.known
        return store, Runtime(known.library, known.codec, store, known.presenter, lambda: self.clocks.wall)

    def handle(self, who: int, event: ev.Event, at: int | None = None) -> View:
        """What the worker shows."""
        return self.loop.run(self.workers[self.at][1].handle(key(who), event, at=at)).view

    def expected(self, who: int, event: ev.Event) -> View:
        """What the model shows; it moves on."""
        there = self.kept.pop(who, None)
        session = there.session if there else None
        if there and there.expires <= self.clocks.wall:
            if not isinstance(event, ev.Begin):
                return step(self.known.library, session, ev.Expire()).view
            there = session = None
        after, view = step(self.known.library, session, event)
        if after is None or after.mode in (Mode.ENDED, Mode.IDLE):
            self.counted += self.counts(there, after, view)
        elif there and after.revision == there.session.revision:
            self.kept[who] = there
        else:
            self.kept[who] = Kept(after, self.clocks.wall + FORGET, self.epochs[0])
        return view

    def counts(self, there: Kept | None, after: Session | None, view: View) -> bool:
        """Does this end add to a tally?"""
        if there is None or after is None or view.outcome is None:
            return False
        known = self.known
        flow = known.library.flows[after.flow]
        return tally(known.codec, flow, after, view.outcome, self.clocks.wall) is not None

    def both(self, who: int, event: ev.Event) -> View:
        """Do it, and see that what is shown is what the model shows."""
        TwoWorkers.taken += 1
        shown, expected = self.handle(who, event), self.expected(who, event)
        assert shown == expected
        return shown

    @rule(who=CHATS, flow=st.sampled_from(["adult_brief", "offer", "needs"]))
    def begin(self, who: int, flow: str) -> None:
        """A talk is begun, or asked for in the middle of another."""
        self.both(who, ev.Begin(flow))

    @rule(who=CHATS, which=st.integers(0, 7), times=st.integers(1, 2))
    def press(self, who: int, which: int, times: int) -> None:
        """A button of the card on the screen; some people tap twice, and the second tap does nothing."""
        view = self.both(who, ev.Look())
        if view.choices:
            event = ev.Answer(view.choices[which % len(view.choices)], view.revision)
            for _ in range(times):
                self.both(who, event)

    @rule(who=CHATS, old=st.integers(0, 4), choice=st.sampled_from(["yes", "no", "done", "strange"]))
    def press_an_old_card(self, who: int, old: int, choice: str) -> None:
        """A button of a card that has scrolled away."""
        self.both(who, ev.Answer(choice, old))

    @rule(who=CHATS, event=st.sampled_from(PLAIN))
    def anything(self, who: int, event: ev.Event) -> None:
        """Hide, come back, danger, a break, words that are no answer, an earlier card."""
        self.both(who, event)

    @rule(who=CHATS)
    def stop(self, who: int) -> None:
        """Forget everything."""
        self.both(who, ev.Stop())
        assert who not in self.kept

    @rule(who=CHATS, which=st.integers(0, 7))
    def press_on_two_phones(self, who: int, which: int) -> None:
        """The same button through both workers at one moment: answered once, and the other hears that it is late."""
        view = self.both(who, ev.Look())
        if not view.choices:
            return
        event = ev.Answer(view.choices[which % len(view.choices)], view.revision)

        async def together() -> Any:
            return await asyncio.gather(*(runtime.handle(key(who), event) for _, runtime in self.workers))

        shown = [screen.view for screen in self.loop.run(together())]
        first = self.expected(who, event)
        second = self.expected(who, event)
        assert first in shown
        assert second in shown

    @rule(worker=st.integers(0, 1))
    def turn_to(self, worker: int) -> None:
        """The next updates come to this worker."""
        self.at = worker

    @rule(worker=st.integers(0, 1))
    def restart(self, worker: int) -> None:
        """A worker ends and starts again."""
        TwoWorkers.taken += 1
        self.loop.run(self.workers[worker][0].close())
        self.workers[worker] = self.start()

    @rule(
        seconds=st.sampled_from([1, 600, 1799, 1800, 3599, 3600, 7200]),
        jump=st.sampled_from([0, 0, 0, 0, 1, -1, -3600, 3600, -86_400, 86_400, -63_072_000, 63_072_000]),
    )
    def time_passes(self, seconds: int, jump: int) -> None:
        """Time goes on, and sometimes the wall's clock jumps; keys are turned, and the oldest forgotten."""
        TwoWorkers.taken += 1
        self.clocks.pass_(seconds)
        self.clocks.wall += jump
        self.turn()

    def turn(self) -> None:
        """The epochs as they are to be by now, in the model and (at its next call, so now) in the store."""
        now = self.clocks()
        ages = {born: max(now.boot - born.boot, now.wall - born.wall) for born in self.epochs}
        self.epochs = [born for born in self.epochs if ages[born] < SPAN.whole]
        if not any(ages[born] < SPAN.length for born in self.epochs):
            self.epochs.insert(0, now)
        for store, _ in self.workers:
            self.loop.run(store.tallies())
            self.loop.run(store.load(key(9)))
        self.lose([who for who, one in self.kept.items() if one.epoch not in self.epochs])

    def lose(self, chats: list[int]) -> None:
        """Nobody can read these talks any more; their rows go with the next sweep."""
        for who in chats:
            del self.kept[who]
            self.unreadable += 1

    @rule()
    def reboot(self) -> None:
        """The machine starts anew: what was in its memory is gone."""
        TwoWorkers.taken += 1
        for store, _ in self.workers:
            self.loop.run(store.close())
        shutil.rmtree(self.where.keys)
        self.clocks.pass_(1)
        self.epochs = [self.clocks()]
        self.workers = [self.start(), self.start()]
        self.lose(list(self.kept))

    @rule()
    def sweep(self) -> None:
        """What is over goes, and what nobody can read."""
        TwoWorkers.taken += 1
        wall = self.clocks.wall
        over = [who for who, one in self.kept.items() if not wall < one.expires <= wall + 48 * 3600]
        assert self.loop.run(self.workers[self.at][0].sweep(wall)) == len(over) + self.unreadable
        self.unreadable = 0
        for who in over:
            del self.kept[who]

    @invariant()
    def nothing_is_lost_or_doubled(self) -> None:
        """As many rows as talks, each as the model has it, and each end counted once."""
        store = self.workers[self.at][0]
        for who in range(3):
            found, one = self.loop.run(store.load(key(who))), self.kept.get(who)
            assert (found is None) == (one is None)
            if found and one:
                assert (found.revision, found.expires) == (one.session.revision, one.expires)
                assert replace(self.known.codec.decode(found.record)) == one.session
        assert sum(n for _, n in self.loop.run(store.tallies())) == self.counted
        with closing(sqlite3.connect(self.where.store)) as stranger:
            rows = stranger.execute("SELECT count(*) FROM sessions").fetchone()[0]
        assert rows == len(self.kept) + self.unreadable

    def teardown(self) -> None:
        """Nothing stays behind."""
        for store, _ in self.workers:
            self.loop.run(store.close())
        self.loop.close()
        self.folders.__exit__(None, None, None)
