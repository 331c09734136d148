"""Slips that put in what may never be there, or take away what the engine offers on every card.

The others leave something out or lead astray; without these, rules on what never happens would have nothing to catch.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from bot.engine.compile import joined
from bot.engine.spec import Flow, State
from tests.mutation.slips import Changed, Mutant, joined_flow

CALLED = ("danger", "pause", "cover", "stop")
"""Interrupts that one card does not offer any more. ``away`` is another name of ``cover``."""

ORIGIN, VERDICT, FAILURE, POLICE, DETAIL = "visa", "risk", "left", "law_enforcement", "detail_high"
SIGNS, REACH = "observe", "reach"


def added_slips(flow: Flow) -> Iterator[Mutant]:
    """Every such slip, in a fixed order."""
    states = joined(flow)
    for what, changed in _added(states):
        yield Mutant("added", what, joined_flow(flow, changed))
    whole = joined_flow(flow, states)
    for word in (VERDICT, FAILURE):
        for result, guard in flow.outcome.results:
            named = tuple((f"{one}_{word}" if one == result else one, when) for one, when in flow.outcome.results)
            outcome = replace(flow.outcome, results=named)
            yield Mutant("added", f"{result} is called {result}_{word}", replace(whole, outcome=outcome))
            del guard
    for state in states.values():
        for name in () if state.final else CALLED:
            yield Mutant("uncalled", f"{state.id} without {name}", whole, uncalled=(state.id, name))


def _added(states: Mapping[str, State]) -> Changed:
    """One card more that sends to the police, asks for detail, asks again, or notes where somebody comes from."""
    questions = [state for state in states.values() if "sensitive_q" in state.tags]
    for state in states.values():
        if not state.final:
            sends = replace(state, contacts=(*state.contacts, POLICE))
            yield f"{state.id} with {POLICE}", {**states, state.id: sends}
    start = next(iter(states.values()))
    yield f"{start.id} with {SIGNS}", {**states, start.id: replace(start, tags=start.tags | {SIGNS})}
    for state in questions:
        heard = states[next(iter(state.choices)).ways[0][0]]
        asks = replace(heard, tags=heard.tags | {"sensitive_q"})
        yield f"{heard.id} with sensitive_q, after {state.id}", {**states, heard.id: asks}
    for before, state in zip([None, *questions], questions, strict=False):
        yield f"{state.id} with {DETAIL}", {**states, state.id: replace(state, tags=state.tags | {DETAIL})}
        first, *rest = state.choices
        for fact in (ORIGIN, REACH):
            noted = replace(first, records=(*first.records, (fact, "yes")))
            yield f"{state.id} notes {fact}", {**states, state.id: replace(state, choices=(noted, *rest))}
        if before is not None:
            words = before.words or (before.id,)
            yield f"{state.id} in the words of {before.id}", {**states, state.id: replace(state, words=words)}
