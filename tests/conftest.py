"""What holds for every test: no network but the loopback, two speeds, and sessions that can be parked.

`--park`  After each step of each test the session is serialised and read back before the next one, so
          that storing is tested by every conversation and not in one place only. A test that drives
          steps by itself asks for the fixture `park` and, when it is true, thaws between its steps.
`--update-talks` (or `--update`)  Writes the talks in tests/talks anew; read the difference before it is committed.
`--long`  Adds the tests marked `long`, and gives hypothesis many more examples. WAYMARK_LONG=1 does too.

Everything in tests/talks is a conversation and gets the mark `talk` without being told.
"""

from __future__ import annotations

import faulthandler
import os
import sys
import tempfile
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

TALKS = Path(__file__).parent / "talks"

settings.register_profile("ci", derandomize=True, deadline=None, database=None, print_blob=True)
settings.register_profile(
    "long",
    max_examples=2_000,
    deadline=None,
    database=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)


@pytest.fixture(scope="session", autouse=True)
def keys_in_memory() -> Iterator[None]:
    """The keys of every store that a program opens lie in one folder in memory, which goes when the tests are over."""
    memory = Path("/dev/shm")  # noqa: S108 - a folder of our own is made in it
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        os.environ["WAYMARK_EPOCH_FOLDER"] = folder
        yield
        del os.environ["WAYMARK_EPOCH_FOLDER"]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the project's switches."""
    group = parser.getgroup("waymark")
    group.addoption("--park", action="store_true", help="serialise and thaw the session between all steps")
    group.addoption("--update-talks", "--update", action="store_true", help="write the talks anew, as they read now")
    group.addoption("--long", action="store_true", help="also run the tests marked long")


def pytest_configure(config: pytest.Config) -> None:
    """Choose how hard hypothesis looks, and keep every test off the network."""
    settings.load_profile("long" if wants_long(config) else "ci")
    sys.addaudithook(refuse_network)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark the conversations; leave the long tests out of a quick run."""
    for item in items:
        if item.path.is_relative_to(TALKS):
            item.add_marker("talk")
    if wants_long(config):
        return
    dropped = [item for item in items if item.get_closest_marker("long")]
    if dropped:
        config.hook.pytest_deselected(items=dropped)
        items[:] = [item for item in items if item not in dropped]


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Let a long run take its time: the end that pyproject.toml sets to every test is for quick ones."""
    if wants_long(item.config):
        faulthandler.cancel_dump_traceback_later()


def wants_long(config: pytest.Config) -> bool:
    """Say whether this is a long run."""
    return bool(config.getoption("--long")) or os.environ.get("WAYMARK_LONG", "") not in ("", "0")


def refuse_network(event: str, args: tuple[object, ...]) -> None:
    """Fail the test that reaches for an address beyond the loopback."""
    if event not in ("socket.connect", "socket.sendto", "socket.getaddrinfo"):
        return
    where = args[0] if event == "socket.getaddrinfo" else args[1]
    host = where[0] if isinstance(where, tuple) else where
    if event != "socket.getaddrinfo" and not isinstance(where, tuple):
        return  # a socket file on this machine
    if not is_loopback(host):
        message = f"a test may not use the network, and this one wanted {host!r}"
        raise RuntimeError(message)


def is_loopback(host: object) -> bool:
    """Tell whether a host, given as a name or an address, is this machine (None: any local one)."""
    if host in (None, "", b"", "localhost", b"localhost"):
        return True
    try:
        return ip_address(host.decode() if isinstance(host, bytes) else str(host)).is_loopback
    except ValueError:
        return False


@pytest.fixture(scope="session")
def park(request: pytest.FixtureRequest) -> bool:
    """True when the session has to be serialised and read back between all steps."""
    return bool(request.config.getoption("--park"))
