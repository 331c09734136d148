"""The commands ``scenario list``, ``new`` and ``graph``: what cases there are, one that is begun, one as a picture."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from bot.cli.saying import say
from bot.cli.scenario_check import read_sources, scenarios_folder
from bot.cli.scenario_play import scenario_of
from bot.practice.beginning import begun
from bot.shipped import Refused

_ID: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")


def listed(folder: Path | None) -> int:
    """Name the scenarios, each with its title, its minutes and its twin."""
    there, register = folder or scenarios_folder(), read_sources()
    cases = [scenario_of(path.stem, there, register) for path in sorted(there.glob("*.yaml"))]
    if not cases:
        raise Refused(f"There are no scenarios in {there}.")
    wide = max(len(case.id) for case in cases)
    for case in cases:
        twin = f" (twin: {case.pair.twin})" if case.pair else ""
        say(f"{case.id.ljust(wide)}  {case.minutes:>2} min  {case.title}{twin}")
    return 0


def new(name: str, folder: Path | None) -> int:
    """Write a file for a new scenario, in which every text is still owed."""
    if not _ID.fullmatch(name):
        raise Refused("Name it with small letters, digits and underscores, a letter first.")
    file = (folder or scenarios_folder()) / f"{name}.yaml"
    try:
        with file.open("x", encoding="utf-8") as written:
            written.write(begun(name, datetime.now(UTC).date().isoformat()))
    except FileExistsError:
        raise Refused(f"{file} is there already, and was left as it is.") from None
    except OSError as error:
        raise Refused(f"{file} cannot be written: {error.strerror}.") from None
    say(f"{file} is begun. 'python -m bot scenario check {file}' names what is still to be written.")
    return 0


def graph(name: str, how: str, folder: Path | None) -> int:
    """Draw one scenario."""
    from bot.practice.graph import FORMATS  # noqa: PLC0415 - only for this command

    case = scenario_of(name, folder, read_sources())
    try:
        say(FORMATS[how](case))
    except ModuleNotFoundError as error:
        raise Refused(f"This drawing needs the package {error.name}: install requirements/check.txt.") from None
    return 0
