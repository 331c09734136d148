"""The files that are committed, as git lists them, with their text."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Committed:
    """One committed text file: its path from the root of the checkout, and what it says."""

    path: str
    text: str


def committed() -> list[Committed]:
    """List every committed text file; a file that is not UTF-8 is not text.

    Skips the test, and says so, where the checkout came without git.
    """
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("this is no git checkout, so nobody can say what is committed")
    found = []
    for name in filter(None, listed.stdout.split("\0")):
        path = ROOT / name
        if not path.is_file() or path.is_symlink():
            continue
        try:
            found.append(Committed(name, path.read_text(encoding="utf-8")))
        except UnicodeDecodeError:
            continue
    return found
