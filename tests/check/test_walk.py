"""The merged walk meets what a walk without any merging meets, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from bot.check.lens import lenses, memories, results_lens
from bot.check.samples.small import card, library_with, small
from bot.check.walk import walk
from bot.engine import events as ev
from bot.engine.facts import Is, Judged, Not, Result, Rule
from bot.engine.record import codec
from bot.engine.session import Mode, Session
from bot.engine.show import Library
from bot.engine.spec import Choice, Flow, Way
from bot.engine.step import step
from bot.engine.versions import locked
from bot.engine.view import View
from bot.library import library

Seen = tuple[str, tuple[str, ...], str]
"""A card, its answers, and the result where it is an end."""


def _everything(lib: Library, flow: str) -> Iterator[tuple[Seen, str, Seen]]:
    """Every move of every conversation, one by one: no two sessions are taken for the same."""
    begun, view = step(lib, None, ev.Begin(flow))
    todo: list[tuple[Session | None, View]] = [(begun, view)]
    while todo:
        session, view = todo.pop()
        for choice in view.choices if view.mode is Mode.RUNNING else ():
            after, seen = step(lib, session, ev.Answer(choice))
            yield _seen(view), choice, _seen(seen)
            todo.append((after, seen))


def _seen(view: View) -> Seen:
    return view.state, view.choices, view.outcome.result if view.outcome else ""


def _merged(lib: Library, flow: str) -> set[tuple[Seen, str, Seen]]:
    graph = walk(lib, flow, codec(locked(lib), lib), results_lens(lib.flows[flow])).graph
    return {
        (_seen(node.view), move.answer, _seen(graph.nodes[move.target].view))
        for node in graph.running()
        for move in graph.answers[node.number]
    }


def _counting() -> Flow:
    """Three topics, a branch on how many came up, and answers that hide by what was said before."""
    some = Judged(Rule(("one", "two", "three"), 2), (Result.RAISED,))
    asks = [
        card(
            f"a.{topic}",
            *(
                f"{said} > {to} | records {topic}={value}"
                for said, value in (("yes", "yes"), ("no", "no"), ("skip", "open"))
            ),
        )
        for topic, to in (("one", "a.two"), ("two", "a.three"), ("three", "a.branch"))
    ]
    branch = replace(
        card("a.branch"),
        choices=(
            Choice("done", (Way("a.many", some), Way("a.few", Not(some)))),
            Choice("again", "a.few", when=Is("one", ("yes",))),
        ),
    )
    return small(
        *asks,
        branch,
        card("a.many", "done > a.end"),
        card("a.few", "done > a.end"),
        results={"some": some, "none": Judged(Rule(("one", "two", "three"), 2), (Result.NOT_RAISED,))},
    )


@pytest.mark.parametrize("flow", ["document", "safety"])
def test_merging_loses_nothing_of_a_shipped_flow(flow: str) -> None:
    """Every card, answer and result of every single conversation is in the merged walk, and no other."""
    assert _merged(library(), flow) == set(_everything(library(), flow))


def test_merging_loses_nothing_where_answers_are_counted() -> None:
    """A count of topics stands for the topics themselves, also where an earlier answer hides a later one."""
    lib = library_with(_counting())
    assert _merged(lib, "small") == set(_everything(lib, "small"))


def test_settled_guards_are_remembered_as_one_bit() -> None:
    """After the last topic the walk keeps what the branch will answer, and not who answered what."""
    flow = library_with(_counting()).flows["small"]
    memory = memories(flow)
    assert memory["a.two"].settled != () or memory["a.two"].open != ()
    assert memory["a.branch"].facts == ()
    assert memory["a.branch"].open == ()
    assert {guard.text for guard in memory["a.branch"].settled} >= {"one is yes"}
    assert memory["a.few"].settled == ()


def test_a_fact_that_may_change_its_mind_is_kept_as_it_is() -> None:
    """Counting is no memory for a fact that a later answer can replace."""
    some = Judged(Rule(("one", "two"), 1), (Result.RAISED,))
    branch = replace(card("a.branch"), choices=(Choice("done", (Way("a.x", some), Way("a.end", Not(some)))),))
    flow = small(
        card("a.one", "yes > a.again | records one=yes", "no > a.again | records one=no"),
        card("a.again", "yes > a.two | records one=yes", "no > a.two | records one=no"),
        card("a.two", "yes > a.branch | records two=yes", "no > a.branch | records two=no"),
        branch,
        card("a.x", "done > a.end"),
        card("a.end", tags="end open_door"),
    )
    lib = library_with(flow)
    assert memories(lib.flows["small"])["a.again"].facts == ("one", "two")
    assert _merged(lib, "small") == set(_everything(lib, "small"))


def test_lenses_leave_nothing_of_an_outcome_out() -> None:
    """Every result, step, topic and need is exact under one lens, and what reads a fact in common is under the same."""
    for flow in library().flows.values():
        kept = lenses(flow)
        outcome = flow.outcome
        assert all(guard in results_lens(flow).guards for _, guard in outcome.results)
        for name, guard in outcome.steps:
            under = [lens for lens in kept if guard in lens.guards and lens != results_lens(flow)]
            assert under, (flow.id, name)
            touching = {other for _, other in outcome.steps if other.reads & guard.reads}
            assert any(touching <= {*lens.guards} for lens in under)
        facts = set().union(*(lens.facts for lens in kept))
        assert facts >= {*outcome.topics, *outcome.needs} | ({outcome.reason} - {""})
