"""Rules that are read off the words: lists that certain readers never meet, measures, and words that must be there.

Each is judged for the cards of every flow in every language that has lists, and once more for the words that all flows
share (answers, interrupts, notices, ends, the chat around them).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from bot.check.content import Content, stem_of, stems_of
from bot.check.graph import Node
from bot.check.rule import (
    PROVED,
    Judge,
    Rule,
    Status,
    Subject,
    Verdict,
    broken,
    looking_at,
    not_applicable,
    on_every,
    rule,
    untagged,
)
from bot.present.lexicon import Reader
from bot.present.required import Phrases

NO_WORDS: Final = not_applicable("No words were handed in.")

MOST_POINTS: Final = 4
"""Points of one step: about three (AAFP-HL), and one that says what happens with them."""

MOST_LINES: Final = 6
"""Lines to the patient on a card that carries several steps."""

PATIENT: Final[frozenset[Reader]] = frozenset({"patient"})
WORKER: Final[frozenset[Reader]] = frozenset({"worker", "outcome"})
EVERYBODY: Final[frozenset[Reader]] = frozenset({"patient", "worker", "document", "outcome", "lock"})
LOCK: Final[frozenset[Reader]] = frozenset({"lock"})
RECORD: Final[frozenset[Reader]] = frozenset({"worker", "document", "outcome", "lock"})


@dataclass(frozen=True, slots=True)
class Listed:
    """A rule that lists and measures judge: its sentence, sources, who meets the words, and the codes that break it."""

    sentence: str
    sources: str
    readers: frozenset[Reader]
    codes: frozenset[str] = frozenset()


LISTED: Final = {
    "NEV-01": Listed("No patient is given a label, or asked to take one.", "UTIP STOPIT-LANG", PATIENT),
    "NEV-02": Listed("No rescue, release, housing, visa or arrest is promised.", "WHO10 UK-DHSC MEDSCAPE", PATIENT),
    "NEV-03": Listed("Nobody is told that they are safe.", "PA-LANG", PATIENT),
    "NEV-04": Listed("Nobody is told that all stays secret.", "PEARR MNPHY", PATIENT),
    "NEV-05": Listed("No question asks why, or finds fault.", "WMC PA-LANG", PATIENT),
    "NEV-06": Listed("No patient is told what to do.", "PA-LANG", PATIENT),
    "NEV-07": Listed("Nobody is asked to trust blindly.", "PA-LANG", PATIENT),
    "NEV-08": Listed("Nobody claims to know how they feel.", "PA-LANG", PATIENT),
    "NEV-09": Listed("No pity, shock or disbelief is said.", "PA-LANG", PATIENT),
    "NEV-10": Listed("No word that shames a person is used.", "IRINA LOVE146 LUX", EVERYBODY),
    "NEV-11": Listed("Nothing to be written down doubts or blames.", "MEDLEARN PA-LANG", RECORD),
    "NEV-18": Listed("Staff are never sent to confront, question, follow or rescue.", "TRUSTAZ", WORKER),
    "NEV-19": Listed("Nobody with ties to the patient interprets.", "OVC-INT SHTS-INT UTIP", PATIENT | WORKER),
    "NEV-21": Listed("No gender, partner or origin is assumed.", "DRESS D87-SCREEN", EVERYBODY),
    "NEV-25": Listed(
        "Nothing shouts: no exclamation mark, no emoji, no picture.", "POLARIS-WORDS", EVERYBODY, frozenset({"loud"})
    ),
    "NEV-26": Listed("Waymark is no hotline, counselor or authority.", "NDHTTF", EVERYBODY),
    "NEV-27": Listed("No law is told as certain, and no place as safe from it.", "NILC JRES", PATIENT | WORKER),
    "NEV-28": Listed("What is said to a patient is free of jargon.", "TJC-PSQH STOPIT-LANG AHRQ", PATIENT),
    "NEV-29": Listed("A question holds one idea.", "READ5", PATIENT),
    "PATH-2": Listed(
        "What is said is short and easy: US grade 6 or lower.",
        "READ5 AAFP-HL",
        PATIENT,
        frozenset({"say-length", "say-grade"}),
    ),
    "WORD-1": Listed("What a locked phone may show says nothing of the topic.", "", LOCK, frozenset({"LOCK"})),
    "WORD-2": Listed(
        "Titles, answers and notes can be taken in at a glance.",
        "",
        EVERYBODY,
        frozenset({"title-length", "label-length", "note-length", "say-quote"}),
    ),
}
"""Rules that lists and measures judge; without codes, those findings break a rule that carry its own id."""

ALSO_LISTED: Final = frozenset({"NEV-12", "NEV-15", "NEV-16", "NEV-23", "NEV-24"})
"""Rules of the walk that lists serve too."""


def listed(rule_id: str) -> Rule:
    """The rule that lists and measures judge."""
    row = LISTED[rule_id]
    codes = row.codes or frozenset({rule_id})

    def judged(subject: Subject) -> Verdict:
        if not subject.content.said:
            return NO_WORDS
        stems = stems_of(subject.library, subject.flow.id)
        if not subject.content.of(stems, row.readers):
            return not_applicable("None of its words are for those whom this rule protects.")
        return found(subject.content, codes, stems)

    names = ", ".join(sorted(codes))
    how = f"Every word for these readers: {', '.join(sorted(row.readers))}; judged by {names}, language by language."
    sources, looks = tuple(row.sources.split()), looking_at("words lists")
    return Rule(rule_id, row.sentence, sources, judged, looks, by="words", how=how, shared=shared(codes))


def found(content: Content, codes: frozenset[str], stems: Iterable[str]) -> Verdict:
    """Proved when the lint found nothing under these stems."""
    among = frozenset(stems)
    hits = [one for one in content.findings if one.code in codes and stem_of(one.key) in among]
    told = [f"{one.sentence} ({one.language}, line {one.line})" for one in hits]
    return broken(" ".join(told)) if told else PROVED


def with_lists(one: Rule) -> Rule:
    """A rule of the walk that lists of words serve too: it holds when neither finds anything."""
    codes = frozenset({one.id})

    def judged(subject: Subject) -> Verdict:
        verdict = one.judge(subject)
        told = found(subject.content, codes, stems_of(subject.library, subject.flow.id))
        return told if told.status is Status.BROKEN else verdict

    how = f"{one.how.rstrip()} The lists of words under its id are read as well."
    looks = (*one.looks_at, *looking_at("lists"))
    return replace(one, judge=judged, how=how, looks_at=looks, shared=shared(codes))


def shared(codes: frozenset[str]) -> Judge:
    """What the lint found in the words that no flow has for itself."""

    def judged(subject: Subject) -> Verdict:
        if not subject.content.said:
            return NO_WORDS
        own = frozenset().union(*(stems_of(subject.library, flow) for flow in subject.library.flows))
        return found(subject.content, codes, subject.content.stems.keys() - own)

    return judged


def phrases_in(subject: Subject, node: Node, one: Phrases) -> bool:
    """Are words of a list on a card, in the list's language?"""
    said = subject.content.said.get(one.language)
    keys = [f"{stem}.{part}" for stem in node.view.words for part in one.parts]
    return said is not None and one.fits(" ".join(line for key in keys for line in said.lines(key)))


def lacks(subject: Subject, node: Node, lists: Iterable[Phrases]) -> str:
    """What a card does not say, in a language that ships."""
    for one in lists:
        if one.language in subject.content.said and not phrases_in(subject, node, one):
            return f"Its words ({one.language}) do not say: {' / '.join(one.any)}."
    return ""


def _required(rule_id: str, subject: Subject, nodes: Iterable[Node], what: str) -> Verdict:
    content, there = subject.content, list(nodes)
    if not content.said or content.required is None:
        return NO_WORDS
    if not there:
        return not_applicable(what)
    lists = content.required.of(rule_id)
    unlisted = sorted(content.said.keys() - {one.language for one in lists})
    if unlisted:
        return broken(f"required.yaml has no words for it in {', '.join(unlisted)}.")
    return on_every(subject, there, lambda node: lacks(subject, node, lists))


@rule(
    "MUST-15",
    "They are asked what to call them, and it is kept nowhere.",
    "PA-LANG",
    "SOAR-TERM",
    by="words",
    looks="tags gates words lists",
)
def must_15(subject: Subject) -> Verdict:
    """The words of each card that offers comfort before questions; that nothing of it can be kept is NEV-13."""
    graph = subject.graph
    cards = [
        node for node in graph.tagged("comfort") if any("comfort" in move.grants for move in graph.answers[node.number])
    ]
    return _required("MUST-15", subject, cards, "No card of this flow offers comfort before questions.")


@rule(
    "MUST-16",
    "Every end says: no diagnosis; a no rules nothing out, a yes proves nothing.",
    "MUMMA",
    "RAFT",
    by="words",
    looks="words lists",
)
def must_16(subject: Subject) -> Verdict:
    """The words of each card that ends a conversation and tells its outcome."""
    return _required("MUST-16", subject, subject.graph.ends(), "It has no end.")


@rule(
    "MUST-19",
    "The duty to report is told as differing by place, and whose it is here.",
    "AMAJ-ENGLISH",
    by="words",
    looks="tags notes words lists",
)
def must_19(subject: Subject) -> Verdict:
    """Each card about the duty: its words, and the note of the site, without which no live site starts."""
    cards = list(subject.graph.tagged("duty"))
    silent = on_every(
        subject, cards, lambda node: "" if "duty" in node.view.site_notes else "The site's note is not on it."
    )
    told = _required("MUST-19", subject, cards, untagged("duty").said)
    return told if told is not PROVED else silent


@rule("MUST-24", "Every end looks after the worker, too.", by="words", looks="notes words lists")
def must_24(subject: Subject) -> Verdict:
    """The words of each end, and the supervisor among the site's lines there. practice.md names no source for it."""
    ends = list(subject.graph.ends())
    alone = on_every(
        subject, ends, lambda node: "" if "supervisor" in node.view.site_notes else "Nobody to turn to is named."
    )
    told = _required("MUST-24", subject, ends, "It has no end.")
    return told if told is not PROVED else alone


@rule("PATH-5", f"A step makes at most {MOST_POINTS} points to the patient.", "AAFP-HL", by="words", looks="words")
def path_5(subject: Subject) -> Verdict:
    """Lines to the patient, step by step, in every language, but those that ask; and all the lines of a card."""
    said = subject.content.said
    if not said:
        return NO_WORDS

    def wrong(node: Node) -> str:
        for code, words in said.items():
            steps = [words.lines(f"{stem}.say") for stem in node.view.words]
            most = max((sum(not line.endswith("?") for line in lines) for lines in steps), default=0)
            if most > MOST_POINTS:
                return f"It makes {most} points ({code})."
            if (lines := sum(map(len, steps))) > MOST_LINES:
                return f"It says {lines} things ({code}), at most {MOST_LINES}."
        return ""

    return on_every(subject, subject.graph.main(), wrong)


RULES: Final[tuple[Rule, ...]] = (
    *map(listed, LISTED),
    *(must_15, must_16, must_19, must_24, path_5),
)
