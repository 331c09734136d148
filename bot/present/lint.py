"""Do the words keep the rules of practice? Reads words only; the lists of words are data in content/lexicon.yaml.

Words to the patient are judged hardest (practice.md B.3, B.4, PATH-2): short sentences, easy words, no label, promise,
order or blame. What a locked phone could show says nothing of the topic. No ending sounds like a finding.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from bot.present.catalog import SOURCE_LANGUAGE, Catalog
from bot.present.lexicon import Lexicon, Reader
from bot.present.wordfile import Entry

SAY_WORDS: Final = 14
"""Words of the longest sentence to a patient."""

SAY_GRADE: Final = 6.0
"""Highest US school grade of what is said on a card (Flesch-Kincaid)."""

GRADED: Final = 4
"""Words from which a grade means anything."""

TITLE_WORDS: Final = 5
LABEL_WORDS: Final = 6
NOTE_SENTENCES: Final = 2
NOTE_WORDS: Final = 20
SEEN: Final = 40
"""Characters that a locked phone may show."""

CODES: Final[Mapping[str, str]] = {
    "say-length": f"A sentence to the patient has more than {SAY_WORDS} words.",
    "say-grade": f"What is said on a card is above US grade {SAY_GRADE:g}.",
    "say-quote": "Quotation marks inside words to the patient.",
    "title-length": f"A title has more than {TITLE_WORDS} words.",
    "label-length": f"An answer has more than {LABEL_WORDS} words.",
    "note-length": f"A note has more than {NOTE_SENTENCES} sentences, or one of more than {NOTE_WORDS} words.",
    "loud": "An exclamation mark or an emoji.",
    "measure-missing": "The library that measures school grades is not installed.",
}
"""Findings beside those of the lexicon, whose codes are the rules' own ids."""

_END: Final = re.compile(r"(?<=[.?!])\s+")
_STEP: Final = re.compile(r"^[0-9]\. ")
_QUOTE: Final = re.compile('["“”„«»]')
_WORD: Final = re.compile(r"[\w'’-]+")


@dataclass(frozen=True, slots=True)
class Finding:
    """A sentence that breaks a rule: ``code`` is the rule, ``key`` and ``line`` where it stands."""

    code: str
    key: str
    line: int
    sentence: str


def lint(catalog: Catalog, lexicon: Lexicon) -> tuple[Finding, ...]:
    """Every finding in the source language, sorted by line."""
    entries = catalog.entries[SOURCE_LANGUAGE]
    found = [
        Finding(code, key, entry.line, sentence)
        for key, entry in entries.items()
        for code, sentence in (*_worded(key, entry, lexicon), *_measured(key, entry))
    ]
    said = {key: entry for key, entry in entries.items() if _part(key) == "say"}
    try:
        found += [finding for key, entry in said.items() for finding in _graded(key, entry)]
    except ImportError:
        lacking = "School grades are not measured: install the extra named check, which brings textstat."
        found.append(Finding("measure-missing", "", 0, lacking))
    return tuple(sorted(found, key=lambda one: (one.line, one.key, one.code, one.sentence)))


def readers_of(key: str) -> tuple[Reader, ...]:
    """Who meets the words under a key."""
    if key.startswith(("result.", "step.", "topic.", "need.")):
        return ("outcome",)
    match _part(key):
        case "say":
            return ("patient",)
        case "label" | "title" | "card":
            return ("worker", "lock")
        case _:
            return ("worker",)


def grade(text: str) -> float:
    """The US school grade of an English text. Raises ``ImportError`` where the library for it is not installed."""
    import textstat  # noqa: PLC0415 - it reads a dictionary, and only a check needs it

    return float(textstat.flesch_kincaid_grade(text))


def sentences(line: str) -> tuple[str, ...]:
    """The sentences of a line; a step's number is none."""
    return tuple(one for one in _END.split(_STEP.sub("", line)) if _WORD.search(one))


def _part(key: str) -> str:
    """What a text is on its card: its last name, or ``label`` for whatever can be tapped."""
    if key.startswith(("choice.", "interrupt.")) or ".choices." in key:
        return "label"
    return key.rpartition(".")[2]


def _worded(key: str, entry: Entry, lexicon: Lexicon) -> Iterator[tuple[str, str]]:
    """Words that these readers never meet."""
    for line in entry.lines:
        hits = {
            (ban.rule, word): ban.advice
            for reader in readers_of(key)
            for ban, word in lexicon.hits(reader, line[:SEEN] if reader == "lock" else line)
        }
        for (rule, word), advice in hits.items():
            yield rule, f"{key} says {word!r}. {advice}"
        if "!" in line or any(unicodedata.category(char) in ("So", "Sk") for char in line):
            yield "loud", f"{key} is loud: no exclamation mark, no emoji."
        if _part(key) == "say" and _QUOTE.search(line):
            yield "say-quote", f"{key} has quotation marks: the screen sets them."


def _measured(key: str, entry: Entry) -> Iterator[tuple[str, str]]:
    """Texts that are too long to be taken in at a glance or in a breath."""
    part, words = _part(key), _count(" ".join(entry.lines))
    longest = max((_count(sentence) for line in entry.lines for sentence in sentences(line)), default=0)
    most = max(len(sentences(line)) for line in entry.lines)
    if part == "label" and words > LABEL_WORDS:
        yield "label-length", f"{key} has {words} words, at most {LABEL_WORDS}."
    elif part == "title" and words > TITLE_WORDS:
        yield "title-length", f"{key} has {words} words, at most {TITLE_WORDS}."
    elif part == "say" and longest > SAY_WORDS:
        yield "say-length", f"{key} has a sentence of {longest} words, at most {SAY_WORDS}."
    elif part in ("note", "why") and (most > NOTE_SENTENCES or longest > NOTE_WORDS):
        said = f"a line of {most} sentences or a sentence of {longest} words"
        yield "note-length", f"{key} has {said}: at most {NOTE_SENTENCES}, of {NOTE_WORDS}."


def _graded(key: str, entry: Entry) -> Iterator[Finding]:
    text = " ".join(entry.lines)
    if _count(text) < GRADED:
        return
    reached = grade(text)
    if reached > SAY_GRADE:
        said = f"{key} is at US grade {reached:.1f}, at most {SAY_GRADE:g}: use shorter words."
        yield Finding("say-grade", key, entry.line, said)


def _count(text: str) -> int:
    return len(_WORD.findall(text))
