"""A view with its words: what a person sees, whichever channel shows it.

Pure: catalogue, site, contacts and the date are handed in. A covered screen holds the covering text and nothing else,
and no screen holds a word that was typed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.engine.session import Mode
from bot.engine.view import Notice, View
from bot.present.catalog import Catalog
from bot.present.framing import ContactLine, contact_lines, site_lines
from bot.present.languages import also_called, also_labelled, drafts, label_key, lacking, learned, offered, second
from bot.present.learning import LearningCard
from bot.present.mattering import matter_labels, matter_lines
from bot.present.presenter import Presenter, presenter


@dataclass(frozen=True, slots=True)
class Button:
    """Something to tap. Choices and earlier cards are numbered from 1; interrupts have the number 0: none."""

    id: str
    label: str
    number: int


@dataclass(frozen=True, slots=True)
class Told:
    """The outcome in words."""

    result: str
    topics: tuple[str, ...]
    open_topics: tuple[str, ...]
    needs: tuple[str, ...]
    next_steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Screen:
    """One card, in words.

    ``say`` are words to the patient, without quotation marks; ``say_patient`` the same in the patient's language when
    it is another one. ``note`` may have several lines. ``edits`` are the earlier cards that can be answered again;
    ``languages`` the codes to switch to; ``also`` what the answers are called in those, by id, and ``also_called`` the
    interrupts: that is not shown, and can be typed. ``matters`` is the list of what may be said to matter, those in
    ``view.matters`` are chosen; ``facts`` are those of a learning card.
    """

    view: View
    header: str
    title: str
    say: tuple[str, ...]
    say_patient: tuple[str, ...]
    note: str
    why: str
    choices: tuple[Button, ...]
    interrupts: tuple[Button, ...]
    notices: tuple[str, ...]
    contacts: tuple[ContactLine, ...]
    site_lines: tuple[str, ...]
    banner: str
    told: Told | None
    edits: tuple[Button, ...] = ()
    languages: tuple[str, ...] = ()
    also: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    also_called: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    matters: tuple[Button, ...] = ()
    facts: tuple[LearningCard, ...] = ()


def screen(view: View, words: Presenter) -> Screen:
    """The screen of a view."""
    words = words.fitting(view)
    catalog, language = words.catalog, view.language
    say = _lines(catalog, view.words, "say", language)
    choices = tuple(Button(name, _label(view, name, words), n) for n, name in enumerate(view.choices, start=1))
    shown = Screen(
        view=view,
        header="",
        title=words.first(view.words, "title", language),
        say=say,
        say_patient=(),
        note="\n".join(_lines(catalog, view.words, "note", language)),
        why="",
        choices=choices,
        interrupts=(),
        notices=(),
        contacts=(),
        site_lines=(),
        banner="",
        told=None,
        also=also_labelled(view, words),
        also_called=also_called(view, words),
    )
    return shown if view.mode is Mode.COVERED else _framed(shown, words)


def _framed(bare: Screen, words: Presenter) -> Screen:
    """The screen with all that stands around its text."""
    view, catalog, language = bare.view, words.catalog, bare.view.language
    notices = (*(_notice(notice, language, words) for notice in view.notices), *lacking(view, words))
    demonstration = [catalog.text("ui.banner_demo", language)] if words.site.demonstration else []
    listed = contact_lines(view.contacts, language, words, view.matters)
    # A parked card has its way back as an answer. A stop that is an answer is another one, and hides no interrupt.
    called = tuple(name for name in view.interrupts if name != "resume" or name not in view.choices)
    return Screen(
        view=view,
        header=_header(view, catalog),
        title=bare.title,
        say=bare.say,
        say_patient=second(view, catalog),
        note="\n".join(filter(None, (bare.note, *matter_lines(view, words)))),
        why=words.first(view.words, "why", language),
        choices=bare.choices,
        interrupts=tuple(Button(name, words.named(f"interrupt.{name}", language), 0) for name in called),
        notices=notices,
        contacts=listed.contacts,
        site_lines=(*site_lines(view.site_notes, language, words), *listed.remarks),
        banner=" ".join((*demonstration, *drafts(view, words))),
        told=_told(view, words),
        edits=tuple(Button(at, words.title(at, language), n) for n, at in enumerate(view.edits, start=1)),
        languages=offered(words),
        also=bare.also,
        also_called=bare.also_called,
        matters=tuple(
            Button(name, label, n) for n, (name, label) in enumerate(matter_labels(language, words), start=1)
        ),
        facts=learned(view, words),
    )


def _header(view: View, catalog: Catalog) -> str:
    if view.progress is None:
        return ""
    card, more = view.progress
    return catalog.text("ui.card", view.language, card=card, total=card + more)


def _lines(catalog: Catalog, stems: tuple[str, ...], part: str, language: str) -> tuple[str, ...]:
    return tuple(line for stem in stems for line in catalog.lines(f"{stem}.{part}", language))


def _label(view: View, choice: str, words: Presenter) -> str:
    return words.named(label_key(view, choice, words.catalog), view.language)


def _notice(notice: Notice, language: str, words: Presenter) -> str:
    cards = ", ".join(words.title(state, language) for state in notice.states)
    return words.catalog.text(f"notice.{notice.id}", language, cards=cards)


def _told(view: View, words: Presenter) -> Told | None:
    if view.outcome is None:
        return None

    def said(section: str, names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(words.named(f"{section}.{name}", view.language) for name in names)

    told = view.outcome
    return Told(
        said("result", (told.result,))[0],
        said("topic", told.topics),
        said("topic", told.open_topics),
        said("need", told.needs),
        said("step", told.next_steps),
    )


__all__ = ["Button", "ContactLine", "Presenter", "Screen", "Told", "presenter", "screen"]
