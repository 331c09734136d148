"""Flows in which something is missing."""

from __future__ import annotations

from dataclasses import replace

from bot.check.graph import Graph, Node
from bot.check.samples import Sample, Samples
from bot.check.samples.shapes import behind, past
from bot.check.samples.small import END, card, said, small
from bot.engine.spec import Flow, State
from bot.flows.safety import SAFETY_FLOW


def _asks(*answers: str, **more: str) -> Flow:
    """One question about work that takes these answers."""
    tags = more.get("tags", "sensitive_q labor")
    return small(card("a.work", *answers, tags=tags, intensity=2), topics="work")


def _concern(state: State) -> Sample:
    """A yes leads past everything; a no leads to the card that every conversation of concern should have."""
    flow = small(
        card("a.work", "yes > a.end | records work=yes", "no > a.there | records work=no", tags="sensitive_q"),
        state,
        topics="work",
    )
    return Sample(flow, ("yes",))


def safety_with(**changed: State) -> Flow:
    """The safety conversation with some cards replaced."""
    part = SAFETY_FLOW.parts[0]
    states = tuple(changed.get(state.id.partition(".")[2], state) for state in part.states)
    return replace(SAFETY_FLOW, parts=(replace(part, states=states),))


def safety_card(name: str) -> State:
    """A card of the shipped safety conversation."""
    return next(state for state in SAFETY_FLOW.parts[0].states if state.id == f"safety.{name}")


def no_stop(graph: Graph) -> Graph:
    """The graph as it would be if the second card could not be left at once."""

    def bent(node: Node) -> Node:
        kept = tuple(name for name in node.view.interrupts if name != "stop")
        return replace(node, view=replace(node.view, interrupts=kept)) if node.state == "a.next" else node

    return replace(graph, nodes=tuple(map(bent, graph.nodes)))


PLAIN = small(card("a.begin", "done > a.next"), card("a.next", "done > a.end"))
YOUNG = card("a.age", "adult > a.ask", "under_18 > a.ask", tags="age_gate")

SAMPLES: Samples = {
    "MUST-01": past(card("a.tell", "done > a.end", tags="educate"), END),
    "MUST-02": Sample(_asks("yes > a.end | records work=yes", "no > a.end | records work=no", "stop > a.end")),
    "MUST-03": Sample(small(card("a.begin", "yes > a.end", "no > a.over"), card("a.over", tags="end")), ("no",)),
    "MUST-04": _concern(card("a.there", "done > a.end", contacts="hotline")),
    "MUST-05": Sample(PLAIN, (), beside=safety_with(now=replace(safety_card("now"), tags=frozenset({"danger_check"})))),
    "MUST-06": Sample(small(YOUNG, card("a.ask", "done > a.end")), ("under_18", "done")),
    "MUST-07": Sample(small(YOUNG, card("a.ask", "done > a.end", tags="sensitive_q")), ("under_18",)),
    "MUST-08": Sample(_asks("yes > a.end | records work=yes", tags="sensitive_q labor debt sex"), None),
    "MUST-09": behind(
        card("a.work", "yes > a.end | records work=yes", "no > a.end", tags="sensitive_q"), topics="work"
    ),
    "MUST-10": Sample(
        _asks("yes > a.end | records work=yes"), entries={"danger": "safety.now", "pause": "safety.check"}
    ),
    "MUST-11": Sample(
        PLAIN, (), beside=safety_with(self_harm=replace(safety_card("self_harm"), contacts=("emergency",)))
    ),
    "MUST-12": Sample(
        small(
            card("a.begin", "companion > a.companion", tags="privacy_gate"),
            card("a.companion", "yes > a.end | grants private", "no > a.end", tags="privacy_gate companion"),
        ),
        ("companion",),
    ),
    "MUST-13": Sample(
        small(
            card("a.begin", "yes > a.end", "remote > a.safe"),
            card("a.safe", "yes > a.end", tags="telehealth"),
        ),
        None,
    ),
    "MUST-14": behind(card("a.comfort", "yes > a.end | grants comfort", tags="comfort")),
    "MUST-17": _concern(card("a.there", "done > a.end", tags="document")),
    "MUST-18": Sample(
        small(
            card("a.first", "shelter > a.end | records need_1=shelter", "none > a.ask | records need_1=none"),
            card("a.ask", "together > a.call | grants consent_contact", "none > a.end", tags="consent_contact"),
            card("a.call", "done > a.end", tags="handoff"),
            needs="need_1",
        ),
        ("shelter",),
    ),
    "MUST-21": Sample(
        small(
            card("a.begin", "yes > a.more", "no > a.next | records talk=declined"),
            card("a.more", "safety > a.plan"),
            card("a.next", "done > a.end"),
            card("a.plan", "done > a.end", tags="safety_plan"),
            results={"declined": said("talk", "declined")},
        ),
        ("no", "done"),
    ),
    "MUST-22": Sample(PLAIN, ("done",), bent=no_stop),
    "MUST-23": _concern(card("a.there", "done > a.end", notes="security")),
    "MUST-25": behind(card("a.which", "shelter > a.end", "legal > a.end", tags="options")),
}
