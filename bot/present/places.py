"""Where a rule, a line or a word holds: a country, or a part of one, by its ISO 3166 code (US, US-AL, GB-ENG).

A rule of a part stands before one of its country. A country without parts here can still be added: one row.
"""

from __future__ import annotations

from typing import Final

US_STATES: Final = tuple(
    "AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK"
    " OR PA RI SC SD TN TX UT VT VA WA WV WI WY".split()
)
"""The fifty states and the District of Columbia."""

PARTS: Final[dict[str, tuple[str, ...]]] = {"US": US_STATES, "GB": ("ENG", "NIR", "SCT", "WLS")}
"""Every country that there is anything on, with its parts."""

PLACES: Final = frozenset(PARTS) | {f"{country}-{part}" for country, parts in PARTS.items() for part in parts}
"""Every place that an entry can name."""


def chain(country: str, part: str = "") -> tuple[str, ...]:
    """The places that hold somewhere, the nearest first: US-AL, US."""
    return (f"{country}-{part}", country) if part else (country,)
