"""What somebody types into a practice talk becomes a pick or a command, and is gone: the words are never kept.

A number, the first words of a line as far as only one begins so, ``back N``, ``again``, ``look``, ``rest``, ``stop``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from bot.present.understand import LONGEST, fold, plain

LEAST: Final = 4
"""Letters that the beginning of a line takes at least."""

Kind = Literal["pick", "back", "again", "look", "rest", "stop", "unknown"]

SIMPLE: Final[dict[str, Kind]] = {"again": "again", "look": "look", "": "look", "rest": "rest", "stop": "stop"}
_BACK: Final = re.compile(r"(?:back|rewind) ?([0-9]{1,2})?")
_NUMBER: Final = re.compile(r"[0-9]{1,2}")


@dataclass(frozen=True, slots=True)
class Asked:
    """What was meant: for a pick its place as shown, from 0; for ``back`` the turn, from 1, or 0 for the last."""

    kind: Kind
    number: int = 0


def understood(text: str | None, choices: Sequence[str]) -> Asked:
    """What these words mean where ``choices`` are shown. Total: any text, and None for one that cannot be read."""
    if text is None or len(text) > LONGEST:
        return Asked("unknown")
    words = plain(fold(text))
    if words in SIMPLE:
        return Asked(SIMPLE[words] if words or not text.strip() else "unknown")
    if found := _BACK.fullmatch(words):
        return Asked("back", int(found[1] or 0))
    if _NUMBER.fullmatch(words):
        place = int(words) - 1
        return Asked("pick", place) if 0 <= place < len(choices) else Asked("unknown")
    begins = [place for place, line in enumerate(choices) if _begins(words, plain(fold(line)))]
    return Asked("pick", begins[0]) if len(begins) == 1 and len(words) >= LEAST else Asked("unknown")


def _begins(words: str, line: str) -> bool:
    """A line can be named from its first word, or from the first word that is said."""
    return line.startswith(words) or line.partition(" ")[2].startswith(words)
