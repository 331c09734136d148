"""Every broken sample of a rule that walks, and how one is judged. They ship: ``check --explain`` shows them."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from bot.check.rule import Subject
from bot.check.samples import Sample, Samples, bearing, coherence, following, never, ordering, presence
from bot.check.samples.small import library_with, subject_of

SAMPLES: Final[Samples] = {
    **ordering.SAMPLES,
    **presence.SAMPLES,
    **never.SAMPLES,
    **coherence.SAMPLES,
    **bearing.SAMPLES,
    **following.SAMPLES,
}

OF_TYPES: Final = frozenset({"NEV-13"})
"""Rules about types and no flow: their sample is a type with one field too many (tests/check/test_types.py)."""


def subject_for(sample: Sample) -> Subject:
    """A sample, ready to be judged."""
    flows = (sample.flow, *((sample.beside,) if sample.beside else ()))
    subject = subject_of(library_with(*flows, entries=sample.entries), sample.flow.id)
    if sample.bent is not None:
        walked = subject.walked
        subject.walked = replace(walked, graph=sample.bent(walked.graph))
    return subject
