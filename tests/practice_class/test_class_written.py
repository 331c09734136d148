"""What is written out of a class: escaped, self-contained, of no seat, and the same in every form."""

from __future__ import annotations

import csv
import io
import re
import struct
import subprocess
import sys
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from bot.practice.scenario import Scenario
from bot.practice.words import read
from bot.practice_report import chart, class_words
from bot.practice_report.chart import report_png, spread_png
from bot.practice_report.class_report import ClassReport, report
from bot.practice_report.page import page
from bot.practice_report.sheet import COLUMNS, sheet
from bot.practice_report.table import table
from bot.practice_report.told import told
from bot.present.issues import ContentError
from tests.practice_class.cases import ROOT, case
from tests.practice_class.reading import WORDS, in_words, led, own, reported, shelf

FULL = reported(led(9, {0: 6, 1: 1, 2: 2}, {0: 3, 1: 6}))
FEW = reported(led(4, {0: 4}, {0: 4}))
OWN = reported(own(*[(0, 0)] * 5, *[(0, 1)] * 3, (2, 2)))
PAIR = (
    reported(led(10, {0: 10}, name="kitchen_hand"), "kitchen_hand"),
    reported(led(10, {0: 4, 2: 6}, name="kitchen_hand_two"), "kitchen_hand_two"),
)


class Reader(HTMLParser):
    """What a browser would see: elements with their attributes, and text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def hostile(text: str) -> Scenario:
    """The case with this text wherever a report shows one."""
    one = case()
    turns = tuple(
        replace(turn, scene=text, scenes=(), lines=tuple(replace(line, text=text, because=text) for line in turn.lines))
        for turn in one.turns
    )
    endings = tuple(replace(ending, title=text, text=text) for ending in one.endings)
    return replace(one, title=text, turns=turns, endings=endings)


@pytest.mark.parametrize("one", [FULL, FEW, OWN], ids=["full", "few", "own pace"])
def test_the_page_stands_alone(one: ClassReport) -> None:
    """It says what it is first, fetches nothing, runs nothing, and its policy would not let it."""
    seen = Reader(page(in_words(one)).decode())
    assert {tag for tag, _ in seen.tags} <= {
        "html", "head", "meta", "title", "style", "body", "main", "section", "h1", "h2", "p", "ul", "li", "div", "span"
    }  # fmt: skip
    names = {name for _, attributes in seen.tags for name in attributes}
    assert names <= {"lang", "charset", "http-equiv", "content", "name", "class", "style", "aria-hidden"}
    assert any(attributes.get("content", "") == "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; "
               "form-action 'none'" for _, attributes in seen.tags)  # fmt: skip
    assert "url(" not in page(in_words(one)).decode()
    body = seen.text[seen.text.index("PRACTICE.") :]
    assert body.startswith("PRACTICE.")


def test_a_hostile_text_stays_text() -> None:
    """Markup and formulas in a case are shown as they are written, in the page and in the table."""
    text = "=<script>alert(1)</script>&amp;\"'><img src=//x onerror=y>"
    scenario = hostile(text)
    one = report(scenario, led(9, {0: 9}))
    written = page(told(one, WORDS, shelf())).decode()
    seen = Reader(written)
    assert not {"script", "img"} & {tag for tag, _ in seen.tags}
    assert text in seen.text
    cells = [row["text"] for row in csv.DictReader(io.StringIO(sheet(one)))]
    assert {cell for cell in cells if "script" in cell} == {f"'{text}"}


def test_nobody_is_in_what_is_written() -> None:
    """Which seat chose what changes nothing: two classes with the same counts write the same files."""
    one, other = (
        reported(own((0, 0), (0, 1), (1, 1), (2, 2), (0, 0), (2, 0))),
        reported(own((2, 0), (2, 2), (0, 0), (1, 1), (0, 1), (0, 0))),
    )
    assert page(in_words(one)) == page(in_words(other))
    assert sheet(one) == sheet(other)
    assert report_png(one, WORDS) == report_png(other, WORDS)


def test_of_few_the_files_are_equal_whatever_they_chose() -> None:
    """Four seats at their own pace, all well or all ill: page, table and picture are the same, byte by byte."""
    one, other = (reported(own(*[talk] * 4)) for talk in ((0, 0), (2, 2)))
    assert page(in_words(one)) == page(in_words(other))
    assert sheet(one) == sheet(other)
    assert report_png(one, WORDS) == report_png(other, WORDS)
    assert "Fewer than 5 chose" in Reader(page(in_words(one)).decode()).text


def test_the_table_has_a_line_a_count() -> None:
    """Each line of each turn with its count, the panel and the rule; every row as long as the head."""
    rows = list(csv.reader(io.StringIO(sheet(FULL))))
    assert tuple(rows[0]) == COLUMNS
    assert {len(row) for row in rows} == {len(COLUMNS)}
    lines = [dict(zip(COLUMNS, row, strict=True)) for row in rows if row[0] == "line"]
    assert {row["id"]: row["class"] for row in lines}["the_door/everyone_alone"] == "6"
    assert {(row["of"], row["people"]) for row in lines} == {("9", "10")}
    assert [row[0] for row in csv.reader(io.StringIO(sheet(*PAIR))) if row[0] == "apart"] == ["apart"]


def test_the_terminal_says_the_same() -> None:
    """The watermark first, the counts, where to talk, both patients of a pair, and no line wider than asked."""
    said = table(in_words(*PAIR), 72)
    assert said.startswith("PRACTICE.")
    assert max(map(len, said.splitlines())) <= 72
    assert "class 10 of 10" in said
    assert "Most of the class chose another line." in said
    assert said.count("There is no total.") == 1
    full = table(in_words(FULL))
    assert all(f"\n{part.title}\n" in full for part in in_words(FULL).parts)


def size_of(png: bytes) -> tuple[int, int]:
    """Width and height in dots."""
    assert png.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", png[16:24])
    return width, height


def test_the_picture_fits_a_phone() -> None:
    """As wide as a phone, longer with each turn, shorter without the panel, and it says itself in words."""
    both, one = report_png(FULL, WORDS), spread_png(FULL, FULL.turns[0], WORDS)
    wide, tall = size_of(both)
    assert (wide, size_of(one)[0]) == (1080, 1080)
    assert size_of(one)[1] < size_of(spread_png(FULL, FULL.turns[0], WORDS, panel=True))[1] < tall
    assert b"Turn 1, 1: " in both
    assert b" of 9" in both
    assert b" of 4" not in report_png(FEW, WORDS)


def test_a_long_case_is_drawn_in_a_picture_that_can_be_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """Turns with long lines are drawn smaller before the picture is taller than a phone takes."""
    monkeypatch.setattr(chart, "TALLEST", 2_000)
    turn = replace(FULL.turns[0], lines=tuple(replace(line, text="word " * 45) for line in FULL.turns[0].lines))
    wide, tall = size_of(report_png(replace(FULL, turns=(turn,) * 4), WORDS))
    assert tall in (2_000, 2_001)
    assert wide < 1080


def test_a_start_loads_no_pictures() -> None:
    """Neither matplotlib nor numpy is loaded before a picture is drawn."""
    code = "import sys, bot.practice_report.chart, bot.cli.scenario_class; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False, timeout=60).returncode == 0


def test_every_word_is_used_and_filled() -> None:
    """The file of words has no text that nothing shows: each name stands in the program."""
    sources = [
        *ROOT.glob("bot/practice_report/*.py"),
        ROOT / "bot/cli/scenario_hall.py",
        ROOT / "bot/cli/scenario_class.py",
    ]
    program = "".join(file.read_text(encoding="utf-8") for file in sources if file.name != "class_words.py")
    dynamic = {"kept", "broken", "debated", *WORDS_BY_VALUE}
    unused = [
        name
        for name in class_words.NAMES
        if name not in dynamic and f'"{name}"' not in program and f"'{name}'" not in program
    ]
    assert unused == []


WORDS_BY_VALUE = {
    *("nature risk needs care law prevention universal".split()),
    *("form controller stance person setting event".split()),
}


def test_a_word_that_is_missing_is_told_with_its_name(tmp_path: Path) -> None:
    """The file is read as strictly as every other."""
    text = (ROOT / "content" / "practice_class.yaml").read_text(encoding="utf-8")
    file = tmp_path / "practice_class.yaml"
    file.write_text(text.replace("no_total:", "total:").replace("{least} came", "{most} came"), encoding="utf-8")
    with pytest.raises(ContentError) as caught:
        read(file, class_words.NAMES)
    codes = sorted(issue.code for issue in caught.value.issues)
    assert codes == ["practice-missing", "practice-names", "practice-unknown"]


def test_no_word_judges_a_person() -> None:
    """No text speaks of scores, of failing, or of right and wrong people."""
    said: dict[str, Any] = dict(WORDS.texts)
    assert not [
        name
        for name, text in said.items()
        if re.search(r"\b(score|fail|wrong|victim|worst|loser)\w*", text, re.IGNORECASE)
    ]
