"""A pack becomes a flow like any other: the shared opening and closing, its own questions, its own rule at the end.

The questions are joined by ``asking_flow``, so permission, comfort, belief and the danger check come from the same
cards as everywhere. One card of the pack's own stands before the education: whose words follow, and for whom. A patient
for whom they were not made is told what everybody is told, and is asked none of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.engine.compile import CompiledFlow, compiled
from bot.engine.facts import Always, Is, Judged, Result, Rule
from bot.engine.spec import Choice, Flow, OnlyFrom, Part, State
from bot.engine.versions import fingerprint
from bot.flows.asking import Topic, asking_flow
from bot.flows.offer import OFFER
from bot.packs import young
from bot.packs.items import Items
from bot.packs.manifest import Manifest

HIGHEST = 65_535
"""The highest version that a record holds."""

GENERIC = frozenset({"topics_came_up", "none_raised", "not_completed", "assessment_suggested"})
"""Results of our own conversations, in whose place a pack's rule stands."""

Laws = tuple[OnlyFrom, ...]


def topic_id(manifest: Manifest, item: str) -> str:
    """The id of a question as a topic: one that no other pack and no shipped conversation has."""
    return f"{manifest.short}_{item}"


def result_ids(manifest: Manifest) -> tuple[str, str, str]:
    """The ids of the results: the rule is met, it is not, it is left open."""
    return f"{manifest.short}_met", f"{manifest.short}_not_met", f"{manifest.short}_open"


def fit_id(manifest: Manifest) -> str:
    """The id of the card that tells for whom the questions were made."""
    return f"{manifest.id}.fit"


def flow_of(manifest: Manifest, items: Items, version: int = 0) -> Flow:
    """The flow of a pack."""
    rule = Rule(tuple(topic_id(manifest, one) for one in items.counted), items.rule.least)
    topics = tuple(Topic(topic_id(manifest, one.id), one.intensity, frozenset(one.tags)) for one in items.items)
    if manifest.population.young:
        full = rule if manifest.in_full else None
        flow = young.asking_the_young(manifest.id, version, topics, fit_id(manifest), full)
    else:
        flow = _adults(manifest, topics, version)
    met, not_met, still_open = result_ids(manifest)
    results = (
        *(one for one in flow.outcome.results if one[0] not in GENERIC),
        (met, Judged(rule, (Result.RAISED,))),
        (not_met, Judged(rule, (Result.NOT_RAISED,))),
        (still_open, Always()),
    )
    return replace(
        flow, outcome=replace(flow.outcome, results=results), requires=flow.requires | frozenset(manifest.requires)
    )


def compiled_of(manifest: Manifest, items: Items) -> CompiledFlow:
    """The pack's flow, compiled. Raises ``FlowError`` with every issue.

    Its version is made from its graph, so it moves whenever the graph moves, also when a shared card of the program
    did: a session that was parked before is then replayed, like one of any other flow.
    """
    flow = flow_of(manifest, items)
    version = 1 + int(fingerprint(compiled(flow)), 16) % HIGHEST
    return compiled(replace(flow, version=version))


def _adults(manifest: Manifest, topics: tuple[Topic, ...], version: int) -> Flow:
    """The conversation of ``asking_flow``, with an offer to everybody for whom the questions were not made."""
    fit = State(
        fit_id(manifest),
        tags=frozenset({"about"}),
        choices=(
            Choice("yes", "@on", records=(("fits", "yes"),)),
            Choice("no", "offer.educate", records=(("fits", "no"),)),
        ),
    )
    before = Part(manifest.id, (fit,), frozenset({"on"}))
    accepted = (("accepted", Is("talk", ("accepted",))),)
    flow = asking_flow(manifest.id, version=version, topics=topics, before=before, results=accepted)
    return replace(
        flow,
        parts=(*flow.parts, OFFER),
        joins={**flow.joins, "offer@talk": "needs.light", "offer@enough": "closing.carry"},
        only_from=_ways(flow.only_from, {"offer.educate": fit.id}, ("needs.light", "closing.carry"), "offer.educate"),
    )


def _ways(laws: Laws, new: Mapping[str, str], more: tuple[str, ...], source: str) -> Laws:
    """Who may lead where: ``new`` are cards with their only source; ``source`` may lead to each of ``more``, too."""
    before = {law.state: law.sources for law in laws}
    wider = {state: before[state] | {source} for state in more}
    first = {state: frozenset({only}) for state, only in new.items()}
    return tuple(OnlyFrom(state, sources) for state, sources in {**before, **wider, **first}.items())
