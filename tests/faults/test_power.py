"""When the power goes: every acknowledged step is on the disk, and the next start is sound and needs nobody."""

from __future__ import annotations

from pathlib import Path

import pytest

from storage.errors import NotOurs
from storage.opening import JOURNAL_MAGIC
from tests.faults import power
from tests.faults.nursery import Nursery


def test_power_may_go_at_any_moment(nursery: Nursery) -> None:
    """Images of what the shipped store wrote, with any part of what was not flushed: all open, nothing is lost."""
    assert power.run(nursery, 1_000).words == []


@pytest.mark.parametrize("weak", power.WEAK)
def test_settings_that_lose_are_found_out(nursery: Nursery, weak: str) -> None:
    """The same with settings that are known to lose: unless it finds bad images, finding none above says nothing."""
    assert power.run(nursery, 2_000, weak, enough=1).words


def test_a_file_that_never_came_to_be_is_made_anew(tmp_path: Path) -> None:
    """Its head was not written yet, and its journal takes it back to nothing; without a journal it is not ours."""
    path, journal = tmp_path / "waymark.sqlite", tmp_path / "waymark.sqlite-journal"
    path.write_bytes(bytes(8192))
    with pytest.raises(NotOurs):
        power.opened(path)
    journal.write_bytes(JOURNAL_MAGIC + bytes(8) + (2).to_bytes(4) + bytes(492))
    with pytest.raises(NotOurs):
        power.opened(path)
    assert path.read_bytes() == bytes(8192)
    journal.write_bytes(JOURNAL_MAGIC + bytes(12) + (512).to_bytes(4) + (4096).to_bytes(4) + bytes(484))
    power.opened(path)._file.close()
    assert path.read_bytes().startswith(b"SQLite format 3")
