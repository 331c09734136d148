"""Rules that are read off the data and the make-up of the program: who can be called, what is taught, what ships."""

from __future__ import annotations

from typing import Final

from bot.check import apart
from bot.check.graph import Node
from bot.check.rule import PROVED, Rule, Subject, Verdict, broken, not_applicable, on_every, rule
from bot.check.rules.ordering import behind, first_broken
from bot.present.contacts import Contact
from bot.present.soundness import HOTLINE

HANDED: Final = frozenset({"give_info"})
PHONE: Final = "phone"

EVERY_SIGN: Final = frozenset({"no-single-sign", "not-everyone", "for-you-only", "other-reasons", "never-from-group"})
"""The guards that stand with each sign."""

CARRIES: Final = ("hours", "languages", "what_happens", "confidentiality")
"""What is told of each contact, beside the day on which it was last checked."""


@rule(
    "MUST-20",
    "A contact tells who runs it, what it keeps, its languages, and when it was checked.",
    "HOTLINE-APP",
    "HHS-HOTLINE",
    "HTX-LIST",
    patients=False,
    by="data",
    looks="answers contacts",
)
def must_20(subject: Subject) -> Verdict:
    """Every contact that can be shown today, in each category that a card of the flow, or a chosen need, asks for."""
    contacts = subject.content.contacts
    if contacts is None:
        return not_applicable("No contacts were handed in.")
    cards = subject.flow.cards.values()
    asked = {category for card in cards for category in card.state.contacts}
    if any(card.state.needs_contacts for card in cards):
        asked |= {answer for card in cards for answer in card.ids} & contacts.keys()
    if not asked:
        return not_applicable("No card of this flow shows a contact.")
    bare = [said for category in sorted(asked) for one in contacts.get(category, ()) if (said := untold(one))]
    return broken(" ".join(dict.fromkeys(bare))) if bare else PROVED


def untold(contact: Contact) -> str:
    """What a contact does not tell, or ""."""
    carries = (*CARRIES, *(("operator",) if HOTLINE in contact.categories else ()))
    lacks = [name for name in carries if not getattr(contact, name).strip()]
    if contact.checked_on is None:
        lacks.append("a day on which it was checked")
    return f"{contact.id} lacks {', '.join(lacks)}." if lacks else ""


@rule(
    "NEV-20",
    "Nothing is handed out or sent before it is asked what is safe; a phone is never the first way.",
    "SOAR-HIPAA",
    "RELIAS-TELE",
    looks="ways answers tags gates",
)
def nev_20(subject: Subject) -> Verdict:
    """Cards that give something, and the order of answers where the safest way to be reached is asked."""
    graph = subject.graph
    asking = list(graph.tagged("safe_contact_ask"))
    if not asking and not any(graph.tagged(*HANDED)):
        return not_applicable("This flow gives nothing and arranges nothing.")

    def wrong(node: Node) -> str:
        first = next(iter(node.view.choices), "")
        return "The first way to be reached is the phone." if first == PHONE else ""

    given = behind(subject, "safe_info", HANDED) if any(graph.tagged(*HANDED)) else PROVED
    return first_broken(given, on_every(subject, asking, wrong))


@rule(
    "NEV-22",
    "No sign, and nobody's looks, is enough by itself: signs are taught with their guards and counted nowhere.",
    "UK-DHSC",
    "SOAR-OBS",
    patients=False,
    by="data",
    looks="answers tags records outcome facts",
)
def nev_22(subject: Subject) -> Verdict:
    """Signs among the facts that a flow teaches; and no guard of any flow reads a fact of a list of signs."""
    observed = {
        fact
        for card in subject.flow.cards.values()
        if "observe" in card.state.tags
        for choice in card.choices.values()
        for fact, _ in choice.records
    }
    read = {fact for _, guard in (*subject.flow.outcome.results, *subject.flow.outcome.steps) for fact in guard.reads}
    if observed & read:
        return broken(f"An outcome counts signs: {', '.join(sorted(observed & read))}.")
    taught = {fact for card in subject.flow.cards.values() for fact in card.state.facts}
    if not taught and not observed:
        return not_applicable("This flow teaches no signs and lists none.")
    facts = subject.content.facts
    if facts is None:
        return not_applicable("No facts were handed in.")
    signs = [one for one in facts.entries if one.kind == "indicator" and one.id in taught]
    bare = sorted(one.id for one in signs if not {*one.guards} >= EVERY_SIGN)
    return broken(f"Signs without all of their guards: {', '.join(bare)}.") if bare else PROVED


@rule(
    "NEV-30",
    "A talk for practice and a real one can never be taken for one another.",
    patients=False,
    once=True,
    by="data",
    looks="program",
)
def nev_30(_: Subject) -> Verdict:
    """The imports of every module that is installed: no way leads from what is real to practice, or from it to that."""
    return judged(apart.installed())


def judged(imports: apart.Imports) -> Verdict:
    """Whether practice is apart in a program with these imports."""
    found = apart.faults(imports)
    return broken(" ".join(found)) if found else PROVED


RULES: Final[tuple[Rule, ...]] = (must_20, nev_20, nev_22, nev_30)
