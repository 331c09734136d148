"""The clocks of a machine, for tests."""

from __future__ import annotations

from storage.epochs import Instant
from tests.storage.samples import NOW


class Clocks:
    """The two clocks of a machine, moved by hand."""

    def __init__(self) -> None:
        self.wall, self.boot = NOW, 500

    def __call__(self) -> Instant:
        return Instant(self.wall, self.boot)

    def pass_(self, seconds: int) -> None:
        """Time as it passes."""
        self.wall += seconds
        self.boot += seconds
