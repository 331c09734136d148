"""Which ways of the conversations are held by the talks: every answer of every card, and every move of the lifecycle.

A way is one edge of a machine: a card, an answer, and where it leads; or a mode, what was called, and the mode after.
They are read off the machines that run, and off sessions that the real step moves. Nothing is declared here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from bot.engine import events as ev
from bot.engine.lifecycle import MACHINE
from bot.engine.session import Mode, Session, Step
from bot.engine.show import Library
from bot.engine.step import step
from bot.engine.trail import fire, offered

LIFECYCLE: Final = "lifecycle"
"""The name under which moves of the lifecycle are counted beside the flows."""


class Way(NamedTuple):
    """One edge. In the lifecycle ``source`` and ``dest`` are modes, and ``answer`` is what was called."""

    flow: str
    source: str
    answer: str
    dest: str


@dataclass(frozen=True, slots=True)
class Covered:
    """What talks come to, out of what there is: cards and ways, by flow, each as (held, there)."""

    cards: Mapping[str, tuple[frozenset[str], frozenset[str]]]
    ways: Mapping[str, tuple[frozenset[Way], frozenset[Way]]]

    @property
    def unseen(self) -> tuple[str, ...]:
        """The cards that no talk of any flow comes to."""
        held = frozenset().union(*(some for some, _ in self.cards.values()))
        return tuple(sorted(frozenset().union(*(there for _, there in self.cards.values())) - held))

    @property
    def share(self) -> float:
        """The part of all cards that some talk comes to, from 0 to 1; one that several flows share counts once."""
        return 1 - len(self.unseen) / len(frozenset().union(*(there for _, there in self.cards.values())))

    @property
    def missing(self) -> tuple[Way, ...]:
        """The ways that no talk takes."""
        return tuple(sorted(way for held, there in self.ways.values() for way in there - held))

    def to_json(self) -> dict[str, object]:
        """As plain data."""
        return {
            "share_of_cards": round(self.share, 4),
            "cards_unseen": list(self.unseen),
            "cards": {flow: {"held": len(some), "of": len(there)} for flow, (some, there) in self.cards.items()},
            "ways": {flow: {"held": len(some), "of": len(there)} for flow, (some, there) in self.ways.items()},
            "ways_missing": [way._asdict() for way in self.missing],
        }

    def lines(self) -> Iterator[str]:
        """For a terminal: counts by flow, the cards that no talk comes to, and the ways that none takes."""
        yield f"{'':<16}{'cards':>10}{'ways':>12}"
        for flow, (some, there) in self.ways.items():
            seen = "{}/{}".format(*map(len, self.cards[flow])) if flow in self.cards else ""
            yield f"{flow:<16}{seen:>10}{f'{len(some)}/{len(there)}':>12}"
        yield f"Talks come to {self.share:.1%} of all cards. No talk comes to: {', '.join(self.unseen) or 'none'}."
        for way in self.missing:
            yield f"no talk: {way.flow}: {way.source} > {way.answer} > {way.dest}"


def ways_of(library: Library) -> frozenset[Way]:
    """Every edge of every machine: those of the flows, and those of the lifecycle."""
    flows = {
        Way(flow.id, state, edge.answer, str(edge.dest))
        for flow in library.flows.values()
        for state in flow.cards
        for edge in flow.edges(state)
    }
    moves = {
        Way(LIFECYCLE, str(edge.source), called, str(edge.dest))
        for called in MACHINE.events
        for edge in MACHINE.get_transitions(called)
    }
    return frozenset(flows | moves)


def taken(library: Library, before: Session | None, event: ev.Event, after: Session | None) -> Iterator[Way]:
    """The ways that one step took: at most one of a flow, and one of the lifecycle. ``after`` is None once wiped."""
    mode = before.mode if before else Mode.IDLE
    then = after.mode if after else Mode.ENDED
    called = type(event).__name__.lower()
    if isinstance(event, ev.Answer) and before is not None:
        yield from _answered(library, before, event)
        called = "finish" if then is Mode.ENDED else "close_aside" if before.aside and not _aside(after) else "answer"
    if isinstance(event, ev.Back) and before is not None and before.aside and not _aside(after):
        called = "close_aside"
    if called in MACHINE.events and then.value in _after(called, mode):
        yield Way(LIFECYCLE, mode.value, called, then.value)


def _after(called: str, mode: Mode) -> set[str]:
    """The modes that a call may lead to."""
    return {str(edge.dest) for edge in MACHINE.get_transitions(called, mode.value)}


def _aside(session: Session | None) -> bool:
    return session is not None and session.aside is not None


def _answered(library: Library, before: Session, event: ev.Answer) -> Iterator[Way]:
    """The edge of a flow that an answer took, where it was taken."""
    aside = before.aside if before.mode is Mode.DANGER else None
    if before.mode not in (Mode.RUNNING, Mode.DANGER):
        return
    flow = library.flows[library.safety if aside else before.flow]
    at, trail = (aside.at, aside.trail) if aside else (before.at, before.trail)
    if event.choice in offered(flow, at, trail):
        yield Way(flow.id, at, event.choice, fire(flow, (*trail, Step(at, event.choice))))


def held(library: Library, begin: ev.Begin, events: Iterable[ev.Event]) -> Iterator[tuple[str, str, tuple[Way, ...]]]:
    """Each card that a talk comes to, as flow and state, with the ways that led there."""
    session: Session | None = None
    for event in (begin, *events):
        before = session
        session, view = step(library, session, event)
        flow = library.safety if view.mode is Mode.DANGER else view.flow
        yield flow, view.state, tuple(taken(library, before, event, session))


def covered(library: Library, talks: Iterable[tuple[Library, ev.Begin, tuple[ev.Event, ...]]]) -> Covered:
    """What these talks cover of a library; each is held with the library of its own site."""
    cards: dict[str, set[str]] = {flow: set() for flow in library.flows}
    ways: set[Way] = set()
    for own, begin, events in talks:
        for flow, state, some in held(own, begin, events):
            cards[flow].add(state)
            ways.update(some)
    there = ways_of(library)
    return Covered(
        {
            name: (frozenset(cards[name] & flow.cards.keys()), frozenset(flow.cards))
            for name, flow in library.flows.items()
        },
        {name: (_in(ways & there, name), _in(there, name)) for name in (*library.flows, LIFECYCLE)},
    )


def _in(ways: Iterable[Way], flow: str) -> frozenset[Way]:
    return frozenset(way for way in ways if way.flow == flow)
