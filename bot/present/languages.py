"""A screen in more than one language: what is said beside its own words because a second language is in play.

A draft is called a draft on every screen that shows a word of it. What is not translated is said in the source
language, with a notice. An answer can be typed in any language that the site offers, whichever the screen is in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from bot.engine.view import View
from bot.present.catalog import SOURCE_LANGUAGE, Catalog
from bot.present.law import CARDS, Standing
from bot.present.learning import LearningCard
from bot.present.presenter import Presenter
from bot.present.referral import referrals
from bot.present.wordfile import TEXTS, phrase_key


def offered(words: Presenter) -> tuple[str, ...]:
    """Codes of the languages that there are words in and that the site offers."""
    return tuple(code for code in words.catalog.languages if code in words.site.languages)


def label_key(view: View, choice: str, catalog: Catalog) -> str:
    """The key under which an answer of this card is named."""
    keys = (*(f"{stem}.choices.{choice}" for stem in (*view.words, view.state)), f"choice.{choice}")
    return next((key for key in keys if catalog.has(key)), keys[-1])


def also_labelled(view: View, words: Presenter) -> Mapping[str, tuple[str, ...]]:
    """What the answers of a card are called in the other languages, by id."""
    return _elsewhere({name: label_key(view, name, words.catalog) for name in view.choices}, view, words)


def also_called(view: View, words: Presenter) -> Mapping[str, tuple[str, ...]]:
    """What the interrupts of a card are called in the other languages, by id."""
    return _elsewhere({name: f"interrupt.{name}" for name in view.interrupts}, view, words)


def _elsewhere(keys: Mapping[str, str], view: View, words: Presenter) -> dict[str, tuple[str, ...]]:
    others = [code for code in offered(words) if code != view.language]
    return {name: tuple(words.named(key, code) for code in others) for name, key in keys.items()} if others else {}


def drafts(view: View, words: Presenter) -> Iterator[str]:
    """One line for each language of this screen that nobody qualified has reviewed."""
    catalog = words.catalog
    for code in dict.fromkeys((view.language, view.patient_language)):
        if code in catalog.drafts:
            yield catalog.text("ui.banner_draft", view.language, name=catalog.names.get(code, code))


def lacking(view: View, words: Presenter) -> Iterator[str]:
    """Notices of words that are shown in the source language, or not at all, because they are not translated."""
    catalog = words.catalog
    keys = (*_shown(view, catalog), *map(phrase_key, _data(view, words)))
    if view.language != SOURCE_LANGUAGE and not all(catalog.has(key, view.language) for key in keys):
        yield catalog.text("ui.untranslated", view.language)
    said = _said(view, catalog)
    if view.patient_language != view.language and not all(catalog.has(key, view.patient_language) for key in said):
        yield catalog.text("ui.untranslated_patient", view.language)


def learned(view: View, words: Presenter) -> tuple[LearningCard, ...]:
    """The facts of a learning card in the worker's language. Sources keep the titles under which they are found."""

    def said(text: str) -> str:
        return words.catalog.phrase(text, view.language)

    def counted(about: str) -> str:
        people, comma, year = about.rpartition(", ")
        return f"{said(people)}{comma}{year}" if people else said(about)

    cards = (words.learning[name] for name in view.facts if name in words.learning)
    return tuple(
        replace(
            card,
            text=said(card.text),
            said=said(card.said),
            about=counted(card.about),
            caveat=said(card.caveat),
            guards=tuple(map(said, card.guards)),
        )
        for card in cards
    )


def second(view: View, catalog: Catalog) -> tuple[str, ...]:
    """The words to the patient in the patient's language when it is another one: whole, or not at all."""
    keys = _said(view, catalog)
    if view.patient_language == view.language or not all(catalog.has(key, view.patient_language) for key in keys):
        return ()
    return tuple(line for key in keys for line in catalog.lines(key, view.patient_language))


def _said(view: View, catalog: Catalog) -> list[str]:
    return [key for stem in view.words if catalog.has(key := f"{stem}.say")]


def _data(view: View, words: Presenter) -> Iterator[str]:
    """The sentences of contacts and of the law on a screen."""
    site = words.site
    for one in referrals(view.contacts, site, words.contacts, words.today).shown:
        if one not in site.local_contacts:  # the site writes those, in the language that it likes
            yield from filter(None, (one.hours, one.languages, one.what_happens, one.confidentiality))
    for card in (card for card in CARDS if card in view.site_notes):
        for told in words.laws.place_lines(site.country, site.state, card, words.today):
            yield told.law.trigger if told.standing is Standing.PAST else told.law.what
    for fact in (words.learning[name] for name in view.facts if name in words.learning):
        yield from filter(None, (fact.said, fact.text, fact.caveat, *fact.guards))


def _shown(view: View, catalog: Catalog) -> Iterator[str]:
    """Keys of everything on a screen that a translation could lack."""
    yield from (key for stem in view.words for text in TEXTS if catalog.has(key := f"{stem}.{text}"))
    yield from (key for what in view.matters for tag in view.tags if catalog.has(key := f"matter_{what}.{tag}.note"))
    yield from (label_key(view, choice, catalog) for choice in view.choices)
    yield from (f"interrupt.{name}" for name in view.interrupts)
    yield from (f"notice.{notice.id}" for notice in view.notices)
    if told := view.outcome:
        yield f"result.{told.result}"
        yield from (f"topic.{name}" for name in (*told.topics, *told.open_topics))
        yield from (f"need.{name}" for name in told.needs)
        yield from (f"step.{name}" for name in told.next_steps)
