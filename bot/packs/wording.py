"""The words of a pack as keys of the catalogue, and what the rules on words say to them.

Official wording cannot be made easier by a site: where it is too long, too hard or speaks in jargon, that is told as a
warning. Nothing else is excused: a label, a promise, an order, blame, a word about where somebody comes from, or a
claim refuses the pack, whoever wrote it. The site's own words in a pack are held to every rule.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from bot.packs.building import fit_id, result_ids, topic_id
from bot.packs.items import Before, Items, ItemWords, RuleWords, Translation
from bot.packs.manifest import Manifest
from bot.present import claims
from bot.present.catalog import SOURCE_LANGUAGE, Catalog
from bot.present.issues import ContentIssue
from bot.present.lexicon import Lexicon
from bot.present.lint import LIMITS, Finding, lint
from bot.present.strict import Document, Place
from bot.present.wordfile import Entry

EXCUSED: Final = frozenset({"say-length", "say-grade", "say-quote", "label-length", "NEV-28", "NEV-29"})
"""Rules of style that official wording may break: lengths, grades, quotation marks, jargon, two ideas in a question."""

ABOUT_MAY: Final = frozenset({"claim-validated", "claim-accuracy", "claim-cut-off"})
"""Claims that the about text may make, because it says there whom and what they come from."""

CODES: Final[Mapping[str, str]] = {
    "figure-outside-about": "A figure outside the about text.",
    "brace": "A brace, which fills nothing in here.",
    "link": "An address or a piece of markup inside words.",
    "number-to-call": "A number to call inside words: contacts come from the site.",
}
"""What is refused here, beside the rules on words and the claims."""

_BRACE: Final = re.compile("[{}]")
_DIGIT: Final = re.compile("[0-9]")
_FIGURE: Final = re.compile(
    r"%|per ?cent|\bpor ciento|[0-9][.,][0-9]|[0-9] (of|in|out of|de) (every )?[0-9]|\bn ?= ?[0-9]", re.IGNORECASE
)
_LINK: Final = re.compile(r"https?:|www\.|[<>]|\]\(", re.IGNORECASE)
_CALL: Final = re.compile(r"[0-9][0-9 ().-]{4,}[0-9]|\b(?:988|911|999|112)\b")

Words = Mapping[str, Entry]
Placed = Iterator[tuple[str, Place, tuple[str, ...]]]


def entries_of(manifest: Manifest, words: Items | Translation, document: Document) -> Words:
    """The words of one language by the keys of the catalogue."""
    return {
        key: Entry(tuple(line.strip() for line in lines), document.line(place))
        for key, place, lines in _placed(manifest, words)
    }


def _placed(manifest: Manifest, words: Items | Translation) -> Placed:
    """Every key with the place of its words and the words themselves."""
    yield from _before(fit_id(manifest), words.before)
    named: Iterable[tuple[str, Place, ItemWords]]
    if isinstance(words, Items):
        named = ((item.id, ("items", index), item) for index, item in enumerate(words.items))
    else:
        named = ((name, ("items", name), item) for name, item in words.items.items())
    for name, place, item in named:
        topic = topic_id(manifest, name)
        yield from _item(f"{manifest.id}.{topic}", place, item, words.answers)
        yield f"topic.{topic}", (*place, "topic"), (item.topic,)
    yield from _results(manifest, words.rule)


def _before(stem: str, before: Before) -> Placed:
    yield f"{stem}.title", ("before", "title"), (before.title,)
    yield f"{stem}.note", ("before", "note"), before.note
    yield f"{stem}.choices.yes", ("before", "yes"), (before.yes,)
    yield f"{stem}.choices.no", ("before", "no"), (before.no,)


def _item(stem: str, place: Place, item: ItemWords, answers: Mapping[str, str]) -> Placed:
    yield f"{stem}.title", (*place, "title"), (item.title,)
    yield f"{stem}.say", (*place, "say"), item.say
    yield f"{stem}.note", (*place, "note" if item.note else "recall"), (*item.note, item.recall)
    for answer, label in answers.items():
        yield f"{stem}.choices.{answer}", ("answers", answer), (label,)


def _results(manifest: Manifest, rule: RuleWords) -> Placed:
    for name, key in zip(("met", "not_met", "open"), result_ids(manifest), strict=True):
        yield f"result.{key}", ("rule", name), (getattr(rule, name),)


def merged(catalog: Catalog, words: Mapping[str, Words]) -> Catalog:
    """The catalogue with the words of a pack beside its own, in the languages that it has."""
    entries = {code: {**own, **words.get(code, {})} for code, own in catalog.entries.items()}
    return replace(catalog, entries=entries)


def judged(  # noqa: PLR0913, PLR0917 - what is judged, and by what
    manifest: Manifest, items: Items, words: Words, document: Document, lexicon: Lexicon, language: str
) -> tuple[list[ContentIssue], list[ContentIssue]]:
    """What the rules on words say to the words of one language: what refuses the pack, and what is only told."""
    official = _official(manifest, items)
    wrong = list(plain(manifest, words, document))
    told: list[ContentIssue] = []
    if language not in LIMITS:
        said = f"No rules on words were written for {language}: have somebody read every line of it."
        return wrong, [ContentIssue("language-unread", document.file, 0, said)]
    catalog = Catalog(document.file, {SOURCE_LANGUAGE: words, language: words})
    for found in lint(catalog, lexicon, language):
        excused = found.code == "measure-missing" or (found.key in official and found.code in EXCUSED)
        (told if excused else wrong).append(_issue(found, manifest, document))
    return wrong, told


def plain(manifest: Manifest, words: Words, document: Document) -> Iterator[ContentIssue]:
    """What no words of a pack hold in any language: braces, addresses, numbers to call, figures."""
    for key, entry in words.items():
        told = key.startswith(("result.", "topic."))
        for code, found, said in (
            ("brace", _BRACE, "take out the braces: nothing is filled in here."),
            ("link", _LINK, "take out the address or the markup: words are plain."),
            ("number-to-call", _CALL, "take out the number: whom to call comes from the site."),
            ("figure-outside-about", _DIGIT if told else _FIGURE, "figures stand in the about text, and nowhere else."),
        ):
            if any(found.search(line) for line in entry.lines):
                yield ContentIssue(code, document.file, entry.line, f"{_shown(key, manifest)}: {said}")


def claimed(documents: Iterable[Document]) -> Iterator[ContentIssue]:
    """The claims that a pack makes; figures and their kin may stand in the about text of its manifest."""
    for document in documents:
        for place, text in claims.texts(document.value):
            for claim in claims.claimed(text):
                if not (place[:1] == ("about",) and claim.code in ABOUT_MAY):
                    said = f"{'.'.join(map(str, place))}: {claim.advice}"
                    yield ContentIssue(claim.code, document.file, document.line(place), said)


def _official(manifest: Manifest, items: Items) -> frozenset[str]:
    """Keys of the words that are the instrument's."""
    stems = [f"{manifest.id}.{topic_id(manifest, item.id)}" for item in items.items if not item.own_words]
    return frozenset(f"{stem}.{part}" for stem in stems for part in ("say", *(f"choices.{a}" for a in items.answers)))


def _issue(found: Finding, manifest: Manifest, document: Document) -> ContentIssue:
    sentence = found.sentence.replace(found.key, _shown(found.key, manifest)) if found.key else found.sentence
    return ContentIssue(found.code, document.file, found.line, sentence)


def _shown(key: str, manifest: Manifest) -> str:
    """A key as its author knows it: lantern_berth becomes berth."""
    return key.removeprefix(f"{manifest.id}.").removeprefix(f"{manifest.short}_")
