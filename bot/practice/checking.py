"""Is a scenario worth playing? Everything that can happen in it is walked, and what cannot happen or makes no
difference is told with its line: an author sees at once which words nobody will ever read.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Mapping
from typing import Final

from bot.practice.exploring import Space, TooLarge, asked_marks, explore, futures, leads
from bot.practice.scenario import Condition, Marks, Mood, Part
from bot.practice.scenario_file import Read
from bot.present.issues import ContentIssue
from bot.present.strict import Place

LEAST_WORTH: Final = 3
"""What the best ending is worth at least: in a scenario without a good way nobody learns one."""

CODES: Final = {
    "space-large": "More can happen than can be walked.",
    "turn-never": "A turn that no talk comes to.",
    "turn-idle": "A turn whose lines all lead to the same, whatever was before.",
    "line-same": "A line that does and brings the same as its neighbour, always.",
    "line-ends": "A line after which a limit always ends the talk, so that its answers never come.",
    "condition-never": "A condition that never holds where it is looked at.",
    "condition-always": "A condition, or a part of one, that always holds where it is looked at.",
    "answer-never": "A last answer that never comes.",
    "scene-never": "A scene that is never shown.",
    "mark-unread": "A mark that no condition asks for.",
    "ending-never": "An ending that no talk comes to.",
    "ending-certain": "An ending that every talk comes to.",
    "outcome-flat": "All endings that can be reached are worth the same.",
    "outcome-poor": f"No ending that can be reached is worth {LEAST_WORTH} or more.",
}
"""What is found here."""

Situations = set[tuple[Mood, Marks]]
_ByLine = Mapping[int, tuple[object, ...]]


def issues(read: Read) -> tuple[list[ContentIssue], Space | None]:
    """Everything that is wrong with what can happen, and the walk itself, None where it is too large."""
    try:
        space = explore(read.scenario)
    except TooLarge as error:
        return [read.issue("space-large", (), f"There are {error}: take out marks or turns.")], None
    found = [*_turns(read, space), *_limits(read, space), *_marks(read), *_endings(read, space)]
    return found, space


def _turns(read: Read, space: Space) -> Iterator[ContentIssue]:
    numbers = futures(space)
    for index, turn in enumerate(read.scenario.turns):
        at: Place = ("turns", index)
        if not space.nodes[index]:
            yield read.issue("turn-never", at, f"No talk comes to the turn {turn.id}.")
            continue
        now = {(mood, marks) for _, mood, marks in space.nodes[index]}
        whens = [(scene.when, (*at, "scenes", number)) for number, scene in enumerate(turn.scenes)]
        left = yield from _looked_at(read, whens, now)
        if whens and not left:
            yield read.issue("scene-never", (*at, "scene"), "One of the other scenes is always shown instead.")
        yield from _alike(read, space, index, numbers)
        for pick in range(len(turn.lines)):
            yield from _answers(read, space, index, pick)


def _answers(read: Read, space: Space, index: int, pick: int) -> Iterator[ContentIssue]:
    """Whether each answer of a line can come."""
    line = read.scenario.turns[index].lines[pick]
    at: Place = ("turns", index, "lines", pick)
    came = [space.outcomes[node, pick] for node in space.nodes[index]]
    said = {(one.mood, one.marks) for one in came if one.answer is not None}
    if not said:
        yield read.issue("line-ends", at, f"After {line.id} a limit always ends the talk: its answers never come.")
        return
    whens = [(one.when, (*at, "answers", place)) for place, one in enumerate(line.answers[:-1])]
    left = yield from _looked_at(read, whens, said)
    if whens and not left:
        place = (*at, "answers", len(line.answers) - 1)
        yield read.issue("answer-never", place, "One of the answers before always holds: this one never comes.")


def _looked_at(
    read: Read, whens: Iterable[tuple[Condition, Place]], situations: Situations
) -> Generator[ContentIssue, None, Situations]:
    """Judge conditions that are looked at in this order; returns the situations in which none of them holds."""
    left = situations
    for when, place in whens:
        holding = {one for one in left if when.holds(*one)}
        if not holding:
            yield read.issue("condition-never", place, f"'{when}' never holds here.{_why(when.parts, left)}")
        elif holding == left:
            yield read.issue("condition-always", place, f"'{when}' always holds here.")
        else:
            for part in when.parts:
                if all(part.holds(*one) for one in left):
                    yield read.issue("condition-always", place, f"The part '{part}' of '{when}' always holds here.")
        left = left - holding
    return left


def _why(parts: tuple[Part, ...], left: Situations) -> str:
    """Which part is to blame, with what the number comes to."""
    for part in parts:
        if left and not any(part.holds(*one) for one in left):
            values = [getattr(mood, part.what) for mood, _ in left if part.how in (">=", "<=")]
            return f" Here {part.what} is {min(values)} to {max(values)}." if values else f" '{part}' never holds."
    return ""


def _alike(read: Read, space: Space, index: int, numbers: dict[tuple[int, Mood, Marks], int]) -> Iterator[ContentIssue]:
    """Lines that make no difference."""
    turn, nodes, asked = read.scenario.turns[index], space.nodes[index], asked_marks(read.scenario)
    picks = range(len(turn.lines))
    ways = {pick: tuple(leads(space, node, pick, numbers, asked) for node in nodes) for pick in picks}
    brings = {
        pick: tuple((a.says, a.seen) if (a := space.outcomes[node, pick].answer) else None for node in nodes)
        for pick in picks
    }
    if len(set(ways.values())) == 1:
        yield read.issue("turn-idle", ("turns", index), f"Whatever is chosen in {turn.id}, the same can follow.")
    for pick in picks:
        same = next((turn.lines[one].id for one in range(pick) if _same(ways, brings, one, pick)), "")
        if same:
            said = f"{turn.lines[pick].id} brings the same answers and the same sequel as {same}, always."
            yield read.issue("line-same", ("turns", index, "lines", pick), said)


def _same(ways: _ByLine, brings: _ByLine, one: int, other: int) -> bool:
    return ways[one] == ways[other] and brings[one] == brings[other]


def _limits(read: Read, space: Space) -> Iterator[ContentIssue]:
    said = {(came.mood, came.marks) for came in space.outcomes.values()}
    whens: list[tuple[Condition, Place]] = [
        (limit.when, ("limits", number)) for number, limit in enumerate(read.scenario.limits)
    ]
    yield from _looked_at(read, whens, said)


def _marks(read: Read) -> Iterator[ContentIssue]:
    asked = asked_marks(read.scenario)
    for index, turn in enumerate(read.scenario.turns):
        for pick, line in enumerate(turn.lines):
            for mark in sorted(line.marks - asked):
                said = f"No condition asks for the mark {mark}: it changes nothing."
                yield read.issue("mark-unread", ("turns", index, "lines", pick, "marks"), said)


def _endings(read: Read, space: Space) -> Iterator[ContentIssue]:
    for number, ending in enumerate(read.scenario.endings):
        if ending.id not in space.endings:
            yield read.issue("ending-never", ("endings", number), f"No talk comes to the ending {ending.id}.")
    if len(space.endings) == 1:
        said = f"Every talk comes to the ending {space.best.ending}, whatever is chosen."
        yield read.issue("ending-certain", ("endings",), said)
    elif space.best.worth[0] == space.worst.worth[0]:
        yield read.issue("outcome-flat", ("endings",), "All endings that can be reached are worth the same.")
    if space.best.worth[0] < LEAST_WORTH:
        said = f"The best ending that can be reached is worth {space.best.worth[0]}: leave a good way open."
        yield read.issue("outcome-poor", ("endings",), said)
