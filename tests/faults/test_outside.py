"""A disk without room and a file that somebody else holds: told in a sentence, made good later, wiped all the same."""

from __future__ import annotations

import pytest

from tests.faults import full, locks


@pytest.mark.skipif(not full.may_mount(), reason="needs a mount namespace of its own")
def test_a_full_disk_again_and_again() -> None:
    """A small disk filled in the middle of ten talks: no card is lost that was saved, and a stop wipes without room."""
    tally = full.run(10)
    assert tally.words == []
    assert tally.injected[full.KIND] == 10


def test_a_file_that_another_program_holds() -> None:
    """Locks of every kind, some shorter and some longer than we wait: answered each time, nothing lost or doubled."""
    tally = locks.run(6)
    assert tally.words == []
    assert sum(count for kind, count in tally.injected.items() if "told" in kind)
