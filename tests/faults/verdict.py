"""After a fault: what was promised is there, nothing lies open, and the next start needs nobody's help.

A verdict is a list of sentences about what is wrong; an empty one means that the fault was survived.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from typing import Any, Final

from bot.app import Refused
from bot.engine import events as ev
from bot.engine.session import Mode
from storage import errors
from storage.epochs import LENGTH, Span
from storage.errors import StoreError
from storage.key_folder import FolderRing
from storage.sqlite import SqliteStore
from tests.faults.nursery import Ended
from tests.faults.story import FORGET, KEY, Place, State, counting_parts, seated, states
from tests.storage.clocks import Clocks
from tests.storage.samples import NOW

SENTENCES: Final = {
    kind.sentence for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, StoreError)
}
"""All that a person may be told about a store."""


def verdict(place: Place, ended: Ended, *, killed: bool = False) -> list[str]:
    """What is wrong after a shift that ended like this. `killed`: the fault itself ended it."""
    heard = [json.loads(line) for line in ended.said.splitlines()]
    wrong = told_kindly(heard, ended, killed=killed)
    tried, saved, wall = 0, 0, NOW
    for word, *rest in heard:
        if word in ("trying", "saved", "left"):
            tried, wall = rest[0], rest[1]
        if word == "saved" or (word == "left" and not rest[2]):
            saved = rest[0]
    clocks = Clocks()
    clocks.pass_(wall - NOW)
    perfect = all(word in ("opening", "opened", "trying", "saved", "left") for word, *_ in heard)
    wrong += kept(place, clocks, saved, tried, exact=perfect)
    return wrong + goes_on(place, clocks)


def told_kindly(heard: list[list[Any]], ended: Ended, *, killed: bool) -> list[str]:
    """A person is told in our sentences, or not at all; nothing else is said, and nothing breaks."""
    wrong = [f"nobody was told at event {rest[0]}" for word, *rest in heard if word == "silent"]
    if ended.wrong:
        wrong.append(f"it broke: {ended.wrong.strip().splitlines()[-1]}")
    for word, *rest in heard:
        if word == "refused":
            wrong += [f"an unknown sentence: {said}" for said in rest if said not in SENTENCES]
    ends = {"refused": 2, "left": 0}.get(heard[-1][0] if heard else "")
    if ended.status != ends and not (killed and ended.status < 0):
        wrong.append(f"it ended with {ended.status} after {heard[-1:]}")
    return wrong


def kept(place: Place, clocks: Clocks, saved: int, tried: int, *, exact: bool) -> list[str]:
    """What rests is as after the last saved event, or one that was tried since; nothing of it lies open."""
    wrong = lying_open(place)
    try:
        found = resting(place, clocks)
    except StoreError as error:
        return [*wrong, f"the store does not open: {error.code}"]
    allowed = states()[saved : tried + 1]
    found = next((state for state in allowed if parked_twice(found, state)), found)
    if found.session not in [state.session for state in allowed]:
        wrong.append(f"events {saved} to {tried} were tried, and what rests is {found.session}")
    if found.counted > max(state.counted for state in allowed):
        wrong.append(f"counted {found.counted} times")
    if exact and found not in allowed:
        wrong.append(f"a talk and its count do not belong together: {found}")
    return wrong


def parked_twice(found: State, state: State) -> bool:
    """Is this the talk as it was parked, parked once more?

    The last flush of a commit comes when the change can no longer be undone. If it fails, nobody can say what the disk
    has: leaving is tried again, and finds the talk parked. The same card and answers rest, one revision further.
    """
    if not (found.session and state.session) or found.counted != state.counted:
        return False
    decode = counting_parts().codec.decode
    one, other = decode(found.session.record), decode(state.session.record)
    return (
        other.mode is Mode.AWAY
        and found.session.expires == state.session.expires
        and found.session.revision == one.revision == other.revision + 1
        and replace(one, revision=other.revision) == other
    )


def resting(place: Place, clocks: Clocks) -> State:
    """What the next process finds. Raises `StoreError`."""
    return asyncio.run(_resting(place, clocks))


async def _resting(place: Place, clocks: Clocks) -> State:
    store = SqliteStore(place.store, FolderRing(place.keys, Span(LENGTH, FORGET), on_disk=True, now=clocks))
    try:
        sound = store._file._connection.execute("PRAGMA integrity_check").fetchall()
        if sound != [("ok",)]:
            raise errors.Damaged
        return State(await store.load(KEY), sum(n for _, n in await store.tallies()))
    finally:
        await store.close()


def lying_open(place: Place) -> list[str]:
    """A record, or the key of the talk, that somebody without the secrets could read."""
    plain = {state.session.record for state in states() if state.session} | {KEY}
    found = [
        f"{what.hex()} lies open in {file.name}"
        for file in place.disk.iterdir()
        for what in plain
        if what in file.read_bytes()
    ]
    left = {file.name for file in place.disk.iterdir()} - {"waymark.sqlite", "waymark.sqlite-journal"}
    return found + [f"{name} was left behind" for name in sorted(left)]


def goes_on(place: Place, clocks: Clocks) -> list[str]:
    """The program starts again by itself; the talk is brought to its end, and then nothing of it rests."""
    try:
        held = seated(place, clocks)
    except Refused as refused:
        return [f"the next start is refused: {refused}"]
    with asyncio.Runner() as runner:
        shown = runner.run(held.open(ev.Begin("adult_brief")))
        if shown.view.mode in (Mode.AWAY, Mode.COVERED):
            shown = runner.run(held.handle(ev.Resume()))
        if shown.view.mode not in (Mode.RUNNING, Mode.DANGER):
            return [f"the next start shows {shown.view.mode}"]
        runner.run(held.handle(ev.Stop()))
        said = runner.run(held.leave())
    with closing(sqlite3.connect(place.store)) as stranger:
        rows = stranger.execute("SELECT count(*) FROM sessions").fetchone()[0]
    return ([f"at the end: {said}"] if said else []) + ([f"{rows} rows at the end"] if rows else [])
