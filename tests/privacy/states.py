"""A session for every situation that a conversation can be in: each card of each flow, in each mode, in each language.

The rule: sessions come from the exhaustive walk by real steps, so a new card is in here without being asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from bot.check.graph import Graph, Move
from bot.check.walk import TRIAL, walk
from bot.engine import events as ev
from bot.engine.session import Mode, Session
from bot.engine.step import step
from tests.telegram.ward import shipped

CALLS: dict[str, ev.Event] = {
    "danger": ev.Danger(),
    "pause": ev.Pause(),
    "cover": ev.Cover(),
    "away": ev.Away(),
    "stop": ev.Stop(),
}


@cache
def sessions() -> tuple[Session, ...]:
    """One session for each flow, card and mode that can be stored, safety cards and what they were opened on apart."""
    found: dict[tuple[object, ...], Session] = {}
    for flow in shipped().library.flows:
        graph = walk(shipped().library, flow, shipped().codec, depth=TRIAL).graph
        for session in _held(graph):
            aside = (session.aside.at, session.aside.hidden) if session.aside else None
            found.setdefault((flow, session.at, session.mode, aside), session)
    return tuple(found.values())


def _held(graph: Graph) -> Iterator[Session]:
    """The session of each situation, by the step that first led there."""
    library = shipped().library
    begun, _ = step(library, None, ev.Begin(graph.flow.id))
    assert begun is not None
    held: list[Session | None] = [begun]
    for move in graph.firsts[1:]:
        assert move is not None
        held.append(step(library, held[move.source], _event(move)).session)
    return (session for session in held if session is not None and session.mode not in (Mode.ENDED, Mode.IDLE))


def _event(move: Move) -> ev.Event:
    return ev.Answer(move.answer) if move.name == "answer" else CALLS[move.name]


def spoken(session: Session, language: str, revision: int) -> Session:
    """The same situation in a language, as it would rest in a store at this revision."""
    return replace(session, language=language, patient_language=language, revision=revision)
