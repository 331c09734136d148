"""What must never happen, as far as a program can see it (practice.md B.3); what is a matter of words is linted."""

from __future__ import annotations

import types
import typing
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any, Final, get_args, get_origin, get_type_hints

from bot.check.graph import Graph, Move, Node, shortest
from bot.check.rule import PROVED, Rule, Subject, Verdict, broken, on_every, rule, untagged
from bot.check.vocabulary import ORIGIN, UNTOLD
from bot.engine import events
from bot.engine.session import Aside, Session, Step
from bot.engine.view import Outcome

CLOSED: Final = frozenset(
    {
        *("Session.flow", "Session.at", "Session.language", "Session.patient_language", "Session.matters"),
        *("Step.state", "Step.answer", "Aside.at"),
        *("Begin.flow", "Begin.language", "Begin.patient_language", "Answer.choice", "Edit.state"),
        *("Language.code", "Language.whose", "Matter.id"),
    }
)
"""The only fields of sessions and events that hold a string: each an id of a flow, card, answer, language or list."""

URGENT: Final = frozenset({"danger", "danger_check", "self_harm", "care_first"})
POLICE: Final = frozenset({"law_enforcement", "police", "immigration"})


@rule(
    "NEV-12", "Where somebody comes from is never asked or recorded.", "NILC", looks="answers records outcome contacts"
)
def nev_12(subject: Subject) -> Verdict:
    """No id of a fact, a topic, an answer or a need speaks of it."""
    return _no_word(_ids(subject), ORIGIN)


@rule(
    "NEV-13",
    "No identifier and no free text can be held.",
    "SOAR-ASK",
    "POLARIS-PRACT",
    once=True,
    looks="premises types",
)
def nev_13(subject: Subject) -> Verdict:
    """By the types of sessions and events: numbers, closed sets, and ids that the engine checks."""
    kinds = (Session, Step, Aside, *get_args(events.Event))
    loose = sorted(name for kind in kinds for name in _strings(kind) if name not in CLOSED)
    if loose:
        return broken(f"{', '.join(loose)} could hold any text.")
    if any(failed.premise in ("WALK-NONSENSE", "WALK-STORE") for failed in subject.walked.failed):
        return broken("An id that is not known was taken in: see WALK-NONSENSE and WALK-STORE.")
    return PROVED


@rule("NEV-14", "No question asks for detail about what happened.", "SOAR-ASK", looks="tags")
def nev_14(subject: Subject) -> Verdict:
    """No card is tagged detail_high; whether the words keep to it is for a reader."""
    if not any(subject.graph.tagged("sensitive_q", "detail_high")):
        return untagged("sensitive_q")
    return on_every(
        subject, subject.graph.running(), lambda node: "It asks for detail." if "detail_high" in node.tags else ""
    )


@rule("NEV-15", "A question that was skipped is never asked again.", "WHO10", "MNPHY", looks="ways answers tags words")
def nev_15(subject: Subject) -> Verdict:
    """After a skip, no later question has the same words."""
    graph = subject.graph
    asked = list(graph.tagged("sensitive_q"))
    if not asked:
        return untagged("sensitive_q")
    for stem in sorted({stem for node in asked for stem in node.view.words}):
        path = _again(graph, stem)
        if path is not None:
            return path
    return PROVED


def _again(graph: Graph, stem: str) -> Verdict | None:
    def asks(node: Node) -> bool:
        return "sensitive_q" in node.tags and stem in node.view.words

    def after(memory: tuple[bool, bool] | None, move: Move | None, node: Node) -> tuple[bool, bool]:
        skipped = memory is not None and memory[0]
        skipped = skipped or (move is not None and move.answer == "skip" and asks(graph.nodes[move.source]))
        return skipped, skipped and asks(node)

    path = shortest(graph, after, lambda memory, _: memory[1])
    return None if path is None else broken("This question was skipped before.", path, graph)


@rule("NEV-16", "No score, no verdict, no finding is told.", "RAFT", "MUMMA", "TABLET", looks="outcome types")
def nev_16(subject: Subject) -> Verdict:
    """The outcome holds ids and no number, and no id is a verdict."""
    numbers = [name for name, hint in get_type_hints(Outcome).items() if {int, float, bool} & {*_leaves(hint)}]
    if numbers:
        return broken(f"The outcome holds a number: {', '.join(numbers)}.")
    return _no_word(_outcome_ids(subject), UNTOLD)


@rule(
    "NEV-17",
    "The emergency number is offered for danger only; nobody is sent to the police.",
    "HOTLINE-APP",
    patients=False,
    looks="tags contacts",
)
def nev_17(subject: Subject) -> Verdict:
    """Categories of contacts, for staff too: none is the police or an immigration office; emergency is for danger."""

    def wrong(node: Node) -> str:
        shown = {*node.view.contacts}
        if shown & POLICE:
            return "It sends them to the police or an immigration office."
        calm = "emergency" in shown and not node.tags & URGENT
        return "It offers the emergency number without a danger." if calm else ""

    return on_every(subject, subject.graph.main(), wrong)


@rule("NEV-23", "Care never depends on an answer.", "UK-DHSC", looks="ways answers tags")
def nev_23(subject: Subject) -> Verdict:
    """After a skip, a stop or a no, whatever help the conversation offers can still come."""
    graph = subject.graph
    if not any(graph.tagged("sensitive_q")):
        return untagged("sensitive_q")
    helps = frozenset({"options", "offer"})
    open_to = _reaching(graph, helps)

    def wrong(node: Node) -> str:
        shut = [move.answer for move in graph.answers[node.number] if move.target not in open_to]
        return f"No help can come after {', '.join(shut)}." if shut else ""

    return on_every(subject, graph.tagged("sensitive_q"), wrong)


@rule(
    "NEV-24",
    "No end is a failure; staying is not one, and leaving is no success.",
    "OVC-NEEDS",
    "MEDSCAPE",
    looks="outcome",
)
def nev_24(subject: Subject) -> Verdict:
    """No result is named after a failure, or after having left."""
    return _no_word((one for one, _ in subject.flow.outcome.results), UNTOLD | {"left", "escaped", "success"})


def _reaching(graph: Graph, tags: frozenset[str]) -> set[int]:
    """The nodes from which a card with one of the tags can still come."""
    before: dict[int, list[int]] = {}
    for moves in graph.answers:
        for move in moves:
            before.setdefault(move.target, []).append(move.source)
    found = {node.number for node in graph.main() if node.tags & tags}
    todo = list(found)
    while todo:
        for source in before.get(todo.pop(), ()):
            if source not in found:
                found.add(source)
                todo.append(source)
    return found


def _no_word(ids: Iterable[str], words: frozenset[str]) -> Verdict:
    said = sorted(one for one in set(ids) if words & {*one.replace(".", "_").split("_")})
    return broken(f"Not to be said, not even in an id: {', '.join(said)}.") if said else PROVED


def _ids(subject: Subject) -> Iterator[str]:
    yield from _outcome_ids(subject)
    for card in subject.flow.cards.values():
        yield from (*card.ids, *card.state.contacts)
        for choice in card.choices.values():
            for fact, value in choice.records:
                yield from (fact, value)


def _outcome_ids(subject: Subject) -> Iterator[str]:
    outcome = subject.flow.outcome
    yield from (one for one, _ in (*outcome.results, *outcome.steps))
    yield from outcome.topics


def _strings(kind: Any) -> Iterator[str]:
    """The fields of a type that could hold a string, or anything."""
    hints = get_type_hints(kind)
    names = [one.name for one in fields(kind)] if is_dataclass(kind) else list(kind._fields)
    for name in names:
        if any(leaf is str or not _plain(leaf) for leaf in _leaves(hints[name])):
            yield f"{kind.__name__}.{name}"


def _plain(leaf: Any) -> bool:
    """Does a value of this type come from a closed set or count something?"""
    if leaf in (int, bool, type(None), Step, Aside):
        return True
    return isinstance(leaf, type) and issubclass(leaf, Enum)


def _leaves(hint: Any) -> Iterator[Any]:
    """The types that a type is made of."""
    origin = get_origin(hint)
    if origin is typing.Literal:
        yield str
    elif origin in (typing.Union, types.UnionType, tuple):
        for part in get_args(hint):
            if part is not Ellipsis:
                yield from _leaves(part)
    else:
        yield hint


RULES: Final[tuple[Rule, ...]] = (nev_12, nev_13, nev_14, nev_15, nev_16, nev_17, nev_23, nev_24)
