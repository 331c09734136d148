"""Who may lead to which card: the map of the shared parts, written down a second time on purpose.

A choice that leads astray usually leaves a connected graph, and often one that no rule of practice minds. This table
is the second opinion: a flow takes from it the laws for the cards it has, and adds those for its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from bot.engine.spec import OnlyFrom, Part

_AGE: Final = frozenset({"footing.age", "footing.duty"})
_ALONE: Final = frozenset({"opening.begin", "opening.alone", "opening.companion", "opening.remote_signal"})

YOUNG_ENDS: Final = frozenset({"young.offer", "young.lead", "young.pleads", "young.leaving"})
"""The cards by which the talk with somebody young may go on to the close."""

FROM: Final[Mapping[str, frozenset[str]]] = {
    "opening.care": frozenset({"opening.begin"}),
    "opening.language": frozenset({"opening.begin", "opening.care"}),
    "opening.interpreter": frozenset({"opening.language"}),
    "opening.interpreter_tied": frozenset({"opening.interpreter"}),
    "opening.alone": frozenset(
        {"opening.begin", "opening.language", "opening.interpreter", "opening.interpreter_tied"}
    ),
    "opening.remote": frozenset({"opening.begin"}),
    "opening.remote_alone": frozenset({"opening.remote"}),
    "opening.remote_companion": frozenset({"opening.remote_alone"}),
    "opening.remote_signal": frozenset({"opening.remote_alone", "opening.remote_companion"}),
    "opening.companion": frozenset({"opening.alone"}),
    "later.another_day": frozenset(
        {
            "opening.care",
            "opening.language",
            "opening.interpreter_tied",
            "opening.alone",
            "opening.companion",
            "opening.remote",
            "opening.remote_alone",
            "opening.remote_companion",
            "opening.remote_signal",
        }
    ),
    "offer.educate": _ALONE,
    "footing.age": _ALONE | {"offer.educate"},
    "footing.duty": frozenset({"footing.age"}),
    "footing.dependent": _AGE,
    "footing.young": _AGE,
    "footing.limits": _AGE | {"footing.dependent"},
    "young.offer": frozenset({"footing.young"}),
    "young.listen": frozenset({"young.offer"}),
    "young.lead": frozenset({"young.offer", "young.listen"}),
    "young.pleads": frozenset({"young.lead"}),
    "young.leaving": frozenset({"young.lead"}),
    "asking.comfort": frozenset({"asking.educate"}),
    "asking.colleague": frozenset({"asking.comfort"}),
    "needs.second": frozenset({"needs.first"}),
    "needs.third": frozenset({"needs.second"}),
    "needs.consent": frozenset({"needs.second", "needs.third"}),
    "needs.exam": frozenset({"needs.consent"}),
    "needs.exam_care": frozenset({"needs.exam"}),
    "needs.exam_proof": frozenset({"needs.exam_care"}),
    "needs.exam_after": frozenset({"needs.exam", "needs.exam_care", "needs.exam_proof"}),
    "needs.handoff": frozenset({"needs.consent", "needs.exam_after", "needs.light"}),
    "planning.plan": frozenset(
        {"needs.first", "needs.consent", "needs.exam_after", "needs.handoff", "needs.light", "declined.offer"}
    ),
    "declined.offer": frozenset({"footing.limits", "asking.educate"}),
    "document.codes": frozenset({"document.talk"}),
    "document.card": frozenset({"document.talk", "document.codes"}),
    "closing.door": frozenset({"closing.carry", "closing.reach", "declined.offer", "needs.light"}),
    "closing.door_number": frozenset({"closing.carry", "closing.reach", "declined.offer"}),
    "closing.end": frozenset({"closing.door", "closing.door_number", "later.another_day"}),
    "child.lead": frozenset({"child.comfort"}),
    "child.later": frozenset({"child.comfort"}),
    "child.stay": frozenset({"child.lead"}),
    "safety.check": frozenset({"safety.now"}),
    "safety.secure": frozenset({"safety.check"}),
    "safety.self_harm": frozenset({"safety.now", "safety.check", "safety.secure", "safety.pause"}),
    "safety.companion": frozenset({"safety.now"}),
    "safety.pause": frozenset({"safety.now"}),
    "safety.anger": frozenset({"safety.pause"}),
}
"""The cards that may lead to each card."""


def only_from(parts: Iterable[Part], own: Mapping[str, frozenset[str]]) -> tuple[OnlyFrom, ...]:
    """The laws for the cards of these parts; ``own`` are those of the flow itself, and stand before the table's."""
    there = {state.id for part in parts for state in part.states}
    rows = {**FROM, **own}
    return tuple(OnlyFrom(state, sources & there) for state, sources in rows.items() if state in there)
