"""Four topics with an adult, work and pressure alike, and then what would help (practice.md B.7, B.8).

Own wording on topics that public sources name; no instrument is copied, no score is kept, no number of answers means
anything by itself. Intensity rises along the way (ORD-14).
"""

from __future__ import annotations

from bot.flows.asking import Topic, asking_flow

TOPICS = (
    Topic("work", 2, frozenset({"labor"})),
    Topic("freedom", 2, frozenset({"labor", "freedom"})),
    Topic("papers", 3, frozenset({"documents", "debt"})),
    Topic("pressure", 4, frozenset({"sex", "forced_criminality"})),
)

ADULT_BRIEF = asking_flow("adult_brief", version=1, topics=TOPICS)
