"""Outcomes, worked out twice: by the flows' own guards and by an oracle that shares no code with them."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.check.walk import walk
from bot.engine.record import Codec, codec
from bot.engine.session import Session
from bot.engine.versions import locked
from bot.engine.view import View
from bot.library import library
from tests.flows.oracle import ASKS, agrees, expected
from tests.flows.paths import along, at_random, hold, tapping

FLOWS = sorted(library().flows)
ASKING = sorted(flow for flow in ASKS if library().flows[flow].source.audience == "patient")
MOST_COMBINATIONS = 1000
"""Of seven or eight topics a seeded sample of about this many is held; of fewer, all."""
CODEC: Codec = codec(locked(library()), library())
Keep = Callable[[Session], Session]


@pytest.fixture
def keep(park: bool) -> Keep:
    """Store the session and read it back between all steps, when that is asked for."""
    return (lambda session: CODEC.decode(CODEC.encode(session))) if park else (lambda session: session)


def test_every_conversation_that_asks_has_its_topics_here() -> None:
    """A new conversation cannot be added without its oracle."""
    assert ASKS.keys() == {flow.id for flow in library().flows.values() if flow.outcome.topics}


@pytest.mark.parametrize("flow", FLOWS)
def test_each_answer_counts_as_the_oracle_says(flow: str, keep: Keep) -> None:
    """One whole conversation through every answer of every situation ends as expected."""
    for path in along(walk(library(), flow, CODEC).graph):
        talk = hold(library(), flow, tapping(path), keep)
        assert agrees(expected(flow, talk.answers), talk.outcome), (talk, expected(flow, talk.answers))


@pytest.mark.parametrize("flow", FLOWS)
@given(seed=st.integers(0, 2**32))
def test_any_conversation_ends_as_the_oracle_says(flow: str, seed: int) -> None:
    """Whole conversations of any answers end as expected."""
    chance = Random(seed)  # noqa: S311  # no secret
    talk = hold(library(), flow, at_random(chance))
    assert agrees(expected(flow, talk.answers), talk.outcome), (talk, expected(flow, talk.answers))


@pytest.mark.parametrize("flow", ASKING)
def test_all_combinations_of_topics(flow: str, keep: Keep) -> None:
    """Ways to answer the questions, each in all its five answers; a no to danger is left for the next test."""
    topics = ASKS[flow]
    every = product(("yes", "no", "unsure", "skip", "stop"), repeat=len(topics))
    many = 5 ** len(topics)
    chance = Random(many)  # noqa: S311  # no secret
    kept = every if many < MOST_COMBINATIONS else (a for a in every if chance.random() < MOST_COMBINATIONS / many)
    for answers in kept:
        told = dict(zip((f"{flow}.{topic}" for topic in topics), answers, strict=True))
        talk = hold(library(), flow, _asked(told), keep)
        assert agrees(expected(flow, talk.answers), talk.outcome), (talk, expected(flow, talk.answers))


@pytest.mark.parametrize("flow", ASKING)
@pytest.mark.parametrize("danger", ["no", "unsure", "help", "stop", "skip"])
def test_danger_at_each_topic(flow: str, danger: str) -> None:
    """Not safe ends the questions wherever it is said, and what was not asked stays unsaid."""
    for topic in ASKS[flow]:
        told = dict.fromkeys((f"{flow}.{one}" for one in ASKS[flow]), "no") | {f"{flow}.{topic}": "yes"}
        talk = hold(library(), flow, _asked(told, danger))
        assert agrees(expected(flow, talk.answers), talk.outcome), (talk, expected(flow, talk.answers))


def _asked(told: dict[str, str], danger: str = "yes") -> Callable[[View], str]:
    """Give these answers to the questions, and the first that leads on to anything else."""

    def choose(view: View) -> str:
        if view.state in told:
            return told[view.state]
        if view.state.endswith("_heard"):
            return danger
        return view.choices[0]

    return choose


def test_the_oracle_can_disagree() -> None:
    """A decline that is told as a plain offer would be noticed, and so would a forgotten topic."""
    talk = hold(library(), "adult_brief", _asked({"footing.limits": "no"}))
    assert not agrees(expected("adult_brief", {**talk.answers, "footing.limits": "yes"}), talk.outcome)
    raised = hold(library(), "adult_brief", _asked({"adult_brief.work": "yes"}))
    assert not agrees(expected("adult_brief", {**raised.answers, "adult_brief.papers": "yes"}), raised.outcome) or (
        raised.answers["adult_brief.papers"] == "yes"
    )


def test_unsure_is_never_told_as_no() -> None:
    """Three values: all no is none raised, one skip among them is not completed."""
    no = dict.fromkeys((f"adult_brief.{topic}" for topic in ASKS["adult_brief"]), "no")
    assert hold(library(), "adult_brief", _asked(no)).outcome.result == "none_raised"
    for topic, answer in product(ASKS["adult_brief"], ("unsure", "skip")):
        outcome = hold(library(), "adult_brief", _asked({**no, f"adult_brief.{topic}": answer})).outcome
        assert (outcome.result, outcome.open_topics, outcome.topics) == ("not_completed", (topic,), ())
