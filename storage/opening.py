"""Before SQLite sees a path: is there anything, is it ours, may we? What is not ours is left exactly as it was.

SQLite itself would roll back a stranger's journal, fold in a stranger's write-ahead log, or go on read-only without
a word. So the first hundred bytes are read first, at the offsets that SQLite's file format fixes. A file with
nothing in it is taken as new, and so is one that never came to be; any other must carry our number.
"""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import Final

from storage.errors import (
    DiskFull,
    Exposed,
    IsFolder,
    NewerVersion,
    NoAccess,
    NoFolder,
    NotOurs,
    ReadOnly,
    StoreError,
)
from storage.schema import APPLICATION_ID, VERSION

MAGIC: Final = b"SQLite format 3\x00"
HEADER_BYTES: Final = 100
USER_VERSION: Final = slice(60, 64)
APPLICATION: Final = slice(68, 72)
OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO

JOURNAL_MAGIC: Final = bytes.fromhex("d9d505f920a163d7")
PAGES_BEFORE: Final = slice(16, 20)
"""In the head of a journal: how many pages the file had before the change that the journal takes back."""

_BY_ERRNO: dict[int, type[StoreError]] = {
    errno.ENOENT: NoFolder,
    errno.ENOTDIR: NoFolder,
    errno.EISDIR: IsFolder,
    errno.EACCES: NoAccess,
    errno.EPERM: NoAccess,
    errno.EROFS: ReadOnly,
    errno.ENOSPC: DiskFull,
    errno.EDQUOT: DiskFull,
}


def prepare(path: Path, application: int = APPLICATION_ID, version: int = VERSION) -> None:
    """Create an empty file that only we can open, or make sure that the one there may be opened as a store.

    `application`: the number that says whose file it is; `version`: the newest one that is understood.
    """
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        _create(path)
    except OSError as error:
        raise _by_errno(error) from None
    else:
        if stat.S_ISDIR(mode):
            raise IsFolder
        if not stat.S_ISREG(mode):
            # Reading a pipe or a device could wait for ever.
            raise NotOurs
    _check_header(path, application, version)


def tighten(path: Path) -> None:
    """Let nobody but the owner open the file."""
    try:
        if path.stat().st_mode & OTHERS:
            path.chmod(stat.S_IRUSR | stat.S_IWUSR)
    except OSError:
        raise Exposed from None


def _create(path: Path) -> None:
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, stat.S_IRUSR | stat.S_IWUSR))
    except FileExistsError:
        pass  # another process was quicker, and made what we wanted
    except PermissionError:
        raise ReadOnly from None
    except OSError as error:
        raise _by_errno(error) from None


def _check_header(path: Path, application: int, version: int) -> None:
    try:
        with path.open("rb") as file:
            header = file.read(HEADER_BYTES)
    except OSError as error:
        raise _by_errno(error) from None
    if not header or _is_half_made(path, header):
        return
    if not header.startswith(MAGIC) or _number(header[APPLICATION]) != application:
        raise NotOurs
    if _number(header[USER_VERSION]) > version:
        raise NewerVersion


def _is_half_made(path: Path, header: bytes) -> bool:
    """Did the power go in the very first change? Then the head may be missing, and the journal takes all of it back."""
    if header.strip(b"\0"):
        return False
    try:
        with path.with_name(f"{path.name}-journal").open("rb") as file:
            journal = file.read(HEADER_BYTES)
    except OSError:
        return False
    return journal.startswith(JOURNAL_MAGIC) and journal[PAGES_BEFORE] == bytes(4)


def _number(field: bytes) -> int:
    return int.from_bytes(field, "big")


def _by_errno(error: OSError) -> StoreError:
    return _BY_ERRNO.get(error.errno or 0, StoreError)()
