"""What a program gains by its packs: conversations, words, and numbers to store them by.

Called in the one place where the parts are put together.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from bot.engine.show import Library
from bot.engine.versions import Lock
from bot.packs import numbers, switching
from bot.packs.loading import Pack, Shelf
from bot.packs.numbers import Numbers
from bot.present.catalog import Catalog
from bot.present.issues import ContentIssue
from bot.present.site import Site


@dataclass(frozen=True, slots=True)
class Joined:
    """The library and the words with the packs in them; ``told`` is for whoever starts the program."""

    library: Library
    catalog: Catalog
    packs: tuple[Pack, ...]
    told: tuple[ContentIssue, ...]


def joined(shelf: Shelf, site: Site, near: Path, drafts: Iterable[Path] = ()) -> Joined:
    """The packs of a site's file and those that an author tries out. Raises ``ContentError`` with every issue.

    ``near`` is the folder of the site's file.
    """
    packs, told = switching.switched_on(site.packs, near, site, shelf)
    tried = switching.tried_out(drafts, site, shelf.holding(packs))
    both = (*packs, *tried)
    whole = shelf.holding(both)
    return Joined(whole.library, whole.catalog, both, (*told, *(issue for pack in tried for issue in pack.told)))


def lock_of(shipped: Lock, packs: Iterable[Pack], store: Path | None = None) -> Lock:
    """The numbers by which sessions are stored: kept beside a store that is a file. Raises ``NumbersError``."""
    flows = [pack.flow for pack in packs]
    if not flows:
        return shipped
    mine = numbers.kept(numbers.beside(store), flows, shipped) if store else Numbers().holding(flows, shipped)
    return mine.joined(shipped)
