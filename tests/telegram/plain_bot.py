"""The smallest bot that loses nothing: `python -m tests.telegram.plain_bot API_BASE TOKEN`.

The rule: it answers every message with "Card" and confirms it only afterwards, by asking for what
follows. Killed anywhere in between, it does the same work again.
"""

import asyncio
import sys
from typing import Any

import httpx


async def run(base: str, token: str) -> None:
    """Poll until killed."""
    async with httpx.AsyncClient(base_url=f"{base}/bot{token}/", timeout=30) as client:

        async def call(method: str, **params: Any) -> Any:
            return (await client.post(method, json=params)).json()["result"]

        offset = 0
        while True:
            for update in await call("getUpdates", offset=offset, timeout=20):
                await call("sendMessage", chat_id=update["message"]["chat"]["id"], text="Card")
                offset = update["update_id"] + 1


if __name__ == "__main__":
    asyncio.run(run(*sys.argv[1:]))
