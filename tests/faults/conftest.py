"""What the tests of faults need from the machine; with `WAYMARK_STRACE=required`, as CI has it, a lack is a failure."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.faults.calls import may_trace
from tests.faults.nursery import Nursery

REQUIRED = os.environ.get("WAYMARK_STRACE") == "required"


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    """One program that forks for every trial; skip where system calls cannot be made to fail."""
    if not may_trace():
        (pytest.fail if REQUIRED else pytest.skip)("there is no strace here, or it may not hold a process")
    with Nursery() as nursery:
        yield nursery
