"""The conversations, one file each: declarations only. Words live in content/, numbers in flows.lock."""

from __future__ import annotations

from bot.engine.spec import Flow
from bot.flows.adolescent import ADOLESCENT
from bot.flows.adult_brief import ADULT_BRIEF
from bot.flows.adult_concern import ADULT_CONCERN
from bot.flows.child import CHILD_FLOW
from bot.flows.document import DOCUMENT_FLOW
from bot.flows.learn import LEARN
from bot.flows.needs import NEEDS_FLOW
from bot.flows.offer import OFFER_FLOW
from bot.flows.readiness import READINESS
from bot.flows.safety import SAFETY_FLOW
from bot.flows.work_rights import WORK_RIGHTS
from bot.flows.young_adult import YOUNG_ADULT

FLOWS: tuple[Flow, ...] = (
    OFFER_FLOW,
    ADULT_BRIEF,
    ADULT_CONCERN,
    WORK_RIGHTS,
    YOUNG_ADULT,
    ADOLESCENT,
    CHILD_FLOW,
    NEEDS_FLOW,
    DOCUMENT_FLOW,
    SAFETY_FLOW,
    LEARN,
    READINESS,
)
"""Every conversation, in the order in which a menu shows them."""
