"""A scenario is read strictly: whatever is wrong with its file is told at once, with its line, and nothing is loaded.

Turns only lead forward, the last answer of a line always holds, and each is followed by a turn or by an ending: so
every talk comes to an end, whatever is chosen, and this can be seen without playing it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bot.practice import scenario_fields as fields_of
from bot.practice.scenario import RULES, Scenario
from bot.practice.scenario_fields import AnswerFields, HeadFields, LineFields, TurnFields
from bot.present import fields, strict
from bot.present.issues import ContentError, ContentIssue
from bot.present.strict import Document, Place

MOST: Final = 12_000
"""Keys and values in one file."""

DEEPEST: Final = 8

CODES: Final = {
    "scenario-shape": "The file is no table, or its turns are no list.",
    "scenario-id": "The id is not the name of the file.",
    "id-twice": "Two turns, lines of a turn, or endings have one name.",
    "turn-unknown": "An answer leads to a turn that is not there.",
    "turn-earlier": "An answer leads to its own turn or an earlier one.",
    "ending-unknown": "A way to an ending that is not there.",
    "answer-goes": "An answer leads nowhere, or to two places.",
    "answer-last": "The last answer of a line has a condition, or an earlier one has none.",
    "mark-unknown": "A condition asks for a mark that no line sets.",
    "votes": "The votes of a turn do not add up to the panel.",
    "rule-unknown": "A rule that practice has not.",
    "source-unknown": "A source that the register has not.",
    "real-form": "What it is about and whether it is real do not fit together.",
    "pair-self": "A scenario that is its own twin.",
}
"""What is refused here, beside what the reader and the fields refuse."""


@dataclass(frozen=True, slots=True)
class Read:
    """A scenario and the file it came from, which knows the line of everything in it."""

    scenario: Scenario
    document: Document

    def issue(self, code: str, place: Place, sentence: str) -> ContentIssue:
        """Something that is wrong at a place of the file."""
        return ContentIssue(code, self.document.file, self.document.line(place), sentence)


def read(path: Path, sources: Collection[str]) -> Read:
    """Read a scenario file. ``sources`` are the keys of the register. Raises ``ContentError`` with every issue."""
    return _read(strict.read(path, MOST, DEEPEST), path.stem, sources)


def parse(text: str | bytes, sources: Collection[str], file: str = "scenario.yaml") -> Read:
    """The scenario of this text. Raises ``ContentError`` with every issue."""
    return _read(strict.parse(text, file, MOST, DEEPEST), Path(file).stem, sources)


def _read(document: Document, name: str, sources: Collection[str]) -> Read:
    value = document.value
    if not isinstance(value, dict) or not isinstance(value.get("turns", []), list):
        said = "A scenario is a table, and its turns are a list in it."
        raise ContentError([ContentIssue("scenario-shape", document.file, 1, said)])
    given = value.get("turns", [])
    rest = {key: inner for key, inner in value.items() if key != "turns"}
    head, issues = fields.checked(HeadFields, document, (), rest)
    turns: list[TurnFields | None] = []
    for index, inner in enumerate(given):
        turn, wrong = fields.checked(TurnFields, document, ("turns", index), inner)
        turns.append(turn)
        issues += wrong
    if not 1 <= len(turns) <= fields_of.MOST_TURNS:
        said = f"A scenario has 1 to {fields_of.MOST_TURNS} turns."
        issues.append(ContentIssue("scenario-shape", document.file, document.line(("turns",)), said))
    names = [str(inner.get("id", "")) if isinstance(inner, dict) else "" for inner in given]
    issues += _Judge(document, head, turns, names, sources).issues(name)
    if issues or head is None:
        raise ContentError(issues)
    return Read(fields_of.scenario(head, [turn for turn in turns if turn]), document)


@dataclass(frozen=True, slots=True)
class _Judge:
    """What the fields cannot see: whether the parts of a file fit each other, as far as they could be read."""

    document: Document
    head: HeadFields | None
    turns: list[TurnFields | None]
    names: list[str]
    sources: Collection[str]

    def issues(self, name: str) -> list[ContentIssue]:
        """Everything that does not fit; ``name`` is that of the file."""
        found = [*self._twice(((("turns", index), one) for index, one in enumerate(self.names)), "turn")]
        if self.head is not None:
            found += self._of_head(self.head, name)
        for index, turn in enumerate(self.turns):
            if turn is not None:
                found += self._of_turn(index, turn)
        return found

    def _issue(self, code: str, place: Place, sentence: str) -> ContentIssue:
        return ContentIssue(code, self.document.file, self.document.line(place), sentence)

    def _twice(self, named: Iterable[tuple[Place, str]], what: str) -> Iterator[ContentIssue]:
        seen: set[str] = set()
        for place, one in named:
            if one and one in seen:
                yield self._issue("id-twice", place, f"Another {what} is called {one}, too.")
            seen.add(one)

    def _of_head(self, head: HeadFields, name: str) -> Iterator[ContentIssue]:
        if head.id != name:
            yield self._issue("scenario-id", ("id",), f"The id is {head.id}, but the file is called {name}.")
        if head.pair and head.pair.twin == head.id:
            yield self._issue("pair-self", ("pair", "with"), "A pair needs another scenario.")
        if head.real == any(form.startswith("not_") for form in head.axes.form):
            said = "'real' is \"no\" where, and only where, the form begins with not_."
            yield self._issue("real-form", ("real",), said)
        yield from self._twice(((("endings", i), one.id) for i, one in enumerate(head.endings)), "ending")
        for index, limit in enumerate(head.limits):
            yield from self._ending(limit.ending, ("limits", index))
            yield from self._marks(limit.when.marks, ("limits", index))
        for index, key in enumerate(head.sources):
            yield from self._source(key, ("sources", index))
        for index, answer in enumerate(head.in_flow.answers if head.in_flow else ()):
            yield from self._marks(answer.when.marks, ("in_flow", "answers", index))

    def _of_turn(self, index: int, turn: TurnFields) -> Iterator[ContentIssue]:
        at: Place = ("turns", index)
        yield from self._twice((((*at, "lines", i), one.id) for i, one in enumerate(turn.lines)), "line of this turn")
        for number, scene in enumerate(turn.scenes):
            yield from self._marks(scene.when.marks, (*at, "scenes", number))
        votes = sum(line.votes for line in turn.lines)
        if self.head is not None and votes != self.head.panel.people:
            said = f"The panel has {self.head.panel.people} people, but the votes of {turn.id} add up to {votes}."
            yield self._issue("votes", at, said)
        for number, line in enumerate(turn.lines):
            yield from self._of_line(index, line, (*at, "lines", number))

    def _of_line(self, turn: int, line: LineFields, at: Place) -> Iterator[ContentIssue]:
        for rule in (line.rule, *line.also):
            if rule not in RULES:
                said = f"Practice has no rule {rule}: it has ORD-01 to MUST-25, NEV-30 and PATH-5."
                yield self._issue("rule-unknown", (*at, "rule"), said)
        yield from self._source(line.source, (*at, "source"))
        last = len(line.answers) - 1
        for number, answer in enumerate(line.answers):
            place = (*at, "answers", number)
            yield from self._marks(answer.when.marks, place)
            yield from self._goes(turn, answer, place)
            if (number == last) == bool(answer.when.parts):
                said = "The last answer of a line has no 'when', and each before it has one."
                yield self._issue("answer-last", place, said)

    def _goes(self, turn: int, answer: AnswerFields, place: Place) -> Iterator[ContentIssue]:
        if bool(answer.next) == bool(answer.end):
            yield self._issue("answer-goes", place, "An answer has either 'next', a later turn, or 'end', an ending.")
        if answer.end:
            yield from self._ending(answer.end, (*place, "end"))
        if answer.next and answer.next not in self.names:
            yield self._issue("turn-unknown", (*place, "next"), f"There is no turn {answer.next}.")
        elif answer.next and self.names.index(answer.next) <= turn:
            said = f"The turn {answer.next} is not a later one: a talk only goes forward."
            yield self._issue("turn-earlier", (*place, "next"), said)

    def _ending(self, name: str, place: Place) -> Iterator[ContentIssue]:
        if self.head is not None and name not in {one.id for one in self.head.endings}:
            yield self._issue("ending-unknown", place, f"There is no ending {name}.")

    def _marks(self, marks: Collection[str], place: Place) -> Iterator[ContentIssue]:
        if None in self.turns:
            return  # a turn that could not be read may set it
        there = {mark for turn in self.turns if turn for line in turn.lines for mark in line.marks}
        for mark in sorted(set(marks) - there):
            yield self._issue("mark-unknown", place, f"No line sets the mark {mark}.")

    def _source(self, key: str, place: Place) -> Iterator[ContentIssue]:
        if key not in self.sources:
            said = f"There is no source {key} in content/sources_practice.yaml."
            yield self._issue("source-unknown", place, said)
