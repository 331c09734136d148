"""What staff reads by themselves: any card can be the last, and every section can be opened from the first."""

from __future__ import annotations

from typing import Final

from bot.check.graph import Node
from bot.check.rule import Rule, Subject, Verdict, broken, on_every, rule, untagged


@rule(
    "WAY-15",
    "On a card to read, done ends, next goes on, and a section's name opens that section.",
    patients=False,
    looks="ways answers tags names",
)
def way_15(subject: Subject) -> Verdict:
    """Sections are the cards that share a name up to their number; the first card offers them all."""
    graph = subject.graph
    cards = [node for node in graph.running() if "learn" in node.tags]
    if not cards:
        return untagged("learn")
    sections = {_section(node) for node in cards[1:]}
    closed = sorted(sections - {*cards[0].view.choices})
    if closed:
        return broken(f"The first card does not open {', '.join(closed)}.")
    last = {section: max((node for node in cards if _section(node) == section), key=_page) for section in sections}

    def wrong(node: Node) -> str:
        for move in graph.answers[node.number]:
            to = graph.nodes[move.target]
            fits = to.ended if move.answer == "done" else not to.ended
            if not fits or (move.answer in sections and _section(to) != move.answer):
                return f"{move.answer} does not lead where it says."
        goes_on = "next" in node.view.choices or node is cards[0] or node in last.values()
        return "" if goes_on else "There is more to read, and no way on."

    return on_every(subject, cards, wrong)


def _section(node: Node) -> str:
    return node.state.partition(".")[2].rpartition("_")[0]


def _page(node: Node) -> int:
    return int(node.state.rpartition("_")[2])


RULES: Final[tuple[Rule, ...]] = (way_15,)
