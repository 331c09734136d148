"""The page on competencies points at what is there: every card, conversation and test that it names exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.library import library
from tests.house.committed import ROOT

PAGE = ROOT / "docs" / "competencies.md"
ROW = re.compile(
    r"^\| \*\*(?P<title>[^*]+)\*\* \|[^|]*\|(?P<cards>[^|]*)\|(?P<flows>[^|]*)\|(?P<tests>[^|]*)\|$", re.MULTILINE
)
NAME = re.compile(r"`([^`]+)`")


def rows(text: str) -> dict[str, tuple[set[str], set[str], set[str]]]:
    """The cards, conversations and tests of each competency, by its title."""
    return {
        found["title"]: (
            set(NAME.findall(found["cards"])),
            set(NAME.findall(found["flows"])),
            set(NAME.findall(found["tests"])),
        )
        for found in ROW.finditer(text)
    }


def gone(text: str, root: Path) -> list[str]:
    """What the page names and nobody has: cards that no conversation shows, conversations, files."""
    flows = library().flows
    shown = {name for flow in flows.values() for state, card in flow.cards.items() for name in (state, *card.words)}
    told = rows(text).values()
    return sorted(
        {card for cards, _, _ in told for card in cards - shown}
        | {flow for _, named, _ in told for flow in named - flows.keys()}
        | {path for _, _, paths in told for path in paths if not (root / path).is_file()}
    )


def test_all_seven_are_there() -> None:
    """One that underlies the others and six more, each with a card, a conversation and a test."""
    table = rows(PAGE.read_text(encoding="utf-8"))
    assert [title[0] for title in table] == ["U", "1", "2", "3", "4", "5", "6"]
    assert all(all(part) for part in table.values())


def test_what_the_page_names_is_there() -> None:
    """No reader is sent to a card, a conversation or a test that has gone."""
    assert gone(PAGE.read_text(encoding="utf-8"), ROOT) == []


@pytest.mark.parametrize("name", ["asking.comfort", "learn", "tests/talks/readiness_gaps.talk"])
def test_a_name_that_leads_nowhere_is_seen(name: str) -> None:
    """One letter more in one name, and the page is refused."""
    text = PAGE.read_text(encoding="utf-8").replace(f"`{name}`", f"`{name}s`")
    assert gone(text, ROOT) == [f"{name}s"]


def test_every_conversation_shows_a_competency() -> None:
    """None of the conversations that ship is without a place in the table."""
    named = {flow for _, flows, _ in rows(PAGE.read_text(encoding="utf-8")).values() for flow in flows}
    assert named == library().flows.keys()
