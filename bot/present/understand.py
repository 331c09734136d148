"""Typed words become an event that the screen offers, or ``Unknown``; the words themselves go nowhere.

A number, an answer's id or label, a close spelling of either, an interrupt, or a command that starts with a slash. A
lone full stop covers the screen. What could be two things is neither: a guess here would put words in a patient's
mouth. Nothing that was typed is in the event, so nothing later can keep it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Final

from bot.engine import events as ev
from bot.present import detector
from bot.present.screen import Button, Screen

LONGEST: Final = 256
"""Characters that are looked at. No answer is longer, so a longer text is none."""

HIDE: Final = frozenset({".", "\N{IDEOGRAPHIC FULL STOP}"})
"""What covers the screen when it stands alone: the key is under the thumb."""

SIMPLE: Final[Mapping[str, ev.Event]] = {
    "danger": ev.Danger(),
    "pause": ev.Pause(),
    "cover": ev.Cover(),
    "away": ev.Away(),
    "resume": ev.Resume(),
    "stop": ev.Stop(),
}
"""Interrupts that need nothing further."""

FORGIVING: Final = frozenset({"danger", "pause", "cover", "away"})
"""Commands for somebody in a hurry: what stands behind them is left unread."""

EXACT: Final = frozenset({"stop"})
"""Interrupts that cannot be undone, and so are never guessed."""

SHORTEST_GUESS: Final = 5
"""Letters of a word that may have a typing error; in a shorter one an error makes another word."""

MOST_ERRORS: Final = 2
MARGIN: Final = 2
"""A guess is taken when every other one is at least this many errors further away."""

_NUMBER: Final = re.compile(r"#? ?([0-9]{1,2}) ?[.)]?")
_APART: Final = re.compile(r"[\W_]+")
_SILENT: Final = re.compile("['’]")
_Names = Mapping[str, set[str]]
_UNSEEN: Final = frozenset({"Cf", "Mn", "Me", "Cs", "Co", "Cn"})


def understand(text: str, screen: Screen) -> ev.Event:
    """What these words mean on this screen. Total: any text, always an event."""
    meant = _meant(text, screen)
    return unknown(text) if isinstance(meant, ev.Unknown) else meant


def unknown(text: str) -> ev.Unknown:
    """The event of a text that is no answer: did it look like something that tells who somebody is?"""
    return ev.Unknown(private=detector.warns(fold(text[:LONGEST])))


def _meant(text: str, screen: Screen) -> ev.Event:
    if len(text) > LONGEST:
        return ev.Unknown()
    folded = fold(text)
    if folded in HIDE:
        return ev.Cover()
    if folded.startswith("/"):
        return _command(folded[1:].split(), screen)
    if not folded:
        return ev.Look() if not text.strip() else ev.Unknown()
    number = _NUMBER.fullmatch(folded)
    if number:
        found = [button.id for button in screen.choices if button.number == int(number[1])]
        return ev.Answer(found[0], screen.view.revision) if found else ev.Unknown()
    return _named(plain(folded), screen)


def fold(text: str) -> str:
    """The text without what nobody sees, in one width and one case: compatibility forms, marks and controls folded."""
    spaced = (" " if unicodedata.category(char) == "Cc" else char for char in unicodedata.normalize("NFKC", text))
    seen = "".join(char for char in spaced if unicodedata.category(char) not in _UNSEEN)
    return " ".join(seen.casefold().split())


def plain(folded: str) -> str:
    """Words and digits with single spaces between them: apostrophes fall out, other signs part words."""
    return _APART.sub(" ", _SILENT.sub("", folded)).strip()


def _command(words: list[str], screen: Screen) -> ev.Event:
    """A slash and a word, then perhaps what it is about."""
    match words:
        case [name] if name in SIMPLE:
            return SIMPLE[name]
        case [name, *_] if name in FORGIVING:
            return SIMPLE[name]
        case ["back"]:
            return ev.Back(screen.view.revision)
        case ["look"]:
            return ev.Look()
        case ["matters", which]:
            return ev.Matter(_one_of(screen.matters, which))
        case ["edit", which]:
            return ev.Edit(_one_of(screen.edits, which))
        case ["lang" | "language", code]:
            return ev.Language(code if code in screen.languages else "")
        case ["lang" | "language", code, "worker" | "patient" | "both" as whose]:
            return ev.Language(code if code in screen.languages else "", whose)
        case _:
            typed = plain(" ".join(words))
            named = next((name for name, forms in _called(screen).items() if typed in forms), "")
            return _interrupt(named, screen)


def _one_of(buttons: Iterable[Button], which: str) -> str:
    """The id of the button with this id or number, or "": what was typed is never passed on."""
    return next((button.id for button in buttons if which in (button.id, str(button.number))), "")


def _named(typed: str, screen: Screen) -> ev.Event:
    """What these words name: a label before an id, an answer before an interrupt, the very words before a guess.

    A label of the language on the screen stands before one of another language.
    """
    labelled = {one.id: _forms(one.label) for one in screen.choices}
    elsewhere = {name: _forms(*labels) for name, labels in screen.also.items()}
    answers = {name: _forms(name) | forms | elsewhere.get(name, set()) for name, forms in labelled.items()}
    interrupts = _called(screen)
    here = {name for name, forms in labelled.items() if typed in forms}
    there = {name for name, forms in elsewhere.items() if typed in forms}
    for exact in (here, there, {name for name, forms in answers.items() if typed in forms}):
        if exact:
            return ev.Answer(exact.pop(), screen.view.revision) if len(exact) == 1 else ev.Unknown()
    for name, forms in interrupts.items():
        if typed in forms:
            return _interrupt(name, screen)
    return _guess(typed, answers, interrupts, screen)


def _called(screen: Screen) -> _Names:
    """What each interrupt is called, in every language; a cover shows no labels, and still listens."""
    labels = {button.id: button.label for button in screen.interrupts}
    also = screen.also_called
    return {name: _forms(name, labels.get(name, name), *also.get(name, ())) for name in screen.view.interrupts}


def _forms(*labels: str) -> set[str]:
    """How labels can be typed: as they are, and without the accents that a keyboard may not have."""
    folded = {plain(fold(label)) for label in labels}
    apart = (unicodedata.normalize("NFKD", form) for form in folded)
    return folded | {"".join(char for char in form if unicodedata.category(char) != "Mn") for form in apart}


def _interrupt(name: str, screen: Screen) -> ev.Event:
    return ev.Back(screen.view.revision) if name == "back" else SIMPLE.get(name, ev.Unknown())


def _guess(typed: str, answers: _Names, interrupts: _Names, screen: Screen) -> ev.Event:
    """The one answer or interrupt that was meant; none when it could be more than one, or could not be undone."""
    from rapidfuzz.distance import OSA  # noqa: PLC0415 - only when no exact words were typed

    named = [(kind, name, forms) for kind in (answers, interrupts) for name, forms in kind.items()]
    apart = [min(int(OSA.distance(typed, form)) for form in forms) for _, _, forms in named]
    meant = [index for index, (_, _, forms) in enumerate(named) if any(_slip(typed, form) for form in forms)]
    if len(meant) != 1:
        return ev.Unknown()
    rivals = [errors for index, errors in enumerate(apart) if index != meant[0]]
    if min(rivals, default=LONGEST) < apart[meant[0]] + MARGIN:
        return ev.Unknown()
    kind, name, _ = named[meant[0]]
    if kind is answers:
        return ev.Answer(name, screen.view.revision)
    return ev.Unknown() if name in EXACT else _interrupt(name, screen)


def _slip(typed: str, form: str) -> bool:
    """Could these words be a slip of the finger for that form? Word by word, so that "not" can never be the slip."""
    from rapidfuzz.distance import OSA  # noqa: PLC0415

    if typed.replace(" ", "") == form.replace(" ", ""):
        return True
    pairs = list(zip(typed.split(), form.split(), strict=False))
    if len(typed.split()) != len(form.split()):
        return False
    errors = 0
    for one, other in pairs:
        wrong = int(OSA.distance(one, other))
        if wrong > 1 or (wrong and min(len(one), len(other)) < SHORTEST_GUESS):
            return False
        errors += wrong
    return errors <= MOST_ERRORS


__all__ = ["LONGEST", "fold", "plain", "understand", "unknown"]
