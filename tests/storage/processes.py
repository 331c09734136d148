"""Starting, steering and killing the other processes of these tests, and reading what lies on the disk."""

from __future__ import annotations

import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from tests.ending import PATIENCE, within

ROOT = Path(__file__).parents[2]


@contextmanager
def worker(command: str, path: Path, *numbers: int, before: Sequence[str] = ()) -> Iterator[subprocess.Popen[str]]:
    """A worker process (see tests/storage/worker.py); it is gone when the block ends, whatever happened."""
    module = [sys.executable, "-m", "tests.storage.worker", command, str(path)]
    process = subprocess.Popen(
        [*before, *module, *map(str, numbers)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        bufsize=1,
    )
    try:
        with within(process):
            yield process
    finally:
        process.kill()
        process.communicate(timeout=PATIENCE)


def hear(process: subprocess.Popen[str]) -> str:
    """The next line that a worker says, "" when it has nothing more to say."""
    assert process.stdout is not None
    return process.stdout.readline().strip()


def tell(process: subprocess.Popen[str]) -> None:
    """Let a waiting worker go on."""
    assert process.stdin is not None
    process.stdin.write("go\n")
    process.stdin.flush()


def start_together(processes: Sequence[subprocess.Popen[str]]) -> None:
    """Wait until all are ready, then let all go."""
    for process in processes:
        assert hear(process) == "ready"
    for process in processes:
        tell(process)


def rest(process: subprocess.Popen[str]) -> list[str]:
    """All that a worker still says before it ends."""
    assert process.stdout is not None
    return [line.strip() for line in process.stdout]


def on_disk(path: Path) -> bytes:
    """Everything in the folder of a store: the file, its journal and whatever else is there."""
    return b"\0".join(file.read_bytes() for file in sorted(path.parent.iterdir()))


def sealed(path: Path) -> dict[bytes, bytes]:
    """The rows of sessions in a store file, key and body, read by somebody who has no secret."""
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as stranger:
        return dict(stranger.execute("SELECT key, body FROM sessions").fetchall())


def records_on_disk(path: Path) -> set[int]:
    """The numbers of all sample records of which the beginning lies open on the disk: never any.

    Numbers below a million only, as the samples have: three bytes alone come up by chance in a megabyte of sealed rows.
    """
    found = re.findall(rb"\xc0\xff\xee(\x00[\x00-\x0f].{2})", on_disk(path), re.DOTALL)
    return {int.from_bytes(number, "big") for number in found}
