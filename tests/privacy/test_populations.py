"""Two groups of patients on Telegram, with other answers and equal counts: afterwards nothing tells which was which.

What is compared is all that the service leaves once everything is forgotten: its file, its log at the shipped level and
at the most talkative one, its page of figures, and what it asks Telegram from then on. The groups take equally many
steps, because figures and log do count updates, as long as the service runs.
"""

from __future__ import annotations

import asyncio
import io
import json
import os
import random
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.adapters.telegram.polling import Poll
from bot.app import on_here
from bot.engine import events as ev
from bot.engine.session import Mode
from bot.engine.step import step
from bot.keys import SECRET_BYTES
from bot.serving import keys_of, put_together
from tests.privacy.leftovers import talkative
from tests.report.populations import TYPED
from tests.report.store_at import store_at
from tests.report.test_indistinguishable import without_counters
from tests.telegram.standin import Person, World
from tests.telegram.standin.server import Call
from tests.telegram.ward import Ward, shipped

BEGAN = 1_900_000_000
FLOW = "adult_brief"
PAIRS = 5
NOT_OF_TALKS = re.compile(r"process_|python_|\w+_created|waymark_update_seconds_(bucket|sum)|#")
"""Lines of the page of figures that tell of the machine and its clock."""


class Alike(Ward):
    """A ward whose secrets and clock are known: what differs between two of them is not their doing."""

    async def open(self) -> None:
        """Start serving."""
        self.settings.secret_file.write_bytes(bytes(SECRET_BYTES))
        store = store_at(self.settings.store)
        self.running = put_together(shipped(), store, keys_of(self.settings), self.settings, self.clock)
        await self.running.service.open(self.running.words)
        self._poll = Poll(self.running.service.bot, self.running.take, self.running.meter)
        self._polling = asyncio.create_task(self._poll.run())

    def clock(self) -> int:
        """A time of our own."""
        return int(BEGAN + self.world.clock.now() - self.world.started_at) // 3600 * 3600


@dataclass(frozen=True)
class Talk:
    """Answers from the first card on; how it is counted."""

    answers: tuple[str, ...]
    counted: tuple[str, str]
    stopped: bool


def walked(chance: random.Random) -> Talk:
    """A conversation in which chance answers, and sometimes stops."""
    library = on_here(shipped())
    session, view = step(library, None, ev.Begin(FLOW))
    answers: list[str] = []
    last = chance.randint(6, 24)
    while session is not None and session.mode is not Mode.ENDED and len(answers) < last and view.choices:
        answers.append(chance.choice(view.choices))
        session, view = step(library, session, ev.Answer(answers[-1]))
    stopped = view.outcome is None
    if stopped:
        _, view = step(library, session, ev.Stop())
    assert view.outcome is not None
    return Talk(tuple(answers), (view.outcome.result, view.outcome.reason), stopped)


def pairs(count: int, seed: int, *, as_long: bool = True) -> list[tuple[Talk, Talk]]:
    """So many pairs that are counted alike, with other answers, after equally many steps or after other numbers."""
    chance = random.Random(seed)  # noqa: S311 - not a secret
    alike: dict[object, list[Talk]] = defaultdict(list)
    found: list[tuple[Talk, Talk]] = []
    while len(found) < count:
        talk = walked(chance)
        waiting = alike[as_long and len(talk.answers), talk.counted, talk.stopped]
        waiting.append(talk)
        if len(waiting) == 2:
            one, other = waiting
            waiting.clear()
            if one.answers != other.answers and (len(one.answers) == len(other.answers)) is as_long:
                found.append((one, other))
    return found


async def holds(ward: Ward, person: Person, talk: Talk, typed: Sequence[str]) -> None:
    """The whole conversation by taps, with things typed in between that are no answers."""
    library = on_here(shipped())
    session, view = step(library, None, ev.Begin(FLOW))
    for number, answer in enumerate(talk.answers):
        if number % 4 == 1:
            await person.types(typed[number % len(typed)])
            await ward.settled()
        await person.forge(f"{view.revision}:{answer}")
        await ward.settled()
        session, view = step(library, session, ev.Answer(answer))
    if talk.stopped:
        await person.types("/stop")
        await ward.settled()


async def left_behind(folder: Path, talks: Sequence[Talk], typed: Sequence[str]) -> dict[str, Any]:
    """What is there when all of these talks are over and forgotten, and one more person has come."""
    async with World() as world:
        with talkative(world.token) as written:
            async with Alike(world, folder) as ward:
                for number, talk in enumerate(talks):
                    person = await ward.member(700_000_001 + number)
                    await holds(ward, person, talk, typed)
                for hours in (9, 60, 60):
                    await ward.later(hours=hours)
                    await ward.settled()
                figures = ward.running.meter.text().decode()
                before = len(world.calls)
                await ward.restart()
                await ward.member(700_000_099)
                for _ in range(2):
                    await ward.later(hours=60)
                    await ward.settled()
            asked = list(world.calls)[before:]
        assert world.violations == []
    return {
        "file": without_counters(folder / "waymark.sqlite"),
        "names": sorted(os.listdir(folder)),  # noqa: PTH208 - no blocking call of a path
        "log": _events(written),
        "figures": [line for line in figures.splitlines() if not NOT_OF_TALKS.match(line)],
        "asked": [_asked(call, asked) for call in asked if call.method != "getUpdates"],
    }


def _asked(call: Call, later: Sequence[Call]) -> tuple[str, Any]:
    """A request, with messages numbered from the first one of that time: Telegram counts all that ever were."""
    first = min(number for one in later for number in _numbers(one))
    params = {name: value for name, value in call.params.items() if name not in {"message_id", "message_ids"}}
    return call.method, (params, [number - first for number in _numbers(call)])


def _numbers(call: Call) -> list[int]:
    one = [int(call.params["message_id"])] if "message_id" in call.params else []
    return one + [int(number) for number in call.params.get("message_ids", ())]


def made(folder: Path) -> Path:
    """The folder, which is there now."""
    folder.mkdir()
    return folder


def _events(written: io.StringIO) -> tuple[Counter[str], set[str]]:
    """Every event of ours with how often it was logged; of libraries, which of them spoke and how."""
    lines = [json.loads(line) for line in written.getvalue().splitlines()]
    ours = Counter(json.dumps({**line, "timestamp": ""}) for line in lines if line["event"] != "library")
    return ours, {json.dumps(line) for line in lines if line["event"] == "library"}


async def test_nothing_on_telegram_tells_two_groups_apart(tmp_path: Path) -> None:
    """The file is the same to the byte but for SQLite's counters; log, figures and later requests are the same."""
    some = pairs(PAIRS, seed=31)
    found = [
        await left_behind(made(tmp_path / name), [pair[place] for pair in some], typed)
        for place, (name, typed) in enumerate(TYPED.items())
    ]
    for what in found[0]:
        assert found[0][what] == found[1][what], what
    assert len(found[0]["asked"]) > 5
    assert any("update.taken" in line for line in found[0]["figures"])


@pytest.mark.parametrize("more", ["a step", "a talk"])
async def test_other_numbers_would_be_seen(tmp_path: Path, more: str) -> None:
    """The control: one step more shows in the figures until they are gone, one talk more in the counts."""
    ((one, other),) = pairs(1, seed=32, as_long=False)
    others = [one, one] if more == "a talk" else [other]
    before = await left_behind(made(tmp_path / "one"), [one], TYPED["one"])
    after = await left_behind(made(tmp_path / "two"), others, TYPED["one"])
    assert before["figures"] != after["figures"]
    assert (before["file"] == after["file"]) is (more == "a step")
