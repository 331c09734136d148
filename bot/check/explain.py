"""One rule explained: what it means, where it comes from, what it looks at, and a sample that it finds broken."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from bot.check import budget
from bot.check.content import Content
from bot.check.premises import PREMISES
from bot.check.rule import Rule
from bot.check.rules import RULES
from bot.check.samples.collected import OF_TYPES, SAMPLES, subject_for
from bot.check.samples.worded import HELD, SENTENCES
from bot.check.table import folded
from bot.check.transcript import NoWords, transcript
from bot.check.vocabulary import LOOKS
from bot.present.sources import NOTES, Sources

LAWS: Final[Mapping[str, str]] = {
    budget.ID: budget.SENTENCE,
    "LAW-GATE": "An answer opens a gate before every card behind it.",
    "LAW-SECTION": "A section is entered at its first card only.",
    "LAW-NEEDS": "A card with one of some tags stands before another card.",
    "LAW-FROM": "Only some cards may lead to another card.",
    "LOCK-1": "A flow's version moves when its graph moves, and its numbers are in flows.lock.",
    "WALK-CAP": "A conversation is walked whole, so it has to be small enough for that.",
}
"""What flows declare of themselves, and what holds for their files."""


def known() -> tuple[str, ...]:
    """Every id that can be asked about."""
    return (*dict.fromkeys(rule.id for rule in RULES), *PREMISES, *LAWS)


def explained(rule_id: str, content: Content, sources: Sources) -> Iterator[str]:
    """The explanation of a rule, line by line."""
    rule = next((one for one in RULES if one.id == rule_id), None)
    if rule is None:
        yield f"{rule_id}: {({**PREMISES, **LAWS})[rule_id]}"
        yield from folded("It is one of the things that the proofs lean on, or that a flow declares: no source but us.")
        return
    yield f"{rule.id}: {rule.sentence}"
    yield ""
    yield f"Judged by: {rule.by}"
    yield "Looks at:"
    for look in rule.looks_at:
        yield from folded(f"  {look:<11}{LOOKS[look]}")
    yield from folded(f"How: {' '.join(rule.how.split())}")
    yield ""
    yield from _sources(rule, sources)
    yield ""
    yield from _signed(rule, content)
    yield from _sample(rule, content)


def _sources(rule: Rule, sources: Sources) -> Iterator[str]:
    yield "Sources:" if rule.sources else "Sources: none was read for it; it is a rule of this project."
    for key in rule.sources:
        one = sources.get(key.lower())
        yield from folded(f"  {key}: {one.title}. {one.publisher}, {one.url}" if one else f"  {key}")
        for note in one.note if one else ():
            yield f"           Read as {NOTES[note]}." if note == "M" else f"           {NOTES[note].capitalize()}."


def _signed(rule: Rule, content: Content) -> Iterator[str]:
    for entry in content.checklist.entries if content.checklist else ():
        if rule.id in entry.rules:
            yield from folded(f"A person completes it ({entry.id}, {entry.who}): {entry.judges} {entry.said}")
            yield ""


def _sample(rule: Rule, content: Content) -> Iterator[str]:
    yield "A broken sample, and what the rule says of it:"
    if rule.id in OF_TYPES:
        yield "  A session with one more field, note: str"
        yield "  Session.note could hold any text."
    elif rule.id in SAMPLES:
        subject = subject_for(SAMPLES[rule.id])
        verdict = rule.judge(subject)
        if verdict.path is not None:
            graph = verdict.graph or subject.graph
            yield from (f"  {line}" for line in transcript(graph, verdict.path, content.words() or NoWords()))
        yield from folded(f"  {verdict.said}")
    elif rule.id in HELD:
        held = HELD[rule.id]
        yield from folded(f"  {held.what}")
        yield from folded(f"  {held.judged().said}")
    for one in SENTENCES.get(rule.id, ()):
        yield from folded(f"  {one.broken!r} is found; {one.good!r} is not.")
    for ban in content.lexicon.bans if content.lexicon else ():
        if ban.rule == rule.id:
            yield from folded(f"  ({ban.language}, {ban.name}) {ban.broken!r} is found; {ban.good!r} is not.")
    for phrases in content.required.of(rule.id) if content.required else ():
        yield from folded(f"  ({phrases.language}) {phrases.broken!r} lacks the words; {phrases.good!r} has them.")
