"""Two populations with other answers and equal counts leave the same behind: in the file, the log, what is told."""

from __future__ import annotations

import json
import logging
import random
from collections.abc import Sequence
from pathlib import Path

import pytest

from bot.report import disclosing, holdings
from tests.report.populations import TYPED, Talk, differs, held, pairs
from tests.report.store_at import store_at
from tests.test_runtime import NOW, Clock, runtime

COUNTERS = (slice(24, 28), slice(40, 44), slice(92, 100))
"""Bytes of SQLite's header that may differ: how often the file was changed, which is how many steps were taken."""

WHOLE = 60
OPEN = 12


def key(number: int) -> bytes:
    """The key of a chat: the same for both populations."""
    return random.Random(number).randbytes(16)  # noqa: S311 - not a secret


def without_counters(path: Path) -> bytes:
    """The file with the counters of its header zeroed."""
    everything = bytearray(path.read_bytes())
    for part in COUNTERS:
        everything[part] = bytes(part.stop - part.start)
    return bytes(everything)


async def lived(path: Path, whole: Sequence[Talk], left: Sequence[Talk], typed: Sequence[str]) -> None:
    """A service's life: these conversations to their end, those left open until their time is over; then the purge."""
    clock = Clock()
    store = store_at(path)
    shell = runtime(store, clock, counts=True)
    for number, talk in enumerate(whole):
        await held(shell, key(number), talk, typed)
    for number, talk in enumerate(left):
        await held(shell, key(1_000 + number), talk, typed, until=len(talk.events) // 2)
    clock.now = NOW + 90_000
    await store.sweep(clock.now)
    await store.close()


async def test_nothing_tells_two_populations_apart(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """After the purge the two files are the same to the byte but for SQLite's own counter of changes."""
    some = list(pairs(WHOLE + OPEN, seed=21))
    assert differs([one for one, _ in some])
    left_behind = {}
    for place, (name, typed) in enumerate(TYPED.items()):
        talks = [pair[place] for pair in some]
        folder = tmp_path / name
        folder.mkdir()
        caplog.clear()
        with caplog.at_level(logging.DEBUG):
            await lived(folder / "w.sqlite", talks[:WHOLE], talks[WHOLE:], typed)
        found = holdings.read(folder / "w.sqlite")
        left_behind[name] = {
            "files": sorted(path.name for path in folder.iterdir()),
            "bytes": without_counters(folder / "w.sqlite"),
            "log": [record.getMessage() for record in caplog.records if record.name != "asyncio"],
            "disclosed": disclosing.as_json(found, "w.sqlite"),
        }
    assert left_behind["one"] == left_behind["two"]
    told = json.loads(str(left_behind["one"]["disclosed"]))
    rows = {table["name"]: len(table["rows"]) for table in told["tables"]}
    assert rows["tallies"] > 5
    assert rows["sessions"] == 0


async def test_other_counts_would_be_seen(tmp_path: Path) -> None:
    """The control: one conversation more, and the files differ."""
    ((one, _),) = pairs(1, seed=22)
    for name, talks in (("once", [one]), ("twice", [one, one])):
        await lived(tmp_path / name, talks, [], TYPED["one"])
    assert without_counters(tmp_path / "once") != without_counters(tmp_path / "twice")


async def test_an_open_row_tells_nothing_of_its_answers(tmp_path: Path) -> None:
    """While conversations are open: as many rows, each column as long, whatever was answered and however often."""
    seen = []
    for place, (name, typed) in enumerate(TYPED.items()):
        store = store_at(tmp_path / name)
        shell = runtime(store, Clock(), counts=True)
        for number, pair in enumerate(pairs(OPEN, seed=23)):
            await held(shell, key(number), pair[place], typed, until=len(pair[place].events) // 2)
        found = holdings.read(tmp_path / name).table("sessions")
        seen.append(
            sorted(tuple(len(value) if isinstance(value, bytes) else value for value in row) for row in found.rows)
        )
        await store.close()
    assert seen[0] == seen[1]
    assert len(seen[0]) == OPEN


def _size(value: holdings.Value) -> holdings.Value:
    """Of bytes how many, of a number the number."""
    return len(value) if isinstance(value, bytes) else value
