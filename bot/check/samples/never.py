"""Flows in which something happens that never may, or that cost too much."""

from __future__ import annotations

from dataclasses import replace

from bot.check.samples import Sample, Samples
from bot.check.samples.presence import PLAIN, no_stop, safety_card, safety_with
from bot.check.samples.shapes import behind
from bot.check.samples.small import card, said, small
from bot.engine.facts import Judged, Result, Rule
from bot.engine.spec import Flow, State


def _chain(length: int, *, tags: str = "", records: str = "") -> Flow:
    """Cards one after the other; the last answer records something."""
    cards: list[State] = []
    for number in range(1, length + 1):
        last = number == length
        to = "a.end" if last else f"a.card{number + 1}"
        cards.append(card(f"a.card{number}", f"done > {to}{records if last else ''}", tags=tags, intensity=1))
    return small(*cards)


SAMPLES: Samples = {
    "NEV-12": Sample(small(card("a.begin", "yes > a.end | records nationality=known")), None),
    "NEV-14": behind(card("a.how", "yes > a.end", tags="sensitive_q detail_high")),
    "NEV-15": Sample(
        small(
            card("a.work", "yes > a.end", "skip > a.again", tags="sensitive_q", words="a.work"),
            card("a.again", "yes > a.end", tags="sensitive_q", words="a.work"),
        ),
        ("skip",),
    ),
    "NEV-16": Sample(
        small(card("a.begin", "yes > a.end | records work=yes"), results={"screened_positive": said("work", "yes")}),
        None,
    ),
    "NEV-17": behind(card("a.call", "done > a.end", contacts="hotline law_enforcement")),
    "NEV-20": behind(card("a.reach", "phone > a.end", "visit > a.end", tags="safe_contact_ask")),
    "NEV-23": behind(
        card("a.work", "yes > a.which", "skip > a.end", tags="sensitive_q"),
        card("a.which", "none > a.end", tags="options"),
    ),
    "NEV-24": Sample(
        small(card("a.begin", "no > a.end | records talk=no"), results={"failed_to_disclose": said("talk", "no")}),
        None,
    ),
    "PATH-1": Sample(_chain(9, tags="sensitive_q"), ("done",) * 8),
    "PATH-3": Sample(PLAIN, ("done",), bent=no_stop),
    "PATH-4": Sample(
        small(
            card("a.begin", "info > a.work | records talk=informed", "yes > a.work"),
            card("a.work", "yes > a.end", tags="sensitive_q"),
        ),
        ("info",),
    ),
    "BUDGET-1": Sample(_chain(7, records=" | records talk=informed"), ("done",) * 7),
    "BUDGET-2": Sample(
        replace(
            _chain(15, records=" | records work=no"),
            outcome=replace(
                _chain(1).outcome,
                results=(("none_raised", Judged(Rule(("work",)), (Result.NOT_RAISED,))), *_chain(1).outcome.results),
                topics=("work",),
            ),
        ),
        ("done",) * 15,
    ),
    "BUDGET-3": Sample(PLAIN, (), beside=safety_with(now=replace(safety_card("now"), contacts=("hotline",)))),
}
