"""The command ``scenario class``: a class at one keyboard, led turn by turn or seat after seat at their own pace.

The class is the same as in a chat (`bot.practice.class_room`); what is typed becomes its events. It lives in memory,
and nothing of it is kept but the report, in the files that were asked for.
"""

from __future__ import annotations

import gc
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from bot import process
from bot.adapters.console.paper import Gone
from bot.adapters.console.typed import Ended
from bot.cli.saying import refused
from bot.cli.scenario_hall import ClassSitting, Hall, hall
from bot.cli.scenario_play import SEEDS, scenario_of, shelf_and_sources
from bot.practice.class_standing import MOST_SEATS, Pace
from bot.practice.scenario import Scenario
from bot.practice_report.class_report import ClassReport, report
from bot.practice_report.class_words import class_words
from bot.practice_report.told import told
from bot.present.issues import ContentError
from bot.shipped import Refused

NO_PICTURES: Final = "A picture needs matplotlib: install waymark[report], or leave out --png."


@dataclass(frozen=True, slots=True)
class Wanted:
    """The options of the command; ``then`` is the twin that the same class plays afterwards."""

    name: str
    seats: int
    pace: Pace = Pace.LED
    seed: int | None = None
    script: Path | None = None
    then: str = ""
    folder: Path | None = None
    html: Path | None = None
    csv: Path | None = None
    png: Path | None = None


def hold(wanted: Wanted) -> int:
    """Hold the class that was asked for; the exit code."""
    return refused(lambda: _hold(wanted))


def _hold(wanted: Wanted) -> int:
    process.close()
    _check(wanted)
    shelf, register = shelf_and_sources()
    try:
        words = class_words()
    except ContentError as error:
        raise Refused(*map(str, error.issues)) from None
    cases = [scenario_of(name, wanted.folder, register) for name in filter(None, (wanted.name, wanted.then))]
    if wanted.then and (cases[0].pair is None or cases[0].pair.twin != cases[1].id):
        raise Refused(f"{cases[1].id} is not the twin of {cases[0].id}: only a matched pair can be compared.")
    seed = secrets.randbelow(SEEDS) if wanted.seed is None else wanted.seed
    gc.enable()
    with hall(wanted.script, shelf, words) as place:
        reports = _held(place, cases, wanted, seed)
        if reports is not None:
            _write(place, wanted, *reports)
    return 0


def _held(place: Hall, cases: Sequence[Scenario], wanted: Wanted, seed: int) -> tuple[ClassReport, ...] | None:
    """The reports of the classes, as far as they came; None when nobody reads any more."""
    sittings: list[ClassSitting] = []
    try:
        for case in cases:
            if sittings:
                place.say(place.words("console_twin", title=case.title))
            sittings.append(ClassSitting(place, case, wanted.pace, wanted.seats, seed))
            sittings[-1].hold()
    except Gone:
        return None
    except Ended:
        pass
    for one in sittings:
        one.end()
    seen = [report(one.case, one.room, least=1) for one in sittings]
    place.report(told(seen[0], place.words, place.shelf, seen[1] if len(seen) > 1 else None))
    return tuple(report(one.case, one.room) for one in sittings)


def _check(wanted: Wanted) -> None:
    """Refuse before the class begins what would fail when it is over. Raises ``Refused``."""
    if not 1 <= wanted.seats <= MOST_SEATS:
        raise Refused(f"A class has 1 to {MOST_SEATS} seats.")
    if wanted.png and find_spec("matplotlib") is None:
        raise Refused(NO_PICTURES)
    for file in filter(None, (wanted.html, wanted.csv, wanted.png)):
        if file.is_dir() or not file.absolute().parent.is_dir():
            raise Refused(f"{file.name} cannot be written there: give a file in a folder that exists.")


def _write(place: Hall, wanted: Wanted, one: ClassReport, twin: ClassReport | None = None) -> None:
    """Write the files. What too few chose is in none of them. Raises ``Refused``."""
    from bot.practice_report import chart, page, sheet  # noqa: PLC0415 - only for who wants a file

    made: list[tuple[Path | None, Callable[[], bytes]]] = [
        (wanted.html, lambda: page.page(told(one, place.words, place.shelf, twin))),
        (wanted.csv, lambda: sheet.sheet(one, twin).encode()),
        (wanted.png, lambda: chart.report_png(one, place.words)),
    ]
    for file, make in made:
        if file is None:
            continue
        try:
            file.write_bytes(make())
        except OSError as error:
            raise Refused(f"{file.name} cannot be written: {error.strerror}.") from None
        place.say(place.words("console_written", file=file.name))
    place.say(place.words("console_over"))
