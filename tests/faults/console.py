"""The whole program under failing system calls: the console, from its command line on, with a script of typed lines.

Some of the lines are no answers but names and numbers, as people type them: they are nowhere afterwards.
"""

from __future__ import annotations

import asyncio
import json
import random
from typing import Any, Final

from bot.app import Refused, desk
from bot.engine import events as ev
from tests.console.samples import parts
from tests.faults.calls import Fault, faults, in_words, injected, names, place, traced
from tests.faults.nursery import Ended, Nursery
from tests.faults.story import Place, keys_named
from tests.faults.tally import Tally
from tests.faults.verdict import SENTENCES

CANARIES: Final = ("Maria Exampleton", "+1 202 555 0142", "MRN 00417711")
SCRIPT: Final = (
    "yes", CANARIES[0], "adult", CANARIES[1], "yes", ".", "/resume", "yes", CANARIES[2], "/back", "yes", "yes", "no",
)  # fmt: skip
NOT_SAVED: Final = "not saved"


def work(where: Place) -> tuple[object, ...]:
    """The program's command line, with the script beside the store's folder."""
    script = where.disk.parent / "script"
    script.write_text("".join(f"{line}\n" for line in SCRIPT), encoding="utf-8")
    return ("program", where.keys, "console", "--json", "--store", where.store, "--script", script)


def planned(nursery: Nursery) -> list[Fault]:
    """Every call of the program on its files, every way."""
    with place() as where:
        return faults(names(*traced(nursery, where, work=work(where))))


def strike(nursery: Nursery, fault: Fault) -> list[str] | None:
    """Let it happen; what it broke, None when the program did not come to that call this time."""
    with place() as where:
        ended, log = traced(nursery, where, in_words(fault), work=work(where))
        if not injected(fault, ended, log):
            return None
        return [*_told(ended, killed=fault.way.startswith("killed")), *_lying_open(where), *_goes_on(where, ended)]


def _told(ended: Ended, *, killed: bool) -> list[str]:
    if killed and ended.status < 0:
        return []
    strange = [
        line
        for line in ended.wrong.splitlines()
        if not any(sentence in line for sentence in SENTENCES) or len(line) > 250
    ]
    wrong = [f"it said: {line}" for line in strange]
    return wrong if ended.status in (0, 2) else [*wrong, f"it ended with {ended.status}"]


def _lying_open(where: Place) -> list[str]:
    files = [file for folder in (where.disk, where.keys) if folder.is_dir() for file in folder.iterdir()]
    return [
        f"typed text lies in {file.name}" for file in files if any(c.encode() in file.read_bytes() for c in CANARIES)
    ]


def _goes_on(where: Place, ended: Ended) -> list[str]:
    """The next start needs nobody, and stands at the last card that was shown as saved, or at one after it."""
    screens: list[dict[str, Any]] = [json.loads(line) for line in ended.said.splitlines() if line.endswith("}")]
    saved = [number for number, one in enumerate(screens) if _is_saved(one)]
    with keys_named(where.keys):
        try:
            held = desk(parts(), where.store)
        except Refused as refused:
            return [f"the next start is refused: {refused}"]
    with asyncio.Runner() as runner:
        shown = runner.run(held.open(ev.Begin("adult_brief")))
        resumed = held.resumed
        if resumed:
            shown = runner.run(held.handle(ev.Resume()))
        runner.run(held.handle(ev.Stop()))
        said = runner.run(held.leave())
    wrong = [f"at the end: {said}"] if said else []
    if saved and not resumed:
        wrong.append(f"{len(saved)} cards were saved, and nothing is there")
    elif resumed and saved:
        allowed = {one["state"] for one in screens[saved[-1] :]}
        # The last card may have been stored, and not have been shown any more.
        if shown.view.state not in allowed and shown.view.revision <= screens[saved[-1]]["revision"]:
            wrong.append(f"it goes on at {shown.view.state}, and {allowed} was shown")
    return wrong


def _is_saved(screen: dict[str, Any]) -> bool:
    return screen["mode"] == "running" and not any(NOT_SAVED in notice for notice in screen["notices"])


def run(nursery: Nursery, number: int, *, seed: int = 1) -> Tally:
    """So many faults, drawn by chance."""
    chance, tally = random.Random(seed), Tally()  # noqa: S311 - not a secret
    for fault in chance.sample(planned(nursery), number):
        wrong = strike(nursery, fault)
        if wrong is not None:
            tally.add("F1 the whole program", wrong, f"{fault.way}, {fault}")
    return tally
