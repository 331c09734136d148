"""Flows whose cards do not bear what cards of their kind bear."""

from __future__ import annotations

from dataclasses import replace

from bot.check.samples import Sample, Samples
from bot.check.samples.shapes import behind
from bot.check.samples.small import card, small

_NAMELESS = behind(card("a.next", "done > a.end", tags="companion"))

SAMPLES: Samples = {
    "TAG-10": behind(card("a.next", "done > a.end", tags="danger")),
    "TAG-11": _NAMELESS,
    "TAG-12": replace(_NAMELESS, flow=replace(_NAMELESS.flow, audience="staff")),
    "TAG-13": behind(card("a.work", "yes > a.end", tags="sensitive_q labor", intensity=4)),
    "TAG-15": behind(card("young.plan", "done > a.end", tags="safety_plan", notes="social_work")),
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
