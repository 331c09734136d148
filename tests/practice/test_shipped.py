"""The cases that ship: sound, fit to be read, and together as wide as practice asks."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.practice import checking, matrix, wording
from bot.practice.debrief import debrief
from bot.practice.play import replay
from bot.practice.scenario_file import Read, read
from bot.present import sources
from tests.practice.samples import CONTENT, lists

KEYS = sources.read(CONTENT / "sources_practice.yaml").keys()
READS: dict[str, Read] = {path.stem: read(path, KEYS) for path in sorted((CONTENT / "scenarios").glob("*.yaml"))}


@pytest.mark.parametrize("name", READS)
def test_a_case_that_ships_has_nothing_to_mend(name: str) -> None:
    """Everything in it can happen, every line matters, and its words are fit."""
    told, space = checking.issues(READS[name])
    told += wording.issues(READS[name], lists())
    assert [str(one) for one in told] == []
    assert space is not None
    assert space.ways > 100
    assert space.best.worth[0] >= 4
    assert space.worst.worth[0] <= 1


def test_the_cases_cover_the_matrix() -> None:
    """Every value of each axis, enough that are no trafficking, and two matched pairs."""
    assert [str(one) for one in matrix.issues(list(READS.values()), "content/scenarios")] == []


def test_nobody_is_said_to_have_reviewed_what_nobody_has() -> None:
    """Each panel that is the authors' own estimate says so; a review is by role and needs somebody to have done it."""
    assert {one.scenario.panel.source for one in READS.values()} == {"authors"}
    assert {one.scenario.written.reviewed_by_role for one in READS.values()} == {""}


@given(st.sampled_from(sorted(READS)), st.lists(st.integers(0, 3), max_size=24))
@settings(max_examples=60)
def test_any_talk_can_be_held_and_looked_back_on(name: str, drawn: list[int]) -> None:
    """Whatever is chosen, in any case: it goes on or ends, and a debrief can be told of it."""
    scenario = READS[name].scenario
    picks: tuple[int, ...] = ()
    for one in drawn:
        turn = replay(scenario, picks).turn
        if turn is None:
            break
        picks = (*picks, one % len(turn.lines))
    told = debrief(scenario, picks)
    assert len(told.choices) == len(picks)
    assert (told.ending is None) == (replay(scenario, picks).turn is not None)


@pytest.mark.parametrize("longest", [True, False])
def test_no_trick_gets_the_best_out_of_the_cases(longest: bool) -> None:
    """Whoever always takes the longest line, or always the shortest, has learned nothing, and gets nothing for it."""
    best = 0
    for one in READS.values():
        picks: tuple[int, ...] = ()
        while (turn := replay(one.scenario, picks).turn) is not None:
            lengths = [len(line.text) for line in turn.lines]
            picks = (*picks, lengths.index(max(lengths) if longest else min(lengths)))
        ending = replay(one.scenario, picks).ending
        best += ending is not None and ending.worth == 5
    assert best <= len(READS) / 4
