"""What became of the mutants: made, no slip at all, caught by whom, survived; as a table, and held against the reasons.

Who catches is told in families. *Proofs* are the compiler, the readers, the lint, laws and rules: they say what is
wrong without knowing how it was before. The *map* (``LAW-FROM``, ``LAW-SECTION``) writes the ways of a conversation
down a second time. *Second copies* are things that belong together and differ: the oracle, which works every outcome
out again; counts that a hand wrote beside what is counted; source and translation, line by line; dates and the day.
What none of these notices *survived*. Locks and fingerprints, which know only that something moved, notice nothing.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Final, NamedTuple

from tests.mutation.judging import ENGINE, MAP, ORACLE, SAME

SURVIVORS: Final = Path(__file__).parent / "survivors.toml"

PROOF, SECOND_MAP, COPY = "proof", "map", "copy"
SECOND: Final = ("copy", "aging")
COUNTED: Final = frozenset({"count-wrong", "fact-count", "law-exceptions", "law-nearer", "translation-order", "TAG-15"})
"""Codes of readers, and one rule, that hold one thing against another that a hand wrote beside it."""


class Fate(NamedTuple):
    """What became of one mutant: the group and kind it is told under, its name, and what noticed it first."""

    group: str
    kind: str
    name: str
    by: str


def family(by: str) -> str:
    """Which family of proofs this is: "proof", "map" or "copy"."""
    if by in MAP:
        return SECOND_MAP
    copied = by in (ORACLE, ENGINE) or by.startswith(SECOND) or by.rpartition(" ")[2] in COUNTED
    return COPY if copied else PROOF


@dataclass
class Tally:
    """The fates of mutants, and how long it took to find them (seconds of the processor)."""

    fates: list[Fate] = field(default_factory=list)
    seconds: float = 0.0

    def add(self, fates: Iterable[Fate], seconds: float) -> None:
        """Count these, too."""
        self.fates += fates
        self.seconds += seconds

    @property
    def slips(self) -> list[Fate]:
        """Those that change what somebody could see, or that were refused."""
        return [fate for fate in self.fates if fate.by != SAME]

    @property
    def survivors(self) -> list[Fate]:
        """Those that nothing noticed."""
        return [fate for fate in self.slips if not fate.by]

    @property
    def share(self) -> float:
        """The share of slips that were caught."""
        return 1 - len(self.survivors) / max(1, len(self.slips))

    def lines(self) -> Iterator[str]:
        """The table by group and by kind, who caught how many, and the survivors."""
        for title, names in (("group", [fate.group for fate in self.fates]), ("kind", [f.kind for f in self.fates])):
            yield f"{title:<28}{'made':>8}{'same':>8}{'proofs':>8}{'map':>8}{'copies':>8}{'survived':>10}{'caught':>9}"
            for name in sorted(dict.fromkeys(names)):
                yield _row(name, [f for f, own in zip(self.fates, names, strict=True) if own == name])
            yield _row("all", self.fates)
            yield ""
        yield "noticed first by: " + ", ".join(
            f"{by} {many}" for by, many in Counter(fate.by for fate in self.slips if fate.by).most_common()
        )
        yield f"{len(self.fates)} mutants, {self.seconds:.0f} s of the processor"

    def unexplained(self, reasons: dict[str, str]) -> list[str]:
        """Survivors without a reason."""
        return [one.name for one in self.survivors if not any(fnmatchcase(one.name, name) for name in reasons)]

    def idle(self, reasons: dict[str, str]) -> list[str]:
        """Reasons for mutants of which none survives any more; to be asked when every mutant was tried."""
        return [name for name in reasons if not any(fnmatchcase(one.name, name) for one in self.survivors)]


def _row(name: str, fates: list[Fate]) -> str:
    families = Counter(family(fate.by) for fate in fates if fate.by not in (SAME, ""))
    survived, same = (sum(fate.by == what for fate in fates) for what in ("", SAME))
    share = 1 - survived / max(1, len(fates) - same)
    counts = f"{families[PROOF]:>8}{families[SECOND_MAP]:>8}{families[COPY]:>8}{survived:>10}{share:>9.2%}"
    return f"{name:<28}{len(fates):>8}{same:>8}{counts}"


@dataclass(frozen=True)
class Reasons:
    """Why some mutants survive, by pattern of their names, and why some rules catch none."""

    survivors: dict[str, str]
    rules: dict[str, str]


def reasons(path: Path = SURVIVORS) -> Reasons:
    """The file of reasons."""
    told = tomllib.loads(path.read_text(encoding="utf-8"))
    survivors = {name: reason for reason_of in told["survivors"] for name, reason in _each(reason_of)}
    return Reasons(survivors, told["rules"])


def _each(entry: dict[str, object]) -> Iterator[tuple[str, str]]:
    names = entry["names"]
    assert isinstance(names, list)
    for name in names:
        yield str(name).replace("[", "[[]"), str(entry["reason"])
