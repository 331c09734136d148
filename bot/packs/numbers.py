"""Numbers for the cards of packs, so that a stored session of a pack can be read after a restart.

flows.lock numbers what ships; packs come and go with a site, so they count from numbers that flows.lock never reaches:
neither can take a number of the other, in whichever order program and packs are renewed. Beside a store's file lies a
list of names, one a line; a name's place is its number for good, lines are only ever added, and a line that a crash
left unfinished was never used. It names cards, and nothing about a person.
"""

from __future__ import annotations

import fcntl
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from bot.engine.compile import CompiledFlow
from bot.engine.versions import Lock

FIRST_FLOW: Final = 128
"""Numbers of flows of packs; a record has one byte for a flow."""

FIRST_STATE: Final = 32_768
"""Numbers of cards of packs; a record has two bytes for a card."""

MOST_FLOWS: Final = 256 - FIRST_FLOW
MOST_STATES: Final = 65_536 - FIRST_STATE
LARGEST: Final = 4_194_304
"""Bytes of the longest list that is read."""

_LINE: Final = re.compile(r"(flow|card) ([a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)?)")


class NumbersError(ValueError):
    """The list beside the store cannot be used. Says what to do in a sentence."""


@dataclass(frozen=True, slots=True)
class Numbers:
    """Names in the order of their numbers, from ``FIRST_FLOW`` and ``FIRST_STATE`` on."""

    flows: tuple[str, ...] = ()
    states: tuple[str, ...] = ()

    def holding(self, flows: Iterable[CompiledFlow], shipped: Lock) -> Numbers:
        """These numbers, and new ones at the end for whatever ``shipped`` and they do not have."""
        flows = tuple(flows)
        states = (state for flow in flows for state in flow.cards if state not in shipped.states)
        more = Numbers(_added(self.flows, (flow.id for flow in flows)), _added(self.states, states))
        if len(more.flows) > MOST_FLOWS or len(more.states) > MOST_STATES:
            raise NumbersError("There have been more packs here than there are numbers: start with a new store file.")
        return more

    def joined(self, shipped: Lock) -> Lock:
        """The lock by which sessions of shipped flows and of packs are stored alike."""
        return replace(
            shipped,
            flow_numbers=_from(FIRST_FLOW, shipped.flow_numbers, self.flows),
            states=_from(FIRST_STATE, shipped.states, self.states),
        )


def beside(store: Path) -> Path:
    """Where the list of a store lies."""
    return store.with_name(f"{store.name}.packs")


def kept(path: Path, flows: Iterable[CompiledFlow], shipped: Lock) -> Numbers:
    """The numbers of a store, brought up to date and on the disk. Raises ``NumbersError``.

    Several processes can do this at once: each reads and adds while it alone holds the file.
    """
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        with os.fdopen(handle, "r+b", buffering=0) as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            content = file.read(LARGEST + 1)
            whole = content[: content.rfind(b"\n") + 1]
            before = _read(whole)
            now = before.holding(flows, shipped)
            if len(whole) < len(content):
                file.truncate(len(whole))
            if now != before:
                file.write(_lines(before, now))
                os.fsync(file)
                _settle(path.parent)
    except OSError as error:
        raise NumbersError(f"The list of packs beside the store cannot be used: {error.strerror}.") from None
    return now


def _read(content: bytes) -> Numbers:
    lines = content.decode("ascii", "replace").splitlines()
    found = [_LINE.fullmatch(line) for line in lines]
    named = [one.groups() for one in found if one]
    if len(content) > LARGEST or len(named) < len(lines) or len({*named}) < len(named):
        raise NumbersError("The list of packs beside the store has been changed by hand: put back the one before.")
    return Numbers(
        tuple(name for kind, name in named if kind == "flow"), tuple(name for kind, name in named if kind == "card")
    )


def _lines(before: Numbers, now: Numbers) -> bytes:
    flows, states = now.flows[len(before.flows) :], now.states[len(before.states) :]
    return "".join((*(f"flow {one}\n" for one in flows), *(f"card {one}\n" for one in states))).encode()


def _settle(folder: Path) -> None:
    """See to it that the name of a new file outlives a power cut, too."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _added(old: tuple[str, ...], new: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*old, *new)))


def _from(first: int, shipped: tuple[str, ...], packs: tuple[str, ...]) -> tuple[str, ...]:
    """Shipped names, then nothing up to ``first``, then those of packs."""
    if not packs:
        return shipped
    if len(shipped) > first:
        raise NumbersError("The program has grown into the numbers of packs.")
    return (*shipped, *("",) * (first - len(shipped)), *packs)
