"""The command ``scenario check``: everything that is wrong with scenarios, and what can come out of each."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli.saying import say
from bot.library import library
from bot.practice import checking, flow_practice, matrix, wording
from bot.practice.exploring import Space, picked
from bot.practice.scenario_file import Read, read
from bot.present import lexicon, sources
from bot.present.issues import ContentError, ContentIssue
from bot.shipped import Refused, content_folder

if TYPE_CHECKING:
    from bot.present.lexicon import Lexicon
    from bot.present.sources import Sources


@dataclass(frozen=True, slots=True)
class Checked:
    """One file: what is wrong with it, and what can happen in it as far as it could be walked."""

    file: Path
    issues: tuple[ContentIssue, ...]
    read: Read | None = None
    space: Space | None = None

    def lines(self) -> Iterator[str]:
        """For a person at a terminal."""
        yield from map(str, self.issues)
        if self.read is None or self.space is None or not self.space.endings:
            return
        case, space = self.read.scenario, self.space
        states = sum(map(len, space.nodes))
        yield f"{case.id}: {case.title}"
        yield f"  {len(case.turns)} turns, {space.ways:,} distinct talks, {states:,} states"
        for one in sorted(space.endings.values(), key=lambda one: -one.worth[0]):
            share = one.ways / space.ways
            yield f"  ending {one.ending}: worth {one.worth[0]}, {one.ways:,} talks ({share:.1%})"
        yield f"  at best  {space.best.ending}: {picked(space, space.best.picks)}"
        yield f"  at worst {space.worst.ending}: {picked(space, space.worst.picks)}"

    def to_json(self) -> dict[str, object]:
        """For a program."""
        said: dict[str, object] = {"file": str(self.file), "issues": [asdict(one) for one in self.issues]}
        if self.read is not None and self.space is not None:
            said |= {
                "id": self.read.scenario.id,
                "turns": len(self.read.scenario.turns),
                "ways": self.space.ways,
                "states": sum(map(len, self.space.nodes)),
                "endings": {one.ending: {"ways": one.ways, "worth": one.worth} for one in self.space.endings.values()},
                "best": self.space.best.ending,
                "worst": self.space.worst.ending,
            }
        return said


def check(files: Sequence[Path], folder: Path | None, *, every: bool, as_json: bool) -> int:
    """Check these files, or all; 1 when anything is wrong."""
    there = folder or scenarios_folder()
    if every == bool(files):
        raise Refused("Name the scenario files to check, or ask for --all.")
    asked = sorted(there.glob("*.yaml")) if every else list(files)
    register, banned = read_sources(), read_lexicon()
    found = [_checked(file, register, banned) for file in asked]
    reads = [one.read for one in found if one.read]
    together = matrix.issues(reads, str(there)) if every else []
    if as_json:
        said = {"scenarios": [one.to_json() for one in found], "together": [asdict(one) for one in together]}
        say(json.dumps(said, indent=2))
    else:
        lines = [line for one in found for line in (*one.lines(), "")]
        lines += [*_table(reads), *map(str, together)] if every else []
        wrong = sum(len(one.issues) for one in found) + len(together)
        say("\n".join((*lines, f"{_many(len(found), 'scenario')}, {_many(wrong, 'thing')} to mend.")))
    return int(bool(together) or any(one.issues for one in found))


def scenarios_folder() -> Path:
    """Where the scenarios lie that ship."""
    return content_folder() / "scenarios"


def read_sources() -> Sources:
    """The register of sources. Raises ``Refused`` with every issue."""
    try:
        return sources.read(content_folder() / "sources_practice.yaml")
    except ContentError as error:
        raise Refused(*map(str, error.issues)) from None


def read_lexicon() -> Lexicon:
    """The words that certain readers never meet. Raises ``Refused`` with every issue."""
    try:
        return lexicon.read(content_folder() / "lexicon.yaml")
    except ContentError as error:
        raise Refused(*map(str, error.issues)) from None


def _checked(file: Path, register: Mapping[str, object], banned: Lexicon) -> Checked:
    try:
        one = read(file, register.keys())
    except ContentError as error:
        return Checked(file, error.issues)
    found, space = checking.issues(one)
    found += [*wording.issues(one, banned), *flow_practice.issues(one, library())]
    return Checked(
        file, tuple(sorted(set(found), key=lambda issue: (issue.line, issue.code, issue.sentence))), one, space
    )


def _table(reads: Sequence[Read]) -> Iterator[str]:
    """Scenarios by axis: who has which value."""
    for axis, values in matrix.covered([one.scenario for one in reads]).items():
        yield axis
        yield from (f"  {value:<24}{', '.join(names) or '-'}" for value, names in values.items())
    yield ""


def _many(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
