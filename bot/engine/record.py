"""A session as a short record of numbers: no string goes in, so no word about a person can be stored.

Layout, big-endian: the numbers of ``_Head``, then three bytes an answer (state 2, answer 1): trail, redo, aside trail.
The position is not stored: it is where the trail leads. What matters is a bit each; aside position 0 is none, its
highest bit says that it was opened from under a cover. Numbers come from flows.lock, which never reuses one.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from bot.engine.errors import RecordError
from bot.engine.session import LONGEST_TRAIL, SCHEMA, Aside, Mode, Session, Step
from bot.engine.show import Library
from bot.engine.trail import replay
from bot.engine.versions import Lock

_HEAD = struct.Struct(">BBHBBBIBBBHI")
_STEP = struct.Struct(">HB")
_MODES = tuple(Mode)
_HIDDEN = 1 << 15

LONGEST_RECORD = _HEAD.size + LONGEST_TRAIL * _STEP.size
"""Bytes of the longest record there can be."""


class _Head(NamedTuple):
    schema: int
    flow: int
    version: int
    mode: int
    language: int
    patient_language: int
    revision: int
    trail: int
    redo: int
    aside: int
    aside_at: int
    matters: int


@dataclass(frozen=True, slots=True)
class Codec:
    """Turns sessions into records and back, by the numbers of a lock."""

    lock: Lock
    library: Library
    flows: Mapping[str, int]
    states: Mapping[str, int]
    answers: Mapping[str, int]
    languages: Mapping[str, int]

    def encode(self, session: Session) -> bytes:
        """The record of a session: ``_HEAD.size`` bytes and three for every answer."""
        aside = session.aside
        steps = (*session.trail, *session.redo, *(aside.trail if aside else ()))
        if len(steps) > LONGEST_TRAIL:
            raise RecordError("the trail is longer than a record holds")
        head = _HEAD.pack(
            SCHEMA,
            self.flows[session.flow],
            session.version,
            _MODES.index(session.mode),
            self.languages[session.language],
            self.languages[session.patient_language],
            session.revision,
            len(session.trail),
            len(session.redo),
            len(aside.trail) if aside else 0,
            self.states[aside.at] + 1 + _HIDDEN * aside.hidden if aside else 0,
            sum(1 << self.lock.matters.index(one) for one in session.matters),
        )
        return head + b"".join(_STEP.pack(self.states[s], self.answers[a]) for s, a in steps)

    def decode(self, record: bytes) -> Session:
        """The session of a record, or ``RecordError`` when it is not one of ours. Older flows are not replayed here."""
        try:
            return self._decode(record)
        except (struct.error, IndexError, KeyError):
            raise RecordError("the record is not a session of this program") from None

    def _decode(self, record: bytes) -> Session:
        head = _Head(*_HEAD.unpack_from(record))
        if head.schema != SCHEMA:
            raise RecordError("the record has another schema")
        if len(record) != _HEAD.size + (head.trail + head.redo + head.aside) * _STEP.size:
            raise RecordError("the record has the wrong length")
        steps = tuple(
            Step(self.lock.states[s], self.lock.answers[a]) for s, a in _STEP.iter_unpack(record[_HEAD.size :])
        )
        if not _ours(head):
            raise RecordError("the record tells of no session that can be")
        trail, rest = steps[: head.trail], steps[head.trail :]
        name = self.lock.flow_numbers[head.flow]
        aside = self._aside(head.aside_at, rest[head.redo :])
        return Session(
            name,
            head.version,
            self._position(name, head.version, trail),
            _shown(head) if aside is None else _MODES[head.mode],
            self.lock.languages[head.language],
            self.lock.languages[head.patient_language],
            head.revision,
            trail,
            rest[: head.redo],
            aside,
            tuple(one for number, one in enumerate(self.lock.matters) if head.matters >> number & 1),
        )

    def _position(self, name: str, version: int, trail: tuple[Step, ...]) -> str:
        """Where the trail leads; unknown for a flow of another version, which is replayed at the next step."""
        flow = self.library.flows.get(name)
        if flow is None or flow.version != version:
            return ""
        told = replay(flow, flow.start, (), trail)
        if told.dropped or told.redo:
            raise RecordError("the answers do not fit their flow")
        return told.at

    def _aside(self, number: int, trail: tuple[Step, ...]) -> Aside | None:
        """The safety card that was open, unless the safety conversation has changed since: then it is closed."""
        safety = self.library.flows.get(self.library.safety)
        if not number or safety is None:
            return None
        at = self.lock.states[(number & ~_HIDDEN) - 1]
        first = trail[0].state if trail else at
        if first not in safety.cards or safety.cards[first].state.final:
            return None
        told = replay(safety, first, (), trail)
        fits = told.at == at and not told.redo and not told.dropped
        return Aside(at, trail, number >= _HIDDEN) if fits else None


def _ours(head: _Head) -> bool:
    """Could a session stand like this? What has ended holds no answers; only danger and a cover have a safety card."""
    match _MODES[head.mode]:
        case Mode.IDLE:
            return False
        case Mode.ENDED:
            return not (head.trail or head.redo or head.aside or head.aside_at)
        case Mode.RUNNING:
            return not (head.aside or head.aside_at)
        case Mode.DANGER:
            return head.aside_at & ~_HIDDEN > 0
        case _:
            return head.aside_at & ~_HIDDEN > 0 or not (head.aside or head.aside_at)


def _shown(head: _Head) -> Mode:
    """The mode that is left when the safety card has been closed, because its conversation has changed."""
    if _MODES[head.mode] is not Mode.DANGER:
        return _MODES[head.mode]
    return Mode.COVERED if head.aside_at & _HIDDEN else Mode.RUNNING


def codec(lock: Lock, library: Library) -> Codec:
    """A codec for this lock and library."""

    def numbers(names: tuple[str, ...]) -> dict[str, int]:
        return {name: number for number, name in enumerate(names)}

    return Codec(
        lock, library, numbers(lock.flow_numbers), numbers(lock.states), numbers(lock.answers), numbers(lock.languages)
    )
