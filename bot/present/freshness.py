"""Which translations still fit their source, and what follows when one does not.

An entry is fresh when it was made from the very words that stand in the source today. One that is missing, outdated or
broken is not shown: the card says the source words and a notice tells that it does. Where a wrong or foreign word could
hurt, on the cards named in ``GUARDED_TAGS`` and ``GUARDED_KEYS``, a language with such a hole does not start at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from enum import StrEnum
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Final

from bot.engine.show import Library
from bot.present import fill
from bot.present.catalog import SOURCE_LANGUAGE, Catalog
from bot.present.coverage import stems_of
from bot.present.forms import plain
from bot.present.issues import ContentError, ContentIssue
from bot.present.lint import Finding
from bot.present.translation import HEAD, Translated, Translation, read
from bot.present.wordfile import MANY, PHRASE, Entry, each_of, fingerprint, phrase_key

GUARDED_TAGS: Final = frozenset(
    "access_gate choice companion consent_contact danger danger_check give_info handoff interp_brief limits pause"
    " permission privacy_gate purpose report_explain report_local safe_contact_ask safe_info_ask safety_plan self_harm"
    " stop telehealth unsafe_privacy_exit".split()
)
"""Cards about safety, consent and the limits of secrecy, by their tags."""

GUARDED_KEYS: Final = (
    "safety.*",
    "planning.*",
    "footing.*",
    "lifecycle.*",
    "choice.yes",
    "choice.no",
    "choice.unsure",
    "choice.skip",
    "choice.stop",
    "interrupt.*",
    "notice.only_if_alone",
    "step.child_lead*",
    "step.safety_first",
    "step.security",
    "step.suicide_protocol",
    "step.reach_phone",
    "ui.banner_*",
    "ui.untranslated*",
    "ui.not_set",
    "ui.not_current",
    "ui.check_locally",
    "ui.no_contact",
    "ui.reach_*",
    "ui.patient_label",
)
"""Further words that no start goes without: what any card may need when seconds count, and what frames it."""

REFUSED: Final = "translation-refused"

CODES: Final[Mapping[str, str]] = {
    REFUSED: "A guarded word that is missing, outdated or broken: its language does not start.",
    "translation-missing": "Words that have not been translated.",
    "translation-outdated": "A translation of words that have changed since.",
    "translation-unknown": "A translation of words that the source does not have.",
    "translation-unused": "A translation of a sentence that the data no longer has.",
    "translation-digits": "A translation with other figures than its source: a number, an age, an hour.",
    "translation-name-lost": "A translation that leaves out a {name}, and with it what would be filled in.",
    "translation-lines": "A translation with more or fewer lines than its source, so that nobody can follow both.",
    "translation-order": "Lines in another order than those of the source that they were made from.",
    "translation-steps": "Steps that are not numbered as in the source.",
    "translation-asks": "A line that asks where its source does not: two lines may have changed places.",
    "translation-label": "An answer that could be taken for another one of its card, in either language.",
    "translation-review-old": "A review of words that have changed since.",
}
"""What is found here."""

BEARABLE: Final = frozenset(
    {"translation-missing", "translation-outdated", "translation-unused", "translation-review-old"}
)
"""Findings that a start survives: the source words are said instead, or the language is called a draft."""

_FIGURES: Final = re.compile("[0-9]+")
_STEP: Final = re.compile(r"^[0-9]\. ")


class State(StrEnum):
    """How an entry stands to its source."""

    FRESH = "fresh"
    OUTDATED = "outdated"
    MISSING = "missing"


def state(source: Entry, entry: Translated | None) -> State:
    """How this entry stands to this source."""
    if entry is None:
        return State.MISSING
    return State.FRESH if entry.of == fingerprint(source.lines) else State.OUTDATED


def source_of(catalog: Catalog, data: Iterable[str] = ()) -> dict[str, Entry]:
    """Everything to translate, by key: the words of the catalogue, then sentences of data."""
    return {**catalog.entries[SOURCE_LANGUAGE], **{phrase_key(text): Entry((text,), 0) for text in data}}


def translation_findings(
    catalog: Catalog, translation: Translation, library: Library, data: Iterable[str] = ()
) -> tuple[Finding, ...]:
    """Everything that is not as it should be between the source and a translation, by line; missing words first.

    ``data`` are the sentences of data to be translated; without them, those that are there are not judged. A hole on a
    guarded card has the code ``translation-refused``: with it the language does not start.
    """
    file, source = Path(translation.file).name, source_of(catalog, data)
    judged = {key: entry for key, entry in translation.entries.items() if data or not _is_phrase(key)}
    careful = frozenset(guarded(catalog, library))
    found = []
    for key in dict.fromkeys((*source, *judged)):
        entry = judged.get(key)
        for code, said in _judged(key, source.get(key), entry):
            named, after = (
                (REFUSED, f" Without it {translation.head.name} does not start.") if key in careful else (code, "")
            )
            found.append(Finding(named, key, entry.line if entry else 0, f"{file}: {said}{after}"))
    found += [
        Finding("translation-label", key, translation.entries[key].line, f"{file}: {said}")
        for key, said in dict(_mistakable(catalog, translation, library)).items()
    ]
    if translation.head.reviewed_on and not translation.reviewed:
        said = f"{file}: words have changed since the review of {translation.head.reviewed_words}."
        found.append(Finding("translation-review-old", HEAD, 1, f"{said} They are now {translation.words}."))
    return tuple(sorted(found, key=lambda one: (one.line, one.sentence)))


def spoken(catalog: Catalog, translation: Translation) -> Catalog:
    """The catalogue with one more language, of which it has what is fresh and whole."""
    source, code = catalog.entries[SOURCE_LANGUAGE], translation.head.language
    entries = {
        key: Entry(entry.lines, entry.line)
        for key, entry in translation.entries.items()
        if _is_phrase(key) or not any(_judged(key, source.get(key), entry))
    }
    drafts = catalog.drafts if translation.reviewed else catalog.drafts | {code}
    names = {**catalog.names, code: translation.head.name}
    return replace(catalog, entries={**catalog.entries, code: entries}, names=names, drafts=drafts)


def without(catalog: Catalog, language: str) -> Catalog:
    """The catalogue with one language less."""
    return replace(catalog, entries={code: words for code, words in catalog.entries.items() if code != language})


def guarded(catalog: Catalog, library: Library) -> tuple[str, ...]:
    """The keys without which no language starts, in the order of the source."""
    cards = [card for flow in library.flows.values() for card in flow.cards.values()]
    careful = [card for card in cards if card.state.tags & GUARDED_TAGS]
    stems = {stem for card in careful for stem in stems_of(card)}
    answers = {f"choice.{choice}" for card in careful for choice in card.ids}
    words = catalog.entries[SOURCE_LANGUAGE]
    return tuple(
        key
        for key in catalog.entries[SOURCE_LANGUAGE]
        if key in answers
        or _stem(plain(key, words)) in stems
        or any(fnmatchcase(key, pattern) for pattern in GUARDED_KEYS)
    )


def refusals(catalog: Catalog, translation: Translation, library: Library) -> tuple[ContentIssue, ...]:
    """Why a language cannot start: every guarded word that the finished catalogue does not say in it."""
    source, code = catalog.entries[SOURCE_LANGUAGE], translation.head.language
    found = []
    for key in guarded(catalog, library):
        if catalog.has(key, code):
            continue
        entry = translation.entries.get(key)
        reasons = tuple(_judged(key, source[key], entry)) or (_REPLACED,)
        found += [ContentIssue(name, translation.file, entry.line if entry else 0, said) for name, said in reasons]
    return tuple(found)


def read_all(folder: Path, codes: Iterable[str]) -> tuple[Translation, ...]:
    """The translations of a folder into these languages. Raises ``ContentError`` with every issue of every file."""
    found: list[Translation] = []
    issues: list[ContentIssue] = []
    for code in codes:
        try:
            found.append(read(folder / f"{code}.yaml"))
        except ContentError as error:
            issues += error.issues
    if issues:
        raise ContentError(issues)
    return tuple(found)


_REPLACED: Final = ("translation-outdated", "A country's own words stand here, and they have not been translated.")


def _judged(key: str, source: Entry | None, entry: Translated | None) -> Iterator[tuple[str, str]]:
    """What is wrong with one entry: code and sentence."""
    if source is None and _is_phrase(key):
        yield "translation-unused", f"Nothing in the data says what {key} translates: take it out."
    elif source is None:
        yield "translation-unknown", f"The source has no {key}: take it out, or give it the name that the source has."
    elif entry is None:
        yield "translation-missing", f"{key} is not translated: {' '.join(source.lines)!r}."
    elif entry.of != fingerprint(source.lines):
        said = f"{key} was made from other words. Now they are {' '.join(source.lines)!r}."
        apart = " ".join(sentence for _, sentence in parted(key, source.lines, entry))
        fits = f"When it says the same, set 'of' to {fingerprint(source.lines)}."
        yield "translation-outdated", f"{said} {apart or fits}"
    else:
        order = [found for found in parted(key, source.lines, entry) if found[0] == "translation-order"]
        yield from order or unlike(key, source.lines, entry.lines)


def parted(key: str, source: tuple[str, ...], entry: Translated) -> Iterator[tuple[str, str]]:
    """Where lines do not stand beside their own source lines, whatever words those have now: code and sentence."""
    each = each_of(source)
    if len(entry.lines) != len(source):
        yield "translation-lines", f"{key} has {len(entry.lines)} lines, and its source has {len(source)}."
    elif entry.each and entry.each != each and (entry.of == fingerprint(source) or sorted(entry.each) == sorted(each)):
        yield "translation-order", f"The lines of {key} stand in another order than those of its source."


def unlike(key: str, source: tuple[str, ...], lines: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Where a translation of the right words is built otherwise than they are: code and sentence."""
    given, wanted = ({name for line in text for name in fill.names(line)} for text in (lines, source))
    for name in sorted(wanted - given):
        yield "translation-name-lost", f"{key} leaves out {{{name}}}."
    if _figures(source) != _figures(lines):
        yield "translation-digits", f"{key} has other figures than its source."
    if key.rpartition(".")[2] in MANY and len(lines) != len(source):
        yield "translation-lines", f"{key} has {len(lines)} lines, and its source has {len(source)}."
    elif [_number(line) for line in lines] != [_number(line) for line in source]:
        yield "translation-steps", f"{key} numbers its lines otherwise than its source."
    elif key.rpartition(".")[2] in MANY and ["?" in line for line in lines] != ["?" in line for line in source]:
        yield "translation-asks", f"{key} asks in other lines than its source."


def _is_phrase(key: str) -> bool:
    return key.startswith(f"{PHRASE}.")


def _mistakable(catalog: Catalog, translation: Translation, library: Library) -> Iterator[tuple[str, str]]:
    """Answers of one card that say the same in one of the two languages: key and sentence."""
    source = catalog.entries[SOURCE_LANGUAGE]
    for card in (card for flow in library.flows.values() for card in flow.cards.values()):
        named: dict[str, str] = {}
        for choice in card.ids:
            keys = (*(f"{stem}.choices.{choice}" for stem in stems_of(card)), f"choice.{choice}")
            key = next((key for key in keys if key in source), "")
            for entry in (source.get(key), translation.entries.get(key)):
                other = named.setdefault(entry.lines[0].casefold(), choice) if entry else choice
                if other != choice and key in translation.entries:
                    yield key, f"{key} could be taken for the answer {other} of {card.state.id}."


def _figures(lines: tuple[str, ...]) -> list[str]:
    """The figures of a text, but for the numbers of its steps, in no order: languages order them otherwise."""
    return sorted(figure for line in lines for figure in _FIGURES.findall(_STEP.sub("", line)))


def _number(line: str) -> str:
    found = _STEP.match(line)
    return found[0] if found else ""


def _stem(key: str) -> str:
    """The card that a key belongs to, or the key itself when it is in a table of short texts."""
    return ".".join(key.split(".")[:2])
