"""Words and dated data that read differently than in an earlier snapshot: what they were, and what they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from bot.book.conditions import named
from bot.book.maps import part_name
from bot.book.model import Sentence
from bot.book.snapshot import Snapshot
from bot.check.vocabulary import TAGS
from bot.present.forms import plain

PARTS: Final = {
    "title": "The title",
    "say": "The words to the patient",
    "note": "The note to the worker",
    "why": "The reason",
}
"""What a card's texts are called."""

DATA: Final = {
    "contacts": ("Contacts", "contact", ("name",)),
    "law": ("Law", "rule of law", ("trigger", "what")),
    "facts": ("Learning cards", "learning card", ("said", "text")),
}
"""Heading, what one of them is called, and the fields that may name it."""

FIELDS: Final = {
    "called_on": "the day on which somebody called",
    "categories": "what it is offered for",
    "channels": "how to reach it",
    "confidentiality": "what is kept private",
    "expires_on": "the last day to tell it",
    "languages": "the languages",
    "serves": "for whom it comes first",
    "source_read_on": "the day on which its sources were read",
    "unverified": "whether the sources leave it open",
    "what": "the sentence",
    "who_may_call": "who may call",
}
"""What fields are called, where their names would not do."""

SECTIONS: Final = {
    "choice": "answer, wherever a card has no label of its own,",
    "need": "need",
    "notice": "notice",
    "result": "result",
    "step": "next step",
    "topic": "topic",
    "interrupt": "interrupt",
    "matter": "word for what matters",
    "ui": "frame of cards,",
}
"""What tables of short texts are called."""

LANGUAGES: Final = {"en": "", "es": "In Spanish: "}


def word_changes(old: Snapshot, new: Snapshot, flows: Iterable[str]) -> Iterator[Sentence]:
    """Words that changed, on cards of these flows and on no card."""
    stems = _stems(new, flows)
    everywhere = _stems(new, new["flows"])
    english = old["words"].get("en", {})
    for language, words in new["words"].items():
        before = old["words"].get(language)
        if before is None:
            yield Sentence("Words", f"A new language: {language}.")
            continue
        for key in dict.fromkeys((*before, *words)):
            was, now = tuple(before.get(key, ())), tuple(words.get(key, ()))
            if was == now or (language != "en" and (key not in english or key not in new["words"]["en"])):
                continue
            said = plain(key, {**before, **words})
            stem = said.rpartition(".choices.")[0] or said.rpartition(".")[0]
            if stem in everywhere and stem not in stems:
                continue
            if told := _worded(said, stems.get(stem, {}), old, new):
                formed = "In a form of its own: " if said != key else ""
                text = LANGUAGES.get(language, f"In {language}: ") + formed + told
                yield Sentence("Words", text, tuple(stems.get(stem, ())), was, now)


def _stems(new: Snapshot, flows: Iterable[str]) -> dict[str, dict[str, None]]:
    """The cards that show the words of each stem."""
    found: dict[str, dict[str, None]] = {}
    for flow in flows:
        for state, card in new["flows"].get(flow, {"cards": {}})["cards"].items():
            for stem in (*card["words"], state):
                found.setdefault(stem, {})[state] = None
    return found


def _worded(key: str, cards: dict[str, None], old: Snapshot, new: Snapshot) -> str:
    """The sentence for a key, "" where another sentence tells it: a card or an answer that is new, or gone."""
    stem, _, part = key.rpartition(".")
    on = stem.rpartition(".choices")[0] or stem
    known = [flow["cards"] for flow in old["flows"].values()]
    if cards and known and not any(state in there for state in cards for there in known):
        return ""
    if cards and stem.endswith(".choices"):
        there = any(part in side[state]["answers"] for state in cards for side in known if state in side)
        return f"An answer on {_title(on, cards, new)} is called otherwise." if there or not known else ""
    if cards:
        return f"{PARTS.get(part, named(part).capitalize())} on {_title(on, cards, new)} changed."
    if stem.split(".")[0] in {state.split(".")[0] for there in known for state in there}:
        return ""  # the words of a card that is gone
    if stem.startswith("matter_"):
        matter, _, tag = stem.removeprefix("matter_").partition(".")
        label = new["words"]["en"].get(f"matter.{matter}", [named(matter)])[0]
        return f"The note for “{label}” on every card that {TAGS.get(tag, named(tag))} changed."
    return f"The {SECTIONS.get(stem, f'words of {named(stem)},')} “{named(part)}” reads differently."


def _title(stem: str, cards: Iterable[str], new: Snapshot) -> str:
    """The title of the card that shows these words."""
    known = {state: card for flow in new["flows"].values() for state, card in flow["cards"].items()}
    stems = (stem, *(one for state in cards for one in (*known[state]["words"], state)))
    words = new["words"]["en"]
    title = next((words[key][0] for one in stems if (key := f"{one}.title") in words), named(stem.rpartition(".")[2]))
    return f"“{title}”"


def dated_changes(old: Snapshot, new: Snapshot) -> Iterator[Sentence]:
    """Contacts, rules of law and learning cards that are new, gone, or read differently."""
    for section, (heading, one, names) in DATA.items():
        before, after = old[section], new[section]
        if not before:
            continue
        for key in dict.fromkeys((*after, *before)):
            entry = after.get(key) or before[key]
            called = next((f"“{entry[name]}”" for name in names if entry.get(name)), "one")
            if key not in before:
                yield Sentence(heading, f"A new {one}: {called}.")
            elif key not in after:
                yield Sentence(heading, f"The {one} {called} is gone.")
            else:
                yield from _fields(heading, called, before[key], entry)


def _fields(heading: str, called: str, before: dict[str, Any], after: dict[str, Any]) -> Iterator[Sentence]:
    for field in dict.fromkeys((*before, *after)):
        was, now = before.get(field, ""), after.get(field, "")
        if was != now:
            what = FIELDS.get(field, f"the {named(field)}")
            yield Sentence(heading, f"{called}: {what} changed.", (), _said(was), _said(now))


def _said(value: Any) -> tuple[str, ...]:
    """A field as text."""
    if isinstance(value, dict):
        return tuple(f"{part_name(name)}: {' '.join(_said(inner))}" for name, inner in value.items())
    if isinstance(value, list):
        return ("; ".join(" ".join(_said(one)) for one in value),)
    return (str(value),) if value else ("nothing",)
