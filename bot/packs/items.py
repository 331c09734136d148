"""The questions of a pack in their order, what can be answered, and the rule that counts them.

Every question takes yes, no, not sure, skip and stop, like all questions here. The rule is "at least k of these came
up", judged in three values; its words say what comes next and never what somebody is. Words that the site added in its
own voice are marked, are held to every rule of style, and are not counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Annotated, Final, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from bot.check.vocabulary import TAGS
from bot.present import fields
from bot.present.contacts import Word
from bot.present.issues import ContentIssue
from bot.present.strict import Document, Place, Value

ANSWERS: Final[tuple[str, ...]] = ("yes", "no", "unsure", "skip", "stop")
"""What every question takes, in the order of the card."""

MOST: Final = 8
"""Questions on any path (practice.md PATH-1)."""

ASKED: Final = frozenset(tag for tag, does in TAGS.items() if does.startswith("asks about "))
"""Tags that a question of a pack can carry: what it asks about."""

CODES: Final[Mapping[str, str]] = {
    "items-shape": "The file, its questions or its answers are not written as they have to be.",
    "item-id": "An id that is no plain word.",
    "item-twice": "Two questions with the same id.",
    "item-tag": "A tag that no question has.",
    "items-none": "No question.",
    "items-too-many": f"More than {MOST} questions.",
    "intensity-falling": "A question that is milder than one before it.",
    "answer-missing": "An answer that every question takes is not there.",
    "answer-unknown": "An answer that no question takes.",
    "rule-item": "The rule counts a question that is not there, or the same one twice.",
    "rule-own-words": "The rule counts a question in the site's own words.",
    "rule-least": "The rule asks for more than it counts, or for nothing.",
    "translation-unknown": "A translation of a question that is not there.",
    "translation-missing": "A question, an answer or a file that a declared language lacks.",
}
"""What is refused here, beside what fields refuse."""

_ID: Final = re.compile(r"[a-z][a-z0-9]{1,19}")

Lines = Annotated[tuple[Word, ...], BeforeValidator(lambda given: [given] if isinstance(given, str) else given)]
"""One text, or several, one idea a line."""

M = TypeVar("M", bound=BaseModel)


class _Fields(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Before(_Fields):
    """The card before the first question: whose words these are, for whom, and whether this patient is one of them."""

    title: Word
    note: Annotated[Lines, Field(min_length=1)]
    yes: Word
    no: Word


class ItemWords(_Fields):
    """The words of one question. ``recall`` says which time it asks about; ``topic`` names it at the end."""

    title: Word
    say: Annotated[Lines, Field(min_length=1)]
    topic: Word
    recall: Word
    note: Lines = ()


class Item(ItemWords):
    """One question. ``own_words``: the site's, and not the instrument's."""

    id: str
    intensity: Annotated[int, Field(ge=1, le=4)]
    tags: tuple[str, ...]
    own_words: bool = False


class RuleWords(_Fields):
    """What comes next, in words: the rule is met, it is not, or it is left open."""

    met: Word
    not_met: Word
    open: Word


class Rule(RuleWords):
    """At least ``least`` of the questions ``of``: all that are not in the site's own words, when none is named."""

    least: int
    of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Items:
    """The content of items.yaml, checked."""

    before: Before
    answers: Mapping[str, str]
    items: tuple[Item, ...]
    rule: Rule

    @property
    def counted(self) -> tuple[str, ...]:
        """Ids of the questions that the rule counts."""
        return self.rule.of or tuple(item.id for item in self.items if not item.own_words)


@dataclass(frozen=True, slots=True)
class Translation:
    """The content of items.<language>.yaml, checked."""

    before: Before
    answers: Mapping[str, str]
    items: Mapping[str, ItemWords]
    rule: RuleWords


_Said = Iterator[tuple[str, Place, str]]


def of(document: Document) -> tuple[Items | None, list[ContentIssue]]:
    """The questions, or None, and every issue: each question is judged by itself."""
    head, issues = _head(document, Rule)
    given = _part(document, "items")
    if not isinstance(given, list):
        return None, [*issues, _issue(document, ("items-shape", ("items",), "Questions are a list, in their order."))]
    found: list[tuple[int, Item]] = []
    for index, value in enumerate(given):
        item, wrong = fields.checked(Item, document, ("items", index), value)
        issues += wrong
        if item is not None:
            found.append((index, item))
    items = tuple(item for _, item in found)
    said = [*_each(found), *_all(found, len(given))]
    if head is not None and len(items) == len(given):
        said += _rule(head[2], items)
    issues += (_issue(document, one) for one in said)
    if head is None or len(items) < len(given):
        return None, issues
    return Items(head[0], head[1], items, head[2]), issues


def translated(document: Document, source: Items) -> tuple[Translation | None, list[ContentIssue]]:
    """The words in another language, or None, and every issue."""
    head, issues = _head(document, RuleWords)
    given = _part(document, "items")
    if not isinstance(given, dict):
        said = "Here the questions are a table: the id of each, its words."
        return None, [*issues, _issue(document, ("items-shape", ("items",), said))]
    words: dict[str, ItemWords] = {}
    known = {item.id for item in source.items}
    for name, value in given.items():
        item, wrong = fields.checked(ItemWords, document, ("items", name), value)
        issues += wrong
        if item is not None:
            words[name] = item
        if name not in known:
            issues.append(_issue(document, ("translation-unknown", ("items", name), f"There is no question {name}.")))
    for name in sorted(known - given.keys()):
        issues.append(_issue(document, ("translation-missing", ("items",), f"The question {name} has no words here.")))
    if head is None or words.keys() != known:
        return None, issues
    return Translation(head[0], head[1], words, head[2]), issues


def _part(document: Document, name: str) -> Value:
    return document.value.get(name, {}) if isinstance(document.value, dict) else {}


def _head(
    document: Document, rule_model: type[M]
) -> tuple[tuple[Before, dict[str, str], M] | None, list[ContentIssue]]:
    """All but the questions."""
    parts = ("before", "answers", "items", "rule")
    if not isinstance(document.value, dict):
        return None, [_issue(document, ("items-shape", (), f"This file is a table: {', '.join(parts)}."))]
    issues = [
        _issue(document, ("items-shape", (name,), f"There is no {name} here: {', '.join(parts)}."))
        for name in document.value
        if name not in parts
    ]
    before, wrong_before = fields.checked(Before, document, ("before",), _part(document, "before"))
    rule, wrong_rule = fields.checked(rule_model, document, ("rule",), _part(document, "rule"))
    answers, wrong_answers = _answers(document, _part(document, "answers"))
    issues += [*wrong_before, *wrong_rule, *wrong_answers]
    return (None if before is None or rule is None else (before, answers, rule)), issues


def _answers(document: Document, given: Value) -> tuple[dict[str, str], list[ContentIssue]]:
    """The labels that can be used, and every issue."""
    if not isinstance(given, dict) or not all(isinstance(label, str) and label.strip() for label in given.values()):
        return {}, [_issue(document, ("items-shape", ("answers",), "Answers are a table: each with its label."))]
    lacking = [
        ("answer-missing", ("answers",), f"Give the answer {name} its label.") for name in ANSWERS if name not in given
    ]
    strange = [
        ("answer-unknown", ("answers", name), f"No question takes {name}: there are {', '.join(ANSWERS)}.")
        for name in given
        if name not in ANSWERS
    ]
    labels = {name: str(given[name]) for name in ANSWERS if name in given}
    return labels, [_issue(document, one) for one in (*lacking, *strange)]


def _each(found: list[tuple[int, Item]]) -> _Said:
    seen: dict[str, int] = {}
    for index, item in found:
        if not _ID.fullmatch(item.id):
            yield "item-id", ("items", index, "id"), f"Name {item.id!r} with one plain word in lower case."
        if seen.setdefault(item.id, index) != index:
            yield "item-twice", ("items", index, "id"), f"Another question is called {item.id}, too."
        for number, tag in enumerate(item.tags):
            if tag not in ASKED:
                said = f"No question asks about {tag!r}: there are {', '.join(sorted(ASKED))}."
                yield "item-tag", ("items", index, "tags", number), said


def _all(found: list[tuple[int, Item]], given: int) -> _Said:
    if not given:
        yield "items-none", ("items",), "Give at least one question."
    if given > MOST:
        yield "items-too-many", ("items", MOST), f"Ask at most {MOST}, and better four to six; here are {given}."
    for (_, one), (index, then) in pairwise(found):
        if then.intensity < one.intensity:
            said = f"{then.id} is milder than {one.id} before it: questions only grow in intensity."
            yield "intensity-falling", ("items", index, "intensity"), said


def _rule(rule: Rule, items: tuple[Item, ...]) -> _Said:
    by_id = {item.id: item for item in items}
    for index, name in enumerate(rule.of):
        if name not in by_id or name in rule.of[:index]:
            yield "rule-item", ("rule", "of", index), f"{name} is no question, or is counted already."
        elif by_id[name].own_words:
            yield "rule-own-words", ("rule", "of", index), f"{name} is in own words, which no rule was made for."
    counted = len({*rule.of} & by_id.keys()) if rule.of else sum(not item.own_words for item in items)
    if not 1 <= rule.least <= counted:
        yield "rule-least", ("rule", "least"), f"It can ask for 1 to {counted}, as many as it counts."


def _issue(document: Document, said: tuple[str, Place, str]) -> ContentIssue:
    code, place, sentence = said
    return ContentIssue(code, document.file, document.line(place), sentence)
