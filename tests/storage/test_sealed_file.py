"""The store over a sealed file: what was moved, bent or left over is nobody's session, and its time is kept."""

from __future__ import annotations

import asyncio
import random
import shutil
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from storage.base import Stored
from storage.errors import KeysGone, StoreError
from storage.key_folder import FolderRing
from storage.sealing import Seal
from storage.sqlite import SqliteStore
from tests.storage.clocks import Clocks
from tests.storage.opening import LASTING, SPAN, keys_of, opened, ring_of
from tests.storage.processes import hear, rest, sealed, start_together, worker
from tests.storage.samples import LATER, NOW, TALLY, digest, key, record, timer
from tests.storage.worker import BRIEF, hurried


async def begun(store: SqliteStore, *numbers: int, expires: int = LATER) -> None:
    """First steps."""
    for number in numbers:
        assert await store.commit(key(number), expected=None, revision=1, record=record(number), expires=expires)


def stranger(path: Path, *statements: str) -> None:
    """Somebody without a secret changes the file."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)


async def test_a_row_that_was_swapped_with_another_is_nobodys(path: Path) -> None:
    """The bodies of two chats change places: neither shows the other's, each begins anew."""
    store = opened(path)
    await begun(store, 1, 2)
    (one, body), (other, theirs) = sealed(path).items()
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("UPDATE sessions SET body = ? WHERE key = ?", (theirs, one))
        connection.execute("UPDATE sessions SET body = ? WHERE key = ?", (body, other))
    for number in (1, 2):
        assert await store.load(key(number)) is None
        await begun(store, number)
        assert await store.load(key(number)) == Stored(1, record(number), LATER)
    assert await store.sweep(NOW) == 0
    await store.close()


@pytest.mark.parametrize("column", ["guard", "body", "ends", "epoch"])
async def test_what_does_not_open_is_swept(path: Path, column: str) -> None:
    """A row that was bent cannot be read; a new conversation takes its place, or the sweep takes it when it is due."""
    store = opened(path)
    await begun(store, 1, 2)
    change = {"epoch": "7", "ends": "ends - 1"}.get(column, f"zeroblob(length({column}))")
    stranger(path, f"UPDATE sessions SET {column} = {change}")  # noqa: S608
    assert await store.load(key(1)) is None
    await begun(store, 1)
    assert await store.load(key(1)) == Stored(1, record(1), LATER)
    goes_on = await store.commit(key(2), expected=1, revision=2, record=record(9), expires=LATER)
    assert goes_on is (column != "guard")
    assert (await store.load(key(2)) == Stored(2, record(9), LATER)) is goes_on
    await store.sweep(LATER)
    assert sealed(path) == {}
    await store.close()


async def test_a_session_moves_to_the_present_epoch(path: Path) -> None:
    """Touched in a later hour it lies under another key, once; the count and the timers of the step come with it."""
    clocks = Clocks()
    store = opened(path, now=clocks)
    await begun(store, 1, 2)
    before = sealed(path)
    clocks.pass_(3600)
    assert await store.load(key(1)) == Stored(1, record(1), LATER)
    assert not await store.commit(key(1), expected=0, revision=2, record=record(5), expires=LATER)
    assert not await store.commit(key(1), expected=None, revision=2, record=record(5), expires=LATER)
    assert await store.commit(
        key(1), expected=1, revision=2, record=record(5), expires=LATER, tally=TALLY, timers=[timer(1)]
    )
    after = sealed(path)
    assert len(after) == 2
    assert len(before.keys() & after.keys()) == 1
    assert await store.load(key(1)) == Stored(2, record(5), LATER)
    assert not await store.commit(key(1), expected=1, revision=2, record=record(6), expires=LATER)
    await store.close()


class Slow:
    """The epochs of somebody who is slow: between asking for them and using them, something happens."""

    def __init__(self, ring: FolderRing) -> None:
        self.ring = ring
        self.afresh = False
        self.meanwhile: Callable[[], None] | None = None

    def epochs(self) -> Sequence[Seal]:
        """Those of a moment ago."""
        found = self.ring.epochs()
        meanwhile, self.meanwhile = self.meanwhile, None
        if meanwhile is not None:
            meanwhile()
        return found

    def close(self) -> None:
        """As the ring does."""
        self.ring.close()


async def test_a_session_that_moves_while_it_is_looked_for_is_found(path: Path) -> None:
    """Another process begins an epoch and takes the row there, between our asking for the epochs and our looking."""
    clocks = Clocks()
    ring = Slow(ring_of(path, now=clocks))
    slow, other = SqliteStore(path, ring, LASTING), opened(path, now=clocks)
    await begun(slow, 1)

    def moves() -> None:
        clocks.pass_(3600)
        move = other.commit(key(1), expected=1, revision=2, record=record(2), expires=LATER)
        with ThreadPoolExecutor(1) as elsewhere:
            assert elsewhere.submit(asyncio.run, move).result()

    ring.meanwhile = moves
    assert await slow.load(key(1)) == Stored(2, record(2), LATER)
    await slow.close()
    await other.close()


async def test_an_untouched_session_is_forgotten_with_its_epoch(path: Path) -> None:
    """Readable for its time; then nobody can read any copy of it, and the next sweep drops the row."""
    clocks = Clocks()
    store = opened(path, now=clocks)
    await begun(store, 1)
    clocks.pass_(SPAN.keep)
    assert await store.load(key(1)) is not None
    copy = path.read_bytes()  # noqa: ASYNC240
    clocks.pass_(SPAN.length)
    assert await store.load(key(1)) is None
    assert await store.lost() == 1
    assert await store.sweep(NOW) == 1
    assert (await store.lost(), sealed(path)) == (0, {})
    await store.close()
    path.write_bytes(copy)  # noqa: ASYNC240
    again = opened(path, now=clocks)
    assert await again.load(key(1)) is None
    await again.close()


YEAR = 31_536_000


@pytest.mark.parametrize("jump", [1, -1, 3600, -3600, 86_400, -86_400, 2 * YEAR, -2 * YEAR, 2**31 - NOW])
async def test_no_jump_of_the_clock_keeps_a_session(path: Path, jump: int) -> None:
    """The wall's clock jumps right after a step: the session is gone within its bound of real time, swept or not."""
    clocks = Clocks()
    store = opened(path, now=clocks)
    await begun(store, 1, expires=clocks.wall + SPAN.keep)
    clocks.wall += jump
    await store.sweep(clocks.wall)
    clocks.pass_(SPAN.whole)
    assert await store.load(key(1)) is None
    assert await store.sweep(clocks.wall) <= 1
    assert sealed(path) == {}
    await store.close()


async def test_what_a_clock_far_ahead_has_set_is_over(path: Path) -> None:
    """An end and a timer two years from now were set by a clock that jumped: the sweep and the claim take them now."""
    store = opened(path)
    ahead = NOW + 2 * YEAR
    await begun(store, 1, expires=ahead + 3600)
    await store.arm(key(1), add=[timer(1, ahead), timer(2, NOW + 40 * 3600)])
    assert [claim.timer for claim in await store.claim(NOW, lease=9, limit=9)] == [timer(1, ahead)]
    assert await store.sweep(NOW) == 1
    await store.close()


async def test_a_reboot_forgets_sessions_and_keeps_what_has_to_be_done(path: Path) -> None:
    """The keys are gone: no session opens, all are swept; timers, members and counts are there."""
    store = opened(path)
    await begun(store, 1, 2)
    await store.commit(key(3), expected=None, revision=1, record=record(3), expires=LATER, tally=TALLY)
    await store.arm(key(1), add=[timer(1)])
    await store.members.invite(digest(1), role=1, expires=LATER)
    await store.close()
    shutil.rmtree(keys_of(path))
    store = opened(path)
    assert await store.lost() == 3
    assert await store.load(key(1)) is None
    await begun(store, 1)
    assert await store.sweep(NOW) == 3
    assert await store.load(key(1)) == Stored(1, record(1), LATER)
    assert [claim.timer for claim in await store.claim(NOW, lease=1, limit=9)] == [timer(1)]
    assert await store.tallies() == [(TALLY, 1)]
    assert [count.invites for count in await store.members.counts(NOW)] == [1]
    await store.close()


async def test_who_only_looks_forgets_nothing(path: Path) -> None:
    """A command beside the service, also with the wrong folder: it sweeps no session, and cannot begin one."""
    store = opened(path)
    await begun(store, 1)
    wrong = SqliteStore(path, ring_of(path.parent / "elsewhere" / "x", None), LASTING)
    assert await wrong.lost() == 1
    assert await wrong.sweep(LATER) == 0
    with pytest.raises(KeysGone):
        await wrong.commit(key(9), expected=None, revision=1, record=record(9), expires=LATER)
    right = SqliteStore(path, ring_of(path, None), LASTING)
    assert await right.load(key(1)) == Stored(1, record(1), LATER)
    assert await right.delete(key(1))
    assert await store.load(key(1)) is None
    for one in (store, wrong, right):
        await one.close()


async def test_timers_under_another_secret_are_nobodys(path: Path) -> None:
    """The secret that seals them was lost: they are in nobody's list, and the first look for what is due drops them."""
    store = opened(path)
    await store.arm(key(1), add=[timer(1), timer(2)])
    await store.close()
    other = SqliteStore(path, ring_of(path))
    assert await other.timers(key(1)) == []
    assert await other.claim(NOW, lease=1, limit=9) == []
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT count(*) FROM timers").fetchone() == (0,)
    await other.close()


async def check_bent(path: Path, whole: bytes, places: Iterable[int]) -> tuple[int, int]:
    """Flip a bit at each of these places of a file: it is refused in a sentence, or shows its own sessions or none."""
    refused = fine = 0
    for at in places:
        bent = bytearray(whole)
        bent[at] ^= 1 << at % 8
        for file in path.parent.iterdir():
            file.unlink()
        path.write_bytes(bent)  # noqa: ASYNC240
        try:
            store = opened(path)
        except StoreError:
            refused += 1
            continue
        try:
            for number in range(1, 4):
                assert await store.load(key(number)) in (None, Stored(1, record(number), LATER)), at
            for due in await store.claim(NOW, lease=1, limit=9):
                assert due.timer in (timer(1), timer(2), timer(3)), at
            await store.sweep(NOW)
            await begun(store, 7)
            fine += 1
        except StoreError:
            refused += 1
        await store.close()
    return refused, fine


async def small_file(path: Path) -> bytes:
    """A file with three sessions, their timers, a count and an invitation in it."""
    store = opened(path)
    for number in range(1, 4):
        await begun(store, number)
        await store.arm(key(number), add=[timer(number)])
    await store.members.invite(digest(1), role=1, expires=LATER)
    await store.close()
    return path.read_bytes()  # noqa: ASYNC240


async def test_a_bent_file_is_refused_or_shows_nobody_elses(quick: Path) -> None:
    """One bit in each of a hundred places of a small file."""
    whole = await small_file(quick)
    places = random.Random(3).sample(range(len(whole)), 100)  # noqa: S311 - not a secret
    refused, fine = await check_bent(quick, whole, places)
    assert refused + fine == 100
    assert fine > 50


@pytest.mark.long
async def test_every_byte_of_a_file_bent(quick: Path) -> None:
    """One bit in each byte of the whole file, one after another."""
    whole = await small_file(quick)
    refused, fine = await check_bent(quick, whole, range(len(whole)))
    assert refused + fine == len(whole)


async def check_turning(path: Path, last: int, racers: int) -> None:
    """Processes press the same cards while epochs begin and end: each step is won once, and none is lost."""
    folder = keys_of(path)

    def race() -> list[list[str]]:
        with ExitStack() as stack:
            processes = [stack.enter_context(worker("turn", path, who, last)) for who in range(racers)]
            start_together(processes)
            return [rest(process) for process in processes]

    said = await asyncio.to_thread(race)
    won = sorted(line for lines in said for line in lines if line.startswith("won"))
    assert won == sorted(f"won {session} {at}" for session in range(3) for at in range(1, last + 1))
    assert len({line for lines in said for line in lines if line.startswith("epoch")}) > 1
    assert len(sealed(path)) == 3
    assert folder.is_dir()


async def test_two_processes_and_epochs_that_end(quick: Path) -> None:
    """Epochs that last half a second, in the middle of everything."""
    await check_turning(quick, 300, 2)


@pytest.mark.long
async def test_four_processes_and_epochs_that_end(quick: Path) -> None:
    """The same for longer, and with more of them."""
    await check_turning(quick, 1500, 4)


def test_a_process_that_dies_in_its_turn_costs_nothing(quick: Path) -> None:
    """Killed again and again while epochs begin and end: the next one finds every step that was acknowledged."""
    acknowledged = 0
    for kill in range(6):
        with worker("turn", quick, 0, 10**6) as process:
            start_together([process])
            heard = [hear(process) for _ in range(100 + 133 * kill)]
            process.kill()
            heard += rest(process)
        acknowledged = max([acknowledged, *(int(line.split()[2]) for line in heard if line.startswith("won 0 "))])
    store = SqliteStore(quick, ring_of(quick, BRIEF, hurried), LASTING)
    stored = asyncio.run(store.load(key(0)))
    assert stored is not None
    assert stored.revision in (acknowledged, acknowledged + 1)
    asyncio.run(store.close())


async def test_a_sweep_of_many_lets_others_have_their_turn(quick: Path) -> None:
    """A thousand sessions, half of them over: all of these go, none of the others, and the loop turns meanwhile."""
    store = opened(quick)
    await asyncio.gather(*(begun(store, number, expires=NOW + number % 2) for number in range(1000)))
    turns = 0

    async def live() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    alive = asyncio.create_task(live())
    assert await store.sweep(NOW) == 500
    assert turns >= 3
    alive.cancel()
    assert [number for number in range(20) if await store.load(key(number))] == list(range(1, 20, 2))
    await store.close()
