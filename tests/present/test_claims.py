"""Twelve claims that Waymark never makes: each is caught, its honest neighbour passes, no shipped word makes one."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.present import claims, strict

CONTENT = Path(__file__).parents[2] / "content"

CLAIMED = [
    ("claim-verdict", "The patient is a trafficking victim."),
    ("claim-verdict", "Trafficking was ruled out today."),
    ("claim-verdict", "You are safe now."),
    ("claim-verdict", "Es víctima de trata."),
    ("claim-validated", "These four questions are validated."),
    ("claim-validated", "Preguntas validadas en español."),
    ("claim-accuracy", "The questions have a sensitivity of 89 percent."),
    ("claim-accuracy", "La especificidad es alta."),
    ("claim-hundred", "The RAFT found 100% of them."),
    ("claim-youth-screen", "The SSCST finds labor trafficking as well."),
    ("claim-youth-screen", "Use the SSCST for every child."),
    ("claim-cut-off", "The AHTST has a cut-off."),
    ("claim-cut-off", "A cut-off of 6 works here."),
    ("claim-proven", "PEARR is proven to help."),
    ("claim-proven", "Screening saves lives."),
    ("claim-danger-tool", "The ASQ measures the danger from trafficking."),
    ("claim-endorsed", "Endorsed by HHS."),
    ("claim-endorsed", "Avalado por la OMS y HHS."),
    ("claim-hotline", "The hotline is run by Polaris."),
    ("claim-hotline", "It is not linked to the police."),
    ("claim-hotline", "They never share details."),
    ("claim-scare-figure", "Life expectancy is seven years."),
    ("claim-scare-figure", "88 percent are seen in care."),
    ("claim-duty", "You must report this."),
    ("claim-duty", "Reporting is not required."),
    ("claim-duty", "There is no duty to report."),
]

HONEST = [
    "A no does not rule it out; a yes does not prove it.",
    "Is it safe for you to go back today?",
    "Not validated in this wording.",
    "Sin validar; ninguna pregunta está validada.",
    "The RAFT found 100% of 12 cases, exact interval from 73.5 percent.",
    "The SSCST does not look for labor.",
    "The AHTST has no cut-off.",
    "PEARR has not been proven to change outcomes.",
    "The ASQ measures no danger from a trafficker.",
    "Nobody has endorsed this: not endorsed by HHS.",
    "The hotline has been run by Compass Connections since 2025.",
    "They do not share details unless you agree.",
    "12.3 percent of 212 patients.",
    "No está a salvo.",
    "Whether a report is required varies by state.",
]


@pytest.mark.parametrize(("code", "text"), CLAIMED)
def test_claim_is_caught(code: str, text: str) -> None:
    """A sentence that makes a claim is caught under that claim's code."""
    assert code in {claim.code for claim in claims.claimed(text)}


@pytest.mark.parametrize("text", HONEST)
def test_honest_neighbour_passes(text: str) -> None:
    """What says the opposite, or says it with what belongs to it, is no claim."""
    assert [claim.code for claim in claims.claimed(text)] == []


def test_there_are_twelve_and_each_has_a_sample() -> None:
    """Every claim of the list is there and is shown to be caught."""
    assert len(claims.CLAIMS) == 12
    assert {code for code, _ in CLAIMED} == claims.CODES.keys()


def test_denial_counts_in_its_own_sentence_only() -> None:
    """A no in one sentence does not excuse the next."""
    assert {claim.code for claim in claims.claimed("This is no score. It is validated.")} == {"claim-validated"}


def test_claim_is_told_with_its_place() -> None:
    """An author is told the file, the line and the key, in a list as well; sources keep their own words."""
    text = "a:\n  say:\n    - Hello.\n    - You are safe now.\n  sources:\n    - title: You are safe now.\n"
    (issue,) = claims.issues_of(strict.parse(text, "prompts.yaml"))
    assert (issue.code, issue.file, issue.line) == ("claim-verdict", "prompts.yaml", 4)
    assert issue.sentence.startswith("a.say.1: ")


def test_a_place_may_say_what_a_card_may_not() -> None:
    """Rules of law and a country's words name duties, since they name the place; cards do not."""
    text = "a: You must report this.\n"
    assert claims.issues_of(strict.parse(text, "law_us_states.yaml")) == []
    assert claims.issues_of(strict.parse(text, "countries/GB.yaml")) == []
    assert len(claims.issues_of(strict.parse(text, "prompts.yaml"))) == 1


def test_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    """A broken file does not pass for one without claims."""
    path = tmp_path / "prompts.yaml"
    path.write_text("a: &x b\n", encoding="utf-8")
    assert [issue.code for issue in claims.issues_in([path])] == ["anchor"]


def test_no_shipped_word_makes_a_claim() -> None:
    """Every word of every content file, translations and countries among them, is free of the twelve."""
    files = sorted(CONTENT.rglob("*.yaml"))
    assert len(files) > 8
    assert [str(issue) for issue in claims.issues_in(files)] == []
