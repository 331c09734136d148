"""How long a conversation may take: limits and rates from ``[tool.waymark]`` in pyproject.toml.

A clinician's time is the budget. Limits are for a kind of conversation, in some flows or in all of them; past one,
``check`` fails and tells the conversation.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.check.report import Cost, Talk
from bot.present.issues import ContentError, ContentIssue

ID: Final = "BUDGET-4"
SENTENCE: Final = "No kind of conversation takes longer than it may (pyproject.toml)."
LOOKS_AT: Final = ("ways", "words")
EVERY: Final = "any"
"""The kind of a limit that holds for all of them."""


class Rates(BaseModel):
    """Words a minute: said calmly, and read from a small screen."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    spoken: Annotated[int, Field(ge=60, le=250)] = 130
    read: Annotated[int, Field(ge=60, le=400)] = 200


class Limit(BaseModel):
    """What a kind of conversation may take: at best, usually and at worst, in taps and in minutes."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: str
    flows: tuple[str, ...] = ()
    best_minutes: float | None = None
    usual_taps: int | None = None
    usual_minutes: float | None = None
    worst_taps: int | None = None
    worst_minutes: float | None = None

    def past(self, cost: Cost) -> tuple[str, Talk | None]:
        """What goes past the limit, in words, with the conversation that does; "" when nothing does."""
        for name, found, most, talk in (
            ("takes {} minutes at best", cost.best.minutes if cost.best else 0, self.best_minutes, cost.best),
            ("usually takes {} taps", cost.typical, self.usual_taps, cost.median),
            ("usually takes {} minutes", cost.median.minutes if cost.median else 0, self.usual_minutes, cost.median),
            ("takes {} taps at worst", cost.most, self.worst_taps, cost.worst),
            ("takes {} minutes at worst", cost.worst.minutes if cost.worst else 0, self.worst_minutes, cost.worst),
        ):
            if most is not None and found > most:
                return f"{cost.sentence}: it {name.format(found)}, at most {most}.", talk
        return "", None


class Budget(BaseModel):
    """All limits, and the rates that minutes are worked out with."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    rates: Rates = Rates()
    budget: tuple[Limit, ...] = ()

    def past(self, cost: Cost) -> tuple[str, Talk | None]:
        """The first limit that this cost goes past."""
        for limit in self.budget:
            if limit.kind in (cost.kind, EVERY) and (not limit.flows or cost.flow in limit.flows):
                said, talk = limit.past(cost)
                if said:
                    return said, talk
        return "", None


def read(path: Path) -> Budget:
    """The budget of a project file; without limits where there is no such file. Raises ``ContentError``."""
    if not path.is_file():
        return Budget()
    try:
        return Budget.model_validate(tomllib.loads(path.read_text(encoding="utf-8")).get("tool", {}).get("waymark", {}))
    except (tomllib.TOMLDecodeError, ValidationError) as error:
        first = str(error).splitlines()[0]
        raise ContentError([ContentIssue("budget", path.name, 0, f"[tool.waymark] cannot be read: {first}")]) from None
