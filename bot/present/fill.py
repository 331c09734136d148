"""Words are filled in by name and by nothing else: no attributes, no indices, no format, so words stay data.

``{name}`` stands for a value; a brace in any other place is refused when the words are read. A value is put in as it
is and never read for further names.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

ALLOWED: Final[Mapping[str, frozenset[str]]] = {
    "ui.card": frozenset({"card", "total"}),
    "ui.banner_draft": frozenset({"name"}),
    "ui.not_set": frozenset({"label"}),
    "ui.not_current": frozenset({"label"}),
    "ui.reached": frozenset({"label", "extension"}),
    "ui.check_locally": frozenset({"name", "who"}),
    "ui.no_contact": frozenset({"need", "who"}),
    "ui.for_ages": frozenset({"from_age", "to_age"}),
    "ui.called": frozenset({"date"}),
    "ui.not_called": frozenset({"date"}),
    "ui.not_checked_since": frozenset({"date"}),
    "ui.reach_phone": frozenset({"number"}),
    "ui.reach_sms": frozenset({"number"}),
    "ui.reach_sms_word": frozenset({"word", "number"}),
    "ui.reach_tty": frozenset({"number"}),
    "ui.reach_chat": frozenset({"address"}),
    "ui.reach_web": frozenset({"address"}),
    "ui.reach_extension": frozenset({"number"}),
    "ui.law_check": frozenset({"text", "who"}),
    "ui.law_past": frozenset({"text", "who"}),
    "ui.law_reviewed": frozenset({"text", "role", "date"}),
    "ui.law_unreviewed": frozenset({"text"}),
    "ui.no_state_line": frozenset({"said", "who"}),
    "notice.dropped": frozenset({"cards"}),
    "notice.flow_changed": frozenset({"cards"}),
}
"""The names that may stand in the words under a key; under any other key there are none."""

_NAME: Final = re.compile(r"\{([a-z_]+)\}")


def names(text: str) -> tuple[str, ...]:
    """The names that stand in a text, in order."""
    return tuple(_NAME.findall(text))


def stray_brace(text: str) -> bool:
    """Is there a brace that belongs to no name?"""
    return bool(set("{}") & set(_NAME.sub("", text)))


def filled(text: str, values: Mapping[str, object]) -> str:
    """The text with each name replaced by its value; a name without a value stands for nothing."""
    return _NAME.sub(lambda found: str(values.get(found[1], "")), text) if "{" in text else text
