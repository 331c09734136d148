"""May the conversation be shown, and what may happen now: once, for every flow.

Two coupled machines: the flow's machine knows where we are, this one knows whether it may be seen. What is not in the
table is refused with a notice. From ``covered`` and ``away`` nothing but ``resume`` leads back to a question, so
lost privacy blocks every question until the worker says that it is there again (rule ORD-02).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from bot.engine.compile import Cursor, FlowMachine
from bot.engine.facts import Facts
from bot.engine.session import Mode, Session

R, D, C, A = Mode.RUNNING, Mode.DANGER, Mode.COVERED, Mode.AWAY

ASIDE_OPEN = "aside"
"""The one thing that guards of this table may ask: is a safety card open under the cover? ("yes" or unset)"""


@dataclass(frozen=True, slots=True)
class Open:
    """A safety card is open (or not): decides where a resume leads."""

    wanted: bool

    @property
    def reads(self) -> frozenset[str]:
        return frozenset({ASIDE_OPEN})

    @property
    def text(self) -> str:
        return "a safety card is open" if self.wanted else "no safety card is open"

    def holds(self, facts: Facts) -> bool:
        return (facts.get(ASIDE_OPEN) == "yes") is self.wanted

    def sense(self, facts: Facts) -> tuple[object, ...]:
        """Whether a safety card is open."""
        return (facts.get(ASIDE_OPEN),)

    def __call__(self, event_data: Any) -> bool:
        return self.holds(event_data.kwargs["facts"])


TABLE: Final[tuple[tuple[str, tuple[Mode, ...], Mode, Open | None], ...]] = (
    ("begin", (Mode.IDLE, Mode.ENDED), R, None),
    ("answer", (R,), R, None),
    ("answer", (D,), D, None),
    ("finish", (R,), Mode.ENDED, None),
    ("close_aside", (D,), R, None),
    ("back", (R,), R, None),
    ("back", (D,), D, None),
    ("edit", (R,), R, None),
    ("danger", (R, D, C, A), D, None),
    ("pause", (R, D), D, None),
    ("cover", (R, D, C, A), C, None),
    ("away", (R, D, A), A, None),
    ("resume", (C, A), D, Open(True)),
    ("resume", (C, A), R, Open(False)),
    ("resume", (D,), R, None),
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
            "conditions": [guard] if guard else None,
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


MACHINE: Final = _machine()
_ALLOWED: Final = {mode: frozenset(MACHINE.get_triggers(mode.value)) for mode in Mode}


def after(session: Session | None, event: str) -> Mode | None:
    """The mode that ``event`` leads to, or None where it may not happen."""
    mode = session.mode if session else Mode.IDLE
    if event not in _ALLOWED[mode]:
        return None
    cursor = Cursor(mode.value)
    facts = {ASIDE_OPEN: "yes"} if session and session.aside else {}
    MACHINE.events[event].trigger(cursor, facts=facts)
    return Mode(cursor.state)
