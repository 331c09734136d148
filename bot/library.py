"""Where the declared flows become a library that runs, and where flows.lock is read and written.

The engine does no IO, so this module does: it compiles every flow of ``bot.flows`` (all issues of all flows at once)
and reads the lock that lies beside them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from bot.engine.compile import CompiledFlow, compiled
from bot.engine.errors import FlowError, Issue
from bot.engine.show import Library
from bot.engine.spec import Flow
from bot.engine.versions import Lock, locked
from bot.flows import FLOWS

LOCK_FILE = Path(__file__).parent / "flows" / "flows.lock"
LANGUAGES = ("en", "es")
MATTERS = (
    "tribal",
    "lgbtq",
    "newcomer",
    "disability",
    "deaf",
    "literacy",
    "faith",
    "man_or_boy",
    "older",
    "substances",
    "rural",
)
"""What a worker may say matters for a patient (practice.md E). Screens adapt to it; no guard can read it."""


@cache
def library() -> Library:
    """The shipped conversations, compiled once a process. Raises ``FlowError`` with every issue of every flow."""
    return library_of(FLOWS)


def library_of(
    flows: Iterable[Flow], languages: tuple[str, ...] = LANGUAGES, matters: tuple[str, ...] = MATTERS
) -> Library:
    """A library of these flows."""
    done: dict[str, CompiledFlow] = {}
    issues: list[Issue] = []
    for flow in flows:
        try:
            done[flow.id] = compiled(flow)
        except FlowError as error:
            issues.extend(error.issues)
    if issues:
        raise FlowError(issues)
    return Library(done, languages=languages, matters=matters)


def read_lock(path: Path = LOCK_FILE) -> Lock:
    """The lock as it was last written."""
    data = json.loads(path.read_text(encoding="utf-8"))
    return Lock(
        flows={flow: (entry["version"], entry["fingerprint"]) for flow, entry in data["flows"].items()},
        flow_numbers=tuple(data["numbers"]["flows"]),
        states=tuple(data["numbers"]["states"]),
        answers=tuple(data["numbers"]["answers"]),
        languages=tuple(data["numbers"]["languages"]),
        matters=tuple(data["numbers"].get("matters", ())),
    )


def write_lock(lib: Library, path: Path = LOCK_FILE) -> Lock:
    """Bring the lock up to date: numbers that were given stay given, new ones are added."""
    lock = locked(lib, read_lock(path) if path.exists() else None)
    data = {
        "flows": {flow: {"version": v, "fingerprint": f} for flow, (v, f) in lock.flows.items()},
        "numbers": {
            "flows": lock.flow_numbers,
            "languages": lock.languages,
            "matters": lock.matters,
            "answers": lock.answers,
            "states": lock.states,
        },
    }
    path.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
    return lock
