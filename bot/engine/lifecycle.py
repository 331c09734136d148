"""May the conversation be shown, and what may happen now: once, for every flow.

Two coupled machines: the flow's machine knows where we are, this one knows whether it may be seen. What is not in the
table is refused with a notice. From ``covered`` and ``away`` nothing but ``resume`` leads back to a question, so lost
privacy blocks every question until the worker says that it is there again (rule ORD-02): a safety card that was opened
from under a cover closes to the cover.
"""

from __future__ import annotations

from typing import Final

from bot.engine.compile import Cursor, FlowMachine
from bot.engine.facts import UNSET, Condition, Is
from bot.engine.session import Mode, Session

R, D, C, A = Mode.RUNNING, Mode.DANGER, Mode.COVERED, Mode.AWAY

ASIDE = "aside"
"""The one fact that guards of this table may ask: is a safety card open, and was it opened from under a cover?"""

NONE, OPEN, HIDDEN = UNSET, "open", "hidden"
"""The values of that fact."""

SOME = Is(ASIDE, (OPEN, HIDDEN))
NO_CARD = Is(ASIDE, (NONE,))
SEEN = Is(ASIDE, (NONE, OPEN))
FROM_COVER = Is(ASIDE, (HIDDEN,))

TABLE: Final[tuple[tuple[str, tuple[Mode, ...], Mode, Is | None], ...]] = (
    ("begin", (Mode.IDLE, Mode.ENDED), R, None),
    ("answer", (R,), R, None),
    ("answer", (D,), D, None),
    ("finish", (R,), Mode.ENDED, None),
    ("close_aside", (D,), R, SEEN),
    ("close_aside", (D,), C, FROM_COVER),
    ("back", (R,), R, None),
    ("back", (D,), D, None),
    ("edit", (R,), R, None),
    ("danger", (R, D, C, A), D, None),
    ("pause", (R, D), D, None),
    ("cover", (R, D, C, A), C, None),
    ("away", (R, D, A), A, None),
    ("resume", (C, A), D, SOME),
    ("resume", (C, A), R, NO_CARD),
    ("resume", (D,), R, SEEN),
    ("resume", (D,), C, FROM_COVER),
    ("stop", (R, D, C, A), Mode.ENDED, None),
    ("expire", (R, D, C, A), Mode.ENDED, None),
)
"""(event, from, to, guard). Language, matter, look and unknown change no mode and are not in the table."""

SHOWN: Final = {
    Mode.RUNNING: ("danger", "pause", "cover", "away", "back", "edit", "matters", "language", "stop"),
    Mode.DANGER: ("danger", "pause", "cover", "away", "back", "resume", "language", "stop"),
    Mode.COVERED: ("danger", "resume", "stop"),
    Mode.AWAY: ("danger", "cover", "resume", "stop"),
    Mode.IDLE: (),
    Mode.ENDED: (),
}
"""The interrupts that each mode offers, in the order in which a card shows them."""


def _machine() -> FlowMachine:
    edges = [
        {
            "trigger": event,
            "source": source.value,
            "dest": dest.value,
            "answer": event,
            "guards": (guard,) if guard else (),
            "conditions": [Condition(guard)] if guard else None,
        }
        for event, sources, dest, guard in TABLE
        for source in sources
    ]
    return FlowMachine(
        model=None,
        states=[mode.value for mode in Mode],
        transitions=edges,
        initial=Mode.IDLE.value,
        auto_transitions=False,
        send_event=True,
        queued=False,
    )


def _table() -> dict[tuple[Mode, str, str], Mode]:
    """Where the machine leads for every mode, every state of the safety card and every event: fired once, looked up."""
    table = {}
    for mode in Mode:
        for event in MACHINE.get_triggers(mode.value):
            for aside in (NONE, OPEN, HIDDEN):
                cursor = Cursor(mode.value)
                if MACHINE.events[event].trigger(cursor, facts={ASIDE: aside}):
                    table[mode, aside, event] = Mode(cursor.state)
    return table


MACHINE: Final = _machine()
_AFTER: Final = _table()


def after(session: Session | None, event: str) -> Mode | None:
    """The mode that ``event`` leads to, or None where it may not happen."""
    if session is None:
        return _AFTER.get((Mode.IDLE, NONE, event))
    aside = session.aside
    return _AFTER.get((session.mode, NONE if aside is None else HIDDEN if aside.hidden else OPEN, event))
