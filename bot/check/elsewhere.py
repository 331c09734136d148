"""Where rules of practice are looked after that no rule here judges: none is left. What a person signs for is data.

``content/checklist.yaml`` names who signs what; each of its entries names the rules that it completes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

BY: Final[Mapping[str, str]] = {"reader": "For a person to judge before a release"}
"""What each of them does."""

ELSEWHERE: Final[Mapping[str, tuple[str, str]]] = {}
"""(who, why) by rule."""
