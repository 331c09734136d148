"""Planted strings go in by every way there is, in every situation, and none comes out anywhere.

The long form plants more than 100,000; ``-rP`` shows its table.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from telegram import Update
from telegram.ext import MessageHandler, filters

from tests.privacy.leftovers import Leftovers, talkative
from tests.privacy.states import sessions
from tests.privacy.sweep import Sweep, Turn, few, table, turns
from tests.privacy.ways import WAYS, typed
from tests.telegram.standin import World
from tests.telegram.ward import Mode

ARTEFACTS = {"file .sqlite", "file .key", "log", "figures", "requests to Telegram", "chats", "names of files", "output"}

Spill = Callable[[Sweep, str], Awaitable[object]]


async def swept(
    folder: Path,
    mode: Mode,
    planned: Iterator[Turn],
    said: Callable[[], tuple[str, str]],
    spill: Spill | None = None,
) -> Sweep:
    """A sweep, with all that it left searched. ``spill`` is a fault that is built in on purpose."""
    with talkative() as written:
        async with Sweep(World(), folder, mode, *((4,) if spill else ())) as sweep:
            if spill:
                broken(sweep, spill)
            await sweep.run(planned)
            sweep.finish(written.getvalue())
    sweep.leftovers.search("output", " ".join(said()).encode())
    return sweep


def clean(leftovers: Leftovers, sweep: Sweep) -> None:
    """There was something to search, and nothing in it."""
    assert leftovers.hits == {}
    assert leftovers.searched.keys() >= ARTEFACTS
    assert all(leftovers.searched[what] for what in ARTEFACTS)
    assert sweep.world.violations == []
    assert sweep.wrong == []


async def test_every_card_keeps_what_is_planted_to_itself(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Each card meets one of twenty ways in: files, logs, figures and calls hold no canary, and all said is ours."""
    sweep = await swept(tmp_path, "polling", few(), capfd.readouterr)
    clean(sweep.leftovers, sweep)
    assert {(flow, at) for flow, at, _, _ in sweep.met} == {(one.flow, one.at) for one in sessions()}
    assert sweep.planter.total > 2000


async def test_delivered_updates_are_kept_to_themselves_too(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """The same with Telegram delivering: every way in, in a few situations."""
    sweep = await swept(tmp_path, "webhook", few(places=4 * len(WAYS)), capfd.readouterr)
    clean(sweep.leftovers, sweep)


@pytest.mark.long
@pytest.mark.parametrize(("mode", "each", "many"), [("polling", 8, 100_000), ("webhook", 2, 25_000)])
async def test_a_hundred_thousand(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], mode: Mode, each: int, many: int
) -> None:
    """Every situation in every language meets many ways in; the ways take turns."""
    sweep = await swept(tmp_path, mode, turns(each), capfd.readouterr)
    clean(sweep.leftovers, sweep)
    assert len(sweep.met) == 2 * len({(one.flow, one.at, one.mode) for one in sessions()})
    assert sweep.planter.total > many
    sys.stdout.write(f"{mode}\n{table(sweep.planter, sweep.leftovers)}\n")


async def into_the_log(_: Sweep, text: str) -> None:
    """Somebody logs what was typed."""
    logging.getLogger("waymark").info("%s", text)


async def into_a_file(sweep: Sweep, text: str) -> None:
    """Somebody keeps it, coded."""
    (sweep.folder / "notes.bin").write_text(text, encoding="utf-16")


async def into_the_figures(sweep: Sweep, text: str) -> None:
    """Somebody counts by what was typed."""
    sweep.ward.running.meter._events.labels("update.taken", text).inc()


async def into_the_chat(sweep: Sweep, text: str) -> None:
    """Somebody says it again."""
    await sweep.ward.running.service.bot.send_message(700_000_001, text, protect_content=True)


async def onto_the_screen(_: Sweep, text: str) -> None:
    """Somebody prints it."""
    sys.stderr.write(text)


def broken(sweep: Sweep, spill: Spill) -> None:
    """Build the fault into the running bot, before all other handlers."""

    async def heard(update: Update, _context: Any) -> None:
        if update.effective_message is not None:
            await spill(sweep, update.effective_message.text or "")

    sweep.ward.running.service._application.add_handler(MessageHandler(filters.ALL, heard), group=-1)


@pytest.mark.parametrize(
    ("spill", "where"),
    [
        (into_the_log, "log"),
        (into_a_file, "file .bin"),
        (into_the_figures, "figures"),
        (into_the_chat, "requests to Telegram"),
        (onto_the_screen, "output"),
    ],
)
async def test_a_bot_that_spills_is_found_out(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], spill: Spill, where: str
) -> None:
    """A control: with one line built in that spills what is typed, the same search finds it, and says where."""
    sweep = await swept(tmp_path, "polling", few((typed,), places=4), capfd.readouterr, spill)
    assert sweep.leftovers.hits.keys() >= {where}
    assert bool(sweep.wrong) is (where == "requests to Telegram")
