"""The command ``packs``: judge a pack, prove it, seal it, tell what is known of it, list what there is."""

from __future__ import annotations

import gc
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bot.app import Parts, Refused, content_folder, read_parts, shelf_of
from bot.cli.saying import refused, say

if TYPE_CHECKING:
    from bot.packs.loading import Pack, Shelf
    from bot.present.issues import ContentIssue

DRAFT, SEALED, OFF = "draft", "sealed", "refused"


@dataclass(frozen=True, slots=True)
class Asked:
    """The options of the command; ``quick`` leaves the proofs out."""

    folders: tuple[Path, ...]
    listed: bool = False
    sign: bool = False
    about: bool = False
    quick: bool = False
    as_json: bool = False


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of one folder."""

    folder: Path
    status: str
    pack: Pack | None
    wrong: tuple[ContentIssue, ...]
    told: tuple[ContentIssue, ...]

    def lines(self) -> list[str]:
        """For a person at a terminal."""
        name = f"{self.pack.manifest.name}, version {self.pack.manifest.version}" if self.pack else str(self.folder)
        ends = {
            DRAFT: "a draft: nothing is wrong with it, and no site can switch it on before it is signed off and sealed",
            SEALED: f"sealed as {self.pack.sealed if self.pack else ''}",
            OFF: "refused",
        }
        return [*map(str, self.wrong), *(f"told: {issue}" for issue in self.told), f"{name}: {ends[self.status]}."]

    def to_json(self) -> dict[str, object]:
        """For a program."""
        named = {"id": self.pack.id, "name": self.pack.manifest.name} if self.pack else {}
        if self.pack:
            about = self.pack.manifest
            named |= {"version": about.version, "population": str(about.population), "seal": self.pack.sealed}
            named |= {"languages": " ".join(about.languages), "valid_until": str(about.valid_until or "")}
        said = {"issues": [asdict(one) for one in self.wrong], "told": [asdict(one) for one in self.told]}
        return {"folder": str(self.folder), "status": self.status, **named, **said}


def judged(asked: Asked) -> int:
    """Judge the folders that were asked for; 1 when one is refused."""

    def run() -> int:
        if asked.sign and (asked.quick or len(asked.folders) != 1):
            raise Refused("Sign one pack at a time, with its proofs.")
        folders = asked.folders or (_shipped() if asked.listed else ())
        if not folders:
            raise Refused("Name the folder of a pack, or ask for --list.")
        parts = read_parts()
        shelf = shelf_of(parts)
        gc.enable()
        if asked.sign:
            found = [_sealed(folder, shelf, parts) for folder in folders]
        else:
            found = [_judged(folder, shelf, parts, asked) for folder in folders]
        say(_said(found, asked))
        return int(any(one.status == OFF for one in found))

    return refused(run)


def _judged(folder: Path, shelf: Shelf, parts: Parts, asked: Asked) -> Judged:
    from bot.packs import loading  # noqa: PLC0415 - only for this command

    pack, issues = loading.judge(folder, shelf)
    wrong = [issue for issue in issues if not loading.early(issue)]
    early = [issue for issue in issues if loading.early(issue)]
    if pack is not None and not wrong and not (asked.quick or asked.listed or asked.about):
        wrong = _broken(pack, shelf, parts)
    told = (*(pack.told if pack else ()), *early)
    status = OFF if wrong or pack is None else DRAFT if early else SEALED
    return Judged(folder, status, pack, tuple(wrong), told)


def _sealed(folder: Path, shelf: Shelf, parts: Parts) -> Judged:
    """Seal a pack that lacks nothing but its seal."""
    from bot.packs import loading, seal  # noqa: PLC0415

    pack, issues = loading.judge(folder, shelf)
    wrong = [issue for issue in issues if not loading.unsealed(issue)]
    told = pack.told if pack else ()
    wrong += [issue for issue in told if issue.code == "measure-missing"]
    if pack is not None and not wrong:
        wrong = _broken(pack, shelf, parts)
    if pack is None or wrong:
        return Judged(folder, OFF, pack, tuple(wrong or issues), told)
    try:
        seal.write(pack.folder, loading.sealed(pack, shelf))
    except OSError as error:
        raise Refused(f"The seal cannot be written: {error.strerror}.") from None
    pack = loading.load(folder, shelf)
    return Judged(folder, SEALED, pack, (), pack.told)


def _broken(pack: Pack, shelf: Shelf, parts: Parts) -> list[ContentIssue]:
    from bot.packs import proving  # noqa: PLC0415 - heavy

    contacts, country = parts.contacts, parts.site.country
    return proving.broken(pack, shelf, lambda category: len(contacts.for_category(category, country, shelf.today)))


def _shipped() -> tuple[Path, ...]:
    return tuple(sorted(path.parent for path in (content_folder() / "packs").glob("*/pack.yaml")))


def _said(found: Iterable[Judged], asked: Asked) -> str:
    if asked.as_json:
        return json.dumps([one.to_json() for one in found], indent=2)
    if asked.about:
        return "\n\n".join("\n".join(_about(one)) for one in found)
    if asked.listed:
        return "\n".join(_row(one) for one in found)
    return "\n".join(line for one in found for line in one.lines())


def _row(one: Judged) -> str:
    if one.pack is None:
        return f"{one.folder}  {one.status}"
    about = one.pack.manifest
    until = f"  until {about.valid_until}" if about.valid_until else ""
    return f"{about.id}  {one.status}  {about.name} {about.version}  {about.population}{until}  {one.folder}"


def _about(one: Judged) -> list[str]:
    """All that is known of a pack: the one place where published figures are shown."""
    if one.pack is None:
        return one.lines()
    about = one.pack.manifest
    signed = f"Signed off by {about.signed_off_by_role} on {about.signed_off_on}, until {about.valid_until}."
    return [
        f"{about.name}, version {about.version}",
        f"Words: {about.source_instrument}. Licence: {about.licence_holder} ({about.licence_file}).",
        signed if about.signed_off_on else "Nobody has signed it off.",
        f"Made for {about.population}. What is known holds for them and for no other person, and for nobody's result.",
        *about.about.text,
        *([f"The figures come from: {about.about.numbers_from}"] if about.about.numbers_from else []),
    ]
