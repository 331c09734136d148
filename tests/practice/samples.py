"""A small case to practise on, and what is read of it: one file for all tests of practice."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Final

from bot.practice import scenario_file, words
from bot.practice.cards import Shelf
from bot.practice.scenario import Scenario
from bot.practice.scenario_file import Read
from bot.present import lexicon, sources
from bot.present.issues import ContentIssue
from bot.present.lexicon import Lexicon
from tests.present import refused

ROOT: Final = Path(__file__).parents[2]
CONTENT: Final = ROOT / "content"
FOLDER: Final = Path(__file__).parent / "scenarios"
NAME: Final = "first_minutes"
TEXT: Final = (FOLDER / f"{NAME}.yaml").read_text(encoding="utf-8")
SOURCES: Final = frozenset({"pearr", "soar-safe", "soar-ask"})

ALONE, IN_FRONT, RESCUE = range(3)
"""The lines of the first turn, in the order of the file."""
CHOICE, WATER, LABEL = range(3)
"""Those of the second."""


def read(text: str = TEXT, name: str = NAME) -> Read:
    """The scenario of this text."""
    return scenario_file.parse(text, SOURCES, f"{name}.yaml")


def case(text: str = TEXT, name: str = NAME) -> Scenario:
    """The scenario alone."""
    return read(text, name).scenario


def changed(*changes: tuple[str, str]) -> str:
    """The file with these words changed, each of which stands in it once or is meant where it stands first."""
    text = TEXT
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


def codes(text: str) -> list[tuple[str, int]]:
    """Codes and lines of what keeps a file from being read."""
    return refused.codes(lambda: read(text))


def found(issues: list[ContentIssue]) -> list[tuple[str, int]]:
    """Codes and lines of what was found, sorted by line."""
    return sorted(((one.code, one.line) for one in issues), key=lambda one: (one[1], one[0]))


@lru_cache(maxsize=1)
def lists() -> Lexicon:
    """The lists of words that ship."""
    return lexicon.read(CONTENT / "lexicon.yaml")


@lru_cache(maxsize=1)
def shelf() -> Shelf:
    """What cards are made with: the words that ship, and a rule."""
    titles = {key: one.title for key, one in sources.read(CONTENT / "sources_practice.yaml").items()}
    return Shelf(words.read(CONTENT / "practice.yaml"), {"ORD-01": "Privacy before questions."}, titles)
