"""One step: any session, any event, always a view. Pure and total; the only exception is a bug of the engine itself.

The order is the rule: bring an old session up to date; let safety events through; refuse a press that answers an
older view; ask the lifecycle machine whether the event may happen; ask the card whether the answer is offered; only
then extend the trail and fire the flow's machine. What is refused changes nothing and is met with a kind notice.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from bot.engine import events as ev
from bot.engine import lifecycle
from bot.engine.session import Aside, Mode, Session, Step
from bot.engine.show import Library, finished, show
from bot.engine.trail import fire, offered, replay
from bot.engine.versions import up_to_date
from bot.engine.view import Notice, View

BACK_WHERE_WE_WERE = Notice("back_where_we_were")
ONLY_IF_ALONE = Notice("only_if_alone")
STOP = "stop"
"""The answer by which a patient ends the questions, on a question and on a safety card alike."""
DATED = (ev.Answer, ev.Back)
"""Events that answer one view and no other."""


class Stepped(NamedTuple):
    """What a step leads to; ``session`` is None when there was none and none was opened."""

    session: Session | None
    view: View


def step(library: Library, session: Session | None, event: ev.Event) -> Stepped:
    """The session and view that follow. Never changes its arguments."""
    session, notices = up_to_date(library, session)
    if isinstance(event, DATED) and session and event.revision not in (None, session.revision):
        return _same(library, session, *notices, Notice("stale"))
    if isinstance(event, ev.Answer) and event.choice == "resume":
        event = ev.Resume()
    match event:
        case ev.Look():
            return _same(library, session, *notices)
        case ev.Unknown():
            return _same(library, session, *notices, Notice("private") if event.private else Notice("unknown"))
        case ev.Begin():
            return _begin(library, session, event, notices)
        case ev.Language():
            return _language(library, session, event, notices)
        case ev.Matter():
            return _matter(library, session, event, notices)
        case _:
            mode = lifecycle.after(session, _name(event))
            if session is None or mode is None:
                return _same(library, session, *notices, Notice("not_now"))
            return _change(library, session, event, mode, notices)


def _name(event: ev.Event) -> str:
    return type(event).__name__.lower()


def _same(library: Library, session: Session | None, *notices: Notice) -> Stepped:
    return Stepped(session, show(library, session, notices))


def _begin(library: Library, session: Session | None, event: ev.Begin, notices: tuple[Notice, ...]) -> Stepped:
    mode = lifecycle.after(session, "begin")
    flow = library.flows.get(event.flow)
    if mode is None:
        return _same(library, session, *notices, Notice("already_open"))
    if flow is None:
        return _same(library, session, *notices, Notice("flow_unknown"))
    worker, patient = (code if code in library.languages else library.languages[0] for code in _codes(event))
    revision = session.revision + 1 if session else 1
    return _same(library, Session(flow.id, flow.version, flow.start, mode, worker, patient, revision), *notices)


def _codes(event: ev.Begin) -> tuple[str, str]:
    return event.language, event.patient_language


def _language(library: Library, session: Session | None, event: ev.Language, notices: tuple[Notice, ...]) -> Stepped:
    if session is None or session.mode is Mode.ENDED:
        return _same(library, session, *notices, Notice("not_now"))
    if event.code not in library.languages:
        return _same(library, session, *notices, Notice("language_unknown"))
    worker = event.code if event.whose in ("worker", "both") else session.language
    patient = event.code if event.whose in ("patient", "both") else session.patient_language
    return _same(library, _moved(session, language=worker, patient=patient), *notices)


def _matter(library: Library, session: Session | None, event: ev.Matter, notices: tuple[Notice, ...]) -> Stepped:
    if session is None or session.mode is not Mode.RUNNING:
        return _same(library, session, *notices, Notice("not_now"))
    if event.id not in library.matters:
        return _same(library, session, *notices, Notice("matter_unknown"))
    chosen = {*session.matters} ^ {event.id}
    matters = tuple(one for one in library.matters if one in chosen)
    return _same(library, replace(session, matters=matters, revision=session.revision + 1), *notices)


def _change(library: Library, session: Session, event: ev.Event, mode: Mode, notices: tuple[Notice, ...]) -> Stepped:
    """Everything that the lifecycle has let through."""
    match event:
        case ev.Answer():
            if session.aside is not None:
                return _answer_aside(library, session, session.aside, event.choice, notices)
            return _answer(library, session, event.choice, notices)
        case ev.Back():
            return _back(library, session, notices)
        case ev.Edit():
            return _edit(library, session, event.state, notices)
        case ev.Danger() | ev.Pause():
            aside = Aside(library.entries[_name(event)], (), _from_cover(session))
            return _same(library, _beside(session, mode, aside), *notices)
        case ev.Resume():
            if session.mode is Mode.DANGER:
                return _same(library, _beside(session, mode, None), *notices, BACK_WHERE_WE_WERE)
            seen = session.aside and Aside(session.aside.at, session.aside.trail)
            return _same(library, _beside(session, mode, seen), *notices, ONLY_IF_ALONE)
        case ev.Stop() | ev.Expire():
            wiped = Session(session.flow, session.version, session.at, mode, session.language, session.patient_language)
            return Stepped(_forgotten(library, session), finished(library, wiped, _name(event), session.revision + 1))
        case _:
            return _same(library, _moved(session, mode=mode), *notices)


def _answer(library: Library, session: Session, choice: str, notices: tuple[Notice, ...]) -> Stepped:
    flow = library.flows[session.flow]
    if choice not in offered(flow, session.at, session.trail):
        return _same(library, session, *notices, Notice("not_offered"))
    redo = session.redo[1:] if session.redo and session.redo[0].state == session.at else session.redo
    trail = (*session.trail, Step(session.at, choice))
    to = fire(flow, trail)
    if flow.cards[to].state.final:
        last = _at(session, to, trail)
        return Stepped(_forgotten(library, session), finished(library, last, "finish", last.revision))
    if not redo:
        return _same(library, _at(session, to, trail), *notices)
    told = replay(flow, to, trail, redo)
    if told.dropped:
        notices = (*notices, Notice("dropped", told.dropped))
    return _same(library, _at(session, told.at, told.trail, told.redo), *notices)


def _answer_aside(
    library: Library, session: Session, aside: Aside, choice: str, notices: tuple[Notice, ...]
) -> Stepped:
    flow = library.flows[library.safety]
    if choice not in offered(flow, aside.at, aside.trail):
        return _same(library, session, *notices, Notice("not_offered"))
    trail = (*aside.trail, Step(aside.at, choice))
    to = fire(flow, trail)
    if flow.cards[to].state.final:
        return _closed(library, session, choice, notices)
    return _same(library, _beside(session, session.mode, Aside(to, trail, aside.hidden)), *notices)


def _closed(library: Library, session: Session, choice: str, notices: tuple[Notice, ...]) -> Stepped:
    """A safety card closes. A stop that was said on it is one for the card below, where that takes it."""
    mode = lifecycle.after(session, "close_aside") or session.mode
    if choice == STOP and STOP in offered(library.flows[session.flow], session.at, session.trail):
        stopped = _answer(library, replace(session, mode=mode, aside=None), STOP, notices)
        if mode is Mode.RUNNING or stopped.view.mode is mode:  # nothing may end, and be seen, from under a cover
            return stopped
    return _same(library, _beside(session, mode, None), *notices, BACK_WHERE_WE_WERE)


def _back(library: Library, session: Session, notices: tuple[Notice, ...]) -> Stepped:
    """The exact inverse of an answer while nothing waits, of an edit, and of opening a safety card."""
    if session.aside is not None:
        if not session.aside.trail:
            mode = lifecycle.after(session, "close_aside") or session.mode
            return _same(library, _beside(session, mode, None), *notices, BACK_WHERE_WE_WERE)
        last = session.aside.trail[-1]
        before = Aside(last.state, session.aside.trail[:-1], session.aside.hidden)
        return _same(library, _beside(session, session.mode, before), *notices)
    if session.redo and session.redo[0].state == session.at:
        told = replay(library.flows[session.flow], session.at, session.trail, session.redo)
        return _same(library, _at(session, told.at, told.trail, told.redo), *notices)
    if not session.trail:
        return _same(library, session, *notices, Notice("nothing_before"))
    undone = _at(session, session.trail[-1].state, session.trail[:-1], session.redo)
    return _same(library, undone, *notices)


def _edit(library: Library, session: Session, state: str, notices: tuple[Notice, ...]) -> Stepped:
    index = next((i for i, done in enumerate(session.trail) if done.state == state), None)
    if index is None:
        return _same(library, session, *notices, Notice("not_answered_yet"))
    waiting = (*session.trail[index:], *session.redo)
    return _same(library, _at(session, state, session.trail[:index], waiting), *notices, Notice("edit"))


def _at(session: Session, at: str, trail: tuple[Step, ...], redo: tuple[Step, ...] = ()) -> Session:
    """The session one revision later, at another place."""
    return Session(
        session.flow,
        session.version,
        at,
        session.mode,
        session.language,
        session.patient_language,
        session.revision + 1,
        trail,
        redo,
        session.aside,
        session.matters,
    )


def _moved(session: Session, *, mode: Mode | None = None, language: str = "", patient: str = "") -> Session:
    """The session one revision later, at the same place."""
    return Session(
        session.flow,
        session.version,
        session.at,
        mode or session.mode,
        language or session.language,
        patient or session.patient_language,
        session.revision + 1,
        session.trail,
        session.redo,
        session.aside,
        session.matters,
    )


def _beside(session: Session, mode: Mode, aside: Aside | None) -> Session:
    """The session one revision later, with this safety card open on top of it, or none."""
    return Session(
        session.flow,
        session.version,
        session.at,
        mode,
        session.language,
        session.patient_language,
        session.revision + 1,
        session.trail,
        session.redo,
        aside,
        session.matters,
    )


def _from_cover(session: Session) -> bool:
    """Would a safety card that opens now stand on top of a card that nobody may see?"""
    return session.mode in (Mode.COVERED, Mode.AWAY) or (session.aside is not None and session.aside.hidden)


def _forgotten(library: Library, session: Session) -> Session:
    """What is left of a session that has ended: its flow, its languages and a number. No answer, no place."""
    start = library.flows[session.flow].start
    return Session(
        session.flow,
        session.version,
        start,
        Mode.ENDED,
        session.language,
        session.patient_language,
        session.revision + 1,
    )


__all__ = ["Library", "Stepped", "step"]
