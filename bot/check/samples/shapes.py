"""The two shapes that most samples have: something wrong behind a sound first card, and a no that leads past a card."""

from __future__ import annotations

from bot.check.samples import Sample
from bot.check.samples.small import card, small
from bot.engine.spec import State


def behind(*states: State, answers: tuple[str, ...] = (), topics: str = "") -> Sample:
    """A sound first card, then these; ``answers`` are those given after the first card's ``done``."""
    first = card("a.begin", f"done > {states[0].id}")
    return Sample(small(first, *states, topics=topics), ("done", *answers))


def past(before: State, then: State) -> Sample:
    """A yes leads to the card that has to come before, a no leads past it."""
    first = card("a.begin", f"yes > {before.id}", f"no > {then.id}")
    return Sample(small(first, before, then), ("no",))
