"""What notices a slip in content: its reader, how files fit together, the lint, the words of the cards, a rule, a copy.

Only the changed file is read again, and only changed words are linted; the rest is taken from the sound content. What
nothing notices is compared as people see it: all cards of all conversations, in their languages, at the place and on
the day that the file is about. Equal screens are no slip.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Final

import phonenumbers

from bot.check.content import Content, Spoken
from bot.check.rule import Rule, Status, Subject
from bot.check.rules import RULES
from bot.check.rules.worded import LISTED
from bot.check.walk import TRIAL
from bot.engine.show import Library
from bot.engine.spec import OutcomeSpec
from bot.engine.view import Notice, Outcome, Progress, View
from bot.present import (
    about,
    almanac,
    catalog,
    claims,
    contacts,
    coverage,
    facts,
    freshness,
    law,
    learning,
    lint,
    overlay,
    required,
    site,
    sources,
    translation,
)
from bot.present.almanac import Almanac
from bot.present.catalog import SOURCE_LANGUAGE, Catalog
from bot.present.contacts import Contact, Contacts
from bot.present.issues import ContentError, ContentIssue
from bot.present.law import Law, Laws
from bot.present.lexicon import Lexicon
from bot.present.phrases import phrases_of
from bot.present.required import Required
from bot.present.screen import Presenter, Screen, presenter, screen
from bot.present.site import Site
from bot.present.soundness import digits
from bot.present.strict import Document, Place
from bot.present.translation import Translation
from bot.present.wordfile import Entry
from tests.mutation.content_slips import ContentMutant, Documents
from tests.mutation.judging import SAME, Judge
from tests.present.test_shipped import SHORT_CODES
from tests.present.test_state_lines import SHORT

CONTENT: Final = Path(__file__).parents[2] / "content"
LANGUAGES: Final = (("en", "en"), ("es", "es"), ("en", "es"))
SHOWS: Final = {"facts": ("facts",), "contacts": ("contacts",), "law": ("site_notes",), "sources": ("facts",)}
"""What a card has to show for a slip in a file of this kind to be seen on it; any card, where the kind is not here."""

MOVED: Final = "translation-outdated"
"""What a fingerprint says of a translation whose source has been reworded."""

GUARDS: Final = ("offer", "adult_brief", "adolescent", "safety")
"""Conversations on which the rules about contacts are asked again."""


@dataclass(frozen=True)
class World:
    """All content as it is read. ``contacts`` and ``laws`` are by the file they stand in."""

    catalog: Catalog
    spanish: Translation
    contacts: dict[str, tuple[Contact, ...]]
    laws: dict[str, tuple[Law, ...]]
    almanac: Almanac
    live: Site

    def with_read(self, file: str, document: Document, today: date) -> World:
        """The world with one file read again. Raises ``ContentError`` as its reader does."""
        kind = file.partition("/")[0].removesuffix(".yaml").partition("_")[0]
        held = self.almanac
        match kind:
            case "prompts":
                return replace(self, catalog=catalog._catalog(document))
            case "translations":
                return replace(self, spanish=translation._translation(document, self.spanish.head.language))
            case "sites":
                return replace(self, live=site._site(document, today))
            case "about":
                return replace(self, almanac=replace(held, about=about._about(document)))
            case "contacts":
                found, wrong = contacts.entries_of(document, (), document.value)
                if wrong:
                    raise ContentError(wrong)
                by_file = {**self.contacts, file: found}
                all_of = Contacts(tuple(one for some in by_file.values() for one in some))
                return replace(self, contacts=by_file, almanac=replace(held, contacts=all_of))
            case "law":
                laws = {**self.laws, file: law._laws([document]).entries}
                all_laws = Laws(tuple(one for some in laws.values() for one in some))
                return replace(self, laws=laws, almanac=replace(held, laws=all_laws))
            case "facts":
                return replace(self, almanac=replace(held, facts=facts._facts(document)))
            case "sources":
                return replace(self, almanac=replace(held, sources=sources._sources(document)))
            case _:
                over = overlay._overlay(document)
                return replace(self, almanac=replace(held, overlays={**held.overlays, over.country: over}))

    def content(self, lexicon: Lexicon, phrases: Required, today: date) -> Content:
        """What rules about words and data are judged with, findings apart."""
        numbers = {name: self.almanac.contacts.for_category(name, "US", today) for name in contacts.CATEGORIES}
        said = {"en": Spoken(self.catalog), "es": Spoken(self.spoken, "es")}
        return Content(said, (), lexicon, phrases, numbers, self.almanac.facts)

    @cached_property
    def phrases(self) -> tuple[str, ...]:
        """The sentences of data that are translated."""
        return phrases_of(self.almanac)

    @cached_property
    def source(self) -> dict[str, Entry]:
        """Everything to translate."""
        return freshness.source_of(self.catalog, self.phrases)

    @cached_property
    def spoken(self) -> Catalog:
        """The catalogue with Spanish in it."""
        return freshness.spoken(self.catalog, self.spanish)


class ContentJudge:
    """Judges slips in one content folder."""

    def __init__(self, judge: Judge, documents: Documents, world: World, lexicon: Lexicon, today: date) -> None:
        self.judge = judge
        self.library: Library = judge.library
        self.documents = documents
        self.world = world
        self.lexicon = lexicon
        self.required = required.read(CONTENT / "required.yaml")
        self.today = today
        self._claims = {file: {*map(str, claims.issues_of(one))} for file, one in documents.items()}
        self._fit = {*map(str, self._fitting(world))}
        self._unsaid = {*map(str, self._covering(world))}
        self._alike = {*freshness._mistakable(world.catalog, world.spanish, self.library)}
        self._lints = {language: {*self._linting(world, language, None)} for language in ("en", "es")}
        self._shown = self._counts(world)
        self._said_wrong = self._worded(world)
        self._wrong_numbers = {*_misdialled(world)}
        self._sound_screens: dict[tuple[object, ...], tuple[Screen, ...]] = {}
        self._aging = {one.id for one in world.almanac.aging(today, 0)}

    def caught_by(self, mutant: ContentMutant) -> str:
        """What notices it first: family and code; "same" when nobody could see it, "" when nothing does."""
        document = replace(self.documents[mutant.file], value=mutant.value)
        if {*map(str, claims.issues_of(_part(document, mutant.place)))} - self._claims[mutant.file]:
            return "reader claims"
        try:
            world = self.world.with_read(mutant.file, document, self.today)
        except ContentError as error:
            return f"reader {error.issues[0].code}"
        return next(self._noticed(mutant, world), "")

    def breaks(self, mutant: ContentMutant, rule: Rule) -> bool:
        """Does this slip break this rule of practice, whatever else notices it?"""
        document = replace(self.documents[mutant.file], value=mutant.value)
        try:
            world = self.world.with_read(mutant.file, document, self.today)
        except ContentError:
            return False
        if rule.id in LISTED or rule.shared is not None:
            codes = (LISTED[rule.id].codes if rule.id in LISTED else None) or frozenset({rule.id})
            return not codes.isdisjoint(self._codes(world))
        return rule.id in self._worded(world, [rule]) - self._said_wrong

    def _codes(self, world: World) -> frozenset[str]:
        """Codes of what the lint finds in words that have changed."""
        tables = self.world.catalog.entries[SOURCE_LANGUAGE], self.world.spoken.entries["es"]
        found = (self._linted(world, code, table) for code, table in zip(("en", "es"), tables, strict=True))
        return frozenset(said.partition(" ")[2] for some in found for said in some)

    def _noticed(self, mutant: ContentMutant, world: World) -> Iterator[str]:
        yield from (f"fit {issue.code}" for issue in self._fitting(world) if str(issue) not in self._fit)
        if world.catalog is not self.world.catalog:
            yield from (f"words {one.code}" for one in self._covering(world) if str(one) not in self._unsaid)
            yield from self._linted(world, SOURCE_LANGUAGE, self.world.catalog.entries[SOURCE_LANGUAGE])
        if world.spanish is not self.world.spanish:
            yield from self._linted(world, "es", self.world.spoken.entries["es"])
        yield from (f"rule {rule}" for rule in sorted(self._worded(world) - self._said_wrong))
        if world.contacts is not self.world.contacts:
            yield from ("number" for one in _misdialled(world) if one not in self._wrong_numbers)
            yield from self._ruled(world)
        family = "translation" if mutant.file.startswith("translations") else "copy"
        yield from (f"{family} {code}" for code in self._untranslated(world))
        yield from (f"aging {one.kind}" for one in world.almanac.aging(self.today, 0) if one.id not in self._aging)
        if self._seen(world, mutant) == self._seen(self.world, mutant):
            yield SAME

    # Each of these tells what is wrong with a world; what is wrong with the sound one is left out above.

    def _fitting(self, world: World) -> Iterator[ContentIssue]:
        here = Path()
        yield from almanac._fitting(world.almanac, here)
        yield from almanac._placed(world.almanac.contacts, here)
        yield from almanac._whole(world.almanac)
        yield from almanac._lawful(world.almanac, here)
        yield from about.issues(world.almanac.about, self.library.flows, world.almanac.sources)
        for over in world.almanac.overlays.values():
            yield from overlay.issues(world.catalog, over)

    def _covering(self, world: World) -> tuple[ContentIssue, ...]:
        return coverage.issues_of(world.catalog.entries[SOURCE_LANGUAGE], world.catalog.file, self.library, None)

    def _linted(self, world: World, language: str, before: object) -> Iterator[str]:
        assert isinstance(before, dict)
        entries = world.spoken.entries[language]
        changed = frozenset(key for key, entry in entries.items() if before.get(key) != entry)
        found = self._linting(world, language, changed)
        yield from (f"lint {code}" for code, *said in found if (code, *said) not in self._lints[language])

    def _linting(self, world: World, language: str, keys: frozenset[str] | None) -> Iterator[tuple[str, ...]]:
        entries = world.spoken.entries[language]
        kept = {key: entry for key, entry in entries.items() if keys is None or key in keys}
        for one in lint.lint(replace(world.catalog, entries={language: kept}), self.lexicon, language):
            yield one.code, one.key, one.sentence

    def _untranslated(self, world: World) -> Iterator[str]:
        """What is new to be said of the translation: of keys that changed, and of answers that sound alike.

        That a fingerprint is of other words is left out: it says that something moved, and not that anything is wrong.
        """
        sound = self.world
        if world.source is sound.source and world.spanish is sound.spanish:
            return
        before, after = (sound.source, sound.spanish.entries), (world.source, world.spanish.entries)
        keys = dict.fromkeys(key for table in (*before, *after) for key in table)
        for key in keys:
            was, now = ([table.get(key) for table in tables] for tables in (before, after))
            if was == now:
                continue
            source, entry = after[0].get(key), after[1].get(key)
            for code, _ in freshness._judged(key, source, entry):
                if code != MOVED:
                    yield code
                elif source is not None and entry is not None:
                    yield from (apart for apart, _ in freshness.parted(key, source.lines, entry))
        alike = {*freshness._mistakable(world.catalog, world.spanish, self.library)}
        yield from ("translation-label" for one in alike - self._alike)

    def _worded(self, world: World, only: Iterable[Rule] = RULES) -> frozenset[str]:
        """Rules that are read off words and data, lists apart, and are broken on some conversation."""
        content = world.content(self.lexicon, self.required, self.today)
        rules = [rule for rule in only if rule.by in ("words", "data") and rule.id not in LISTED and not rule.once]
        found: set[str] = set()
        for name in self.library.flows:
            sound = self.judge.sound(name)
            subject = Subject(self.library, sound.flow, self.judge.codec, depth=TRIAL, content=content)
            subject.walked = sound.subject.walked
            found.update(rule.id for rule in rules if rule.judge(subject).status is Status.BROKEN)
        return frozenset(found)

    def _counts(self, world: World) -> dict[str, int]:
        """How many contacts of each category can be shown."""
        of = world.almanac.contacts.for_category
        return {name: len(of(name, "US", self.today)) for name in contacts.CATEGORIES}

    def _ruled(self, world: World) -> Iterator[str]:
        """Rules that ask how many contacts of a category there are to show."""
        counts = self._counts(world)
        if counts == self._shown:
            return
        shown = counts.__getitem__
        for name in GUARDS:
            sound = self.judge.sound(name)
            subject = Subject(self.library, sound.flow, self.judge.codec, shown, TRIAL, self.judge.content)
            subject.walked = sound.subject.walked
            rules = (rule for rule in self.judge.rules if rule.id not in sound.unsound)
            yield from (f"rule {rule.id}" for rule in rules if rule.judge(subject).status is Status.BROKEN)

    # What people see

    def _seen(self, world: World, mutant: ContentMutant) -> tuple[Screen, ...]:
        at = (
            *where(mutant),
            SHOWS.get(mutant.file.partition("/")[0].partition("_")[0].removesuffix(".yaml"), ("words",)),
        )
        if world is not self.world:
            return self._screens(world, *at)
        if at not in self._sound_screens:
            self._sound_screens[at] = self._screens(world, *at)
        return self._sound_screens[at]

    def _screens(
        self, world: World, country: str, state: str, live: bool, shows: tuple[str, ...]
    ) -> tuple[Screen, ...]:
        words = world.spoken
        if country in world.almanac.overlays:
            words = overlay.applied(words, world.almanac.overlays[country])
        plain = Site("Here", demonstration=True, country=country, state=state, languages=("en", "es"))
        here = world.live if live else plain
        shown: Presenter = replace(
            presenter(self.library, words, here, world.almanac.contacts, self.today),
            laws=world.almanac.laws,
            learning=learning.by_id(world.almanac.facts, world.almanac.sources),
        )
        return tuple(screen(view, shown) for view in self.views if any(getattr(view, name) for name in shows))

    @cached_property
    def views(self) -> tuple[View, ...]:
        """Every card, answer, notice, contact, outcome and remark once, in the languages that people can have."""
        cards: dict[object, View] = {}
        for view in self._views():
            cards.setdefault((view.state, view.mode, view.choices, view.tags), _bare(view))
        first = next(iter(cards.values()))
        flows = self.library.flows.values()
        outcomes = dict.fromkeys(_outcome(flow.outcome, result) for flow in flows for result, _ in flow.outcome.results)
        every = (
            *cards.values(),
            *(replace(first, notices=(Notice(name, (first.state,)),)) for name in coverage.NOTICES),
            *(replace(first, contacts=(name,)) for name in contacts.CATEGORIES),
            *(replace(first, outcome=outcome) for outcome in outcomes),
            *(replace(first, tags=tags, matters=self.library.matters) for tags in {one.tags for one in cards.values()}),
        )
        return tuple(replace(view, language=one, patient_language=two) for view in every for one, two in LANGUAGES)

    def _views(self) -> Iterator[View]:
        for name in self.library.flows:
            yield from (node.view for node in self.judge.sound(name).subject.graph.nodes)


def _outcome(spec: OutcomeSpec, result: str) -> Outcome:
    """An outcome that tells all there is to tell."""
    return Outcome(result, spec.topics, spec.topics, contacts.NEEDS, tuple(step for step, _ in spec.steps))


def _bare(view: View) -> View:
    """The view without what depends on the way to it alone."""
    return replace(
        view, flow="", revision=0, progress=Progress(1, 1) if view.progress else None, edits=(), outcome=None
    )


def _misdialled(world: World) -> Iterator[str]:
    """Numbers that no network knows: neither on the list of short ones nor in the plan of their country."""
    for one in world.almanac.contacts.entries:
        for line in filter(None, (one.channels.phone, one.channels.sms, one.channels.tty)):
            if digits(line.number) not in SHORT | SHORT_CODES:
                parsed = phonenumbers.parse(line.number, one.country)
                right = phonenumbers.is_valid_number(parsed)
                if not right or line.dial != phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164):
                    yield f"{one.id} {line.number}"


def _part(document: Document, place: Place) -> Document:
    """The part of a document in which a place lies."""
    value = document.value
    assert isinstance(value, dict)
    return replace(document, value={name: part for name, part in value.items() if name == place[0]})


def where(mutant: ContentMutant) -> tuple[str, str, bool]:
    """The country and the part of it where the changed file is to be seen, and whether a live site is."""
    if mutant.file.startswith("sites"):
        return "US", "", True
    if mutant.file.startswith("countries"):
        return mutant.file.rpartition("/")[2].removesuffix(".yaml"), "", False
    name = str(mutant.place[0])
    entry = mutant.value.get(name, {}) if isinstance(mutant.value, dict) else {}
    told = entry if isinstance(entry, dict) else {}
    parts = name.upper().split("-")
    country = parts[0] if mutant.file.startswith(("contacts", "law")) else "US"
    state = str(told.get("state", parts[1] if "states" in mutant.file and len(parts) > 1 else ""))
    return country, state, False
