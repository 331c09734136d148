"""Every card has its words and every word has its card: what a library of conversations needs, against what is there.

The words of a card are looked up under its stems in order; an answer then under the card's own id, and then under
``choice``. What nothing looks up is refused too, because an author would believe that it is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from bot.engine.compile import Card, CompiledFlow
from bot.engine.lifecycle import SHOWN
from bot.engine.show import Library
from bot.present.contacts import CATEGORIES, NEEDS
from bot.present.forms import plain
from bot.present.issues import ContentIssue
from bot.present.law import CARDS
from bot.present.site import NOTES
from bot.present.wordfile import TEXTS, Entry

NOTICES: Final = (
    "already_open back_where_we_were dropped edit flow_changed flow_gone flow_unknown language_unknown"
    " matter_unknown not_answered_yet not_now not_offered nothing_before only_if_alone private stale unknown"
).split()
"""Every notice that the engine can give; a test compares this list with the engine's source."""

PLAIN: Final = ("covered", "away", "idle", "ended", "stopped", "expired")
"""Cards of the lifecycle, which no flow declares."""

UI: Final = (
    "banner_demo",
    "banner_draft",
    "card",
    "called",
    "check_locally",
    "for_ages",
    "law_check",
    "law_past",
    "law_reviewed",
    "law_unreviewed",
    "no_contact",
    "no_state_line",
    "not_called",
    "not_checked_since",
    "not_current",
    "not_set",
    "reach_chat",
    "reach_extension",
    "reach_phone",
    "reach_sms",
    "reach_sms_word",
    "reach_tty",
    "reach_web",
    "reached",
    "untranslated",
    "untranslated_patient",
    *(f"site_{note}" for note in NOTES),
    *(f"for_{category}" for category in CATEGORIES if category not in NEEDS),
)
"""Words that screens are framed with."""

CODES: Final[Mapping[str, str]] = {
    "word-missing": "Something on a card has no words.",
    "word-unused": "Words that no card shows.",
    "label-twice": "Two answers of a card that could be taken for each other.",
    "category-unknown": "A card asks for a category of contacts that does not exist.",
    "site-note-unknown": "A card asks for a site's note that does not exist.",
}
"""What is refused here."""


@dataclass(slots=True)
class _Count:
    """What has been looked up so far, and what was not there."""

    entries: Mapping[str, Entry]
    file: str
    used: set[str] = field(default_factory=set)
    issues: list[ContentIssue] = field(default_factory=list)

    def refuse(self, code: str, sentence: str, near: str = "") -> None:
        """An issue at the line of the first key that begins like ``near``."""
        line = min((e.line for key, e in self.entries.items() if near and key.startswith(f"{near}.")), default=0)
        self.issues.append(ContentIssue(code, self.file, line, sentence))

    def wants(self, keys: Iterable[str], what: str, near: str = "") -> None:
        """One of these keys has words; all that have are in use."""
        there = [key for key in keys if key in self.entries]
        self.used.update(there)
        if not there:
            self.refuse("word-missing", f"There are no words for {what}.", near)


def issues_of(
    entries: Mapping[str, Entry], file: str, library: Library, ui: Iterable[str] | None
) -> tuple[ContentIssue, ...]:
    """Every issue, sorted by line."""
    count = _Count(entries, file)
    for flow in library.flows.values():
        for card in flow.cards.values():
            _card(count, card)
        _outcome(count, flow)
    _matters(count, library)
    _frame(count, ui)
    for key in entries.keys() - count.used:
        if plain(key, count.used) != key:
            continue  # a form of words that are said
        if not (key.startswith("ui.") and ui is None):
            count.issues.append(ContentIssue("word-unused", file, entries[key].line, f"Nothing shows {key}."))
    return tuple(sorted(set(count.issues), key=lambda issue: (issue.line, issue.code, issue.sentence)))


def stems_of(card: Card) -> tuple[str, ...]:
    """The keys under which the answers of a card are looked up, in order; its other words under ``card.words`` only."""
    return tuple(dict.fromkeys((*card.words, card.state.id)))


def _card(count: _Count, card: Card) -> None:
    stems, at = stems_of(card), card.state.id
    count.wants((f"{stem}.title" for stem in card.words), f"the title of {at}", at)
    texts = [f"{stem}.{text}" for stem in card.words for text in TEXTS[1:]]
    if card.state.facts:
        count.used.update(key for key in texts if key in count.entries)
    else:
        count.wants(texts, f"the card {at}", at)
    for stem in card.words:
        if not any(key.startswith(f"{stem}.") for key in count.entries):
            count.refuse("word-missing", f"There are no words under {stem}, which the card {at} shows.", at)
    for choice in card.ids:
        keys = (*(f"{stem}.choices.{choice}" for stem in stems), f"choice.{choice}")
        count.wants(keys, f"the answer {choice} of {at}", at)
    _labels(count, card, stems)
    for category in sorted(set(card.state.contacts) - CATEGORIES.keys()):
        count.refuse("category-unknown", f"The card {at} asks for contacts of the category {category}.", at)
    for note in sorted(set(card.state.site_notes) - NOTES.keys() - set(CARDS)):
        count.refuse("site-note-unknown", f"The card {at} asks for the site's note {note}.", at)


def _labels(count: _Count, card: Card, stems: tuple[str, ...]) -> None:
    """Each answer of a card is told apart by what it says, and by its id, which can be typed too."""
    names: dict[str, str] = {choice.replace("_", " "): choice for choice in card.ids}
    for choice in card.ids:
        keys = (*(f"{stem}.choices.{choice}" for stem in stems), f"choice.{choice}")
        entry = next((count.entries[key] for key in keys if key in count.entries), None)
        if entry and (other := names.setdefault(entry.lines[0].casefold(), choice)) != choice:
            said = f"The answers {choice} and {other} of {card.state.id} could be taken for each other."
            count.issues.append(ContentIssue("label-twice", count.file, entry.line, said))


def _outcome(count: _Count, flow: CompiledFlow) -> None:
    for section, names in _told(flow):
        for name in names:
            count.wants((f"{section}.{name}",), f"the {section} {name} of {flow.id}", section)
            if section == "need" and name not in CATEGORIES:
                count.refuse("category-unknown", f"The need {name} of {flow.id} is no category of contacts.", section)


def _told(flow: CompiledFlow) -> Iterator[tuple[str, Iterable[str]]]:
    spec = flow.outcome
    recorded = [pair for card in flow.cards.values() for c in card.choices.values() for pair in c.records]
    yield "result", (name for name, _ in spec.results)
    yield "step", (name for name, _ in spec.steps)
    yield "topic", spec.topics
    yield "need", sorted({value for fact, value in recorded if fact in spec.needs} - {"none"})


def _matters(count: _Count, library: Library) -> None:
    """Everything that may be said to matter has a label, and at least one line on a card that there is."""
    tags = sorted({tag for flow in library.flows.values() for card in flow.cards.values() for tag in card.state.tags})
    for name in library.matters:
        count.wants((f"matter.{name}",), f"what matters, {name}", "matter")
        count.wants((f"matter_{name}.{tag}.note" for tag in tags), f"any card when {name} matters", f"matter_{name}")


def _frame(count: _Count, ui: Iterable[str] | None) -> None:
    """What stands around every card."""
    for name in PLAIN:
        count.wants((f"lifecycle.{name}.title",), f"the title of lifecycle.{name}", "lifecycle")
        count.used.update(f"lifecycle.{name}.{text}" for text in TEXTS)
    for name in ("covered", "away"):
        count.wants((f"lifecycle.{name}.choices.resume", "choice.resume"), f"the way back from {name}", "lifecycle")
    for name in dict.fromkeys(name for shown in SHOWN.values() for name in shown):
        count.wants((f"interrupt.{name}",), f"the interrupt {name}", "interrupt")
    for name in NOTICES:
        count.wants((f"notice.{name}",), f"the notice {name}", "notice")
    for name in ("stopped", "expired"):
        count.wants((f"result.{name}",), f"the result {name}", "result")
    for name in UI:
        count.wants((f"ui.{name}",), f"ui.{name}", "ui")
    for key in ui or ():
        count.wants((key,), key, "ui")
