"""Power cuts: what the shipped store wrote and flushed is recorded, and the disk is rebuilt as it may be found later.

A child holds a few talks on a real file under strace, with the bytes of each write in the log. Then, for a moment
between two calls: what was flushed is there; of what was not, any part may be, in sectors of 512 bytes; a file that was
made or unlinked may still be missing or there until its folder was flushed. Each such image is opened by the store.

With settings that are known to lose (`WEAK`) the same harness has to find losses, or it proves nothing.
"""

from __future__ import annotations

import asyncio
import random
import re
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from storage import sqlite_file
from storage.base import Store, Stored, Tally, Timer
from storage.errors import StoreError
from storage.memory import MemoryStore
from storage.sealing import Seal
from storage.sqlite import SqliteStore
from tests.faults.calls import place
from tests.faults.nursery import Nursery
from tests.faults.tally import OF_THESE
from tests.faults.tally import Tally as Counted
from tests.storage.samples import LATER, NOW, TALLY, key, record, timer

SECTOR: Final = 512
STEPS: Final = 18
WEAK: Final = {
    "WAL, NORMAL": ("WAL", "NORMAL"),
    "DELETE, NORMAL": ("DELETE", "NORMAL"),
    "DELETE, FULL": ("DELETE", "FULL"),
    "TRUNCATE, OFF": ("TRUNCATE", "OFF"),
}
"""Journal mode and flushing that do not keep what they acknowledge when the power goes."""
SHIPPED: Final = ""
TRACED: Final = "openat,pwrite64,write,ftruncate,fdatasync,fsync,unlink,unlinkat"
CALL: Final = re.compile(r"\d+ +(\w+)\((.*)\) += (-?\d+)")
WITH_FILE: Final = re.compile(r"\d+<([^>]*)>")


class FixedRing:
    """One epoch whose secret every image can be opened with."""

    afresh = False

    def __init__(self) -> None:
        self._seals = (Seal(b"\x2b" * 32),)

    def epochs(self) -> Sequence[Seal]:
        return self._seals

    def close(self) -> None:
        """Nothing to let go of."""


def opened(path: Path) -> SqliteStore:
    """The shipped store, with secrets that every image shares."""
    return SqliteStore(path, FixedRing(), Seal(b"\x3c" * 32))


class Snapshot(NamedTuple):
    """All that a store holds."""

    sessions: tuple[Stored | None, ...]
    tallies: tuple[tuple[Tally, int], ...]
    timers: tuple[Timer, ...]


async def snapshot(store: Store) -> Snapshot:
    """What is in it now."""
    sessions = [await store.load(key(number)) for number in range(3)]
    timers = [one for number in range(3) for one in await store.timers(key(number))]
    return Snapshot(tuple(sessions), tuple(await store.tallies()), tuple(timers))


async def act(store: Store, step: int) -> None:
    """Step `step` of three talks at once: begin, go on, end and count, forget one by hand."""
    who, at = step % 3, step // 3 % 4
    if step % 9 == 8:
        await store.delete(key(who), timers=True)
        return
    here = await store.load(key(who))
    over = at == 3 and here is not None
    await store.commit(
        key(who),
        expected=here.revision if here else None,
        revision=(here.revision if here else 0) + 1,
        record=None if over else record(step, 24 + 40 * at),
        expires=LATER,
        tally=TALLY._replace(reason=who) if over else None,
        timers=[timer(step, NOW + step)] if at % 2 else None,
    )


def hold_talks(disk: str, weak: str) -> int:
    """The child's work: all steps on a file; a line before the first and after each. `weak` names a setting."""
    from tests.faults.story import tell  # noqa: PLC0415

    if weak:
        journal, flush = WEAK[weak]
        read_back = {"NORMAL": 1, "FULL": 2, "OFF": 0}[flush]
        bent: tuple[tuple[str, str, object], ...] = (
            ("journal_mode", journal, journal.lower()),
            ("synchronous", flush, read_back),
        )
        sqlite_file.SETTINGS = (*bent, *sqlite_file.SETTINGS[2:])  # type: ignore[misc]
    asyncio.run(_hold_talks(Path(disk) / "waymark.sqlite", tell))
    return 0


async def _hold_talks(path: Path, tell: object) -> None:
    assert callable(tell)
    store = opened(path)
    tell("done", 0)
    for step in range(STEPS):
        await act(store, step)
        tell("done", step + 1)
    await store.close()


@cache
def snapshots() -> tuple[Snapshot, ...]:
    """What has to be there at the beginning, and after each step."""
    return asyncio.run(_snapshots())


async def _snapshots() -> tuple[Snapshot, ...]:
    store = MemoryStore()
    found = [await snapshot(store)]
    for step in range(STEPS):
        await act(store, step)
        found.append(await snapshot(store))
    return tuple(found)


@dataclass(frozen=True, slots=True, eq=False)
class Event:
    """Something that happened: `write`, `cut` (to a length), `sync`, `make`, `unlink`, `sync folder`, or `done`."""

    what: str
    name: str = ""
    at: int = 0
    data: bytes = b""
    file: int = 0


NAMING: Final = ("make", "unlink")


def recorded(nursery: Nursery, weak: str = SHIPPED) -> list[Event]:
    """Hold the talks once, and read what strace saw."""
    with place() as where:
        log = where.disk.parent / "calls"
        strace = ["-f", "-y", "-xx", "-s", "70000", "-o", str(log), "-e", f"trace={TRACED}"]
        ended = nursery.run("talks", where.disk, weak, strace=strace)
        assert (ended.status, ended.wrong) == (0, ""), ended.wrong
        text = log.read_text(encoding="ascii")
        return [event for line in text.splitlines() if (event := _event(line, where.disk))]


def _event(line: str, disk: Path) -> Event | None:
    found = CALL.match(line)
    if found is None or int(found[3]) < 0:
        return None
    call, args = found[1], found[2]
    if call == "write" and args.startswith("1<"):
        return Event("done", at=int(_text(args).split(",")[1].strip(" ]\n")))
    if call in ("openat", "unlink", "unlinkat"):
        path = Path(_text(args))
        if path.parent != disk or path.name.endswith("-shm") or (call == "openat" and "O_CREAT" not in args):
            return None
        return Event("make" if call == "openat" else "unlink", path.name)
    there = WITH_FILE.match(args)
    path = Path(_unescaped(there[1]).decode()) if there else Path()
    if path == disk and call in ("fsync", "fdatasync"):
        return Event("sync folder")
    if path.parent != disk or path.name.endswith("-shm"):
        return None
    if call == "pwrite64":
        return Event("write", path.name, int(args.rpartition(", ")[2]), _bytes(args))
    if call == "ftruncate":
        return Event("cut", path.name, int(args.rpartition(", ")[2]))
    return Event("sync", path.name) if call in ("fsync", "fdatasync") else None


def _bytes(args: str) -> bytes:
    return _unescaped(args[args.index('"') + 1 : args.rindex('"')])


def _unescaped(text: str) -> bytes:
    """What strace wrote with -xx: each byte as a backslash, an x and two digits; a path may be plain."""
    return bytes.fromhex(text.replace("\\x", "")) if text.startswith("\\x") else text.encode()


def _text(args: str) -> str:
    return _bytes(args).decode()


@dataclass(slots=True)
class Disk:
    """What is safe, and what waits, in order. Files have numbers: a name unlinked and made again is another."""

    live: dict[str, int] = field(default_factory=dict)
    named: dict[str, int] = field(default_factory=dict)
    safe: dict[int, bytes] = field(default_factory=dict)
    waiting: list[Event] = field(default_factory=list)
    made: int = 0

    def take(self, event: Event) -> None:
        """What this changes."""
        if event.what == "make":
            if event.name in self.live:
                return
            self.made += 1
            self.live[event.name] = self.made
            self.safe[self.made] = b""
            self.waiting.append(replace(event, file=self.made))
            return
        if event.what == "sync folder":
            self.named = self._found(self.named, self.waiting)
            self.waiting = [one for one in self.waiting if one.what not in NAMING]
            return
        event = replace(event, file=self.live[event.name])
        if event.what == "unlink":
            del self.live[event.name]
        if event.what == "sync":
            mine = [one for one in self.waiting if one.file == event.file and one.what not in NAMING]
            self.waiting = [one for one in self.waiting if one not in mine]
            self.safe[event.file] = _applied(self.safe[event.file], mine)
        else:
            self.waiting.append(event)

    def image(self, chance: random.Random) -> dict[str, bytes]:
        """The files as somebody may find them if the power goes now."""
        share = chance.choice((0.0, 0.2, 0.5, 0.8, 1.0))
        kept = [one for one in self.waiting if chance.random() < share]
        parts = [part for one in kept if one.what not in NAMING for part in _torn(one, chance)]
        named = self._found(self.named, kept)
        return {
            name: _applied(self.safe[file], [one for one in parts if one.file == file]) for name, file in named.items()
        }

    @staticmethod
    def _found(named: dict[str, int], events: Sequence[Event]) -> dict[str, int]:
        """The names in the folder, after these changes to it."""
        named = dict(named)
        for one in events:
            if one.what == "make":
                named[one.name] = one.file
            elif one.what == "unlink" and named.get(one.name) == one.file:
                del named[one.name]
        return named


def _torn(event: Event, chance: random.Random) -> Iterator[Event]:
    """A write as a whole, or some of its sectors."""
    if event.what == "cut" or chance.random() < 0.5:
        yield event
        return
    start = 0
    while start < len(event.data):
        end = min(len(event.data), start + SECTOR - (event.at + start) % SECTOR)
        if chance.random() < 0.5:
            yield replace(event, at=event.at + start, data=event.data[start:end])
        start = end


def _applied(before: bytes, events: Sequence[Event]) -> bytes:
    content = bytearray(before)
    for one in events:
        if one.what == "cut":
            del content[one.at :]
            content.extend(bytes(one.at - len(content)))
        else:
            content.extend(bytes(max(0, one.at - len(content))))
            content[one.at : one.at + len(one.data)] = one.data
    return bytes(content)


def judge(files: dict[str, bytes], done: int, folder: Path) -> list[str]:
    """What is wrong with this image, when so many steps were acknowledged (-1: not even the opening)."""
    for old in folder.iterdir():
        old.unlink()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    try:
        found = asyncio.run(_found(folder / "waymark.sqlite"))
    except StoreError as error:
        return [f"refused: {error.code}"]
    allowed = snapshots()[max(done, 0) : done + 2]
    if found in allowed:
        return []
    return [f"lost: {done} steps were acknowledged" if found in snapshots() else f"wrong: {found}"]


async def _found(path: Path) -> Snapshot:
    store = opened(path)
    try:
        return await snapshot(store)
    finally:
        await store.close()


def images(events: Sequence[Event], number: int, seed: int) -> Iterator[tuple[dict[str, bytes], int]]:
    """So many images, spread over all moments, each with the number of steps that were acknowledged by then."""
    chance = random.Random(seed)  # noqa: S311 - not a secret
    moments = sorted(chance.randint(1, len(events)) for _ in range(number))
    disk, done, at = Disk(), -1, 0
    for moment in moments:
        for event in events[at:moment]:
            if event.what == "done":
                done = event.at
            else:
                disk.take(event)
        at = moment
        yield disk.image(chance), done


def run(nursery: Nursery, number: int, weak: str = SHIPPED, *, seed: int = 1, enough: int = 20) -> Counted:
    """Judge so many images of one recording; stops when `enough` are bad. Equal ones are opened once."""
    tally, events = Counted(), recorded(nursery, weak)
    kind = f"F2 power cut{f' ({weak})' if weak else ''}"
    known: dict[tuple[object, ...], list[str]] = {}
    memory = Path("/dev/shm")  # noqa: S108 - a folder of our own is made in it
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        for files, done in images(events, number, seed):
            image = (done, *sorted(files.items()))
            if image not in known:
                known[image] = judge(files, done, Path(folder))
            tally.add(kind, known[image], f"after {done}")
            if len(tally.words) >= enough:
                break
    tally.add(f"F2 {OF_THESE} different", [], times=len(known))
    return tally
