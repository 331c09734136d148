"""What the walk leans on, checked while it walks: undoing undoes, closing returns, hiding hides, storing keeps.

Each premise is checked through the real ``step`` on every session that the walk stands on. One that fails is told like
a broken rule, with the conversation that led there, since then the walk has proved nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from operator import attrgetter
from typing import Final

from bot.engine import events as ev
from bot.engine.errors import RecordError
from bot.engine.record import Codec
from bot.engine.session import Mode, Session
from bot.engine.show import Library
from bot.engine.step import Stepped, step
from bot.engine.view import View

PREMISES: Final[Mapping[str, str]] = {
    "WALK-TOTAL": "Every event leads to a view, to no error, and to the next revision or to no change at all.",
    "WALK-OPEN": "A card that is not the end offers an answer, and an end offers none.",
    "WALK-MERGE": "Sessions that the walk takes for one show the same card with the same answers.",
    "WALK-BACK": "Back undoes an answer exactly.",
    "WALK-EDIT": "Editing and the same answer, or back, restore all; another answer leads to a session of the walk.",
    "WALK-ASIDE": "Closing a safety card returns to the very session below it; a stop said there is a stop below, too.",
    "WALK-COVER": "A hidden card shows nothing, and nothing but resume leads back, to the very same session.",
    "WALK-LANGUAGE": "A language, and what matters, can be switched and switched back, and change nothing else.",
    "WALK-STORE": "A session that was stored and read back is the same session.",
    "WALK-NONSENSE": "What is not offered here changes nothing and is met with a notice.",
    "WALK-SITE": "What a site chooses moves no card: the barest one has the same conversation, or does not have it.",
    "WALK-WIPE": "A session that has ended holds no answer, no place and no safety card.",
}

SITE: Final = "WALK-SITE"
"""The premise about sites, which is walked apart (``bot.check.barest``)."""

_BUT_REVISION: Final = attrgetter(*(f.name for f in fields(Session) if f.name != "revision"))
_BUT_NOTICES: Final = attrgetter(*(f.name for f in fields(View) if f.name != "notices"))
_HIDDEN: Final = frozenset({Mode.COVERED, Mode.AWAY})


def alike(one: Session | None, other: Session | None) -> bool:
    """The same session but for its revision?"""
    return (one is None and other is None) or (
        one is not None and other is not None and bool(_BUT_REVISION(one) == _BUT_REVISION(other))
    )


@dataclass(frozen=True, slots=True)
class Failed:
    """A premise that did not hold: at which node of the walk, and what happened after it."""

    premise: str
    node: int
    events: tuple[ev.Event, ...]


@dataclass(slots=True)
class Premises:
    """Takes the steps of one walk, counts them, and keeps the first failure of each premise."""

    library: Library
    codec: Codec
    steps: int = 0
    failed: dict[str, Failed] = field(default_factory=dict)

    def holds(self, premise: str, fine: bool, node: int, *events: ev.Event) -> None:
        """Note whether a premise held at this node after these events."""
        if not fine:
            self.failed.setdefault(premise, Failed(premise, node, events))

    def step(self, node: int, session: Session, *events: ev.Event) -> Stepped | None:
        """Where these events lead, or None when the engine raised an error (which is noted)."""
        stepped = None
        for number, event in enumerate(events, start=1):
            self.steps += 1
            try:
                stepped = step(self.library, session, event)
            except Exception:  # noqa: BLE001  # whatever it is, it is the finding
                self.holds("WALK-TOTAL", False, node, *events[:number])
                return None
            if stepped.session is None:
                return stepped
            moved = stepped.session.revision - session.revision
            fine = moved == 1 or (moved == 0 and stepped.session == session)
            self.holds("WALK-TOTAL", fine, node, *events[:number])
            session = stepped.session
        return stepped

    def same(self, premise: str, node: int, session: Session, *events: ev.Event) -> None:
        """These events must lead back to the very same session."""
        self.leads(premise, node, session, session, *events)

    def leads(self, premise: str, node: int, session: Session, expected: Session, *events: ev.Event) -> None:
        """These events must lead from the session to the expected one."""
        stepped = self.step(node, session, *events)
        self.holds(premise, stepped is not None and alike(stepped.session, expected), node, *events)

    def stored(self, node: int, session: Session, *events: ev.Event) -> None:
        """The session must come back from its record as it was."""
        try:
            same = self.codec.decode(self.codec.encode(session)) == session
        except (RecordError, KeyError, ValueError):
            same = False
        self.holds("WALK-STORE", same, node, *events)

    def open(self, node: int, view: View) -> None:
        """A card must offer an answer unless it is the end."""
        self.holds("WALK-OPEN", bool(view.choices) is (view.mode is not Mode.ENDED) and bool(view.words), node)

    def ignored(self, node: int, session: Session, events: Iterable[ev.Event]) -> None:
        """None of these events may change anything, and each must be met with a notice."""
        plain = self.step(node, session, ev.Look())
        for event in events:
            stepped = self.step(node, session, event)
            if stepped is None or plain is None:
                continue
            unchanged = stepped.session == session and _BUT_NOTICES(stepped.view) == _BUT_NOTICES(plain.view)
            self.holds("WALK-NONSENSE", unchanged and bool(stepped.view.notices), node, event)

    def wiped(self, node: int, session: Session, *events: ev.Event) -> Stepped | None:
        """These events must end the conversation and leave nothing of it."""
        stepped = self.step(node, session, *events)
        if stepped is not None:
            left = stepped.session
            empty = left is not None and not (left.trail or left.redo or left.aside or left.matters)
            start = self.library.flows[session.flow].start
            fine = empty and left is not None and left.mode is Mode.ENDED and left.at == start
            self.holds("WALK-WIPE", fine and stepped.view.mode is Mode.ENDED, node, *events)
        return stepped

    def hidden(self, node: int, session: Session, *hide: ev.Event) -> Stepped | None:
        """After these events nothing may be seen, and nothing but resume may lead back (``session`` is not hidden)."""
        stepped = self.step(node, session, *hide)
        if stepped is None or stepped.session is None:
            return stepped
        view = stepped.view
        shows = (view.tags, view.contacts, view.site_notes, view.edits, view.outcome, view.progress, view.matters)
        blank = not any(shows) and view.choices == ("resume",) and view.words == (f"lifecycle.{view.mode.value}",)
        self.holds("WALK-COVER", blank and view.mode in _HIDDEN, node, *hide)
        seen = session.aside and replace_hidden(session)
        self.leads("WALK-COVER", node, session, seen or session, *hide, ev.Resume())
        for close in (ev.Resume(), ev.Back()):
            closed = self.step(node, session, *hide, ev.Danger(), close)
            fine = closed is not None and closed.session is not None and closed.session.mode in _HIDDEN
            self.holds("WALK-COVER", fine, node, *hide, ev.Danger(), close)
            plain = replace(session, aside=None, mode=Mode.RUNNING)
            self.leads("WALK-COVER", node, session, plain, *hide, ev.Danger(), close, ev.Resume())
        self.stored(node, stepped.session, *hide)
        return stepped

    def switched(self, node: int, session: Session) -> None:
        """Languages and what matters must be a thing apart, and reversible."""
        before = session.language, session.patient_language
        for code in self.library.languages:
            there = replace(session, language=code, patient_language=code)
            self.leads("WALK-LANGUAGE", node, session, there, ev.Language(code))
            back = (ev.Language(before[0], "worker"), ev.Language(before[1], "patient"))
            self.same("WALK-LANGUAGE", node, session, ev.Language(code), *back)
        for one in self.library.matters if session.mode is Mode.RUNNING else ():
            self.same("WALK-LANGUAGE", node, session, ev.Matter(one), ev.Matter(one))


def replace_hidden(session: Session) -> Session:
    """The session after a resume, which confirms privacy also for the safety card that is open."""
    return replace(session, aside=session.aside and session.aside._replace(hidden=False))
