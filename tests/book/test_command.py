"""The command ``book``: the same bytes each time, one conversation or all, and a sentence for what cannot be done."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.book.samples import parsed
from tests.console.program import ROOT, command, run

DAY = "2026-11-22"


def written(out: Path, *args: str, seed: str = "0") -> str:
    """A book without proofs, as the command writes it."""
    env = {**os.environ, "PYTHONHASHSEED": seed}
    ran = run("book", "--no-proofs", "--date", DAY, "--out", out, *args, env=env)
    assert (ran.returncode, ran.stderr) == (0, b"")
    return out.read_text(encoding="utf-8")


def test_the_same_book_is_the_same_bytes(tmp_path: Path) -> None:
    """Two runs with different orders of hashes write the same file."""
    assert written(tmp_path / "one.html", seed="1") == written(tmp_path / "two.html", seed="2")


@pytest.mark.parametrize(("language", "has", "lacks"), [("en", "Before you ask", "Antes de"), ("es", "Antes de", "")])
def test_one_conversation_in_one_language(tmp_path: Path, language: str, has: str, lacks: str) -> None:
    """The book of one conversation is sound, has its cards and no other's, in the language that was asked for."""
    text = written(tmp_path / "book.html", "--flow", "offer", "--language", language)
    read = parsed(text)
    assert read.wrong == []
    assert {link[1:] for link in read.links if link.startswith("#")} <= set(read.ids)
    assert "card-offer.educate" in read.ids
    assert "card-learn.menu" not in read.ids
    cards = text[text.index('id="card-opening.begin"') : text.index('id="card-opening.care"')]
    assert has in cards
    assert not lacks or lacks not in cards


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("--flow", "song"), b"There is no conversation by that name"),
        (("--since", "no-such-revision"), b"There is no such revision here."),
        (("--out", "/no/such/folder/book.html"), b"cannot be written"),
    ],
)
def test_what_cannot_be_done_is_told(tmp_path: Path, args: tuple[str, str], said: bytes) -> None:
    """Code 2 and a sentence, no traceback, and nothing written."""
    ran = run("book", "--no-proofs", "--out", tmp_path / "book.html", *args)
    assert ran.returncode == 2
    assert said in ran.stderr
    assert b"Traceback" not in ran.stderr
    assert not (tmp_path / "book.html").exists()


@pytest.mark.long
def test_the_book_with_its_proofs(tmp_path: Path) -> None:
    """The whole book, proved: nothing is broken, and it says how much was walked."""
    asked = command("book", "--date", DAY, "--out", tmp_path / "book.html")
    ran = subprocess.run(asked, cwd=ROOT, capture_output=True, check=False, timeout=300)
    assert (ran.returncode, ran.stderr) == (0, b"")
    text = (tmp_path / "book.html").read_text(encoding="utf-8")
    assert "BROKEN" not in text
    assert "steps were held over" in text
