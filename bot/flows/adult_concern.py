"""Eight topics with an adult about whom staff are worried; each that comes up has a response of its own.

Topics follow what public sources name (practice.md B.7; instruments.md: deception, debt, threats, papers, isolation,
housing control, secrecy, forced earning); the wording is ours, there is no cut-off, and eight is the most that any
conversation may ask (PATH-1).
"""

from __future__ import annotations

from bot.flows.asking import Topic, asking_flow

TOPICS = (
    Topic("promise", 2, frozenset({"labor"}), own_response=True),
    Topic("housing", 2, frozenset({"freedom"}), own_response=True),
    Topic("contact", 2, frozenset({"freedom"}), own_response=True),
    Topic("papers", 3, frozenset({"documents"}), own_response=True),
    Topic("debt", 3, frozenset({"debt"}), own_response=True),
    Topic("secrecy", 3, frozenset({"control"}), own_response=True),
    Topic("threats", 3, frozenset({"control"}), own_response=True),
    Topic("pressure", 4, frozenset({"sex", "forced_criminality"}), own_response=True),
)

ADULT_CONCERN = asking_flow("adult_concern", version=1, topics=TOPICS)
