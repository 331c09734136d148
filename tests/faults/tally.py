"""Faults injected, survived and lost, per kind; what was lost is kept in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

OF_THESE = "of these:"
"""In the name of a kind that tells what became of another kind's faults; it is in no sum."""


@dataclass(slots=True)
class Tally:
    """The count of one run."""

    injected: Counter[str] = field(default_factory=Counter)
    lost: Counter[str] = field(default_factory=Counter)
    words: list[str] = field(default_factory=list)

    def add(self, kind: str, wrong: Sequence[str], what: str = "", times: int = 1) -> None:
        """One fault of this kind; `wrong` says what it broke, `what` where it struck."""
        self.injected[kind] += times
        if wrong:
            self.lost[kind] += 1
            self.words.append(f"{kind} {what}: {'; '.join(wrong)}")

    def join(self, other: Tally) -> None:
        """Take in what another run has counted."""
        self.injected += other.injected
        self.lost += other.lost
        self.words += other.words

    def lines(self) -> list[str]:
        """A table; its last row is the sum."""
        rows = [(kind, n, n - self.lost[kind], self.lost[kind]) for kind, n in sorted(self.injected.items())]
        counted = [row for row in rows if OF_THESE not in row[0]]
        total, lost = sum(row[1] for row in counted), sum(row[3] for row in counted)
        rows.append(("all", total, total - lost, lost))
        wide = max(len(kind) for kind, *_ in rows)
        head = f"{'fault':<{wide}}  {'injected':>10} {'survived':>10} {'lost':>6}"
        return [head, *(f"{kind:<{wide}}  {a:>10,} {b:>10,} {c:>6,}" for kind, a, b, c in rows)]
