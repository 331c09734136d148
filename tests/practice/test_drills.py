"""Two minutes, spaced further and further: what is drawn, when it is due, and the four numbers that are kept."""

from __future__ import annotations

import json
import stat
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cli import drill as drilling
from bot.practice import drills
from bot.practice.drills import Deck
from bot.practice.spacing import DAYS, Spaced, after, is_due
from bot.present import facts
from bot.present.facts import Facts
from tests.console.program import run
from tests.practice.samples import CONTENT, case, shelf
from tests.practice.test_shipped import READS

DECK: Deck = drills.deck(facts.read(CONTENT / "facts.yaml"), READS["kitchen_hand"].scenario, len(READS))
TODAY = 20_000


def test_pauses_grow_from_a_day_to_four_months() -> None:
    """Who knows everything each time comes back after 1, 3, 7, 21, 60 and 120 days, and every 120 from then on."""
    spaced, today, pauses = Spaced(7), TODAY, []
    for _ in range(8):
        spaced = after(spaced, today, knew=True)
        pauses.append(spaced.due - today)
        today = spaced.due
    assert pauses == [*DAYS, 120, 120]
    assert spaced.done == 8


def test_whoever_did_not_know_comes_back_after_the_same_pause() -> None:
    """Nobody is sent back to the start, and nobody is hurried on."""
    spaced = Spaced(7, done=3, pause=3)
    assert after(spaced, TODAY, knew=False) == Spaced(7, 4, 3, TODAY + 21)
    assert after(spaced, TODAY, knew=True) == Spaced(7, 4, 4, TODAY + 21)


def test_late_is_simply_due() -> None:
    """A day too early is not due, the day itself and any later one is, and so is a day that no drill can have set."""
    spaced = Spaced(7, due=TODAY)
    assert [is_due(spaced, TODAY + days) for days in (-1, 0, 1, 400)] == [False, True, True, True]
    assert is_due(Spaced(7, due=TODAY + 121), TODAY)


@given(st.integers(0, 2**32 - 1), st.integers(0, 2**16 - 1))
def test_a_drill_is_drawn_by_two_numbers(seed: int, done: int) -> None:
    """The same twice; every card says that it is practice; the right answer is one of two."""
    first = drills.drill(DECK, seed, done, shelf())
    assert first == drills.drill(DECK, seed, done, shelf())
    assert all(card.banner.startswith("PRACTICE.") for card in (first.cue, *(one.card for one in first.questions)))
    assert all(one.right in (0, 1) and len(one.card.choices) == 2 for one in first.questions)
    assert len(first.cue.blocks[1].lines) >= 4


def test_everything_comes_up_before_anything_comes_again() -> None:
    """Each sign, each moment and each saying once, then all of them in another order."""
    drawn = [drills.drill(DECK, 11, done, shelf()) for done in range(2 * len(DECK.cues))]
    cues = [one.cue.blocks[0].lines[0] for one in drawn]
    half = len(DECK.cues)
    assert len({*cues[:half]}) == len({*cues[half:]}) == half
    assert cues[:half] != cues[half:]
    names = sorted(READS)
    assert sorted(drills.case_of(names, 11, done) for done in range(len(names))) == names


def test_what_is_so_is_told_as_often_as_what_is_not() -> None:
    """Nobody learns to always tap the same, neither for a saying nor for a line."""
    drawn = [drills.drill(DECK, seed, seed, shelf()).questions for seed in range(400)]
    assert all(120 < sum(one[place].right for one in drawn) < 280 for place in (0, 1))


def test_what_is_judged_so_is_so() -> None:
    """The truth is shown where the right answer is that it is so, and what people say where it is not."""
    for seed in range(50):
        question = drills.drill(DECK, seed, seed, shelf()).questions[1]
        shown, truth = question.card.blocks[0].lines[0], question.told[0].lines[0]
        assert (shown == truth) == (question.right == 0)


def test_a_line_that_breaks_a_rule_is_never_the_right_one() -> None:
    """What is right is what keeps its rule, and both are told with their reasons afterwards."""
    for seed in range(50):
        question = drills.drill(DECK, seed, 0, shelf()).questions[0]
        chosen = question.card.choices[question.right]
        assert question.told[0].label.startswith("Keeps ")
        assert question.told[0].lines[0].strip("“”") in chosen
        assert question.told[1].label.startswith("Breaks ")


def test_nothing_to_draw_from_is_told() -> None:
    """Without signs, cases or sayings there is no drill."""
    with pytest.raises(ValueError, match="drill"):
        drills.deck(Facts(()), case(), 1)
    with pytest.raises(ValueError, match="cases"):
        drills.case_of([], 0, 0)


@pytest.mark.parametrize(
    "numbers", [(-1, 0, 0, 0), (2**32, 0, 0, 0), (1, -1, 0, 0), (1, 0, 6, 0), (1, 0, 0, -1), (1, 0, 0, 10**9)]
)
def test_numbers_of_no_drill_are_refused(numbers: tuple[int, int, int, int]) -> None:
    """Whatever stood in a file, a drill begins only from numbers that one can have left."""
    with pytest.raises(ValueError, match="drill"):
        Spaced(*numbers)


def held(tmp_path: Path, typed: str, **options: Any) -> int:
    """Hold a drill in this process, with lines from a script; its exit code."""
    script = tmp_path / "typed.txt"
    script.write_text(typed, encoding="utf-8")
    return drilling.drill(drilling.Wanted(script=script, **options))


def test_a_file_keeps_four_numbers_for_nobody_else_to_read(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """A drill is held, the file has its numbers; the next one is not due before tomorrow, unless it is asked for."""
    kept = tmp_path / "drills.json"
    assert held(tmp_path, "on\n1\nhello\n2\n", keep=kept, seed=5) == 0
    assert "Type 1 or 2" in capfd.readouterr().out
    first = json.loads(kept.read_text(encoding="utf-8"))
    assert {*first} == {"seed", "done", "pause", "due"}
    assert (first["seed"], first["done"]) == (5, 1)
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert held(tmp_path, "", keep=kept) == 0
    assert capfd.readouterr().out.startswith("* Not before ")
    assert held(tmp_path, "on\n1\n1\n", keep=kept, now=True) == 0
    assert json.loads(kept.read_text(encoding="utf-8"))["done"] == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["drills.json", "typed.txt"]


@pytest.mark.parametrize("typed", ["on\n1\n", "on\nstop\n", "stop\n", ""])
def test_a_drill_that_is_left_changes_nothing(typed: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Whoever stops in the middle is asked the same again, another day."""
    kept = tmp_path / "drills.json"
    assert held(tmp_path, typed, keep=kept) == 0
    assert capfd.readouterr().out.rstrip().endswith("Nothing was kept.")
    assert not kept.exists()


OTHERS = [
    "",
    "[]",
    "{}x",
    '{"seed": "a"}',
    '{"seed": 1, "name": 2}',
    '{"seed": true}',
    "x" * 999,
    '{"seed": 1, "pause": 9}',
]


@pytest.mark.parametrize("text", OTHERS)
def test_a_file_with_anything_else_is_left_alone(text: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """One sentence, and not a byte of it is changed."""
    other = tmp_path / "notes.txt"
    other.write_text(text, encoding="utf-8")
    assert held(tmp_path, "on\n1\n1\n", keep=other) == 2
    assert len(capfd.readouterr().err.splitlines()) == 1
    assert other.read_text(encoding="utf-8") == text


def test_without_a_file_nothing_is_kept() -> None:
    """Nobody is reminded who has not asked for it."""
    ran = run("drill", given=b"\n1\n1\n")
    assert ran.stdout.decode().rstrip().endswith("Nothing is kept, so nothing reminds you.")
