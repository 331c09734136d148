"""Are the words of a scenario fit to be read and said? What a trainee could say is judged as in the real conversations.

A line that is meant to be wrong may break a rule of words, but only those that it names: so a debrief never passes over
a fault in silence. What the patient and the companion say is theirs, and is not judged.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from bot.practice.beginning import UNWRITTEN
from bot.practice.scenario import Line, Scenario
from bot.practice.scenario_file import Read
from bot.present import claims
from bot.present.issues import ContentIssue
from bot.present.lexicon import Lexicon, Reader
from bot.present.lint import GRADED, LIMITS, SAY_GRADE, grade, sentences
from bot.present.strict import Place

BRIEF: Final = 80
"""Words of a brief."""

LINE: Final = 45
"""Words of a line that is not meant to be said in one breath."""

BECAUSE: Final = 45
BECAUSE_SENTENCES: Final = 2

PERSONAL: Final = frozenset({"NEV-21"})
"""What cannot be asked of words about one given patient: they say he or she."""

CODES: Final = {
    "words-long": "A brief, a line or a reason has too many words.",
    "say-length": "A sentence to the patient has too many words to be said in one breath.",
    "say-grade": "What is said to the patient is too hard to take in.",
    "say-quote": "Quotation marks inside words to the patient.",
    "loud": "An exclamation mark or an emoji.",
    "number-rings": "A telephone number that could ring; 555-0100 to 555-0199 cannot.",
    "also-unused": "A further rule that a line says it breaks, and does not, or may not break.",
    "unwritten": "A text that is still three dots.",
    "measure-missing": "The library that measures school grades is not installed.",
}
"""What is found here, beside claims and the lexicon, whose codes are the rules' own ids."""

_WORD: Final = re.compile(r"[\w'’-]+")
_QUOTE: Final = re.compile('["“”„«»]')
_DIGITS: Final = re.compile(r"\+?\d[\d ().-]{5,}\d")
_RESERVED: Final = re.compile(r"555-01\d\d")
_YEARS: Final = re.compile(r"\d{4}\s?-\s?\d{4}|\d{4}-\d{2}-\d{2}")


def issues(read: Read, lexicon: Lexicon, *, graded: bool = True) -> list[ContentIssue]:
    """Everything that is wrong with the words of a scenario; without school grades unless ``graded``."""
    judge = _Words(read, lexicon)
    found = [*claims.issues_of(read.document), *judge.told(), *judge.lines(), *judge.everywhere()]
    if graded:
        try:
            found += judge.grades()
        except ImportError:
            lacking = "School grades are not measured: install the extra named check, which brings textstat."
            found.append(read.issue("measure-missing", (), lacking))
    return found


class _Words:
    """The words of one scenario."""

    def __init__(self, read: Read, lexicon: Lexicon) -> None:
        self._read = read
        self._scenario: Scenario = read.scenario
        self._lexicon = lexicon

    def told(self) -> Iterator[ContentIssue]:
        """What is written for the trainee: the title as for a screen that others may see, the rest as for a worker."""
        case = self._scenario
        yield from self._listed(case.title, ("title",), ("lock", "worker"))
        yield from self._listed(case.brief, ("brief",), ("worker",))
        yield from self._at_most(case.brief, BRIEF, ("brief",), "The brief")
        for number, ending in enumerate(case.endings):
            for part in ("title", "text"):
                yield from self._listed(getattr(ending, part), ("endings", number, part), ("worker",))

    def lines(self) -> Iterator[ContentIssue]:
        """What can be said or done, and why."""
        for at, line in self._each_line():
            text: Place = (*at, "text")
            reader: Reader = "patient" if line.kind == "say" else "worker"
            broken = {ban.rule: (word, ban.advice) for ban, word in self._lexicon.hits(reader, line.text)}
            if line.kind == "do":
                broken = {rule: hit for rule, hit in broken.items() if rule not in PERSONAL}
            named = {line.rule, *line.also} if line.keeps == "no" else set()
            for rule, (word, advice) in broken.items():
                if rule not in named:
                    yield self._read.issue(rule, text, f"{line.id} says {word!r} and does not name {rule}. {advice}")
            for rule in line.also:
                if line.keeps != "no" or rule == line.rule:
                    said = f"{line.id}: 'also' names further rules of a line that keeps \"no\"."
                    yield self._read.issue("also-unused", (*at, "also"), said)
            yield from self._at_most(line.text, LINE, text, line.id)
            if line.kind == "say" and _QUOTE.search(line.text):
                yield self._read.issue("say-quote", text, f"{line.id} has quotation marks: the screen sets them.")
            if _sayable(line):
                yield from self._breath(line, text)
            yield from self._reason(line, (*at, "because"))

    def grades(self) -> Iterator[ContentIssue]:
        """What is said well is also easy to take in."""
        for at, line in self._each_line():
            if _sayable(line) and _count(line.text) >= GRADED and (reached := grade(line.text)) > SAY_GRADE:
                said = f"{line.id} is at US grade {reached:.1f}, at most {SAY_GRADE:g}: use shorter words."
                yield self._read.issue("say-grade", (*at, "text"), said)

    def everywhere(self) -> Iterator[ContentIssue]:
        """What no text of a scenario has: a number that rings, an emoji, a loud sentence of ours."""
        for place, text in _texts(self._read.document.value, ()):
            spoken = place[-1] in ("says", "scene", "thought", "seen", "sees_first")
            if any(unicodedata.category(char) in ("So", "Sk") for char in text) or ("!" in text and not spoken):
                yield self._read.issue("loud", place, "No exclamation mark, no emoji.")
            if text == UNWRITTEN:
                yield self._read.issue("unwritten", place, f"Write {'.'.join(map(str, place))}.")
            plain = _RESERVED.sub("", _YEARS.sub("", text))
            if place[0] != "written" and _DIGITS.search(plain):
                yield self._read.issue("number-rings", place, "Write 555-01 and two digits, or no number at all.")

    def _each_line(self) -> Iterator[tuple[Place, Line]]:
        for index, turn in enumerate(self._scenario.turns):
            for number, line in enumerate(turn.lines):
                yield ("turns", index, "lines", number), line

    def _listed(self, text: str, place: Place, readers: tuple[Reader, ...]) -> Iterator[ContentIssue]:
        hits = {
            (ban.rule, word): ban.advice
            for reader in readers
            for ban, word in self._lexicon.hits(reader, text)
            if ban.rule not in PERSONAL
        }
        for (rule, word), advice in hits.items():
            yield self._read.issue(rule, place, f"This says {word!r}. {advice}")

    def _at_most(self, text: str, most: int, place: Place, what: str) -> Iterator[ContentIssue]:
        if (words := _count(text)) > most:
            yield self._read.issue("words-long", place, f"{what} has {words} words, at most {most}.")

    def _breath(self, line: Line, place: Place) -> Iterator[ContentIssue]:
        most = LIMITS["en"].say
        longest = max((_count(sentence) for sentence in sentences(line.text)), default=0)
        if longest > most:
            said = f"{line.id} has a sentence of {longest} words, at most {most}."
            yield self._read.issue("say-length", place, said)

    def _reason(self, line: Line, place: Place) -> Iterator[ContentIssue]:
        yield from self._listed(line.because, place, ("worker",))
        yield from self._at_most(line.because, BECAUSE, place, f"The reason of {line.id}")
        if len(sentences(line.because)) > BECAUSE_SENTENCES:
            said = f"The reason of {line.id} has more than {BECAUSE_SENTENCES} sentences."
            yield self._read.issue("words-long", place, said)


def _sayable(line: Line) -> bool:
    """Is it meant to be said to a patient as it stands?"""
    return line.kind == "say" and line.manner == "trauma_informed"


def _texts(value: object, place: Place) -> Iterator[tuple[Place, str]]:
    """Every text of a file with its place."""
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _texts(inner, (*place, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _texts(inner, (*place, number))


def _count(text: str) -> int:
    return len(_WORD.findall(text))
