"""What we lean on in ``transitions``: if the library moves, this file says so by name.

The numbers are the rows of the table of behaviours that the engine was built upon.
"""

from __future__ import annotations

import gc
import logging
import weakref
from concurrent.futures import ThreadPoolExecutor

import pytest
from transitions import Machine, MachineError

from bot.check.samples.small import card, small
from bot.engine.compile import Cursor, FlowMachine, compiled
from bot.engine.facts import Condition, Is
from bot.runtime import shell

STATES = ["one", "two", "three"]
EDGES = [{"trigger": "go", "source": "one", "dest": "two"}, {"trigger": "on", "source": "two", "dest": "three"}]


class Tracked(Cursor):
    """A cursor that can be watched."""

    __slots__ = ("__weakref__",)


def _lean(edges: list[dict[str, object]] | None = None) -> FlowMachine:
    return FlowMachine(
        model=None,
        states=STATES,
        transitions=edges or EDGES,
        initial="one",
        auto_transitions=False,
        send_event=True,
        queued=False,
    )


def test_a_cursor_that_is_not_registered_is_forgotten() -> None:
    """Row 3: the machine keeps no cursor alive that was moved by it, unlike a registered model."""
    machine = _lean()
    cursor = Tracked("one")
    machine.events["go"].trigger(cursor)
    watched = weakref.ref(cursor)
    assert cursor.state == "two"
    del cursor
    gc.collect()
    assert watched() is None


def test_no_open_edge_is_told_by_false() -> None:
    """Row 6: where no guard holds, nothing is raised, nothing moves, and the answer is False."""
    shut = Condition(Is("work", ("yes",)))
    machine = _lean([{"trigger": "go", "source": "one", "dest": "two", "conditions": [shut]}])
    cursor = Cursor("one")
    assert machine.events["go"].trigger(cursor, facts={}) is False
    assert cursor.state == "one"
    assert machine.events["go"].trigger(cursor, facts={"work": "yes"}) is True
    assert cursor.state == "two"


def test_three_kinds_of_wrong_event() -> None:
    """Row 7: not here, no such event, no such state: three errors, the first of which names the state."""
    machine = _lean()
    with pytest.raises(MachineError, match="three"):
        machine.events["go"].trigger(Cursor("three"))
    with pytest.raises(KeyError):
        machine.events["away"]
    with pytest.raises(ValueError, match="nowhere"):
        machine.events["go"].trigger(Cursor("nowhere"))


def test_an_edge_carries_its_answer() -> None:
    """Row 13: a plain machine refuses further keys on a transition; ours has a class that takes them."""
    edge: dict[str, object] = {"trigger": "go", "source": "one", "dest": "two", "answer": "go"}
    with pytest.raises(TypeError):
        Machine(model=None, states=STATES, transitions=[edge], initial="one")
    flow = compiled(small(card("a.begin", "yes > a.end", "no > a.end")))
    assert {(edge.source, edge.answer, edge.dest) for edge in flow.edges("a.begin")} == {
        ("a.begin", "yes", "a.end"),
        ("a.begin", "no", "a.end"),
    }


def test_a_machine_without_a_model_is_none_itself() -> None:
    """Row 14: left to itself a machine is its own model and grows a state; ours has no model at all."""
    assert Machine(states=STATES, initial="one").models != []
    flow = compiled(small(card("a.begin", "yes > a.end")))
    assert flow.machine.models == []
    assert not hasattr(flow.machine, "state")
    assert not flow.machine.has_queue


def test_the_triggers_of_a_state_are_its_answers() -> None:
    """The machine is the one source of which answers a card has."""
    flow = compiled(small(card("a.begin", "yes > a.end", "no > a.next"), card("a.next", "done > a.end")))
    assert set(flow.machine.get_triggers("a.begin")) == {"yes", "no"}
    assert flow.machine.get_triggers("a.end") == []


def test_the_library_logs_states_and_is_silenced(caplog: pytest.LogCaptureFixture) -> None:
    """Row 15: at DEBUG the library names the states it moves through, so the shell switches its logger off."""
    talking = logging.getLogger("transitions.core")
    assert shell.__name__ == "bot.runtime.shell", "importing the shell switches the logger off"
    assert talking.disabled, "a state name can tell an answer"
    with caplog.at_level(logging.DEBUG, "transitions.core"):
        _lean().events["go"].trigger(Cursor("one"))
        assert caplog.text == ""
        talking.disabled = False
        try:
            _lean().events["go"].trigger(Cursor("one"))
        finally:
            talking.disabled = True
    assert "one" in caplog.text
    assert "two" in caplog.text


def test_eight_threads_on_one_machine() -> None:
    """A machine without a queue is a table: threads with cursors of their own do not disturb each other."""
    says_yes = Condition(Is("work", ("yes",)))
    says_no = Condition(Is("work", ("no",)))
    machine = _lean(
        [
            {"trigger": "go", "source": "one", "dest": "two", "conditions": [says_yes]},
            {"trigger": "go", "source": "one", "dest": "three", "conditions": [says_no]},
        ]
    )

    def fire(number: int) -> bool:
        wanted = "two" if number % 2 else "three"
        facts = {"work": "yes" if number % 2 else "no"}
        cursors = [Cursor("one") for _ in range(500)]
        fired = [machine.events["go"].trigger(cursor, facts=facts) for cursor in cursors]
        return all(fired) and all(cursor.state == wanted for cursor in cursors)

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(fire, range(32)))
