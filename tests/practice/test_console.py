"""Practice at the console, as the real program in a process of its own: over pipes, as a script, and asked wrongly."""

from __future__ import annotations

import json
import shutil
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.cli import scenario_check, scenario_drafts
from bot.shipped import Refused
from tests.console.program import run
from tests.practice.samples import FOLDER, NAME, changed
from tests.practice.test_matrix import PAIRED, TWIN

BAD = [
    ("scenario", "play", "nobody"),
    ("scenario", "play", NAME, "--folder", str(FOLDER), "--then", NAME),
    ("scenario", "play", NAME, "--folder", str(FOLDER), "--script", "no/such/file"),
    ("scenario", "check"),
    ("scenario", "graph", "nobody"),
    ("scenario", "new", "Not A Name"),
    ("console", "--flow", NAME),
]


def cards(given: str, *args: object) -> list[dict[str, Any]]:
    """What a run shows, card by card."""
    ran = run("scenario", "play", NAME, "--folder", FOLDER, "--seed", "0", "--json", *args, given=given.encode())
    assert (ran.returncode, ran.stderr) == (0, b"")
    return [json.loads(line) for line in ran.stdout.decode().splitlines()]


@pytest.mark.parametrize("args", BAD, ids=" ".join)
def test_a_bad_question_is_one_sentence(args: tuple[str, ...]) -> None:
    """Nothing starts, and nothing is a real conversation by the name of a case."""
    ran = run(*args)
    assert (ran.returncode, ran.stdout) == (2, b"")
    assert len(ran.stderr.decode().splitlines()) == 1


def test_a_talk_is_held_looked_back_on_and_held_again() -> None:
    """First words of a line, a card for each turn, the debrief, back to the first turn, and another ending."""
    shown = cards("We see all our patients\nyou can skip\nback 1\nI promise\nare you a victim\nstop\n")
    heads = [card.get("header", card.get("said")) for card in shown]
    debrief = [
        "Practice, how it came out",
        "Practice, turn 1 again",
        "Practice, turn 2 again",
        "Practice, you and the panel",
    ]
    assert heads[:7] == ["Practice case", "Practice, turn 1", "Practice, turn 2", *debrief]
    assert heads[7:] == ["Practice, turn 1", "Practice, turn 2", *debrief, "Practice ends here. Nothing was kept."]
    titles = [card["title"] for card in shown if card.get("header") == "Practice, how it came out"]
    assert titles == ["A number in her head", "Gone before the cough was heard"]
    assert all(card["banner"].startswith("PRACTICE.") for card in shown if "banner" in card)


def test_what_is_typed_is_never_shown_or_kept() -> None:
    """Words that are no line are answered with a plain sentence and are nowhere in what comes out."""
    ran = run(
        "scenario", "play", NAME, "--folder", FOLDER, given=b"her name is Jane Roe\n\xff\xfe\nback 9\nback 1\nstop\n"
    )
    text = ran.stdout.decode()
    assert ran.returncode == 0
    assert "Jane" not in text
    assert text.count("* That is none of the lines.") == 2
    assert text.count("* There is no such turn to go back to.") == 2


def test_input_that_ends_is_a_way_to_leave() -> None:
    """Nobody is asked again after the last line, and it is said that nothing was kept."""
    assert cards("1\n")[-1] == {"said": "Practice ends here. Nothing was kept."}


def test_the_same_seed_shows_the_same_lines_in_the_same_order() -> None:
    """What a seed shows is written here, so it is the same in another process, and another seed shows it otherwise."""
    first, other = cards(""), cards("", "--seed", "2")
    assert [line.partition("“")[2].split()[0] for line in first[1]["choices"]] == ["We", "I", "Is"]
    assert {*first[1]["choices"]} == {*other[1]["choices"]}
    assert first[1]["choices"] != other[1]["choices"]


def test_a_script_plays_by_itself(tmp_path: Path) -> None:
    """Remarks and blank lines are left out, as in the real console."""
    script = tmp_path / "talk.txt"
    script.write_text("# a kind start\nwe see all our patients\n\nyou can skip\n", encoding="utf-8")
    assert "A number in her head" in [card.get("title") for card in cards("", "--script", script)]


def test_two_patients_are_compared(tmp_path: Path) -> None:
    """The same case with a woman and with a man, and where the decisions differed."""
    (tmp_path / f"{NAME}.yaml").write_text(changed(PAIRED), encoding="utf-8")
    (tmp_path / "second_minutes.yaml").write_text(changed(*TWIN), encoding="utf-8")
    given = b"we see all our\nyou can skip\nis everything\nyou can skip\n"
    ran = run("scenario", "play", NAME, "--folder", tmp_path, "--then", "second_minutes", given=given)
    text = " ".join(ran.stdout.decode().split())
    assert "Where your decisions differed" in text
    assert "the door: with the one “We see all our patients alone" in text
    assert "the question: with" not in text


def test_narrow_terminals_read_it_too() -> None:
    """No line is wider than the window."""
    from bot.cli.practice_paper import text  # noqa: PLC0415 - the command loads it lazily, too
    from bot.practice import cards as made  # noqa: PLC0415
    from tests.practice.samples import case, shelf  # noqa: PLC0415

    assert max(map(len, text(made.brief(case(), 0, shelf().words), 32).splitlines())) <= 32


def told(capfd: pytest.CaptureFixture[str], act: Callable[[], int], code: int = 0) -> str:
    """What a command that keeps nothing in memory says when it is run in this process."""
    before = signal.getsignal(signal.SIGPIPE)  # a command lets a reader that goes away end it; these tests do not
    try:
        assert act() == code
    finally:
        signal.signal(signal.SIGPIPE, before)
    return capfd.readouterr().out


def test_check_tells_all_and_fails(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Issues with file and line on the way out, exit code 1; without any, 0 and what can come out of it."""
    broken = tmp_path / f"{NAME}.yaml"
    broken.write_text(changed(("rule: ORD-09", "rule: ORD-99"), ('votes: "7"', 'votes: "8"')), encoding="utf-8")
    said = told(capfd, lambda: scenario_check.check([broken], None, every=False, as_json=False), 1)
    lines = [line.split(": ")[:2] for line in said.splitlines()[:2]]
    assert [code for _, code in lines] == ["votes", "rule-unknown"]
    assert all(place.startswith(f"{broken}:") for place, _ in lines)
    whole = run("scenario", "check", FOLDER / f"{NAME}.yaml")
    assert whole.returncode == 0
    assert "9 distinct talks" in whole.stdout.decode()


def test_check_for_programs(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """The same as JSON, with what cases lack together."""
    shutil.copy(FOLDER / f"{NAME}.yaml", tmp_path)
    said = json.loads(told(capfd, lambda: scenario_check.check([], tmp_path, every=True, as_json=True), 1))
    assert said["scenarios"][0]["issues"] == []
    assert said["scenarios"][0]["ways"] == 9
    assert "matrix-few" in {one["code"] for one in said["together"]}


def test_a_new_case_owes_nothing_but_its_words(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """What `new` writes holds together: only unwritten texts are told, and no file is overwritten."""
    told(capfd, lambda: scenario_drafts.new("draft", tmp_path))
    draft = tmp_path / "draft.yaml"
    said = json.loads(told(capfd, lambda: scenario_check.check([draft], None, every=False, as_json=True), 1))
    assert {one["code"] for one in said["scenarios"][0]["issues"]} == {"unwritten"}
    before = draft.read_bytes()
    with pytest.raises(Refused):
        scenario_drafts.new("draft", tmp_path)
    assert draft.read_bytes() == before


def test_pictures_show_every_way(capfd: pytest.CaptureFixture[str]) -> None:
    """Each answer is in the table, each turn and ending in the picture."""
    tables = told(capfd, lambda: scenario_drafts.graph(NAME, "table", FOLDER))
    flowcharts = told(capfd, lambda: scenario_drafts.graph(NAME, "mermaid", FOLDER))
    pictures = told(capfd, lambda: scenario_drafts.graph(NAME, "svg", FOLDER))
    assert len(tables.splitlines()) == 1 + 8 + 1
    for name in ("the_door", "the_question", "end: number_known", "end: left_in_silence"):
        assert f'"{name}"' in flowcharts
        assert f">{name}<" in pictures
    assert "your_choice if alone" in flowcharts


def test_list_names_the_cases(capfd: pytest.CaptureFixture[str]) -> None:
    """Each with its minutes and its title."""
    said = told(capfd, lambda: scenario_drafts.listed(FOLDER)).split()
    assert said == [NAME, "4", "min", *"Somebody who does not sit down".split()]
