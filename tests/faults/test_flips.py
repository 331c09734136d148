"""A disk that turns a bit: a chat may have to begin anew, but it never sees another chat's talk or a wrong one."""

from __future__ import annotations

from pathlib import Path

import pytest

from storage.checks import check
from storage.errors import Damaged
from tests.faults import flips
from tests.faults.tally import OF_THESE
from tests.storage.opening import opened
from tests.storage.samples import LATER, TALLY, digest, key


def test_a_byte_may_turn_into_any_other() -> None:
    """Some hundred of them, drawn by chance; the long form takes every byte of the file."""
    tally = flips.run(250)
    assert tally.words == []
    assert tally.injected[flips.KIND] == 250
    assert tally.injected[flips.GONE] > 50
    assert tally.injected[flips.REFUSED] > 5


def test_a_row_without_a_seal_holds_its_check() -> None:
    """Every byte of a count, a member and a link: a bent one is told, and counts as none."""
    tally = flips.run_near(
        check(*TALLY._replace(reason=3), 6), check(key(1), 2, LATER), check(digest(8), 3, LATER), before=34
    )
    assert tally.words == []
    assert tally.injected[flips.BENT] > 60


def test_the_sum_counts_each_fault_once() -> None:
    """What became of a fault is told in rows of their own, which are in no sum."""
    lines = flips.run(5).lines()
    assert lines[-1].split() == ["all", "5", "5", "0"]
    assert any(OF_THESE in line for line in lines)


async def test_a_message_of_sqlite_that_is_no_text_is_damage(tmp_path: Path) -> None:
    """SQLite quotes the bent byte of a schema in its message: what comes out is our sentence, without the quote."""
    path = tmp_path / "store" / "waymark.sqlite"
    path.parent.mkdir()
    await opened(path).close()
    content = path.read_bytes()
    at = content.index(b"INTEGER NOT NULL CHECK (epoch")
    path.write_bytes(content[:at] + b"\xc5" + content[at + 1 :])
    with pytest.raises(Damaged) as caught:
        opened(path)
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None
