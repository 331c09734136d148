"""Any order of calls: every store behaves like two plain dictionaries, also across closing and opening again."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections import Counter
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, TypeVar

import hypothesis.strategies as st
import pytest
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from storage.base import Claim, Store, Stored, Tally, Timer
from storage.epochs import Instant
from storage.memory import MemoryStore
from storage.sqlite import SqliteStore
from tests.storage.clocks import Clocks
from tests.storage.opening import SPAN, keys_of, opened
from tests.storage.processes import records_on_disk, sealed
from tests.storage.samples import NOW, TALLY, digest, key, record, timer

T = TypeVar("T")

PEOPLE = st.integers(0, 3)
NUMBERS = st.integers(0, 2**32 - 1)
TIMES = st.integers(NOW, NOW + 6)
REVISIONS = st.integers(0, 5)
TALLIES = st.none() | st.sampled_from([TALLY, TALLY._replace(reason=1)])
JUMPS = st.sampled_from([0, 0, 0, -1, -3600, -63_072_000, 7200])
ARMED = st.lists(st.builds(timer, st.integers(0, 4), TIMES), max_size=3)
TIMERS = st.none() | ARMED


class MemoryModel(RuleBasedStateMachine):
    """Calls on a store, each followed by the same change on dictionaries."""

    store: Store

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.Runner()
        self.sessions: dict[int, tuple[int, int, int]] = {}
        self.counts: Counter[Tally] = Counter()
        self.timers: dict[int, dict[Timer, int]] = {person: {} for person in range(4)}
        self.claims: list[Claim] = []
        self.members: dict[int, tuple[int, int]] = {}
        self.invites: dict[int, tuple[int, int]] = {}
        self.unreadable = 0
        self.seen: dict[int, tuple[int, int, int]] = {}
        self.open()

    def open(self) -> None:
        """A fresh store."""
        self.store = MemoryStore()

    def do(self, call: Coroutine[Any, Any, T]) -> T:
        """Let a call run to its end."""
        return self.loop.run(call)

    @rule(who=PEOPLE, wrong=st.none() | REVISIONS, up=st.integers(1, 3), number=st.none() | NUMBERS, ends=TIMES,
          tally=TALLIES, timers=TIMERS)  # fmt: skip
    def commit(
        self,
        who: int,
        wrong: int | None,
        up: int,
        number: int | None,
        ends: int,
        tally: Tally | None,
        timers: list[Timer] | None,
    ) -> None:
        """A step from where the session stands, or (now and then) from where it does not."""
        standing = self.sessions.get(who, (None,))[0]
        expected = standing if wrong is None else wrong
        if number is None and expected is None:
            tally = None
        revision = (expected or 0) + up
        done = self.do(
            self.store.commit(
                key(who),
                expected=expected,
                revision=revision,
                record=None if number is None else record(number),
                expires=ends,
                tally=tally,
                timers=timers,
            )
        )
        assert done == (standing == expected)
        if not done:
            return
        self.sessions.pop(who, None)
        if number is not None:
            self.sessions[who] = (revision, number, ends)
        if tally:
            self.counts[tally] += 1
        if timers is not None:
            self.timers[who] = {one: self.timers[who].get(one, 0) for one in timers}

    @rule(who=PEOPLE, timers=st.booleans())
    def delete(self, who: int, timers: bool) -> None:
        """Somebody wants to be forgotten."""
        there = who in self.sessions or (timers and bool(self.timers[who]))
        assert self.do(self.store.delete(key(who), timers=timers)) == there
        self.sessions.pop(who, None)
        if timers:
            self.timers[who] = {}

    @rule(now=TIMES)
    def sweep(self, now: int) -> None:
        """Time passes."""
        expired = [who for who, (_, _, ends) in self.sessions.items() if ends <= now]
        assert self.do(self.store.sweep(now)) == len(expired) + self.unreadable
        self.unreadable = 0
        for who in expired:
            del self.sessions[who]

    @rule(who=PEOPLE, add=ARMED, drop=ARMED)
    def arm(self, who: int, add: list[Timer], drop: list[Timer]) -> None:
        """Single timers are set and taken back."""
        self.do(self.store.arm(key(who), add=add, drop=drop))
        stay = {one: until for one, until in self.timers[who].items() if one not in drop}
        self.timers[who] = dict.fromkeys(add, 0) | stay

    @rule(now=TIMES, lease=st.integers(1, 4), limit=st.integers(1, 5))
    def claim(self, now: int, lease: int, limit: int) -> None:
        """A worker asks what is due."""
        due = [
            (one.due, key(who), one, who)
            for who, timers in self.timers.items()
            for one, until in timers.items()
            if one.due <= now and until <= now
        ]
        claims = self.do(self.store.claim(now, lease=lease, limit=limit))
        expected = sorted(due)[:limit]
        assert claims == [Claim(place, one, now + lease) for _, place, one, _ in expected]
        for _, _, one, who in expected:
            self.timers[who][one] = now + lease
        self.claims += claims

    @rule(number=st.integers(0, 5))
    def finish(self, number: int) -> None:
        """A worker has done one of the latest claims, perhaps too late, perhaps twice."""
        if number >= len(self.claims):
            return
        claim = self.claims[-1 - number]
        who = next(person for person in range(4) if key(person) == claim.key)
        held = self.timers[who].get(claim.timer) == claim.until
        assert self.do(self.store.finish(claim)) == held
        if held:
            del self.timers[who][claim.timer]

    @rule(number=PEOPLE, role=st.integers(0, 2), ends=TIMES)
    def invite(self, number: int, role: int, ends: int) -> None:
        """A link is made."""
        done = self.do(self.store.members.invite(digest(number), role=role, expires=ends))
        assert done == (number not in self.invites)
        self.invites.setdefault(number, (role, ends))

    @rule(number=PEOPLE, who=PEOPLE, now=TIMES, ends=TIMES)
    def redeem(self, number: int, who: int, now: int, ends: int) -> None:
        """A link is pressed."""
        role, until = self.invites.get(number, (None, now))
        found = self.do(self.store.members.redeem(digest(number), key=key(who), now=now, expires=ends))
        assert found == (role if until > now else None)
        if found is not None:
            self.members[who] = (found, ends)
            del self.invites[number]

    @rule(who=PEOPLE, role=st.none() | st.integers(0, 2))
    def revoke(self, who: int, role: int | None) -> None:
        """Somebody, or everybody with a role, is put out."""
        if role is None:
            assert self.do(self.store.members.revoke(key(who))) == (who in self.members)
            self.members.pop(who, None)
            return
        out = [one for one, (held, _) in self.members.items() if held == role]
        assert self.do(self.store.members.revoke_role(role)) == len(out)
        for one in out:
            del self.members[one]
        self.invites = {one: entry for one, entry in self.invites.items() if entry[0] != role}

    @rule(now=TIMES)
    def sweep_members(self, now: int) -> None:
        """Memberships and links run out."""
        gone = 0
        for table in (self.members, self.invites):
            for one in [one for one, (_, ends) in table.items() if ends <= now]:
                del table[one]
                gone += 1
        assert self.do(self.store.members.sweep(now)) == gone

    @invariant()
    def everything_agrees(self) -> None:
        """All that can be asked has the answer of the dictionaries."""
        for who in range(4):
            stored = self.sessions.get(who)
            expected = stored and Stored(stored[0], record(stored[1]), stored[2])
            assert self.do(self.store.load(key(who))) == expected
            assert self.do(self.store.timers(key(who))) == sorted(self.timers[who])
            role, ends = self.members.get(who, (None, 0))
            assert self.do(self.store.members.role(key(who), NOW)) == (role if ends > NOW else None)
        assert self.do(self.store.tallies()) == sorted(self.counts.items())

    def teardown(self) -> None:
        """Nothing stays open."""
        self.do(self.store.close())
        self.loop.close()


class SqliteModel(MemoryModel):
    """The same calls on a file that two workers share, while epochs pass, programs end, and keys are forgotten."""

    def open(self) -> None:
        """A fresh file, and two workers on it."""
        memory = Path("/dev/shm")  # noqa: S108 - a folder of our own is made in it
        self.folder = tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None)
        self.path = Path(self.folder.name) / "store" / "waymark.sqlite"
        self.path.parent.mkdir()
        self.clocks = Clocks()
        self.born = self.clocks()
        self.sealed: dict[int, Instant] = {}
        self.workers = [self.worker(), self.worker()]
        self.store = self.workers[0]

    def worker(self) -> SqliteStore:
        """Another process, as far as the file and the secrets can tell."""
        return opened(self.path, now=self.clocks)

    def age(self, born: Instant) -> int:
        """Seconds since an epoch began."""
        now = self.clocks()
        return max(now.boot - born.boot, now.wall - born.wall)

    @rule(number=st.integers(0, 1))
    def reopen(self, number: int) -> None:
        """A program ends and starts again."""
        self.do(self.workers[number].close())
        self.store = self.workers[number] = self.worker()

    @rule(number=st.integers(0, 1))
    def turn_to(self, number: int) -> None:
        """From now on the other worker is asked."""
        self.store = self.workers[number]

    @rule(
        seconds=st.sampled_from([1, 600, 3599, 3600, 4 * 3600]),
        jump=st.sampled_from([0, 0, 0, -1, -3600, -63_072_000, 7200]),
    )
    def time_passes(self, seconds: int, jump: int) -> None:
        """Time goes on, and sometimes the wall's clock jumps: epochs end, and the oldest are forgotten."""
        self.clocks.pass_(seconds)
        self.clocks.wall += jump
        if self.age(self.born) >= SPAN.length:
            self.born = self.clocks()
        self.lose([who for who, born in self.sealed.items() if self.age(born) >= SPAN.whole])

    @rule()
    def reboot(self) -> None:
        """The machine is started anew, and what was in its memory is gone."""
        for one in self.workers:
            self.do(one.close())
        shutil.rmtree(keys_of(self.path))
        self.born = self.clocks()
        self.workers = [self.worker(), self.worker()]
        self.store = self.workers[0]
        self.lose(list(self.sealed))

    def lose(self, people: list[int]) -> None:
        """Their sessions cannot be read any more; the rows stay until somebody sweeps."""
        for who in people:
            del self.sessions[who], self.sealed[who]
            self.unreadable += 1

    @invariant()
    def what_was_touched_is_sealed_anew(self) -> None:
        """Each session lies under the epoch of its last commit, or it would not be readable as long as it is."""
        for who, standing in self.sessions.items():
            if self.seen.get(who) != standing:
                self.sealed[who] = self.born
        self.sealed = {who: born for who, born in self.sealed.items() if who in self.sessions}
        self.seen = dict(self.sessions)

    @invariant()
    def nothing_lies_open(self) -> None:
        """No record is in any byte of any file, and there is one row for each session, whatever its epoch."""
        assert records_on_disk(self.path) == set()
        assert len(sealed(self.path)) == len(self.sessions) + self.unreadable

    def teardown(self) -> None:
        """Nothing stays open, nothing stays behind."""
        for one in self.workers:
            self.do(one.close())
        super().teardown()
        self.folder.cleanup()


def test_memory_behaves_like_dictionaries() -> None:
    """Every order of calls that hypothesis can think of, on the store in memory."""
    run_state_machine_as_test(MemoryModel, settings=settings(max_examples=50, stateful_step_count=40))


def test_sqlite_behaves_like_dictionaries() -> None:
    """A few orders of calls on a file; the long run has many."""
    run_state_machine_as_test(SqliteModel, settings=settings(max_examples=25, stateful_step_count=30))


@pytest.mark.long
def test_sqlite_behaves_like_dictionaries_for_long() -> None:
    """Hundreds of orders of calls on a file."""
    run_state_machine_as_test(SqliteModel, settings=settings(max_examples=400, stateful_step_count=50))
