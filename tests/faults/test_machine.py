"""Whatever happens to three chats and two workers, in any order: each screen is the one that a plain model shows."""

from __future__ import annotations

import pytest
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from tests.faults.machine import TwoWorkers


def test_any_order_of_events_on_two_workers() -> None:
    """A few dozen orders; the long form has thousands."""
    run_state_machine_as_test(TwoWorkers, settings=settings(max_examples=20, stateful_step_count=25))
    assert TwoWorkers.taken > 150


@pytest.mark.long
def test_many_orders_of_events_on_two_workers() -> None:
    """Hundreds of orders."""
    run_state_machine_as_test(TwoWorkers, settings=settings(max_examples=400, stateful_step_count=50))
