"""A scenario as data: what is said, what it does to the patient, and where it leads. Nothing in here decides anything.

Trust, fear and fatigue are numbers from 0 to 10. A condition compares one of them with a number, or asks whether
something has happened in this talk (a mark). That is all a scenario can ask, so that a trainer can read every rule.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final, Literal, NamedTuple

MOST: Final = 10
"""The highest value of trust, fear and fatigue; the lowest is 0."""

BEST: Final = 5
"""What an ending can be worth at most; at least 0."""

MOODS: Final = ("trust", "fear", "fatigue")

AXES: Final[Mapping[str, tuple[str, ...]]] = {
    "form": (
        "labor_home", "labor_site", "sex_adult", "sex_minor", "forced_crime", "benefits",
        "not_labor_dispute", "not_partner_violence", "not_sex_work",
    ),
    "controller": ("employer", "partner", "relative", "gang", "carer", "none"),
    "stance": ("wants_help", "ambivalent", "declines", "angry", "silent", "pleads"),
    "person": (
        "man", "woman", "non_binary", "age_14", "age_17", "age_30", "age_70", "citizen", "non_citizen", "tribal",
        "deaf", "intellectual_disability", "limited_literacy", "uses_substances",
    ),
    "setting": ("emergency", "clinic", "dental", "behavioral", "telehealth", "rural"),
    "event": ("privacy_lost", "interpreter_connected", "suicidal_statement", "dissociation", "shift_change"),
}  # fmt: skip
"""What a scenario can be about (practice.md B.9): each axis with all of its values."""

RULES: Final = frozenset(
    (
        *(f"ORD-{number:02}" for number in range(1, 23)),
        *(f"MUST-{number:02}" for number in range(1, 26)),
        *(f"NEV-{number:02}" for number in range(1, 31)),
        *(f"PATH-{number}" for number in range(1, 6)),
    )
)
"""The rules of practice that a line can keep or break (practice.md B)."""

Kind = Literal["say", "do"]
Manner = Literal[
    "trauma_informed", "rushed", "leading", "rescuing", "probing", "minimising", "promising", "delegating", "avoiding"
]
Keeps = Literal["yes", "no", "debated"]
Competency = Literal["nature", "risk", "needs", "care", "law", "prevention", "universal"]
Axis = Literal["form", "controller", "stance", "person", "setting", "event"]

Marks = frozenset[str]

_PLAIN: Final = re.compile(r"(not )?([a-z][a-z0-9_]*)")
_COMPARED: Final = re.compile(r"(trust|fear|fatigue) (>=|<=) ([0-9]|10)")


class Mood(NamedTuple):
    """How the patient is: each 0 to 10."""

    trust: int
    fear: int
    fatigue: int

    def moved(self, by: Mood) -> Mood:
        """The mood after a line, kept within its bounds."""
        return Mood(*(min(MOST, max(0, now + change)) for now, change in zip(self, by, strict=True)))


@dataclass(frozen=True, slots=True)
class Part:
    """One comparison: of a number of the mood (``>=``, ``<=``), or with a mark (``is``, ``not``)."""

    what: str
    how: Literal[">=", "<=", "is", "not"]
    number: int = 0

    def holds(self, mood: Mood, marks: Marks) -> bool:
        """Is it so now?"""
        match self.how:
            case "is":
                return self.what in marks
            case "not":
                return self.what not in marks
            case ">=":
                return mood[MOODS.index(self.what)] >= self.number
            case "<=":
                return mood[MOODS.index(self.what)] <= self.number

    def __str__(self) -> str:
        match self.how:
            case "is":
                return self.what
            case "not":
                return f"not {self.what}"
            case _:
                return f"{self.what} {self.how} {self.number}"


@dataclass(frozen=True, slots=True)
class Condition:
    """Comparisons that all have to be so; without any, it always is."""

    parts: tuple[Part, ...] = ()

    def holds(self, mood: Mood, marks: Marks) -> bool:
        """Is it so now?"""
        return all(part.holds(mood, marks) for part in self.parts)

    @property
    def marks(self) -> Marks:
        """The marks that it asks for."""
        return frozenset(part.what for part in self.parts if part.how in ("is", "not"))

    def __str__(self) -> str:
        return " and ".join(map(str, self.parts))


ALWAYS: Final = Condition()


def condition(text: str) -> Condition:
    """The condition that this text states. Raises ``ValueError`` with a sentence for its author."""
    return Condition(tuple(_part(piece) for piece in text.split(" and ")))


def _part(piece: str) -> Part:
    if found := _COMPARED.fullmatch(piece):
        return Part(found[1], ">=" if found[2] == ">=" else "<=", int(found[3]))
    if (found := _PLAIN.fullmatch(piece)) and found[2] not in (*MOODS, "and", "not"):
        return Part(found[2], "not" if found[1] else "is")
    raise ValueError(f"{piece!r} is no condition: write 'trust >= 4', 'alone' or 'not alone', joined by ' and '")


@dataclass(frozen=True, slots=True)
class Answer:
    """What the patient does. ``seen`` is shown, ``thought`` only in the debrief; one of ``next`` and ``end`` is set."""

    when: Condition
    says: str
    seen: str
    thought: str
    next: str = ""
    end: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """What can be said or done in a turn, what it moves, and the rule of practice that it keeps or breaks.

    ``votes`` of the panel chose it here; ``also`` are further rules that it breaks.
    """

    id: str
    kind: Kind
    manner: Manner
    text: str
    moves: Mood
    marks: Marks
    rule: str
    keeps: Keeps
    because: str
    source: str
    competency: Competency
    votes: int
    answers: tuple[Answer, ...]
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scene:
    """What is happening, where a condition holds."""

    when: Condition
    scene: str


@dataclass(frozen=True, slots=True)
class Turn:
    """One moment of the talk; the first of ``scenes`` whose condition holds is shown, else ``scene``."""

    id: str
    scene: str
    scenes: tuple[Scene, ...]
    lines: tuple[Line, ...]

    def shown(self, mood: Mood, marks: Marks) -> str:
        """What is happening now."""
        return next((one.scene for one in self.scenes if one.when.holds(mood, marks)), self.scene)


@dataclass(frozen=True, slots=True)
class Ending:
    """How it comes out; ``worth`` from 0, harm was done, to 5, the patient chose and was met."""

    id: str
    title: str
    text: str
    worth: int


@dataclass(frozen=True, slots=True)
class Limit:
    """What ends the talk whatever was said: looked at after each line, before the patient answers."""

    when: Condition
    ending: str


@dataclass(frozen=True, slots=True)
class Pair:
    """The same case with one attribute changed, on one axis."""

    twin: str
    differs: Axis


@dataclass(frozen=True, slots=True)
class Panel:
    """Who says what they would choose: ``authors`` means that nobody outside has been asked."""

    source: Literal["authors", "panel"]
    people: int


@dataclass(frozen=True, slots=True)
class Written:
    """When it was written, and by and with whom: roles, never names; "" where nobody with that role has."""

    on: str
    by_role: str
    reviewed_by_role: str


@dataclass(frozen=True, slots=True)
class FlowAnswer:
    """How this patient answers a real question about a topic."""

    topic: str
    when: Condition
    says: str
    answer: str


@dataclass(frozen=True, slots=True)
class InFlow:
    """How this patient answers a real conversation in practice mode."""

    flow: str
    answers: tuple[FlowAnswer, ...]


@dataclass(frozen=True, slots=True)
class Scenario:
    """One case to practise on."""

    id: str
    version: int
    title: str
    real: bool
    axes: Mapping[str, tuple[str, ...]]
    minutes: int
    sources: tuple[str, ...]
    written: Written
    panel: Panel
    brief: str
    sees_first: str
    start: Mood
    turns: tuple[Turn, ...]
    endings: tuple[Ending, ...]
    limits: tuple[Limit, ...] = ()
    pair: Pair | None = None
    in_flow: InFlow | None = None

    def index(self, turn: str) -> int:
        """The position of a turn; -1 when there is none by that name."""
        return next((place for place, one in enumerate(self.turns) if one.id == turn), -1)

    def ending(self, name: str) -> Ending:
        """The ending of this name. Raises ``KeyError``."""
        for one in self.endings:
            if one.id == name:
                return one
        raise KeyError(name)


def number(scenario_id: str) -> int:
    """A number that stands for a scenario where only numbers are kept: 32 bits of a hash of its id."""
    return int.from_bytes(blake2b(scenario_id.encode(), digest_size=4).digest(), "big")


def edition(scenario: Scenario) -> int:
    """32 bits of a hash of all that decides where a talk leads: kept picks mean nothing once this has changed."""
    decides = (
        scenario.start,
        [(str(limit.when), limit.ending) for limit in scenario.limits],
        [
            (turn.id, line.id, line.moves, sorted(line.marks), [(str(a.when), a.next, a.end) for a in line.answers])
            for turn in scenario.turns
            for line in turn.lines
        ],
    )
    return int.from_bytes(blake2b(repr(decides).encode(), digest_size=4).digest(), "big")
