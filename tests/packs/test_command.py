"""The command ``packs``, as an author uses it: the real program, its words and its exit code."""

from __future__ import annotations

import json
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.cli import packing
from tests.console.program import command, run
from tests.packs import world
from tests.packs.broken import put

NOW = datetime.now(UTC).date()


def _short(tmp_path: Path) -> Path:
    """A signed-off pack with one question, which is soon proved."""
    path = world.pack(
        tmp_path,
        ("items.yaml", "of: [days, shore, chest, cargo]", "of: [days]"),
        ("items.yaml", "least: 2", "least: 1"),
        ("items.yaml", "tags: [labor]  ", "tags: [labor, sex, forced_criminality, debt]  "),
        today=NOW,
    )
    text = (path / "items.yaml").read_text(encoding="utf-8")
    put(path / "items.yaml", (text[: text.index("  - id: shore")] + "\n" + text[text.index("rule:  ") :]).encode())
    return path


def test_example_is_a_draft_and_says_so() -> None:
    """What ships can be looked at by every author, and says that no site can use it."""
    ran = run("packs", world.EXAMPLE, "--quick")
    said = ran.stdout.decode()
    assert ran.returncode == 0
    assert "a draft" in said
    assert "signature-missing" in said


def test_signing_proves_and_seals(tmp_path: Path) -> None:
    """From signed off to sealed in one command; a change afterwards is seen; signing again makes it whole."""
    path = _short(tmp_path)
    ran = run("packs", path, "--sign")
    assert ran.returncode == 0, ran
    assert "sealed as" in ran.stdout.decode()
    told = json.loads(run("packs", path, "--quick", "--json").stdout)[0]
    assert (told["status"], told["id"], told["issues"]) == ("sealed", "pack_lantern", [])
    assert told["seal"] in ran.stdout.decode()
    world.changed(path, "items.yaml", "A nod is enough.", "A nod will do.")
    again = json.loads(run("packs", path, "--quick", "--json").stdout)[0]
    assert again["status"] == "draft"
    assert [one["code"] for one in again["told"]] == ["seal-broken"]
    assert run("packs", path, "--sign").returncode == 0


def test_what_is_not_right_is_not_sealed(tmp_path: Path) -> None:
    """A pack that breaks a rule, lacks a sign-off, or is proved wrong gets no seal, and its author hears why."""
    path = _short(tmp_path)
    world.changed(path, "items.yaml", "labor, sex, forced_criminality, debt", "sex")
    ran = run("packs", path, "--sign")
    assert (ran.returncode, (path / "pack.lock").exists()) == (1, False)
    assert "MUST-08" in ran.stdout.decode()
    unsigned = run("packs", world.EXAMPLE, "--sign")
    assert unsigned.returncode == 1
    assert unsigned.stdout.decode().count("signature-missing") == 3
    assert not (world.EXAMPLE / "pack.lock").exists()


def test_refused_pack_ends_with_one(tmp_path: Path) -> None:
    """A script that judges packs can tell a broken one from a mistyped command."""
    path = world.pack(tmp_path, ("items.yaml", "least: 2", "least: 9"), today=NOW)
    ran = run("packs", path, "--quick")
    assert ran.returncode == 1
    assert "rule-least" in ran.stdout.decode()
    for wrong in ((), ("--sign",), (path, "--sign", "--quick"), (path, world.EXAMPLE, "--sign")):
        assert run("packs", *wrong).returncode == 2


def test_list_names_what_ships_and_what_is_asked_for(tmp_path: Path) -> None:
    """One line for each pack, with who it is for; one that cannot be read is in the list as well."""
    said = run("packs", "--list").stdout.decode()
    assert "pack_lantern  draft  Lantern questions" in said
    assert "ages 18 and over" in said
    both = run("packs", world.EXAMPLE, tmp_path / "gone", "--list").stdout.decode().splitlines()
    assert [line.split("  ")[1] for line in both] == ["draft", "refused"]


def test_about_tells_figures_with_where_they_come_from(tmp_path: Path) -> None:
    """The one place for figures names their people and paper, and says that they are nobody's result."""
    path = world.pack(
        tmp_path,
        ("pack.yaml", 'numbers_from: ""', "numbers_from: 40 people at one invented clinic, 2020"),
        ("pack.yaml", "Invented. There is no such", "Its sensitivity was 80% there. There is no such"),
        today=NOW,
    )
    said = run("packs", path, "--about").stdout.decode()
    assert "80%" in said
    assert "The figures come from: 40 people" in said
    assert "for nobody's result" in said


def test_figures_are_on_no_card_and_in_no_outcome(tmp_path: Path) -> None:
    """The whole conversation, to its end, says nothing of what stands in the about text."""
    path = world.pack(
        tmp_path,
        ("pack.yaml", 'numbers_from: ""', "numbers_from: 40 people at one invented clinic, 2020"),
        ("pack.yaml", "Invented. There is no such", "Its sensitivity was 80% there. There is no such"),
        today=NOW,
    )
    script = tmp_path / "script"
    answers = "yes adult yes yes yes yes yes yes no no no no none skip no nothing done none done"
    put(script, answers.replace(" ", "\n").encode())
    ran = run("console", "--pack", path, "--flow", "pack_lantern", "--script", script)
    assert b"Offer" in ran.stdout or b"same offer" in ran.stdout
    assert b"80" not in ran.stdout
    assert b"sensitivity" not in ran.stdout


def test_seal_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    """A folder that nobody may write to ends in a sentence."""
    path = _short(tmp_path)
    before = sorted(path.iterdir())
    limited = ["bash", "-c", 'ulimit -f 0; trap "" XFSZ; exec "$@"', "-", *command("packs", path, "--sign")]
    ran = subprocess.run(limited, cwd=world.ROOT, capture_output=True, check=False, timeout=120)
    assert ran.returncode == 2
    assert b"cannot be written" in ran.stderr
    assert sorted(path.iterdir()) == before


@pytest.mark.parametrize("status", [packing.DRAFT, packing.SEALED, packing.OFF])
def test_every_status_is_told_in_a_sentence(status: str) -> None:
    """Each status has its words."""
    assert packing.Judged(Path("x"), status, None, (), ()).lines()[-1].startswith("x: ")
