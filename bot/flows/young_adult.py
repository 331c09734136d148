"""Four topics with someone of 18 to 24 without a steady place to live.

Own wording. The one study of such questions looked at 18 to 22 in one agency's services (instruments.md §1, QYIT); the
first card says so, and that nothing here is validated in this wording.
"""

from __future__ import annotations

from bot.engine.spec import Choice, Part, State
from bot.flows.asking import Topic, asking_flow

TOPICS = (
    Topic("secrecy", 2, frozenset({"labor"})),
    Topic("leaving", 2, frozenset({"labor", "freedom"})),
    Topic("owing", 3, frozenset({"debt"})),
    Topic("trade", 4, frozenset({"sex", "forced_criminality"})),
)

FIT = Part(
    "young_adult",
    exits=frozenset({"on"}),
    states=(
        State(
            "young_adult.fit",
            tags=frozenset({"about"}),
            choices=(
                Choice("yes", "@on", records=(("studied", "yes"),)),
                Choice("older", "@on", records=(("studied", "no"),)),
            ),
        ),
    ),
)

YOUNG_ADULT = asking_flow("young_adult", version=1, topics=TOPICS, before=FIT)
