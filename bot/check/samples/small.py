"""Small flows in few words, for samples: a card is an id and its answers, an answer is "id > target | what it does"."""

from __future__ import annotations

from collections.abc import Mapping

from bot.check.rule import Subject
from bot.engine.compile import CompiledFlow, compiled
from bot.engine.facts import Always, Guard, Is
from bot.engine.record import codec
from bot.engine.show import Library
from bot.engine.spec import Choice, Flow, OutcomeSpec, Part, State
from bot.engine.versions import locked
from bot.flows.safety import SAFETY_FLOW


def answer(said: str, when: Guard | None = None) -> Choice:
    """An answer: ``"yes > a.next | grants private | records work=yes"``."""
    lead, *does = (part.strip() for part in said.split("|"))
    name, _, to = (part.strip() for part in lead.partition(">"))
    grants: list[str] = []
    records: list[tuple[str, str]] = []
    for one in does:
        verb, *words = one.split()
        if verb == "grants":
            grants += words
        else:
            records += [(fact, value) for fact, _, value in (word.partition("=") for word in words)]
    return Choice(name, to, tuple(records), frozenset(grants), when)


def card(  # noqa: PLR0913  # a card has many sides
    state: str,
    *answers: str,
    tags: str = "",
    words: str = "",
    intensity: int = 0,
    contacts: str = "",
    needs_contacts: bool = False,
    notes: str = "",
) -> State:
    """A card with its answers, in the order given."""
    return State(
        state,
        tuple(map(answer, answers)),
        frozenset(tags.split()),
        tuple(words.split()),
        intensity=intensity,
        contacts=tuple(contacts.split()),
        needs_contacts=needs_contacts,
        site_notes=tuple(notes.split()),
    )


END = card("a.end", tags="end open_door")
"""The last card of most samples."""


def small(  # noqa: PLR0913  # one for each part of an outcome
    *cards: State,
    topics: str = "",
    needs: str = "",
    results: Mapping[str, Guard] | None = None,
    steps: Mapping[str, Guard] | None = None,
    reason: str = "",
    flow_id: str = "small",
) -> Flow:
    """A flow of these cards, begun at the first; ``END`` is added where a card leads to it."""
    if any(to == END.id for one in cards for choice in one.choices for to, _ in choice.ways):
        cards = (*cards, *(() if any(one.id == END.id for one in cards) else (END,)))
    parts: dict[str, list[State]] = {}
    for one in cards:
        parts.setdefault(one.id.partition(".")[0], []).append(one)
    return Flow(
        flow_id,
        version=1,
        start=cards[0].id,
        parts=tuple(Part(part, tuple(states)) for part, states in parts.items()),
        outcome=OutcomeSpec(
            (*(results or {}).items(), ("over", Always())),
            tuple(topics.split()),
            tuple(needs.split()),
            tuple((steps or {}).items()),
            reason,
        ),
    )


def said(fact: str, *values: str) -> Guard:
    """The fact has one of the values."""
    return Is(fact, values)


def library_with(*flows: Flow, entries: Mapping[str, str] | None = None) -> Library:
    """A library of these flows and the shipped safety conversation, unless one of them takes its place."""
    done: dict[str, CompiledFlow] = {flow.id: compiled(flow) for flow in (SAFETY_FLOW, *flows)}
    library = Library(done)
    return library if entries is None else Library(done, entries=entries)


def subject_of(library: Library, flow: str) -> Subject:
    """A flow of a library, ready to be judged."""
    return Subject(library, library.flows[flow], codec(locked(library), library))
