"""Workers die, the server crashes, presses come twice and shuffled: nothing is lost, and nothing happens twice."""

from __future__ import annotations

import os
import time

import pytest

from tests.postgres.chaos import Dispatcher, Plan
from tests.postgres.cluster import Cluster

MINUTES = float(os.environ.get("WAYMARK_CHAOS_MINUTES", "10"))


async def test_nothing_is_lost_and_nothing_is_doubled(cluster: Cluster) -> None:
    """Two workers, four kills, a crash of the server, an epoch each second."""
    found = await Dispatcher(cluster, Plan(chats=40, presses=15, workers=2, kills=4, crashes=1)).run()
    assert (found.lost, found.doubled) == ([], [])
    assert (found.kills, found.crashes) == (4, 1)
    assert found.sent > found.presses


@pytest.mark.long
async def test_a_hundred_thousand_presses(cluster: Cluster, capsys: pytest.CaptureFixture[str]) -> None:
    """Four workers, in rounds until there are enough or the time is over; every round has its kills and crashes."""
    began, presses, turn = time.monotonic(), 0, 0
    while presses < 100_000 and time.monotonic() - began < MINUTES * 60:
        turn += 1
        cluster.make_database(f"round_{turn}", f"round_{turn}")
        plan = Plan(chats=400, presses=15, workers=4, kills=60, crashes=3, epoch_seconds=5, seed=turn, seconds=1200)
        found = await Dispatcher(cluster, plan, cluster.address(f"round_{turn}", f"round_{turn}")).run()
        presses += found.presses
        with capsys.disabled():
            print(f"\n{found}", end="", flush=True)  # noqa: T201
        assert (found.lost, found.doubled) == ([], [])
