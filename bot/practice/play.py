"""A talk is its picks and nothing else: from them everything is played again, and the same picks give the same talk.

After each line: its moves and marks first, then the limits, and then the patient answers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.practice.scenario import Answer, Ending, Line, Marks, Mood, Scenario, Turn


@dataclass(frozen=True, slots=True)
class Beat:
    """One turn as it went. ``scene`` and ``mood_before`` are of before the line; without ``answer`` a limit was met."""

    turn: Turn
    scene: str
    line: Line
    mood_before: Mood
    mood_after: Mood
    marks: Marks
    answer: Answer | None


@dataclass(frozen=True, slots=True)
class Played:
    """Where a talk stands: ``turn`` and ``scene`` are what comes next, ``ending`` how it came out; one of the two."""

    beats: tuple[Beat, ...]
    turn: Turn | None
    scene: str
    mood: Mood
    marks: Marks
    ending: Ending | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one line leads to: a later turn by its index, or an ending by its id."""

    mood: Mood
    marks: Marks
    answer: Answer | None
    turn: int
    ending: str


def after(scenario: Scenario, line: Line, mood: Mood, marks: Marks) -> Outcome:
    """What follows a line that is said in this mood."""
    mood, marks = mood.moved(line.moves), marks | line.marks
    for limit in scenario.limits:
        if limit.when.holds(mood, marks):
            return Outcome(mood, marks, None, -1, limit.ending)
    answer = next(one for one in line.answers if one.when.holds(mood, marks))
    return Outcome(mood, marks, answer, scenario.index(answer.next) if answer.next else -1, answer.end)


def replay(scenario: Scenario, picks: Sequence[int]) -> Played:
    """Play these picks, which are places of lines in the file.

    Raises ``ValueError`` for a pick that its turn has not, or one after the end.
    """
    mood, marks, index, ending = scenario.start, Marks(), 0, ""
    beats: list[Beat] = []
    for pick in picks:
        if ending:
            raise ValueError("a pick after the end")
        turn = scenario.turns[index]
        if not 0 <= pick < len(turn.lines):
            raise ValueError("a pick that this turn has not")
        line = turn.lines[pick]
        came = after(scenario, line, mood, marks)
        beats.append(Beat(turn, turn.shown(mood, marks), line, mood, came.mood, came.marks, came.answer))
        mood, marks, index, ending = came.mood, came.marks, came.turn, came.ending
    if ending:
        return Played(tuple(beats), None, "", mood, marks, scenario.ending(ending))
    turn = scenario.turns[index]
    return Played(tuple(beats), turn, turn.shown(mood, marks), mood, marks, None)
