"""What was once released stays as it was: a file beside the store that only ever grows.

A count that comes late, or an old copy of the store, would otherwise make a second release of the same quarter, and
the difference between the two could be one patient. The file holds released figures and nothing else.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from bot.report.lines import LINES
from bot.report.release import RULE, Release, released

DAYS_AFTER = 2
"""A quarter counts as closed when it has been over for this long: conversations of its last night are in by then."""


class LedgerError(Exception):
    """The file of releases cannot be used. The sentence is for the operator."""


class _Row(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    quarter: int
    figures: dict[str, int | None]
    total: int | None


class _Ledger(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    releases: tuple[_Row, ...] = ()


def beside(store: Path) -> Path:
    """Where the releases of a store are written."""
    return store.with_name(f"{store.name}.released.json")


def read(path: Path) -> list[Release]:
    """All that was released, oldest first. Raises ``LedgerError``."""
    try:
        ledger = _Ledger.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        return []
    except OSError as error:
        raise LedgerError(f"The file of releases cannot be read: {error.strerror}.") from None
    except ValidationError:
        raise LedgerError("The file of releases is not as this program wrote it: put it back as it was.") from None
    return [Release(row.quarter, row.figures, row.total) for row in ledger.releases]


def brought_up(before: list[Release], counts: Mapping[int, Mapping[str, int]], now_quarter: int) -> list[Release]:
    """What was released, and every closed quarter that was not, from the first one with a count on.

    A quarter without any count is released like the others: leaving it out would tell that it had none. Counts of a
    quarter before the first release came late, and stay untold like all that comes late.
    """
    known = {one.quarter: one for one in before}
    first = min(known or counts, default=now_quarter)
    nothing = dict.fromkeys(LINES, 0)
    return [
        known.get(number) or released(number, counts.get(number, nothing), RULE) for number in range(first, now_quarter)
    ]


def write(path: Path, releases: list[Release]) -> None:
    """Put all releases in place at once; the file is there whole or as it was. Raises ``LedgerError``."""
    rows = [{"quarter": one.quarter, "figures": dict(one.figures), "total": one.total} for one in releases]
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        with fresh.open("x", encoding="utf-8") as file:
            json.dump({"releases": rows}, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    except OSError as error:
        fresh.unlink(missing_ok=True)
        raise LedgerError(f"The file of releases cannot be written: {error.strerror}.") from None
