"""The command: off unless asked for, over quarters that are over, and the same answer for ever."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from bot.app import Refused, now
from bot.cli import figures
from bot.report import holdings, ledger
from bot.report.lines import LINES
from bot.runtime.counting import quarter
from tests.console.program import run
from tests.report.stores import demonstration, made

FIRST = 2025 * 4 + 1
OFFERED, DECLINED, ACCEPTED = 5, 3, 4
"""The numbers of three results of the conversation "offer"."""

BUSY = [(FIRST, 0, 1, 0, OFFERED, 0, 41), (FIRST, 0, 1, 1, DECLINED, 0, 7), (FIRST + 1, 0, 1, 0, ACCEPTED, 1, 23)]


def told(folder: Path, capsys: pytest.CaptureFixture[str]) -> dict[tuple[str, str], str]:
    """What the command writes as CSV, by quarter and line."""
    assert figures.report(folder / "site.yaml", folder / "w.sqlite", "csv", None) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    return {(row["quarter"], row["line"]): row["figure"] for row in rows}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a store and a site that counts."""
    made(tmp_path / "w.sqlite", BUSY)
    demonstration(tmp_path)
    return tmp_path


def test_off_is_said_kindly(tmp_path: Path) -> None:
    """A site that does not count hears so in a sentence, and no file is made."""
    made(tmp_path / "w.sqlite", BUSY)
    done = run("report", "--store", str(tmp_path / "w.sqlite"), "--site", str(demonstration(tmp_path, counts=False)))
    assert done.returncode == 2
    assert done.stderr.startswith(b"Counts are off at this site")
    assert len(list(tmp_path.iterdir())) == 2


def test_figures_are_rounded_and_small_ones_hidden(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """41 reads 40, 7 is an empty field like the zero beside it, and every line is there."""
    said = told(folder, capsys)
    assert said["2025 Q2", LINES["informed"]] == "40"
    assert said["2025 Q2", LINES["declined"]] == said["2025 Q2", LINES["help"]] == ""
    assert said["2025 Q2", "All conversations"] == "50"
    assert said["2025 Q3", LINES["help"]] == "25"
    assert {line for _, line in said} == {*LINES.values(), "All conversations"}


def test_a_quarter_that_is_not_over_is_not_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What is counted now stays out until its quarter, and two days, are over."""
    today = quarter(now())
    made(folder / "w.sqlite", [(today, 0, 1, 0, OFFERED, 0, 500), (today + 1, 0, 1, 0, OFFERED, 0, 500)])
    assert "500" not in told(folder, capsys).values()


def test_quarters_without_a_count_are_told_like_small_ones(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A quarter in which nobody was counted has its rows, all hidden: a gap would tell."""
    said = told(folder, capsys)
    assert {figure for (when, _), figure in said.items() if when == "2025 Q4"} == {""}


def test_what_was_told_never_changes(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Late counts, of a quarter that was told or of one before it, change nothing."""
    before = told(folder, capsys)
    made(folder / "w.sqlite", [(FIRST, 1, 1, 0, 0, 0, 60), (FIRST - 3, 0, 1, 0, 0, 0, 60)])
    assert told(folder, capsys) == before


def test_the_file_of_releases_holds_what_was_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Figures as they were released, and no exact count."""
    told(folder, capsys)
    kept = json.loads(ledger.beside(folder / "w.sqlite").read_text(encoding="utf-8"))["releases"]
    assert kept[0]["figures"] == {**dict.fromkeys(LINES), "informed": 40}
    assert kept[0]["total"] == 50


def test_a_bent_file_of_releases_is_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing is told anew where the old answer cannot be read."""
    ledger.beside(folder / "w.sqlite").write_text('{"releases": [{"quarter": "x"}]}', encoding="utf-8")
    with pytest.raises(Refused, match="not as this program wrote it"):
        told(folder, capsys)


@pytest.mark.parametrize(("members", "fine"), [(10, False), (11, True)])
def test_a_small_team_is_not_reported_on(tmp_path: Path, members: int, *, fine: bool) -> None:
    """At a live site with fewer than eleven people let in, a count would be about them."""
    found = holdings.read(made(tmp_path / "w.sqlite", members=members))
    assert figures.few(found, demonstration=False) is not fine
    assert not figures.few(found, demonstration=True)


def test_a_picture_is_drawn(folder: Path) -> None:
    """A PNG as wide as a phone's screen has dots, and a sentence that tells the same."""
    out = folder / "report.png"
    command = ("report", "--store", str(folder / "w.sqlite"), "--site", str(folder / "site.yaml"), "--format", "png")
    assert run(*command).stderr == b"A picture needs a file: --out FILE.\n"
    done = run(*command, "--out", str(out))
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(b"Conversations a quarter: ")
    drawn = out.read_bytes()
    assert drawn.startswith(b"\x89PNG")
    assert int.from_bytes(drawn[16:20], "big") == 1080
    assert b"about 50" in drawn


def test_a_table_is_written(folder: Path) -> None:
    """The table for a terminal fits eighty columns and says what is hidden and why."""
    out = folder / "report.txt"
    assert figures.report(folder / "site.yaml", folder / "w.sqlite", "table", out) == 0
    text = out.read_text(encoding="utf-8")
    assert max(map(len, text.splitlines())) <= 120
    assert "not shown: 12 or fewer" in text


@pytest.mark.parametrize("store", ["gone.sqlite", "site.yaml"])
def test_what_is_no_store_is_refused(folder: Path, store: str) -> None:
    """A wrong path is met with a sentence, and nothing is made there."""
    with pytest.raises(Refused):
        figures.report(folder / "site.yaml", folder / store, "table", None)
    assert not (folder / "gone.sqlite").exists()
