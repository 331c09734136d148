"""Where each conversation comes from: told for all of them, and never said to be more than it is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.library import library
from bot.present import about, sources
from tests.console.program import run
from tests.present.refused import codes

CONTENT = Path(__file__).parents[2] / "content"
GOOD = """\
offer:
  topics_from: Universal education.
  said: Own words, not validated.
  validated: no
  sources: [soar-approaches]
  written_on: 2026-11-22
"""


def test_every_conversation_tells_where_it_comes_from() -> None:
    """No conversation ships without its lineage, and every source of one is in the register."""
    found = about.read(CONTENT / "about.yaml")
    assert about.issues(found, library().flows, sources.read(CONTENT / "sources.yaml")) == []
    assert not any(entry.validated for entry in found.entries.values())


@pytest.mark.parametrize("flow", ["adult_brief", "adult_concern", "work_rights", "young_adult", "safety"])
def test_adapted_conversations_say_that_they_are_not_validated(flow: str) -> None:
    """Whoever reads of a tool behind our questions reads at once that its figures are not ours."""
    assert "not validated in this wording" in about.read(CONTENT / "about.yaml").entries[flow].said


def test_list_of_conversations_tells_it() -> None:
    """The list says it to people, and to programs as data."""
    told = json.loads(run("flows", "--json").stdout)
    assert all(one["validated"] is False and one["lineage"]["topics_from"] for one in told)
    assert "not validated in this wording" in run("flows").stdout.decode()


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("- offer\n", ("about-shape", 1)),
        (GOOD.replace("validated: no", "validated: yes"), ("about-validated", 4)),
        (GOOD.replace("not validated.", "validated in three clinics."), ("claim-validated", 3)),
        (GOOD.replace("  written_on: 2026-11-22\n", ""), ("field-missing", 1)),
    ],
)
def test_entry_that_claims_or_lacks_something_is_refused(text: str, wanted: tuple[str, int]) -> None:
    """An entry cannot make of an adapted wording more than it is."""
    assert codes(lambda: about.parse(text)) == [wanted]


def test_lacking_entry_and_unknown_source_are_named() -> None:
    """A new conversation without lineage is refused, and so is a source that nobody registered."""
    found = about.parse(GOOD.replace("soar-approaches", "hearsay"))
    told = about.issues(found, ["offer", "later"], sources.read(CONTENT / "sources.yaml"))
    assert [(one.code, one.line) for one in told] == [("about-missing", 0), ("about-source", 5)]
    assert {"about-shape", "about-missing", "about-validated", "about-source"} == about.CODES.keys()
