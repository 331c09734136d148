"""The command ``scenario play``: a talk with a patient who is made up, and what can be learned from it.

What is held is the picks, and those only while it runs. It opens no store, reads no site and shows no contact.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import secrets
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bot import process
from bot.adapters.console.leaving import Leaving, Left
from bot.adapters.console.paper import Gone
from bot.adapters.console.typed import Ended, Lines, script
from bot.cli.practice_paper import CardsOnPaper, paper
from bot.cli.saying import refused
from bot.cli.scenario_check import read_sources, scenarios_folder
from bot.practice import cards, papers
from bot.practice import words as practice_words
from bot.practice.cards import Shelf
from bot.practice.debrief import debrief, differences
from bot.practice.play import replay
from bot.practice.scenario import Scenario
from bot.practice.scenario_file import read
from bot.practice.shuffling import order
from bot.practice.typing_in import Asked, understood
from bot.present.issues import ContentError
from bot.shipped import Refused, content_folder

if TYPE_CHECKING:
    from bot.practice.play import Played

SEEDS: Final = 10_000
"""Orders of lines that are drawn from where none is asked for."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The options of the command; ``then`` is the twin that is played afterwards, the files are only written if named.

    ``xapi`` takes statements for a record of learning, ``page`` a certificate.
    """

    name: str
    seed: int | None = None
    script: Path | None = None
    then: str = ""
    flow: str = ""
    xapi: Path | None = None
    page: Path | None = None
    folder: Path | None = None
    as_json: bool = False


def play(wanted: Wanted) -> int:
    """Play the scenario that was asked for; the exit code."""
    return refused(lambda: _play(wanted))


def _play(wanted: Wanted) -> int:
    process.close()
    shelf, register = shelf_and_sources()
    names = [wanted.name, *filter(None, [wanted.then])]
    cases = [scenario_of(name, wanted.folder, register) for name in names]
    if wanted.then and (cases[0].pair is None or cases[0].pair.twin != cases[1].id):
        raise Refused(f"{cases[1].id} is not the twin of {cases[0].id}: only a matched pair can be compared.")
    person = wanted.script is None and sys.stdin is not None and sys.stdin.isatty()
    source = typed_lines(wanted.script)
    seed = secrets.randbelow(SEEDS) if wanted.seed is None else wanted.seed
    gc.enable()
    with Leaving() as leaving:
        sitting = Sitting(source, paper(as_json=wanted.as_json, asking=person), leaving, shelf, seed)
        try:
            if wanted.flow:
                sitting.hold_flow(cases[0], wanted.flow)
            else:
                sitting.hold(*cases)
        except Gone:
            pass
        except (Ended, Left):
            with contextlib.suppress(Gone):
                sitting.leave()
    return _papers(wanted, cases[0], sitting)


def _papers(wanted: Wanted, case: Scenario, sitting: Sitting) -> int:
    """Write what was asked for; nothing of what was chosen is in it."""
    made = {}
    if wanted.xapi:
        said = papers.statements(case, str(secrets.randbelow(10**12)), ended=sitting.ended)
        made[wanted.xapi] = json.dumps(said, indent=2) + "\n"
    if wanted.page and sitting.ended:
        made[wanted.page] = papers.certificate(case, datetime.now(UTC).date().isoformat(), sitting.words)
    for path, text in made.items():
        try:
            with path.open("x", encoding="utf-8") as file:
                file.write(text)
        except OSError as error:
            raise Refused(f"{path} cannot be written: {error.strerror}.") from None
    return 0


def shelf_and_sources() -> tuple[Shelf, Mapping[str, object]]:
    """What cards are made with, and the register of sources. Raises ``Refused`` with every issue."""
    from bot.check.rules import RULES  # noqa: PLC0415 - heavy

    register = read_sources()
    try:
        said = practice_words.read(content_folder() / "practice.yaml")
    except ContentError as error:
        raise Refused(*map(str, error.issues)) from None
    sentences = {rule.id: rule.sentence for rule in RULES}
    return Shelf(said, sentences, {key: one.title for key, one in register.items()}), register


def scenario_of(name: str, folder: Path | None, register: Mapping[str, object]) -> Scenario:
    """The scenario of this name. Raises ``Refused`` where there is none, or with every issue of its file."""
    there = folder or scenarios_folder()
    known = sorted(path.stem for path in there.glob("*.yaml"))
    if name not in known:
        raise Refused(f"There is no scenario by that name; there are {', '.join(known) or 'none'}.")
    try:
        return read(there / f"{name}.yaml", register.keys()).scenario
    except ContentError as error:
        raise Refused(*map(str, error.issues)) from None


class Sitting:
    """One person practising: the cards that are shown, and the picks that were made, until it ends."""

    def __init__(
        self, lines: Iterator[str | None], page: CardsOnPaper, leaving: Leaving, shelf: Shelf, seed: int
    ) -> None:
        self._lines = lines
        self._page = page
        self._leaving = leaving
        self._shelf = shelf
        self.words = shelf.words
        self.ended = False
        self._seed = seed

    def hold(self, first: Scenario, twin: Scenario | None = None) -> None:
        """Play, look back, and again until it is enough. Raises ``Ended``, ``Left`` or ``Gone``."""
        picks = self._begun(first)
        if picks is None:
            return self.leave()
        if twin is None:
            return self._again(first, picks)
        others = self._begun(twin)
        if others is None:
            return self.leave()
        self._page.show(cards.compared(first, differences((first, picks), (twin, others)), self.words))
        return self.leave()

    def hold_flow(self, case: Scenario, flow: str) -> None:
        """Hold a real conversation with this patient. Raises ``Refused``, ``Ended``, ``Left`` or ``Gone``."""
        from bot.cli.scenario_flow import FlowSitting  # noqa: PLC0415 - only then the flows are compiled

        FlowSitting(case, flow, self.words).hold(self._page.show, self._line)
        self.ended = True
        self.leave()

    def leave(self) -> None:
        """Say that it is over. Raises ``Gone``."""
        self._page.say(self.words("stopped"))

    def _again(self, case: Scenario, picks: tuple[int, ...]) -> None:
        """Go back to any turn, as often as somebody likes."""
        again: tuple[int, ...] | None = picks
        while again is not None:
            asked = self._asked(())
            match asked.kind:
                case "stop":
                    break
                case "again":
                    again = self._begun(case)
                case "back" if (kept := _until(again, asked.number)) is not None:
                    again = self._talk(case, kept)
                case "look":
                    self._look_back(case, again)
                case "rest":
                    self._rest()
                case _:
                    self._page.say(self.words("no_turn" if asked.kind == "back" else "typed_end"))
        self.leave()

    def _begun(self, case: Scenario) -> tuple[int, ...] | None:
        """A talk from its beginning, with what is known before it."""
        self._page.show(cards.brief(case, self._seed, self.words))
        return self._talk(case, ())

    def _talk(self, case: Scenario, picks: tuple[int, ...]) -> tuple[int, ...] | None:
        """One talk from these picks to its end, and what can be told of it; None when it is stopped."""
        while (played := replay(case, picks)).turn is not None:
            choices = self._turn(case, played)
            asked = self._asked(choices)
            if asked.kind == "stop":
                return None
            picks = self._moved(case, played, picks, asked)
        self.ended = True
        self._look_back(case, picks)
        return picks

    def _turn(self, case: Scenario, played: Played) -> tuple[str, ...]:
        card = cards.turn(case, played, self._seed, self.words)
        self._page.show(card)
        return card.choices

    def _moved(self, case: Scenario, played: Played, picks: tuple[int, ...], asked: Asked) -> tuple[int, ...]:
        """The picks after a line, or after going back."""
        if asked.kind == "pick" and played.turn is not None:
            shown = order(self._seed, case.index(played.turn.id), len(played.turn.lines))
            return (*picks, shown[asked.number])
        if asked.kind == "again":
            return ()
        if asked.kind == "back":
            kept = _until(picks, asked.number)
            if kept is not None:
                return kept
            self._page.say(self.words("no_turn"))
        if asked.kind == "unknown":
            self._page.say(self.words("not_understood"))
        return picks

    def _look_back(self, case: Scenario, picks: tuple[int, ...]) -> None:
        for card in cards.debriefed(debrief(case, picks), self._shelf):
            self._page.show(card)

    def _rest(self) -> None:
        """Ninety seconds for whoever played: the next card when they type anything."""
        for card in cards.rest(self.words):
            self._page.show(card)
            self._line()

    def _asked(self, choices: tuple[str, ...]) -> Asked:
        return understood(self._line(), choices)

    def _line(self) -> str | None:
        self._page.ask()
        with self._leaving.waiting():
            try:
                return next(self._lines)
            except StopIteration:
                raise Ended from None


def _until(picks: tuple[int, ...], turn: int) -> tuple[int, ...] | None:
    """The picks before a turn, of which the first is 1; before the last one for 0; None where there is none."""
    place = turn or len(picks)
    return picks[: place - 1] if 1 <= place <= len(picks) else None


def typed_lines(path: Path | None) -> Iterator[str | None]:
    """Lines of a script, or of whoever types. Raises ``Refused`` where the script cannot be read."""
    lines = Lines(_given(path))
    return script(lines) if path else _every(lines)


def _every(lines: Lines) -> Iterator[str | None]:
    while True:
        try:
            yield lines.next()
        except Ended:
            return


def _given(path: Path | None) -> int:
    """The descriptor that answers come from."""
    if path is None:
        return os.open(os.devnull, os.O_RDONLY) if sys.stdin is None else sys.stdin.fileno()
    try:
        return os.open(path, os.O_RDONLY)
    except OSError as error:
        raise Refused(f"The script cannot be read: {error.strerror}.") from None
