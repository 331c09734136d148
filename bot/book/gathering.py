"""The whole book, gathered: conversations, cards, rules, dated data and further words, with what changed on each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from bot import __version__
from bot.book import proofs
from bot.book.cards import card_pages
from bot.book.conditions import named
from bot.book.dated import contact_pages, fact_pages, law_pages, source_pages, unreviewed
from bot.book.known import Known
from bot.book.maps import overview, part_name, part_of, parts_of
from bot.book.model import Book, CardPage, Changes, FlowPage, PartPage, RulePage
from bot.check.report import Report
from bot.engine.compile import CompiledFlow
from bot.engine.versions import fingerprint
from bot.present.catalog import SOURCE_LANGUAGE
from bot.present.wordfile import TABLES


def gathered(known: Known, report: Report | None, revision: str = "", changes: Changes | None = None) -> Book:
    """The book. Without a report no rule is told as proved."""
    cards = _marked(card_pages(known, proofs.tags_of_rules()), changes)
    sources, practice = source_pages(known)
    names = known.words.catalog.names
    return Book(
        today=known.today,
        program=__version__,
        revision=revision,
        languages=tuple((code, names.get(code, code)) for code in known.languages),
        site=known.words.site.name,
        open=tuple(unreviewed(known)),
        flows=tuple(_flow(known, flow, report) for flow in known.flows),
        parts=tuple(_parts(known)),
        cards=cards,
        rules=tuple(_with_cards(proofs.rule_pages(report, known.wanted, known.checklist), cards)),
        people=proofs.people_pages(report, known.checklist, known.wanted),
        walked=proofs.walked(report, known.wanted),
        contacts=contact_pages(known),
        laws=law_pages(known),
        facts=fact_pages(known),
        sources=sources,
        practice=practice,
        words=tuple(_tables(known)),
        changes=changes,
        findings=proofs.findings(report),
    )


def _marked(cards: dict[str, CardPage], changes: Changes | None) -> dict[str, CardPage]:
    """The cards with the sentences of what changed on them."""
    if changes is None:
        return cards
    return {
        name: replace(page, changes=tuple(dict.fromkeys(one.text for one in changes.of(name))))
        for name, page in cards.items()
    }


def _with_cards(rules: tuple[RulePage, ...], cards: Mapping[str, CardPage]) -> Iterator[RulePage]:
    for rule in rules:
        yield replace(rule, cards=tuple(name for name, page in cards.items() if rule.id in page.rules))


def _flow(known: Known, flow: CompiledFlow, report: Report | None) -> FlowPage:
    lineage = known.lineage.get(flow.id)
    said, words, language = known.conditions[flow.id], known.words, known.languages[0]
    whole = overview(flow, known.maps, known.numbered)
    return FlowPage(
        id=flow.id,
        name=part_name(flow.id),
        version=flow.version,
        fingerprint=fingerprint(flow),
        audience=flow.source.audience,
        requires=tuple(map(named, sorted(flow.source.requires))),
        follows=lineage.topics_from if lineage else "",
        said=lineage.said if lineage else "",
        sources=lineage.sources if lineage else (),
        cards=tuple(flow.cards),
        parts=tuple(parts_of(flow)),
        whole=whole if len(whole.spots) > 1 else None,
        topics=tuple(words.named(f"topic.{topic}", language) for topic in flow.outcome.topics),
        results=tuple((words.named(f"result.{name}", language), said.said(g)) for name, g in flow.outcome.results),
        steps=tuple((words.named(f"step.{name}", language), said.said(g)) for name, g in flow.outcome.steps),
        costs=proofs.costs_of(report, flow.id),
    )


def _parts(known: Known) -> Iterator[PartPage]:
    for part, (flow, states) in known.parts.items():
        maps = tuple(one for one in known.maps if part_of(one.cards[0]) == part)
        yield PartPage(part, part_name(part), flow, maps, states)


def _tables(known: Known) -> Iterator[tuple[str, tuple[tuple[str, tuple[str, ...]], ...]]]:
    """Words that stand on no single card: of interrupts, notices, outcomes, and of screens that are no cards."""
    catalog = known.words.catalog
    source = catalog.entries[SOURCE_LANGUAGE]
    sections: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    parts = {part_of(state) for flow in known.library.flows.values() for state in flow.cards}
    for key in source:
        section = key.partition(".")[0]
        if section in TABLES or (section not in parts and not section.startswith("matter_")):
            said = tuple("\n".join(catalog.lines(key, language)) for language in known.languages)
            sections.setdefault(section, []).append((key.partition(".")[2], said))
    yield from ((part_name(section), tuple(rows)) for section, rows in sections.items())
