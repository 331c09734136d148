"""What stands on a card, in which order, whatever draws it: blocks of lines, each of one kind.

An emergency card turns the order round: whom to call here and what to do come first, and reasons are left out. Words
to the patient are the only ones in quotation marks, so that who says what can be seen without any colour.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum, auto
from typing import Final, NamedTuple

from bot.adapters.labels import Labels
from bot.engine.spec import Tone
from bot.present.screen import ContactLine, Screen, Told

APART: Final = " · "
"""Stands between things of which several are on a line."""


class Kind(Enum):
    """How a block is to look."""

    TITLE = auto()
    SAY = auto()
    NOTE = auto()
    QUIET = auto()
    LIST = auto()
    CONTACT = auto()


class Block(NamedTuple):
    """Lines under an optional label; those of a quiet block run on behind it."""

    kind: Kind
    label: str
    lines: tuple[str, ...]


def quiet(block: Block) -> str:
    """A quiet block as one line."""
    said = " ".join(block.lines)
    return f"{block.label}: {said}" if block.label else said


def marked(line: str) -> tuple[str, str]:
    """A line parted into its mark, such as "1.", and the rest; the mark is "" when it has none."""
    mark, space, rest = line.partition(" ")
    return (mark, rest) if space and mark[:-1].isdecimal() and mark.endswith(".") else ("", line)


def any_time(screen: Screen) -> list[str]:
    """The interrupts as the words to type, each with what it means where the word itself does not say it."""
    return [
        button.id if button.label.casefold() == button.id else f"{button.id} ({button.label})"
        for button in screen.interrupts
    ]


def blocks(screen: Screen, labels: Labels) -> list[Block]:
    """The blocks of a card from top to bottom, choices and notices apart; empty ones are left out."""
    urgent = screen.view.tone is Tone.EMERGENCY
    found = _urgent(screen, labels) if urgent else _calm(screen, labels)
    return [block for block in found if block.lines]


def _calm(screen: Screen, labels: Labels) -> Iterator[Block]:
    yield _title(screen)
    if screen.told:
        yield Block(Kind.NOTE, "", _split(screen.told.result))
    yield from _said(screen, labels)
    yield Block(Kind.NOTE, labels["note_label"], _split(screen.note))
    yield Block(Kind.QUIET, labels["why_label"], _split(screen.why))
    yield from _facts(screen, labels)
    if screen.told:
        yield from _told(screen.told, labels)
    yield Block(Kind.NOTE, labels["site_label"], screen.site_lines)
    yield from _contacts(screen, labels)


def _urgent(screen: Screen, labels: Labels) -> Iterator[Block]:
    yield _title(screen)
    yield Block(Kind.NOTE, labels["site_label"], screen.site_lines)
    yield Block(Kind.NOTE, labels["note_label"], _split(screen.note))
    yield from _contacts(screen, labels)
    yield from _said(screen, labels)


def _facts(screen: Screen, labels: Labels) -> Iterator[Block]:
    """What a learning card tells: each fact with all that belongs to it, and guards once for all signs."""
    for number, fact in enumerate(screen.facts):
        said = f"{labels['said_label']}: {fact.said}" if fact.said else ""
        source = f"{labels['sources_label']} {'; '.join(fact.sources)}"
        lines = (said, fact.text, fact.about, fact.caveat, source)
        yield Block(Kind.CONTACT, "" if number else labels["facts_label"], tuple(filter(None, lines)))
    guards = dict.fromkeys(guard for fact in screen.facts for guard in fact.guards)
    yield Block(Kind.LIST, labels["guards_label"], tuple(guards))


def _title(screen: Screen) -> Block:
    return Block(Kind.TITLE, "", _split(screen.title))


def _said(screen: Screen, labels: Labels) -> Iterator[Block]:
    yield Block(Kind.SAY, labels["say_label"], tuple(f"“{line}”" for line in screen.say))
    yield Block(Kind.SAY, labels["patient_label"], tuple(f"“{line}”" for line in screen.say_patient))


def _told(told: Told, labels: Labels) -> Iterator[Block]:
    yield Block(Kind.LIST, labels["topics_label"], told.topics)
    yield Block(Kind.LIST, labels["open_label"], told.open_topics)
    yield Block(Kind.LIST, labels["needs_label"], told.needs)
    yield Block(Kind.LIST, labels["next_label"], told.next_steps)


def _contacts(screen: Screen, labels: Labels) -> Iterator[Block]:
    """In an emergency nobody reads more than a name and how to reach it; what is true of all is said once."""
    urgent = screen.view.tone is Tone.EMERGENCY
    checked = {contact.checked for contact in screen.contacts}
    for number, contact in enumerate(screen.contacts):
        lines = _brief(contact, told=len(checked) > 1) if urgent else _whole(contact)
        yield Block(Kind.CONTACT, "" if number else labels["contacts_label"], lines)
    if urgent and len(checked) == 1:
        yield Block(Kind.QUIET, "", tuple(checked))


def _brief(contact: ContactLine, *, told: bool) -> tuple[str, ...]:
    return (contact.name, APART.join(contact.reach), *((contact.checked,) if told else ()))


def _whole(contact: ContactLine) -> tuple[str, ...]:
    when = APART.join(filter(None, (contact.hours, contact.languages)))
    return tuple(
        filter(
            None,
            (
                contact.name,
                APART.join(contact.reach),
                when,
                contact.what_happens,
                contact.privacy,
                contact.checked,
            ),
        )
    )


def _split(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())
