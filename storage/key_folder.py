"""The secrets of the epochs in a folder in memory, shared by all processes of one host.

A restart of the program finds them again; a restart of the machine does not, and that is meant. The rules:

- the folder lies on a file system that is memory (tmpfs, ramfs), by the kernel's own table of mounts; anything else
  is refused unless the caller says that nothing real is at stake;
- folder and file belong to us, and to nobody else (0700, 0600): others are refused, not corrected;
- one file holds all secrets and is replaced as a whole, so nobody reads half of it; whoever reads or writes it holds
  the lock. Before the old file is unlinked it is overwritten, also when a process died in between: the next one does;
- a file that is not as we wrote it holds no secret: it is destroyed, and the ring starts afresh and says so.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import stat
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from storage.epochs import (
    KEPT_BYTES,
    MOST_EPOCHS,
    Instant,
    Kept,
    Now,
    Span,
    age,
    instant,
    next_change,
    seals,
    turned,
    unpack,
)
from storage.errors import (
    KeysBusy,
    KeysExposed,
    KeysNoAccess,
    KeysNoFolder,
    KeysOnDisk,
    KeysUnusable,
    StoreError,
)
from storage.sealing import Seal

FILE: Final = "epochs"
FRESH: Final = "epochs.new"
FORMER: Final = "epochs.old"
LOCK: Final = "lock"
MEMORY: Final = frozenset({"tmpfs", "ramfs"})
MOUNTS: Final = Path("/proc/self/mountinfo")
RUN: Final = Path("/proc/sys/kernel/random/boot_id")
OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO
VISIT: Final = 60
"""Seconds after which who only looks looks again, also when nothing seems to have changed."""

PATIENCE: Final = 2.0
"""Seconds that we wait for another process's turn, which takes less than a thousandth of one."""

_BY_ERRNO: Final[dict[int, type[StoreError]]] = {
    errno.ENOENT: KeysNoFolder,
    errno.ENOTDIR: KeysNoFolder,
    errno.EACCES: KeysNoAccess,
    errno.EPERM: KeysNoAccess,
    errno.EROFS: KeysNoAccess,
    errno.ELOOP: KeysExposed,
}

_Seen = tuple[int, int]
"""What tells one version of the file from the next: which file it is, and when it was written."""


class FolderRing:
    """See `storage.epochs.Ring`. Opening makes the folder (not its parents) and raises what the place deserves.

    `span` None: only look. A visitor makes and destroys nothing; where there are no secrets it has no epochs.
    `on_disk`: secrets may lie on a disk, for a demonstration where nothing real is at stake.
    """

    def __init__(self, folder: Path, span: Span | None, *, on_disk: bool = False, now: Now = instant) -> None:
        if span is not None and 2 * span.whole > MOST_EPOCHS * span.length:
            raise ValueError("a span of too many epochs")
        self._folder = folder.absolute()
        self._file = self._folder / FILE
        self._on_disk = on_disk
        self._lock = threading.Lock()
        self._span = span
        self._now = now
        self._run = machine_run()
        self._kept: tuple[Kept, ...] = ()
        self._seals: tuple[Seal, ...] = ()
        self._seen: _Seen | None = None
        self._until = Instant(0, 0)
        self.afresh = not self._turn()

    def epochs(self) -> tuple[Seal, ...]:
        with self._lock:
            now = self._now()
            if now.wall >= self._until.wall or now.boot >= self._until.boot or self._look() != self._seen:
                self._turn()
            return self._seals

    def close(self) -> None:
        with self._lock:
            self._kept = self._seals = ()
            self._seen = None

    def _look(self) -> _Seen | None:
        try:
            found = self._file.stat()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise _by_errno(error) from None
        return found.st_ino, found.st_mtime_ns

    def _turn(self) -> bool:
        """Read what is there and bring it up to date, alone. Were there secrets that can still be used?"""
        with _typed():
            there, kept, now = self._visited() if self._span is None else self._brought_up_to_date(self._span)
        self._seals = seals(kept, self._kept, self._seals)
        self._kept = kept
        left = VISIT if self._span is None else next_change(kept, now, self._span, self._run)
        self._until = Instant(now.wall + left, now.boot + left)
        return any(one in there for one in kept)

    def _brought_up_to_date(self, span: Span) -> tuple[tuple[Kept, ...], tuple[Kept, ...], Instant]:
        """The secrets as they were and as they are now, and when that was."""
        _make(self._folder)
        if not self._on_disk and not in_memory(self._folder):
            raise KeysOnDisk
        with _alone(self._folder):
            there = _read(self._folder)
            now = self._now()
            kept = turned(there, now, span, self._run)
            if kept != there:
                _replace(self._folder, kept)
            _sweep_up(self._folder)
            self._seen = self._look()
        return there, kept, now

    def _visited(self) -> tuple[tuple[Kept, ...], tuple[Kept, ...], Instant]:
        """The same for who only looks."""
        now = self._now()
        self._seen = self._look()
        if self._seen is None:
            return (), (), now
        _ours(self._folder.lstat())
        with _alone(self._folder):
            self._seen = self._look()
            there = _read(self._folder)
        return there, tuple(one for one in there if age(one, now, self._run) is not None), now


def in_memory(path: Path, mounts: Path = MOUNTS) -> bool:
    """Does this path lie in memory? By the device it is on and the kernel's table; where that cannot be told: no."""
    try:
        device = path.stat().st_dev
        lines = mounts.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return False
    wanted = f"{os.major(device)}:{os.minor(device)}"
    kinds = [_kind(line) for line in lines if line.split(" ")[2:3] == [wanted]]
    return bool(kinds) and all(kind in MEMORY for kind in kinds)


def machine_run() -> bytes:
    """16 bytes that are others after each start of the machine; zeros where the kernel does not tell."""
    try:
        return bytes.fromhex(RUN.read_text(encoding="ascii").strip().replace("-", ""))[:16].ljust(16, b"\0")
    except (OSError, ValueError):
        return bytes(16)


def _kind(line: str) -> str:
    """The kind of file system in a line of the kernel's table: the first word behind the lonely dash."""
    _, _, behind = line.partition(" - ")
    return behind.split(" ")[0]


def _make(folder: Path) -> None:
    """The folder, ours alone."""
    with contextlib.suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    found = folder.lstat()
    if stat.S_ISLNK(found.st_mode):
        raise KeysExposed
    if not stat.S_ISDIR(found.st_mode):
        raise KeysNoFolder
    _ours(found)


def _ours(found: os.stat_result) -> None:
    if found.st_mode & OTHERS or found.st_uid != os.geteuid():
        raise KeysExposed


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold the lock. A process that dies lets go of it."""
    descriptor = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        _ours(os.fstat(descriptor))
        deadline = time.monotonic() + PATIENCE
        while not _locked(descriptor):
            if time.monotonic() > deadline:
                raise KeysBusy
            time.sleep(0.001)
        yield
    finally:
        os.close(descriptor)


def _locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _read(folder: Path) -> tuple[Kept, ...]:
    """The secrets that are there; none when the file is missing or not as we wrote it."""
    try:
        descriptor = os.open(folder / FILE, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK)
    except FileNotFoundError:
        return ()
    with os.fdopen(descriptor, "rb", buffering=0) as file:
        _ours(os.fstat(descriptor))
        packed = file.read(KEPT_BYTES * MOST_EPOCHS + 1)
    kept = [unpack(packed[at : at + KEPT_BYTES]) for at in range(0, len(packed), KEPT_BYTES)]
    sound = [one for one in kept if one is not None]
    return tuple(sound) if len(sound) == len(kept) <= MOST_EPOCHS else ()


def _replace(folder: Path, kept: Sequence[Kept]) -> None:
    """Put these secrets in the place of what is there, and destroy that."""
    _destroy(folder / FRESH)
    descriptor = os.open(folder / FRESH, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    with os.fdopen(descriptor, "wb", buffering=0) as file:
        packed = b"".join(one.pack() for one in kept)
        if file.write(packed) != len(packed):
            raise OSError(errno.ENOSPC, "")
        os.fsync(descriptor)
    _destroy(folder / FORMER)
    with contextlib.suppress(FileNotFoundError):
        os.link(folder / FILE, folder / FORMER)
    (folder / FRESH).replace(folder / FILE)


def _sweep_up(folder: Path) -> None:
    """Destroy what this turn has replaced, or what a process left that died in its turn."""
    for name in (FRESH, FORMER):
        _destroy(folder / name)


def _destroy(path: Path) -> None:
    """Overwrite a file and unlink it; harmless where there is none."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK)
    except FileNotFoundError:
        return
    with os.fdopen(descriptor, "wb", buffering=0) as file:
        file.write(bytes(os.fstat(descriptor).st_size))
        os.fsync(descriptor)
    path.unlink()


@contextlib.contextmanager
def _typed() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        failure = _by_errno(error)
    else:
        return
    raise failure


def _by_errno(error: OSError) -> StoreError:
    return _BY_ERRNO.get(error.errno or 0, KeysUnusable)()
