"""The only place where the parts are put together: content, conversations, store, and the shell around them.

Either everything is sound and the program starts, or it says everything that is wrong, at once, and does not.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial, reduce
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from bot.engine.compile import CompiledFlow
from bot.engine.errors import FlowError
from bot.engine.record import Codec, codec
from bot.engine.show import Library
from bot.engine.versions import Lock, locked
from bot.library import library, read_lock
from bot.present import catalog as words
from bot.present import contacts as numbers
from bot.present import law
from bot.present import site as sites
from bot.present.catalog import Catalog
from bot.present.contacts import Contacts
from bot.present.folder import country, files_for
from bot.present.issues import ContentError, ContentIssue
from bot.present.screen import Presenter, presenter
from bot.present.site import Site
from bot.runtime import Carried, Desk, Runtime
from bot.runtime.shell import Clock, day
from bot.shipped import Refused, content_folder

if TYPE_CHECKING:
    from datetime import date

    from bot.packs.loading import Pack, Shelf
    from bot.present.lexicon import Lexicon
    from bot.present.translation import Translation

T = TypeVar("T")

CONSOLE_CHANNEL: Final = b"console"

AFRESH: Final = "The keys of what was left open are gone, as after a restart of the machine: it begins anew."


@dataclass(frozen=True, slots=True)
class Parts:
    """Everything that a channel needs, checked. ``behind`` says that flows.lock lacks numbers for what is in it.

    ``lock`` has the numbers of what ships; ``packs`` are the site's, and ``told`` what their authors should know.
    """

    library: Library
    catalog: Catalog
    site: Site
    contacts: Contacts
    presenter: Presenter
    codec: Codec
    behind: bool
    lock: Lock
    packs: tuple[Pack, ...] = ()
    told: tuple[ContentIssue, ...] = ()


def now() -> int:
    """Seconds since 1970, by this machine's clock."""
    return int(time.time())


def read_parts(site_file: Path | None = None, clock: Clock = now, drafts: tuple[Path, ...] = ()) -> Parts:
    """Read and check everything. Raises ``Refused`` with every issue of every file.

    ``drafts`` are folders of packs that an author tries out beside those of the site.
    """
    wrong: list[str] = []
    today = day(clock())
    folder = content_folder()
    lib = _try(library, wrong)
    catalog = _try(lambda: words.read(folder / "prompts.yaml"), wrong)
    site = _try(lambda: _site(site_file or folder / "sites" / "demonstration.yaml", today), wrong)
    at = (site.country, site.state) if site else ("", "")
    contacts = _try(lambda: numbers.read(*files_for(folder, "contacts", *at)), wrong)
    laws = _try(lambda: law.read(*files_for(folder, "law", *at)), wrong)
    if lib and catalog:
        wrong += map(str, words.issues(catalog, lib))
    translations = _try(partial(_translations, folder, site, lib), wrong) if site and lib else None
    if catalog and translations:
        from bot.present.freshness import spoken  # noqa: PLC0415 - a site of one language starts without

        catalog = reduce(spoken, translations, catalog)
    if site and catalog and (over := country(folder, site.country)):
        catalog = _try(partial(_said_in, over, catalog), wrong)
    told: list[ContentIssue] = []
    if lib and catalog and site and translations:
        catalog, site = _startable(catalog, site, lib, translations, wrong, told)
    if wrong or not (lib and catalog and contacts is not None and laws is not None and site):
        raise Refused(*dict.fromkeys(wrong))
    lib = replace(lib, languages=site.languages)
    before = read_lock()
    lock = locked(lib, before)
    behind = _numbers(lock) != _numbers(before)
    shown = replace(presenter(lib, catalog, site, contacts, today), laws=laws)
    parts = Parts(lib, catalog, site, contacts, shown, codec(lock, lib), behind, lock, told=tuple(told))
    return _with_packs(parts, (site_file or folder).parent, drafts) if site.packs or drafts else parts


def _with_packs(parts: Parts, near: Path, drafts: tuple[Path, ...]) -> Parts:
    """The parts with the site's packs, and those that are tried out, among them."""
    from bot.packs.joining import joined, lock_of  # noqa: PLC0415 - only where there are packs

    try:
        with_packs = joined(shelf_of(parts), parts.site, near, drafts)
    except ContentError as error:
        raise Refused(*map(str, error.issues)) from None
    lib, catalog, packs = with_packs.library, with_packs.catalog, with_packs.packs
    stems = presenter(lib, catalog, parts.site, parts.contacts, parts.presenter.today).stems
    shown = replace(parts.presenter, catalog=catalog, stems=stems)
    numbered = codec(lock_of(parts.lock, packs), lib)
    return replace(
        parts,
        library=lib,
        catalog=catalog,
        presenter=shown,
        codec=numbered,
        packs=packs,
        told=(*parts.told, *with_packs.told),
    )


def with_facts(parts: Parts) -> Parts:
    """The parts with the facts that learning cards show. Raises ``Refused`` with every issue of their files."""
    from bot.present import facts, learning, sources  # noqa: PLC0415 - only learning cards need them

    wrong: list[str] = []
    folder = content_folder()
    told = _try(lambda: facts.read(folder / "facts.yaml"), wrong)
    register = _try(lambda: sources.read(folder / "sources.yaml"), wrong)
    if told is None or register is None:
        raise Refused(*wrong)
    return replace(parts, presenter=replace(parts.presenter, learning=learning.by_id(told, register)))


def teaches(flow: CompiledFlow) -> bool:
    """Does any card of this conversation show facts?"""
    return any(card.state.facts for card in flow.cards.values())


def missing_roles(flow: CompiledFlow, site: Site) -> tuple[str, ...]:
    """Roles without which this conversation is off at this site."""
    return tuple(sorted(flow.source.requires - site.roles.keys()))


def shelf_of(parts: Parts) -> Shelf:
    """What a pack is judged against. Raises ``Refused`` when the lists of words cannot be read."""
    from bot.packs.loading import Shelf  # noqa: PLC0415 - only where there are packs

    folder = content_folder()
    lexicon = read_lexicon(folder / "lexicon.yaml")
    return Shelf(parts.library, parts.catalog, lexicon, parts.presenter.today, folder)


def on_here(parts: Parts) -> Library:
    """The library without the conversations that are off at this site."""
    flows = {name: flow for name, flow in parts.library.flows.items() if not missing_roles(flow, parts.site)}
    return replace(parts.library, flows=flows)


def codec_for(parts: Parts, store_file: Path | None) -> Codec:
    """How sessions are stored in this file, or in memory. Raises ``Refused`` when the numbers of packs are lost."""
    if not parts.packs or store_file is None:
        return parts.codec
    from bot.packs.joining import lock_of  # noqa: PLC0415 - only where there are packs
    from bot.packs.numbers import NumbersError  # noqa: PLC0415

    try:
        return codec(lock_of(parts.lock, parts.packs, store_file), parts.library)
    except NumbersError as error:
        raise Refused(str(error)) from None


def read_lexicon(path: Path) -> Lexicon:
    """Read the words that certain readers never meet. Raises ``Refused`` with every issue."""
    from bot.present import lexicon  # noqa: PLC0415 - only a check needs it

    wrong: list[str] = []
    read = _try(lambda: lexicon.read(path), wrong)
    if read is None:
        raise Refused(*wrong)
    return read


def desk(parts: Parts, store_file: Path | None = None, clock: Clock = now) -> Desk:
    """A conversation for one screen. Raises ``Refused`` when the store or its keys cannot be opened."""
    store = _opened(store_file, parts, clock) if store_file else _in_memory()
    runtime = Runtime(parts.library, codec_for(parts, store_file), store, parts.presenter, clock)
    return Desk(runtime, store, key_of(CONSOLE_CHANNEL), parts.catalog)


def key_of(channel: bytes, chat: bytes = b"") -> bytes:
    """The key of a chat in a channel, 16 bytes. Anybody can compute it: a store writes only keyed hashes of it."""
    return blake2b(chat, digest_size=16, person=channel).digest()


def _in_memory() -> Carried:
    from storage.memory import MemoryStore  # noqa: PLC0415 - one of two

    return Carried(MemoryStore())


def _opened(path: Path, parts: Parts, clock: Clock) -> Carried:
    import asyncio  # noqa: PLC0415 - only with a file

    from bot.epochs import keeper  # noqa: PLC0415
    from storage.errors import StoreError  # noqa: PLC0415
    from storage.sqlite import SqliteStore  # noqa: PLC0415

    if parts.behind:
        raise Refused("The flows have changed since their numbers were written: run 'python -m bot lock' first.")
    site = parts.site
    try:
        ring = keeper(path, site.options.forget_after_seconds, demonstration=site.demonstration)
        store = SqliteStore(path, ring)
        lost = asyncio.run(store.lost())
        asyncio.run(store.sweep(clock()))
    except StoreError as error:
        raise Refused(error.sentence) from None
    return Carried(store, afresh=lost > 0)


def _translations(folder: Path, site: Site, lib: Library) -> tuple[Translation, ...]:
    """The translations into the languages that a site offers."""
    unknown = [code for code in site.languages if code not in lib.languages]
    if unknown:
        said = f"The languages are {', '.join(lib.languages)}, but the site file asks for {', '.join(unknown)}."
        raise ContentError([ContentIssue("language-unknown", "site file", 0, said)])
    further = [code for code in site.languages if code != words.SOURCE_LANGUAGE]
    if not further:
        return ()
    from bot.present.freshness import read_all  # noqa: PLC0415

    return read_all(folder / "translations", further)


def _startable(  # noqa: PLR0913, PLR0917 - what is read, and the two lists of what is to be said of it
    catalog: Catalog,
    site: Site,
    lib: Library,
    translations: tuple[Translation, ...],
    wrong: list[str],
    told: list[ContentIssue],
) -> tuple[Catalog, Site]:
    """The words and the site with the languages that can start.

    A live site is refused with all reasons of those that cannot. A demonstration leaves them out and tells it in a
    line, so that whoever writes English is not kept from trying it out until it is translated.
    """
    from bot.present.freshness import refusals, without  # noqa: PLC0415

    for one in translations:
        code, name = one.head.language, one.head.name
        reasons = refusals(catalog, one, lib)
        if reasons and site.demonstration:
            said = (
                f"{name} is left out: guarded words are not ready ({len(reasons)}). 'python -m bot check' names them."
            )
            told.append(ContentIssue("language-left-out", one.file, 0, said))
            others = tuple(other for other in site.languages if other != code)
            catalog, site = without(catalog, code), replace(site, languages=others or (words.SOURCE_LANGUAGE,))
        else:
            wrong += map(str, reasons)
    return catalog, site


def _said_in(path: Path, catalog: Catalog) -> Catalog:
    """The words with those of the site's country over them."""
    from bot.present import overlay  # noqa: PLC0415 - only where a country has words of its own

    return overlay.applied(catalog, overlay.read(path))


def _site(path: Path, today: date) -> Site:
    return sites.read(path, today)


def _try(read: Callable[[], T], wrong: list[str]) -> T | None:
    """What was read, or None with all its issues added to ``wrong``."""
    try:
        return read()
    except (FlowError, ContentError) as error:
        wrong += map(str, error.issues)
    return None


def _numbers(lock: Lock) -> tuple[tuple[str, ...], ...]:
    return lock.flow_numbers, lock.states, lock.answers, lock.languages, lock.matters


__all__ = ["Refused", "content_folder"]
