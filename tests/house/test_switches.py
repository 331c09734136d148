"""The switches of the test suite do what CONTRIBUTING.md says, seen from outside in a suite of three tests."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SUITE = """
import socket
import pytest

@pytest.mark.long
def test_slow(park):
    assert not park

def test_parked(park):
    assert park

def test_caller():
    with pytest.raises(RuntimeError, match="may not use the network"):
        socket.create_connection(("192.0.2.1", 80), timeout=0.01)
    with pytest.raises(RuntimeError, match="may not use the network"):
        socket.getaddrinfo("waymark.invalid", 80)
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname()).close()
"""


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    """A folder with our conftest and a suite of three tests, the last two of them a talk."""
    shutil.copy(ROOT / "tests" / "conftest.py", tmp_path)
    (tmp_path / "talks").mkdir()
    (tmp_path / "talks" / "test_suite.py").write_text(SUITE, encoding="utf-8")
    return tmp_path


def outcome(suite: Path, *switches: str, **environment: str) -> str:
    """Run a suite in a process of its own; the closing line of pytest."""
    base = {name: value for name, value in os.environ.items() if not name.startswith(("WAYMARK", "PYTEST"))}
    command = [sys.executable, "-m", "pytest", "-q", "-c", str(ROOT / "pyproject.toml"), "--rootdir", str(suite)]
    ran = subprocess.run(
        [*command, "-p", "no:cacheprovider", *switches, str(suite)],
        cwd=suite,
        env={**base, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    return ran.stdout.splitlines()[-1]


def test_quick_run_leaves_long_tests_out(suite: Path) -> None:
    """Without a switch the long test is left out and said to be, and nothing is parked."""
    assert outcome(suite).startswith("1 failed, 1 passed, 1 deselected")


def test_park_reaches_the_tests(suite: Path) -> None:
    """With --park the tests are told to thaw; everything in talks has the mark of a talk."""
    assert outcome(suite, "--park", "-m", "talk").startswith("2 passed, 1 deselected")


@pytest.mark.parametrize("switches", [("--long",), ()])
def test_long_run_has_every_test(suite: Path, switches: tuple[str, ...]) -> None:
    """--long and WAYMARK_LONG=1 both add the long tests."""
    environment = {} if switches else {"WAYMARK_LONG": "1"}
    assert outcome(suite, *switches, **environment).startswith("1 failed, 2 passed")


def test_long_can_be_switched_off(suite: Path) -> None:
    """WAYMARK_LONG=0 is a quick run."""
    assert "1 deselected" in outcome(suite, WAYMARK_LONG="0")
