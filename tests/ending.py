"""Other processes end: whatever a test waits for in them comes within a time, or they are killed and the test fails."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import AnyStr, Final

PATIENCE: Final = 120.0
"""Seconds. Far more than anything here takes on a busy machine, and far less than a test run."""


@contextmanager
def within(process: subprocess.Popen[AnyStr], seconds: float = PATIENCE) -> Iterator[None]:
    """Kill the process when this lasts longer; who reads from it then finds the end of what it said."""
    late = threading.Timer(seconds, process.kill)
    late.daemon = True
    late.start()
    try:
        yield
    finally:
        late.cancel()
        late.join()
