"""The keys are gone, spoilt or not ours: the next start is neutral or says why not, and no old talk is seen."""

from __future__ import annotations

import pytest

from tests.faults import keys


@pytest.mark.parametrize("name", keys.CASES)
def test_spoilt_keys_before_a_start(name: str) -> None:
    """A talk was left open: it begins anew and that is told, or the start is refused in one sentence."""
    assert keys.at_a_start(keys.CASES[name]) == []


@pytest.mark.parametrize("name", keys.CASES)
def test_spoilt_keys_in_mid_talk(name: str) -> None:
    """The next card says that it is not saved, or the talk begins anew; nothing breaks, and so does the next start."""
    assert keys.in_mid_talk(keys.CASES[name]) == []
