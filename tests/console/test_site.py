"""A live site in the console: its own people first, its counts, its languages, and no transcript of anybody."""

from __future__ import annotations

import re
import sqlite3
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.library import LANGUAGES
from tests.console.program import Piped, Seated, run
from tests.console.test_pipes import quiet
from tests.present.samples import LIVE

DATES = {"reviewed_on": -10, "called_on": -5, "expires_on": 30}
"""Days from today of each date in a site file that is in order."""


def site_text(text: str = LIVE) -> str:
    """A live site whose dates are in order today."""

    def moved(found: re.Match[str]) -> str:
        return f"{found[1]}: {date.today() + timedelta(days=DATES[found[1]])}"  # noqa: DTZ011 - as a person writes it

    return re.sub(rf"({'|'.join(DATES)}): [0-9-]+", moved, text.replace("[en, es]", "[en]"))


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A site file of a clinic that has everything; it counts."""
    path = tmp_path / "clinic.yaml"
    path.write_text(site_text(), encoding="utf-8")
    return path


def test_the_sites_own_people_come_first(site: Path) -> None:
    """No banner of a demonstration; in danger the extension of security stands above everything else."""
    with Piped("--site", site) as console:
        assert console.shown["banner"] == ""
        assert console.answer("/danger")["site"][0] == "Security desk: 4400"
    script = site.parent / "danger.txt"
    script.write_text("/danger\n", encoding="utf-8")
    said = run("console", "--site", site, "--script", script).stdout.decode()
    assert "not set at this site" not in said
    assert said.index("Security desk: 4400") < said.index("1. ")


def test_a_finished_conversation_is_counted(site: Path) -> None:
    """Where the site counts, the store holds one number more at the end, and no session."""
    store = site.parent / "store.sqlite"
    with Piped("--site", site, "--store", store) as console:
        console.walk(quiet)
        assert console.close() == (0, "")
    rows = sqlite3.connect(store)
    assert rows.execute("SELECT n FROM tallies").fetchall() == [(1,)]
    assert rows.execute("SELECT count(*) FROM sessions").fetchall() == [(0,)]
    rows.close()


def test_a_live_site_writes_no_talk(site: Path) -> None:
    """A talk is a transcript: refused before anything is asked, and no file is made."""
    talk = site.parent / "x.talk"
    ran = run("console", "--site", site, "--repro", talk)
    assert (ran.returncode, ran.stdout) == (2, b"")
    assert len(ran.stderr.splitlines()) == 1
    assert not talk.exists()


def test_a_note_past_its_date_closes_the_site(site: Path) -> None:
    """A duty note that has run out yesterday is named, with its line, and the console does not open."""
    yesterday = date.today() - timedelta(days=1)  # noqa: DTZ011 - as a person writes it
    text = re.sub(r"(duty:(?:\n  .*)*?expires_on: )[0-9-]+", rf"\g<1>{yesterday}", site.read_text(encoding="utf-8"))
    site.write_text(text, encoding="utf-8")
    ran = run("console", "--site", site)
    assert (ran.returncode, ran.stdout) == (2, b"")
    assert "duty-expired" in ran.stderr.decode()


@pytest.mark.skipif("es" not in LANGUAGES, reason="the program speaks one language")
def test_languages_are_listed_when_asked_for(tmp_path: Path) -> None:
    """Where a site offers two languages, the word alone says what can be typed, and the patient's words follow it."""
    site = tmp_path / "two.yaml"
    site.write_text("name: Two\ndemonstration: yes\ncountry: US\nlanguages: [en, es]\n", encoding="utf-8")
    with Seated("--site", str(site)) as console:
        assert "/lang es patient" in console.type("language")
        console.type("1")
        assert "In their language" not in console.type("1")
        assert "In their language" in console.type("/lang es patient")
        console.press("\x04")
        assert console.ended() == 0
