"""What the learning cards tell: definitions, myths, facts, signs, and the guards without which no sign is shown.

A number is told with its year, the people it was counted among, and its source, or it is not told at all. A sign never
stands alone: each names the guards that go with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from bot.present import fields, strict
from bot.present.issues import ContentError, ContentIssue
from bot.present.strict import Document, Place

Kind = Literal["definition", "myth", "fact", "indicator", "guard"]

GROUPS: Final = (
    "behaviour",
    "health",
    "sexual_health",
    "work",
    "sex",
    "crime",
    "control",
    "young",
    "digital",
    "dependent",
    "family",
)
"""What a sign is about, in the order in which signs are shown. None of these is a person's background."""

CODES: Final[Mapping[str, str]] = {
    "fact-shape": "Facts that are no table.",
    "fact-id": "An id that is not a plain word.",
    "fact-no-source": "A text without a source.",
    "fact-count": "A count of sources that is not what stands there.",
    "fact-plain": "A fact without what to keep in mind with it.",
    "fact-wordy": "A text that does not fit a card.",
    "number-bare": "A number without its year, its people or its source.",
    "myth-unsaid": "A myth without what people say, or something else with it.",
    "group-unknown": "A sign without a group that exists, or something else with a group.",
    "guard-missing": "A sign without a guard, or something else with guards.",
    "guard-unknown": "A guard that is not there.",
    "guard-unused": "A guard that no sign names.",
}
"""What is refused here, beside what fields refuse."""

LONGEST: Final = 240
"""Characters of a text."""

Word = Annotated[str, Field(min_length=1, max_length=400)]

_ID: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_AGE: Final = re.compile(
    r"\b(under|over|aged?|turns?) [0-9]{1,2}( to [0-9]{1,2})?\b|\b[0-9]{1,2} (or|and) over\b", re.IGNORECASE
)
_COUNT: Final = "(one|two|three|four|five|six|seven|eight|nine|ten)"
_NUMBER: Final = re.compile(
    rf"[0-9]|\b(per ?cent|half|a (third|quarter) of|{_COUNT} (thirds|quarters)|{_COUNT} (in|out of) {_COUNT}|twice"
    r"|dozens?|hundreds?|thousands?|[mb]illions?)\b",
    re.IGNORECASE,
)


class Fact(BaseModel):
    """One card of learning.

    ``said`` is a myth as people say it; ``guards`` are ids of guards; ``sources`` are keys of the register, and
    ``told_by`` is how many they are, written down by whoever read them.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    kind: Kind
    text: Word
    said: Annotated[str, Field(max_length=120)] = ""
    group: str = ""
    year: Annotated[str, Field(pattern="^([0-9]{4}(-[0-9]{4})?)?$")] = ""
    population: Annotated[str, Field(max_length=160)] = ""
    sources: tuple[str, ...] = ()
    told_by: Annotated[int, Field(ge=0)] = 0
    caveat: Annotated[str, Field(max_length=200)] = ""
    guards: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """Every card, in the order of the file."""

    entries: tuple[Fact, ...] = ()

    def of(self, kind: Kind, group: str = "") -> tuple[Fact, ...]:
        """The cards of a kind; of one group, where that is named."""
        return tuple(one for one in self.entries if one.kind == kind and group in ("", one.group))

    def guards_of(self, *signs: Fact) -> tuple[Fact, ...]:
        """The guards to show with these signs, each once."""
        named = {guard for sign in signs for guard in sign.guards}
        return tuple(one for one in self.of("guard") if one.id in named)


def read(path: Path) -> Facts:
    """Read facts.yaml. Raises ``ContentError`` with every issue."""
    return _facts(strict.read(path))


def parse(text: str | bytes, file: str = "facts.yaml") -> Facts:
    """The facts of this text. Raises ``ContentError`` with every issue."""
    return _facts(strict.parse(text, file))


def numbered(text: str) -> bool:
    """Is a number told here, ages apart?"""
    return bool(_NUMBER.search(_AGE.sub("", text)))


def _facts(document: Document) -> Facts:
    if not isinstance(document.value, dict):
        raise ContentError(
            [ContentIssue("fact-shape", document.file, 1, "Facts are a table: the id of each, its fields.")]
        )
    found: list[Fact] = []
    issues: list[ContentIssue] = []
    for key, inner in document.value.items():
        given = {**inner, "id": key} if isinstance(inner, dict) else inner
        fact, wrong = fields.checked(Fact, document, (key,), given)
        issues += wrong
        if fact is not None:
            found.append(fact)
    facts = Facts(tuple(found))
    for fact in found:
        found_wrong = [*_written(fact), *_counted(fact), *_guarded(fact, facts)]
        issues += (
            ContentIssue(code, document.file, document.line((fact.id, *where)), f"{fact.id}: {sentence}")
            for code, where, sentence in found_wrong
        )
    if issues:
        raise ContentError(issues)
    return facts


_Said = Iterator[tuple[str, Place, str]]


def _written(fact: Fact) -> _Said:
    if not _ID.fullmatch(fact.id):
        yield "fact-id", (), "name it with plain words in lower case, with hyphens between them."
    if not fact.sources:
        yield "fact-no-source", ("sources",), "name the source that it comes from."
    elif fact.told_by != len(fact.sources):
        yield "fact-count", ("told_by",), f"{len(fact.sources)} sources stand there, not {fact.told_by}."
    if fact.kind == "fact" and not fact.caveat:
        yield "fact-plain", ("caveat",), "a fact is told with its caveat: an estimate, one place, twelve people."
    if len(fact.text) > LONGEST:
        yield "fact-wordy", ("text",), f"say it in at most {LONGEST} characters."
    if (fact.kind == "myth") != bool(fact.said):
        yield "myth-unsaid", ("said",), "a myth tells what people say, and nothing else does."


def _counted(fact: Fact) -> _Said:
    if fact.kind == "fact" or numbered(fact.text) or numbered(fact.said):
        lacking = [name for name in ("year", "population", "sources") if not getattr(fact, name)]
        if lacking:
            yield "number-bare", ("text",), f"a number is told with its {' and its '.join(lacking)}, or not at all."


def _guarded(fact: Fact, facts: Facts) -> _Said:
    sign = fact.kind == "indicator"
    if sign != bool(fact.group) or (sign and fact.group not in GROUPS):
        yield "group-unknown", ("group",), f"a sign, and nothing else, has one of the groups {', '.join(GROUPS)}."
    if sign != bool(fact.guards):
        yield "guard-missing", ("guards",), "a sign, and nothing else, names the guards to show with it."
    known = {one.id for one in facts.of("guard")}
    for index, guard in enumerate(fact.guards):
        if guard not in known:
            yield "guard-unknown", ("guards", index), f"there is no guard {guard}."
    if fact.kind == "guard" and all(fact.id not in one.guards for one in facts.entries):
        yield "guard-unused", (), "no sign names this guard."
