"""What is in the memory of this process stays there: no core file, no reader beside it, and what is freed is gone.

Python cannot wipe what it has read, but the C library can fill memory with another pattern as soon as it is given
back. That is a matter of how a process is started, so a service that was started without it starts itself once more.
"""

from __future__ import annotations

import os
import resource
import sys
from collections.abc import Iterator, Mapping, MutableMapping
from pathlib import Path
from typing import Final

OVERWRITING: Final[Mapping[str, str]] = {
    "PYTHONMALLOC": "malloc",
    "GLIBC_TUNABLES": "glibc.malloc.perturb=165:glibc.malloc.tcache_count=0",
}
"""With these, all objects come from the C library, which fills what is freed and keeps no cache of it."""

SET_DUMPABLE: Final = 4
"""Linux's number of the call (``man 2 prctl``)."""

PROC: Final = Path("/proc")


def overwrites(environ: MutableMapping[str, str]) -> None:
    """Start this command once more where what is freed would not be overwritten; returns where it is.

    A variable that was set to something else stays so: somebody has meant it.
    """
    if all(name in environ for name in OVERWRITING):
        return
    os.execve(sys.executable, [sys.executable, *sys.orig_argv[1:]], {**OVERWRITING, **environ})  # noqa: S606


def close() -> tuple[str, ...]:
    """Write no core file, and let no other process of the same account look in; names of what could not be had."""
    return tuple(_lacking())


def _lacking() -> Iterator[str]:
    try:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (OSError, ValueError):  # a service manager may have seen to it, and forbid it here
        if resource.getrlimit(resource.RLIMIT_CORE)[0]:
            yield "core"
    try:
        import ctypes  # noqa: PLC0415 - only for this call

        if ctypes.CDLL(None, use_errno=True).prctl(SET_DUMPABLE, 0, 0, 0, 0):
            yield "dumpable"
    except (ImportError, OSError, MemoryError, AttributeError):  # another system, or one that forbids the means
        yield "dumpable"


def swaps(proc: Path = PROC) -> bool:
    """Could what is in memory be written to a disk as it is? Encrypted and compressed areas do not count.

    A device of the mapper counts as encrypted when its identity says so.
    """
    try:
        areas = [line.split()[0] for line in (proc / "swaps").read_text(encoding="utf-8").splitlines()[1:]]
    except OSError:
        return False
    return any(not _private(Path(area)) for area in areas) and not _kept_out(proc)


def _private(area: Path) -> bool:
    name = area.resolve().name
    try:
        return name.startswith("zram") or Path(f"/sys/block/{name}/dm/uuid").read_text("utf-8").startswith("CRYPT-")
    except OSError:
        return False


def _kept_out(proc: Path) -> bool:
    """Has the service manager forbidden swapping for this process?"""
    try:
        group = (proc / "self" / "cgroup").read_text(encoding="utf-8").strip().partition("::")[2]
        limit = Path(f"/sys/fs/cgroup{group}/memory.swap.max").read_text(encoding="utf-8")
    except OSError:
        return False
    return limit.strip() == "0"
