"""What a card of a kind bears: how urgent it looks, whom it names, whom it is for; and where danger leads.

Slips of the pen found these: a card for danger that looks calm, a card about a companion that names nobody of the
house, questions declared as a talk with staff, all passed every other rule.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bot.check.graph import RETURN, Node
from bot.check.rule import Rule, Subject, Verdict, not_applicable, on_every, rule, untagged
from bot.engine.session import Mode
from bot.engine.spec import Tone

SHOWN: Final = frozenset({Mode.RUNNING, Mode.DANGER})
URGENT: Final = frozenset({"danger", "self_harm"})
ASKING: Final = (frozenset({"sensitive_q"}), frozenset({"validate", "danger_check"}))
"""A question, and the card that hears a yes."""

NAMES: Final[Mapping[frozenset[str], tuple[frozenset[str], frozenset[str]]]] = {
    frozenset(tags.split()): (frozenset(contacts.split()), frozenset(notes.split()))
    for tags, contacts, notes in (
        ("danger", "emergency", "security"),
        ("self_harm", "crisis emergency", "security social_work"),
        ("companion", "", "security"),
        ("unsafe_privacy_exit", "", "security social_work"),
        ("safety_plan", "", "social_work"),
        ("handoff", "hotline", "social_work"),
        ("give_info", "hotline", ""),
        ("report_explain report_local", "child_protection", "child_lead"),
        ("safety_plan for_young", "child_protection", ""),
        ("limits report_local", "", "duty"),
        ("dependent", "adult_protection", "duty law_dependent"),
        ("duty", "", "duty supervisor law_child law_adult"),
        ("age_young", "", "law_child"),
        ("interp_tied", "", "interpreter_line"),
        ("care_first telehealth", "emergency", ""),
    )
}
"""Categories of contacts, and notes of the site, that a card with these tags shows."""

ALONE: Final[Mapping[frozenset[str], tuple[frozenset[str], frozenset[str]]]] = {
    frozenset(tags.split()): (frozenset(contacts.split()), frozenset(notes.split()))
    for tags, contacts, notes in (
        ("care_first", "emergency", ""),
        ("access_gate", "", "interpreter_line"),
        ("limits report_local", "child_protection", "child_lead duty law_child"),
        ("danger_check", "emergency", "security"),
        ("danger_check danger", "hotline", "social_work"),
        ("end", "", "supervisor"),
    )
}
"""The same for a card of a conversation with a patient that has these tags and no others."""

BY_CARD: Final[Mapping[str, tuple[frozenset[str], frozenset[str]]]] = {
    card: (frozenset(contacts.split()), frozenset(notes.split()))
    for card, contacts, notes in (
        ("young.offer", "child_protection", ""),
        ("young.plan", "child_protection", ""),
        ("young.lead", "", "duty law_child"),
        ("young.leaving", "", "security"),
        ("child.lead", "", "duty law_child"),
        ("child.later", "", "law_child"),
        ("child.stay", "", "security social_work"),
        ("planning.plan", "hotline", ""),
        ("safety.now", "hotline", ""),
        ("safety.secure", "", "supervisor"),
    )
}
"""What single cards name beyond what their tags ask for: a second list of it, card by card."""

CHOSEN: Final = frozenset({"give_info", "handoff"})
"""Tags of cards that show the contacts for the needs that were chosen, where a conversation asks for needs."""

STAFF: Final = frozenset({"learn", "system", "end"})
"""Tags that a conversation with staff may have."""

LEADS: Final[Mapping[tuple[str, str], str]] = {
    ("safety", "act_now"): "danger",
    ("safety", "companion"): "companion",
    ("safety", "none"): "end",
}
"""What is noted on a safety card, and the tag of the card where that leads; an end leads back as well."""


@rule(
    "TAG-10",
    "Danger looks urgent, a question looks like one, and no other card does.",
    patients=False,
    looks="tags tone",
)
def tag_10(subject: Subject) -> Verdict:
    """The tone of a card follows from its tags."""

    def wrong(node: Node) -> str:
        asks = any(tags <= node.tags for tags in ASKING)
        due = Tone.EMERGENCY if node.tags & URGENT else Tone.ASK if asks else Tone.CALM
        return "" if node.view.tone is due else f"It looks {node.view.tone.value}, and is {due.value}."

    return on_every(subject, subject.graph.main(), wrong)


@rule(
    "TAG-11",
    "A card names everybody whom a card of its kind has to name.",
    "NHTRC-MED",
    "ACEP",
    patients=False,
    looks="tags outcome contacts notes",
)
def tag_11(subject: Subject) -> Verdict:
    """NAMES, on the cards of the conversation and on safety cards that open on top of it."""
    graph = subject.graph
    aside = [node for node in graph.nodes if node.view.mode is Mode.DANGER]
    shown, patient = [*graph.main(), *aside], subject.flow.source.audience == "patient"
    needs, cards = subject.flow.outcome.needs, subject.flow.cards

    def wrong(node: Node) -> str:
        rows = [row for tags, row in NAMES.items() if tags <= node.tags]
        rows += [ALONE[node.tags]] if node.tags in ALONE and patient else []
        contacts, notes = (frozenset().union(*(row[which] for row in rows)) for which in (0, 1))
        lacks = sorted((contacts - {*node.view.contacts}) | (notes - {*node.view.site_notes}))
        if needs and node.tags & CHOSEN and not cards[node.state].state.needs_contacts:
            lacks.append("those for the needs that were chosen")
        return f"This card does not name {', '.join(lacks)}." if lacks else ""

    return on_every(subject, shown, wrong)


@rule(
    "TAG-15",
    "Cards on which somebody acts name all who act, also those whom other cards of their kind do not.",
    "NHTRC-MED",
    patients=False,
    looks="names contacts notes",
)
def tag_15(subject: Subject) -> Verdict:
    """BY_CARD: contacts and notes of single cards."""
    shown = [node for node in subject.graph.nodes if node.state in BY_CARD and node.view.mode in SHOWN]
    if not shown:
        return not_applicable("None of these cards is in this conversation.")

    def wrong(node: Node) -> str:
        contacts, notes = BY_CARD[node.state]
        lacks = sorted((contacts - {*node.view.contacts}) | (notes - {*node.view.site_notes}))
        return f"This card does not name {', '.join(lacks)}." if lacks else ""

    return on_every(subject, shown, wrong)


@rule("TAG-12", "A conversation with staff has no card for patients.", patients=False, looks="tags audience")
def tag_12(subject: Subject) -> Verdict:
    """Else a conversation could be taken out of the rules for patients by saying that it is for staff."""
    if subject.flow.source.audience != "staff":
        return not_applicable("It is a conversation with patients.")

    def wrong(node: Node) -> str:
        others = sorted(node.tags - STAFF)
        return f"A card for {', '.join(others)} is not for staff alone." if others else ""

    return on_every(subject, subject.graph.main(), wrong)


@rule(
    "WAY-17",
    "On safety cards, danger leads to what to do about it, and done closes.",
    "NHTRC-MED",
    patients=False,
    looks="ways answers tags records",
)
def way_17(subject: Subject) -> Verdict:
    """LEADS: no answer that notes a danger goes by the card for it."""
    graph = subject.graph
    if subject.flow.id != subject.library.safety:
        return not_applicable("Its safety cards are those of another conversation.")
    if not any(graph.tagged(*LEADS.values())):
        return untagged(*LEADS.values())

    def wrong(node: Node) -> str:
        for move in graph.answers[node.number]:
            tags = frozenset({"end"}) if move.target == RETURN else graph.nodes[move.target].tags
            due = {LEADS[noted] for noted in move.records if noted in LEADS} | (
                {"end"} if move.answer == "done" else set()
            )
            if not due <= tags:
                return f"{move.answer} does not lead to {', '.join(sorted(due))}."
        return ""

    return on_every(subject, graph.running(), wrong)


RULES: Final[tuple[Rule, ...]] = (tag_10, tag_11, tag_12, tag_15, way_17)
