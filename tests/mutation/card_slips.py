"""Slips of the pen on cards: what one shows, that it is there, its place; and in what a flow declares beside them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import combinations

from bot.engine.compile import joined
from bot.engine.spec import Choice, Flow, State, Tone, Way
from tests.mutation.slips import Changed, Mutant, joined_flow


def card_slips(flow: Flow) -> Iterator[Mutant]:
    """Every slip on a card, in a fixed order."""
    states = joined(flow)
    for kind in (_untagged, _bared, _dimmed, _skipped, _swapped):
        for what, changed in kind(states):
            yield Mutant(kind.__name__.strip("_"), what, joined_flow(flow, changed))


def law_slips(flow: Flow) -> Iterator[Mutant]:
    """Every law that is not declared any more, and the flow for another audience or for any site."""
    whole = joined_flow(flow, joined(flow))
    for law in whole.gates:
        yield Mutant("unlawed", f"no {law}", replace(whole, gates=tuple(one for one in whole.gates if one is not law)))
    for section in whole.sections:
        rest = tuple(one for one in whole.sections if one is not section)
        yield Mutant("unlawed", f"no section of {section.first}", replace(whole, sections=rest))
    for need in whole.needs:
        yield Mutant(
            "unlawed", f"no {need}", replace(whole, needs=tuple(one for one in whole.needs if one is not need))
        )
    for only in whole.only_from:
        kept = tuple(one for one in whole.only_from if one is not only)
        yield Mutant("unlawed", f"no way to {only.state}", replace(whole, only_from=kept))
    other = "staff" if flow.audience == "patient" else "patient"
    yield Mutant("audience", f"for {other}", replace(whole, audience="staff" if other == "staff" else "patient"))
    for role in sorted(flow.requires):
        yield Mutant("audience", f"without {role}", replace(whole, requires=flow.requires - {role}))


def _untagged(states: Mapping[str, State]) -> Changed:
    """One card has lost a tag."""
    for state in states.values():
        for tag in sorted(state.tags):
            yield f"{state.id} is not {tag}", {**states, state.id: replace(state, tags=state.tags - {tag})}


def _bared(states: Mapping[str, State]) -> Changed:
    """One card shows one thing less: a stem of its words, a category of contacts, a site's note, a fact."""
    for state in states.values():
        for one in state.words:
            yield f"{state.id} words without {one}", _shown(states, replace(state, words=_less(state.words, one)))
        for one in state.contacts:
            less = replace(state, contacts=_less(state.contacts, one))
            yield f"{state.id} contacts without {one}", _shown(states, less)
        for one in state.site_notes:
            less = replace(state, site_notes=_less(state.site_notes, one))
            yield f"{state.id} site_notes without {one}", _shown(states, less)
        for one in state.facts:
            yield f"{state.id} facts without {one}", _shown(states, replace(state, facts=_less(state.facts, one)))
        if state.needs_contacts:
            yield f"{state.id} without contacts of needs", {**states, state.id: replace(state, needs_contacts=False)}


def _less(some: tuple[str, ...], one: str) -> tuple[str, ...]:
    return tuple(other for other in some if other != one)


def _shown(states: Mapping[str, State], state: State) -> dict[str, State]:
    return {**states, state.id: state}


def _dimmed(states: Mapping[str, State]) -> Changed:
    """One card looks otherwise than it is: another tone, a question that is said to be as plain as any or strongest."""
    for state in states.values():
        for tone in Tone:
            if tone is not state.tone:
                yield f"{state.id} tone {tone.value}", {**states, state.id: replace(state, tone=tone)}
        for intensity in (0, 1, 4) if state.intensity else ():
            if intensity != state.intensity:
                changed = replace(state, intensity=intensity)
                yield f"{state.id} intensity {intensity}", {**states, state.id: changed}


def _skipped(states: Mapping[str, State]) -> Changed:
    """One card with a single target is gone: what led to it leads on."""
    for state in states.values():
        targets = {to for choice in state.choices for to, _ in choice.ways}
        if len(targets) == 1:
            onward = next(iter(targets))
            rest = {one.id: _past(one, state.id, onward) for one in states.values() if one is not state}
            yield f"no {state.id}", rest


def _past(state: State, gone: str, onward: str) -> State:
    def led(choice: Choice) -> Choice:
        if isinstance(choice.to, str):
            return replace(choice, to=onward if choice.to == gone else choice.to)
        return replace(choice, to=tuple(Way(onward if w.to == gone else w.to, w.when) for w in choice.to))

    return replace(state, choices=tuple(led(choice) for choice in state.choices))


def _swapped(states: Mapping[str, State]) -> Changed:
    """Two cards that take the same answers have changed places."""
    for one, other in combinations((state for state in states.values() if not state.final), 2):
        if tuple(choice.id for choice in one.choices) != tuple(choice.id for choice in other.choices):
            continue
        places = {one.id: other.id, other.id: one.id}
        moved = {state.id: _renamed(state, places) for state in states.values()}
        first, second = moved[one.id], moved[other.id]
        moved[one.id] = replace(first, choices=_leading(first, second))
        moved[other.id] = replace(second, choices=_leading(second, first))
        yield f"{one.id} and {other.id}", moved


def _renamed(state: State, places: Mapping[str, str]) -> State:
    """The card with what led to one of the places leading to the other."""

    def led(choice: Choice) -> Choice:
        if isinstance(choice.to, str):
            return replace(choice, to=places.get(choice.to, choice.to))
        return replace(choice, to=tuple(Way(places.get(way.to, way.to), way.when) for way in choice.to))

    return replace(state, choices=tuple(map(led, state.choices)))


def _leading(state: State, like: State) -> tuple[Choice, ...]:
    """The card's answers, leading to where those of the other card lead."""
    return tuple(replace(own, to=there.to) for own, there in zip(state.choices, like.choices, strict=True))
