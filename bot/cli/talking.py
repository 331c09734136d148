"""The command ``talks``: what the written conversations come to, and what none of them does."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from bot.adapters.console.talk import Talk, TalkError, read
from bot.app import Refused, read_parts
from bot.cli.saying import refused, say
from bot.engine.show import Library
from bot.talks import covered


def talks(folder: Path, *, as_json: bool) -> int:
    """Tell what the talks of a folder cover."""

    def run() -> int:
        library = _library(folder, "")
        there = ((_library(folder, talk.site), talk.begin, talk.events) for talk in _read(folder))
        found = covered(library, there)
        say(json.dumps(found.to_json(), indent=2) if as_json else "\n".join(found.lines()))
        return 0

    return refused(run)


def _read(folder: Path) -> Iterator[Talk]:
    files = sorted(folder.glob("*.talk"))
    if not files:
        raise Refused(f"There is no talk in {folder}.")
    for file in files:
        try:
            yield read(file.read_text(encoding="utf-8"))
        except TalkError as error:
            raise Refused(f"{file}: {error}.") from None


@cache
def _library(folder: Path, site: str) -> Library:
    """What is there at a site of the folder; without a name, at the demonstration."""
    return read_parts(folder / "sites" / f"{site}.yaml" if site else None).library
