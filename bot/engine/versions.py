"""Three numbers age apart: the session's schema, each flow's version, the catalogue's revision.

``flows.lock`` holds each flow's version and the fingerprint of its compiled graph, and numbers every state and answer
for good: numbers are only ever added, so a stored record can be read by any later program. A session of an older flow
version is replayed on the new graph, and the worker is told what no longer fits.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.engine.compile import CompiledFlow
from bot.engine.session import Mode, Session
from bot.engine.trail import replay
from bot.engine.view import Notice

if TYPE_CHECKING:
    from bot.engine.show import Library


def up_to_date(library: Library, session: Session | None) -> tuple[Session | None, tuple[Notice, ...]]:
    """The session as this program's flows understand it, and what to tell the worker about the change."""
    if session is None:
        return None, ()
    flow = library.flows.get(session.flow)
    if flow is None:
        return None, (Notice("flow_gone"),)
    if session.version == flow.version:
        return session, ()
    told = replay(flow, flow.start, (), (*session.trail, *session.redo))
    dropped = (*told.dropped, *(step.state for step in told.redo))
    hidden = Mode.COVERED if session.aside and session.aside.hidden else Mode.RUNNING
    mode = session.mode if session.mode in (Mode.COVERED, Mode.AWAY, Mode.ENDED) else hidden
    moved = Session(
        flow.id,
        flow.version,
        told.at,
        mode,
        session.language,
        session.patient_language,
        session.revision + 1,
        told.trail,
        matters=tuple(one for one in session.matters if one in library.matters),
    )
    return moved, (Notice("flow_changed", tuple(state for state in dropped if state in flow.cards)),)


def fingerprint(flow: CompiledFlow) -> str:
    """A short hash of everything in a flow that decides where answers lead and what they mean. Words are not in it."""
    graph = {
        "start": flow.start,
        "edges": sorted(
            (e.source, e.answer, e.dest, [g.text for g in e.guards]) for s in flow.cards for e in flow.edges(s)
        ),
        "cards": {
            state: [
                sorted(card.state.tags),
                list(card.words),
                card.state.tone.value,
                card.state.intensity,
                list(card.state.contacts),
                card.state.needs_contacts,
                list(card.state.site_notes),
                list(card.state.facts),
                [[c.id, sorted(c.records), sorted(c.grants)] for c in card.choices.values()],
            ]
            for state, card in sorted(flow.cards.items())
        },
        "outcome": [
            list(flow.outcome.topics),
            list(flow.outcome.needs),
            [(name, guard.text) for name, guard in flow.outcome.results],
            [(name, guard.text) for name, guard in flow.outcome.steps],
            flow.outcome.reason,
        ],
    }
    return hashlib.sha256(json.dumps(graph, sort_keys=True).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Lock:
    """The content of flows.lock: versions, fingerprints, and the numbers of everything a record holds."""

    flows: Mapping[str, tuple[int, str]]
    flow_numbers: tuple[str, ...]
    states: tuple[str, ...]
    answers: tuple[str, ...]
    languages: tuple[str, ...]
    matters: tuple[str, ...] = ()


def locked(library: Library, before: Lock | None = None) -> Lock:
    """The lock for this library. Numbers of ``before`` stay; what is new is added at the end."""
    flows = list(library.flows.values())

    def added(old: tuple[str, ...], new: Iterable[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*old, *new)))

    return Lock(
        flows={flow.id: (flow.version, fingerprint(flow)) for flow in flows},
        flow_numbers=added(before.flow_numbers if before else (), (flow.id for flow in flows)),
        states=added(before.states if before else (), (state for flow in flows for state in flow.cards)),
        answers=added(
            before.answers if before else (),
            (choice for flow in flows for card in flow.cards.values() for choice in card.ids),
        ),
        languages=added(before.languages if before else (), library.languages),
        matters=added(before.matters if before else (), library.matters),
    )


def moved_without_version(before: Lock, now: Lock) -> tuple[str, ...]:
    """Flows whose graph moved while their version stood still, or the other way round."""
    both = before.flows.keys() & now.flows.keys()
    return tuple(
        sorted(f for f in both if (before.flows[f][0] == now.flows[f][0]) != (before.flows[f][1] == now.flows[f][1]))
    )
