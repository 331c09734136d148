"""Everything can be typed: a number, the first words of a line, and a few commands; what is typed is never kept."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.practice.typing_in import Asked, understood

CHOICES = ("Say: “We see all our patients alone.”", "Say: “We see how it goes.”", "Do: Pour a glass of water.")


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("1", Asked("pick", 0)),
        (" 3 ", Asked("pick", 2)),
        ("#2", Asked("pick", 1)),
        ("4", Asked("unknown")),
        ("0", Asked("unknown")),
        ("we see all", Asked("pick", 0)),
        ("We see", Asked("unknown")),
        ("SAY we see how", Asked("pick", 1)),
        ("pour a glass", Asked("pick", 2)),
        ("do pour", Asked("pick", 2)),
        ("pou", Asked("unknown")),
        ("back", Asked("back", 0)),
        ("back 2", Asked("back", 2)),
        ("/rewind 12", Asked("back", 12)),
        ("look", Asked("look")),
        ("", Asked("look")),
        ("   ", Asked("look")),
        ("again", Asked("again")),
        ("/stop", Asked("stop")),
        ("Stop.", Asked("stop")),
        ("stop the car", Asked("unknown")),
        ("her name is Jane Roe", Asked("unknown")),
        ("x" * 5000, Asked("unknown")),
        ("...", Asked("unknown")),
        (None, Asked("unknown")),
    ],
)
def test_what_is_typed_is_what_was_meant(typed: str | None, asked: Asked) -> None:
    """What could be two things is neither."""
    assert understood(typed, CHOICES) == asked


@given(st.text(), st.lists(st.text(max_size=40), max_size=4))
def test_any_text_is_something(typed: str, choices: list[str]) -> None:
    """Whatever is typed, a pick is one of the lines that are shown."""
    asked = understood(typed, choices)
    assert asked.kind != "pick" or 0 <= asked.number < len(choices)
    assert 0 <= asked.number <= 99
