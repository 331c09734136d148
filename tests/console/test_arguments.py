"""A wrong argument or file is one clear sentence and exit code 2; broken content is all of its issues at once."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import bot
from tests.console.program import ROOT, run

BAD_ARGUMENTS = [
    ("console", "--flow", "nothing"),
    ("console", "--flow"),
    ("console", "--colour"),
    ("console", "--script", "no/such/file"),
    ("console", "--script", "."),
    ("console", "--repro", "no/such/folder/x.talk"),
    ("console", "--repro", "README.md"),
    ("console", "--repro", "x.talk", "--store", "x.sqlite"),
    ("graph",),
    ("graph", "nothing"),
    ("graph", "offer", "--format", "crayon"),
    ("sing",),
]


@pytest.mark.parametrize("args", BAD_ARGUMENTS, ids=" ".join)
def test_a_bad_argument_is_one_sentence(args: tuple[str, ...]) -> None:
    """Nothing starts; the standard error has one line and the standard output none."""
    ran = run(*args, given=b"yes\n")
    assert (ran.returncode, ran.stdout) == (2, b"")
    said = ran.stderr.decode()
    assert said.strip()
    assert len(said.splitlines()) == 1, said
    assert not (ROOT / "x.talk").exists()


def test_a_readme_is_not_overwritten_by_a_talk() -> None:
    """What is no talk is left as it was, whatever was asked for."""
    before = (ROOT / "README.md").read_bytes()
    run("console", "--repro", "README.md", given=b"/stop\n")
    assert (ROOT / "README.md").read_bytes() == before


def test_a_broken_site_file_tells_everything_at_once(tmp_path: Path) -> None:
    """A live site that lacks everything is told all of it, each with file, line and code, and does not open."""
    site = tmp_path / "site.yaml"
    site.write_text("name: East clinic\ndemonstration: no\ncountry: US\nstate: OH\n", encoding="utf-8")
    ran = run("console", "--site", site, given=b"yes\n")
    lines = ran.stderr.decode().splitlines()
    assert (ran.returncode, ran.stdout) == (2, b"")
    assert len(lines) >= 8
    assert all(line.startswith(f"{site}:") for line in lines)
    assert {"role-missing", "duty-missing", "contact-missing"} <= {line.split(": ")[1] for line in lines}


def test_a_missing_site_file_is_one_sentence(tmp_path: Path) -> None:
    """A site file that is not there is told as one line with its name."""
    ran = run("console", "--site", tmp_path / "gone.yaml")
    assert (ran.returncode, len(ran.stderr.splitlines())) == (2, 1)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the program and its content, to be broken."""
    for name in ("bot", "storage", "content"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def inside(copy: Path, *args: object) -> subprocess.CompletedProcess[bytes]:
    """Run the copy. Nothing compiled is kept: two edits within one second could not be told apart by it."""
    kept = {"PYTHONPATH": str(copy), "PYTHONSAFEPATH": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    return run(*args, given=b"yes\n", env=kept)


def edit(path: Path, old: str, new: str) -> None:
    """Change one place in a file."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_broken_content_of_three_files_is_told_together(copy: Path) -> None:
    """A conversation, the words and the site broken at once: all is told, and nothing starts half-way."""
    edit(copy / "bot" / "flows" / "offer.py", 'Choice("yes", "@talk"', 'Choice("yes", "offer.nowhere"')
    edit(copy / "content" / "prompts.yaml", "title: Before you ask", "titel: Before you ask")
    (copy / "content" / "sites" / "demonstration.yaml").write_text("name: X\nname: Y\n", encoding="utf-8")
    ran = inside(copy, "console")
    said = ran.stderr.decode()
    assert (ran.returncode, ran.stdout) == (2, b"")
    for part in ("offer.nowhere", "prompts.yaml:", "demonstration.yaml:"):
        assert part in said
    assert "Traceback" not in said
    ran = inside(copy, "flows")
    assert (ran.returncode, ran.stdout) == (2, b"")
    assert b"offer.nowhere" in ran.stderr


def test_a_changed_flow_needs_a_new_version(copy: Path) -> None:
    """The lock is written for a flow that has both changed, and refused, with the flow's name, for one of the two."""
    assert inside(copy, "lock").stdout.decode() == "Nothing has changed.\n"
    offer = copy / "bot" / "flows" / "offer.py"
    edit(offer, 'tags=frozenset({"educate"', 'tags=frozenset({"new", "educate"')
    before = (copy / "bot" / "flows" / "flows.lock").read_bytes()
    ran = inside(copy, "lock")
    assert (ran.returncode, ran.stdout) == (2, b"")
    assert ran.stderr.startswith(b"offer: ")
    assert (copy / "bot" / "flows" / "flows.lock").read_bytes() == before
    edit(offer, "version=1", "version=2")
    told = inside(copy, "lock").stdout.decode()
    assert told.startswith("Written for offer.\nNot recorded as proved")
    assert "No rule knows new." in told
    edit(offer, '{"new", "educate"', '{"newer", "educate"')
    assert inside(copy, "lock", "--same-version").stdout.decode().startswith("Written for offer.\n")


def test_new_cards_without_numbers_are_not_stored(copy: Path) -> None:
    """A card that has no number yet can be tried out, and cannot be put into a store."""
    edit(copy / "bot" / "flows" / "offer.py", 'Choice("yes", "@talk"', 'Choice("gladly", "@talk"')
    edit(copy / "content" / "prompts.yaml", "      yes: They want to talk", "      gladly: They want to talk")
    assert inside(copy, "console", "--flow", "offer").returncode == 0
    ran = inside(copy, "console", "--flow", "offer", "--store", copy / "store.sqlite")
    assert (ran.returncode, ran.stdout) == (2, b"")
    assert b"python -m bot lock" in ran.stderr


def test_a_drawing_without_its_package_says_what_to_install() -> None:
    """Where only the console is installed, the other drawings still work, and this one says what it needs."""
    code = "import sys; sys.modules['grandalf'] = None; from bot.cli import main; sys.exit(main())"
    for how, end in (("svg", 2), ("mermaid", 0)):
        ran = subprocess.run(
            [sys.executable, "-c", code, "graph", "offer", "--format", how], cwd=ROOT, capture_output=True, check=False
        )
        assert ran.returncode == end
        assert (b"grandalf" in ran.stderr) is (how == "svg")


def test_help_tells_of_leaving_and_keeping() -> None:
    """The help of the console says what is kept, where, and how to end."""
    ran = run("console", "--help")
    said = " ".join(ran.stdout.decode().split())
    assert ran.returncode == 0
    for word in ("--store", "parked", "wipe", "/danger", "/stop", "Nothing that is typed is kept"):
        assert word in said


def test_without_a_command_the_commands_are_listed() -> None:
    """Somebody who types the name of the program alone sees what it can do."""
    ran = run()
    assert ran.returncode == 0
    assert all(name in ran.stdout.decode() for name in ("console", "flows", "graph", "check", "lock"))
    assert run("--version").stdout.decode().strip() == bot.__version__


def test_flows_are_listed_for_people_and_programs() -> None:
    """The list names each conversation; as JSON it says where each begins and ends."""
    table = run("flows").stdout.decode()
    told = json.loads(run("flows", "--json").stdout)
    assert [one["id"] for one in told][:2] == ["offer", "adult_brief"]
    assert all(one["id"] in table for one in told)
    assert all(one["ends"] and one["start"] and one["cards"] > 3 for one in told)
    assert {one["id"]: one["questions"] for one in told}["adult_brief"] == 4
