"""What has a date and a source: contacts, law, learning cards; and the sentences on what nobody has reviewed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from bot.book.known import Known
from bot.book.model import ContactPage, FactPage, LawPage
from bot.present.contacts import NEVER_SHOWN, Contact, Line
from bot.present.law import Law, Standing
from bot.present.sources import Source

STANDING = {
    Standing.REVIEWED: "Reviewed, and told as it stands.",
    Standing.UNREVIEWED: "Told with the words that nobody qualified has reviewed it.",
    Standing.CHECK: "The sources leave it open: told as something to check, with whom to ask.",
    Standing.PAST: "Past its date: only its case is told, and whom to ask.",
}
"""How a rule of law may be told today."""


def contact_pages(known: Known) -> tuple[ContactPage, ...]:
    """Every contact, by place, in the order of the files."""
    entries = sorted(known.almanac.contacts.entries, key=lambda one: (one.country != "US", one.country, one.state))
    return tuple(_contact(one, known.today) for one in entries)


def _contact(one: Contact, today: date) -> ContactPage:
    standing, good = _shown(one, today)
    return ContactPage(
        id=one.id,
        name=one.name,
        place=f"{one.country}-{one.state}" if one.state else one.country,
        categories=one.categories,
        reach=tuple(_reach(one)),
        hours=one.hours,
        languages=one.languages,
        what_happens=one.what_happens,
        privacy=one.confidentiality,
        operator=one.operator,
        standing=standing,
        good=good,
        read_on=one.source_read_on,
        called_on=one.called_on,
        expires_on=one.expires_on,
        sources=tuple((page.title, page.publisher, page.url, ", ".join(page.shows)) for page in one.sources),
    )


def _shown(one: Contact, today: date) -> tuple[str, bool]:
    """Whether a contact is shown today, and why not."""
    if NEVER_SHOWN & set(one.categories):
        return "Never shown: it is no support.", False
    if one.status != "agreed":
        return f"Not shown: its sources are told as {one.status}.", False
    if not one.open_channels:
        return "Not shown: no two publishers print a way to reach it, and nobody has called.", False
    if today > one.expires_on:
        return "Out of date: named as something to check, and no longer offered.", False
    called = f"called on {one.called_on}" if one.called_on else "nobody has called it yet"
    return f"Shown until {one.expires_on}; {called}.", one.called_on is not None


def _reach(one: Contact) -> Iterator[str]:
    for channel in one.channels.given():
        given: Line | str = getattr(one.channels, channel)
        told = given if isinstance(given, str) else " ".join(filter(None, (given.number, given.word, given.then)))
        held = "" if channel in one.open_channels else " (not shown: one publisher only)"
        yield f"{channel}: {told}{held}"


def law_pages(known: Known) -> tuple[LawPage, ...]:
    """Every rule of law, by place, in the order of the files."""
    entries = sorted(known.almanac.laws.entries, key=lambda one: (one.place[:2] != "US", one.place))
    return tuple(_law(one, known.today) for one in entries)


def _law(one: Law, today: date) -> LawPage:
    standing = one.standing(today)
    return LawPage(
        id=one.id,
        place=one.place,
        subject=one.subject,
        age=one.age,
        trigger=one.trigger,
        what=one.what,
        citation=one.citation,
        standing=STANDING[standing],
        good=standing is Standing.REVIEWED,
        read_on=one.source_read_on,
        reviewed_on=one.reviewed_on,
        reviewed_by=one.reviewed_by_role,
        expires_on=one.expires_on,
        sources=one.sources,
    )


def fact_pages(known: Known) -> tuple[FactPage, ...]:
    """Every learning card, with the cards of conversations that show it."""
    shown: dict[str, dict[str, None]] = {}
    for flow in known.flows:
        for state, card in flow.cards.items():
            for fact in card.state.facts:
                shown.setdefault(fact, {})[state] = None
    return tuple(
        FactPage(one.id, one.kind, known.words.learning[one.id], one.sources, tuple(shown.get(one.id, ())))
        for one in known.almanac.facts.entries
    )


def source_pages(known: Known) -> tuple[tuple[Source, ...], tuple[Source, ...]]:
    """The register, and the sources of rules of practice."""
    return tuple(known.almanac.sources.values()), tuple(known.practice.values())


def unreviewed(known: Known) -> Iterator[str]:
    """One sentence for each kind of thing that nobody has reviewed, or that is out of date."""
    contacts, laws = known.almanac.contacts.entries, known.almanac.laws.entries
    uncalled = sum(one.called_on is None for one in contacts)
    if uncalled:
        yield f"{uncalled} of {len(contacts)} contacts: nobody has called them. They come from published pages."
    unread = sum(one.reviewed_on is None for one in laws)
    if unread:
        yield f"{unread} of {len(laws)} rules of law: nobody qualified has reviewed them."
    open_ = sum(one.unverified for one in laws)
    if open_:
        yield f"{open_} of these: the sources leave it open, or contradict each other."
    for code in known.words.catalog.drafts:
        name = known.words.catalog.names.get(code, code)
        yield f"{name}: a draft. No qualified medical translator has signed it off."
    yield "The wording of every conversation: our own, and studied nowhere. It is no validated instrument."
    unsigned = [one for one in known.checklist.entries if not one.stands]
    if unsigned:
        roles = ", ".join(dict.fromkeys(one.who for one in unsigned))
        yield f"{len(unsigned)} of {len(known.checklist.entries)} things that a person signs for wait for: {roles}."
    copies = sum(bool(one.note) for one in (*known.almanac.sources.values(), *known.practice.values()))
    yield f"{copies} sources that were read as an excerpt, through a copy, or could not be found again: each says so."
    past = list(known.almanac.aging(known.today, days=-1))
    if past:
        yield f"{len(past)} entries are past their date: {', '.join(one.id for one in past)}."
