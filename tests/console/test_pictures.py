"""The picture and the transcript in the documents are what the program shows today."""

from __future__ import annotations

import runpy
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest

from tests.console.program import ROOT, run

MAKE = ROOT / "docs" / "make.py"


@pytest.fixture(scope="module")
def make() -> dict[str, Any]:
    """The program that draws the pictures, loaded and not run."""
    return runpy.run_path(str(MAKE))


@pytest.mark.parametrize("name", ["docs/pictures/conversation.svg", "README.md", "docs/flows.md"])
def test_documents_show_what_the_program_shows(name: str, make: dict[str, Any]) -> None:
    """After a change of words or looks, `make docs` has to be run before it is committed."""
    wanted = make["written"](make["known"]())[Path(name)]
    assert (ROOT / name).read_text(encoding="utf-8") == wanted, "run 'make docs'"


def test_picture_is_sound_and_fetches_nothing(make: dict[str, Any]) -> None:
    """Whoever looks at the picture asks no other machine for a font, and a screen reader finds a title."""
    text = make["picture"](make["known"]())
    root = ET.fromstring(text)  # noqa: S314 - our own text
    assert any(node.tag.endswith("title") for node in root.iter())
    assert "font-face" not in text
    assert [part for part in text.split('"') if part.startswith("http")] == ["http://www.w3.org/2000/svg"]


def test_transcript_is_what_a_reader_gets(make: dict[str, Any]) -> None:
    """Typing what the transcript says gives, line for line, what the transcript shows."""
    block = make["transcript"](make["known"]()).partition("```text\n")[2].partition("```")[0]
    lines = block.splitlines()
    typed = [line.removeprefix("> ") for line in lines if line.startswith("> ")]
    shown = [line for line in lines if line.strip() and not line.startswith((">", "$"))]
    ran = run("console", given="\n".join(typed).encode() + b"\n").stdout.decode().splitlines()
    assert lines[0] == "$ python -m bot console"
    assert typed
    assert [line for line in ran if line.strip()][: len(shown)] == shown


def test_pictures_do_not_depend_on_chance() -> None:
    """Two runs with other random numbers inside draw the same, letter for letter."""
    code = f"import runpy; m = runpy.run_path({str(MAKE)!r}); print(m['picture'](m['known']()))"
    drawn = {
        subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, env={"PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2")
    }
    assert len(drawn) == 1
