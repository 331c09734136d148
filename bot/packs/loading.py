"""From a folder to a pack that may be used, or to every reason why it may not.

The whole folder is judged before anything is refused, part by part, so that a missing signature does not hide a missing
answer. Nothing that is already loaded is touched: a pack that is refused leaves the one before it as it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final

from bot.engine.compile import CompiledFlow
from bot.engine.errors import FlowError
from bot.engine.show import Library
from bot.engine.versions import fingerprint
from bot.packs import building, folder, items, manifest, seal, wording, young
from bot.packs.folder import ITEMS, MANIFEST, SEAL, TRANSLATED, Folder
from bot.packs.items import Items
from bot.packs.manifest import Manifest
from bot.packs.wording import Words
from bot.present import catalog as catalogues
from bot.present import strict
from bot.present.catalog import SOURCE_LANGUAGE, Catalog
from bot.present.issues import ContentError, ContentIssue
from bot.present.lexicon import Lexicon
from bot.present.strict import Document

CODES: Final[Mapping[str, str]] = {
    "pack-taken": "The pack or one of its topics has a name that is taken.",
    "young-too-many": "More questions to somebody under 18 than the three that may be asked.",
    "young-rule": "A rule that needs more than one yes, where one yes ends the questions.",
    "young-own": "More own questions to somebody under 18 than may stand beside an instrument asked in full.",
    "file-missing": "A file that every pack has is not there.",
    "file-unknown": "A file that a pack has no use for.",
}
"""What is refused here, beside what every part refuses."""

BLIND: Final = frozenset(
    {"pack-id", "item-id", "item-twice", "items-none", "items-too-many", "rule-item", "rule-least"}
)
"""What makes a graph that nobody could read an issue from: it is not built."""


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack, checked. ``words`` are by language and key; ``told`` are warnings; ``sealed`` is the seal's digest."""

    folder: Folder
    manifest: Manifest
    items: Items
    flow: CompiledFlow
    words: Mapping[str, Words]
    told: tuple[ContentIssue, ...]
    sealed: str

    @property
    def id(self) -> str:
        """The id of the pack and of its flow."""
        return self.manifest.id


@dataclass(frozen=True, slots=True)
class Shelf:
    """What a pack is judged against: the conversations and words that are there, the lists of words, and the day.

    ``shipped`` is the folder that travels with the program.
    """

    library: Library
    catalog: Catalog
    lexicon: Lexicon
    today: date
    shipped: Path

    def holding(self, packs: Iterable[Pack]) -> Shelf:
        """The shelf with these packs on it, too."""
        library, catalog = self.library, self.catalog
        for pack in packs:
            library = replace(library, flows={**library.flows, pack.id: pack.flow})
            catalog = wording.merged(catalog, pack.words)
        return replace(self, library=library, catalog=catalog)


def load(path: Path, shelf: Shelf, *, pin: str = "") -> Pack:
    """The pack in a folder, as a site uses it. Raises ``ContentError`` with every issue."""
    pack, issues = judge(path, shelf, pin=pin)
    if pack is None or issues:
        raise ContentError(issues)
    return pack


def draft(path: Path, shelf: Shelf) -> Pack:
    """The pack in a folder, as its author tries it out: like ``load``, but a missing sign-off or seal is only told."""
    pack, issues = judge(path, shelf)
    wrong = [issue for issue in issues if not early(issue)]
    if pack is None or wrong:
        raise ContentError(wrong or issues)
    return replace(pack, told=(*pack.told, *issues))


def early(issue: ContentIssue) -> bool:
    """Is this something that a pack may lack while it is written: a sign-off, or a seal that holds?"""
    return issue.code in manifest.UNSIGNED or unsealed(issue)


def unsealed(issue: ContentIssue) -> bool:
    """Does this speak of the seal alone?"""
    return Path(issue.file).name == SEAL


def judge(path: Path, shelf: Shelf, *, pin: str = "") -> tuple[Pack | None, list[ContentIssue]]:
    """The pack, None where there is too little to make one, and every issue."""
    try:
        found = folder.read(path)
    except ContentError as error:
        return None, list(error.issues)
    documents, issues = _documents(found)
    about, wrong_about = _manifest(documents, found, shelf)
    asked, wrong_items = items.of(documents[ITEMS]) if ITEMS in documents else (None, [])
    issues += [*wrong_about, *wrong_items, *wording.claimed(documents.values())]
    if about is None or asked is None:
        return None, [*issues, *seal.broken(found, None, pin)]
    told, wrong, words = _words(about, asked, documents, shelf)
    issues += [*_unknown(found, about), *_for_the_young(about, asked, documents[ITEMS]), *wrong]
    flow, wrong = _flow(about, asked, words, documents, shelf, issues)
    issues += [*wrong, *seal.broken(found, _proved(flow, shelf) if flow else None, pin)]
    if flow is None:
        return None, issues
    told += manifest.warnings(about, documents[MANIFEST].file, shelf.today)
    return Pack(found, about, asked, flow, words, tuple(told), seal.digest(found)), issues


def sealed(pack: Pack, shelf: Shelf) -> str:
    """The text of the seal of a pack that has been proved, as it lies in its folder now."""
    return seal.text_of(seal.made(pack.id, pack.folder, _proved(pack.flow, shelf), shelf.today))


def _documents(found: Folder) -> tuple[dict[str, Document], list[ContentIssue]]:
    """Every YAML file but the seal, read strictly."""
    documents: dict[str, Document] = {}
    issues = [
        ContentIssue("file-missing", found.name(name), 0, "Every pack has this file.")
        for name in (MANIFEST, ITEMS)
        if name not in found.files
    ]
    for name, content in found.files.items():
        if name in (MANIFEST, ITEMS) or TRANSLATED.fullmatch(name):
            try:
                documents[name] = strict.parse(content, found.name(name))
            except ContentError as error:
                issues += error.issues
    return documents, issues


def _manifest(
    documents: Mapping[str, Document], found: Folder, shelf: Shelf
) -> tuple[Manifest | None, list[ContentIssue]]:
    if MANIFEST not in documents:
        return None, []
    ships = found.path.resolve().is_relative_to(shelf.shipped.resolve())
    return manifest.of(documents[MANIFEST], found, shelf.today, shipped=ships)


def _unknown(found: Folder, about: Manifest) -> list[ContentIssue]:
    """Files that nothing names, and languages that no file serves."""
    wanted = {f"items.{code}.yaml" for code in about.languages if code != SOURCE_LANGUAGE}
    known = wanted | {MANIFEST, ITEMS, SEAL, about.licence_file}
    return [
        *(
            ContentIssue("file-unknown", found.name(name), 0, "Take it out: pack.yaml names no such file or language.")
            for name in sorted(found.files.keys() - known)
        ),
        *(
            ContentIssue("translation-missing", found.name(name), 0, "pack.yaml names this language: add its words.")
            for name in sorted(wanted - found.files.keys())
        ),
    ]


def _for_the_young(about: Manifest, asked: Items, document: Document) -> Iterator[ContentIssue]:
    """What practice allows nobody to ask of somebody under 18 (MUST-07)."""
    if not about.population.young:
        return
    own = [index for index, item in enumerate(asked.items) if item.own_words]
    theirs = [index for index, item in enumerate(asked.items) if not item.own_words]
    if about.in_full:
        asks, most = theirs, young.MOST_IN_FULL
    else:
        asks, most = list(range(len(asked.items))), young.MOST
    if len(asks) > most:
        said = f"Under 18, {most} bare facts may be asked for at most: leave the others to people trained for it."
        yield ContentIssue("young-too-many", document.file, document.line(("items", asks[most])), said)
    if about.in_full and len(own) > young.MOST_OWN:
        said = "Beside an instrument that is asked in full, one question of the site's own may stand, and no more."
        yield ContentIssue("young-own", document.file, document.line(("items", own[young.MOST_OWN])), said)
    if asked.rule.least > 1 and not about.in_full:
        said = "Under 18 a yes ends the questions, so a rule can ask for one yes and no more."
        yield ContentIssue("young-rule", document.file, document.line(("rule", "least")), said)


def _words(
    about: Manifest, asked: Items, documents: Mapping[str, Document], shelf: Shelf
) -> tuple[list[ContentIssue], list[ContentIssue], dict[str, Words]]:
    """What is told of the words, what is wrong with them, and the words by language."""
    told: list[ContentIssue] = []
    wrong: list[ContentIssue] = []
    words: dict[str, Words] = {}
    for name, document in documents.items():
        code = SOURCE_LANGUAGE if name == ITEMS else (found := TRANSLATED.fullmatch(name)) and found[1]
        if code not in about.languages:
            continue
        said, more = (asked, []) if name == ITEMS else items.translated(document, asked)
        wrong += more
        if said is not None:
            words[code] = wording.entries_of(about, said, document)
            refused, warned = wording.judged(about, asked, words[code], document, shelf.lexicon, code)
            wrong += refused
            told += warned
    return told, wrong, words


def _flow(  # noqa: PLR0913, PLR0917 - what a flow is made from and judged against
    about: Manifest,
    asked: Items,
    words: Mapping[str, Words],
    documents: Mapping[str, Document],
    shelf: Shelf,
    so_far: Iterable[ContentIssue],
) -> tuple[CompiledFlow | None, list[ContentIssue]]:
    """The pack's flow beside all others, with the words that its cards show."""
    if BLIND & {issue.code for issue in so_far}:
        return None, []
    file, head = documents[ITEMS].file, documents[MANIFEST]
    taken = sorted(_names(about, asked) & _taken(shelf))
    if taken:
        said = f"{', '.join(taken)} is taken by another conversation: take other ids."
        return None, [ContentIssue("pack-taken", head.file, head.line(("id",)), said)]
    try:
        flow = building.compiled_of(about, asked)
    except FlowError as error:
        return None, [ContentIssue(one.code, file, 0, f"{one.place}: {one.sentence}") for one in error.issues]
    library = replace(shelf.library, flows={**shelf.library.flows, about.id: flow})
    before = set(catalogues.issues(shelf.catalog, shelf.library))
    after = catalogues.issues(wording.merged(shelf.catalog, words), library)
    return flow, [replace(issue, file=file) for issue in after if issue not in before]


def _names(about: Manifest, asked: Items) -> set[str]:
    return {about.id, *building.result_ids(about), *(building.topic_id(about, item.id) for item in asked.items)}


def _taken(shelf: Shelf) -> set[str]:
    """Ids of flows, parts, facts, topics and results that are there already."""
    taken = {key.partition(".")[0] for key in shelf.catalog.entries[SOURCE_LANGUAGE]}
    for flow in shelf.library.flows.values():
        taken |= {flow.id, *(name for name, _ in flow.outcome.results)}
        taken |= {
            fact for card in flow.cards.values() for choice in card.choices.values() for fact, _ in choice.records
        }
    return taken


def _proved(flow: CompiledFlow, shelf: Shelf) -> dict[str, str]:
    """Fingerprints of what a proof of this flow rests on: its own graph, and the safety cards above it."""
    safety = shelf.library.flows[shelf.library.safety]
    return {flow.id: fingerprint(flow), safety.id: fingerprint(safety)}
