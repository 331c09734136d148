"""For managers: is this place ready? Eleven short questions, none about a patient (practice.md A.6, A.7).

A tool comes after the protocol, the mapped contacts, the space and the training, not before (CAP-2f). The end is a list
of gaps and next steps; nothing is scored.
"""

from __future__ import annotations

from bot.engine.facts import Always, Is, Judged, Result, Rule
from bot.engine.spec import Choice, Flow, OnlyFrom, OutcomeSpec, Part, State

ITEMS = (
    "protocol",
    "contacts",
    "called",
    "nights",
    "space",
    "training",
    "interpreters",
    "records",
    "feedback",
    "debrief",
    "lived",
)


def _item(item: str, then: str) -> State:
    return State(
        f"readiness.{item}",
        tags=frozenset({"system"}),
        choices=(
            Choice("yes", then, records=((item, "no"),)),
            Choice("no", then, records=((item, "yes"),)),
            Choice("unsure", then, records=((item, "open"),)),
        ),
    )


_NEXT = (*(f"readiness.{item}" for item in ITEMS[1:]), "readiness.end")

READINESS = Flow(
    "readiness",
    version=1,
    start="readiness.protocol",
    audience="staff",
    parts=(
        Part(
            "readiness",
            (
                *(_item(item, then) for item, then in zip(ITEMS, _NEXT, strict=True)),
                State("readiness.end", tags=frozenset({"end"})),
            ),
        ),
    ),
    only_from=tuple(OnlyFrom(to, frozenset({f"readiness.{item}"})) for item, to in zip(ITEMS, _NEXT, strict=True)),
    outcome=OutcomeSpec(
        results=(
            ("gaps_named", Judged(Rule(ITEMS), (Result.RAISED,))),
            ("in_place", Judged(Rule(ITEMS), (Result.NOT_RAISED,))),
            ("not_completed", Always()),
        ),
        topics=ITEMS,
        steps=tuple((f"gap_{item}", Is(item, ("yes", "open"))) for item in ITEMS),
    ),
)
