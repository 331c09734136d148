"""A program that has loaded everything, and forks for each trial: a start of its own would cost a second each.

`python -m tests.faults.nursery` reads one request a line and answers with one line: what the child said, on both of
its outputs, and its exit status. With `strace`, the child waits until strace holds it; both are gone before we answer.

The shipped code runs in the child as it would in a program of its own: same interpreter, same sqlite3, own process.
"""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Final, NamedTuple, Self

from tests.ending import within

ROOT: Final = Path(__file__).parents[2]
PATIENCE: Final = 60.0
"""Seconds after which a child that says nothing and does not end is taken for hung."""


class Ended(NamedTuple):
    """What a child said, on its output and on its error output, and how it ended (negative: by a signal)."""

    said: str
    wrong: str
    status: int


class Nursery:
    """Starts the program that forks; one trial at a time."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.nursery"],
            cwd=ROOT,
            # A child dies without telling what was covered: measuring it would cost time and give nothing.
            env={name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with within(self._process):
            self._process.communicate()

    def run(self, work: str, *args: object, strace: Sequence[str] = ()) -> Ended:
        """Do this work in a child, under strace with these arguments if there are any."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with within(self._process, 5 * PATIENCE):
            self._process.stdin.write(json.dumps([work, args, list(strace)], default=str) + "\n")
            return Ended(*json.loads(self._process.stdout.readline()))


def _trial(work: Callable[..., int], args: list[Any], strace: list[str]) -> Ended:
    gate, opened = os.pipe()
    said, saying = os.pipe()
    wrong, telling = os.pipe()
    child = os.fork()
    if not child:
        _be_the_child(work, args, gate, saying, telling)
    for end in (gate, saying, telling):
        os.close(end)
    tracer = _hold(child, strace) if strace else None
    os.write(opened, b"!")
    os.close(opened)
    heard = _read_all(said, wrong, child)
    try:
        status = _awaited(child)
    finally:
        if tracer is not None:
            with within(tracer, PATIENCE):
                tracer.communicate()
    return Ended(*heard, status)


def _awaited(child: int) -> int:
    """How it ended, once it has; one that does not is killed."""
    for seconds in (PATIENCE, PATIENCE):
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            ended, status = os.waitpid(child, os.WNOHANG)
            if ended:
                return os.waitstatus_to_exitcode(status)
            time.sleep(0.0005)
        os.kill(child, signal.SIGKILL)
    raise TimeoutError("a child that cannot be killed")


def _be_the_child(work: Callable[..., int], args: list[Any], gate: int, saying: int, telling: int) -> None:
    code = 70
    try:
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(saying, 1)
        os.dup2(telling, 2)
        os.read(gate, 1)
        code = work(*args)
        sys.stdout.flush()
    except BaseException:  # noqa: BLE001 - told to whom started the trial, as any program would
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stderr.flush()
        os._exit(code)


def _hold(child: int, strace: list[str]) -> subprocess.Popen[str]:
    """Strace, once it holds the child."""
    tracer = subprocess.Popen(["strace", "-p", str(child), *strace], stderr=subprocess.PIPE, text=True)
    assert tracer.stderr is not None
    with within(tracer, PATIENCE):
        line = tracer.stderr.readline()
    if "attached" not in line:
        os.kill(child, signal.SIGKILL)
        raise OSError(line)
    return tracer


def _read_all(said: int, wrong: int, child: int) -> tuple[str, str]:
    """Read both until both have ended. A child that says nothing is killed; what still holds them is not waited for."""
    heard = {said: b"", wrong: b""}
    waiting = set(heard)
    silent = 0
    while waiting and silent < 2:
        ready, _, _ = select.select(list(waiting), [], [], PATIENCE)
        if not ready:
            silent += 1
            heard[wrong] += b"\nhung\n"
            os.kill(child, signal.SIGKILL)
        for end in ready:
            chunk = os.read(end, 65_536)
            heard[end] += chunk
            if not chunk:
                waiting.discard(end)
                os.close(end)
    for end in waiting:
        os.close(end)
    return heard[said].decode(), heard[wrong].decode()


def _works() -> dict[str, Callable[..., int]]:
    from tests.faults import story, works  # noqa: PLC0415 - so that who only starts a nursery need not load it

    story.counting_parts()
    return works.WORKS


@contextmanager
def _own_output() -> Any:
    """Answers go where nothing that a library prints can get between them."""
    out: IO[str]
    with os.fdopen(os.dup(1), "w", buffering=1) as out:
        os.dup2(2, 1)
        yield out


def main() -> None:
    """Answer requests until there are none."""
    works = _works()
    with _own_output() as out:
        for line in sys.stdin:
            work, args, strace = json.loads(line)
            out.write(json.dumps(_trial(works[work], args, strace)) + "\n")


if __name__ == "__main__":
    main()
