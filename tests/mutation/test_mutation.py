"""The proof of the proofs: slips of the pen in the shipped flows and content are noticed.

The quick form takes a few of each kind, ``make mutants`` every one there is. What differs in nothing that anybody could
see is no slip. docs/proofs.md has the figures.
"""

from __future__ import annotations

import pytest

from bot.check.rules import RULES
from bot.engine.compile import compiled
from bot.library import library
from tests.mutation.content_slips import ContentMutant
from tests.mutation.judging import COMPILER, MAP, SAME, Judge
from tests.mutation.slips import Mutant
from tests.mutation.sound import ANSWERS, Patched
from tests.mutation.tally import Fate, Tally, reasons
from tests.mutation.telling import looks
from tests.mutation.trying import CONTENT_GROUP, fate_of, judge, mutants, sample

FLOWS = sorted(library().flows)

KINDS = frozenset(
    "redirected dropped unguarded ungranted unrecorded outcome"
    " untagged bared dimmed skipped swapped unlawed audience added uncalled".split()
)
CONTENT_KINDS = frozenset(
    "dropped undated aged endless unsaid unsourced unlisted misprinted unworded unlined reordered forbidden"
    " measured".split()
)

LARGE = 50
"""Cards from which a flow's mutants take long when all of their conversations have to be held."""

LENGTHY = frozenset({"outcome", "unrecorded", "unguarded"})
"""Kinds for which that is so: the quick form tries them in smaller flows, which share most of the cards."""


def few(group: str) -> list[Mutant | ContentMutant]:
    """A mutant of each kind, but for lengthy ones in large flows; of the content, three."""
    large = group != CONTENT_GROUP and len(library().flows[group].cards) > LARGE
    found = sample(group, 3 if group == CONTENT_GROUP else 1)
    return [mutant for mutant in found if not (large and mutant.kind in LENGTHY)]


LIKE_ANOTHER = ("adult_concern", "work_rights", "young_adult")
"""Large flows that share nearly all cards with one that the quick form tries."""

TRIED = [pytest.param(flow, marks=pytest.mark.long) if flow in LIKE_ANOTHER else flow for flow in FLOWS]


@pytest.mark.parametrize("flow", TRIED)
def test_nothing_that_ships_is_broken(flow: str) -> None:
    """A rule that a flow breaks by itself proves nothing about its mutants."""
    assert judge().sound(flow).unsound == []


@pytest.mark.parametrize("group", [*TRIED, CONTENT_GROUP])
def test_a_sample_of_slips_is_noticed(group: str) -> None:
    """Each survivor in a sample of every kind has its reason."""
    tally = Tally()
    tally.add(map(fate_of, few(group)), 0.0)
    assert tally.unexplained(reasons().survivors) == []


def test_every_kind_of_slip_is_made() -> None:
    """There is every kind of slip in a flow that asks, and in the content."""
    assert {mutant.kind for mutant in mutants("adult_brief")} == KINDS
    assert {mutant.kind for mutant in mutants(CONTENT_GROUP)} == CONTENT_KINDS


def test_no_two_mutants_share_a_name() -> None:
    """A survivor is known by its name."""
    for group in ("offer", CONTENT_GROUP):
        names = [mutant.name for mutant in mutants(group)]
        assert len(names) == len({*names})


def test_what_the_map_says_of_two_cards_a_law_says_of_the_flow() -> None:
    """The short way for an answer led astray agrees with a walk of the whole mutant."""
    found = [mutant for mutant in sample("document", 12) if isinstance(mutant, Mutant) and mutant.led]
    astray = [mutant for mutant in found if judge().caught_by(mutant) == "LAW-FROM"]
    assert astray
    assert all(judge().all_that_catch(mutant) & MAP for mutant in astray)


@pytest.mark.parametrize("kind", ["untagged", "ungranted", "dimmed"])
def test_a_patched_graph_is_what_a_walk_finds(kind: str) -> None:
    """Where no answer leads elsewhere, the sound graph with the mutant's cards in it is like a walk of the mutant."""
    some = [one for one in sample("offer", 3) if isinstance(one, Mutant) and one.kind == kind]
    sound = [one.flow for one in some if judge().caught_by(one) != COMPILER]
    assert sound
    for flow in map(compiled, sound):
        changed = judge().sound("offer").changed(flow)
        patched, walked = judge()._subject(flow, ANSWERS, changed), judge()._subject(flow, ANSWERS, None)
        assert isinstance(patched, Patched)
        assert looks(patched) == looks(walked)


def test_a_flow_that_is_as_it_was_is_no_slip() -> None:
    """A law less changes nothing that anybody could see, and nothing else is called the same in silence."""
    (first, *_) = [one for one in mutants("offer") if isinstance(one, Mutant) and one.kind == "unlawed"]
    assert judge().caught_by(first) == SAME


def test_without_rules_slips_survive() -> None:
    """The judge can find nothing: without rules and with the map and the oracle alone, tags can be lost in silence."""
    blind = Judge(library(), judge().words, [])
    lost = [one for one in sample("document", 3) if isinstance(one, Mutant) and one.kind == "untagged"]
    assert [blind.caught_by(one) for one in lost].count("") > len(lost) // 2


def test_survivors_need_reasons_and_reasons_survivors() -> None:
    """A survivor that nobody explains fails, and so does a reason that has become idle."""
    tally = Tally()
    tally.add([Fate("a", "dropped", "a: dropped: one", ""), Fate("a", "dropped", "a: dropped: two", "TAG-1")], 0.0)
    assert tally.unexplained({}) == ["a: dropped: one"]
    assert tally.unexplained({"a: dropped: *": "so"}) == []
    assert tally.idle({"a: dropped: *": "so", "a: dropped: two": "so"}) == ["a: dropped: two"]
    assert tally.share == 0.5


def test_every_reason_is_told() -> None:
    """A reason is a sentence, and a rule that catches none is one that there is."""
    told = reasons()
    assert all(len(reason.split()) > 4 for reason in (*told.survivors.values(), *told.rules.values()))
    assert told.rules.keys() <= {rule.id for rule in RULES}
