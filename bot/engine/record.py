"""A session as a short record of numbers: no string goes in, so no word about a person can be stored.

Layout, big-endian: schema, flow, flow version (2), mode, language, patient language, revision (4), counts of trail,
redo and aside trail, aside position (2, 0 for none), then 3 bytes an answer (state 2, answer 1). The position itself
is not stored: it is where the trail leads. Numbers come from flows.lock, which never reuses one.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass

from bot.engine.errors import RecordError
from bot.engine.session import LONGEST_TRAIL, SCHEMA, Aside, Mode, Session, Step
from bot.engine.show import Library
from bot.engine.trail import replay
from bot.engine.versions import Lock

_HEAD = struct.Struct(">BBHBBBIBBBH")
_STEP = struct.Struct(">HB")
_MODES = tuple(Mode)

LONGEST_RECORD = _HEAD.size + LONGEST_TRAIL * _STEP.size
"""Bytes of the longest record there can be."""


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
            self.states[aside.at] + 1 if aside else 0,
        )
        return head + b"".join(_STEP.pack(self.states[s], self.answers[a]) for s, a in steps)

    def decode(self, record: bytes) -> Session:
        """The session of a record, or ``RecordError`` when it is not one of ours. Older flows are not replayed here."""
        try:
            return self._decode(record)
        except (struct.error, IndexError, KeyError):
            raise RecordError("the record is not a session of this program") from None

    def _decode(self, record: bytes) -> Session:
        schema, flow, version, mode, worker, patient, revision, trail_n, redo_n, aside_n, aside_at = _HEAD.unpack_from(
            record
        )
        if schema != SCHEMA:
            raise RecordError("the record has another schema")
        if len(record) != _HEAD.size + (trail_n + redo_n + aside_n) * _STEP.size:
            raise RecordError("the record has the wrong length")
        steps = tuple(
            Step(self.lock.states[s], self.lock.answers[a]) for s, a in _STEP.iter_unpack(record[_HEAD.size :])
        )
        trail, redo, beside = steps[:trail_n], steps[trail_n : trail_n + redo_n], steps[trail_n + redo_n :]
        name = self.lock.flow_numbers[flow]
        known = self.library.flows.get(name)
        at = ""
        if known is not None and known.version == version:
            told = replay(known, known.start, (), trail)
            if told.dropped or told.redo:
                raise RecordError("the answers do not fit their flow")
            at = told.at
        aside = self._aside(aside_at, beside)
        shown = _MODES[mode] if aside or _MODES[mode] is not Mode.DANGER else Mode.RUNNING
        return Session(
            name,
            version,
            at,
            shown,
            self.lock.languages[worker],
            self.lock.languages[patient],
            revision,
            trail,
            redo,
            aside,
        )

    def _aside(self, number: int, trail: tuple[Step, ...]) -> Aside | None:
        """The safety card that was open, unless the safety conversation has changed since: then it is closed."""
        safety = self.library.flows.get(self.library.safety)
        if not number or safety is None:
            return None
        at = self.lock.states[number - 1]
        known = all(s in safety.cards and a in safety.cards[s].choices for s, a in trail)
        return Aside(at, trail) if known and at in safety.cards else None


def codec(lock: Lock, library: Library) -> Codec:
    """A codec for this lock and library."""

    def numbers(names: tuple[str, ...]) -> dict[str, int]:
        return {name: number for number, name in enumerate(names)}

    return Codec(
        lock, library, numbers(lock.flow_numbers), numbers(lock.states), numbers(lock.answers), numbers(lock.languages)
    )
