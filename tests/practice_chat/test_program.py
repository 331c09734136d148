"""The program itself: `python -m bot practice-bot` in a process of its own, killed in mid-talk and started again."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path

import pytest

from tests.telegram.standin import Person, World

ROOT = Path(__file__).parents[2]


async def started(world: World, folder: Path, **environ: str) -> asyncio.subprocess.Process:
    """The command, in this folder and with nothing of our own environment."""
    given = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "WAYMARK_PRACTICE_EPOCH_FOLDER": os.environ["WAYMARK_EPOCH_FOLDER"],
        "TELEGRAM_API_BASE": world.url,
        "WAYMARK_PRACTICE_TOKEN": world.token,
        "WAYMARK_PRACTICE_CHAT_RATE": "0",
        "WAYMARK_LOG_LEVEL": "debug",
        **environ,
    }
    command = [sys.executable, "-m", "bot", "practice-bot"]
    pipe = asyncio.subprocess.PIPE
    return await asyncio.create_subprocess_exec(*command, cwd=folder, env=given, stdout=pipe, stderr=pipe)


def left_in(folder: Path) -> bytes:
    """All that the program has left in its folder."""
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


async def says(world: World, person: Person, words: str) -> None:
    """Somebody types, and the answer has come."""
    calls = len(world.calls)
    await person.types(words)
    await world.until(lambda: len(world.calls) > calls and not world.updates.pending, 30)
    await world.settled(within=30)


@pytest.mark.long
async def test_killed_in_mid_talk(world: World, tmp_path: Path) -> None:
    """What was chosen before a kill is there after it; nothing that was typed is in any file or line of the log."""
    program = await started(world, tmp_path)
    told = b""
    try:
        await world.until(lambda: world.poller.polls, 60)
        who = world.person()
        await who.start()
        for words in ("/practice", "1", "begin", "1", "canary-Perez 555-0142"):
            await says(world, who, words)
        assert "Practice, turn 2" in who.card().text
        program.kill()
        told += b"".join(await asyncio.wait_for(program.communicate(), 30))
        polls = world.poller.polls
        program = await started(world, tmp_path)
        await world.until(lambda: world.poller.polls > polls, 60)
        await says(world, who, "back")
        assert "Practice, turn 1" in who.card().text
        program.send_signal(signal.SIGTERM)
        told += b"".join(await asyncio.wait_for(program.communicate(), 30))
        assert program.returncode == 0
    finally:
        if program.returncode is None:
            program.kill()
            await program.wait()
    files = left_in(tmp_path)
    for word in (b"Perez", b"555-0142", b"700000001", world.token.encode()):
        assert word not in files
        assert word not in told


@pytest.mark.long
async def test_a_start_without_a_token_says_so(world: World, tmp_path: Path) -> None:
    """It ends at once, with one sentence and the code for a bad argument."""
    program = await started(world, tmp_path, WAYMARK_PRACTICE_TOKEN="")
    _, said = await asyncio.wait_for(program.communicate(), 60)
    assert program.returncode == 2
    assert b"There is no token: set WAYMARK_PRACTICE_TOKEN_FILE" in said
    assert left_in(tmp_path) == b""
