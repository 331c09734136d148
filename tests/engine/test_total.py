"""``step`` is total: any events in any order, on any session, always lead to a view and never to an error."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bot.engine import events as ev
from bot.engine.facts import fold
from bot.engine.record import codec
from bot.engine.session import Mode, Session
from bot.engine.step import step
from bot.engine.trail import replay
from bot.engine.versions import locked
from bot.library import library

LIBRARY = replace(library(), languages=("en", "es"), matters=("cost", "faith"))
CODEC = codec(locked(LIBRARY), LIBRARY)

FLOWS = st.sampled_from([*LIBRARY.flows, "nothing_of_the_kind"])
CODES = st.sampled_from(["en", "es", "zz", ""])
CARDS = [card for flow in LIBRARY.flows.values() for card in flow.cards.values()]
STATES = st.sampled_from(sorted({card.state.id for card in CARDS} | {"no.such_card"}))
CHOICES = st.sampled_from(sorted({one for card in CARDS for one in card.ids} | {"", "resume"}))
REVISIONS = st.none() | st.integers(-1, 40)

EVENTS: st.SearchStrategy[ev.Event] = st.one_of(
    st.builds(ev.Begin, FLOWS, CODES, CODES),
    st.builds(ev.Answer, CHOICES, REVISIONS),
    st.builds(ev.Back, REVISIONS),
    st.builds(ev.Edit, STATES),
    st.builds(ev.Language, CODES, st.sampled_from(["worker", "patient", "both"])),
    st.builds(ev.Matter, st.sampled_from(["cost", "faith", ""])),
    st.sampled_from(
        [ev.Danger(), ev.Pause(), ev.Cover(), ev.Away(), ev.Resume(), ev.Stop(), ev.Expire(), ev.Unknown(), ev.Look()]
    ),
)
"""Anything that can happen, sensible or not."""

OPENINGS: st.SearchStrategy[ev.Event] = st.sampled_from([ev.Danger(), ev.Pause()])
COVERS: st.SearchStrategy[ev.Event] = st.sampled_from([ev.Cover(), ev.Away()])

TAPS = st.integers(0, 9)
"""The nth answer that is offered: leads deeper than chance would."""


def _checked(before: Session | None, event: ev.Event) -> Session | None:
    """One step, with everything that must hold after it."""
    session, view = step(LIBRARY, before, event)
    if session is None:
        assert view.mode is Mode.IDLE
        return None
    assert view.revision == session.revision
    assert view.mode is session.mode
    assert CODEC.decode(CODEC.encode(session)) == session
    assert (session.mode is Mode.DANGER) <= (session.aside is not None)
    assert (session.mode is Mode.RUNNING) <= (session.aside is None)
    if session.mode is Mode.ENDED:
        assert (session.trail, session.redo, session.aside, session.matters) == ((), (), None, ())
    else:
        assert view.choices
        flow = LIBRARY.flows[session.flow]
        assert replay(flow, flow.start, (), session.trail) == (session.at, session.trail, (), ())
    assert before is None or session == before or session.revision == before.revision + 1
    return session


@given(st.lists(EVENTS | TAPS, max_size=60))
def test_anything_may_happen(happened: list[ev.Event | int]) -> None:
    """Whatever happens, there is a view that fits the session, which can be stored and stands where its trail leads."""
    session: Session | None = None
    for one in happened:
        event = one
        if isinstance(event, int):
            _, view = step(LIBRARY, session, ev.Look())
            choices = view.choices or ("",)
            event = ev.Answer(choices[event % len(choices)], view.revision) if session else ev.Begin("adult_brief")
        session = _checked(session, event)


@given(st.lists(TAPS, max_size=25), st.sampled_from(["offer", "adult_brief", "needs", "document", "safety"]))
def test_back_undoes_any_answer(taps: list[int], flow: str) -> None:
    """Not only on the sessions of the walk: after any answers, back restores the session exactly."""
    session, view = step(LIBRARY, None, ev.Begin(flow))
    for tap in taps:
        if session is None or session.mode is not Mode.RUNNING:
            break
        after, seen = step(LIBRARY, session, ev.Answer(view.choices[tap % len(view.choices)]))
        if after is not None and after.mode is Mode.RUNNING:
            undone, _ = step(LIBRARY, after, ev.Back())
            assert undone is not None
            assert replace(undone, revision=session.revision) == session
        session, view = after, seen


@given(st.lists(TAPS, min_size=1, max_size=25), st.data())
def test_asides_and_covers_do_not_touch_the_talk(taps: list[int], data: st.DataObject) -> None:
    """A safety card walked through at random, or a cover, leads back to the very same session, or to a stop there."""
    session, view = step(LIBRARY, None, ev.Begin("adult_brief"))
    for tap in taps:
        if session is None or session.mode is not Mode.RUNNING:
            return
        before = session
        beside, card = step(LIBRARY, session, data.draw(OPENINGS))
        said = ""
        for _ in range(6):
            if beside is None or beside.mode is not Mode.DANGER:
                break
            said = data.draw(st.sampled_from(card.choices))
            beside, card = step(LIBRARY, beside, ev.Answer(said))
        hidden, _ = step(LIBRARY, session, data.draw(COVERS))
        shown, _ = step(LIBRARY, hidden, ev.Resume())
        stopped = step(LIBRARY, before, ev.Answer("stop")).session if said == "stop" else before
        for one, left in ((beside, stopped), (shown, before)):
            if one is not None and left is not None and one.mode is Mode.RUNNING:
                assert replace(one, revision=left.revision) == left
        session, view = step(LIBRARY, session, ev.Answer(view.choices[tap % len(view.choices)]))


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("xyz")), max_size=8))
def test_facts_are_a_sum_over_the_trail(records: list[tuple[str, str]]) -> None:
    """What is known is folded from the answers in order; a later answer to the same replaces the earlier one."""
    assert fold([(one,) for one in records]) == dict(records)
    half = len(records) // 2
    assert fold([tuple(records[:half]), tuple(records[half:])]) == dict(records)
