"""Ctrl-C, a polite kill and a closed window are ways to leave, and each ends like any other: parked or wiped.

A signal is acted upon only while we wait for somebody to type; one that comes in the middle of a step waits until the
step is committed and shown.
"""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Iterator
from types import FrameType
from typing import Self

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class WayOut(Exception):  # noqa: N818 - nothing has gone wrong
    """The conversation is left here, for one reason or another."""


class Left(WayOut):
    """The person, or the machine, has asked us to go."""


class Leaving:
    """Holds the signals while the console runs; a signal that was ignored before stays ignored."""

    def __init__(self) -> None:
        self._asked = False
        self._waiting = False
        self._before = {number: signal.getsignal(number) for number in SIGNALS}

    def __enter__(self) -> Self:
        for number, before in self._before.items():
            if before is not signal.SIG_IGN:
                signal.signal(number, self._hear)
        return self

    def __exit__(self, *_: object) -> None:
        for number, before in self._before.items():
            signal.signal(number, before)

    def _hear(self, _number: int, _frame: FrameType | None) -> None:
        self._asked = True
        if self._waiting:
            raise Left

    @contextlib.contextmanager
    def waiting(self) -> Iterator[None]:
        """Raise ``Left`` in here as soon as a signal comes, or at once when one has come before."""
        try:
            self._waiting = True
            if self._asked:
                raise Left
            yield
        finally:
            self._waiting = False
