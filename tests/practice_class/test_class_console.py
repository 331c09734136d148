"""A class at one keyboard, as the real program in a process of its own, scripts in the place of a trainer."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cli.scenario_hall import counted
from tests.console.program import run
from tests.practice_class.cases import ROOT

FOLDER = ROOT / "tests" / "practice" / "scenarios"
SMALL = ("first_minutes", "--folder", FOLDER, "--seed", "0")


def held(typed: Sequence[str], *args: object) -> str:
    """What a class shows."""
    ran = run("scenario", "class", *args, given="".join(f"{line}\n" for line in typed).encode())
    assert (ran.returncode, ran.stderr) == (0, b"")
    return ran.stdout.decode()


def test_a_led_class_writes_its_report(tmp_path: Path) -> None:
    """Votes, wrong ones, the spread, the panel only with the reasons, back, another way, the end, and three files."""
    files = [tmp_path / name for name in ("class.html", "class.csv", "class.png")]
    options = [part for file in files for part in (f"--{file.suffix[1:]}", file)]
    typed = ["6 1 1", "five", "9 9 9", "5 1 0", "why", "7", "back", "6 0 1", "1", "2 2 3", "on"]
    said = held(typed, *SMALL, "--seats", 7, *options)
    assert said.count("Those are not 3 whole numbers, together at most 7.") == 3
    assert said.count("Practice, turn 1\n") == 2
    spread, _, reasons = said.partition("Also - why, back, stop.")
    assert "class 5 of 6" in spread
    assert "panel" not in spread
    assert "panel 7 of 10" in reasons
    assert "Practice, how it came out" in said
    assert said.count("class 6 of 7") == 2
    assert said.rstrip().endswith("Nothing of it is kept but the files that were asked for.")
    assert [file.read_bytes()[:9] for file in files] == [b"<!DOCTYPE", b"kind,scen", b"\x89PNG\r\n\x1a\n\x00"]
    with files[1].open(encoding="utf-8", newline="") as table:
        assert sum(int(row["class"]) for row in csv.DictReader(table) if row["kind"] == "line") == 14


def test_each_seat_at_its_own_pace() -> None:
    """Seat after seat to an ending, one goes back, and before the third the keyboard is closed; then all is told."""
    said = held(["1", "back", "1", "1", "what", "2", "2", "1"], *SMALL, "--seats", 3, "--own-pace")
    assert said.count("has come to an end.") == 2
    assert said.count("That is none of the lines here.") == 1
    assert "Seat 3 of 3 - type a number." in said
    assert "Everybody had a talk of their own." in said
    assert "class 1 of 2" in said


def test_the_same_class_with_the_other_patient(tmp_path: Path) -> None:
    """After the first case the twin follows, and the report says where decisions differed."""
    page = tmp_path / "pair.html"
    typed = ["8 0 0 0", "stop", "0 0 0 8", "stop"]
    said = held(typed, "kitchen_hand", "--seats", 8, "--seed", 1, "--then", "kitchen_hand_two", "--html", page)
    assert said.count("Practice, turn 1\n") == 2
    assert "Now the same class with the other patient" in said
    assert "Where decisions differed" in said
    assert "Most of the class chose another line." in page.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "args",
    [
        (*SMALL, "--seats", 3, "--html", "no/such/folder/page.html"),
        ("kitchen_hand", "--seats", 3, "--then", "tooth_pain"),
    ],
    ids=["no folder", "no twin"],
)
def test_a_bad_question_is_one_sentence(args: tuple[object, ...]) -> None:
    """What would fail when the class is over is refused before it begins."""
    ran = run("scenario", "class", *args)
    assert (ran.returncode, ran.stdout) == (2, b"")
    assert len(ran.stderr.decode().splitlines()) == 1


@given(st.text(max_size=20), st.integers(1, 4), st.integers(1, 100))
def test_votes_are_whole_numbers_or_nothing(typed: str, lines: int, seats: int) -> None:
    """Any text: as many counts as there are lines, together at most the seats, or None."""
    votes = counted(typed, lines, seats)
    assert votes is None or (len(votes) == lines and sum(votes) <= seats and min(votes) >= 0)
