"""What a conversation costs: best, usual and worst with their paths, and limits that are told with the conversation."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.check import Status, run_checks
from bot.check.budget import Budget, Limit, Rates, read
from bot.check.classes import by_id
from bot.check.costs import extremes
from bot.check.graph import Node
from bot.check.samples.small import card, library_with, said, small, subject_of
from bot.engine.versions import locked
from bot.present import catalog
from tests.present import refused

ROOT = Path(__file__).parents[2]

WORDS = catalog.parse(
    "a:\n"
    "  begin: {say: One two three four., note: One two.}\n"
    "  short: {say: One.}\n"
    "  long: {say: One two three four five six seven eight nine ten eleven twelve thirteen.}\n"
    "  end: {note: One two.}\n"
)
TALK = small(
    card("a.begin", "yes > a.long | records work=no", "no > a.short | records work=no"),
    card("a.short", "done > a.end"),
    card("a.long", "done > a.middle"),
    card("a.middle", "done > a.end"),
    results={"none_raised": said("work", "no")},
)
LIBRARY = library_with(TALK)


def _costs(budget: Budget) -> tuple[Status, str, tuple[str, ...]]:
    report = run_checks(LIBRARY, locked(LIBRARY), WORDS, budget=budget, only=["BUDGET-4"])
    (told,) = (one for one in report.results if one.flow == "small")
    return told.status, told.said, told.counterexample


def test_best_and_worst_are_counted_word_by_word() -> None:
    """Four words said and four read on the short way, seventeen and four on the long one."""
    report = run_checks(LIBRARY, locked(LIBRARY), WORDS, budget=Budget(rates=Rates(spoken=60, read=60)))
    (cost,) = (one for one in report.costs if (one.flow, one.kind) == ("small", "nothing_raised"))
    assert cost.best is not None
    assert cost.worst is not None
    assert (cost.best.taps, cost.best.said, cost.best.read, cost.best.minutes) == (2, 5, 4, 0.1)
    assert (cost.worst.taps, cost.worst.said, cost.worst.read, cost.worst.minutes) == (3, 17, 4, 0.3)
    assert [line.split("[")[1].split("]")[0] for line in cost.worst.lines] == ["a.begin", "a.long", "a.middle", "a.end"]


def test_the_usual_one_is_in_the_middle() -> None:
    """Where three answers in four lead the long way, the long way is the usual one."""
    flow = small(
        card("a.begin", *(f"{name} > a.long | records work=no" for name in ("yes", "unsure", "skip")), "no > a.short"),
        card("a.short", "done > a.end | records work=no"),
        card("a.long", "done > a.end"),
        results={"none_raised": said("work", "no")},
    )
    graph = subject_of(library_with(flow), "small").graph

    def seconds(node: Node) -> float:
        return 60.0 if node.state == "a.long" else 6.0

    best, usual, worst = (
        [graph.nodes[move.target].state for move in path] for path in extremes(graph, by_id("nothing_raised"), seconds)
    )
    assert (best, usual, worst) == (["a.short", "a.end"], ["a.long", "a.end"], ["a.long", "a.end"])


@pytest.mark.parametrize(
    ("limit", "words"),
    [
        ({"usual_taps": 1}, "it usually takes"),
        ({"worst_taps": 2}, "it takes 3 taps at worst, at most 2."),
        ({"best_minutes": 0.0}, "it takes 0.1 minutes at best"),
        ({"usual_minutes": 0.0}, "minutes, at most 0.0."),
        ({"worst_minutes": 0.1}, "it takes 0.2 minutes at worst, at most 0.1."),
    ],
)
def test_a_limit_that_is_passed_is_told_with_the_conversation(limit: dict[str, float], words: str) -> None:
    """BUDGET-4: which kind, what it takes, what it may take, and the path."""
    status, told, example = _costs(Budget(budget=(Limit.model_validate({"kind": "nothing_raised"} | limit),)))
    assert status is Status.BROKEN
    assert words in told
    assert example[0].startswith("1. [a.begin]")


def test_a_limit_holds_for_its_flows_and_kinds_alone() -> None:
    """Another flow's limit, another kind's, and one that is just kept."""
    for limit in (
        Limit(kind="nothing_raised", flows=("other",), worst_taps=1),
        Limit(kind="declined", worst_taps=1),
        Limit(kind="any", worst_taps=3),
    ):
        assert _costs(Budget(budget=(limit,)))[0] is Status.PROVED
    assert _costs(Budget(budget=(Limit(kind="any", worst_taps=2),)))[0] is Status.BROKEN


def test_shipped_limits_are_read_from_the_project_file(tmp_path: Path) -> None:
    """Rates and limits; a field that does not exist is refused, and no file is no limit."""
    budget = read(ROOT / "pyproject.toml")
    assert {limit.kind for limit in budget.budget} == {"education_only", "nothing_raised", "any"}
    assert (budget.rates.spoken, budget.rates.read) == (130, 200)
    assert read(tmp_path / "pyproject.toml") == Budget()
    wrong = tmp_path / "wrong.toml"
    wrong.write_text('[[tool.waymark.budget]]\nkind = "any"\nworst = 1\n', encoding="utf-8")
    assert refused.codes(lambda: read(wrong)) == [("budget", 0)]
