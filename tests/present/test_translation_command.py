"""`python -m bot translate` as people run it: real files, a real process, a copy of the content to work on."""

from __future__ import annotations

import csv
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import polib
import pytest

from bot.cli import carriers
from bot.cli.carriers import CARRIERS
from tests.present import refused
from tests.present.samples import LIVE, TODAY

ROOT = Path(__file__).parents[2]
SPANISH = Path("content", "translations", "es.yaml")
TITLE = "opening.begin.title"


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout of its own, so that no test writes into the real one."""
    folder = tmp_path_factory.mktemp("checkout")
    for name in ("bot", "storage", "content"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


@pytest.fixture
def checkout(shipped: Path) -> Path:
    """The checkout with Spanish as it ships, and no other language."""
    for path in (shipped / "content" / "translations").iterdir():
        path.unlink()
    shutil.copy(ROOT / SPANISH, shipped / SPANISH)
    return shipped


def ran(checkout: Path, *args: str | Path) -> subprocess.CompletedProcess[str]:
    """The command, run to its end."""
    command = [sys.executable, "-m", "bot", "translate", *map(str, args)]
    return subprocess.run(command, cwd=checkout, capture_output=True, text=True, check=False, encoding="utf-8")


def sent(checkout: Path, name: str) -> Path:
    """The file that goes to the translator."""
    done = ran(checkout, "export", "es", checkout / name)
    assert (done.returncode, done.stderr) == (0, "")
    return checkout / name


def edited(path: Path, key: str, words: str) -> None:
    """The translator writes other words beside a key, and saves."""
    if path.suffix == ".po":
        po = polib.pofile(str(path))
        next(entry for entry in po if entry.msgctxt == key).msgstr = words
        po.save()
        return
    with path.open(encoding="utf-8-sig", newline="") as source:
        rows = list(csv.reader(source))
    next(row for row in rows if row[0] == key)[2] = words
    with path.open("w", encoding="utf-8", newline="") as out:  # a spreadsheet may leave out the mark
        csv.writer(out, quoting=csv.QUOTE_ALL).writerows(rows)


def reworded(checkout: Path, before: str, after: str) -> None:
    """The author changes a sentence in English."""
    path = checkout / "content" / "prompts.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace(before, after, 1), encoding="utf-8")


@pytest.mark.parametrize("name", ["es.csv", "es.po"])
def test_round_trip_is_identity(checkout: Path, name: str) -> None:
    """Sent out and taken in untouched, the file is the same to the byte."""
    before = (checkout / SPANISH).read_bytes()
    done = ran(checkout, "import", "es", sent(checkout, name))
    assert (done.returncode, done.stderr) == (0, "")
    assert "0 entries changed" in done.stdout
    assert (checkout / SPANISH).read_bytes() == before


@pytest.mark.parametrize("name", ["es.po"])
def test_changed_words_come_in_and_nothing_else_moves(checkout: Path, name: str) -> None:
    """The diff that a reviewer sees is the one line that the translator wrote."""
    before = (checkout / SPANISH).read_text(encoding="utf-8").splitlines()
    path = sent(checkout, name)
    edited(path, TITLE, "Antes de que pregunte")
    done = ran(checkout, "import", "es", path)
    assert (done.returncode, done.stderr) == (0, "")
    after = (checkout / SPANISH).read_text(encoding="utf-8").splitlines()
    assert [new.strip() for old, new in zip(before, after, strict=True) if old != new] == [
        "text: Antes de que pregunte"
    ]


@pytest.mark.parametrize("name", ["es.csv"])
def test_all_slips_are_told_and_nothing_is_written(checkout: Path, name: str) -> None:
    """A lost name and a line too few are both told, with their lines in the file, and the language stays as it was."""
    before = (checkout / SPANISH).read_bytes()
    path = sent(checkout, name)
    edited(path, "ui.reach_phone", "Llame al número")
    edited(path, "safety.now.note", "1. Quédese con el paciente.")
    done = ran(checkout, "import", "es", path)
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 2
    assert "ui.reach_phone leaves out {number}" in done.stderr
    assert "safety.now.note has 1 lines" in done.stderr
    assert (checkout / SPANISH).read_bytes() == before


START = """
import sys
from pathlib import Path
from bot.app import Refused, read_parts
try:
    parts = read_parts(Path(sys.argv[1]) if sys.argv[1:] else None, clock=lambda: {now})
except Refused as error:
    print(*error.sentences, sep="\\n")
else:
    print(parts.library.languages, parts.catalog.languages, *parts.told, sep="\\n")
"""


def started(checkout: Path, *site: Path) -> list[str]:
    """What a start says on the day of the samples: the languages and what is told, or why it is refused."""
    now = int(datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=UTC).timestamp())
    command = [sys.executable, "-c", START.replace("{now}", str(now)), *map(str, site)]
    done = subprocess.run(command, cwd=checkout, capture_output=True, text=True, check=True, encoding="utf-8")
    return done.stdout.splitlines()


def test_language_with_a_guarded_hole_does_not_start(checkout: Path, tmp_path: Path) -> None:
    """Two safety cards change in English: a live site is refused for both, a demonstration goes on in English."""
    live = tmp_path / "live.yaml"
    live.write_text(LIVE, encoding="utf-8")
    prompts = (checkout / "content" / "prompts.yaml").read_text(encoding="utf-8")
    try:
        assert started(checkout, live) == ["('en', 'es')", "('en', 'es')"]
        reworded(checkout, "title: Act now", "title: Act at once")
        reworded(checkout, "title: Four things to know", "title: Five things to know")
        refusals = started(checkout, live)
        assert [line.split(" was made")[0].split(": ")[-1] for line in refusals] == [
            "safety.now.title",
            "safety.check.title",
        ]
        languages, words, told = started(checkout)
        assert (languages, words) == ("('en',)", "('en',)")
        assert "Español is left out" in told
        assert "(2)" in told
    finally:
        (checkout / "content" / "prompts.yaml").write_text(prompts, encoding="utf-8")


def test_language_that_nobody_has_numbered_is_refused(checkout: Path, tmp_path: Path) -> None:
    """A site that asks for a language that the program does not speak is told which ones it does."""
    live = tmp_path / "live.yaml"
    live.write_text(LIVE.replace("[en, es]", "[en, fr]"), encoding="utf-8")
    (said,) = started(checkout, live)
    assert "en, es" in said
    assert "fr" in said


@pytest.mark.parametrize("name", ["es.csv", "es.po"])
def test_outdated_entry_goes_round_and_is_renewed(checkout: Path, name: str) -> None:
    """English changes, the entry travels as outdated, comes back with new words, and is fresh."""
    prompts = (checkout / "content" / "prompts.yaml").read_text(encoding="utf-8")
    try:
        reworded(checkout, "title: Before you ask", "title: Before you begin")
        before = (checkout / SPANISH).read_bytes()
        path = sent(checkout, name)
        assert ran(checkout, "import", "es", path).returncode == 0
        assert (checkout / SPANISH).read_bytes() == before
        text = path.read_text(encoding="utf-8")
        assert ("#, fuzzy" if name.endswith(".po") else "outdated") in text
        edited(path, TITLE, "Antes de empezar")
        done = ran(checkout, "import", "es", path)
        assert "1 entries changed" in done.stdout
        assert "outdated" not in ran(checkout, "export", "es", path).stdout
    finally:
        (checkout / "content" / "prompts.yaml").write_text(prompts, encoding="utf-8")


def test_tools_of_translators_read_the_po_file(checkout: Path) -> None:
    """A PO file has its language, a context for each text, and a word on who reads it."""
    po = polib.pofile(str(sent(checkout, "es.po")))
    entry = next(one for one in po if one.msgctxt == "safety.now.title")
    assert (entry.msgid, entry.msgstr) == ("Act now", "Actúe ahora")
    assert "locked phone" in entry.comment
    assert po.metadata["Language"] == "es"
    assert [one.msgctxt for one in po if not one.msgstr and not one.msgctxt.startswith("phrase.")] == []


HEADER = "key,english,translation,of,status\n"

BROKEN = [
    ("carrier-columns", "x.csv", "key,english,translation\n", 1),
    ("carrier-columns", "x.csv", "sep=,\n" + HEADER, 1),
    ("carrier-row", "x.csv", HEADER + "a,b\n", 2),
    ("carrier-row", "x.csv", HEADER + '"a', 2),
    ("carrier-unreadable", "x.csv", b"\xff\xfe", 0),
    ("carrier-unreadable", "gone/x.csv", None, 0),
    ("carrier-po", "x.po", 'msgid "a"\nnonsense\n', 0),
    ("carrier-language", "x.po", 'msgid ""\nmsgstr "Language: fr\\n"\n', 1),
    ("carrier-language", "x.po", "", 1),
]
"""Files that are none: the code, the name, what is in it, and the line that is told."""


@pytest.mark.parametrize(("code", "name", "content", "line"), BROKEN)
def test_file_that_is_none_is_refused(
    tmp_path: Path, code: str, name: str, content: str | bytes | None, line: int
) -> None:
    """Whatever a translator sends back, the answer is a code and a line, never a traceback."""
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    assert refused.codes(lambda: CARRIERS[path.suffix].read(path, "es")) == [(code, line)]


def test_every_code_of_a_file_has_a_broken_sample() -> None:
    """No refusal of a file goes untested."""
    assert {code for code, *_ in BROKEN} == carriers.CODES.keys()


def test_other_kinds_of_file_are_refused(checkout: Path) -> None:
    """The ending says what a file is; another one is refused before anything is read or written."""
    done = ran(checkout, "export", "es", checkout / "es.xlsx")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "The name of the file ends in one of .csv, .po.\n"


def test_new_language_is_begun_with_its_name(checkout: Path) -> None:
    """A language nobody has begun goes out, comes back with one text, and is a file."""
    path = checkout / "ht.csv"
    assert "--name" in ran(checkout, "export", "ht", path).stderr
    assert "missing" in ran(checkout, "export", "ht", path, "--name", "Kreyòl").stdout
    edited(path, TITLE, "Anvan ou mande")
    assert ran(checkout, "import", "ht", path, "--name", "Kreyòl").returncode == 0
    text = (checkout / "content" / "translations" / "ht.yaml").read_text(encoding="utf-8")
    assert "name: Kreyòl" in text
    assert "text: Anvan ou mande" in text


@pytest.mark.parametrize("code", ["en", "../es"])
def test_language_that_is_none_is_refused(checkout: Path, code: str) -> None:
    """A code is two or three letters: no path, and not the source."""
    done = ran(checkout, "export", code, checkout / "x.csv", "--name", "X")
    assert (done.returncode, done.stdout) == (2, "")
    assert not (checkout / "x.csv").exists()


def test_review_is_recorded_for_the_words_as_they_are(checkout: Path) -> None:
    """A sign-off names a role, a day and the words, and one word changed later ends it."""
    done = ran(checkout, "review", "es", "--role", "certified medical translator", "--on", "2026-11-30")
    assert (done.returncode, done.stderr) == (0, "")
    text = (checkout / SPANISH).read_text(encoding="utf-8")
    assert "reviewed_by_role: certified medical translator" in text
    assert "reviewed_on: 2026-11-30" in text
    words = text.split("reviewed_words: ")[1][:8]
    assert words in done.stdout
    assert ran(checkout, "review", "fr", "--role", "x", "--on", "2026-11-30").returncode == 2
    assert ran(checkout, "review", "es", "--role", "x", "--on", "yesterday").returncode == 2
