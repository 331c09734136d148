"""The fields of a scenario file as they are written: every value a word, turned here into what the program plays."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from typing import Annotated, Final, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo, field_validator

from bot.practice.scenario import (
    ALWAYS,
    AXES,
    BEST,
    MOODS,
    MOST,
    Answer,
    Axis,
    Competency,
    Condition,
    Ending,
    FlowAnswer,
    InFlow,
    Keeps,
    Kind,
    Limit,
    Line,
    Manner,
    Mood,
    Pair,
    Panel,
    Scenario,
    Scene,
    Turn,
    Written,
    condition,
)

MOST_TURNS: Final = 24
MOST_ANSWERS: Final = 8
MOST_ENDINGS: Final = 12
MOST_FLOW_ANSWERS: Final = 60
MOST_MARKS: Final = 4
"""Marks that one line can set."""

_WHOLE: Final = re.compile(r"[+-]?[0-9]{1,3}")


def _whole(given: object) -> object:
    """The number that a word of digits is; whatever else stays, and is refused."""
    if isinstance(given, str) and _WHOLE.fullmatch(given):
        return int(given)
    raise ValueError("write a whole number in digits")


def _truth(given: object) -> object:
    if given not in ("yes", "no"):
        raise ValueError('write "yes" or "no"')
    return given == "yes"


def _condition(given: object) -> object:
    if isinstance(given, Condition):
        return given
    if not isinstance(given, str):
        raise ValueError("a condition is a line of words")
    return condition(given)


def _listed(given: object) -> object:
    """Limits as a list of {when, ending}; a table of ending and condition says the same in fewer words."""
    if isinstance(given, dict):
        return [{"ending": ending, "when": when} for ending, when in given.items()]
    return given


def _counted(least: int, most: int) -> BeforeValidator:
    """A list of so many entries as it stands in the file, whatever is wrong with one of them."""

    def counted(given: object) -> object:
        if isinstance(given, list) and not least <= len(given) <= most:
            raise ValueError(f"there are {len(given)} entries, and {least} to {most} belong here")
        return given

    return BeforeValidator(counted)


Number = Annotated[int, BeforeValidator(_whole)]
Level = Annotated[Number, Field(ge=0, le=MOST)]
Change = Annotated[Number, Field(ge=-3, le=3)]
Truth = Annotated[bool, BeforeValidator(_truth)]
When = Annotated[Condition, BeforeValidator(_condition)]
Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Text = Annotated[str, Field(min_length=1, max_length=1200)]
Short = Annotated[str, Field(min_length=1, max_length=120)]
Values = Annotated[tuple[str, ...], Field(min_length=1)]
Key = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]


class _Fields(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


class AnswerFields(_Fields):
    """What the patient does after a line."""

    when: When = ALWAYS
    says: Annotated[str, Field(max_length=1200)] = ""
    seen: Text
    thought: Text
    next: str = ""
    end: str = ""


class MoveFields(_Fields):
    """What a line moves."""

    trust: Change = 0
    fear: Change = 0
    fatigue: Change = 0


class LineFields(_Fields):
    """What can be said or done."""

    id: Id
    kind: Kind
    manner: Manner
    text: Text
    moves: MoveFields = MoveFields()
    marks: Annotated[tuple[Id, ...], Field(max_length=MOST_MARKS)] = ()
    rule: str
    also: tuple[str, ...] = ()
    keeps: Keeps
    because: Text
    source: str
    competency: Competency
    votes: Annotated[Number, Field(ge=0)]
    answers: Annotated[tuple[AnswerFields, ...], _counted(1, MOST_ANSWERS)]


class SceneFields(_Fields):
    """What is happening where a condition holds."""

    when: When
    scene: Text


class TurnFields(_Fields):
    """One moment of the talk."""

    id: Id
    scene: Text
    scenes: Annotated[tuple[SceneFields, ...], _counted(0, MOST_ANSWERS)] = ()
    lines: Annotated[tuple[LineFields, ...], _counted(3, 4)]


class EndingFields(_Fields):
    """How it comes out."""

    id: Id
    title: Short
    text: Text
    worth: Annotated[Number, Field(ge=0, le=BEST)]


class LimitFields(_Fields):
    """What ends the talk whatever was said."""

    when: When
    ending: str


class MoodFields(_Fields):
    """How the patient comes in."""

    trust: Level
    fear: Level
    fatigue: Level


class PairFields(_Fields):
    """The twin of a scenario; the file calls it ``with``."""

    twin: Annotated[Id, Field(alias="with")]
    differs: Axis


class PanelFields(_Fields):
    """Whose votes they are."""

    source: Annotated[Literal["authors", "panel"], Field(alias="from")]
    people: Annotated[Number, Field(ge=2, le=200)]


class WrittenFields(_Fields):
    """When, by and with whom: roles."""

    on: dt.date
    by_role: str = ""
    reviewed_by_role: str = ""


class AxesFields(_Fields):
    """What it is about: only an event may be missing."""

    form: Values
    controller: Values
    stance: Values
    person: Values
    setting: Values
    event: tuple[str, ...] = ()

    @field_validator("*")
    @classmethod
    def known(cls, values: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        """Only values that the axis has."""
        there = AXES[info.field_name or ""]
        if unknown := [value for value in values if value not in there]:
            raise ValueError(f"{', '.join(unknown)}: there are {', '.join(there)}")
        return values


class FlowAnswerFields(_Fields):
    """How this patient answers a real question."""

    topic: Id
    when: When = ALWAYS
    says: Text
    answer: Id


class InFlowFields(_Fields):
    """How this patient answers a real conversation."""

    flow: Id
    answers: Annotated[tuple[FlowAnswerFields, ...], _counted(1, MOST_FLOW_ANSWERS)]


class HeadFields(_Fields):
    """Everything in a file but its turns."""

    id: Id
    version: Annotated[Number, Field(ge=1, le=255)]
    title: Short
    real: Truth
    pair: PairFields | None = None
    axes: AxesFields
    minutes: Annotated[Number, Field(ge=1, le=60)]
    sources: Annotated[tuple[Key, ...], Field(min_length=1)]
    written: WrittenFields
    panel: PanelFields
    brief: Text
    sees_first: Text
    start: MoodFields
    limits: Annotated[tuple[LimitFields, ...], BeforeValidator(_listed)] = ()
    endings: Annotated[tuple[EndingFields, ...], _counted(1, MOST_ENDINGS)]
    in_flow: InFlowFields | None = None


def scenario(head: HeadFields, turns: Iterable[TurnFields]) -> Scenario:
    """What the program plays."""
    return Scenario(
        head.id,
        head.version,
        head.title,
        head.real,
        {axis: getattr(head.axes, axis) for axis in AXES},
        head.minutes,
        head.sources,
        Written(head.written.on.isoformat(), head.written.by_role, head.written.reviewed_by_role),
        Panel(head.panel.source, head.panel.people),
        head.brief,
        head.sees_first,
        _mood(head.start),
        tuple(map(_turn, turns)),
        tuple(Ending(one.id, one.title, one.text, one.worth) for one in head.endings),
        limits=tuple(Limit(one.when, one.ending) for one in head.limits),
        pair=Pair(head.pair.twin, head.pair.differs) if head.pair else None,
        in_flow=_in_flow(head.in_flow) if head.in_flow else None,
    )


def _mood(given: MoodFields | MoveFields) -> Mood:
    return Mood(*(getattr(given, name) for name in MOODS))


def _turn(given: TurnFields) -> Turn:
    scenes = tuple(Scene(one.when, one.scene) for one in given.scenes)
    return Turn(given.id, given.scene, scenes, tuple(map(_line, given.lines)))


def _line(given: LineFields) -> Line:
    return Line(
        given.id,
        given.kind,
        given.manner,
        given.text,
        _mood(given.moves),
        frozenset(given.marks),
        given.rule,
        given.keeps,
        given.because,
        given.source,
        given.competency,
        given.votes,
        tuple(Answer(one.when, one.says, one.seen, one.thought, one.next, one.end) for one in given.answers),
        also=given.also,
    )


def _in_flow(given: InFlowFields) -> InFlow:
    return InFlow(given.flow, tuple(FlowAnswer(one.topic, one.when, one.says, one.answer) for one in given.answers))
