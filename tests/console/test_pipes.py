"""A program holds a whole conversation over pipes: one line in, one screen out, each before the next."""

from __future__ import annotations

import json
from pathlib import Path

from tests.console.program import Piped, Shown, run

KEYS = {
    "flow", "state", "tags", "mode", "revision", "say", "note", "title", "choices", "interrupts", "notices",
    "contacts", "progress", "outcome",
}  # fmt: skip
"""What every screen has; further keys may come."""


def first(shown: Shown) -> str:
    """Whoever takes the first answer of each card."""
    choice: str = shown["choices"][0]["id"]
    return choice


def quiet(shown: Shown) -> str:
    """A patient with whom nothing comes up: settled, adult, no to each question, nothing wanted."""
    ids = [choice["id"] for choice in shown["choices"]]
    if "sensitive_q" in shown["tags"]:
        return "no"
    return next(one for one in ("adult", "yes", "done", "none", ids[0]) if one in ids)


def test_a_whole_conversation_is_held_over_pipes() -> None:
    """Each line is answered as it comes, every screen is whole, and the end has an outcome and exit code 0."""
    with Piped() as console:
        assert console.shown["mode"] == "running"
        assert console.shown["progress"]["card"] == 1
        screens = console.walk(quiet)
        assert all(screen.keys() >= KEYS for screen in screens)
        assert [screen["outcome"] is None for screen in screens] == [True] * (len(screens) - 1) + [False]
        assert screens[-1]["outcome"]["result"] == "none_raised"
        assert screens[-1]["outcome"]["topics"] == []
        assert screens[-1]["mode"] == "ended"
        assert console.close() == (0, "")


def test_a_number_a_label_and_an_id_say_the_same() -> None:
    """Whatever a person types for an answer leads through the same cards."""
    ways = []
    for how in ("id", "label", "number"):

        def typed(shown: Shown, how: str = how) -> str:
            chosen = next(choice for choice in shown["choices"] if choice["id"] == quiet(shown))
            return str(chosen[how])

        with Piped("--flow", "offer") as console:
            ways.append([screen["state"] for screen in console.walk(typed)])
    assert ways[0] == ways[1] == ways[2]


def test_topics_that_come_up_are_told_by_their_ids() -> None:
    """Yes to every question names the topics, and the chosen needs in the patient's order."""

    def open_up(shown: Shown) -> str:
        ids = [choice["id"] for choice in shown["choices"]]
        wanted = {"needs.first": "shelter", "needs.second": "legal", "needs.third": "none", "footing.age": "adult"}
        return wanted.get(shown["state"], "yes" if "yes" in ids else ids[0])

    with Piped() as console:
        outcome = console.walk(open_up)[-1]["outcome"]
    assert outcome["topics"] == ["work", "freedom", "papers", "pressure"]
    assert outcome["needs"] == ["shelter", "legal"]
    assert outcome["next_steps"]


def test_danger_is_one_line_away_and_comes_back() -> None:
    """From any card one word shows whom to call, and the way back is the card we left."""
    with Piped() as console:
        left = console.answer("yes")["state"]
        shown = console.answer("/danger")
        assert shown["mode"] == "danger"
        assert any("911" in line for contact in shown["contacts"] for line in contact["reach"])
        assert console.answer("/resume")["state"] == left


def test_a_cover_shows_nothing_of_the_conversation() -> None:
    """A single full stop hides all, and only the way back leads to a card again."""
    with Piped() as console:
        before = console.answer("yes")
        covered = console.answer(".")
        assert covered["mode"] == "covered"
        assert covered["contacts"] == []
        assert covered["say"] == ""
        assert covered["title"] != before["title"]
        assert console.answer("adult")["mode"] == "covered"
        assert console.answer("/resume")["state"] == before["state"]


def test_back_edit_and_stop() -> None:
    """Back undoes, edit answers an earlier card again and keeps the rest, stop ends with nothing kept."""
    with Piped() as console:
        start = console.shown["state"]
        second = console.answer("yes")["state"]
        assert console.answer("/back")["state"] == start
        console.answer("yes")
        third = console.answer("adult")
        assert third["edits"] == [start, second]
        assert console.answer(f"/edit {second}")["state"] == second
        assert console.answer("adult")["state"] == third["state"]
        ended = console.answer("/stop")
        assert ended["outcome"]["result"] == "stopped"
        assert console.close() == (0, "")


def test_a_blank_line_shows_the_card_again() -> None:
    """A program that sends nothing but the end of a line gets an answer, and nothing has changed."""
    with Piped() as console:
        before = console.shown
        assert console.answer("") == before


def test_a_script_is_run_to_its_end(tmp_path: Path) -> None:
    """A script has comments and blank lines; each event shows its screen; the end of the script is a good end."""
    script = tmp_path / "way.txt"
    script.write_text("# open\nyes\n\n  18 or over\n/danger\n/resume\n", encoding="utf-8")
    ran = run("console", "--script", script, "--json")
    modes = [json.loads(line)["mode"] for line in ran.stdout.splitlines()]
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert modes == ["running", "running", "running", "danger", "running"]


def test_a_script_without_json_prints_each_screen(tmp_path: Path) -> None:
    """In plain text each card says where it is and who says what, with no code of a terminal in it."""
    script = tmp_path / "way.txt"
    script.write_text("yes\nadult\n/stop\nyes\n", encoding="utf-8")
    ran = run("console", "--script", script)
    said = ran.stdout.decode()
    assert ran.returncode == 0
    assert said.count("Demonstration") == 4
    assert "Card 1 of about" in said
    assert "Say:\n  “" in said
    assert "For you:\n  " in said
    assert "\x1b" not in said


def test_plain_answers_come_line_by_line() -> None:
    """Without --json the screens of a pipe are plain text too, and the end of the input ends the conversation."""
    ran = run("console", "--flow", "offer", given=b"1\n")
    assert ran.returncode == 0
    assert ran.stdout.count(b"Card ") == 2
    assert ran.stdout.rstrip().endswith(b"Nothing of it was kept.")
