"""A flow changes while people are talking: sessions are replayed on the new graph and told what no longer fits."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.check.samples.small import card, library_with, small
from bot.engine import events as ev
from bot.engine.record import codec
from bot.engine.session import Mode, Session
from bot.engine.show import Library
from bot.engine.spec import Flow
from bot.engine.step import step
from bot.engine.versions import Lock, fingerprint, locked, moved_without_version
from bot.library import library, read_lock, write_lock
from tests.engine.talks import begun

OLD = small(
    card("a.begin", "yes > a.rent", "no > a.rent"),
    card("a.rent", "yes > a.work", "no > a.work"),
    card("a.work", "yes > a.last", "no > a.last"),
    card("a.last", "done > a.end"),
)
NEW = replace(
    small(
        card("a.begin", "yes > a.work", "no > a.work"),
        card("a.work", "yes > a.last", "hardly > a.last"),
        card("a.last", "done > a.end"),
    ),
    version=2,
)
"""The second version asks nothing about the rent, and knows no plain no about work."""


@pytest.fixture
def newer() -> tuple[Library, Library]:
    """The same program before and after the change."""
    return library_with(OLD), library_with(NEW)


def _notices(
    lib: Library, session: Session, event: ev.Event
) -> tuple[Session | None, list[tuple[str, tuple[str, ...]]]]:
    after, view = step(lib, session, event)
    return after, [(notice.id, notice.states) for notice in view.notices]


def test_answers_that_fit_are_kept(newer: tuple[Library, Library]) -> None:
    """The card that is gone is passed over, the answers after it stand."""
    before, after = newer
    talk = begun(before, "small").tap("yes", "no", "yes")
    session, notices = _notices(after, talk.kept, ev.Look())
    assert session is not None
    assert (session.version, session.at) == (2, "a.last")
    assert [tuple(done) for done in session.trail] == [("a.begin", "yes"), ("a.work", "yes")]
    assert notices == [("flow_changed", ())]


def test_answers_that_do_not_fit_are_named(newer: tuple[Library, Library]) -> None:
    """An answer that the new card does not know is dropped, and the worker is told which card it was."""
    before, after = newer
    talk = begun(before, "small").tap("yes", "no", "no")
    session, notices = _notices(after, talk.kept, ev.Look())
    assert session is not None
    assert session.at == "a.work"
    assert notices == [("flow_changed", ("a.work",))]


def test_a_press_from_before_the_change_is_stale(newer: tuple[Library, Library]) -> None:
    """The change is a revision of its own, so an old button answers no new card."""
    before, after = newer
    talk = begun(before, "small").tap("yes")
    session, notices = _notices(after, talk.kept, ev.Answer("yes", talk.view.revision))
    assert session is not None
    assert (session.at, [one for one, _ in notices]) == ("a.work", ["flow_changed", "stale"])


@pytest.mark.parametrize(
    ("events", "mode"),
    [
        ((ev.Cover(),), Mode.COVERED),
        ((ev.Away(),), Mode.AWAY),
        ((ev.Danger(),), Mode.RUNNING),
        ((ev.Cover(), ev.Danger()), Mode.COVERED),
        ((ev.Stop(),), Mode.ENDED),
    ],
)
def test_what_was_hidden_stays_hidden(newer: tuple[Library, Library], events: tuple[ev.Event, ...], mode: Mode) -> None:
    """A change of the flow shows nobody a card that was covered; a safety card is closed."""
    before, after = newer
    talk = begun(before, "small").tap("yes").do(*events)
    session, _ = _notices(after, talk.kept, ev.Look())
    assert session is not None
    assert (session.mode, session.aside, session.version) == (mode, None, 2)


def test_waiting_answers_survive_too(newer: tuple[Library, Library]) -> None:
    """An edit that was begun is undone, as by back: answers that wait are replayed with the others."""
    before, after = newer
    talk = begun(before, "small").tap("yes", "no", "yes").do(ev.Edit("a.begin"))
    session, _ = _notices(after, talk.kept, ev.Look())
    assert session is not None
    assert (session.at, session.redo) == ("a.last", ())


def test_a_flow_that_is_gone_is_told(newer: tuple[Library, Library]) -> None:
    """Its session cannot go on; nothing of it is kept, and a new one can begin."""
    before, _ = newer
    talk = begun(before, "small").tap("yes")
    session, notices = _notices(library(), talk.kept, ev.Look())
    assert (session, notices) == (None, [("flow_gone", ())])
    opened, view = step(library(), talk.kept, ev.Begin("offer"))
    assert (view.state, opened is not None) == ("opening.begin", True)


def test_a_record_of_an_older_version_is_read(newer: tuple[Library, Library]) -> None:
    """Numbers are given for good: a record from before the change decodes, and the next step brings it up to date."""
    before, after = newer
    first = locked(before)
    record = codec(first, before).encode(begun(before, "small").tap("yes", "no", "yes").kept)
    session = codec(locked(after, first), after).decode(record)
    assert (session.version, [done.state for done in session.trail]) == (1, ["a.begin", "a.rent", "a.work"])
    moved, _ = step(after, session, ev.Look())
    assert moved is not None
    assert moved.at == "a.last"


def test_numbers_are_never_taken_back(newer: tuple[Library, Library]) -> None:
    """What is gone keeps its number, what is new comes after; languages and what matters likewise."""
    before, after = newer
    first = locked(replace(before, languages=("en", "fr"), matters=("cost",)))
    then = locked(replace(after, languages=("en", "es"), matters=("faith",)), first)
    assert then.states[: len(first.states)] == first.states
    assert "a.rent" in then.states
    assert then.answers[: len(first.answers)] == first.answers
    assert set(then.answers) > set(first.answers)
    assert (then.languages, then.matters) == (("en", "fr", "es"), ("cost", "faith"))


def test_the_lock_is_current() -> None:
    """flows.lock holds the version and the fingerprint of every flow that ships, and every number."""
    lock = read_lock()
    assert locked(library(), lock) == lock


def _moved(**changed: Flow) -> tuple[str, ...]:
    before = locked(library_with(OLD))
    return moved_without_version(before, locked(library_with(changed["flow"]), before))


def test_a_graph_that_moves_without_its_version_is_told() -> None:
    """One edge, one tag or one recorded fact is enough; and a version that moves alone is told too."""
    first, *rest = OLD.parts[0].states
    for state in (
        card("a.begin", "yes > a.work", "no > a.rent"),
        card("a.begin", "yes > a.rent", "no > a.rent", tags="educate"),
        card("a.begin", "yes > a.rent | records work=yes", "no > a.rent"),
        card("a.begin", "yes > a.rent | grants private", "no > a.rent"),
        card("a.begin", "yes > a.rent", "no > a.rent", contacts="hotline"),
        card("a.begin", "yes > a.rent", "no > a.rent", notes="security"),
        card("a.begin", "yes > a.rent", "no > a.rent", words="a.other"),
    ):
        assert state != first
        parts = (replace(OLD.parts[0], states=(state, *rest)),)
        assert _moved(flow=replace(OLD, parts=parts)) == ("small",)
        assert _moved(flow=replace(OLD, parts=parts, version=2)) == ()
    assert _moved(flow=replace(OLD, version=2)) == ("small",)
    assert _moved(flow=OLD) == ()


def test_laws_are_not_in_the_fingerprint() -> None:
    """A law says what a graph keeps; a new one moves no session."""
    lib = library()
    flow = lib.flows["offer"]
    assert fingerprint(library_with(replace(flow.source, gates=())).flows["offer"]) == fingerprint(flow)


def test_a_lock_is_written_as_it_is_read(tmp_path: Path) -> None:
    """Round trip through the file."""
    path = tmp_path / "flows.lock"
    lock: Lock = write_lock(library(), path)
    assert read_lock(path) == lock
    assert write_lock(library(), path) == lock
