"""What leaves practice, when somebody asks for it, tells that they took part and nothing of what they did."""

from __future__ import annotations

import json
from pathlib import Path

from bot.practice import papers
from bot.practice.scenario import Scenario
from tests.console.program import run
from tests.practice.samples import FOLDER, NAME, case, changed, shelf


def content_of(scenario: Scenario) -> list[str]:
    """Every text of a case that somebody could have met in it."""
    lines = [line for turn in scenario.turns for line in turn.lines]
    texts = [scenario.brief, scenario.sees_first, *(line.text for line in lines), *(line.id for line in lines)]
    texts += [part for line in lines for one in line.answers for part in (one.says, one.seen, one.thought)]
    return [*filter(None, texts), *(part for one in scenario.endings for part in (one.id, one.title, one.text))]


def test_statements_hold_ids_and_competencies_and_nothing_else() -> None:
    """An account that is a number, a verb, a case, what it touches: no word of the talk, no score, no verdict."""
    made = papers.statements(case(), "4711", ended=True)
    text = json.dumps(made)
    assert [one["verb"] for one in made] == [
        {"id": papers.VERBS[name], "display": {"en": name}} for name in ("initialized", "completed")
    ]
    assert all({*one} == {"actor", "verb", "object", "context"} for one in made)
    assert not [part for part in content_of(case()) if part in text]
    assert not [word for word in ("score", "success", "worth", "trust", "result") if word in text]
    assert made[0]["actor"] == {"objectType": "Agent", "account": {"homePage": papers.HOME, "name": "4711"}}


def test_a_talk_that_was_left_is_not_called_complete() -> None:
    """It was begun, and that is all that is told."""
    assert len(papers.statements(case(), "1", ended=False)) == 1


def test_a_certificate_has_a_line_for_the_name_and_no_word_of_the_talk() -> None:
    """Whoever holds it writes the name by hand; what the case touched stands there, how well it went does not."""
    page = papers.certificate(case(), "2026-11-22", shelf().words)
    assert "class='name'" in page
    assert "Care around the patient" in page
    assert "says nothing of how well" in page
    assert not [part for part in content_of(case()) if part in page]
    assert "http" not in page


def test_a_title_cannot_bring_markup_into_a_certificate() -> None:
    """What an author writes is text there, whatever it looks like."""
    text = changed(("title: Somebody who does not sit down", "title: <script>alert(1)</script>"))
    assert "<script>" not in papers.certificate(case(text), "2026-11-22", shelf().words)


def test_both_are_written_only_where_they_are_asked_for(tmp_path: Path) -> None:
    """Files of two runs with different choices are the same but for the number that was drawn."""
    told = []
    for number, given in enumerate((b"we see all\nyou can skip\n", b"i promise\nare you a victim\n")):
        record, page = tmp_path / f"record{number}.json", tmp_path / f"page{number}.html"
        args = ("--folder", FOLDER, "--xapi", record, "--certificate", page)
        assert run("scenario", "play", NAME, *args, given=given).returncode == 0
        said = json.loads(record.read_text(encoding="utf-8"))
        for one in said:
            assert one["actor"]["account"].pop("name").isdecimal()
        told.append((said, page.read_text(encoding="utf-8")))
    assert told[0] == told[1]
    assert len(list(tmp_path.iterdir())) == 4


def test_a_talk_that_was_left_has_no_certificate(tmp_path: Path) -> None:
    """And a file that is there already is never written over."""
    page = tmp_path / "page.html"
    args = ("scenario", "play", NAME, "--folder", FOLDER, "--certificate", page)
    assert run(*args, given=b"1\n").returncode == 0
    assert not page.exists()
    page.write_text("mine", encoding="utf-8")
    ran = run(*args, given=b"we see all\nyou can skip\n")
    assert (ran.returncode, len(ran.stderr.decode().splitlines())) == (2, 1)
    assert page.read_text(encoding="utf-8") == "mine"


def test_ninety_seconds_ask_for_nothing() -> None:
    """Four calm cards after the end, one after another; then whoever played is where they were."""
    given = b"we see all\nyou can skip\nrest\n\n\n\n\nstop\n"
    ran = run("scenario", "play", NAME, "--folder", FOLDER, given=given)
    assert ran.returncode == 0
    assert ran.stdout.decode().count("Ninety seconds for yourself") == 4
    assert ran.stdout.decode().rstrip().endswith("Nothing was kept.")
