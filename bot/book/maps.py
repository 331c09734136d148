"""What each picture of the book shows: cards, the answers between them, and where they lead out of the picture.

A picture holds few cards, so that it can be read on a phone and on paper. A conversation is shown as its parts first;
each part then has pictures of its own, drawn once for all conversations in which it runs alike. Every answer of every
card is an arrow of exactly one picture of a part, taken from the machine that runs it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from bot.book.conditions import Conditions, conditions, named
from bot.engine.compile import CompiledFlow, Edge
from bot.engine.spec import Tone

MOST: Final = 6
"""Cards in one picture."""

CROWD: Final = 4
"""Cards of one picture that lead to the same card: from so many on, each says so, and no line is drawn."""


class Exit(NamedTuple):
    """Answers of a card that lead out of its picture: ``goals`` are (card, its title, the flows if they differ)."""

    answers: tuple[str, ...]
    when: str
    goals: tuple[tuple[str, str, tuple[str, ...]], ...]


class Spot(NamedTuple):
    """One place of a picture. ``kind`` is card, urgent, start, end or part; ``goal`` is what it links to.

    ``before`` says where one comes from when that is not in the picture; ``exits`` are the ways out of it.
    """

    id: str
    title: str
    kind: str
    goal: str = ""
    before: str = ""
    exits: tuple[Exit, ...] = ()


class Line(NamedTuple):
    """One arrow: ``answers`` are labels with the condition in words, or "", under which they lead there."""

    source: str
    dest: str
    answers: tuple[tuple[tuple[str, ...], str], ...] = ()


@dataclass(frozen=True, slots=True)
class Map:
    """One picture. ``flows`` are those in which it is true; ``cards`` the states in it, in their order."""

    id: str
    title: str
    flows: tuple[str, ...]
    cards: tuple[str, ...]
    spots: tuple[Spot, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Names:
    """What maps need of words: the title of a card, and the label of an answer on a card."""

    title: Callable[[str], str]
    label: Callable[[str, str], str]


class Out(NamedTuple):
    """Answers of a card that lead out of its picture, with where to in each flow."""

    source: str
    answers: tuple[str, ...]
    when: str


@dataclass(slots=True)
class _Sheet:
    """A picture while it is gathered from the flows in which it is the same."""

    part: str
    cards: tuple[str, ...]
    kinds: tuple[str, ...]
    inside: tuple[Line, ...]
    outs: tuple[Out, ...]
    flows: list[str] = field(default_factory=list)
    goals: dict[Out, dict[str, list[str]]] = field(default_factory=dict)
    froms: dict[str, dict[str, None]] = field(default_factory=dict)


def part_of(state: str) -> str:
    """The part that a card belongs to."""
    return state.partition(".")[0]


def parts_of(flow: CompiledFlow) -> dict[str, tuple[str, ...]]:
    """The cards of each part, in the order in which the parts are declared."""
    found: dict[str, list[str]] = {}
    for state in flow.cards:
        found.setdefault(part_of(state), []).append(state)
    return {part: tuple(states) for part, states in found.items()}


def sheets(flows: Iterable[CompiledFlow], names: Names) -> list[Map]:
    """The pictures of all parts of these flows: each once for all flows in which it is the same."""
    gathered: dict[tuple[object, ...], _Sheet] = {}
    for flow in flows:
        said = conditions(flow, names.label)
        for part, states in parts_of(flow).items():
            for cards in _split(states):
                sheet, goals = _sheet(flow, part, cards, said, names)
                key = (sheet.cards, sheet.kinds, sheet.inside, sheet.outs)
                kept = gathered.setdefault(key, sheet)
                kept.flows.append(flow.id)
                for out, dests in goals:
                    for dest in dests:
                        kept.goals.setdefault(out, {}).setdefault(dest, []).append(flow.id)
                for dest, sources in _entries(flow, cards).items():
                    kept.froms.setdefault(dest, {}).update(dict.fromkeys(sources))
    numbered: dict[str, list[_Sheet]] = {}
    for sheet in gathered.values():
        numbered.setdefault(sheet.part, []).append(sheet)
    return [_map(sheet, n, len(some), names) for some in numbered.values() for n, sheet in enumerate(some, start=1)]


def overview(flow: CompiledFlow, maps: Iterable[Map], names: Names) -> Map:
    """A flow as its parts: each part a box that links to its first picture, a part of one card as that card.

    What leads from part to part stands in the boxes. A line is drawn along the way and never back up.
    """
    parts = parts_of(flow)
    first = {part_of(one.cards[0]): one.id for one in reversed([*maps]) if flow.id in one.flows}
    ways: dict[tuple[str, str], dict[str, None]] = {}
    for state in flow.cards:
        for edge in flow.edges(state):
            one, other = part_of(state), part_of(str(edge.dest))
            if one != other:
                ways.setdefault((one, other), {})[names.label(state, edge.answer)] = None

    def box(part: str, states: tuple[str, ...]) -> Spot:
        exits = tuple(
            Exit(_few(tuple(labels)), "", ((f"part {other}", named_part(other, parts, names), ()),))
            for (one, other), labels in ways.items()
            if one == part
        )
        alone = len(states) == 1
        kind = "part start" if flow.start in states else _kind(flow, states[0]) if alone else "part"
        goal = f"card-{states[0]}" if alone else first[part]
        told = named_part(part, parts, names) + ("" if alone else f" ({len(states)} cards)")
        return Spot(part, told, kind, goal, "", exits)

    order = _order(part_of(flow.start), {one: [b for a, b in ways if a == one] for one in parts})
    lines = tuple(
        Line(one, other) for one, other in _shortest_said({w for w in ways if order[w[0]] < order[w[1]]}, order)
    )
    spots = tuple(box(part, states) for part, states in sorted(parts.items(), key=lambda row: order[row[0]]))
    return Map(f"flow-{flow.id}-map", f"{part_name(flow.id)}: the whole way", (flow.id,), (), spots, lines)


def named_part(part: str, parts: Mapping[str, tuple[str, ...]], names: Names) -> str:
    """A part by its name, a part of one card by the title of that card."""
    return names.title(parts[part][0]) if len(parts[part]) == 1 else part_name(part)


def _order(start: str, after: Mapping[str, list[str]]) -> dict[str, int]:
    """A number for each part, so that as many ways as can be lead from a lower to a higher one."""
    done: dict[str, None] = {}
    stack = [(start, iter(after[start]))]
    seen = {start}
    while stack:
        part, rest = stack[-1]
        child = next((one for one in rest if one not in seen), None)
        if child is None:
            done[part] = None
            stack.pop()
        else:
            seen.add(child)
            stack.append((child, iter(after[child])))
    return {part: number for number, part in enumerate(reversed(done))}


def _shortest_said(ways: set[tuple[str, str]], order: Mapping[str, int]) -> list[tuple[str, str]]:
    """The ways without those that others already lead along: what is left shows the order, and can be followed."""
    beyond: dict[str, set[str]] = {part: set() for part in order}
    for part in sorted(order, key=lambda one: -order[one]):
        for one, other in ways:
            if one == part:
                beyond[part] |= {other} | beyond[other]
    kept = [
        (one, other)
        for one, other in ways
        if not any(other in beyond[between] for start, between in ways if start == one and between != other)
    ]
    return sorted(kept, key=lambda way: (order[way[0]], order[way[1]]))


def _few(labels: tuple[str, ...]) -> tuple[str, ...]:
    return labels if len(labels) <= 2 else (labels[0], f"{len(labels) - 1} more")


def part_name(part: str) -> str:
    """A part, or a flow, by its name."""
    return named(part).capitalize()


def _split(states: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The cards of a part in pieces of about the same size; an even one, which keeps a question with its follow-up."""
    pieces = -(-len(states) // MOST)
    size = min(MOST, -(-len(states) // pieces // 2) * 2)
    yield from (states[first : first + size] for first in range(0, len(states), size))


def _kind(flow: CompiledFlow, state: str) -> str:
    card = flow.cards[state].state
    return (
        "urgent" if card.tone is Tone.EMERGENCY else "end" if card.final else "start" if state == flow.start else "card"
    )


def _sheet(
    flow: CompiledFlow, part: str, cards: tuple[str, ...], said: Conditions, names: Names
) -> tuple[_Sheet, list[tuple[Out, list[str]]]]:
    inside: dict[tuple[str, str, str], list[str]] = {}
    outside: dict[tuple[str, str, str], list[str]] = {}
    near = _near(flow, cards)
    for state in cards:
        for edge in flow.edges(state):
            ways = inside if edge.dest in near else outside
            ways.setdefault((state, str(edge.dest), _when(edge, said)), []).append(names.label(state, edge.answer))
    goals = [(Out(source, tuple(labels), when), [dest]) for (source, dest, when), labels in outside.items()]
    lines: dict[tuple[str, str], list[tuple[tuple[str, ...], str]]] = {}
    for (source, dest, when), labels in inside.items():
        lines.setdefault((source, dest), []).append((tuple(labels), when))
    sheet = _Sheet(
        part,
        cards,
        tuple(_kind(flow, state) for state in cards),
        tuple(Line(source, dest, tuple(answers)) for (source, dest), answers in lines.items()),
        tuple(out for out, _ in goals),
    )
    return sheet, goals


def _near(flow: CompiledFlow, cards: tuple[str, ...]) -> set[str]:
    """The cards of a picture that lines are drawn to."""
    return {one for one in cards if sum(any(edge.dest == one for edge in flow.edges(at)) for at in cards) < CROWD}


def _when(edge: Edge, said: Conditions) -> str:
    return " and ".join(dict.fromkeys(said.said(guard) for guard in edge.guards))


def _entries(flow: CompiledFlow, cards: tuple[str, ...]) -> dict[str, list[str]]:
    """The cards of a picture that are entered from outside, with the cards that lead there."""
    found: dict[str, list[str]] = {}
    for state in flow.cards:
        if state not in cards:
            for edge in flow.edges(state):
                if edge.dest in cards:
                    found.setdefault(str(edge.dest), []).append(state)
    return found


def _map(sheet: _Sheet, number: int, of: int, names: Names) -> Map:
    exits: dict[str, list[Exit]] = {}
    for out, dests in sheet.goals.items():
        several = len(dests) > 1
        goals = tuple((dest, names.title(dest), tuple(flows) if several else ()) for dest, flows in dests.items())
        exits.setdefault(out.source, []).append(Exit(out.answers, out.when, goals))
    spots = tuple(
        Spot(
            state,
            names.title(state),
            kind,
            f"card-{state}",
            _from(sheet.froms[state], part_of(state), names) if state in sheet.froms else "",
            tuple(exits.get(state, ())),
        )
        for state, kind in zip(sheet.cards, sheet.kinds, strict=True)
    )
    title = part_name(sheet.part) + (f" ({number} of {of})" if of > 1 else "")
    return Map(f"map-{sheet.part}-{number}", title, tuple(sheet.flows), sheet.cards, spots, sheet.inside)


def _from(sources: Mapping[str, None], part: str, names: Names) -> str:
    other = list(dict.fromkeys(part_name(part_of(one)) for one in sources if part_of(one) != part))
    told = other or [names.title(one) for one in sources]
    return "from " + (", ".join(told) if len(told) <= 3 else f"{', '.join(told[:2])} and others")
