"""A path of the walk as a conversation that a person can read: titles of cards, labels of answers, ids beside them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Final, Protocol

from bot.check.graph import Graph, Move, Path
from bot.check.premises import Failed
from bot.engine import events as ev
from bot.engine.view import View


class Words(Protocol):
    """What is needed of a catalogue: the lines under a key, none where there are none."""

    def lines(self, key: str) -> tuple[str, ...]:
        """The words under a key, line by line."""


class NoWords:
    """The catalogue where none was given: every card and answer goes by its id."""

    def lines(self, key: str) -> tuple[str, ...]:  # noqa: ARG002  # the shape of a catalogue
        """No words under any key."""
        return ()


EVENTS: Final[Mapping[str, str]] = {"Answer": "choice", "Edit": "state", "Language": "code", "Matter": "id"}
"""The field of an event that belongs in a transcript."""


def transcript(graph: Graph, path: Path, words: Words) -> tuple[str, ...]:
    """One line for each card and what was answered, and a last one for the card where it leads."""
    lines = [
        f"{number}. {card(graph.nodes[move.source].view, words)} > {told(graph, move, words)}"
        for number, move in enumerate(path, start=1)
    ]
    last = graph.nodes[path[-1].target] if path else graph.nodes[0]
    return (*lines, f"{len(path) + 1}. {card(last.view, words)}")


def happened(graph: Graph, failed: Failed, words: Words) -> tuple[str, ...]:
    """The conversation to the place where a premise failed, and the events after it."""
    lines = transcript(graph, graph.to(graph.nodes[failed.node]), words)
    return (*lines, *(f"   then {named(event)}" for event in failed.events))


def card(view: View, words: Words) -> str:
    """A card by its title and its id."""
    title = " ".join(first(words, (f"{stem}.title" for stem in view.words)))
    return f"{title} [{view.state}]" if title else f"[{view.state}]"


def told(graph: Graph, move: Move, words: Words) -> str:
    """What was answered, by its label and its id; an interrupt by its id."""
    if move.choice is None:
        return f"/{move.name}"
    view = graph.nodes[move.source].view
    stems = (*view.words, view.state)
    keys = (*(f"{stem}.choices.{move.answer}" for stem in stems), f"choice.{move.answer}")
    label = " ".join(first(words, keys))
    return f"{label} ({move.answer})" if label else move.answer


def named(event: ev.Event) -> str:
    """An event by its name and what it carries; a revision is told only when it is that of an older card."""
    name = type(event).__name__
    carried = str(getattr(event, EVENTS[name])) if name in EVENTS else ""
    dated = any(one.name == "revision" and getattr(event, "revision", None) is not None for one in fields(event))
    return " ".join(filter(None, (name.lower(), carried, "on an older card" if dated else "")))


def first(words: Words, keys: Iterable[str]) -> tuple[str, ...]:
    """The words under the first key that has any."""
    return next(filter(None, (words.lines(key) for key in keys)), ())
