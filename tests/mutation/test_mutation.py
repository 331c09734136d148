"""The proof of the proofs: slips of the pen in the shipped flows and content are noticed.

The quick form takes a few of each kind, ``python -m tests.mutation`` every one there is. What differs in nothing that
anybody could see is no slip.
"""

from __future__ import annotations

from bot.library import library
from tests.mutation.card_slips import card_slips, law_slips
from tests.mutation.slips import slips

KINDS = frozenset(
    "redirected dropped unguarded ungranted unrecorded outcome"
    " untagged bared dimmed skipped swapped unlawed audience".split()
)


def test_every_kind_of_slip_is_made() -> None:
    """Among the slips of the conversation that asks there is every kind."""
    flow = library().flows["adult_brief"].source
    assert {mutant.kind for mutant in (*slips(flow), *card_slips(flow), *law_slips(flow))} == KINDS
