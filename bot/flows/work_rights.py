"""Work and rights with any adult worker: pay, hazards, leaving, papers, debt, threats, pressure (practice.md D).

Tells a dispute about pay or hazards from control: both deserve help, by different doors. Neither is a finding. Labor
rights do not ask about status, and neither does this (NEV-12).
"""

from __future__ import annotations

from bot.engine.facts import Both, Is, Judged, Not, Result, Rule
from bot.flows.asking import Topic, asking_flow

TOPICS = (
    Topic("pay", 2, frozenset({"labor"})),
    Topic("hazards", 2, frozenset({"labor"})),
    Topic("leaving", 2, frozenset({"labor", "freedom"})),
    Topic("papers", 3, frozenset({"documents"})),
    Topic("debt", 3, frozenset({"debt", "labor"})),
    Topic("threats", 3, frozenset({"control", "labor"})),
    Topic("pressure", 4, frozenset({"sex", "forced_criminality"})),
)

CONTROL = Judged(Rule(("leaving", "papers", "debt", "threats", "pressure")), (Result.RAISED,))
DISPUTE = Both((Judged(Rule(("pay", "hazards")), (Result.RAISED,)), Not(CONTROL)))

WORK_RIGHTS = asking_flow(
    "work_rights",
    version=1,
    topics=TOPICS,
    results=(("control_topics", CONTROL), ("work_dispute", DISPUTE)),
    steps=(("wage_help", Is("pay", ("yes",))), ("hazard_help", Is("hazards", ("yes",)))),
)
