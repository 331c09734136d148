"""The service as shipped, in a process of its own: which files it touches, and whom it talks to."""

from __future__ import annotations

import re
from pathlib import Path

import httpx
import pytest

from tests.privacy.canaries import Planter
from tests.privacy.leftovers import Leftovers
from tests.privacy.test_process import service
from tests.privacy.watched import Watched
from tests.privacy.ways import WAYS, Hand
from tests.telegram.standin import World
from tests.telegram.test_program import Program, ended, free_port

FILES = {
    "here/waymark.sqlite",
    "here/waymark.sqlite.key",
    "keys",
    *(f"keys/{name}" for name in ("lock", "epochs", "epochs.new", "epochs.old")),
}
"""Everything that a service may write. Its log goes to the standard error."""

PASSING = re.compile(r"here/waymark\.sqlite(-journal|\.key\.[0-9]+)")
"""What is there for a moment: the journal, and a secret that is being made."""


@pytest.mark.parametrize("way", ["telegram", pytest.param("serve", marks=pytest.mark.long)])
async def test_a_service_touches_its_own_files_and_talks_to_telegram_alone(
    world: World, tmp_path: Path, way: str
) -> None:
    """Canaries by every way into a real process: its files, its output, its figures and its connections."""
    place, leftovers, ops = Watched(tmp_path), Leftovers(world.token), free_port()
    program = Program(world, tmp_path / "here", WAYMARK_LOG_LEVEL="debug", WAYMARK_OVERALL_RATE="0")
    program.environ |= service(world, way) | place.environ | {"WAYMARK_OPS_PORT": str(ops)}
    link = (await program.run("invite"))[1].split()[0]
    nurse = world.person()
    async with program.running(way) as process, httpx.AsyncClient(trust_env=False) as client:
        if way == "serve":
            await world.until(lambda: world.webhook.settings.url)
        await nurse.opens(link)
        await world.settled()
        hand = Hand(world, nurse, Planter())
        for act in WAYS:
            await act(hand)
        await world.settled(within=60)
        leftovers.search("figures", (await client.get(f"http://127.0.0.1:{ops}/metrics")).content)
        leftovers.search_folder(tmp_path / "here")
        code, said = await ended(process)
    assert code == 0
    leftovers.search("output", said.encode())
    leftovers.search_folder(tmp_path / "here")
    assert leftovers.hits == {}
    assert {path for path in place.touched() if not PASSING.fullmatch(path)} == FILES
    whom = {line for line in place.connected() if not line.startswith("socket.bind")}
    assert whom
    port = world.url.rpartition(":")[2]
    assert [line for line in whom if "127.0.0.1" not in line or not (port in line or "getaddrinfo" in line)] == []
