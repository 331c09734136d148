"""What a child of the nursery can be asked to do, by name, with arguments as they travel in JSON."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

import sqlite_utils.migrations  # noqa: F401 - what the program loads where it is needed is loaded once for all

import bot.cli.holding
import bot.epochs
import storage.sqlite  # noqa: F401
from bot.cli import main
from tests.faults import power, story


def shift(disk: str, keys: str, squeeze: list[int] | None = None, last: int | None = None) -> int:
    """Hold the shift (tests/faults/story.py)."""
    bent = (squeeze[0], squeeze[1]) if squeeze else None
    return story.hold_shift(story.Place(Path(disk), Path(keys)), squeeze=bent, last=last)


def program(keys: str, *words: str) -> int:
    """The whole program, from its command line on."""
    os.environ[bot.epochs.NAME] = keys
    sys.argv = ["waymark", *words]
    return main()


WORKS: Final[dict[str, Callable[..., int]]] = {"shift": shift, "program": program, "talks": power.hold_talks}
