"""Every conversation ends in something useful and an open door, whatever was said (MUST-01, 03, 21; ORD-17, 18).

Nothing is handed over before the question whether it is safe to have (ORD-17). A no is met once, kindly, and is a good
ending. ``later`` is the way out when no safe talk could be had: nothing on the topic is said there.
"""

from __future__ import annotations

from bot.engine.facts import Is
from bot.engine.spec import Choice, Part, State, Way

SAFE_TO_GIVE = "safe_info"

CARRIES = Is("carry", ("yes", "memorise"))
EMPTY_HANDED = Is("carry", ("", "no"))

_DOORS = (Way("closing.door_number", CARRIES), Way("closing.door", EMPTY_HANDED))
_KEEP = frozenset({SAFE_TO_GIVE})

DOOR = Part(
    "closing",
    states=(
        State("closing.door", tags=frozenset({"open_door"}), choices=(Choice("done", "closing.end"),)),
        State("closing.end", tags=frozenset({"end"}), site_notes=("supervisor",)),
    ),
)
"""The open door and the end, for conversations that hand nothing over."""

CLOSING = Part(
    "closing",
    exits=frozenset({"carried", "empty"}),
    states=(
        State(
            "closing.carry",
            tags=frozenset({"safe_info_ask", "offer"}),
            choices=(
                Choice("yes", "@carried", records=(("carry", "yes"),), grants=_KEEP),
                Choice("memorise", "@carried", records=(("carry", "memorise"),), grants=_KEEP),
                Choice("no", "@empty", records=(("carry", "no"),)),
            ),
        ),
        State(
            "closing.reach",
            tags=frozenset({"safe_contact_ask"}),
            choices=(
                Choice("visit", _DOORS, records=(("reach", "visit"),)),
                Choice("phone", _DOORS, records=(("reach", "phone"),)),
                Choice("none", _DOORS, records=(("reach", "none"),)),
            ),
        ),
        *DOOR.states,
        State(
            "closing.door_number",
            tags=frozenset({"open_door", "give_info"}),
            contacts=("hotline",),
            needs_contacts=True,
            choices=(Choice("done", "closing.end"),),
        ),
    ),
)

DECLINED = Part(
    "declined",
    exits=frozenset({"plan"}),
    states=(
        State(
            "declined.offer",
            tags=frozenset({"educate", "options", "offer", "safe_info_ask", "wishes"}),
            choices=(
                Choice("yes", "closing.door_number", records=(("carry", "yes"),), grants=_KEEP),
                Choice("memorise", "closing.door_number", records=(("carry", "memorise"),), grants=_KEEP),
                Choice("safety", "@plan"),
                Choice("none", "closing.door", records=(("carry", "no"),)),
            ),
        ),
    ),
)

LATER = Part(
    "later",
    states=(
        State(
            "later.another_day",
            tags=frozenset({"unsafe_privacy_exit", "open_door"}),
            site_notes=("social_work", "security"),
            choices=(Choice("done", "closing.end"),),
        ),
    ),
)
