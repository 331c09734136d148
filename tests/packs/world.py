"""A good pack, made anew for each test from the shipped example, and what it is judged against."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Final

from bot.app import content_folder
from bot.library import library
from bot.packs import loading, seal
from bot.packs.loading import Pack, Shelf
from bot.present import catalog, lexicon
from bot.present.issues import ContentError, ContentIssue

ROOT: Final = Path(__file__).parents[2]
EXAMPLE: Final = ROOT / "content" / "packs" / "example"
TODAY: Final = date(2026, 11, 22)

Change = tuple[str, str, str]
"""A file of the pack, what stands there, and what is to stand there instead."""


@cache
def shelf() -> Shelf:
    """The shipped conversations and words."""
    folder = content_folder().resolve()
    words, lists = catalog.read(folder / "prompts.yaml"), lexicon.read(folder / "lexicon.yaml")
    return Shelf(library(), words, lists, TODAY, folder)


def signed_off(today: date = TODAY) -> tuple[Change, ...]:
    """The sign-off that the example lacks on purpose."""
    return (
        ("pack.yaml", 'signed_off_by_role: ""', "signed_off_by_role: Head of social work"),
        ("pack.yaml", 'signed_off_on: ""', f"signed_off_on: {today - timedelta(days=20)}"),
        ("pack.yaml", 'valid_until: ""', f"valid_until: {today + timedelta(days=300)}"),
    )


def pack(tmp_path: Path, *changes: Change, today: date = TODAY, name: str = "harbor") -> Path:
    """The folder of a pack that is signed off and not yet sealed, with some changes."""
    folder = tmp_path / name
    shutil.copytree(EXAMPLE, folder)
    for change in (*signed_off(today), *changes):
        changed(folder, *change)
    return folder


def changed(folder: Path, file: str, old: str, new: str) -> None:
    """Change one thing in a file."""
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text, f"{file} does not say {old!r}"
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")


def sealed(folder: Path, beside: Shelf | None = None) -> Path:
    """Seal a pack as the command does once it has been proved."""
    beside = beside or shelf()
    found, issues = loading.judge(folder, beside)
    assert found, issues
    seal.write(found.folder, loading.sealed(found, beside))
    return folder


def loaded(folder: Path, beside: Shelf | None = None) -> Pack:
    """The pack as a site would use it."""
    return loading.load(sealed(folder, beside), beside or shelf())


def issues(folder: Path, beside: Shelf | None = None, pin: str = "") -> tuple[ContentIssue, ...]:
    """Why a site would not use this folder; nothing when it would."""
    try:
        loading.load(folder, beside or shelf(), pin=pin)
    except ContentError as error:
        return error.issues
    return ()


def codes(folder: Path, beside: Shelf | None = None) -> set[str]:
    """The codes of the issues."""
    return {issue.code for issue in issues(folder, beside)}


def on(day: date) -> Shelf:
    """The same shelf on another day."""
    return replace(shelf(), today=day)
