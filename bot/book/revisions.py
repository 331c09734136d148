"""An earlier revision of the checkout, unpacked into a folder of its own and read by a process of its own.

git only reads: no branch, index or file of the checkout is touched. The folder is gone when the snapshot is there.
"""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Final

from bot.book import snapshot as reading
from bot.book.snapshot import Snapshot

ROOT: Final = Path(__file__).parents[2]
PATIENCE: Final = 60
"""Seconds that another revision may take to be read."""

UNTOLD: Final = "The program of that revision did not answer: only what could be read without it is compared."


class RevisionError(Exception):
    """There is no such revision, or no git. ``sentence`` says so."""

    def __init__(self, sentence: str) -> None:
        self.sentence = sentence
        super().__init__(sentence)


def current(root: Path = ROOT) -> str:
    """The revision of the checkout, "" where there is none; a plus says that something is not committed."""
    try:
        at = _git(root, "rev-parse", "--short=12", "HEAD").decode().strip()
        changed = _git(root, "status", "--porcelain", "--untracked-files=no", "--", "bot", "content")
    except RevisionError:
        return ""
    return at + ("+" if changed.strip() else "")


def named(revision: str, root: Path = ROOT) -> tuple[str, str]:
    """The full number of a revision, and how to call it: its short number and day."""
    full = _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}").decode().strip()
    short = _git(root, "log", "-1", "--format=%h of %cs", full).decode().strip()
    return full, short


def snapshot(revision: str, root: Path = ROOT) -> Snapshot:
    """What a revision says, by its full number. Raises ``RevisionError``."""
    packed = _git(root, "archive", "--format=tar", revision, "--", "bot", "content")
    with tempfile.TemporaryDirectory(prefix="waymark-book-") as folder:
        with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
            archive.extractall(folder, filter="data")
        return _read(Path(folder))


def _read(tree: Path) -> Snapshot:
    """The snapshot of an unpacked revision; where its program fails, that of its files alone."""
    command = [sys.executable, "-I", str(Path(reading.__file__)), str(tree)]
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "SYSTEMROOT") if name in os.environ}
    try:
        ran = subprocess.run(command, cwd=tree, env=kept, capture_output=True, text=True, timeout=PATIENCE, check=True)
        found: Snapshot = json.loads(ran.stdout)
    except (subprocess.SubprocessError, ValueError):
        found = reading.taken(tree / "content", dict)
        found["untold"] = [UNTOLD]
    return found


def _git(root: Path, *arguments: str) -> bytes:
    try:
        ran = subprocess.run(["git", "-C", str(root), *arguments], capture_output=True, check=True)  # noqa: S607
    except OSError as error:
        raise RevisionError("There is no git here, so nothing can be told about earlier revisions.") from error
    except subprocess.CalledProcessError as error:
        raise RevisionError("There is no such revision here.") from error
    return ran.stdout
