"""What was signed off is what runs: pack.lock holds a hash of every file, and of the conversation that was proved.

It is written by ``python -m bot packs FOLDER --sign``, after the last proof. A file that changed since, or a program
whose shared cards changed since, breaks the seal, and the pack is off until somebody signs it again. The seal is no
secret: it tells a slip from a signature. A site that wants two people for it pins the seal's digest in its own file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from hashlib import sha256
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field

from bot import __version__
from bot.packs.folder import SEAL, Folder
from bot.present import fields, strict
from bot.present.issues import ContentError, ContentIssue

CODES: Final[Mapping[str, str]] = {
    "seal-missing": "The pack has not been sealed after its sign-off.",
    "seal-broken": "A file has changed, come or gone since the pack was sealed.",
    "seal-outdated": "The program has changed since the pack was proved and sealed.",
    "seal-other": "The seal is not the one that the site has pinned.",
}
"""What is refused here, beside what the reader and fields refuse."""

Hash = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class Seal(BaseModel):
    """The content of pack.lock. ``proved`` are the fingerprints of what was proved, ``program`` by which version."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    pack: str
    sealed_on: date
    program: str
    proved: Mapping[str, str]
    files: Mapping[str, Hash]


def made(pack: str, folder: Folder, proved: Mapping[str, str], today: date) -> Seal:
    """The seal of a folder as it is."""
    return Seal(pack=pack, sealed_on=today, program=__version__, proved=dict(proved), files=_hashes(folder))


def text_of(seal: Seal) -> str:
    """The seal as it is written down."""
    lines = [
        "# Written by: python -m bot packs FOLDER --sign. Do not change it by hand.",
        f"pack: {seal.pack}",
        f"sealed_on: {seal.sealed_on}",
        f"program: {seal.program}",
    ]
    for name, rows in (("proved", seal.proved), ("files", seal.files)):
        lines += [f"{name}:", *(f"  {key}: {rows[key]}" for key in sorted(rows))]
    return "\n".join(lines) + "\n"


def digest(folder: Folder) -> str:
    """What a site can pin: 16 characters that change whenever the seal does; "" without a seal."""
    content = folder.files.get(SEAL)
    return sha256(content).hexdigest()[:16] if content is not None else ""


def write(folder: Folder, text: str) -> None:
    """Put the seal into its folder, whole or not at all. Raises ``OSError``."""
    new = folder.path / f".{SEAL}.new"
    try:
        new.write_text(text, encoding="utf-8")
        new.replace(folder.path / SEAL)
    finally:
        new.unlink(missing_ok=True)


def broken(folder: Folder, proved: Mapping[str, str] | None, pin: str = "") -> list[ContentIssue]:
    """Every reason why this folder is not what was sealed. ``proved`` is None where nothing could be compiled."""
    file = folder.name(SEAL)
    if SEAL not in folder.files:
        return [ContentIssue("seal-missing", file, 0, "Have it proved and sealed: python -m bot packs FOLDER --sign.")]
    try:
        document = strict.parse(folder.files[SEAL], file)
    except ContentError as error:
        return list(error.issues)
    seal, issues = fields.checked(Seal, document, (), document.value)
    if seal is not None:
        said = [*_files(seal, folder), *_program(seal, proved), *_pinned(folder, pin)]
        issues += (ContentIssue(code, file, 0, sentence) for code, sentence in said)
    return issues


def _hashes(folder: Folder) -> dict[str, str]:
    return {name: sha256(content).hexdigest() for name, content in sorted(folder.files.items()) if name != SEAL}


def _files(seal: Seal, folder: Folder) -> Iterator[tuple[str, str]]:
    now = _hashes(folder)
    for name in sorted(now.keys() | seal.files.keys()):
        if now.get(name) != seal.files.get(name):
            what = "is new" if name not in seal.files else "is gone" if name not in now else "has changed"
            yield "seal-broken", f"{name} {what} since it was sealed on {seal.sealed_on}: have it signed off again."


def _program(seal: Seal, proved: Mapping[str, str] | None) -> Iterator[tuple[str, str]]:
    if seal.program != __version__:
        yield "seal-outdated", f"It was proved with version {seal.program} of the program: prove and seal it again."
    elif proved is not None and dict(seal.proved) != dict(proved):
        yield "seal-outdated", "The conversation is no longer the one that was proved: prove and seal it again."


def _pinned(folder: Folder, pin: str) -> Iterator[tuple[str, str]]:
    if pin and digest(folder) != pin:
        yield "seal-other", f"The site has pinned {pin}, and this seal is {digest(folder)}."
