"""System calls that fail, through strace, on the shipped code: each call on the store and its keys, each way, in turn.

A dry run tells which calls there are. A fault is the n-th call of a name, and what becomes of it: an error, an error
from then on, death before it, or death after it (before whatever the program does next to these files). A write that
comes up short is made by the kernel itself: no file may grow beyond so many bytes.
"""

from __future__ import annotations

import random
import re
import shutil
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from tests.ending import PATIENCE
from tests.faults.nursery import Ended, Nursery
from tests.faults.story import SHIFT, Place
from tests.faults.tally import Tally
from tests.faults.verdict import verdict

CHANGING: Final = (
    "openat", "pwrite64", "write", "fsync", "fdatasync", "ftruncate", "unlink", "rename", "link", "mkdir", "chmod",
)  # fmt: skip
"""Calls that change a file, or make it last. Where the C library calls a newer one (`unlinkat`), strace knows it."""
READING: Final = ("pread64", "read", "newfstatat", "fstat", "lseek", "close", "fcntl", "flock", "fchown", "ioctl")
WAYS: Final = {
    "EIO": ":error=EIO:when={n}",
    "ENOSPC": ":error=ENOSPC:when={n}",
    "EIO for good": ":error=EIO:when={n}+",
    "killed before": ":signal=KILL:when={n}",
}
"""What becomes of a call, in strace's words."""
KILLED_AFTER: Final = "killed after"
SHORT: Final = "short write"
READ_FAILS: Final = "read EIO"
CALL: Final = re.compile(r"^\d+ +(\w+)\(")


class Fault(NamedTuple):
    """The `number`-th call `name` (from 1), and what becomes of it; for a short write: bytes, and the event."""

    way: str
    name: str
    number: int

    def __str__(self) -> str:
        return f"{self.name} {self.number}"


@cache
def may_trace() -> bool:
    """Is there strace, and does this machine let it hold a process?"""
    if shutil.which("strace") is None:
        return False
    return (
        subprocess.run(
            ["strace", "-qq", "-o", "/dev/null", "true"], capture_output=True, check=False, timeout=PATIENCE
        ).returncode
        == 0
    )


@contextmanager
def place(disk: Path | None = None) -> Iterator[Place]:
    """A new place: keys in memory, the store in a folder of `disk`, or in memory too, where flushes cost nothing."""
    memory = Path("/dev/shm")  # noqa: S108 - folders of our own are made in it
    fast = memory if memory.is_dir() else None
    with tempfile.TemporaryDirectory(dir=fast) as keys, tempfile.TemporaryDirectory(dir=disk or fast) as above:
        folder = Path(above) / "store"
        folder.mkdir()
        yield Place(folder, Path(keys) / "epochs")


def traced(nursery: Nursery, where: Place, *inject: str, work: Sequence[object] = ()) -> tuple[Ended, str]:
    """Hold the shift (or do another work) with these faults; how it ended, and what strace saw."""
    log = where.disk.parent / "calls"
    paths = [word for path in where.paths for word in ("-P", str(path))]
    which = f"trace={','.join(f'?{name}' for name in (*CHANGING, *READING))}"
    strace = ["-f", "-o", str(log), *paths, "-e", which, *(word for one in inject for word in ("-e", one))]
    name, *args = work or ("shift", where.disk, where.keys)
    ended = nursery.run(str(name), *args, strace=strace)
    return ended, log.read_text(encoding="utf-8", errors="replace")


def dry_run(nursery: Nursery) -> list[str]:
    """The names of all calls, in order."""
    with place() as where:
        return names(*traced(nursery, where))


def names(ended: Ended, log: str) -> list[str]:
    """The names of all calls of a run in which nothing failed."""
    assert (ended.status, ended.wrong) == (0, "")
    return [found[1] for line in log.splitlines() if (found := CALL.match(line))]


def injected(fault: Fault, ended: Ended, log: str) -> bool:
    """Did it come to that call?"""
    return "INJECTED" in log or (fault.way.startswith("killed") and ended.status < 0)


def in_words(fault: Fault) -> str:
    """The fault as strace is told of it."""
    way = WAYS[{KILLED_AFTER: "killed before", READ_FAILS: "EIO"}.get(fault.way, fault.way)]
    return f"inject={fault.name}{way.format(n=fault.number)}"


def faults(calls: list[str]) -> list[Fault]:
    """Every call, every way."""
    seen: Counter[str] = Counter()
    planned: list[Fault] = []
    for at, name in enumerate(calls):
        seen[name] += 1
        if name in CHANGING:
            planned += [Fault(way, name, seen[name]) for way in WAYS]
            if at + 1 < len(calls):
                after = calls[at + 1]
                planned.append(Fault(KILLED_AFTER, after, seen[after] + 1))
        elif name in ("pread64", "read"):
            planned.append(Fault(READ_FAILS, name, seen[name]))
    return planned


def short_writes(number: int, chance: random.Random) -> list[Fault]:
    """At an event of the shift, files may not grow beyond some byte: within the keys, the journal, or the store."""
    ends = (200, 9000, 45_000)
    return [
        Fault(SHORT, f"at event {chance.randint(0, len(SHIFT))}, at byte", chance.randint(0, chance.choice(ends)))
        for _ in range(number)
    ]


def strike(nursery: Nursery, fault: Fault, disk: Path | None = None) -> list[str] | None:
    """Let it happen; what it broke, None when the shift did not come to that call this time."""
    with place(disk) as where:
        if fault.way == SHORT:
            event = int(re.findall(r"\d+", fault.name)[0])
            ended = nursery.run("shift", where.disk, where.keys, [event, fault.number])
            return verdict(where, ended)
        ended, log = traced(nursery, where, in_words(fault))
        if not injected(fault, ended, log):
            return None
        return verdict(where, ended, killed=fault.way.startswith("killed"))


def run(
    nursery: Nursery, *, share: tuple[int, int] = (0, 1), part: float = 1.0, short: int = 0, seed: int = 1
) -> Tally:
    """Every fault, or a part of them drawn by chance, and so many short writes. `share` (which, of how many): ours."""
    chance, tally = random.Random(seed), Tally()  # noqa: S311 - not a secret
    planned = faults(dry_run(nursery))[share[0] :: share[1]]
    planned = chance.sample(planned, round(len(planned) * part))
    for fault in (*planned, *short_writes(short, chance)):
        wrong = strike(nursery, fault)
        if wrong is not None:
            tally.add(f"F1 {fault.way}", wrong, str(fault))
    return tally
