"""The stand-in in a process of its own, driven over its control address."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import NetworkError

TOKEN = "5550101:INVENTED_for_a_process_of_its_own_in_tests"


@pytest.fixture
async def alone() -> AsyncIterator[httpx.AsyncClient]:
    """A client of the control address of a stand-in that was started from the command line."""
    command = [sys.executable, "-m", "tests.telegram.standin", "--port", "0", "--token", TOKEN]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: ASYNC220 - one line, at once
        assert process.stdout is not None
        told = json.loads(process.stdout.readline())
        assert told["token"] == TOKEN
        async with httpx.AsyncClient(base_url=told["url"]) as client:
            yield client
        process.terminate()


async def ask(alone: httpx.AsyncClient, verb: str, **given: Any) -> Any:
    """Ask for one thing; its result."""
    answer = await alone.post(f"/control/{verb}", json=given)
    assert answer.json()["ok"], answer.text
    return answer.json()["result"]


async def test_driven_from_outside(alone: httpx.AsyncClient) -> None:
    """A person starts, gets a card and presses; time passes; nothing was sent against the Bot API."""
    nurse = 700_000_001
    card = InlineKeyboardMarkup([[InlineKeyboardButton("Go", callback_data="go")]])
    async with Bot(TOKEN, base_url=f"{alone.base_url}/bot") as bot:
        started = await ask(alone, "start", person=nurse, language_code="es", payload="code")
        assert [update.update_id for update in await bot.get_updates()] == [started]
        sent = await bot.send_message(nurse, "Card", reply_markup=card)
        pressed = await ask(alone, "presses", person=nurse, key="Go")
        (update,) = await bot.get_updates(offset=started + 1)
        assert update.update_id == pressed
        await ask(alone, "fault", sort="reset", method="editMessageText", when="after")
        with pytest.raises(NetworkError):
            await sent.edit_text("Card 2")
        assert await ask(alone, "advance", hours=1) > 0
        await bot.get_updates(offset=pressed + 1)
    assert [seen["text"] for seen in await ask(alone, "sees", person=nurse)] == ["/start code", "Card 2"]
    assert [shown["preview"] for shown in await ask(alone, "lock_screen", person=nurse)] == ["Card"]
    await ask(alone, "settled")
    assert [call["status"] for call in await ask(alone, "calls", method="editMessageText")] == [0]
    assert await ask(alone, "violations") == []
    assert (await ask(alone, "stats"))["confirmed"] == 2


async def test_wrong_words_are_explained(alone: httpx.AsyncClient) -> None:
    """An unknown verb, and a press without a card, say what is wrong."""
    answer = await alone.post("/control/juggle")
    assert answer.status_code == 400
    assert "no verb 'juggle'" in answer.json()["error"]
    answer = await alone.post("/control/presses", json={"key": "Go"})
    assert "no button to press" in answer.json()["error"]
