"""May it be shown, and what may happen now: the table that holds for every flow."""

from __future__ import annotations

from itertools import product

import pytest

from bot.engine import events as ev
from bot.engine.lifecycle import ASIDE, HIDDEN, MACHINE, NONE, OPEN, SHOWN, TABLE, after
from bot.engine.session import Aside, Mode, Session

STATES = (NONE, OPEN, HIDDEN)
BESIDE: dict[str, Aside | None] = {NONE: None, OPEN: Aside("safety.now"), HIDDEN: Aside("safety.now", (), True)}
MODES = (Mode.RUNNING, Mode.DANGER, Mode.COVERED, Mode.AWAY, Mode.ENDED)
EVENTS = sorted({event for event, *_ in TABLE})


def _session(mode: Mode, aside: str = NONE) -> Session:
    return Session("offer", 1, "opening.begin", mode, aside=BESIDE[aside])


def test_at_most_one_row_holds() -> None:
    """For every mode, event and safety card there is one row of the table, or none."""
    for event, mode, aside in product(EVENTS, Mode, STATES):
        rows = [
            to
            for name, sources, to, guard in TABLE
            if name == event and mode in sources and (guard is None or guard.holds({ASIDE: aside}))
        ]
        assert len(rows) <= 1
        if mode is not Mode.IDLE:
            assert after(_session(mode, aside), event) == (rows[0] if rows else None)


def test_before_anything_only_a_beginning() -> None:
    """Without a session nothing can happen but begin."""
    assert [event for event in EVENTS if after(None, event)] == ["begin"]


def test_nothing_but_resume_leads_from_hidden_to_shown() -> None:
    """Over every chain of events without a resume from a hidden card, no card of the talk comes back (ORD-02)."""
    hidden = {(Mode.COVERED, NONE), (Mode.AWAY, NONE)}
    todo = list(hidden)
    for mode, aside in todo:
        for event in set(EVENTS) - {"resume", "begin"}:
            to = after(_session(mode, aside), event)
            if to is None or to is Mode.ENDED:
                continue
            beside = HIDDEN if event in ("danger", "pause") else NONE if event == "close_aside" else aside
            if (to, beside) not in hidden:
                hidden.add((to, beside))
                todo.append((to, beside))
    assert Mode.RUNNING not in {mode for mode, _ in hidden}
    assert (Mode.DANGER, OPEN) not in hidden


@pytest.mark.parametrize("mode", MODES)
def test_what_is_offered_may_happen(mode: Mode) -> None:
    """Every interrupt that a card shows is let through by the table; language and what matters change no mode."""
    aside = OPEN if mode is Mode.DANGER else NONE
    for name in SHOWN[mode]:
        if name not in ("language", "matters"):
            assert after(_session(mode, aside), name) is not None, name


@pytest.mark.parametrize("mode", MODES[:-1])
def test_danger_and_stop_are_always_offered(mode: Mode) -> None:
    """While a talk is open, help and an end are one tap away."""
    assert {"danger", "stop"} <= {*SHOWN[mode]}


def test_every_event_of_the_table_is_an_event() -> None:
    """The names of the table are those of the events, but for the two that the engine fires itself."""
    names = {kind.__name__.lower() for kind in ev.Event.__args__}
    assert set(EVENTS) - names == {"finish", "close_aside"}
    assert names - set(EVENTS) == {"language", "matter", "look", "unknown"}
    assert set(MACHINE.events) == set(EVENTS)
