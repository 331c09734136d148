"""The view of a session: which keys, choices and interrupts to show. Reads the session, changes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from bot.engine.compile import Card, CompiledFlow
from bot.engine.lifecycle import SHOWN
from bot.engine.session import Mode, Session
from bot.engine.spec import OutcomeSpec, Tone
from bot.engine.trail import NO_FACTS, facts_of
from bot.engine.view import Notice, Outcome, Progress, View

NOTHING: frozenset[str] = frozenset()
LEFT_TAGS = frozenset({"stop", "open_door", "end"})
"""A conversation that was stopped still ends with an open door (MUST-03)."""


@dataclass(frozen=True, slots=True)
class Library:
    """All conversations that may run. ``safety`` is the one that opens on top of any other, at ``entries``.

    ``manners`` are cards that settle how the two talk: once one is answered, every view names its manner.
    """

    flows: Mapping[str, CompiledFlow]
    safety: str = "safety"
    entries: Mapping[str, str] = field(default_factory=lambda: {"danger": "safety.now", "pause": "safety.pause"})
    languages: tuple[str, ...] = ("en",)
    matters: tuple[str, ...] = ()
    manners: Mapping[str, str] = field(default_factory=lambda: {"opening.remote": "remote"})


def show(library: Library, session: Session | None, notices: tuple[Notice, ...] = ()) -> View:
    """The view of any session, none included."""
    if session is None:
        return _plain(library, "idle", notices)
    match session.mode:
        case Mode.RUNNING:
            return _card(library, session, notices)
        case Mode.DANGER:
            return _aside(library, session, notices)
        case Mode.COVERED | Mode.AWAY:
            return _hidden(library, session, notices)
        case Mode.ENDED | Mode.IDLE:
            return _plain(library, "ended", notices, session)


def _card(library: Library, session: Session, notices: tuple[Notice, ...]) -> View:
    flow = library.flows[session.flow]
    card = flow.cards[session.at]
    state = card.state
    wanted = card.conditional or state.needs_contacts
    facts = facts_of(flow, session.trail) if wanted else NO_FACTS
    done = len(session.trail) + 1
    return View(
        flow.id,
        session.at,
        Mode.RUNNING,
        session.revision,
        session.language,
        session.patient_language,
        card.words,
        state.tags,
        state.tone,
        card.offered(facts) if card.conditional else card.ids,
        _interrupts(library, session, bool(session.trail or session.redo)),
        tuple([answered for answered, _ in session.trail]),
        _contacts(card, flow.outcome, facts) if state.needs_contacts else state.contacts,
        state.site_notes,
        notices,
        Progress(done, card.more),
        None,
        session.matters,
        state.facts,
        _manner(library, session),
    )


def _aside(library: Library, session: Session, notices: tuple[Notice, ...]) -> View:
    flow = library.flows[library.safety]
    aside = session.aside
    at = aside.at if aside else flow.start
    trail = aside.trail if aside else ()
    card = flow.cards[at]
    facts = facts_of(flow, trail) if card.conditional else NO_FACTS
    return View(
        session.flow,
        at,
        Mode.DANGER,
        session.revision,
        session.language,
        session.patient_language,
        card.words,
        card.state.tags,
        card.state.tone,
        card.offered(facts) if card.conditional else card.ids,
        _interrupts(library, session, True),
        (),
        card.state.contacts,
        card.state.site_notes,
        notices,
        matters=session.matters,
        manner=_manner(library, session),
    )


def _hidden(library: Library, session: Session, notices: tuple[Notice, ...]) -> View:
    """Covered or parked: nothing of the card is in the view but its place."""
    return View(
        session.flow,
        session.at,
        session.mode,
        session.revision,
        session.language,
        session.patient_language,
        (f"lifecycle.{session.mode.value}",),
        choices=("resume",),
        interrupts=_interrupts(library, session, False),
        notices=notices,
        progress=None,
    )


def _plain(library: Library, words: str, notices: tuple[Notice, ...], session: Session | None = None) -> View:
    return View(
        session.flow if session else "",
        f"lifecycle.{words}",
        session.mode if session else Mode.IDLE,
        session.revision if session else 0,
        session.language if session else library.languages[0],
        session.patient_language if session else library.languages[0],
        (f"lifecycle.{words}",),
        notices=notices,
    )


def finished(library: Library, session: Session, how: str, revision: int) -> View:
    """The last view: the end card with its outcome, or the plain leave-taking after a stop or an expiry."""
    flow = library.flows[session.flow]
    if how == "finish":
        card = flow.cards[session.at]
        facts = facts_of(flow, session.trail)
        return View(
            flow.id,
            session.at,
            Mode.ENDED,
            revision,
            session.language,
            session.patient_language,
            card.words,
            card.state.tags,
            card.state.tone,
            contacts=_contacts(card, flow.outcome, facts) if card.state.needs_contacts else card.state.contacts,
            site_notes=card.state.site_notes,
            progress=Progress(len(session.trail) + 1, 0),
            outcome=outcome_of(flow.outcome, facts),
            matters=session.matters,
            manner=_manner(library, session),
        )
    return View(
        flow.id,
        f"lifecycle.{'stopped' if how == 'stop' else 'expired'}",
        Mode.ENDED,
        revision,
        session.language,
        session.patient_language,
        (f"lifecycle.{'stopped' if how == 'stop' else 'expired'}",),
        LEFT_TAGS,
        Tone.CALM,
        outcome=Outcome("stopped" if how == "stop" else "expired"),
    )


def outcome_of(spec: OutcomeSpec, facts: Mapping[str, str]) -> Outcome:
    """The outcome that these facts amount to. Topics are "came up" or "left open"; a plain no is neither."""
    asked = [topic for topic in spec.topics if facts.get(topic)]
    needs = dict.fromkeys(facts[need] for need in spec.needs if facts.get(need, "none") != "none")
    return Outcome(
        next(result for result, guard in spec.results if guard.holds(facts)),
        tuple(topic for topic in asked if facts[topic] == "yes"),
        tuple(topic for topic in asked if facts[topic] == "open"),
        tuple(needs),
        tuple(step for step, guard in spec.steps if guard.holds(facts)),
        facts.get(spec.reason, "") if spec.reason else "",
    )


def _contacts(card: Card, spec: OutcomeSpec, facts: Mapping[str, str]) -> tuple[str, ...]:
    """Contact categories: those of the chosen needs first, in the patient's order, then the card's own."""
    chosen = (facts[need] for need in spec.needs if facts.get(need, "none") != "none")
    return tuple(dict.fromkeys((*chosen, *card.state.contacts)))


def _manner(library: Library, session: Session) -> str:
    """How the two talk, as far as it was settled."""
    manners = library.manners
    return next((manners[state] for state, _ in session.trail if state in manners), "")


def _interrupts(library: Library, session: Session, past: bool) -> tuple[str, ...]:
    return _callable(session.mode, past, len(library.languages) > 1, bool(library.matters))


@cache
def _callable(mode: Mode, past: bool, languages: bool, matters: bool) -> tuple[str, ...]:
    """What a mode offers, less what has nothing to work on: a few dozen answers, computed once."""
    there = {"back": past, "edit": past, "language": languages, "matters": matters}
    return tuple(name for name in SHOWN[mode] if there.get(name, True))
