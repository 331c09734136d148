"""A YAML file is strings, lists and tables, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

Place = tuple[str | int, ...]
"""Where a value stands: keys and positions from the top of the file."""

Value = str | list["Value"] | dict[str, "Value"]
"""What a file can hold."""


@dataclass(frozen=True, slots=True)
class Document:
    """A file as read: its plain value, and the line of every place in it."""

    file: str
    value: Value
    lines: Mapping[Place, int]

    def line(self, place: Place) -> int:
        """The line of a place, or of the nearest thing around it."""
        raise NotImplementedError


def read(path: Path) -> Document:
    """Read a file. Raises ``ContentError`` with every issue."""
    raise NotImplementedError


def parse(text: str | bytes, file: str) -> Document:
    """Parse the text of a file named ``file``. Raises ``ContentError`` with every issue."""
    raise NotImplementedError
