"""The sentences of data that people read: of contacts, of the law, of the learning cards.

They stand in files of their own, with their dates and sources, and have no key. A translation knows them by themselves:
when one changes, it is another sentence, and the old translation is never taken for one of it. Names of services are
left as people search for them, unless a translation has them.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.present.almanac import Almanac


def phrases_of(almanac: Almanac) -> tuple[str, ...]:
    """Every sentence once: contacts, then the law, then the facts, in the order of their files."""
    return tuple(dict.fromkeys(text for text in _said(almanac) if text))


def _said(almanac: Almanac) -> Iterator[str]:
    for one in almanac.contacts.entries:
        yield from (one.hours, one.languages, one.what_happens, one.confidentiality)
    for law in almanac.laws.entries:
        yield from (law.trigger, law.what)
    for fact in almanac.facts.entries:
        yield from (fact.said, fact.text, fact.population, fact.caveat)
