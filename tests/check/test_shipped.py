"""The conversations that ship: everything proved, nothing passed over in silence, and told so that one can read it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import pytest

from bot.app import read_parts
from bot.check import Report, Result, Status, run_checks
from bot.check.premises import PREMISES
from bot.check.rule import Subject
from bot.check.rules import RULES
from bot.check.samples.small import card, library_with, small
from bot.check.walk import TRIAL
from bot.cli.checking import content_of
from bot.engine.record import codec
from bot.engine.spec import Gate
from bot.engine.versions import Lock
from bot.library import library, library_of, read_lock
from bot.present import catalog, checklist

WORDS = Path(__file__).parents[2] / "content" / "prompts.yaml"
CHECKLIST = checklist.read(WORDS.parent / "checklist.yaml")

PRACTICE = (
    *(f"ORD-{number:02}" for number in range(1, 23)),
    *(f"MUST-{number:02}" for number in range(1, 26)),
    *(f"NEV-{number:02}" for number in range(1, 31)),
    *(f"PATH-{number}" for number in range(1, 6)),
)
"""Every rule of practice that a program might check."""

PROMISED = {
    *(f"ORD-{number:02}" for number in (1, 2, 3, 5, 7, 8, 10, 11, 12, 13, 14, 16, 17)),
    *(f"MUST-{number:02}" for number in (1, 2, 3, 4, 5, 11, 12, 25)),
    *("NEV-13", "NEV-15", "NEV-16", "NEV-23", "PATH-1", "PATH-3", "PATH-4"),
}
"""The rules that must be proved on the conversation that asks, whatever else is."""


@cache
def report() -> Report:
    """The whole report on what ships, made once."""
    parts = read_parts()
    content = content_of(parts)
    return run_checks(parts.library, read_lock(), parts.catalog, content.findings, content=content, jobs=2)


def _results(status: Status) -> Iterator[Result]:
    return (result for result in report().results if result.status is status)


def test_nothing_is_broken() -> None:
    """Every rule, law and premise holds on every conversation that ships."""
    assert not report().broken, "\n".join(report().lines())


def test_what_was_promised_is_proved() -> None:
    """The first rules of practice are proved on the conversation that asks, and not waved through."""
    proved = {result.rule for result in _results(Status.PROVED) if result.flow in ("adult_brief", "all")}
    assert proved >= PROMISED


def test_every_rule_of_practice_has_its_place() -> None:
    """Each of the eighty-two is judged by exactly one rule; what a person adds to it is on the checklist."""
    ids = [rule.id for rule in RULES]
    assert [ids.count(one) for one in PRACTICE] == [1] * 82
    completed = {one for entry in CHECKLIST.entries for one in entry.rules}
    assert completed <= set(PRACTICE)
    assert {entry.id for entry in CHECKLIST.entries} <= {result.rule for result in report().results}


def test_no_rule_passes_in_silence() -> None:
    """Each rule speaks of each flow, and says why when it does not apply; each applies somewhere or says why not."""
    for result in _results(Status.NOT_APPLICABLE):
        assert result.said, result
    for flow in library().flows:
        told = {result.rule for result in report().results if result.flow == flow}
        assert told >= {rule.id for rule in RULES if not rule.once} | PREMISES.keys() | {"LOCK-1"}


def test_rule_ids_are_told_once() -> None:
    """No two rules have one id, and every rule of practice names its sources."""
    ids = [rule.id for rule in RULES]
    assert len(set(ids)) == len(ids)
    sourceless = [rule.id for rule in RULES if rule.id in PRACTICE and not rule.sources]
    assert sourceless == ["MUST-24", "NEV-30"]  # none was read for the first; the second is our own


def test_the_walk_is_exhaustive_and_small() -> None:
    """Thousands of situations, not millions: merging works, and nothing is left out."""
    walked = report().walked
    assert walked.keys() == library().flows.keys()
    assert sum(sessions for sessions, _ in walked.values()) < 50_000
    assert all(steps > sessions for sessions, steps in walked.values())


def test_a_broken_rule_reads_as_a_conversation() -> None:
    """Titles of cards and labels of answers, with their ids, to the card where it goes wrong."""
    flow = library().flows["document"].source
    impossible = replace(flow, gates=(*flow.gates, Gate("limits", frozenset({"limits"}))))
    found = run_checks(library_of((impossible, library().flows["safety"].source)), read_lock(), catalog.read(WORDS))
    (broken,) = (one for one in found.results if one.status is Status.BROKEN and one.flow == "document")
    assert broken.rule == "LAW-GATE"
    assert broken.counterexample == (
        "1. Before you ask [opening.begin] > All three are settled (yes)",
        "2. Age and duty [footing.age] > 18 or over (adult)",
        "3. Before any question [footing.limits]",
    )
    assert [line.strip() for line in found.lines() if line.strip() in broken.counterexample]


def test_without_words_everything_goes_by_its_id() -> None:
    """A report needs no catalogue."""
    broken = small(card("a.begin", "done > a.over"), card("a.over", tags="end"))
    found = run_checks(library_with(broken), read_lock())
    (result,) = (one for one in found.results if (one.rule, one.flow) == ("MUST-03", "small"))
    assert result.counterexample == ("1. [a.begin] > done", "2. [a.over]")


def test_the_report_is_plain_data() -> None:
    """As JSON it tells the same: statuses, examples, what was walked, what it costs, who looks after the rest."""
    told = json.loads(json.dumps(report().to_json()))
    assert told["broken"] is False
    assert {one["status"] for one in told["results"]} == {"proved", "not_applicable", "needs_person"}
    assert {one["by"] for one in told["results"]} == {"walk", "words", "data", "person"}
    assert told["counts"]["broken"] == 0
    assert told["walked"].keys() == library().flows.keys()


def test_every_kind_of_conversation_is_measured() -> None:
    """Taps and words of each kind, within the budget of a shift."""
    costs = {(cost.kind, cost.flow): cost for cost in report().costs}
    offer, brief = costs["education_only", "offer"], costs["nothing_raised", "adult_brief"]
    assert offer.least <= offer.typical <= offer.most <= 6
    assert brief.least <= brief.typical <= 14
    assert costs["danger", "offer"].least == 2
    assert {kind for kind, flow in costs if flow == "adult_brief"} == {
        *("education_only", "no_privacy", "companion_stays", "declined", "nothing_raised", "something_raised"),
        "under_18",
        *("help_now", "danger", "self_harm", "away"),
    }
    assert all(cost.said + cost.read and cost.minutes < 10 for cost in costs.values())
    raised = {flow for kind, flow in costs if kind == "something_raised"}
    assert raised == {"adult_brief", "adult_concern", "work_rights", "young_adult", "adolescent"}


@dataclass(frozen=True)
class Finding:
    """What the lint of words would say."""

    code: str
    key: str
    line: int
    sentence: str


def test_findings_of_the_lint_are_results_too() -> None:
    """What the words break is broken; what could not be measured is a warning."""
    findings = (Finding("NEV-01", "a.begin.say", 7, "A label."), Finding("measure-missing", "", 0, "No grades."))
    found = run_checks(library_with(small(card("a.begin", "done > a.end"))), read_lock(), lint_findings=findings)
    told = {result.rule: result for result in found.results if result.flow == "words"}
    assert found.broken
    assert (told["NEV-01"].status, told["NEV-01"].counterexample) == (Status.BROKEN, ("a.begin.say, line 7",))
    assert told["measure-missing"].status is Status.WARNING


def test_a_site_without_contacts_is_told() -> None:
    """Where no contact of any category can be shown, exactly the rules that need one are broken."""
    flow = library().flows["adult_brief"]
    subject = Subject(library(), flow, codec(read_lock(), library()), lambda category: 0, TRIAL)
    needy = {"MUST-04", "MUST-06", "MUST-11", "BUDGET-3", "TAG-7"}
    kept = {"ORD-01", "MUST-05", "MUST-12", "MUST-23", "TAG-5", "WAY-4"}
    judged = [rule for rule in RULES if rule.id in needy | kept]
    assert {rule.id for rule in judged if rule.judge(subject).status is Status.BROKEN} == needy


def _lock(lock: Lock, **changed: tuple[int, str]) -> Lock:
    return replace(lock, flows={**lock.flows, **changed})


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"offer": (1, "0" * 16)}, "Its graph moved and its version did not, or the other way round."),
        ({"offer": (0, "")}, "flows.lock does not know this version: write it with 'python -m bot lock'."),
    ],
)
def test_a_lock_that_fell_behind_is_told(changed: dict[str, tuple[int, str]], said: str) -> None:
    """LOCK-1: a graph that moved without its version, and a version that the lock has not seen."""
    lock = read_lock()
    offer = library_of((library().flows["offer"].source, library().flows["safety"].source))
    found = run_checks(offer, _lock(lock, **changed), rules=())
    assert [one.said for one in found.results if one.rule == "LOCK-1" and one.flow == "offer"] == [said]


def test_numbers_that_the_lock_lacks_are_told() -> None:
    """LOCK-1: a card without a number could not be stored."""
    offer = library_of((library().flows["offer"].source, library().flows["safety"].source))
    found = run_checks(offer, replace(read_lock(), states=("opening.begin",)), rules=())
    said = [one.said for one in found.results if one.rule == "LOCK-1" and one.flow == "offer"]
    assert re.match("flows.lock has no numbers", said[0])
