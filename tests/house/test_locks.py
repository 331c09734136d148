"""The lock files pin everything with hashes, agree with pyproject.toml and with each other, and name no host."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
ADDRESS = re.compile(r"https?:|file:\S|://|index-url|find-links|trusted-host|@ ")
PIN = re.compile(r"^([A-Za-z0-9._-]+)==(\S+) \\$", re.MULTILINE)


@cache
def project() -> dict[str, list[str]]:
    """What pyproject.toml asks for, by the lock file in which it has to be."""
    read = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return {
        "build": read["build-system"]["requires"],
        "run": read["project"]["dependencies"],
        **read["project"]["optional-dependencies"],
    }


def pins(path: Path) -> dict[str, str]:
    """Read a lock file: canonical name to version."""
    found = PIN.findall(path.read_text(encoding="utf-8"))
    return {canonicalize_name(name): version for name, version in found}


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.stem)
def test_lock_holds_no_address(path: Path) -> None:
    """A lock says what to install, never from where."""
    assert not ADDRESS.findall(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.stem)
def test_every_line_is_pinned_with_a_hash(path: Path) -> None:
    """Each package has one version and at least one hash; there is no line of another kind."""
    text = path.read_text(encoding="utf-8").replace(" \\\n", " ")
    entries = [line for line in text.splitlines() if line.strip() and not line.strip().startswith("#")]
    assert entries
    assert not [line for line in entries if not re.fullmatch(r"\S+==\S+(\s+--hash=sha256:[0-9a-f]{64})+", line)]
    assert len(entries) == len(pins(path))


@pytest.mark.parametrize("lock", ["build", "run", "telegram", "check", "postgres", "report", "dev"])
def test_lock_answers_the_project_file(lock: str) -> None:
    """What pyproject.toml asks for is in the lock, in a version that it allows."""
    pinned = pins(ROOT / "requirements" / f"{lock}.txt")
    for asked in map(Requirement, project()[lock]):
        assert asked.specifier.contains(pinned[canonicalize_name(asked.name)]), asked


def test_locks_agree() -> None:
    """A package has the same version in every lock that names it."""
    seen: dict[str, set[str]] = {}
    for path in LOCKS:
        for name, version in pins(path).items():
            seen.setdefault(name, set()).add(version)
    assert {name: versions for name, versions in seen.items() if len(versions) > 1} == {}


def test_tests_run_on_what_people_run_on() -> None:
    """The lock for the tests holds every package of the locks that are installed in earnest."""
    tested = pins(ROOT / "requirements" / "dev.txt").keys()
    for lock in ("run", "telegram", "check", "postgres", "report"):
        assert pins(ROOT / "requirements" / f"{lock}.txt").keys() <= tested


def test_address_is_seen() -> None:
    """Each way to write a download address into a lock is noticed; names such as httpx are not."""
    for line in ("--index-url x", "--find-links y", "# from https://a", "pkg @ b", "file:///c"):
        assert ADDRESS.search(line), line
    assert not ADDRESS.search("httpx==0.28.1 --hash=sha256:00  # via httpcore")
