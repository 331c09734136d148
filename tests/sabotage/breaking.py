"""A breakage is a patch that takes away one control, and names the tests that have to notice it.

It is applied to a copy of the checkout, never to the checkout itself. Noticed means that a test failed: tests that
could not be collected, or were not there, have noticed nothing.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
PATCHES: Final = Path(__file__).parent / "patches"
LIMIT: Final = 600
"""Seconds that the tests of one breakage may take."""

_HEAD: Final = re.compile(r"What: (?P<what>.+)\nProof: (?P<proof>[A-Z]+-?\d+)\nCaught by: (?P<tests>\S+(?: \S+)*)\n")

OURS: Final = ("GIT_", "COV_", "COVERAGE", "PYTEST_")
"""Variables of the run that we are in ourselves."""

TESTS_FAILED: Final = 1
"""What pytest ends with when tests ran and some failed."""


class PatchError(Exception):
    """A patch that is not as it has to be."""


@dataclass(frozen=True, slots=True)
class Breakage:
    """``what`` is lost, as a sentence; ``proof`` is the promise or threat it is about; ``tests`` notice it."""

    name: str
    what: str
    proof: str
    tests: tuple[str, ...]
    path: Path


def breakages(folder: Path = PATCHES) -> tuple[Breakage, ...]:
    """All of them, by name. Raises ``PatchError``."""
    return tuple(read(path) for path in sorted(folder.glob("*.patch")))


def read(path: Path) -> Breakage:
    """One of them. Raises ``PatchError``."""
    found = _HEAD.match(path.read_text(encoding="utf-8"))
    if found is None:
        raise PatchError(f"{path.name}: the first lines have to be What:, Proof: and Caught by:")
    return Breakage(path.stem, found["what"], found["proof"], tuple(found["tests"].split(" ")), path)


def copied(to: Path) -> Path:
    """A copy of everything that git knows, as it is now."""
    known = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True).stdout.decode()
    for name in filter(None, known.split("\0")):
        if (ROOT / name).exists():
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, to / name)
    return to


def applied(breakage: Breakage, to: Path) -> None:
    """Apply the patch to a copy. Raises ``PatchError`` when it no longer fits."""
    command = ["git", "apply", "--recount", str(breakage.path)]
    done = subprocess.run(command, cwd=to, check=False, capture_output=True, text=True, env=_elsewhere(to))
    if done.returncode:
        raise PatchError(f"{breakage.path.name} no longer fits: {done.stderr.strip()}")


def failed(tests: tuple[str, ...], copy: Path) -> bool:
    """Did one of these tests of a copy fail? Raises ``PatchError`` when they could not be run at all."""
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "-p", "no:randomly", *tests]
    done = subprocess.run(
        command, cwd=copy, check=False, capture_output=True, text=True, timeout=LIMIT, env=_elsewhere(copy)
    )
    if done.returncode not in (0, TESTS_FAILED):
        raise PatchError(f"the tests could not be run:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return done.returncode == TESTS_FAILED


def _elsewhere(copy: Path) -> dict[str, str]:
    """The environment of a process that works on a copy: its modules first, and no repository around it."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("GIT_", "COV_", "COVERAGE", "PYTEST_"))
    }
    return {
        **kept,
        "PYTHONPATH": str(copy),
        "PYTHONDONTWRITEBYTECODE": "1",
        "GIT_CEILING_DIRECTORIES": str(copy.parent),
    }
