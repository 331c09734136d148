"""A bot in a process of its own, killed with -9 at a chosen point and started again."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.telegram.standin import World


@contextmanager
def plain_bot(world: World) -> Iterator[subprocess.Popen[bytes]]:
    """A running bot; killed at the end, if it still lives."""
    command = [sys.executable, "-m", "tests.telegram.plain_bot", world.url, world.token]
    with subprocess.Popen(command) as process:
        try:
            yield process
        finally:
            process.kill()


@pytest.mark.parametrize(("when", "left"), [("before", 1), ("after", 2)])
async def test_killed_at_a_gate(world: World, when: str, left: int) -> None:
    """Killed while it sends, the bot gets the same update again; what had happened has happened."""
    nurse = world.person()
    gate = world.faults.stop_at("sendMessage", when="after" if when == "after" else "before")
    with plain_bot(world) as bot:
        started = await nurse.start()
        await gate.reached()
        bot.kill()
        bot.wait()
    gate.drop()
    assert [update.update_id for update in world.updates.pending] == [started]
    with plain_bot(world):
        await world.settled()
    assert [seen.text for seen in nurse.sees() if not seen.mine] == ["Card"] * left
    assert world.updates.pending == []
