"""Every way in which a conversation can end has its line, once, and only conversations with patients are counted."""

from __future__ import annotations

from collections import Counter

from bot.report.lines import LINE_OF, LINES, RESULTS, by_quarter
from bot.runtime.counting import STOPPED
from storage.base import Tally
from tests.console.samples import parts

QUARTER = 2026 * 4


def flows() -> dict[int, str]:
    """The number and the id of each conversation."""
    return {number: name for name, number in parts().codec.flows.items()}


def test_every_result_has_one_line() -> None:
    """A new result of a conversation with a patient has to be given its line first."""
    twice = Counter(result for results in RESULTS.values() for result in results)
    assert [result for result, times in twice.items() if times > 1] == []
    assert RESULTS.keys() | {"other"} == LINES.keys()
    known = {
        name
        for flow in parts().library.flows.values()
        if flow.source.audience == "patient"
        for name, _ in flow.outcome.results
    }
    assert known | {"stopped"} == LINE_OF.keys()


def test_counts_are_summed_by_line() -> None:
    """Flow, language and reason are summed away; an ending of an earlier version is only known to have been one."""
    library, numbers = parts().library, {name: number for number, name in flows().items()}
    offer, brief = library.flows["offer"], library.flows["adult_brief"]
    results = [name for name, _ in offer.outcome.results]
    accepted = results.index("accepted") + 1
    wanted = [name for name, _ in brief.outcome.results].index("help_wanted") + 1
    tallies = [
        (Tally(QUARTER, numbers["offer"], offer.version, 0, accepted, 0), 3),
        (Tally(QUARTER, numbers["offer"], offer.version, 1, accepted, 2), 4),
        (Tally(QUARTER, numbers["adult_brief"], brief.version, 0, wanted, 0), 5),
        (Tally(QUARTER, numbers["adult_brief"], brief.version + 1, 0, wanted, 0), 6),
        (Tally(QUARTER, numbers["adult_brief"], brief.version + 1, 0, STOPPED, 0), 7),
        (Tally(QUARTER, 60_000, 1, 0, 1, 0), 8),
        (Tally(QUARTER, numbers["offer"], offer.version, 0, 60_000, 0), 9),
        (Tally(QUARTER, numbers["learn"], 1, 0, 1, 0), 1_000),
        (Tally(QUARTER + 1, numbers["offer"], offer.version, 0, STOPPED, 0), 1),
    ]
    counted = by_quarter(tallies, {number: library.flows[name] for number, name in flows().items()})
    nothing = dict.fromkeys(LINES, 0)
    assert counted == {
        QUARTER: {**nothing, "help": 12, "other": 6 + 8 + 9, "not_now": 7},
        QUARTER + 1: {**nothing, "not_now": 1},
    }
