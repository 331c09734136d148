"""A pack becomes a flow like any other: the shared opening and closing, its own questions, its own rule at the end.

The questions are joined by ``asking_flow``, so permission, comfort, belief and the danger check come from the same
cards as everywhere. One card of the pack's own stands before the first question: whose words these are, and for whom.
A patient for whom they were not made is asked none of them, and goes on to what would help.
"""

from __future__ import annotations

from dataclasses import replace

from bot.engine.compile import CompiledFlow, compiled
from bot.engine.facts import Always, Either, Guard, Is, Judged, Result, Rule
from bot.engine.spec import Choice, Flow, OnlyFrom, Part, State
from bot.engine.versions import fingerprint
from bot.flows.asking import Topic, asking_flow
from bot.packs.items import Items
from bot.packs.manifest import Manifest

HIGHEST = 65_535
"""The highest version that a record holds."""

WHAT_HELPS = "needs.first"
"""Where a patient goes on for whom the words were not made."""

GENERIC = frozenset({"topics_came_up", "none_raised", "not_completed"})
"""Results of our own conversations, in whose place a pack's rule stands."""


def topic_id(manifest: Manifest, item: str) -> str:
    """The id of a question as a topic: one that no other pack and no shipped conversation has."""
    return f"{manifest.short}_{item}"


def result_ids(manifest: Manifest) -> tuple[str, str, str]:
    """The ids of the results: the rule is met, it is not, it is left open."""
    return f"{manifest.short}_met", f"{manifest.short}_not_met", f"{manifest.short}_open"


def fit_id(manifest: Manifest) -> str:
    """The id of the card before the first question."""
    return f"{manifest.id}.fit"


def flow_of(manifest: Manifest, items: Items, version: int = 0) -> Flow:
    """The flow of a pack."""
    topics = tuple(Topic(topic_id(manifest, one.id), one.intensity, frozenset(one.tags)) for one in items.items)
    flow = asking_flow(manifest.id, version=version, topics=topics)
    rule = Rule(tuple(topic_id(manifest, one) for one in items.counted), items.rule.least)
    met, not_met, still_open = result_ids(manifest)
    results = (
        *((name, _offered(name, guard)) for name, guard in flow.outcome.results if name not in GENERIC),
        (met, Judged(rule, (Result.RAISED,))),
        (not_met, Judged(rule, (Result.NOT_RAISED,))),
        (still_open, Always()),
    )
    return replace(
        flow,
        parts=(*flow.parts, _fit(manifest, topics[0])),
        joins={**flow.joins, "asking@ask": fit_id(manifest)},
        only_from=_ways(flow.only_from, fit_id(manifest), f"{manifest.id}.{topics[0].id}"),
        outcome=replace(flow.outcome, results=results),
        requires=frozenset(manifest.requires),
    )


def _offered(name: str, guard: Guard) -> Guard:
    """For whom the words were not made, there is information and an offer."""
    return Either((guard, Is("fits", ("no",)))) if name == "offered" else guard


def _ways(laws: tuple[OnlyFrom, ...], fit: str, first: str) -> tuple[OnlyFrom, ...]:
    """Who may lead where, with the card ``fit`` between the comfort of the patient and the first question."""
    before = {law.state: law.sources for law in laws}
    after = {fit: before[first], first: frozenset({fit}), WHAT_HELPS: before[WHAT_HELPS] | {fit}}
    return tuple(OnlyFrom(state, sources) for state, sources in {**before, **after}.items())


def _fit(manifest: Manifest, first: Topic) -> Part:
    choices = (
        Choice("yes", f"{manifest.id}.{first.id}", records=(("fits", "yes"),)),
        Choice("no", WHAT_HELPS, records=(("fits", "no"),)),
    )
    return Part(manifest.id, (State(fit_id(manifest), choices, frozenset({"about"})),))


def compiled_of(manifest: Manifest, items: Items) -> CompiledFlow:
    """The pack's flow, compiled. Raises ``FlowError`` with every issue.

    Its version is made from its graph, so it moves whenever the graph moves, also when a shared card of the program
    did: a session that was parked before is then replayed, like one of any other flow.
    """
    flow = flow_of(manifest, items)
    version = 1 + int(fingerprint(compiled(flow)), 16) % HIGHEST
    return compiled(replace(flow, version=version))
