"""Talks and proofs leave no way of any conversation untried, and what talks leave to the proofs is known."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest

from bot.adapters.console.talk import read
from bot.check import premises, walk
from bot.engine import events as ev
from bot.engine.session import Session
from bot.engine.show import Library
from bot.engine.step import Stepped, step
from bot.talks import Covered, Way, covered, held, taken, ways_of
from tests.console.program import run
from tests.console.samples import parts
from tests.talks.test_talks import TALKS, at

LEAST = 0.95
"""The part of all cards that talks by themselves have to come to."""

BEGUN_ANEW = Way("lifecycle", "ended", "begin", "running")
"""A session that has ended is wiped, so the next one begins from none: no program takes this way."""


@cache
def told(paths: tuple[Path, ...] = tuple(TALKS)) -> Covered:
    """What these talks cover."""
    talks = [read(path.read_text(encoding="utf-8")) for path in paths]
    return covered(parts().library, [(at(talk.site).library, talk.begin, talk.events) for talk in talks])


def test_talks_come_to_almost_every_card() -> None:
    """Whoever reads all talks has met at least so many of the cards; the others are named."""
    assert told().share >= LEAST, told().unseen


def test_every_conversation_has_a_talk() -> None:
    """No flow is without one."""
    assert all(held for held, _ in told().cards.values())


def test_no_way_is_invented() -> None:
    """What a talk is said to take is an edge of a machine."""
    known = ways_of(parts().library)
    for path in TALKS:
        talk = read(path.read_text(encoding="utf-8"))
        for _, _, ways in held(at(talk.site).library, talk.begin, talk.events):
            assert known.issuperset(ways), path.name


def test_a_talk_less_is_noticed() -> None:
    """Without the talks about offers, their cards and ways are missing."""
    fewer = told(tuple(path for path in TALKS if not path.stem.startswith("offer")))
    assert "offer.educate" in fewer.unseen
    assert any(way.source == "offer.educate" for way in set(fewer.missing) - set(told().missing))


def test_a_refused_answer_takes_no_way() -> None:
    """An answer that the card does not offer, and a call that cannot be made, count for nothing."""
    lib = parts().library
    begun, _ = step(lib, None, ev.Begin("offer"))
    for event in (ev.Answer("song"), ev.Resume(), ev.Back()):
        after, _ = step(lib, begun, event)
        assert not [way for way in taken(lib, begun, event, after) if way.flow == "offer"]
    assert [*taken(lib, begun, ev.Resume(), begun)] == []


def test_the_command_tells_it() -> None:
    """As lines for a person, as JSON for a program, and a sentence where there is no talk."""
    ran = run("talks", "--json")
    assert ran.returncode == 0
    assert json.loads(ran.stdout) == told().to_json()
    said = "\n".join(told().lines())
    assert f"Talks come to {told().share:.1%} of all cards." in said
    assert all(f"{way.source} > {way.answer} > {way.dest}" in said for way in told().missing)
    empty = run("talks", "docs")
    assert (empty.returncode, empty.stdout, empty.stderr) == (2, b"", b"There is no talk in docs.\n")


@pytest.mark.long
def test_talks_and_walks_leave_no_way_untried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every edge of every flow and of the lifecycle is taken by the real step, in a talk or on a walk.

    What is left has a condition that no conversation meets: a stop on the first question, when nothing can have come
    up, has no way to the needs that follow a yes. The same answer of the same card is then taken another way.
    """
    found: set[Way] = set()

    def watched(library: Library, session: Session | None, event: ev.Event) -> Stepped:
        stepped = step(library, session, event)
        found.update(taken(library, session, event, stepped.session))
        return stepped

    monkeypatch.setattr(walk, "step", watched)
    monkeypatch.setattr(premises, "step", watched)
    lib = parts().library
    for flow in lib.flows:
        walk.walk(lib, flow, parts().codec)
    talked = {way for some, _ in told().ways.values() for way in some}
    never = ways_of(lib) - found - talked - {BEGUN_ANEW}
    answered = {way[:3] for way in found | talked}
    assert [way for way in never if way.flow == "lifecycle" or way[:3] not in answered] == []
    conditional = {
        Way(flow.id, state, edge.answer, str(edge.dest))
        for flow in lib.flows.values()
        for state in flow.cards
        for edge in flow.edges(state)
        if edge.guards
    }
    assert never <= conditional
