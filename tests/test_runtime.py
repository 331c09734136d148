"""The shell of every channel: order per key, commit before show, expiry, counts, and nothing said on the side."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from bot.engine import events as ev
from bot.engine.session import Mode
from bot.present.screen import Screen
from bot.present.site import Options
from bot.runtime import Carried, Desk, Runtime
from bot.runtime.counting import NO_REASON, STOPPED, quarter, reasons
from bot.runtime.order import Order
from storage.base import Store, Stored, Tally, Timer
from storage.errors import Moved, StoreError
from storage.memory import MemoryStore
from storage.sqlite import SqliteStore
from tests.console.samples import parts
from tests.storage.contract import StoreContract
from tests.storage.opening import shared_ring

KEY = b"0123456789abcdef"
OTHER = b"fedcba9876543210"
NOW = 1_795_000_000
QUIET = ("yes", "adult", "yes", "yes", "yes", "no", "no", "no", "no", "none", "done")
"""A conversation in which nothing comes up, from its first card to its last."""


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> int:
        return self.now


def runtime(store: Store, clock: Clock | None = None, *, counts: bool = False) -> Runtime:
    """A runtime with the shipped content; ``counts`` as a site would switch them on."""
    known = parts()
    site = replace(known.site, options=Options(counts=counts))
    return Runtime(known.library, known.codec, store, replace(known.presenter, site=site), clock or Clock())


async def answers(shell: Runtime, choices: Sequence[str], key: bytes = KEY) -> Screen:
    """Begin, give these answers, and return the last screen."""
    shown = await shell.handle(key, ev.Begin("adult_brief"))
    for choice in choices:
        shown = await shell.handle(key, ev.Answer(choice, shown.view.revision))
    return shown


def notices(shown: Screen) -> list[str]:
    """The ids of what a screen tells."""
    return [notice.id for notice in shown.view.notices]


async def test_what_is_shown_has_been_committed() -> None:
    """After each screen the store stands at its revision: a crash can take back nothing that was seen."""
    store = MemoryStore()
    shell = runtime(store)
    shown = await shell.handle(KEY, ev.Begin("adult_brief"))
    for choice in QUIET[:-1]:
        shown = await shell.handle(KEY, ev.Answer(choice, shown.view.revision))
        stored = await store.load(KEY)
        assert stored is not None
        assert stored.revision == shown.view.revision
        assert parts().codec.decode(stored.record).at == shown.view.state


async def test_the_end_and_a_stop_wipe_the_row() -> None:
    """Nothing of a conversation outlives it."""
    store = MemoryStore()
    shell = runtime(store)
    assert (await answers(shell, QUIET)).view.mode is Mode.ENDED
    assert await store.load(KEY) is None
    await answers(shell, QUIET[:3])
    stopped = await shell.handle(KEY, ev.Stop())
    assert stopped.view.outcome is not None
    assert await store.load(KEY) is None


async def test_events_of_one_key_keep_their_order() -> None:
    """Answers sent all at once are held one after another, in the order in which they were sent."""
    shell = runtime(MemoryStore())
    await shell.handle(KEY, ev.Begin("adult_brief"))
    shown = await asyncio.gather(*(shell.handle(KEY, ev.Answer(choice, n)) for n, choice in enumerate(QUIET, start=1)))
    assert [one.view.revision for one in shown] == list(range(2, len(QUIET) + 2))
    assert shown[-1].view.mode is Mode.ENDED
    assert shell.busy == 0


@pytest.mark.parametrize(
    "event",
    [
        ev.Answer("yes"),
        ev.Back(),
        ev.Edit("footing.age"),
        ev.Language("es"),
        ev.Matter("tribal"),
        ev.Away(),
        ev.Pause(),
        ev.Cover(),
        ev.Danger(),
        ev.Resume(),
        ev.Stop(),
    ],
    ids=lambda event: type(event).__name__.lower(),
)
async def test_whatever_answers_an_older_view_is_refused(event: ev.Event) -> None:
    """A button that a phone still shows does nothing to a card that its owner has not seen, whatever it means."""
    shell = runtime(MemoryStore())
    shown = await answers(shell, QUIET[:3])
    late = await shell.handle(KEY, event, at=shown.view.revision - 1)
    assert notices(late) == ["stale"]
    assert (late.view.revision, late.view.state, late.view.mode) == (
        shown.view.revision,
        shown.view.state,
        Mode.RUNNING,
    )
    assert late.view.language == shown.view.language


async def test_a_double_tap_does_one_step() -> None:
    """The same press twice at the same moment moves on once; the second is told kindly."""
    shell = runtime(MemoryStore())
    await shell.handle(KEY, ev.Begin("adult_brief"))
    first, second = await asyncio.gather(*(shell.handle(KEY, ev.Answer("yes", 1)) for _ in range(2)))
    assert (first.view.revision, second.view.revision) == (2, 2)
    assert notices(first) == []
    assert notices(second) == ["stale"]


async def test_different_keys_do_not_wait_for_each_other() -> None:
    """While one key is held, another one is served, and the table of locks is empty afterwards."""
    order = Order()
    async with order.turn(KEY):
        async with order.turn(OTHER):
            assert len(order) == 2
        waiting = asyncio.create_task(_held(order, KEY))
        await asyncio.sleep(0)
        assert not waiting.done()
    assert await waiting
    assert len(order) == 0


async def _held(order: Order, key: bytes) -> bool:
    async with order.turn(key):
        return True


async def test_who_gives_up_waiting_leaves_no_lock_behind() -> None:
    """A cancelled event does not block the next one."""
    order = Order()
    async with order.turn(KEY):
        waiting = asyncio.create_task(_held(order, KEY))
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
    assert len(order) == 0
    assert await _held(order, KEY)


@pytest.fixture
async def shared(tmp_path: Path) -> AsyncIterator[tuple[SqliteStore, SqliteStore]]:
    """One store file, opened twice as by two processes."""
    path = tmp_path / "store.sqlite"
    stores = SqliteStore(path, shared_ring()), SqliteStore(path, shared_ring())
    yield stores
    for store in stores:
        await store.close()


async def test_two_processes_never_both_win(shared: tuple[SqliteStore, SqliteStore]) -> None:
    """Two workers on one session: each card is answered once, and no answer lands on a card nobody saw."""
    one, two = runtime(shared[0]), runtime(shared[1])
    await one.handle(KEY, ev.Begin("adult_brief"))
    for revision, choice in enumerate(QUIET[:-1], start=1):
        shown = await asyncio.gather(
            one.handle(KEY, ev.Answer(choice, revision)), two.handle(KEY, ev.Answer(choice, revision))
        )
        assert {each.view.revision for each in shown} == {revision + 1}
        assert sorted(map(notices, shown)) == [[], ["stale"]]


async def test_an_undated_answer_is_not_given_to_a_newer_card(shared: tuple[SqliteStore, SqliteStore]) -> None:
    """When somebody else was quicker, an answer without a date belongs to the card that was there, not to the next."""
    one = runtime(Beaten(shared[0], shared[1]))
    await one.handle(KEY, ev.Begin("adult_brief"))
    shown = await one.handle(KEY, ev.Answer("yes"))
    assert notices(shown) == ["stale"]
    assert (shown.view.revision, shown.view.state) == (2, "footing.age")


class Beaten(Carried):
    """A store in whose second commit another process, with a connection of its own, is quicker by a moment."""

    def __init__(self, store: Store, other: Store) -> None:
        super().__init__(store)
        self._other = other
        self._commits = 0

    async def commit(
        self,
        key: bytes,
        *,
        expected: int | None,
        revision: int,
        record: bytes | None,
        expires: int,
        tally: Tally | None = None,
        timers: Sequence[Timer] | None = None,
    ) -> bool:
        self._commits += 1
        if self._commits == 2:
            await runtime(self._other).handle(key, ev.Answer("yes", expected))
        return await super().commit(
            key,
            expected=expected,
            revision=revision,
            record=record,
            expires=expires,
            tally=tally,
            timers=timers,
        )


async def test_time_runs_out() -> None:
    """After the site's time all is forgotten, whoever comes next sees that it was, and can begin again."""
    clock, store = Clock(), MemoryStore()
    shell = runtime(store, clock)
    await answers(shell, QUIET[:4])
    clock.now += parts().site.options.forget_after_seconds - 1
    assert (await shell.handle(KEY, ev.Away())).view.mode is Mode.AWAY
    clock.now += parts().site.options.forget_after_seconds
    shown = await shell.handle(KEY, ev.Resume())
    assert shown.view.state == "lifecycle.expired"
    assert shown.view.outcome is not None
    assert await store.load(KEY) is None
    assert (await shell.handle(KEY, ev.Begin("offer"))).view.revision == 1


async def test_beginning_after_the_time_begins() -> None:
    """Who begins anew does not have to hear about the old conversation first."""
    clock, store = Clock(), MemoryStore()
    shell = runtime(store, clock)
    await answers(shell, QUIET[:4])
    clock.now += 10**6
    assert (await shell.handle(KEY, ev.Begin("offer"))).view.flow == "offer"


@pytest.mark.parametrize("record", [b"\0" * 8, b"\xff" * 40, bytes(range(64))], ids=["short", "wild", "long"])
async def test_a_record_that_cannot_be_read_is_wiped_and_told(record: bytes) -> None:
    """Damage is met with a notice, and the way is free again."""
    store = MemoryStore()
    await store.commit(KEY, expected=None, revision=7, record=record, expires=NOW + 60)
    shell = runtime(store)
    assert notices(await shell.handle(KEY, ev.Answer("yes"))) == ["flow_gone", "not_now"]
    assert await store.load(KEY) is None
    assert (await shell.handle(KEY, ev.Begin("offer"))).view.revision == 1


async def test_a_finished_conversation_counts_once_where_the_site_counts() -> None:
    """Flow, version, language, result and quarter of it, once; and nothing where the site has not switched it on."""
    for counts in (True, False):
        store = MemoryStore()
        shell = runtime(store, counts=counts)
        shown = await answers(shell, QUIET)
        await shell.handle(KEY, ev.Answer("done", shown.view.revision - 1))
        flow = parts().library.flows["adult_brief"]
        result = [name for name, _ in flow.outcome.results].index("none_raised") + 1
        number = parts().codec.flows["adult_brief"]
        tally = Tally(quarter(NOW), number, flow.version, 0, result, NO_REASON)
        assert await store.tallies() == ([(tally, 1)] if counts else [])


async def test_why_it_could_not_be_held_is_counted() -> None:
    """Privacy that never worked out is a counted reason; a stop has its own number."""
    store = MemoryStore()
    shell = runtime(store, counts=True)
    await answers(shell, ("companion", "no", "done"))
    await answers(shell, ("yes",))
    await shell.handle(KEY, ev.Stop())
    told = {(tally.outcome, tally.reason) for tally, _ in await store.tallies()}
    flow = parts().library.flows["adult_brief"]
    not_today = [name for name, _ in flow.outcome.results].index("not_today") + 1
    assert told == {(not_today, reasons(flow).index("privacy") + 1), (STOPPED, NO_REASON)}


async def test_what_time_took_is_not_counted() -> None:
    """A conversation that was left is no result."""
    clock, store = Clock(), MemoryStore()
    shell = runtime(store, clock, counts=True)
    await answers(shell, QUIET[:4])
    clock.now += 10**6
    await shell.handle(KEY, ev.Look())
    assert await store.tallies() == []


@pytest.mark.parametrize(
    ("now", "year", "of_year"),
    [(0, 1970, 0), (7_775_999, 1970, 0), (7_776_000, 1970, 1), (1_798_761_599, 2026, 3), (1_798_761_600, 2027, 0)],
)
def test_quarters_begin_on_their_day(now: int, year: int, of_year: int) -> None:
    """A quarter is told by UTC, to the second."""
    assert quarter(now) == year * 4 + of_year


async def test_nothing_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    """Somebody who turns every logger up as far as it goes still does not read along."""
    with caplog.at_level(logging.DEBUG), caplog.at_level(logging.DEBUG, "transitions.core"):
        caplog.clear()
        await answers(runtime(MemoryStore()), QUIET)
    assert [record.name for record in caplog.records if record.name != "asyncio"] == []


class TestCarried(StoreContract):
    """The store that carries a conversation over trouble keeps the whole contract while there is none."""

    @pytest.fixture
    async def store(self) -> AsyncIterator[Carried]:
        """An empty store in memory, carried."""
        store = Carried(MemoryStore())
        yield store
        await store.close()


def desk(store: Store) -> Desk:
    """One conversation at one screen."""
    carried = Carried(store)
    return Desk(runtime(carried), carried, KEY, parts().catalog)


async def test_a_file_that_is_gone_does_not_take_the_conversation(tmp_path: Path) -> None:
    """Every later screen says that it is not saved, the conversation comes to its end, and the end says the rest."""
    path = tmp_path / "store.sqlite"
    held = desk(SqliteStore(path, shared_ring()))
    shown = await held.open(ev.Begin("adult_brief"))
    shown = await held.handle(ev.Answer("yes", shown.view.revision))
    assert shown.notices == ()
    path.unlink()
    for choice in QUIET[1:-1]:
        shown = await held.handle(ev.Answer(choice, shown.view.revision))
        assert [Moved.sentence in notice for notice in shown.notices] == [True]
    covered = await held.handle(ev.Cover())
    assert covered.notices == ()
    shown = await held.handle(ev.Resume())
    shown = await held.handle(ev.Answer(QUIET[-1], shown.view.revision))
    assert shown.view.mode is Mode.ENDED
    assert Moved.sentence in await held.leave()


async def test_what_could_not_be_wiped_is_tried_once_more(tmp_path: Path) -> None:
    """Locked at the very end, free a moment later: the row is gone when we leave, and there is nothing to say."""
    path = tmp_path / "store.sqlite"
    held = desk(SqliteStore(path, shared_ring(), patience=0.01))
    shown = await held.open(ev.Begin("adult_brief"))
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    shown = await held.handle(ev.Stop())
    assert shown.view.mode is Mode.ENDED
    other.execute("ROLLBACK")
    other.close()
    assert await held.leave() == ""
    again = SqliteStore(path, shared_ring())
    assert await again.load(KEY) is None
    await again.close()


async def test_trouble_that_passes_is_made_good(tmp_path: Path) -> None:
    """Answers given while the file was locked are in it after the next one."""
    path = tmp_path / "store.sqlite"
    held = desk(SqliteStore(path, shared_ring(), patience=0.01))
    shown = await held.open(ev.Begin("adult_brief"))
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    for choice in QUIET[:2]:
        shown = await held.handle(ev.Answer(choice, shown.view.revision))
        assert len(shown.notices) == 1
    other.execute("ROLLBACK")
    other.close()
    shown = await held.handle(ev.Answer(QUIET[2], shown.view.revision))
    assert shown.notices == ()
    again = SqliteStore(path, shared_ring())
    stored = await again.load(KEY)
    assert stored is not None
    assert len(parts().codec.decode(stored.record).trail) == 3
    await again.close()
    await held.leave()


async def test_trouble_is_not_hidden_from_those_who_can_tell_it() -> None:
    """Without the carrying store, as in a service, the error of the world comes through."""
    store = MemoryStore()
    shell = runtime(store)
    await store.close()
    with pytest.raises(StoreError):
        await shell.handle(KEY, ev.Begin("offer"))
    assert shell.busy == 0


async def test_a_desk_opens_covered_what_was_left_open() -> None:
    """Running or in danger: the next one who opens it sees that something is parked, and not what."""
    for last in (ev.Answer("yes"), ev.Danger()):
        store = MemoryStore()
        shell = runtime(store)
        await shell.handle(KEY, ev.Begin("adult_brief"))
        await shell.handle(KEY, last)
        held = desk(store)
        shown = await held.open(ev.Begin("offer"))
        assert shown.view.mode is Mode.AWAY
        assert (shown.say, shown.contacts) == ((), ())
        assert held.resumed


async def test_a_row_that_stays_is_the_last_one_shown() -> None:
    """What changes nothing is not written again: a look and an unknown word leave the row as it was."""
    clock, store = Clock(), MemoryStore()
    shell = runtime(store, clock)
    await shell.handle(KEY, ev.Begin("offer"))
    before = await store.load(KEY)
    clock.now += 60
    await shell.handle(KEY, ev.Look())
    await shell.handle(KEY, ev.Unknown())
    assert await store.load(KEY) == before
    assert isinstance(before, Stored)
