"""A flow that must not run is refused with every issue, each with its code, its place and a sentence."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.check.samples.small import END, card, small
from bot.engine.compile import compiled
from bot.engine.errors import FlowError
from bot.engine.refusals import CODES, RESERVED
from bot.engine.spec import Needs, OnlyFrom, Part, Section
from bot.flows import FLOWS
from bot.library import library_of
from tests.engine.broken import REFUSED, SOUND


def _issues(flow: object) -> list[tuple[str, str]]:
    with pytest.raises(FlowError) as refused:
        compiled(flow)  # type: ignore[arg-type]
    return [(issue.code, issue.place) for issue in refused.value.issues]


def test_every_code_has_a_sample() -> None:
    """No reason is listed that no flow has ever been refused for."""
    assert REFUSED.keys() == CODES.keys()


def test_the_sound_flow_is_sound() -> None:
    """The samples differ from a flow that runs."""
    assert compiled(SOUND).start == "a.begin"


@pytest.mark.parametrize("code", sorted(CODES))
def test_a_sample_is_refused_for_its_reason(code: str) -> None:
    """The issue is there, at the place where an author has to look; nothing else is wrong but what follows from it."""
    sample = REFUSED[code]
    found = _issues(sample.flow)
    assert (code, sample.place) in found
    follows = {"cycle"} if code == "no-end" else set()
    assert {one for one, _ in found} - follows == {code}


def test_all_issues_are_told_at_once() -> None:
    """Three slips in one flow are three issues, sorted by place."""
    flow = replace(
        SOUND,
        start="a.nowhere",
        parts=(Part("a", (card("a.begin", "Yes > a.end", "stop > a.lost"), END)),),
        gates=(*SOUND.gates,),
    )
    assert _issues(flow) == [
        ("choice-name", "a.begin"),
        ("target-unknown", "a.begin"),
        ("start-unknown", "small"),
    ]


def test_a_library_tells_the_issues_of_all_its_flows() -> None:
    """Two broken flows, one error."""
    with pytest.raises(FlowError) as refused:
        library_of((REFUSED["cycle"].flow, *FLOWS, REFUSED["guard-gap"].flow))
    assert {issue.code for issue in refused.value.issues} == {"cycle", "guard-gap"}


@pytest.mark.parametrize("word", sorted(RESERVED))
def test_words_of_the_lifecycle_are_reserved(word: str) -> None:
    """No flow can have an answer that would be taken for an interrupt."""
    flow = replace(SOUND, parts=(Part("a", (card("a.begin", f"{word} > a.end"), END)),))
    assert _issues(flow) == [("choice-reserved", "a.begin")]


@pytest.mark.parametrize(
    "law",
    [
        {"needs": (Needs("a.nowhere", frozenset({"end"})),)},
        {"needs": (Needs("a.end", frozenset({"nothing"})),)},
        {"only_from": (OnlyFrom("a.end", frozenset({"a.nowhere"})),)},
        {"sections": (Section("a.begin", frozenset({"a.nowhere"})),)},
    ],
)
def test_every_law_is_read_closely(law: dict[str, object]) -> None:
    """A law about a name that does not exist would hold for ever, and is refused."""
    assert _issues(replace(SOUND, **law)) == [("law-unknown", "small")]  # type: ignore[arg-type]


def test_a_join_is_read_closely() -> None:
    """A join to a card that does not exist is told with its name."""
    part = Part("a", (card("a.begin", "yes > @out", "no > a.end"), END), frozenset({"out"}))
    with pytest.raises(FlowError, match=r"a@out to a\.nowhere"):
        compiled(replace(small(card("a.begin", "yes > a.end")), parts=(part,), joins={"a@out": "a.nowhere"}))
