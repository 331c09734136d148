"""Every rule that is proved, family by family, and where the other rules of practice are looked after."""

from __future__ import annotations

from typing import Final

from bot.check.rule import Rule
from bot.check.rules import (
    asking,
    bearing,
    coherence,
    data,
    following,
    never,
    ordering,
    paths,
    presence,
    reading,
    safety,
    topics,
    ways,
    worded,
)

_WALKED: Final[tuple[Rule, ...]] = (
    *ordering.RULES,
    *presence.RULES,
    *safety.RULES,
    *never.RULES,
    *paths.RULES,
    *coherence.RULES,
    *bearing.RULES,
    *ways.RULES,
    *asking.RULES,
    *following.RULES,
    *reading.RULES,
)

RULES: Final[tuple[Rule, ...]] = (
    *(worded.with_lists(rule) if rule.id in worded.ALSO_LISTED else rule for rule in _WALKED),
    *worded.RULES,
    *topics.RULES,
    *data.RULES,
)
