"""The Makefile keeps its promises: one sentence for an old Python, and nothing installed twice."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
STAMPS = (".ready-venv", ".ready-run", ".ready-dev")
OLD_PYTHON = """#!/bin/sh
# Python as it is, but for the version that it tells.
old="import platform, sys; sys.version_info = (3, 9, 18); platform.python_version = lambda: '3.9.18'"
exec "{python}" -c "$old; exec(sys.argv[1])" "$2"
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A folder with what the Makefile reads, all of it an hour old, and an environment stamped as ready."""
    for name in ("Makefile", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    shutil.copytree(ROOT / "requirements", tmp_path / "requirements")
    for path in (tmp_path, *tmp_path.rglob("*")):
        age(path, hours=1)
    (tmp_path / ".venv").mkdir()
    for stamp in STAMPS:
        (tmp_path / ".venv" / stamp).touch()
    return tmp_path


def age(path: Path, *, hours: int) -> None:
    """Let a file look as if it had been written some hours ago, or with negative hours, as if it were to be."""
    then = time.time() - 3600 * hours
    os.utime(path, (then, then))


def make(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run make in a folder, without the variables that an outer make leaves behind."""
    clean = {name: value for name, value in os.environ.items() if name not in ("MAKEFLAGS", "MAKELEVEL", "VENV")}
    command = ["make", "--no-print-directory", *words]
    return subprocess.run(command, cwd=folder, env=clean, capture_output=True, text=True, check=False)


def test_second_run_starts_at_once(checkout: Path) -> None:
    """With a stamped environment `make run` does nothing but start, and passes its arguments on."""
    planned = make(checkout, "-n", "run", "ARGS=--flow offer").stdout
    assert planned.splitlines() == [".venv/bin/python -m bot console --flow offer"]


@pytest.mark.parametrize(
    ("changed", "installs"),
    [("requirements/run.txt", "run.txt"), ("requirements/dev.txt", "dev.txt"), ("pyproject.toml", "--editable")],
)
def test_changed_lock_is_installed_again(checkout: Path, changed: str, installs: str) -> None:
    """A lock that is newer than its stamp is installed before anything runs."""
    assert installs not in make(checkout, "-n", "lint").stdout
    age(checkout / changed, hours=-2)
    assert installs in make(checkout, "-n", "lint").stdout


def test_run_does_not_install_what_tests_need(checkout: Path) -> None:
    """A person who only wants to talk waits for nothing else."""
    shutil.rmtree(checkout / ".venv")
    planned = make(checkout, "-n", "run").stdout
    assert "requirements/run.txt" in planned
    assert "requirements/dev.txt" not in planned
    assert planned.count("--require-hashes") == 1


def test_old_python_gets_one_sentence(checkout: Path) -> None:
    """A Python that is too old is named, with its version and the way out, and nothing is built."""
    shutil.rmtree(checkout / ".venv")
    old = checkout / "oldpython"
    old.write_text(OLD_PYTHON.format(python=sys.executable), encoding="utf-8")
    old.chmod(0o755)
    ran = make(checkout, "run", f"PYTHON={old}")
    said = [line for line in ran.stderr.splitlines() if not line.startswith("make")]
    assert ran.returncode
    assert len(said) == 1
    assert "needs Python 3.11 or newer" in said[0]
    assert "3.9.18" in said[0]
    assert "make run PYTHON=" in said[0]
    assert not (checkout / ".venv").exists()


def test_missing_python_gets_one_sentence(checkout: Path) -> None:
    """A Python that is not there is told in the same way."""
    shutil.rmtree(checkout / ".venv")
    said = make(checkout, "run", "PYTHON=python-not-here").stderr.splitlines()
    assert "there is no 'python-not-here' here" in said[0]


def test_test_runs_all_that_ci_runs(checkout: Path) -> None:
    """Style, types, proofs, parked talks and the suite are all in `make test`, the suite last."""
    planned = make(checkout, "-n", "test").stdout.splitlines()
    asked = ["ruff check", "ruff format --check", "mypy", "bot check", "--park", "--cov"]
    places = [next(place for place, line in enumerate(planned) if word in line) for word in asked]
    assert places == sorted(places)
    assert "pytest" in planned[-1]


def test_ci_runs_the_same_command() -> None:
    """CI calls `make test` and nothing of its own, in an environment that it made itself."""
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
    assert re.search(r'^make .*\btest VENV="\$fresh', script, re.MULTILINE)
    assert "set -euo pipefail" in script


def test_every_target_is_explained(checkout: Path) -> None:
    """`make` alone lists every target with a line about it."""
    phony = re.search(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert phony
    listed = re.findall(r"^make (\w+) +\S", make(checkout).stdout, re.MULTILINE)
    assert sorted(listed) == sorted(phony[1].split())
