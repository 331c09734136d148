"""Flows in which an answer is not followed by what it asks for."""

from __future__ import annotations

from bot.check.samples import Sample, Samples
from bot.check.samples.shapes import behind
from bot.check.samples.small import card, small

SAMPLES: Samples = {
    "WAY-18": Sample(
        small(
            card("a.first", "shelter > a.end | records need_1=shelter", "none > a.second | records need_1=none"),
            card("a.second", "legal > a.end | records need_2=legal", "none > a.end | records need_2=none"),
            needs="need_1 need_2",
        ),
        (),
    ),
    "WAY-19": Sample(
        small(
            card("a.begin", "yes > a.companion", "companion > a.companion"),
            card("a.companion", "done > a.end", tags="companion", notes="security"),
        ),
        (),
    ),
    "WAY-20": Sample(
        small(
            card("a.staying", "yes > a.heard", "no > a.end", tags="sensitive_q minimal_facts"),
            card("a.heard", "no > a.end", tags="validate danger_check"),
        ),
        ("yes",),
    ),
    "WAY-23": Sample(
        small(
            card("a.work", "yes > a.end | records work=yes", "no > a.reach | records work=no", tags="sensitive_q"),
            card("a.reach", "none > a.end", tags="safe_contact_ask"),
            topics="work",
        ),
        ("yes",),
    ),
    "WAY-24": Sample(
        small(
            card("a.need", "health > a.call | records need_1=health", "legal > a.call | records need_1=legal"),
            card("a.call", "exam > a.end", "none > a.end"),
            needs="need_1",
        ),
        ("legal",),
    ),
    "WAY-25": behind(card("a.lead", "done > a.wait | records lead=told"), card("a.wait", "done > a.end")),
    "WAY-21": Sample(small(card("a.comfort", "yes > a.end | grants comfort", tags="comfort")), ()),
}
