"""An earlier revision is read from git by a process of its own, and what it cannot tell is said."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from bot.book import revisions
from bot.book.changes import changes
from bot.book.revisions import RevisionError
from tests.console.program import ROOT

NEVER = "*.pyc", "__pycache__"


def git(at: Path, *arguments: str) -> None:
    """Run git as somebody."""
    who = ("-c", "user.name=Somebody", "-c", "user.email=somebody@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", "-C", str(at), *who, *arguments], check=True, capture_output=True)


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout with three revisions: what ships; one other word; and a program that does not start."""
    at = tmp_path_factory.mktemp("checkout")
    for folder in ("bot", "content"):
        shutil.copytree(ROOT / folder, at / folder, ignore=shutil.ignore_patterns(*NEVER))
    git(at, "init", "--quiet", "--initial-branch=main")
    git(at, "add", "--all")
    git(at, "commit", "--quiet", "--message=ships")
    git(at, "tag", "ships")
    prompts = at / "content" / "prompts.yaml"
    prompts.write_text(prompts.read_text(encoding="utf-8").replace("Before you ask", "Before all", 1), encoding="utf-8")
    git(at, "commit", "--quiet", "--all", "--message=word")
    git(at, "tag", "word")
    (at / "bot" / "library.py").write_text("raise SystemExit('no')\n", encoding="utf-8")
    git(at, "commit", "--quiet", "--all", "--message=broken")
    git(at, "tag", "broken")
    return at


def test_a_changed_word_is_found(checkout: Path) -> None:
    """Two revisions that differ by one title differ by one sentence."""
    old, new = (revisions.snapshot(revisions.named(one, checkout)[0], checkout) for one in ("word", "ships"))
    found = changes("then", old, new, tuple(new["flows"]))
    assert [(one.text, one.was, one.now) for one in found.sentences] == [
        ("The title on “Before you ask” changed.", ("Before all",), ("Before you ask",))
    ]
    assert found.untold == ()


def test_a_program_that_does_not_start_is_said(checkout: Path) -> None:
    """Words and dated data are compared all the same, and the book says what was not."""
    old, new = (revisions.snapshot(revisions.named(one, checkout)[0], checkout) for one in ("broken", "ships"))
    found = changes("then", old, new, tuple(new["flows"]))
    assert len(found.untold) == 1
    assert [one.text for one in found.sentences] == ["The title on “Before you ask” changed."]


def test_the_checkout_is_left_alone(checkout: Path) -> None:
    """Reading a revision changes no file, no branch and no index."""
    before = sorted((path, path.stat().st_mtime_ns) for path in checkout.rglob("*") if path.is_file())
    revisions.snapshot(revisions.named("ships", checkout)[0], checkout)
    assert before == sorted((path, path.stat().st_mtime_ns) for path in checkout.rglob("*") if path.is_file())


@pytest.mark.parametrize("revision", ["nowhere", "--output=loot", "-n1", "", "HEAD:bot", "ships..word"])
def test_what_is_no_revision_is_refused(checkout: Path, revision: str) -> None:
    """An unknown name, an option in disguise, a range or a path is no revision."""
    with pytest.raises(RevisionError):
        revisions.named(revision, checkout)
    assert not (Path.cwd() / "loot").exists()


def test_without_git_there_is_no_revision(tmp_path: Path) -> None:
    """A folder that is no checkout has no revision, and says so when one is asked for."""
    assert revisions.current(tmp_path) == ""
    with pytest.raises(RevisionError):
        revisions.named("HEAD", tmp_path)


def test_what_is_not_committed_is_marked(checkout: Path) -> None:
    """The revision of a book has a plus when the checkout differs from it."""
    clean = revisions.current(checkout)
    note = checkout / "content" / "law.yaml"
    kept = note.read_text(encoding="utf-8")
    note.write_text(f"{kept}# more\n", encoding="utf-8")
    assert revisions.current(checkout) == f"{clean}+"
    note.write_text(kept, encoding="utf-8")
