"""What a question is about: its tags, its words and its strength say the same, or rules about questions read fiction.

The topics and their weight are those of published practice. A pack's own questions are rated and tagged by those who
know the instrument, so they are left to them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bot.check.graph import Node
from bot.check.rule import Rule, Subject, Verdict, broken, not_applicable, on_every, rule, untagged
from bot.check.rules.worded import NO_WORDS, phrases_in

INTENSITY: Final[Mapping[frozenset[str], int]] = {
    frozenset(tags.split()): weight
    for tags, weight in (
        ("labor", 2),
        ("freedom", 2),
        ("documents", 3),
        ("debt", 3),
        ("control", 3),
        ("forced_criminality", 3),
        ("sex", 4),
        ("sex minimal_facts", 3),
        ("forced_criminality minimal_facts", 4),
    )
}
"""How strong a question is that has these tags; the rows that fit most closely count, and of them the strongest.

Somebody young is asked about things given and pictures, which is milder, and last whether anyone pushes them."""

TOPICS: Final = frozenset({"labor", "freedom", "documents", "debt", "control", "forced_criminality", "sex"})
"""Tags that say what a question is about."""

PACK: Final = "pack_"
THEIRS: Final = not_applicable("The questions of a pack are rated by those who know the instrument.")


@rule("TAG-13", "A question is as strong as what it asks about.", "NHTRC-MED", "COV-PND", looks="tags intensity")
def tag_13(subject: Subject) -> Verdict:
    """INTENSITY, on every question of our own."""
    graph, cards = subject.graph, subject.flow.cards
    if subject.flow.id.startswith(PACK):
        return THEIRS
    asked = list(graph.tagged("sensitive_q"))

    def wrong(node: Node) -> str:
        fitting = [tags for tags in INTENSITY if tags <= node.tags]
        due = max((INTENSITY[one] for one in fitting if not any(one < other for other in fitting)), default=0)
        said = cards[node.state].state.intensity
        return f"Its strength is {said}, and what it asks about has {due}." if due and said != due else ""

    return on_every(subject, asked, wrong) if asked else untagged("sensitive_q")


@rule(
    "TAG-14",
    "A question says what it is tagged for, and is tagged for what it says.",
    "ACEP",
    "COV-PND",
    by="words",
    looks="tags words lists",
)
def tag_14(subject: Subject) -> Verdict:
    """Lists of words by topic, both ways round, in every language that ships."""
    content, asked = subject.content, list(subject.graph.tagged("sensitive_q"))
    if not asked:
        return untagged("sensitive_q")
    if subject.flow.id.startswith(PACK):
        return THEIRS
    if not content.said or content.required is None:
        return NO_WORDS
    lists = content.required.of("TAG-14")
    listed = {(one.tag, one.language) for one in lists}
    lacking = sorted(f"{tag} ({code})" for tag in TOPICS for code in content.said if (tag, code) not in listed)
    if lacking:
        return broken(f"required.yaml has no words for {', '.join(lacking)}.")

    def wrong(node: Node) -> str:
        for one in lists:
            if phrases_in(subject, node, one) is not (one.tag in node.tags):
                odd = "does not say so" if one.tag in node.tags else "is not tagged for it"
                return f"It asks about {one.tag} and {odd} ({one.language})."
        return ""

    return on_every(subject, asked, wrong)


RULES: Final[tuple[Rule, ...]] = (tag_13, tag_14)
