"""The conversations, one file each: declarations only. Words live in content/, numbers in flows.lock."""

from __future__ import annotations

from bot.engine.spec import Flow
from bot.flows.adult_brief import ADULT_BRIEF
from bot.flows.document import DOCUMENT_FLOW
from bot.flows.needs import NEEDS_FLOW
from bot.flows.offer import OFFER_FLOW
from bot.flows.safety import SAFETY_FLOW

FLOWS: tuple[Flow, ...] = (OFFER_FLOW, ADULT_BRIEF, NEEDS_FLOW, DOCUMENT_FLOW, SAFETY_FLOW)
"""Every conversation, in the order in which a menu shows them."""
