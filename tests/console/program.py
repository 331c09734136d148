"""The real program, driven: over pipes as another program would, and in a terminal as a person would."""

from __future__ import annotations

import codecs
import fcntl
import json
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

ROOT = Path(__file__).parents[2]
PATIENCE = 120.0

WITHOUT_A_SIZE = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES")}
"""Whoever runs the tests may have said how wide their own window is."""
"""Seconds after which a program that says nothing is taken for hung."""

Shown = dict[str, Any]


def command(*args: object) -> list[str]:
    """The command line of the program."""
    return [sys.executable, "-m", "bot", *map(str, args)]


def run(*args: object, given: bytes = b"", **options: Any) -> subprocess.CompletedProcess[bytes]:
    """Run the program to its end."""
    return subprocess.run(
        command(*args), cwd=ROOT, input=given, capture_output=True, check=False, timeout=PATIENCE, **options
    )


class Piped:
    """The console over pipes: one line in, one JSON object out, each before the next."""

    def __init__(self, *args: object) -> None:
        self.process = subprocess.Popen(
            command("console", "--json", *args),
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        self.shown: Shown = self.read()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.process.kill()
        self.process.communicate()

    def read(self) -> Shown:
        """The next screen."""
        assert self.process.stdout is not None
        ready, _, _ = select.select([self.process.stdout], [], [], PATIENCE)
        assert ready, "the console says nothing"
        line = self.process.stdout.readline()
        assert line.endswith(b"\n"), self.process.communicate()[1].decode()
        told: Shown = json.loads(line)
        return told

    def answer(self, line: str | bytes) -> Shown:
        """Type one line and read the screen that answers it."""
        assert self.process.stdin is not None
        self.process.stdin.write((line.encode() if isinstance(line, str) else line) + b"\n")
        self.process.stdin.flush()
        self.shown = self.read()
        return self.shown

    def walk(self, choose: Callable[[Shown], str]) -> list[Shown]:
        """Answer every card as ``choose`` says until the conversation has an outcome; all screens."""
        screens = [self.shown]
        while self.shown["outcome"] is None:
            screens.append(self.answer(choose(self.shown)))
            assert len(screens) < 60, "a conversation without an end"
        return screens

    def close(self) -> tuple[int, str]:
        """Close the input; the exit code and all that was said on the standard error."""
        _, said = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, said.decode()

    def kill(self, number: signal.Signals) -> tuple[int, str]:
        """Send a signal, with the input still open; the exit code and the standard error."""
        self.process.send_signal(number)
        self.process.wait(PATIENCE)
        return self.close()


class Seated:
    """The console in a terminal of ``columns`` columns; ``screen`` is what stands there since the last wiping."""

    WIPE = "\x1b[H\x1b[2J\x1b[3J"

    def __init__(self, *args: object, columns: int = 80, **environment: str) -> None:
        self.pid, self._terminal = pty.fork()
        if not self.pid:
            os.chdir(ROOT)
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 30, columns, 0, 0))
            os.execve(  # noqa: S606 - our own program, from a list
                sys.executable,
                command("console", *args),
                {**WITHOUT_A_SIZE, "TERM": "xterm-256color", **environment},
            )
        self.all = ""
        self._letters = codecs.getincrementaldecoder("utf-8")()  # a read may end within a letter
        self.until("> ")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self._terminal)

    @property
    def screen(self) -> str:
        """What can be seen, without the terminal's codes."""
        return re.sub(r"\x1b\[[0-9;]*m", "", self.all.rpartition(self.WIPE)[2]).replace("\r\n", "\n")

    def until(self, end: str) -> str:
        """Read until the output ends like this, or ends at all."""
        while not self.all.endswith(end):
            ready, _, _ = select.select([self._terminal], [], [], PATIENCE)
            assert ready, f"the console says nothing more after:\n{self.screen}"
            try:
                chunk = os.read(self._terminal, 65_536)
            except OSError:  # Linux's way to say that the other side has gone
                chunk = b""
            if not chunk:
                break
            self.all += self._letters.decode(chunk)
        return self.screen

    def type(self, text: str) -> str:
        """Type a line; the screen that follows."""
        os.write(self._terminal, text.encode() + b"\n")
        self.all += "\n"  # the prompt that stands there is not the one to wait for
        return self.until("> ")

    def press(self, keys: str) -> None:
        """Press keys that end the conversation."""
        os.write(self._terminal, keys.encode())
        self.all += "\n"
        self.until("\0")

    def ended(self) -> int:
        """Wait for the end; the exit code."""
        self.until("\0")
        _, status = os.waitpid(self.pid, 0)
        return os.waitstatus_to_exitcode(status)
