"""No type of a session or an event has room for a word about a person (NEV-13)."""

from __future__ import annotations

from dataclasses import make_dataclass
from typing import get_args

import pytest

from bot.check.rule import Rule, Status
from bot.check.rules import RULES, never
from bot.check.samples.small import subject_of
from bot.engine.events import Event
from bot.engine.session import Aside, Session, Step
from bot.library import library

NEV_13: Rule = next(rule for rule in RULES if rule.id == "NEV-13")


def _status() -> tuple[Status, str]:
    verdict = NEV_13.judge(subject_of(library(), "safety"))
    return verdict.status, verdict.said


def test_the_types_are_closed() -> None:
    """Sessions, steps and events hold numbers, closed sets and known ids."""
    assert _status() == (Status.PROVED, "")


@pytest.mark.parametrize("kind", [str, bytes, object, float, dict[str, int], list[str], str | None, tuple[str, ...]])
def test_a_field_that_could_hold_anything_is_told(kind: type, monkeypatch: pytest.MonkeyPatch) -> None:
    """One more field, of any open type, and the rule is broken."""
    monkeypatch.setattr("bot.check.rules.never.Session", make_dataclass("Session", [("note", kind)]))
    assert _status() == (Status.BROKEN, "Session.note could hold any text.")


def test_every_closed_field_is_needed() -> None:
    """The list of fields that hold an id has no line too many."""
    kinds = (Session, Step, Aside, *get_args(Event))
    assert {name for kind in kinds for name in never._strings(kind)} == never.CLOSED
