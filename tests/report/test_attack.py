"""No hidden count can be worked out: not from one release, not from two, not by somebody who knows the rules."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from itertools import combinations

import pytest

from bot.report.ledger import brought_up
from bot.report.lines import LINES
from bot.report.release import RULE, Release, Rule, released
from tests.report.attacker import Known, bounds, exact, narrow

KNOWN = Known()
PLAIN = Rule(base=1, complement=True)
"""No rounding, so that the hiding of totals has to do all the work."""

BARE = Rule(base=1, complement=False)
"""Small counts are hidden, and nothing else is done."""

QUARTER = 2026 * 4


def tables(count: int, seed: int) -> Iterator[dict[str, int]]:
    """Random tables of many kinds: quiet sites, busy ones, a few large lines, counts at the very edges."""
    chance = random.Random(seed)  # noqa: S311 - not a secret
    kinds: tuple[Callable[[], int], ...] = (
        lambda: chance.choice((0, 0, 1, 2, 3, 5, 10)),
        lambda: chance.randint(0, 25),
        lambda: chance.choice((0, 9, 10, 11, 12, 13, 14, 15)),
        lambda: int(chance.expovariate(1 / 40)),
        lambda: chance.choice((12, 13, 17, 18, 22, 52, 102)),
        lambda: chance.randint(0, 400),
        lambda: chance.choice((0, 12)),
    )
    for _ in range(count):
        some = chance.sample(kinds, chance.randint(1, 3))
        yield {line: chance.choice(some)() for line in LINES}


def attacked(count: int, seed: int) -> tuple[int, int, int]:
    """How many hidden counts there were, how many are known exactly, how many too closely."""
    hidden, known, close = 0, 0, 0
    for counts in tables(count, seed):
        release = released(QUARTER, counts)
        found = bounds([release], KNOWN)
        assert all(low <= counts[line] <= high for line, (low, high) in found.items())
        hidden += sum(figure is None for figure in release.figures.values())
        known += len(exact(release, found))
        close += len(narrow(release, found))
        for line, figure in release.figures.items():
            low, high = found[line]
            assert figure is None or high - low == RULE.base - 1
    return hidden, known, close


def test_no_hidden_count_is_found() -> None:
    """Of random tables the solver finds no hidden count, and none more closely than eleven values."""
    hidden, known, close = attacked(150, seed=11)
    assert hidden > 300
    assert (known, close) == (0, 0)


@pytest.mark.long
def test_no_hidden_count_is_found_in_ten_thousand_tables() -> None:
    """The same for ten thousand tables."""
    hidden, known, close = attacked(10_000, seed=12)
    print(f"10000 tables, {hidden} hidden counts: {known} exact, {close} too narrow")  # noqa: T201
    assert (known, close) == (0, 0)


def test_knowing_an_empty_line_helps_nobody() -> None:
    """Somebody who knows that one hidden line is empty learns no more of the other hidden ones."""
    tried = 0
    for counts in tables(150, seed=18):
        release = released(QUARTER, counts)
        empty = next((line for line, count in counts.items() if count == 0), "")
        if release.total is None or not empty:
            continue
        tried += 1
        found = bounds([release], KNOWN, empty)
        assert [line for line in narrow(release, found) if line != empty] == []
    assert tried > 20


def test_totals_alone_hide_enough() -> None:
    """Without any rounding, hiding the total keeps every hidden count at all its eleven values."""
    known = Known(base=1)
    for counts in tables(120, seed=13):
        release = released(QUARTER, counts, PLAIN)
        assert narrow(release, bounds([release], known)) == []


def test_the_solver_finds_what_is_not_protected() -> None:
    """The control: with the hiding of totals turned off, the solver finds hidden counts to the last patient."""
    known, found = Known(base=1), 0
    for counts in tables(120, seed=13):
        release = released(QUARTER, counts, BARE)
        exactly = bounds([release], known)
        for line in exact(release, exactly):
            assert exactly[line][0] == counts[line]
            found += 1
    assert found > 30


def test_rounding_alone_is_not_enough() -> None:
    """The control: with rounding and without the complement, some hidden counts are known too closely."""
    close = 0
    for counts in tables(150, seed=11):
        release = released(QUARTER, counts, Rule(complement=False))
        close += len(narrow(release, bounds([release], KNOWN)))
    assert close > 5


def test_a_hidden_total_tells_nothing_by_being_hidden() -> None:
    """Whoever runs the rules backwards finds every value of every line still possible where the total is hidden."""
    seen = 0
    for counts in tables(400, seed=14):
        release = released(QUARTER, counts)
        if release.total is not None:
            continue
        seen += 1
        spans = {line: KNOWN.span(figure) for line, figure in release.figures.items()}
        assert {line: backwards(release, line, spans) for line in spans} == spans
    assert seen > 40


def backwards(release: Release, line: str, spans: dict[str, tuple[int, int]]) -> tuple[int, int]:
    """The least and the most of a line over all tables that would be released in just this way."""
    others = [span for name, span in spans.items() if name != line]
    least, most = sum(low for low, _ in others), sum(high for _, high in others)
    possible = [
        count
        for count in range(spans[line][0], spans[line][1] + 1)
        if _released_alike(release, line, count, least, most)
    ]
    return min(possible), max(possible)


def _released_alike(release: Release, line: str, count: int, least: int, most: int) -> bool:
    """Is there a table with this count in this line that leads to this very release?"""
    names = [name for name in release.figures if name != line]
    spans = {name: KNOWN.span(release.figures[name]) for name in names}
    for rest in range(least, most + 1):
        table, left = {line: count}, rest - least
        for name in names:
            low, high = spans[name]
            table[name] = low + min(left, high - low)
            left -= table[name] - low
        ordered = {name: table[name] for name in release.figures}
        if released(release.quarter, ordered) == release:
            return True
    return False


def test_two_releases_of_a_quarter_are_one() -> None:
    """Counts that come late change no release: the file answers, and every pair of releases is the same."""
    chance = random.Random(15)  # noqa: S311 - not a secret
    for counts in tables(60, seed=15):
        history, quarters = [brought_up([], {QUARTER: counts}, QUARTER + 1)], {QUARTER: dict(counts)}
        for later in range(QUARTER + 1, QUARTER + 4):
            quarters[QUARTER][chance.choice(list(LINES))] += 1
            quarters[later] = dict(counts)
            history.append(brought_up(history[-1], quarters, later + 1))
        for before, after in combinations(history, 2):
            assert after[: len(before)] == before


def test_pairs_of_releases_would_tell_without_the_file() -> None:
    """The control: released anew with one conversation more, some counts are known exactly by the difference."""
    found = 0
    for counts in tables(150, seed=16):
        for line in LINES:
            one = released(QUARTER, counts)
            two = released(QUARTER, {**counts, line: counts[line] + 1})
            # The one who was counted knows it: a figure that was hidden and now is not stands at the edge.
            found += one.figures[line] is None and two.figures[line] is not None
    assert found > 10


def test_all_pairs_of_quarters_tell_nothing_more() -> None:
    """Even if two quarters were the very same table, both releases together tell no more than one."""
    for counts in tables(40, seed=17):
        first, second = released(QUARTER, counts), released(QUARTER + 1, counts)
        found = bounds([first, second], KNOWN)
        assert (exact(first, found), narrow(first, found)) == ([], [])


@pytest.mark.parametrize("count", range(40))
def test_the_edges(count: int) -> None:
    """A figure is the nearest five, and 15 is the smallest: 0 to 12 are hidden alike."""
    figure = released(QUARTER, dict.fromkeys(LINES, count)).figures["help"]
    assert figure == (None if count < 13 else 5 * round(count / 5))
