"""What holds for a conversation as a whole: how much is asked, how it is left, what it costs (practice.md B.5)."""

from __future__ import annotations

from typing import Final

from bot.check.classes import by_id, measured
from bot.check.graph import Move, Node, shortest
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
    untagged,
)

MOST_QUESTIONS: Final = 8
EDUCATION_TAPS: Final = 6
BRIEF_TAPS: Final = 14
BRIEF_TOPICS: Final = 4


@rule("PATH-1", "No conversation asks more than eight sensitive questions.", "AHTST-SUM", "TABLET", looks="ways tags")
def path_1(subject: Subject) -> Verdict:
    """Counted along every path."""
    graph = subject.graph
    if not any(graph.tagged("sensitive_q")):
        return untagged("sensitive_q")

    def after(asked: int | None, _: Move | None, node: Node) -> int:
        return min((asked or 0) + ("sensitive_q" in node.tags), MOST_QUESTIONS + 1)

    path = shortest(graph, after, lambda asked, _: asked > MOST_QUESTIONS)
    return proved_unless(path, f"This is question {MOST_QUESTIONS + 1}.", graph)


@rule(
    "PATH-3",
    "Any conversation can be left in one tap, and nothing is kept.",
    "WHO10",
    patients=False,
    looks="interrupts premises",
)
def path_3(subject: Subject) -> Verdict:
    """stop can be called on every card, hidden ones too, and leads to an end."""
    if any(failed.premise == "WALK-WIPE" for failed in subject.walked.failed):
        return broken("A session that has ended still holds something: see WALK-WIPE.")
    graph = subject.graph

    def wrong(node: Node) -> str:
        if node.ended:
            return ""
        stop = graph.call(node, "stop")
        ends = stop is not None and graph.nodes[stop.target].ended
        return "" if ends and "stop" in node.view.interrupts else "It cannot be left here in one tap."

    return on_every(subject, graph.nodes, wrong)


@rule("PATH-4", "Who only wants the information is asked no question.", "SOAR-APPR", looks="ways tags records")
def path_4(subject: Subject) -> Verdict:
    """Neither before nor after the answer that takes the information only."""
    graph = subject.graph
    if not any(("talk", "informed") in move.records for moves in graph.answers for move in moves):
        return not_applicable("No answer of this flow takes the information only.")

    def gained(move: Move | None, node: Node) -> set[str]:
        told = {"informed"} if move is not None and ("talk", "informed") in move.records else set()
        return told | (node.tags & {"sensitive_q"})

    path = gathers(graph, gained, lambda labels, _: labels == {"informed", "sensitive_q"})
    return proved_unless(path, "Only the information was wanted, and a question was asked.", graph)


@rule(
    "BUDGET-1",
    f"Education alone takes at most {EDUCATION_TAPS} taps.",
    "SOAR-APPR",
    looks="ways tags gates records outcome",
)
def budget_1(subject: Subject) -> Verdict:
    """The usual conversation that begins with all gates settled, where nothing at all is asked."""
    if any(subject.graph.tagged("sensitive_q")):
        return not_applicable("It is not education alone: it asks, where it may.")
    return _within(subject, "education_only", EDUCATION_TAPS)


@rule(
    "BUDGET-2", f"Where nothing is raised it takes at most {BRIEF_TAPS} taps.", looks="ways tags gates records outcome"
)
def budget_2(subject: Subject) -> Verdict:
    """The usual conversation that begins with all gates settled, where few topics are asked about."""
    if len(subject.flow.outcome.topics) > BRIEF_TOPICS:
        return not_applicable(f"It asks about more than {BRIEF_TOPICS} topics.")
    if any(subject.graph.tagged("about")):
        return not_applicable("It first tells for whom it was made.")
    return _within(subject, "nothing_raised", BRIEF_TAPS)


@rule(
    "BUDGET-3",
    "From any card, danger shows a number to call in one tap.",
    "NHTRC-MED",
    patients=False,
    looks="interrupts contacts",
)
def budget_3(subject: Subject) -> Verdict:
    """The card that danger opens shows the emergency number itself."""
    graph = subject.graph

    def wrong(node: Node) -> str:
        if node.ended:
            return ""
        move = graph.call(node, "danger")
        shown = move is not None and "emergency" in graph.nodes[move.target].view.contacts
        return "" if shown and subject.visible("emergency") else "Danger shows no number to call from here."

    return on_every(subject, graph.nodes, wrong)


def _within(subject: Subject, path_class: str, most: int) -> Verdict:
    found = measured(subject, by_id(path_class))
    if found is None:
        return not_applicable("No conversation of this kind is in this flow.")
    if found.typical <= most:
        return PROVED
    return broken(f"It usually takes {found.typical} taps, and at least {found.least}.", found.path, found.graph)


RULES: Final[tuple[Rule, ...]] = (path_1, path_3, path_4, budget_1, budget_2, budget_3)
