"""Which packs a site has switched on: those that its file names, and no others.

A pack is off until then. One that requires a role is off where the site has not named that role: a live site that names
such a pack does not open, a demonstration opens without it and says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from bot.packs import loading
from bot.packs.loading import Pack, Shelf
from bot.present.issues import ContentError, ContentIssue
from bot.present.site import Site

CODES: Final[Mapping[str, str]] = {
    "pack-role-missing": "A pack requires a role that the site has not named.",
    "pack-twice": "The same pack is switched on twice.",
    "draft-live": "A pack that is still being written, at a live site.",
}
"""What is refused here, beside what every pack is refused for."""

_PINNED: Final = re.compile(r"(?P<folder>.+)@(?P<pin>[0-9a-f]{16})")


def switched_on(
    named: Iterable[str], near: Path, site: Site, shelf: Shelf
) -> tuple[tuple[Pack, ...], list[ContentIssue]]:
    """The packs that a site's file names, and what to tell. Raises ``ContentError`` with every issue of every pack.

    ``named`` are folders, beside ``near`` where they are no absolute paths; ``folder@digest`` pins the seal.
    """
    found: list[Pack] = []
    told: list[ContentIssue] = []
    wrong: list[ContentIssue] = []
    for name in named:
        pinned = _PINNED.fullmatch(name)
        path = near / (pinned["folder"] if pinned else name)
        try:
            pack = loading.load(path, shelf.holding(found), pin=pinned["pin"] if pinned else "")
        except ContentError as error:
            twice = any(path.resolve() == one.folder.path.resolve() for one in found)
            said = [ContentIssue("pack-twice", str(path), 0, "This pack is switched on already.")]
            wrong += said if twice else error.issues
            continue
        told += pack.told
        lacking = _lacking(pack, site)
        found += [] if lacking else [pack]
        (told if site.demonstration else wrong).extend(lacking)
    if wrong:
        raise ContentError(wrong)
    return tuple(found), told


def tried_out(folders: Iterable[Path], site: Site, shelf: Shelf) -> tuple[Pack, ...]:
    """Packs that an author looks at, in a demonstration. Raises ``ContentError`` with every issue of every pack."""
    found: list[Pack] = []
    wrong: list[ContentIssue] = []
    for path in folders:
        if not site.demonstration:
            said = "A live site names its packs in its own file, sealed."
            wrong.append(ContentIssue("draft-live", str(path), 0, said))
            continue
        try:
            found.append(loading.draft(path, shelf.holding(found)))
        except ContentError as error:
            wrong += error.issues
    if wrong:
        raise ContentError(wrong)
    return tuple(replace(pack, told=(*pack.told, *_lacking(pack, site))) for pack in found)


def _lacking(pack: Pack, site: Site) -> list[ContentIssue]:
    return [
        ContentIssue("pack-role-missing", str(pack.folder.path), 0, f"Name the role {role} in the site's file first.")
        for role in pack.manifest.requires
        if role not in site.roles
    ]
