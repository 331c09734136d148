"""Where answers lead: each to what it says, none astray. Rules of this project, which follow from those of practice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bot.check.graph import RETURN, Move, Node
from bot.check.lens import recorded_on
from bot.check.rule import Rule, Subject, Verdict, gathers, not_applicable, on_every, proved_unless, rule, untagged
from bot.check.rules.concern import raises, young
from bot.check.vocabulary import GIVEN_ON

TAKES: Final[Mapping[frozenset[str], frozenset[str]]] = {
    frozenset(tags.split()): frozenset(answers.split())
    for tags, answers in (
        ("care_first access_gate privacy_gate", "yes urgent interpreter companion"),
        ("care_first", "done no"),
        ("access_gate", "yes interpreter no"),
        ("access_gate interp_brief", "done no"),
        ("privacy_gate", "yes companion no"),
        ("privacy_gate companion", "yes no"),
        ("learn", "done"),
        ("system", "yes no unsure"),
        ("access_gate telehealth", "yes no"),
        ("access_gate interp_tied", "done no"),
        ("privacy_gate telehealth", "yes companion unsure"),
        ("privacy_gate companion telehealth", "yes no"),
        ("age_gate", "adult under_18 unsure dependent duty"),
        ("age_gate duty", "adult under_18 unsure dependent"),
        ("age_young", "unsure under_11"),
        ("limits purpose choice", "yes no"),
        ("permission", "yes no info help"),
        ("danger_check validate", "yes no unsure skip stop help"),
        ("danger_check validate for_young", "yes no unsure skip help"),
        ("danger_check", "yes no unsure self_harm"),
        ("danger", "self_harm done"),
        ("danger danger_check", "done"),
        ("consent_contact", "together number none"),
        ("handoff", "done no"),
        ("safety_plan", "done skip"),
        ("safe_info_ask", "yes memorise no"),
        ("safe_info_ask educate", "yes memorise safety none"),
        ("safe_contact_ask", "visit phone none"),
        ("doc_talk", "nothing neutral coded unsure"),
        ("doc_talk for_young", "neutral coded unsure"),
        ("self_harm", "stop done"),
        ("pause", "stop done"),
        ("exam_consent options", "yes none"),
        ("exam_consent exam_step", "yes no"),
        ("report_explain report_local", "done"),
    )
}
"""The answers that a card with these tags has to take; the row that fits a card most closely counts."""

SAYS: Final[Mapping[str, frozenset[str]]] = {
    "urgent": frozenset({"care_first"}),
    "duty": frozenset({"duty"}),
    "dependent": frozenset({"dependent"}),
    "help": frozenset({"options"}),
    "other": frozenset({"comfort"}),
    "together": frozenset({"handoff"}),
    "coded": frozenset({"document"}),
    "neutral": frozenset({"document"}),
    "safety": frozenset({"safety_plan"}),
    "check": frozenset({"danger_check"}),
    "self_harm": frozenset({"self_harm"}),
    "rest": frozenset({"pause"}),
    "under_18": frozenset({"report_local"}),
    "angry": frozenset({"pause"}),
    "exam": frozenset({"exam_consent"}),
    "pleads": frozenset({"report_explain"}),
    "leaving": frozenset({"report_local"}),
}
"""Answers that say where they lead: to a card with one of these tags."""

ONLY_BY: Final[Mapping[str, frozenset[str]]] = {
    "duty": frozenset({"duty"}),
    "dependent": frozenset({"dependent"}),
    "interp_brief": frozenset({"interpreter"}),
    "handoff": frozenset({"together"}),
    "self_harm": frozenset({"self_harm"}),
    "pause": frozenset({"rest", "angry"}),
    "exam_consent": frozenset({"exam", "yes"}),
    "report_explain": frozenset({"yes", "talk", "done", "worried", "none", "pleads", "leaving"}),
}
"""Cards that are entered by the answers that say so, and by no other."""

CHANGES_SUBJECT: Final = frozenset({"safety", "exam"})
"""Answers that ask for another subject instead of answering."""

SETTLED: Final = frozenset({"care_first", "access", "private", "age", "permission"})
"""Gates about which nothing is asked once they are open."""

ITSELF: Final = frozenset({"need_1", "need_2", "need_3", "consent", "handoff", "plan", "carry", "record", "reach"})
"""Facts whose value is the answer itself; a "none" may be told as a no."""


@rule(
    "WAY-1",
    "A talk is put off for a reason that is noted, and for no other.",
    looks="ways answers tags records outcome",
)
def way_1(subject: Subject) -> Verdict:
    """An answer that records a reason leads to the way out of the day, and nothing else leads there."""
    graph = subject.graph
    if not any(graph.tagged("unsafe_privacy_exit")):
        return untagged("unsafe_privacy_exit")

    def wrong(node: Node) -> str:
        for move in graph.answers[node.number]:
            reasoned = any(fact == subject.flow.outcome.reason for fact, _ in move.records)
            leaves = "unsafe_privacy_exit" in graph.nodes[move.target].tags
            if reasoned and not leaves:
                return f"{move.answer} gives a reason to put the talk off, and it goes on."
            if leaves and not reasoned:
                return f"{move.answer} puts the talk off without a reason."
        return ""

    return on_every(subject, graph.running(), wrong)


@rule("WAY-2", "Who can carry a number safely, or wants to learn it by heart, is given it.", looks="ways tags gates")
def way_2(subject: Subject) -> Verdict:
    """After an answer that opens ``safe_info`` a card gives something."""
    graph = subject.graph
    if not any("safe_info" in move.grants for moves in graph.answers for move in moves):
        return not_applicable("No answer of this flow says that something is safe to carry.")

    def gained(move: Move | None, node: Node) -> set[str]:
        safe = {"safe"} if move is not None and "safe_info" in move.grants else set()
        return safe | (node.tags & {"give_info"})

    path = gathers(graph, gained, lambda labels, node: node.ended and labels == {"safe"})
    return proved_unless(path, "It was safe to carry a number, and none was given.", graph)


@rule(
    "WAY-3",
    "Belief is an answer to something told, and never comes out of nowhere.",
    looks="ways answers tags records outcome",
)
def way_3(subject: Subject) -> Verdict:
    """A validating card is entered by a yes to a topic, or when they began to talk."""
    graph = subject.graph
    if not any(graph.tagged("validate")):
        return untagged("validate")

    def wrong(node: Node) -> str:
        for move in graph.answers[node.number]:
            told = raises(subject.flow, move) or (move.answer == "talk" and "educate" in node.tags)
            if "validate" in graph.nodes[move.target].tags and not told:
                return f"{move.answer} tells nothing, and is met as if it did."
        return ""

    return on_every(subject, graph.running(), wrong)


@rule("WAY-4", "A card that asks something takes every answer there is to it.", patients=False, looks="answers tags")
def way_4(subject: Subject) -> Verdict:
    """TAKES, by the rows that fit most closely."""

    def wrong(node: Node) -> str:
        fitting = [tags for tags in TAKES if tags <= node.tags]
        closest = [tags for tags in fitting if not any(tags < other for other in fitting)]
        lacks = sorted(frozenset().union(*(TAKES[tags] for tags in closest)) - {*node.view.choices})
        return f"It does not take {', '.join(lacks)}." if lacks else ""

    return on_every(subject, subject.graph.running(), wrong)


@rule(
    "WAY-5",
    "What is noted is what was answered, and whatever is answered is noted.",
    patients=False,
    looks="answers records",
)
def way_5(subject: Subject) -> Verdict:
    """Facts of ITSELF have the answer for their value, on every answer that does not change the subject."""
    graph = subject.graph

    def wrong(node: Node) -> str:
        noted = {fact for move in graph.answers[node.number] for fact, _ in move.records} & ITSELF
        for move in graph.answers[node.number]:
            told = {move.answer, "no"} if move.answer == "none" else {move.answer}
            values = dict(move.records)
            if any(values[fact] not in told for fact in noted & values.keys()):
                return f"{move.answer} is noted as something else."
            if move.answer not in CHANGES_SUBJECT and noted - values.keys():
                return f"{move.answer} is not noted."
        return ""

    return on_every(subject, graph.running(), wrong)


@rule(
    "WAY-6",
    "Only somebody young, or perhaps young, is led to the lead for child protection.",
    looks="ways answers tags",
)
def way_6(subject: Subject) -> Verdict:
    """report_local stands behind an answer under_18 or unsure on an age card."""
    graph = subject.graph
    if not any(graph.tagged("report_local")):
        return untagged("report_local")

    def gained(move: Move | None, _: Node) -> set[str]:
        return {"young"} if move is not None and young(graph.nodes[move.source], move) else set()

    path = gathers(graph, gained, lambda labels, node: not labels and "report_local" in node.tags)
    return proved_unless(path, "Nobody said that they may be under 18.", graph)


@rule(
    "WAY-7",
    "An answer that names a card leads there, and nothing else does.",
    patients=False,
    looks="ways answers tags",
)
def way_7(subject: Subject) -> Verdict:
    """SAYS and ONLY_BY."""
    graph = subject.graph

    def wrong(node: Node) -> str:
        for move in graph.answers[node.number]:
            there = graph.nodes[move.target].tags if move.target != RETURN else frozenset()
            if not SAYS.get(move.answer, there) <= there:
                return f"{move.answer} leads elsewhere."
            for tag in sorted(there & ONLY_BY.keys()):
                # Once somebody young has said yes to something, whatever they answer next leads to the lead.
                heard = tag == "report_explain" and {"validate", "danger_check"} <= node.tags
                if move.answer not in ONLY_BY[tag] and not heard:
                    return f"{move.answer} leads to a card for {tag}."
        return ""

    return on_every(subject, graph.running(), wrong)


@rule(
    "WAY-8",
    "Who wants a number is asked what is safe to carry; who wants nothing is not asked again.",
    looks="ways answers tags records outcome",
)
def way_8(subject: Subject) -> Verdict:
    """After ``consent`` the card that asks for it comes, or does not; after no first need, none is asked for."""
    graph = subject.graph
    if not any(fact == "consent" for moves in graph.answers for move in moves for fact, _ in move.records):
        return not_applicable("No answer of this flow is about a number or a call.")

    first = subject.flow.outcome.needs[:1]
    asks = {state for state, card in subject.flow.cards.items() if recorded_on(card) & {*subject.flow.outcome.needs}}

    def gained(move: Move | None, node: Node) -> set[str]:
        noted = dict(move.records) if move is not None else {}
        nothing = {"nothing"} if any(noted.get(need) == "none" for need in first) else set()
        return {noted.get("consent", "")} - {""} | nothing | (node.tags & {"safe_info_ask"})

    def bad(labels: frozenset[str], node: Node) -> bool:
        if "none" in labels or "nothing" in labels:
            return ("none" in labels and "safe_info_ask" in labels) or ("nothing" in labels and node.state in asks)
        return node.ended and bool(labels & {"number", "together"}) and "safe_info_ask" not in labels

    path = gathers(graph, gained, bad)
    return proved_unless(path, "A number was wanted and not spoken of, or not wanted and spoken of again.", graph)


@rule(
    "WAY-9",
    "Who had thoughts of self-harm leaves with the house's protocol as a next step.",
    patients=False,
    looks="ways tags outcome",
)
def way_9(subject: Subject) -> Verdict:
    """In a conversation of its own: an aside tells no outcome."""
    outcome = subject.flow.outcome
    if not any(subject.graph.tagged("self_harm")):
        return untagged("self_harm")
    graph = subject.lens(fact for step, guard in outcome.steps if step == "suicide_protocol" for fact in guard.reads)

    def gained(_: Move | None, node: Node) -> set[str]:
        told = node.view.outcome is not None and "suicide_protocol" in node.view.outcome.next_steps
        return set(node.tags & {"self_harm"}) | ({"told"} if told else set())

    path = gathers(graph, gained, lambda labels, node: node.ended and labels == {"self_harm"})
    return proved_unless(path, "Self-harm was spoken of, and the protocol is not among the next steps.", graph)


@rule("WAY-10", "What is settled is not asked again.", looks="ways tags gates")
def way_10(subject: Subject) -> Verdict:
    """After an answer that opens one of the gates SETTLED, no card about that gate."""
    graph = subject.graph
    if not any(move.grants & SETTLED for moves in graph.answers for move in moves):
        return not_applicable("No answer of this flow settles one of the first things.")

    def gained(move: Move | None, _: Node) -> frozenset[str]:
        return move.grants & SETTLED if move else frozenset()

    path = gathers(graph, gained, lambda settled, node: any(GIVEN_ON[gate] & node.tags for gate in settled))
    return proved_unless(path, "This was settled before.", graph)


@rule(
    "WAY-11",
    "Who is not safe is led to what to do now, and nobody else is.",
    "NHTRC-MED",
    looks="ways answers tags records",
)
def way_11(subject: Subject) -> Verdict:
    """In a conversation, an answer that notes it leads to the card for danger."""
    graph = subject.graph
    if not any(graph.tagged("danger")):
        return untagged("danger")

    def wrong(node: Node) -> str:
        for move in graph.answers[node.number]:
            unsafe = ("return", "unsafe") in move.records
            if unsafe is not ("danger" in graph.nodes[move.target].tags):
                return f"{move.answer} notes that it is not safe, and nothing is done, or the other way round."
        return ""

    return on_every(subject, graph.running(), wrong)


RULES: Final[tuple[Rule, ...]] = (way_1, way_2, way_3, way_4, way_5, way_6, way_7, way_8, way_9, way_10, way_11)
