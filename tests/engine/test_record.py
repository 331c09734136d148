"""A session as numbers: everything comes back, and nothing that is not ours comes in."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.check.samples.small import card, library_with, small
from bot.engine import events as ev
from bot.engine.errors import RecordError
from bot.engine.record import LONGEST_RECORD, codec
from bot.engine.session import LONGEST_TRAIL, Mode, Session, Step
from bot.engine.step import step
from bot.engine.versions import locked
from bot.engine.view import View
from bot.library import library
from tests.engine.talks import Talk, begun

LIBRARY = replace(library(), languages=("en", "es"), matters=("cost", "faith"))
LOCK = locked(LIBRARY)
CODEC = codec(LOCK, LIBRARY)


def _talk() -> Talk:
    return begun(LIBRARY, "adult_brief").tap("yes", "adult", "yes", "yes", "yes", "no", "skip")


@cache
def _sessions() -> dict[str, Session]:
    """A session of every shape."""
    return {
        "new": begun(LIBRARY, "offer").kept,
        "running": _talk().kept,
        "edited": _talk().do(ev.Edit("footing.age")).kept,
        "danger": _talk().do(ev.Danger()).tap("check").kept,
        "covered": _talk().do(ev.Cover()).kept,
        "covered danger": _talk().do(ev.Danger(), ev.Away()).kept,
        "danger from a cover": _talk().do(ev.Cover(), ev.Danger()).tap("rest").kept,
        "other languages": _talk().do(ev.Language("es", "patient"), ev.Matter("faith")).kept,
        "ended": _talk().do(ev.Stop()).kept,
    }


@pytest.mark.parametrize("shape", sorted(_sessions()))
def test_every_shape_comes_back(shape: str) -> None:
    """Encoded and decoded it is the same session, and its record is short."""
    session = _sessions()[shape]
    record = CODEC.encode(session)
    assert CODEC.decode(record) == session
    assert len(record) <= LONGEST_RECORD < 512


def test_a_record_holds_no_text() -> None:
    """No id of a card, an answer or a flow is in the bytes."""
    record = CODEC.encode(_talk().do(ev.Danger()).kept)
    words = {*LOCK.states, *LOCK.answers, *LOCK.flow_numbers}
    assert [word for word in words if word.encode() in record] == []


def test_the_longest_trail_fits_and_no_longer_one() -> None:
    """A record has a bound, and what does not fit is refused."""
    session = begun(LIBRARY, "offer").kept
    most = replace(session, trail=(Step("opening.begin", "yes"),) * LONGEST_TRAIL)
    assert len(CODEC.encode(most)) == LONGEST_RECORD
    with pytest.raises(RecordError):
        CODEC.encode(replace(most, redo=(Step("opening.begin", "yes"),)))


@given(st.binary(max_size=80))
def test_any_bytes_are_a_session_or_refused(record: bytes) -> None:
    """No record in the world leads to another error than a RecordError."""
    _decoded(record)


@given(st.sampled_from(sorted(_sessions())), st.data())
def test_a_damaged_record_is_a_session_or_refused(shape: str, data: st.DataObject) -> None:
    """Bytes changed, cut off or added: what still decodes is a session that any event can happen to."""
    record = bytearray(CODEC.encode(_sessions()[shape]))
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(record) - 1))
        record[place] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, 3))
    session = _decoded(bytes(record[: len(record) - cut]) + data.draw(st.binary(max_size=3)))
    for event in (
        ev.Look(),
        ev.Back(),
        ev.Answer("yes"),
        ev.Danger(),
        ev.Resume(),
        ev.Edit("opening.begin"),
        ev.Stop(),
    ):
        if session is not None:
            session, view = step(LIBRARY, session, event)
            assert isinstance(view, View)


def _decoded(record: bytes) -> Session | None:
    """The session, or None where it was refused with a sentence that tells a rule and no value."""
    said = ""
    try:
        return CODEC.decode(record)
    except RecordError as error:
        said = str(error)
    assert said.startswith("the ")
    assert not set(said) & set("0123456789")
    return None


def test_a_record_of_another_schema_is_refused() -> None:
    """The first byte says by which rules the others are read."""
    record = CODEC.encode(_talk().kept)
    with pytest.raises(RecordError, match="schema"):
        CODEC.decode(bytes([record[0] + 1]) + record[1:])


def test_answers_that_lead_nowhere_are_refused() -> None:
    """A record of the current version whose trail does not fit its flow is not ours."""
    session = replace(_talk().kept, trail=(Step("opening.begin", "done"),))
    with pytest.raises(RecordError, match="do not fit"):
        CODEC.decode(CODEC.encode(session))


@pytest.mark.parametrize(
    "changed",
    [
        {"mode": Mode.IDLE},
        {"mode": Mode.ENDED},
        {"mode": Mode.DANGER},
        {"mode": Mode.RUNNING, "aside": _sessions()["danger"].aside},
    ],
)
def test_a_session_that_cannot_be_is_refused(changed: dict[str, object]) -> None:
    """Ended with answers, in danger without a card, a card on top of a running one: no step leaves such a session."""
    session = replace(_talk().kept, **changed)  # type: ignore[arg-type]
    with pytest.raises(RecordError, match="no session that can be"):
        CODEC.decode(CODEC.encode(session))


@pytest.mark.parametrize(("shape", "mode"), [("danger", Mode.RUNNING), ("danger from a cover", Mode.COVERED)])
def test_a_safety_card_that_is_gone_is_closed(shape: str, mode: Mode) -> None:
    """When the safety conversation has changed, the talk beneath goes on where it may be shown."""
    safety = small(
        card("safety.now", "done > safety.pause"),
        card("safety.pause", "done > safety.over"),
        card("safety.over"),
        flow_id="safety",
    )
    changed = library_with(LIBRARY.flows["adult_brief"].source, safety)
    session = _sessions()[shape]
    read = codec(locked(changed, LOCK), changed).decode(CODEC.encode(session))
    assert (read.mode, read.aside, read.trail) == (mode, None, session.trail)
