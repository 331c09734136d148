"""A class at one keyboard: the trainer types how many chose each line, or each seat its own, and sees the spread.

Nobody's line is told apart: of votes that are typed as counts, nobody knows who gave which.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from bot.adapters.console.leaving import Leaving, Left
from bot.adapters.console.typed import Ended, Lines, script
from bot.cli.practice_paper import CardsOnPaper, paper
from bot.practice import cards
from bot.practice.cards import Card, Shelf
from bot.practice.class_room import room_step
from bot.practice.class_standing import Pace, Phase, new_room, played
from bot.practice.class_talk import Back, End, Event, Join, Next, Open, Pick, Reveal, Rewind
from bot.practice.debrief import debrief
from bot.practice.play import replay
from bot.practice.scenario import Scenario
from bot.practice.shuffling import order
from bot.practice.words import Words
from bot.practice_report.class_report import report
from bot.practice_report.table import items, table
from bot.practice_report.told import Item, Told, told
from bot.present.understand import fold, plain
from bot.shipped import Refused

CLOCK: Final = 0
"""A class at one keyboard has no time: it ends when the trainer ends it."""


class Enough(Exception):  # noqa: N818 - nothing has gone wrong
    """The trainer ends this case; with a twin, the class goes on to that."""


class Hall:
    """Where a class is held at a terminal: what is read and what is written."""

    def __init__(
        self, typed: Iterator[str | None], page: CardsOnPaper, leaving: Leaving, shelf: Shelf, words: Words
    ) -> None:
        self._typed = typed
        self._page = page
        self._leaving = leaving
        self.shelf = shelf
        self.words = words

    def show(self, card: Card, typed: str) -> None:
        """A card, with what can be typed now. Raises ``Gone``."""
        self._page.show(replace(card, typed=typed))

    def say(self, sentence: str) -> None:
        """A sentence. Raises ``Gone``."""
        self._page.say(sentence)

    def lines(self, lines: Sequence[str]) -> None:
        """Lines as they are. Raises ``Gone``."""
        self._page.write("\n".join(lines) + "\n")

    def report(self, whole: Told) -> None:
        """The table of a report. Raises ``Gone``."""
        self._page.write("\n" + table(whole) + "\n\n")

    def ask(self) -> str:
        """What is typed next, folded; "?" for what cannot be read. Raises ``Ended``, also when somebody wants to go."""
        self._page.ask()
        try:
            with self._leaving.waiting():
                line = next(self._typed)
        except (StopIteration, Left):
            raise Ended from None
        return "?" if line is None else plain(fold(line))


@contextlib.contextmanager
def hall(file: Path | None, shelf: Shelf, words: Words) -> Iterator[Hall]:
    """The terminal, or a script in the place of the keyboard. Raises ``Refused``."""
    try:
        nobody = sys.stdin is None
        given = os.open(file or os.devnull, os.O_RDONLY) if file or nobody else sys.stdin.fileno()
    except OSError as error:
        raise Refused(f"The script cannot be read: {error.strerror}.") from None
    lines = Lines(given)
    asking = file is None and not nobody and sys.stdin.isatty()
    with Leaving() as leaving:
        yield Hall(_typed(lines) if file is None else script(lines), paper(as_json=False, asking=asking), leaving,
                   shelf, words)  # fmt: skip


def _typed(lines: Lines) -> Iterator[str | None]:
    with contextlib.suppress(Ended):
        while True:
            yield lines.next()


class ClassSitting:
    """One class with one case, from the first turn to its end."""

    def __init__(self, place: Hall, case: Scenario, pace: Pace, seats: int, seed: int) -> None:
        self.case = case
        self.room = new_room(case, seed, pace, CLOCK)
        self._place = place
        self._words = place.words
        self._does(*[Join()] * seats, Open())

    def hold(self) -> None:
        """Hold the class, to its end or until it is stopped. Raises ``Ended`` and ``Gone``."""
        with contextlib.suppress(Enough):
            self._held()

    def _held(self) -> None:
        self._place.show(cards.brief(self.case, self.room.seed, self._place.shelf.words), "")
        if self.room.pace is Pace.LED:
            self._lead()
        else:
            for seat in range(1, len(self.room.seats) + 1):
                self._seat(seat)

    def end(self) -> None:
        """The class is over."""
        self._does(End())

    def _does(self, *events: Event) -> None:
        for event in events:
            self.room, _ = room_step(self.case, self.room, event, CLOCK)

    def _lead(self) -> None:
        while replay(self.case, self.room.path).turn is not None:
            self._poll()
            while self.room.phase in (Phase.REVEAL, Phase.DISCUSS):
                if replay(self.case, self.room.path).turn is None:
                    break
                self._go_on()
        self._look_back(self.room.path)

    def _poll(self) -> None:
        """Show the turn that is open, and take the votes."""
        talk = replay(self.case, self.room.path)
        lines, seats = len(talk.turn.lines) if talk.turn else 0, len(self.room.seats)
        said = self._words("console_votes", lines=lines, seats=seats)
        self._place.show(cards.turn(self.case, talk, self.room.seed, self._place.shelf.words), said)
        while self.room.phase is Phase.POLL:
            typed = self._asked()
            if typed == "back":
                self._does(Rewind(max(self.room.turn - 1, 0)))
                return
            votes = counted(typed, lines, seats)
            if votes is None:
                self._place.say(self._words("console_wrong", lines=lines, seats=seats))
            else:
                chosen = [line for line, count in zip(self._shown(), votes, strict=True) for _ in range(count)]
                self._does(*(Pick(seat, self.room.turn, line) for seat, line in enumerate(chosen, start=1)), Reveal())

    def _go_on(self) -> None:
        """The spread, and what the trainer does with it."""
        self._place.lines(["", *self._spread(reasons=False)])
        self._place.say(self._words("console_next"))
        while self.room.phase is Phase.REVEAL:
            typed, shown = self._asked(), self._shown()
            if typed == "back":
                self._does(Rewind(self.room.turn))
            elif typed == "why":
                self._place.lines(list(self._spread(reasons=True)))
            elif typed in ("", "on"):
                self._does(Next())
            elif typed.isdecimal() and 1 <= int(typed[:3]) <= len(shown):
                self._does(Next(shown[int(typed[:3]) - 1]))
            else:
                self._place.say(self._words("console_no_line"))

    def _spread(self, *, reasons: bool) -> Iterator[str]:
        """How the class chose in the turn that is open; what the panel chose comes with the reasons, after the talk."""
        whole = told(report(self.case, self.room, least=1), self._words, self._place.shelf)
        heading = self._words("turn", number=self.room.turn + 1)
        for part in whole.parts:
            if part.title == heading:
                yield from items(part.items if reasons else [_bare(item) for item in part.items])

    def _seat(self, seat: int) -> None:
        """One seat's own talk, to its end or as far as it likes."""
        while (talk := played(self.case, self.room, seat)).turn is not None:
            said = self._words("console_pick", seat=seat, seats=len(self.room.seats))
            self._place.show(cards.turn(self.case, talk, self.room.seed, self._place.shelf.words), said)
            typed, behind = self._asked(), len(talk.beats)
            shown = order(self.room.seed, self.case.index(talk.turn.id), len(talk.turn.lines))
            if typed == "skip":
                return
            if typed == "back":
                self._does(Back(seat, max(behind - 1, 0)))
            elif typed.isdecimal() and 1 <= int(typed[:3]) <= len(shown):
                self._does(Pick(seat, behind, shown[int(typed[:3]) - 1]))
            else:
                self._place.say(self._words("console_no_line"))
        self._place.show(cards.debriefed(debrief(self.case, self.room.seats[seat - 1].picks), self._place.shelf)[0], "")
        self._place.say(self._words("console_seat_over", seat=seat))

    def _look_back(self, picks: Sequence[int]) -> None:
        self._place.say(self._words("console_lookback"))
        for card in cards.debriefed(debrief(self.case, picks), self._place.shelf):
            self._place.show(card, "")

    def _shown(self) -> tuple[int, ...]:
        """For each line of the turn that is open, as it is shown, its place in the file."""
        turn = replay(self.case, self.room.path).turn
        return order(self.room.seed, self.case.index(turn.id), len(turn.lines)) if turn else ()

    def _asked(self) -> str:
        """What was typed. Raises ``Enough`` for stop."""
        typed = self._place.ask()
        if typed == "stop":
            raise Enough
        return typed


def _bare(item: Item) -> Item:
    return replace(item, bars=tuple(bar for bar in item.bars if not bar.faint), notes=())


def counted(typed: str, lines: int, seats: int) -> tuple[int, ...] | None:
    """As many whole numbers as there are lines, together at most ``seats``; None for anything else."""
    words = typed.split()
    if len(words) != lines or not all(word.isdecimal() and len(word) <= 3 for word in words):
        return None
    counts = tuple(map(int, words))
    return counts if sum(counts) <= seats else None
