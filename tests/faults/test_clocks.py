"""Clocks jump, stand still and lie in odd zones: no talk stays readable beyond its bound, and none is lost before."""

from __future__ import annotations

import time

import pytest

from tests.faults import clocks


def test_no_schedule_of_clocks_keeps_a_talk() -> None:
    """Touches, looks, sweeps and restarts between jumps of up to two years, past 2038, and clocks that stand still."""
    assert clocks.run(40).words == []


@pytest.mark.parametrize("name", clocks.ZONES[:3])
def test_a_zone_changes_nothing(name: str) -> None:
    """Half an hour of summer time, three quarters of an hour of offset, a day that never was: all rests the same."""
    with clocks.zone(name):
        assert time.localtime(1_800_000_000).tm_gmtoff
    assert clocks.shift_in(name) == []
