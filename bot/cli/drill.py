"""The command ``drill``: two minutes to keep what was learned, and, only where a file is named, when the next are due.

The file holds four numbers and nothing else. One that holds anything else is left as it is.
"""

from __future__ import annotations

import json
import os
import secrets
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final

from bot.adapters.console.leaving import Leaving, Left
from bot.adapters.console.paper import Gone
from bot.adapters.console.typed import Ended
from bot.cli.practice_paper import CardsOnPaper, paper
from bot.cli.saying import refused
from bot.cli.scenario_check import scenarios_folder
from bot.cli.scenario_play import scenario_of, shelf_and_sources, typed_lines
from bot.practice import drills
from bot.practice.cards import Card, Shelf
from bot.practice.drills import Deck, Question
from bot.practice.spacing import Spaced, after, is_due
from bot.practice.typing_in import understood
from bot.present import facts
from bot.present.issues import ContentError
from bot.shipped import Refused, content_folder

FIRST: Final = date(1970, 1, 1)
LONGEST: Final = 400
"""Bytes of the file that is kept."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The options of the command; ``today`` is given by tests and by whoever looks ahead."""

    keep: Path | None = None
    now: bool = False
    seed: int | None = None
    script: Path | None = None
    as_json: bool = False
    today: date | None = None


def drill(wanted: Wanted) -> int:
    """Hold the drill that is due; the exit code."""
    return refused(lambda: _drill(wanted))


def _drill(wanted: Wanted) -> int:
    today = ((wanted.today or datetime.now(UTC).date()) - FIRST).days
    spaced = _kept(wanted.keep) if wanted.keep else None
    shelf, register = shelf_and_sources()
    page = paper(as_json=wanted.as_json, asking=wanted.script is None and bool(sys.stdin and sys.stdin.isatty()))
    if spaced and not wanted.now and not is_due(spaced, today):
        page.say(shelf.words("drill_early", day=_day(spaced.due)))
        return 0
    spaced = spaced or Spaced(secrets.randbelow(2**32) if wanted.seed is None else wanted.seed)
    deck = _deck(spaced, register)
    with Leaving() as leaving:
        sitting = _Sitting(page, shelf, leaving, wanted.script)
        try:
            knew = sitting.hold(deck, spaced)
        except (Ended, Left):
            page.say(shelf.words("stopped"))
            return 0
        except Gone:
            return 0
        if wanted.keep is None:
            page.say(shelf.words("drill_kept_not"))
            return 0
        spaced = after(spaced, today, knew=knew)
        _keep(wanted.keep, spaced)
        page.say(shelf.words("drill_next", day=_day(spaced.due)))
    return 0


class _Sitting:
    """One drill: its cards out, typed lines in."""

    def __init__(self, page: CardsOnPaper, shelf: Shelf, leaving: Leaving, script: Path | None) -> None:
        self._page = page
        self._shelf = shelf
        self._leaving = leaving
        self._lines = typed_lines(script)

    def hold(self, deck: Deck, spaced: Spaced) -> bool:
        """Hold it; was everything known? Raises ``Ended``, ``Left`` or ``Gone``."""
        drawn = drills.drill(deck, spaced.seed, spaced.done, self._shelf)
        self._page.show(drawn.cue)
        if understood(self._line(), ()).kind == "stop":
            raise Ended
        knew = [self._asked(question) for question in drawn.questions]
        return all(knew)

    def _asked(self, question: Question) -> bool:
        words = self._shelf.words
        while True:
            self._page.show(question.card)
            asked = understood(self._line(), question.card.choices)
            if asked.kind == "stop":
                raise Ended
            if asked.kind == "pick":
                break
            self._page.say(words("typed_drill"))
        knew = asked.number == question.right
        title = words("drill_known") if knew else words("drill_other")
        self._page.show(Card(words("banner"), words("drill_header"), title, question.told))
        return knew

    def _line(self) -> str | None:
        self._page.ask()
        with self._leaving.waiting():
            try:
                return next(self._lines)
            except StopIteration:
                raise Ended from None


def _deck(spaced: Spaced, register: Mapping[str, object]) -> Deck:
    """What this drill is drawn from: the facts, and the one case whose turn it is."""
    names = sorted(path.stem for path in scenarios_folder().glob("*.yaml"))
    try:
        case = scenario_of(drills.case_of(names, spaced.seed, spaced.done), None, register)
        return drills.deck(facts.read(content_folder() / "facts.yaml"), case, len(names))
    except ContentError as error:
        raise Refused(*map(str, error.issues)) from None
    except ValueError as error:
        raise Refused(f"There is nothing to practise with: {error}.") from None


def _kept(path: Path) -> Spaced | None:
    """The numbers of a file; None where there is none yet. Raises ``Refused`` where it holds anything else."""
    try:
        with path.open("rb") as file:
            raw = file.read(LONGEST + 1)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise Refused(f"The file cannot be read: {error.strerror}.") from None
    try:
        given = json.loads(raw)
        if len(raw) > LONGEST or not isinstance(given, dict) or any(type(one) is not int for one in given.values()):
            raise ValueError
        return Spaced(**given)
    except (ValueError, TypeError, RecursionError):
        raise Refused("The file holds something else than drills, so it was left untouched; choose another.") from None


def _keep(path: Path, spaced: Spaced) -> None:
    """Write the numbers, all or nothing, for nobody else to read."""
    near = path.with_name(f"{path.name}.new")
    try:
        with open(os.open(near, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:  # noqa: PTH123
            file.write(json.dumps(asdict(spaced)) + "\n")
            file.flush()
            os.fsync(file.fileno())
        near.replace(path)
    except OSError as error:
        raise Refused(f"The file cannot be written: {error.strerror}.") from None


def _day(number: int) -> str:
    return (FIRST + timedelta(days=number)).isoformat()
