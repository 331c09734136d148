"""The shipped content, read as documents that can be changed and as what readers make of them."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from bot.present import almanac, catalog, contacts, law, lexicon, required, site, strict, translation
from bot.present.lexicon import Lexicon
from bot.present.required import Required
from bot.present.strict import Document
from tests.mutation.content_judging import CONTENT, World
from tests.present.samples import LIVE, TODAY

SITE: Final = "sites/live.yaml"
MOST: Final = 20_000


def documents_of(folder: Path = CONTENT) -> dict[str, Document]:
    """Every file of words and data by its path in the folder, and a live site, which no folder has."""
    kinds = ("prompts", "translations/es", "contacts*", "law*", "facts", "sources", "about", "countries/*")
    files = [file for kind in kinds for file in sorted(folder.glob(f"{kind}.yaml"))]
    found = {file.relative_to(folder).as_posix(): strict.read(file, MOST) for file in files}
    return {**found, SITE: strict.parse(LIVE, SITE)}


def world_of(documents: dict[str, Document]) -> World:
    """What the readers make of these documents. Raises ``ContentError``."""
    numbers = {
        file: contacts.entries_of(one, (), one.value)[0] for file, one in documents.items() if "contacts" in file
    }
    laws = {file: law._laws([one]).entries for file, one in documents.items() if file.startswith("law")}
    return World(
        catalog._catalog(documents["prompts.yaml"]),
        translation._translation(documents["translations/es.yaml"], "es"),
        numbers,
        laws,
        almanac.read(CONTENT),
        site._site(documents[SITE], TODAY),
    )


def phrases(folder: Path = CONTENT) -> Required:
    """The words that have to be there."""
    return required.read(folder / "required.yaml")


def lists(folder: Path = CONTENT) -> Lexicon:
    """The lists of words that certain readers never meet."""
    return lexicon.read(folder / "lexicon.yaml")
