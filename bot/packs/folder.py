"""A pack is a flat folder of a few small plain files, and nothing in it can lead the reader anywhere else.

What a stranger could have put there is refused before a byte of it is understood: links, folders, pipes, devices, files
that no pack has, and more than one mebibyte in all. Files are opened beside the folder and never through a path.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

from bot.present.issues import ContentError, ContentIssue

MANIFEST: Final = "pack.yaml"
ITEMS: Final = "items.yaml"
SEAL: Final = "pack.lock"
TRANSLATED: Final = re.compile(r"items\.([a-z]{2,3})\.yaml")

LARGEST: Final = 1_048_576
"""Bytes of all files of a pack together."""

MOST: Final = 24
"""Files of a pack."""

CODES: Final[Mapping[str, str]] = {
    "pack-folder": "The folder is not there, or it is no folder.",
    "pack-size": "The files are larger than a pack may be.",
    "pack-count": "More files than a pack has.",
    "file-kind": "A link, a folder, or something else that is no plain file to be read.",
    "file-name": "A name that no file of a pack has.",
}
"""What is refused here."""

_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,59}")
_OPENED: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


@dataclass(frozen=True, slots=True)
class Folder:
    """The bytes of a pack, by file name."""

    path: Path
    files: Mapping[str, bytes]

    def name(self, file: str) -> str:
        """How an issue names one of the files."""
        return str(self.path / file)


def read(path: Path) -> Folder:
    """Read every file of a pack. Raises ``ContentError`` with every issue."""
    here = -1
    try:
        here = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        with os.scandir(here) as entries:
            names = sorted(entry.name for entry in islice(entries, MOST + 1))
        return _read(path, here, names)
    except OSError as error:
        said = f"This is no folder that can be read: {error.strerror}."
        raise ContentError([ContentIssue("pack-folder", str(path), 0, said)]) from None
    finally:
        if here >= 0:
            os.close(here)


def _read(path: Path, here: int, names: list[str]) -> Folder:
    issues: list[ContentIssue] = []

    def refuse(code: str, name: str, sentence: str) -> None:
        issues.append(ContentIssue(code, str(path / name), 0, sentence))

    if len(names) > MOST:
        said = f"A pack has at most {MOST} files, and this folder has more."
        raise ContentError([ContentIssue("pack-count", str(path), 0, said)])
    files: dict[str, bytes] = {}
    left = LARGEST
    for name in names:
        if not _NAME.fullmatch(name):
            refuse("file-name", repr(name)[1:-1], "Take it out: no file of a pack is called like that.")
            continue
        try:
            content = _bytes(name, here, left)
        except OSError as error:
            refuse("file-kind", name, f"It cannot be read: {error.strerror}.")
            continue
        if content is None:
            refuse("file-kind", name, "A pack has plain files only: no links, no folders.")
            continue
        if len(content) > left:
            raise ContentError(
                [*issues, ContentIssue("pack-size", str(path), 0, f"A pack has at most {LARGEST:,} bytes in all.")]
            )
        left -= len(content)
        files[name] = content
    if issues:
        raise ContentError(issues)
    return Folder(path, files)


def _bytes(name: str, here: int, left: int) -> bytes | None:
    """Up to one byte more than there is room for, or None when this is no plain file."""
    handle = os.open(name, _OPENED, dir_fd=here)
    with os.fdopen(handle, "rb") as file:
        return file.read(left + 1) if stat.S_ISREG(os.fstat(handle).st_mode) else None
