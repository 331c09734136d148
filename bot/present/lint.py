"""Do the words keep the rules of practice? Reads words only; the lists of words are data in content/lexicon.yaml."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bot.present.catalog import Catalog


@dataclass(frozen=True, slots=True)
class Finding:
    """A sentence that breaks a rule: ``code`` is the rule, ``key`` and ``line`` where it stands."""

    code: str
    key: str
    line: int
    sentence: str


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Lists of words that certain readers never meet."""

    file: str


def read_lexicon(path: Path) -> Lexicon:
    """Read lexicon.yaml. Raises ``ContentError`` with every issue."""
    raise NotImplementedError


def lint(catalog: Catalog, lexicon: Lexicon) -> tuple[Finding, ...]:
    """Every finding in every language of the catalogue's source."""
    raise NotImplementedError
