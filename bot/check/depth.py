"""How deep a walk looks, and how large a flow may be: what is too large is refused, and never sampled."""

from __future__ import annotations

from typing import Final, NamedTuple

MOST_SESSIONS: Final = 50_000
"""Situations of one flow under one lens. The largest that ships has a few thousand."""


class TooLargeError(Exception):
    """A flow has more situations than can be walked; nothing was proved of it."""

    def __init__(self, flow: str, sessions: int) -> None:
        said = f"{flow} has more than {sessions} situations. Guards that read many facts at once make them multiply"
        super().__init__(f"{said}: let answers be counted (Judged) instead of combined (Is), or part the flow.")


class Depth(NamedTuple):
    """How much is looked at: ``calls`` the interrupts too, ``premises`` what the walk leans on, beside the answers."""

    calls: bool
    premises: bool


EVERYTHING: Final = Depth(calls=True, premises=True)
TRIAL: Final = Depth(calls=True, premises=False)
"""Enough to read rules off a flow that is being tried out."""
