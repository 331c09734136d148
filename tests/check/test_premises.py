"""What the walk leans on is noticed when it gives way: each premise, with an engine that breaks it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.check import Status, premises, run_checks
from bot.check import walk as walking
from bot.check.barest import same_everywhere
from bot.check.premises import PREMISES
from bot.check.samples.small import card, library_with, small
from bot.engine import events as ev
from bot.engine.record import Codec, codec
from bot.engine.session import Mode, Session, Step
from bot.engine.show import Library
from bot.engine.step import Stepped, step
from bot.engine.versions import locked

Saboteur = Callable[[Library, Session | None, ev.Event], Stepped]

TALK = small(
    card("a.begin", "yes > a.next | records work=yes", "no > a.next | records work=no"),
    card("a.next", "done > a.last"),
    card("a.last", "done > a.end"),
)


def _sloppy_back(library: Library, session: Session | None, event: ev.Event) -> Stepped:
    """Back from the second card leads to the first one without its answers."""
    done = step(library, session, event)
    if isinstance(event, ev.Back) and session is not None and session.at == "a.last" and session.aside is None:
        first = step(library, session, ev.Edit("a.begin"))
        return Stepped(replace(first.session, redo=()) if first.session else None, first.view)
    return done


def _lossy_edit(library: Library, session: Session | None, event: ev.Event) -> Stepped:
    """Editing forgets the later answers."""
    done = step(library, session, event)
    if isinstance(event, ev.Edit) and done.session is not None and done.session.redo:
        return Stepped(replace(done.session, redo=()), done.view)
    return done


def _sticky_aside(library: Library, session: Session | None, event: ev.Event) -> Stepped:
    """Closing a safety card loses the last answer."""
    done = step(library, session, event)
    closed = session is not None and session.mode is Mode.DANGER and done.session is not None
    if closed and done.session is not None and done.session.mode is Mode.RUNNING and done.session.trail:
        return Stepped(replace(done.session, trail=done.session.trail[:-1]), done.view)
    return done


def _thin_cover(library: Library, session: Session | None, event: ev.Event) -> Stepped:
    """A covered card still tells what it is about."""
    done = step(library, session, event)
    if done.view.mode is Mode.COVERED:
        return Stepped(done.session, replace(done.view, tags=frozenset({"sensitive_q"})))
    return done


def _uncovering(library: Library, session: Session | None, event: ev.Event) -> Stepped:
    """A safety card that was opened from under a cover closes to the card itself."""
    done = step(library, session, event)
    if isinstance(event, ev.Resume) and session is not None and session.mode is Mode.DANGER and done.session:
        return Stepped(replace(done.session, mode=Mode.RUNNING), done.view)
    return done


def _taking(library: Library, session: Session | None, event: ev.Event) -> Stepped:
    """An answer that the card does not offer is taken for an answer all the same."""
    if isinstance(event, ev.Answer) and event.choice == "no_such_answer" and session is not None:
        return Stepped(replace(session, revision=session.revision + 1), step(library, session, ev.Unknown()).view)
    return step(library, session, event)


def _falling(library: Library, session: Session | None, event: ev.Event) -> Stepped:
    """An expiry is an error."""
    if isinstance(event, ev.Expire):
        raise KeyError("expire")
    return step(library, session, event)


def _hoarding(library: Library, session: Session | None, event: ev.Event) -> Stepped:
    """A stop keeps the answers."""
    done = step(library, session, event)
    if isinstance(event, ev.Stop) and session is not None and done.session is not None:
        return Stepped(replace(done.session, trail=(Step("a.begin", "yes"),)), done.view)
    return done


def _mute(library: Library, session: Session | None, event: ev.Event) -> Stepped:
    """The last card offers nothing to tap."""
    done = step(library, session, event)
    if done.view.state == "a.last":
        return Stepped(done.session, replace(done.view, choices=()))
    return done


def _one_way(library: Library, session: Session | None, event: ev.Event) -> Stepped:
    """A language that was switched stays switched."""
    if isinstance(event, ev.Language) and event.whose == "worker" and session is not None:
        return step(library, session, ev.Language("es"))
    return step(library, session, event)


def _two_faced(library: Library, session: Session | None, event: ev.Event) -> Stepped:
    """After a no the next card looks different, though nothing that a guard reads tells it from a yes."""
    done = step(library, session, event)
    if done.view.state == "a.next" and done.session is not None and done.session.trail[0].answer == "no":
        return Stepped(done.session, replace(done.view, tags=frozenset({"educate"})))
    return done


SABOTAGE: dict[str, tuple[Saboteur, ...]] = {
    "WALK-BACK": (_sloppy_back,),
    "WALK-EDIT": (_lossy_edit,),
    "WALK-ASIDE": (_sticky_aside,),
    "WALK-COVER": (_thin_cover, _uncovering),
    "WALK-NONSENSE": (_taking,),
    "WALK-TOTAL": (_falling,),
    "WALK-WIPE": (_hoarding,),
    "WALK-OPEN": (_mute,),
    "WALK-LANGUAGE": (_one_way,),
    "WALK-MERGE": (_two_faced,),
}


def _library() -> Library:
    return replace(library_with(TALK), languages=("en", "es"))


def _failed(library: Library, numbers: Codec) -> set[str]:
    return {failed.premise for failed in walking.walk(library, "small", numbers).failed}


def test_every_premise_is_sabotaged() -> None:
    """No premise is there that nobody has seen fail."""
    assert SABOTAGE.keys() | {"WALK-STORE", "WALK-SITE"} == PREMISES.keys()


def test_a_sound_engine_keeps_every_premise() -> None:
    """Nothing fails on the same flow with the engine as it is."""
    library = _library()
    assert _failed(library, codec(locked(library), library)) == set()


@pytest.mark.parametrize(
    ("premise", "saboteur"), [(one, saboteur) for one, all_of in sorted(SABOTAGE.items()) for saboteur in all_of]
)
def test_a_premise_that_fails_is_told(premise: str, saboteur: Saboteur, monkeypatch: pytest.MonkeyPatch) -> None:
    """An engine with one fault breaks the premise that is about it."""
    library = _library()
    monkeypatch.setattr(premises, "step", saboteur)
    assert premise in _failed(library, codec(locked(library), library))


def test_a_premise_is_told_with_what_happened(monkeypatch: pytest.MonkeyPatch) -> None:
    """The conversation to the session where it failed, and the events after it."""
    library = _library()
    monkeypatch.setattr(premises, "step", _sticky_aside)
    report = run_checks(library, locked(library), rules=())
    (failed,) = (one for one in report.results if (one.rule, one.flow) == ("WALK-ASIDE", "small"))
    assert failed.status is Status.BROKEN
    assert failed.counterexample[:2] == ("1. [a.begin] > yes", "2. [a.next]")
    assert failed.counterexample[2:] == ("   then danger", "   then back")
    monkeypatch.setattr(premises, "step", _taking)
    report = run_checks(library, locked(library), rules=())
    (failed,) = (one for one in report.results if (one.rule, one.flow) == ("WALK-NONSENSE", "small"))
    assert failed.counterexample == ("1. [a.begin]", "   then answer no_such_answer")


def test_a_record_that_forgets_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """A session that comes back from its record with another language breaks WALK-STORE."""
    library = _library()
    numbers = codec(locked(library), library)
    decode = Codec.decode

    def forgetful(self: Codec, record: bytes) -> Session:
        return replace(decode(self, record), language="es")

    monkeypatch.setattr(Codec, "decode", forgetful)
    assert _failed(library, numbers) == {"WALK-STORE"}


def test_a_site_that_moves_a_card_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """An engine that skips a card where only one language is spoken breaks WALK-SITE."""
    library = _library()

    def choosy(library: Library, session: Session | None, event: ev.Event) -> Stepped:
        done = step(library, session, event)
        if len(library.languages) == 1 and done.view.state == "a.next":
            return Stepped(done.session, replace(done.view, tags=frozenset({"educate"})))
        return done

    numbers = codec(locked(library), library)
    assert same_everywhere(library, "small", numbers)
    monkeypatch.setattr(premises, "step", choosy)
    assert not same_everywhere(library, "small", numbers)


def test_a_flow_that_is_too_large_is_told_and_not_sampled(monkeypatch: pytest.MonkeyPatch) -> None:
    """WALK-CAP: nothing of it counts as proved."""
    library = _library()
    monkeypatch.setattr(walking, "MOST_SESSIONS", 3)
    report = run_checks(library, locked(library))
    (told,) = (one for one in report.results if one.flow == "small" and one.rule != "LOCK-1")
    assert (told.rule, told.status) == ("WALK-CAP", Status.BROKEN)
    assert "more than 3 situations" in told.said
