"""What the documents point at is there: files, make targets, and the version of the program."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import bot
from tests.house.committed import ROOT, Committed, committed

LINK = re.compile(r"\]\(([^)\s]+)\)")
CODE = re.compile(r"^(?: {4,}|\t).*$|```.*?```|`[^`\n]+`", re.MULTILINE | re.DOTALL)
TARGET = re.compile(r"\bmake +((?:-\w+ +)*)([a-z]+)\b")


def documents() -> Iterator[Committed]:
    """Yield every committed Markdown file."""
    yield from (file for file in committed() if file.path.endswith(".md"))


def dead_links(document: Committed, root: Path) -> list[str]:
    """List the links of a document that lead to no file of the checkout."""
    here = (root / document.path).parent
    targets = (link.partition("#")[0] for link in LINK.findall(document.text) if "://" not in link)
    return [target for target in targets if target and not (here / target).exists()]


def make_targets(text: str) -> set[str]:
    """Read the make targets that a text shows as commands."""
    return {found[1] for code in CODE.findall(text) for found in TARGET.findall(code)}


def test_links_lead_somewhere() -> None:
    """Each link from one document to another file finds it."""
    said = {document.path: dead for document in documents() if (dead := dead_links(document, ROOT))}
    assert said == {}


def test_shown_commands_exist() -> None:
    """Each `make` command that a document shows is a target of the Makefile."""
    known = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    said = {document.path: extra for document in documents() if (extra := make_targets(document.text) - known)}
    assert said == {}


def test_changelog_knows_the_version() -> None:
    """The changelog has an entry for the version that the program tells, or says it is not yet released."""
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert "## [Unreleased]" in text
    assert bot.__version__ in text
    read = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert read["project"]["dynamic"] == ["version"]


def test_dead_link_is_seen(tmp_path: Path) -> None:
    """A link to a file that is not there is named; one to the web or to a heading is left alone."""
    (tmp_path / "there.md").touch()
    text = "[a](there.md#x) [b](gone.md) [c](https://example.org/x.md) [d](#here)"
    assert dead_links(Committed("start.md", text), tmp_path) == ["gone.md"]


def test_make_target_is_read_from_commands_only() -> None:
    """A command is read in a code block and between ticks, and not in a sentence."""
    text = "We make sense. Type `make run` or:\n\n    make -s test ARGS=x\n\n```\nmake lock\n```\n"
    assert make_targets(text) == {"run", "test", "lock"}
