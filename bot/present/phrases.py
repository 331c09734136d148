"""The sentences of data that people read: of contacts, of the law, of the learning cards, of where talks come from.

They stand in files of their own, with their dates and sources, and have no key. A translation knows them by themselves:
when one changes, it is another sentence, and the old translation is never taken for one of it. Names of services of a
whole country are among them; those of a state or a site are left as people search for them.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.present.almanac import Almanac


def phrases_of(almanac: Almanac) -> tuple[str, ...]:
    """Every sentence once: contacts, then the law, the facts, the lineage, in the order of their files."""
    return tuple(dict.fromkeys(text for text in _said(almanac) if text))


def _said(almanac: Almanac) -> Iterator[str]:
    for one in almanac.contacts.entries:
        if not one.state:
            yield one.name
        yield from (one.hours, one.languages, one.what_happens, one.confidentiality)
    for law in almanac.laws.entries:
        yield from (law.trigger, law.what)
    for fact in almanac.facts.entries:
        yield from (fact.said, fact.text, fact.population, fact.caveat)
    for talk in almanac.about.entries.values():
        yield from (talk.topics_from, talk.said)
