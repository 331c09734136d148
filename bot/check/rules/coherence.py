"""A card does what its tags say, and an answer only what its card is for: else every other rule reads a fiction."""

from __future__ import annotations

from typing import Final

from bot.check.graph import Node
from bot.check.lens import recorded_on
from bot.check.rule import Rule, Subject, Verdict, broken, not_applicable, on_every, rule
from bot.check.vocabulary import GIVEN_BY, GIVEN_ON, NEEDS, RECORDED_ON, TAGS

ALONE: Final = frozenset({"legal", "basics"})
"""Needs that a single service of the whole country serves, as far as was found."""

PLURAL: Final = 2
"""Services to choose between: one that does not answer is not the end (MUST-25)."""


@rule(
    "TAG-1",
    "Every tag and gate is a word that the rules know, and a card named after a tag has it.",
    patients=False,
    looks="answers tags gates names audience",
)
def tag_1(subject: Subject) -> Verdict:
    """A misspelt tag would take its card out of every rule."""
    cards = subject.flow.cards.values()
    grants = {grant for card in cards for choice in card.choices.values() for grant in choice.grants}
    strange = ({tag for card in cards for tag in card.state.tags} - TAGS.keys()) | (grants - GIVEN_ON.keys())
    if strange:
        return broken(f"No rule knows {', '.join(sorted(strange))}.")

    staff = subject.flow.source.audience == "staff"

    def wrong(node: Node) -> str:
        name = node.state.rpartition(".")[2]
        if staff and not node.ended and not node.tags:
            return "It has no tag, so no rule sees it."
        return f"Its name says {name}, and its tags do not." if name in TAGS.keys() - node.tags else ""

    return on_every(subject, subject.graph.main(), wrong)


@rule(
    "TAG-2",
    "An answer opens a gate when it says so on a card that is about it, and never else.",
    patients=False,
    looks="answers tags gates",
)
def tag_2(subject: Subject) -> Verdict:
    """GIVEN_ON and GIVEN_BY, both ways round."""
    graph = subject.graph
    if not any(move.grants for moves in graph.answers for move in moves):
        return not_applicable("No answer of this flow opens a gate.")

    def wrong(node: Node) -> str:
        about = {gate for gate, tags in GIVEN_ON.items() if tags & node.tags}
        for move in graph.answers[node.number]:
            due = {gate for gate in about if move.answer in GIVEN_BY[gate]}
            if due != move.grants:
                odd = ", ".join(sorted(due ^ move.grants))
                return f"{move.answer} opens {odd} and should not, or does not and should."
        return ""

    return on_every(subject, graph.running(), wrong)


@rule(
    "TAG-3",
    "A question has an intensity, records its own topic, and nothing else does.",
    looks="tags records outcome intensity names",
)
def tag_3(subject: Subject) -> Verdict:
    """sensitive_q, intensity and topics go together."""
    graph, topics = subject.graph, frozenset(subject.flow.outcome.topics)
    if not topics and not any(graph.tagged("sensitive_q")):
        return not_applicable("It asks no questions about what happened.")

    def wrong(node: Node) -> str:
        recorded = {fact for move in graph.answers[node.number] for fact, _ in move.records} & topics
        asks = "sensitive_q" in node.tags
        strong = subject.flow.cards[node.state].state.intensity > 0
        own = {node.state.rpartition(".")[2]}
        if asks is strong and (recorded == own if asks else not recorded):
            return ""
        return "Only a question records a topic, its own, and only a question has an intensity."

    return on_every(subject, graph.running(), wrong)


@rule("TAG-4", "What is tagged as the end is the end, and nothing else is.", patients=False, looks="tags")
def tag_4(subject: Subject) -> Verdict:
    """end and final cards."""

    def wrong(node: Node) -> str:
        return "" if node.ended is ("end" in node.tags) else "This card is tagged as an end and is none, or is one."

    return on_every(subject, subject.graph.main(), wrong)


@rule(
    "TAG-5",
    "Contacts of chosen needs stand only where something is given or somebody is called.",
    looks="tags contacts",
)
def tag_5(subject: Subject) -> Verdict:
    """needs_contacts comes with give_info or handoff, and these come with contacts."""
    cards, given = subject.flow.cards, frozenset({"give_info", "handoff"})

    def wrong(node: Node) -> str:
        if not node.tags & given:
            return "Contacts are shown, and the card is not one that gives any."
        return "" if node.view.contacts else "The card gives contacts, and shows none."

    nodes = [node for node in subject.graph.main() if cards[node.state].state.needs_contacts or node.tags & given]
    return on_every(subject, nodes, wrong) if nodes else not_applicable("No card of this flow gives contacts.")


@rule("TAG-6", "An answer records only what its card asks.", patients=False, looks="answers tags records")
def tag_6(subject: Subject) -> Verdict:
    """RECORDED_ON."""
    graph = subject.graph

    def wrong(node: Node) -> str:
        for move in graph.answers[node.number]:
            for fact, _ in move.records:
                if not RECORDED_ON.get(fact, node.tags) & node.tags:
                    return f"{move.answer} records {fact}, and the card does not ask that."
        return ""

    return on_every(subject, graph.running(), wrong)


@rule(
    "TAG-7",
    "Every need can be chosen, and has contacts to show: two at least, where two are known.",
    "OVC-NEEDS",
    "IOFA",
    looks="answers records outcome contacts",
)
def tag_7(subject: Subject) -> Verdict:
    """CAP-3c: a need's id is the category of contacts that serves it. What was chosen before is not offered again."""
    needs = subject.flow.outcome.needs
    asking = [card for card in subject.flow.cards.values() if recorded_on(card) & {*needs}]
    if not asking:
        return not_applicable("No need can be chosen in this flow.")
    shown = subject.shown
    bare = sorted(need for need in NEEDS if shown is not None and shown(need) < (1 if need in ALONE else PLURAL))
    if bare:
        return broken(f"Too few contacts to show for {', '.join(bare)}.")
    before = {card.state.id: min(needs.index(fact) for fact in recorded_on(card) & {*needs}) for card in asking}

    def wrong(node: Node) -> str:
        lacks = NEEDS - {*subject.flow.cards[node.state].ids}
        hidden = NEEDS - {*node.view.choices}
        return (
            f"{', '.join(sorted(lacks or hidden))} cannot be chosen here."
            if lacks or len(hidden) != before[node.state]
            else ""
        )

    return on_every(subject, (node for node in subject.graph.running() if node.state in before), wrong)


@rule(
    "TAG-8", "The lead for child protection is named only on cards that report, and by every one.", looks="tags notes"
)
def tag_8(subject: Subject) -> Verdict:
    """The site's note ``child_lead`` and the tag ``report_local`` go together, with limits or report_explain."""

    def wrong(node: Node) -> str:
        named = "child_lead" in node.view.site_notes
        if named is not ("report_local" in node.tags):
            return "It names the lead and is no report, or is one."
        told = not named or node.tags & {"report_explain", "limits"}
        return "" if told else "It names the lead, and explains no report."

    return on_every(subject, subject.graph.running(), wrong)


@rule(
    "TAG-9",
    "A card that offers help is tagged as an offer, and education as an option or a request.",
    looks="answers tags records",
)
def tag_9(subject: Subject) -> Verdict:
    """educate, safe_info_ask, a first need and the answer ``safety`` are offers; ``none`` is among options."""
    graph = subject.graph

    def wrong(node: Node) -> str:
        first = any(fact == "need_1" for move in graph.answers[node.number] for fact, _ in move.records)
        offers = node.tags & {"educate", "safe_info_ask"} or first or "safety" in node.view.choices
        if offers and "offer" not in node.tags:
            return "It offers help, and is not tagged as an offer."
        wishes = {"options", "offer"} <= node.tags and "none" in node.view.choices and "comfort" not in node.tags
        if wishes is not ("wishes" in node.tags):
            return "It asks first what would help, and is not tagged for it, or is and does not."
        if {"comfort", "options"} <= node.tags and "educate" not in node.tags:
            return "It offers comfort and what could help, and does not tell that there is help."
        options = "educate" in node.tags or "none" in node.view.choices
        known = {"options", "permission", "safe_contact_ask"}
        return "It gives a choice, and is not tagged for it." if options and not node.tags & known else ""

    return on_every(subject, graph.running(), wrong)


RULES: Final[tuple[Rule, ...]] = (tag_1, tag_2, tag_3, tag_4, tag_5, tag_6, tag_7, tag_8, tag_9)
