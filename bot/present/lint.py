"""Do the words keep the rules of practice? Reads words only; the lists of words are data in content/lexicon.yaml.

Words to the patient are judged hardest (practice.md B.3, B.4, PATH-2): short sentences, easy words, no label, promise,
order or blame. What a locked phone could show says nothing of the topic. No ending sounds like a finding.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from bot.present.catalog import SOURCE_LANGUAGE, Catalog
from bot.present.lexicon import Lexicon, Reader
from bot.present.measures import szigriszt_pazos
from bot.present.wordfile import PHRASE, Entry

SAY_GRADE: Final = 6.0
"""Highest US school grade of what is said on a card (Flesch-Kincaid)."""

SAY_EASE: Final = 65.0
"""Least ease of what is said on a card in Spanish: fairly easy on the INFLESZ scale, which a sixth grade reads."""

GRADED: Final = 4
"""Words from which a grade means anything."""

NOTE_SENTENCES: Final = 2
SEEN: Final = 40
"""Characters that a locked phone may show."""

RECORD: Final = "document"
"""The part of conversations that is about what is written down."""

AROUND: Final = frozenset({"banner_demo", "left_parked", "left_forgotten", "not_saved"})
"""Words around a card that may be the first that a screen shows."""

CODES: Final[Mapping[str, str]] = {
    "say-length": "A sentence to the patient has too many words to be said in one breath.",
    "say-grade": "What is said on a card is too hard to take in.",
    "say-quote": "Quotation marks inside words to the patient.",
    "title-length": "A title has too many words.",
    "label-length": "An answer has too many words.",
    "note-length": f"A note has more than {NOTE_SENTENCES} sentences, or one of too many words.",
    "loud": "An exclamation mark or an emoji.",
    "measure-missing": "The library that measures school grades is not installed.",
}
"""Findings beside those of the lexicon, whose codes are the rules' own ids."""

_END: Final = re.compile(r"(?<=[.?!])\s+")
_STEP: Final = re.compile(r"^[0-9]\. ")
_QUOTE: Final = re.compile('["“”„«»]')
_WORD: Final = re.compile(r"[\w'’-]+")


@dataclass(frozen=True, slots=True)
class Limits:
    """How long words may get in one language: ``say`` and ``note`` for one sentence, the others for the whole.

    ``hard`` tells how a text is too hard to read, or "" when it is easy enough.
    """

    say: int
    title: int
    label: int
    note: int
    hard: Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Finding:
    """A sentence that breaks a rule: ``code`` is the rule, ``key`` and ``line`` where it stands.

    ``word`` is what a list found, "" for what was measured; ``language`` the one in which it is said.
    """

    code: str
    key: str
    line: int
    sentence: str
    word: str = ""
    language: str = SOURCE_LANGUAGE


def lint(
    catalog: Catalog, lexicon: Lexicon, language: str = SOURCE_LANGUAGE, *, graded: bool = True
) -> tuple[Finding, ...]:
    """Every finding in one of the languages in ``LIMITS``, sorted by line; without school grades unless ``graded``."""
    entries, limits = catalog.entries[language], LIMITS[language]
    found = [
        Finding(code, key, entry.line, sentence, word, language)
        for key, entry in entries.items()
        for code, sentence, word in (*_worded(key, entry, lexicon, language), *_measured(key, entry, limits))
    ]
    said = {key: entry for key, entry in entries.items() if graded and _part(key) == "say"}
    try:
        found += [finding for key, entry in said.items() for finding in _graded(key, entry, limits, language)]
    except ImportError:
        lacking = "School grades are not measured: install the extra named check, which brings textstat."
        found.append(Finding("measure-missing", "", 0, lacking))
    return tuple(sorted(found, key=lambda one: (one.line, one.key, one.code, one.sentence)))


def readers_of(key: str) -> tuple[Reader, ...]:
    """Who meets the words under a key."""
    if key.startswith(f"{PHRASE}."):
        return ()  # data is judged where it stands, with its sources, and its translation says what it says
    if key.startswith(("result.", "step.", "topic.", "need.")):
        return ("outcome",)
    written: tuple[Reader, ...] = ("document",) if key.startswith(f"{RECORD}.") else ()
    match _part(key):
        case "say":
            return ("patient", *written)
        case "label" | "title" | "card":
            return ("worker", "lock", *written)
        case name if key.startswith("ui.chat_") or name in AROUND:
            return ("worker", "lock")
        case _:
            return ("worker", *written)


def grade(text: str) -> float:
    """The US school grade of an English text. Raises ``ImportError`` where the library for it is not installed."""
    import textstat  # noqa: PLC0415 - it reads a dictionary, and only a check needs it
    from textstat.backend.utils._get_cmudict import get_cmudict  # noqa: PLC0415

    while True:
        try:
            return float(textstat.flesch_kincaid_grade(text))
        except KeyError as unknown:  # a word that its dictionary lacks: without sounds there, it is counted by hyphens
            get_cmudict("en_US").setdefault(str(unknown.args[0]), [])


def sentences(line: str) -> tuple[str, ...]:
    """The sentences of a line; a step's number is none."""
    return tuple(one for one in _END.split(_STEP.sub("", line)) if _WORD.search(one))


def _part(key: str) -> str:
    """What a text is on its card: its last name, or ``label`` for whatever can be tapped."""
    if key.startswith(("choice.", "interrupt.")) or ".choices." in key:
        return "label"
    return key.rpartition(".")[2]


def _worded(key: str, entry: Entry, lexicon: Lexicon, language: str) -> Iterator[tuple[str, str, str]]:
    """Words that these readers never meet."""
    for line in entry.lines:
        hits = {
            (ban.rule, word): ban.advice
            for reader in readers_of(key)
            for ban, word in lexicon.hits(reader, line[:SEEN] if reader == "lock" else line, language)
        }
        for (rule, word), advice in hits.items():
            yield rule, f"{key} says {word!r}. {advice}", word
        if {"!", "¡"} & {*line} or any(unicodedata.category(char) in ("So", "Sk") for char in line):
            yield "loud", f"{key} is loud: no exclamation mark, no emoji.", ""
        if _part(key) == "say" and _QUOTE.search(line):
            yield "say-quote", f"{key} has quotation marks: the screen sets them.", ""


def _measured(key: str, entry: Entry, limits: Limits) -> Iterator[tuple[str, str, str]]:
    """Texts that are too long to be taken in at a glance or in a breath."""
    part, words = _part(key), _count(" ".join(entry.lines))
    longest = max((_count(sentence) for line in entry.lines for sentence in sentences(line)), default=0)
    most = max(len(sentences(line)) for line in entry.lines)
    if part == "label" and words > limits.label:
        yield "label-length", f"{key} has {words} words, at most {limits.label}.", ""
    elif part == "title" and words > limits.title:
        yield "title-length", f"{key} has {words} words, at most {limits.title}.", ""
    elif part == "say" and longest > limits.say:
        yield "say-length", f"{key} has a sentence of {longest} words, at most {limits.say}.", ""
    elif part in ("note", "why") and (most > NOTE_SENTENCES or longest > limits.note):
        said = f"a line of {most} sentences or a sentence of {longest} words"
        yield "note-length", f"{key} has {said}: at most {NOTE_SENTENCES}, of {limits.note}.", ""


def _graded(key: str, entry: Entry, limits: Limits, language: str) -> Iterator[Finding]:
    text = " ".join(entry.lines)
    if _count(text) >= GRADED and (said := limits.hard(text)):
        yield Finding("say-grade", key, entry.line, f"{key} is {said}: use shorter words.", "", language)


def _hard_english(text: str) -> str:
    reached = grade(text)
    return f"at US grade {reached:.1f}, at most {SAY_GRADE:g}" if reached > SAY_GRADE else ""


def _hard_spanish(text: str) -> str:
    reached = szigriszt_pazos(text)
    return f"at {reached:.0f} on the INFLESZ scale, at least {SAY_EASE:g}" if reached < SAY_EASE else ""


def _count(text: str) -> int:
    return len(_WORD.findall(text))


LIMITS: Final[Mapping[str, Limits]] = {
    "en": Limits(say=14, title=5, label=6, note=20, hard=_hard_english),
    "es": Limits(say=18, title=5, label=6, note=22, hard=_hard_spanish),
}
"""Spanish takes more words for the same, so its sentences may be somewhat longer; a card has no more lines."""
