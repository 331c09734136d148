"""What the documents and the files for a service say is what the program does."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
import typer

from bot.adapters.telegram.border import KEPT_SECONDS, LINE_SECONDS
from bot.app import read_parts
from bot.cli import app
from bot.serving import shift
from bot.settings import CREDENTIAL, DATABASE, DATABASE_FILE, NAMES, TOKEN_FILE, TOKEN_NAMES

ROOT = Path(__file__).parents[2]
DEPLOY = (ROOT / "docs" / "deploy.md").read_text(encoding="utf-8")
UNIT = (ROOT / "deploy" / "waymark.service").read_text(encoding="utf-8")
IMAGE = (ROOT / "deploy" / "Containerfile").read_text(encoding="utf-8")

SETTING = re.compile(r"\b(?:WAYMARK|TELEGRAM)_[A-Z_]+\b")


def commands() -> set[str]:
    """Every command of the program."""
    return set(typer.main.get_group(app).list_commands(typer.Context(typer.main.get_command(app))))


def test_every_setting_is_told_and_none_that_is_not() -> None:
    """The table of settings has each name that is read; nothing names one that is not."""
    known = {*NAMES.values(), TOKEN_FILE, *TOKEN_NAMES, DATABASE, DATABASE_FILE}
    table = {name for line in DEPLOY.splitlines() if line.startswith("| `") for name in SETTING.findall(line)}
    assert table == known
    for text in (DEPLOY, UNIT, IMAGE):
        assert set(SETTING.findall(text)) <= known


def test_shown_commands_exist() -> None:
    """Each command that the page, the unit and the image run is one of the program's."""
    shown = set(re.findall(r"python -m bot (\w+)", DEPLOY)) | set(re.findall(r"bin/waymark (\w+)", UNIT))
    shown |= set(re.findall(r'CMD \["(\w+)"\]', IMAGE))
    assert {"telegram", "serve", "invite", "doctor", "surface", "revoke"} <= shown
    assert shown <= commands()


@pytest.mark.parametrize(
    "event", sorted(set(re.findall(r'event="([a-z.]+)"', DEPLOY)) | {"call.failed", "paint.failed"})
)
def test_figures_that_are_worth_an_alarm_exist(event: str) -> None:
    """An event that the page tells to watch is one that the program tells."""
    told = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "bot").rglob("*.py"))
    assert f'"{event}"' in told


def test_the_unit_and_the_image_use_what_is_there() -> None:
    """The credential has the name that is looked for, and the files that the image copies exist."""
    assert f"LoadCredential={CREDENTIAL}:" in UNIT
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", IMAGE, re.MULTILINE)
    assert copied
    for name in " ".join(copied).split():
        assert (ROOT / name).exists(), name


def test_the_page_of_limits_tells_the_times_that_hold() -> None:
    """Cards and lines go when the page says so, well before nobody can delete them any more."""
    limits = (ROOT / "docs" / "telegram-limits.md").read_text(encoding="utf-8")
    assert f"cards after {KEPT_SECONDS // 3600} hours at the latest, neutral lines after one" in limits
    assert LINE_SECONDS == 3600
    assert KEPT_SECONDS + 24 * 3600 <= 48 * 3600


def test_a_chat_is_forgotten_at_the_end_of_a_shift() -> None:
    """Eight hours, unless the site's file says otherwise; a card covers itself after two minutes."""
    parts = read_parts()
    options = shift(parts).site.options
    assert (options.cover_after_seconds, options.forget_after_seconds) == (120, 8 * 3600)
    said = replace(parts.site, options=type(options)(forget_after_seconds=900))
    assert shift(replace(parts, site=said)).site.options.forget_after_seconds == 900
