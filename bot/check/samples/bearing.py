"""Flows whose cards do not bear what cards of their kind bear."""

from __future__ import annotations

from dataclasses import replace

from bot.check.samples import Sample, Samples
from bot.check.samples.small import card, small

_NEXT = small(card("a.begin", "done > a.next"), card("a.next", "done > a.end", tags="companion"))

SAMPLES: Samples = {
    "TAG-10": Sample(
        small(card("a.begin", "done > a.next"), card("a.next", "done > a.end", tags="danger")),
        ("done",),
    ),
    "TAG-11": Sample(_NEXT, ("done",)),
    "TAG-12": Sample(replace(_NEXT, audience="staff"), ("done",)),
    "WAY-17": Sample(
        small(
            card("safety.now", "yes > safety.pause | records safety=act_now", tags="danger"),
            card("safety.pause", "done > safety.end", tags="pause"),
            card("safety.end", tags="end open_door"),
            flow_id="safety",
        ),
        (),
    ),
}
