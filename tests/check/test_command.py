"""The command ``check``: one rule, an explanation, who signs, what it costs; told so that a person can read it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bot.app import read_parts
from bot.check import Status
from bot.check.explain import explained, known
from bot.check.report import Report, Result
from bot.check.rules import RULES
from bot.check.table import WIDTH, flow_table, shortened
from bot.cli.checking import content_of
from bot.present import checklist, sources
from tests.present import refused

ROOT = Path(__file__).parents[2]
CONTENT = ROOT / "content"


def _check(*options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "bot", "check", *options]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)


def test_one_rule_alone() -> None:
    """Its row, its sentence, and no other rule."""
    ran = _check("--rule", "ord-03", "--jobs", "1")
    assert ran.returncode == 0, ran.stdout
    rows = [line.split()[0] for line in ran.stdout.splitlines() if line[:3].isupper() and "-" in line[:6]]
    assert set(rows) == {"ORD-03"}
    assert "The limits of confidentiality come before any sensitive question." in ran.stdout
    assert max(map(len, ran.stdout.splitlines())) <= WIDTH


def test_a_rule_that_does_not_exist() -> None:
    """The ids that there are, and exit code 2."""
    ran = _check("--rule", "ORD-99")
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "ORD-03" in ran.stderr


def test_an_explanation_shows_what_breaks_the_rule() -> None:
    """Meaning, what it looks at, the source in full, who completes it, and a conversation that it finds broken."""
    ran = _check("--explain", "ORD-03")
    assert ran.returncode == 0
    for words in (
        "Judged by: walk",
        "Looks at:",
        "  gates ",
        "PEARR: Using the PEARR Tool.",
        "lawyer",
        "1. [a.begin] > No (no)",
    ):
        assert words in ran.stdout
    assert "has opened the gate" in ran.stdout


def test_every_rule_can_be_explained() -> None:
    """Each has a sentence, something that it looks at, sources that the register knows, and a sample."""
    content = content_of(read_parts())
    register = sources.read(CONTENT / "sources_practice.yaml")
    for rule in RULES:
        told = list(explained(rule.id, content, register))
        assert told[0].startswith(f"{rule.id}: {rule.sentence}"[:60])
        assert rule.how.strip(), rule.id
        assert [key for key in rule.sources if key.lower() not in register] == [], rule.id
        at = told.index("A broken sample, and what the rule says of it:")
        assert len(told) > at + 1, rule.id
        assert all(len(line) <= WIDTH for line in told[1:] if "http" not in line), rule.id
    for law in set(known()) - {rule.id for rule in RULES}:
        assert list(explained(law, content, register))


def test_the_checklist_names_who_signs_and_that_nobody_has() -> None:
    """A role for each entry, what was read, and how many are open; the same as data."""
    ran = _check("--checklist")
    assert ran.returncode == 0
    assert "survivor reviewer" in ran.stdout
    assert "Nobody has signed." in ran.stdout
    told = json.loads(_check("--checklist", "--json").stdout)
    assert {"id", "who", "judges", "rules", "signed_on", "by_role", "said"} <= told[0].keys()


def test_costs_and_the_conversations_behind_one() -> None:
    """Best, usual and worst, with the path."""
    ran = _check("--path", "offer:education_only")
    assert ran.returncode == 0
    assert [line.split(":")[0] for line in ran.stdout.splitlines() if line[0] != " "] == ["Best", "Usual", "Worst"]
    assert "1. Before you ask [opening.begin] > " in ran.stdout
    ran = _check("--path", "offer:nothing")
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "offer:education_only" in ran.stderr


@pytest.mark.parametrize("status", list(Status))
def test_the_table_shows_the_worst_of_a_cell(status: Status) -> None:
    """Broken before a person before proved; one mark a flow, and a column for what all flows share."""
    results = [
        Result("ORD-01", "offer", Status.NOT_APPLICABLE, "One."),
        Result("ORD-01", "offer", status, "One."),
        Result("NEV-13", "all", Status.PROVED, "Two."),
    ]
    lines = list(flow_table(results, ("offer", "adult_brief")))
    mark = {"broken": "XX", "warning": "!", "needs_person": "P", "proved": "+", "not_applicable": "."}[status]
    assert lines[0].split() == ["rule", "by", "of", "ab", "al"]
    assert lines[1].split() == ["ORD-01", "walk", mark]
    assert lines[2].split() == ["NEV-13", "walk", "+"]
    assert Report(tuple(results), (), {}).broken is (status is Status.BROKEN)


def test_short_names_differ() -> None:
    """Two letters for each flow, however alike they are called."""
    assert shortened(("needs", "needle", "adult_brief", "a_b", "nn")) == ("ne", "nd", "ab", "a_", "nn")


SIGN = (
    "SIGN-01:\n  who: clinician\n  judges: Every card says the right thing to do.\n  reads: [prompts.yaml]\n"
    "  signed_on: {}\n  by_role: {}\n  of: {}\n"
)


def test_a_signature_holds_for_the_words_as_they_were(tmp_path: Path) -> None:
    """Signed, it stands; when the file changes, it waits for a person again."""
    words = tmp_path / "prompts.yaml"
    words.write_text("one", encoding="utf-8")
    now = checklist.fingerprint(tmp_path, ("prompts.yaml",))
    text = SIGN.format("2026-11-20", "charge nurse", now)
    (entry,) = checklist.parse(text, tmp_path).entries
    assert (entry.stands, entry.said) == (True, "Signed on 2026-11-20 by: charge nurse.")
    words.write_text("two", encoding="utf-8")
    (entry,) = checklist.parse(text, tmp_path).entries
    assert not entry.stands
    assert entry.said.startswith("Needs a person: clinician. It was signed on 2026-11-20 by: charge nurse, for older")


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("checklist-shape", "- a\n"),
        ("checklist-sign", SIGN.format("2026-11-20", '""', '""')),
        ("checklist-file", SIGN.format('""', '""', '""').replace("prompts.yaml", "none.yaml")),
        ("field-wrong", SIGN.format('""', '""', '""').replace("clinician", "somebody")),
    ],
)
def test_a_checklist_that_says_too_little_is_refused(code: str, text: str, tmp_path: Path) -> None:
    """Half a signature, a role that nobody has, a file that is not there."""
    (tmp_path / "prompts.yaml").write_text("one", encoding="utf-8")
    assert {found for found, _ in refused.codes(lambda: checklist.parse(text, tmp_path))} == {code}
