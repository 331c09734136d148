"""What is committed gives nothing away: no path of somebody's machine, no download address, no secret."""

from __future__ import annotations

import re

import pytest

from tests.house.committed import ROOT, committed

# Each pattern is written so that this file does not hold what it looks for.
LEAKS = {
    "a path of somebody's machine": re.compile(r"(?<![\w.:/-])/(?:hom[e]|roo[t]|wor[k]|tm[p]|User[s])/[\w.-]"),
    "the address of a package registry": re.compile(
        r"pyp[i]\.org|pythonhoste[d]\.org|npmj[s]\.(?:org|com)|deb\.debia[n]\.org|registr[y]\.|crate[s]\.io"
    ),
    "a bot token": re.compile(r"\d{8,}:[A-Za-z0-9_-]{30,}"),
    "a private key": re.compile(r"BEGIN [A-Z ]*PRIVATE KE[Y]"),
}

LEAKY = [
    ("a path of somebody's machine", "see /?/ann/notes", "home"),
    ("a path of somebody's machine", 'open("/?/store.sqlite")', "tmp"),
    ("the address of a package registry", "https://files.?.org/x", "pythonhosted"),
    ("a bot token", "token: ?:" + "Ab-_9" * 7, "123456789"),
    ("a private key", "-----BEGIN EC ? KEY-----", "PRIVATE"),
]

FINE = [
    "GET https://example.org/home/page",
    "sha256:" + "0a" * 32,
    "docs/work/plan.md",
    "12:30-13:00, 98765432: closed",
    "the root/trunk of the tree",
]

EXPECTED = [
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "LICENSE",
    "Makefile",
    "README.md",
    "bot/__init__.py",
    "content/prompts.yaml",
    "pyproject.toml",
    "storage/__init__.py",
]


def leaks(text: str) -> list[str]:
    """Say which lines of a text give something away, and what."""
    return [
        f"{number}: {what}"
        for number, line in enumerate(text.splitlines(), start=1)
        for what, pattern in LEAKS.items()
        if pattern.search(line)
    ]


def test_committed_files_give_nothing_away() -> None:
    """No committed file tells whose machine it was written on, or holds a secret."""
    said = [f"{file.path}:{line}" for file in committed() for line in leaks(file.text)]
    assert not said, "\n".join(said)


@pytest.mark.parametrize(("what", "text", "word"), LEAKY)
def test_leak_is_seen(what: str, text: str, word: str) -> None:
    """Each kind of leak is found on its line, and is named."""
    assert leaks("first line\n" + text.replace("?", word)) == [f"2: {what}"]


@pytest.mark.parametrize("text", FINE)
def test_plain_text_is_left_alone(text: str) -> None:
    """Web addresses, hashes and ordinary words are no leaks."""
    assert leaks(text) == []


@pytest.mark.parametrize("name", EXPECTED)
def test_expected_file_is_there(name: str) -> None:
    """What a newcomer looks for first lies where one looks for it."""
    assert (ROOT / name).is_file()


def test_licence_is_whole() -> None:
    """The licence is the Apache licence from its first line to its last clause."""
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert text.lstrip().startswith("Apache License")
    assert "END OF TERMS AND CONDITIONS" in text
    assert len(text.split()) > 1_500


def test_environment_and_stores_are_ignored() -> None:
    """Neither an environment nor a store of sessions can be committed by accident."""
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert {".venv/", "*.sqlite", ".env", "*.local.yaml"} <= set(ignored)
