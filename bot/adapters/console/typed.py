"""Lines that somebody types or pipes in: bounded, one at a time, and gone as soon as they have been looked at.

Bytes are read straight from the descriptor, so a line is answered the moment it is there, and no history, buffer or
read-line library keeps what was typed. A line that no answer can be (too long, control characters, not UTF-8) is
dropped while it is read; the caller learns only that there was one.
"""

from __future__ import annotations

import os
import select
from collections.abc import Iterator
from typing import Final

from bot.adapters.console.leaving import WayOut

LONGEST: Final = 1024
"""Bytes of a line that may still be an answer."""

CHUNK: Final = 4096

UNREADABLE: Final = None
"""Stands for a line that no answer can be."""

_CONTROLS = frozenset({*range(32), 127}) - {ord("\t")}


class Ended(WayOut):
    """There are no more lines."""


class Silence(TimeoutError):  # noqa: N818 - nothing has gone wrong
    """Nobody has typed anything for as long as was asked."""


class Lines:
    """The lines of a file descriptor."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._rest = bytearray()
        self._skipping = False
        self._ended = False

    def next(self, timeout: float | None = None) -> str | None:
        """The next line without its end, or ``UNREADABLE``. Raises ``Ended`` or, after ``timeout`` s, ``Silence``."""
        while True:
            end = self._rest.find(b"\n")
            if end >= 0:
                line = self._take(end + 1)
                if line is not None:
                    return _text(line)
            elif self._ended:
                line = self._take(len(self._rest)) if self._rest or self._skipping else None
                if line is None:
                    raise Ended
                return _text(line)
            else:
                self._read(timeout)

    def _take(self, length: int) -> bytes | None:
        line, skipped = bytes(self._rest[:length]), self._skipping
        del self._rest[:length]
        self._skipping = False
        # The beginning of this line is gone already: what is left of it must not be taken for an answer.
        return b"\0" if skipped else line

    def _read(self, timeout: float | None) -> None:
        if timeout is not None and not select.select([self._descriptor], [], [], timeout)[0]:
            raise Silence
        try:
            chunk = os.read(self._descriptor, CHUNK)
        except OSError:  # the terminal is gone
            chunk = b""
        self._ended = not chunk
        self._rest += chunk
        if len(self._rest) > LONGEST and b"\n" not in self._rest:
            self._rest.clear()
            self._skipping = True


def _text(line: bytes) -> str | None:
    """The text of a line, or ``UNREADABLE``."""
    line = line.removesuffix(b"\n").removesuffix(b"\r")
    if len(line) > LONGEST or not _CONTROLS.isdisjoint(line):
        return UNREADABLE
    try:
        return line.decode()
    except UnicodeDecodeError:
        return UNREADABLE


def script(lines: Lines) -> Iterator[str | None]:
    """The lines of a script: blank ones and those that begin with # are left out."""
    while True:
        try:
            line = lines.next()
        except Ended:
            return
        if line is UNREADABLE or (line.strip() and not line.lstrip().startswith("#")):
            yield line
