"""What has to be there on every path, or on every card of a kind (practice.md B.2)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from bot.check.graph import Graph, Move, Node
from bot.check.rule import (
    PROVED,
    Rule,
    Subject,
    Verdict,
    broken,
    gathers,
    not_applicable,
    on_every,
    proved_unless,
    rule,
    stands_before,
    untagged,
)
from bot.check.rules.concern import concern, raises, why_no_concern
from bot.check.vocabulary import ALWAYS, TOGETHER

ANSWERS: Final = frozenset({"yes", "no", "unsure", "skip", "stop"})
NOTHING: Final = frozenset({"none", "no", "nothing"})


@rule(
    "MUST-01",
    "Every conversation offers help or education, unless privacy was unsafe.",
    "SOAR-APPR",
    "CSP",
    looks="ways tags",
)
def must_01(subject: Subject) -> Verdict:
    """No end without education or an offer, but for the way out where it is not private."""
    passed = frozenset({"educate", "offer", "unsafe_privacy_exit"})
    path = stands_before(subject.graph, lambda _, node: bool(node.tags & passed), lambda node: node.ended)
    return proved_unless(path, "It ends here, and no help was offered.", subject.graph)


@rule(
    "MUST-02",
    "Every question takes yes, no, not sure, skip and stop, and lets them rest.",
    "WHO10",
    looks="answers tags interrupts",
)
def must_02(subject: Subject) -> Verdict:
    """The answers and the pause on each question."""

    def wrong(node: Node) -> str:
        lacks = [*sorted(ANSWERS - {*node.view.choices}), *({"pause"} - {*node.view.interrupts})]
        return f"This question does not take {', '.join(lacks)}." if lacks else ""

    return on_tagged(subject, "sensitive_q", wrong)


@rule(
    "MUST-03",
    "Every conversation ends with an open door, also one that is stopped.",
    "SOAR-HIPAA",
    patients=False,
    looks="ways tags interrupts audience",
)
def must_03(subject: Subject) -> Verdict:
    """An open door stands before each end, and is on the card after a stop."""
    if subject.flow.source.audience != "patient":
        return not_applicable(subject.why_not)
    graph = subject.graph
    path = stands_before(graph, lambda _, node: "open_door" in node.tags, lambda node: node.ended)
    if path is not None:
        return broken("It ends here, and the door was not left open.", path, graph)

    def wrong(node: Node) -> str:
        stop = graph.call(node, "stop")
        open_door = stop is not None and "open_door" in graph.nodes[stop.target].tags
        return "" if open_door else "Stopping here does not leave the door open."

    return on_every(subject, graph.running(), wrong)


@rule(
    "MUST-04",
    "Every conversation of concern shows the worker a contact that is in date.",
    "MEDSCAPE",
    "NDHTTF",
    looks="ways records outcome contacts",
)
def must_04(subject: Subject) -> Verdict:
    """A contact has been on a card by the end, whatever was chosen: those that a card always shows are counted."""
    cards = subject.flow.cards

    def shows(node: Node) -> bool:
        return any(map(subject.visible, cards[node.state].state.contacts))

    return in_concern(subject, shows, "no contact was shown")


@rule("MUST-05", "Danger is one tap from every card.", "NHTRC-MED", patients=False, looks="tags interrupts")
def must_05(subject: Subject) -> Verdict:
    """The interrupt leads to a card that says what to do about danger."""
    graph = subject.graph

    def wrong(node: Node) -> str:
        move = graph.call(node, "danger")
        there = move is not None and "danger" in graph.nodes[move.target].tags
        return "" if there and "danger" in node.view.interrupts else "Danger is not one tap away here."

    return on_every(subject, graph.running(), wrong)


@rule(
    "MUST-08",
    "Questions are about work and papers or debt, and never about sex alone.",
    "ACEP",
    "COV-PND",
    looks="tags",
)
def must_08(subject: Subject) -> Verdict:
    """ALWAYS in every set of questions; sex and pressure to break the law in the same, or neither."""
    asked = list(subject.graph.tagged("sensitive_q"))
    if not asked:
        return untagged("sensitive_q")
    tags = frozenset().union(*(node.tags for node in asked))
    lacks = [" or ".join(sorted(some)) for some in ALWAYS if not some & tags]
    if len(tags & TOGETHER) == 1:
        lacks += sorted(TOGETHER - tags)
    return broken(f"No question is about {', '.join(lacks)}.") if lacks else PROVED


@rule(
    "MUST-09",
    "What is told is met with a line that believes and does not blame.",
    "PA-LANG",
    "UTIP",
    looks="ways answers tags records outcome",
)
def must_09(subject: Subject) -> Verdict:
    """The card after a yes to a topic, or after they began to talk, validates."""
    graph = subject.graph
    told = [
        move
        for node in graph.running()
        for move in graph.answers[node.number]
        if raises(subject.flow, move) or (move.answer == "talk" and "educate" in node.tags)
    ]
    if not told:
        return not_applicable("No answer of this flow tells of a concern.")
    unmet = {move.source for move in told if "validate" not in graph.nodes[move.target].tags}
    return on_every(subject, graph.running(), lambda node: "What they tell is not met." if node.number in unmet else "")


@rule("MUST-10", "A break can be had at every question.", "SOAR-SAFE", looks="tags interrupts")
def must_10(subject: Subject) -> Verdict:
    """Pause leads to a card that slows down; at every question, so at least every three."""

    def wrong(node: Node) -> str:
        move = subject.graph.call(node, "pause")
        rests = move is not None and "pause" in subject.graph.nodes[move.target].tags
        return "" if rests and "pause" in node.view.interrupts else "No break can be had here."

    return on_tagged(subject, "sensitive_q", wrong)


@rule("MUST-14", "Another person to talk with is offered before any question.", "SOAR-SAFE", looks="answers tags gates")
def must_14(subject: Subject) -> Verdict:
    """The card that offers comfort offers somebody else too; that it stands before questions is ORD-09."""

    def wrong(node: Node) -> str:
        gives = any("comfort" in move.grants for move in subject.graph.answers[node.number])
        return "Nobody else is offered here." if gives and "other" not in node.view.choices else ""

    return on_tagged(subject, "comfort", wrong)


@rule(
    "MUST-17",
    "Every conversation of concern includes the card on writing it down safely.",
    "ICD-GUIDE",
    "CTIP-EHR",
    looks="ways tags records outcome",
)
def must_17(subject: Subject) -> Verdict:
    """document has been passed by the end."""
    return in_concern(subject, lambda node: "document" in node.tags, "nothing was said about the record")


@rule(
    "MUST-18",
    "Who names a need is offered a warm hand-off, not a bare number.",
    "WIME-SHARE",
    "CHAP-WH",
    looks="ways tags gates records outcome",
)
def must_18(subject: Subject) -> Verdict:
    """A named need is followed by an offer to call together, and the answer that accepts it leads to the call."""
    graph = subject.graph
    if not any("consent_contact" in move.grants for moves in graph.answers for move in moves):
        return not_applicable("No answer of this flow consents to contact.")

    def wrong(node: Node) -> str:
        consents = (move for move in graph.answers[node.number] if "consent_contact" in move.grants)
        cold = any("handoff" not in graph.nodes[move.target].tags for move in consents)
        return "Consent to contact leads to no hand-off." if cold else ""

    def gained(move: Move | None, node: Node) -> set[str]:
        needs = subject.flow.outcome.needs
        named = move is not None and any(fact in needs and value != "none" for fact, value in move.records)
        return ({"named"} if named else set()) | (node.tags & {"consent_contact"})

    path = gathers(graph, gained, lambda labels, node: node.ended and labels == {"named"})
    if path is not None:
        return broken("A need was named, and no hand-off was offered.", path, graph)
    return on_every(subject, graph.running(), wrong)


@rule(
    "MUST-23",
    "Every conversation of concern points to social work or security of the house.",
    "ACEP",
    "NHTRC-MED",
    looks="ways records outcome notes",
)
def must_23(subject: Subject) -> Verdict:
    """One of the site's own people has been named by the end."""
    own = frozenset({"social_work", "security"})
    return in_concern(subject, lambda node: bool(own & {*node.view.site_notes}), "nobody of the house was named")


@rule(
    "MUST-25", "Options are plural, and one of them is nothing right now.", "SURV-TIC", "PA-LANG", looks="answers tags"
)
def must_25(subject: Subject) -> Verdict:
    """Each options card has two answers or more, one of them none."""

    def wrong(node: Node) -> str:
        plural = len(node.view.choices) > 1 and NOTHING & {*node.view.choices}
        return "" if plural else "There is no choice here, or nothing is not one of them."

    return on_tagged(subject, "options", wrong)


def on_tagged(subject: Subject, tag: str, wrong: Callable[[Node], str]) -> Verdict:
    """Every card with this tag, at least one."""
    nodes = list(subject.graph.tagged(tag))
    return on_every(subject, nodes, wrong) if nodes else untagged(tag)


def in_concern(subject: Subject, there: Callable[[Node], bool], lacks: str) -> Verdict:
    """By the end of every conversation of concern, ``there`` has held on one of its cards."""
    graph: Graph = subject.graph
    if not any(concern(subject.flow, move) for moves in graph.answers for move in moves):
        return why_no_concern()

    def gained(move: Move | None, node: Node) -> set[str]:
        raised = {"concern"} if move is not None and concern(subject.flow, move) else set()
        return raised | ({"there"} if there(node) else set())

    path = gathers(graph, gained, lambda labels, node: node.ended and labels == {"concern"})
    return proved_unless(path, f"It ends here, a concern came up, and {lacks}.", graph)


RULES: Final[tuple[Rule, ...]] = (
    *(must_01, must_02, must_03, must_04, must_05, must_08, must_09, must_10),
    *(must_14, must_17, must_18, must_23, must_25),
)
