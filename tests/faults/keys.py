"""The keys of the store are gone or spoilt: a neutral start, or one clear refusal; never an old talk or a wrong one."""

from __future__ import annotations

import asyncio
import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Final, NamedTuple

from bot.app import Refused
from bot.engine import events as ev
from bot.engine.session import Mode
from storage.epochs import KEPT_BYTES, Instant, Kept, unpack
from storage.key_folder import FILE
from tests.faults.calls import place
from tests.faults.story import KEY, Place, go_on, seated
from tests.faults.tally import Tally
from tests.faults.verdict import SENTENCES
from tests.storage.clocks import Clocks

AFRESH: Final = "afresh"
REFUSED: Final = "refused"
KIND: Final = "F13 keys"

Spoil = Callable[[Path], object]


def _born(file: Path, change: Callable[[Kept], Kept]) -> None:
    kept = unpack(file.read_bytes()[:KEPT_BYTES])
    assert kept is not None
    file.write_bytes(change(kept).pack())


def _moved(by: int) -> Spoil:
    def spoil(file: Path) -> None:
        _born(file, lambda kept: replace(kept, born=Instant(kept.born.wall + by, max(0, kept.born.boot + by))))

    return spoil


def _instead(make: Callable[[Path], object]) -> Spoil:
    def spoil(file: Path) -> None:
        file.unlink()
        make(file)

    return spoil


def _turned(file: Path) -> None:
    content = file.read_bytes()
    file.write_bytes(bytes([content[0] ^ 1]) + content[1:])


def _as_a_file(file: Path) -> None:
    shutil.rmtree(file.parent)
    file.parent.write_bytes(b"")


def _linked(file: Path) -> None:
    other = file.with_name("elsewhere")
    file.rename(other)
    file.symlink_to(other)


def _folder_linked(file: Path) -> None:
    other = file.parent.with_name("elsewhere")
    file.parent.rename(other)
    file.parent.symlink_to(other)


class Case(NamedTuple):
    """What happens to the file of the keys, and what the next start does then."""

    spoil: Spoil
    then: str


CASES: Final[dict[str, Case]] = {
    "file gone": Case(lambda file: file.unlink(), AFRESH),
    "folder gone": Case(lambda file: shutil.rmtree(file.parent), AFRESH),
    "empty": Case(lambda file: file.write_bytes(b""), AFRESH),
    "too short": Case(lambda file: file.write_bytes(file.read_bytes()[:-1]), AFRESH),
    "too long": Case(lambda file: file.write_bytes(file.read_bytes() + b"\0"), AFRESH),
    "a bit turned": Case(_turned, AFRESH),
    "zeros": Case(lambda file: file.write_bytes(bytes(KEPT_BYTES)), AFRESH),
    "noise": Case(lambda file: file.write_bytes(os.urandom(KEPT_BYTES)), AFRESH),
    "too many": Case(lambda file: file.write_bytes(file.read_bytes() * 65), AFRESH),
    "from the future": Case(_moved(10**6), AFRESH),
    "too old": Case(_moved(-(10**6)), AFRESH),
    "of another run of the machine": Case(lambda file: _born(file, lambda kept: replace(kept, run=b"r" * 16)), AFRESH),
    "another secret": Case(lambda file: _born(file, lambda kept: replace(kept, secret=b"s" * 32)), AFRESH),
    "a folder in its place": Case(_instead(Path.mkdir), REFUSED),
    "a link in its place": Case(_linked, REFUSED),
    "a pipe in its place": Case(_instead(os.mkfifo), REFUSED),
    "open to others": Case(lambda file: file.chmod(0o644), REFUSED),
    "folder open to others": Case(lambda file: file.parent.chmod(0o755), REFUSED),
    "a link in the folder's place": Case(_folder_linked, REFUSED),
    "a file in the folder's place": Case(_as_a_file, REFUSED),
}
TALK: Final = (ev.Begin("adult_brief"), ev.Answer("yes"), ev.Answer("adult"))


def at_a_start(case: Case) -> list[str]:
    """A talk is left open, the keys are spoilt, the program starts again."""
    with place() as where:
        clocks = Clocks()
        held = _Talk(where, clocks)
        held.close()
        before = _rows(where)
        case.spoil(where.keys / FILE)
        return _start(where, clocks, case.then, before)


def in_mid_talk(case: Case) -> list[str]:
    """The keys are spoilt under an open talk: the next card says so or begins anew; then the program starts again."""
    with place() as where:
        clocks = Clocks()
        held = _Talk(where, clocks)
        case.spoil(where.keys / FILE)
        wrong = held.answer()
        held.close()
        return wrong + _start(where, clocks, case.then, set())


class _Talk:
    """The talk, three cards in."""

    def __init__(self, where: Place, clocks: Clocks) -> None:
        self._runner = asyncio.Runner()
        self._desk = seated(where, clocks)
        self._shown = self._runner.run(self._desk.handle(ev.Look()))
        for event in TALK:
            self._shown = self._runner.run(go_on(self._desk, self._shown, event))

    def answer(self) -> list[str]:
        """The next answer; what is wrong with what it leads to."""
        before = self._shown
        self._shown = shown = self._runner.run(go_on(self._desk, before, ev.Answer("yes")))
        trouble = self._desk._store.trouble
        if trouble is not None:
            told = any(trouble.sentence in notice for notice in shown.notices) and trouble.sentence in SENTENCES
            return [] if told and shown.view.revision == before.view.revision + 1 else [f"{trouble.code}: not told"]
        if shown.view.mode is Mode.IDLE:
            return []
        return [] if shown.view.revision == before.view.revision + 1 else [f"a strange card: {shown.view}"]

    def close(self) -> None:
        """The program is gone, without leaving in good order."""
        self._runner.run(self._desk._store.close())
        self._runner.close()


def _start(where: Place, clocks: Clocks, then: str, before: set[bytes]) -> list[str]:
    try:
        held = seated(where, clocks)
    except Refused as refused:
        if then == REFUSED and len(refused.sentences) == 1 and refused.sentences[0] in SENTENCES:
            return []
        return [f"refused: {refused}"]
    with asyncio.Runner() as runner:
        shown = runner.run(held.open(ev.Begin("adult_brief")))
        wrong = [] if then == AFRESH else ["it was not refused"]
        if held.resumed or shown.view.revision != 1 or shown.view.mode is not Mode.RUNNING:
            wrong.append(f"not a new start: {shown.view}")
        if before and not held.afresh:
            wrong.append("nobody was told")
        runner.run(held.leave())
    if _rows(where) & before:
        wrong.append("the old row is still there")
    return wrong


def _rows(where: Place) -> set[bytes]:
    with closing(sqlite3.connect(where.store)) as stranger:
        found = {bytes(key) for (key,) in stranger.execute("SELECT key FROM sessions")}
    assert KEY not in found
    return found


def run() -> Tally:
    """Every case, at a start and in mid-talk."""
    tally = Tally()
    for name, case in CASES.items():
        tally.add(f"{KIND}, at a start", at_a_start(case), name)
        tally.add(f"{KIND}, in mid-talk", in_mid_talk(case), name)
    return tally
