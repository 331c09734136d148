"""Run the Telegram service: polling or webhook, what is due, health, and a stop within two seconds.

A stop takes nothing new, finishes what was accepted, confirms what is done, and lets go of the store last.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from socket import socket
from typing import Final

from telegram.error import TelegramError

from bot.adapters.telegram.polling import Poll, without_webhook
from bot.adapters.telegram.service import KINDS
from bot.adapters.telegram.webhook import Webhook
from bot.app import Refused
from bot.server import Address, health, listen, stopped
from bot.serving import Running, prepared, put_together
from bot.settings import Settings
from bot.stopping import signals, until
from storage.errors import StoreError

TICK: Final = 1.0
"""Seconds between two looks at what is due."""

SETTLE_SECONDS: Final = 10.0

STOP_SECONDS: Final = 0.8
"""How long what is under way may take when it is time to stop; there are two such waits."""

LOOK_SECONDS: Final = 300.0
"""Between two looks whether the webhook is still ours."""

OPS_PORT: Final = 9400
WEBHOOK_AT_ONCE: Final = 16

Receive = Callable[[Running, asyncio.Event], Awaitable[None]]
"""Takes updates until the event is set."""


async def poll(settings: Settings, said: Callable[[str], None]) -> None:
    """Poll until a signal comes. Raises ``Refused`` and ``BadTokenError``."""

    async def receive(running: Running, stop: asyncio.Event) -> None:
        await without_webhook(running.service.bot, running.meter)
        poller = Poll(running.service.bot, running.take, running.meter)
        running.meter.ready(yes=True)
        said("Polling. Ctrl-C ends it.")
        try:
            await until(stop, poller.run())
        finally:
            await poller.close(STOP_SECONDS)

    await _run(settings, receive, settings.ops_port or 0)


async def serve(settings: Settings, said: Callable[[str], None]) -> None:
    """Take webhooks until a signal comes. Raises ``Refused`` and ``BadTokenError``."""
    if settings.webhook_url is None:
        raise Refused("Set WAYMARK_WEBHOOK_URL to the address under which Telegram reaches this machine.")
    url = settings.webhook_url
    at = _listen(settings.host, settings.port, "WAYMARK_PORT")

    async def receive(running: Running, stop: asyncio.Event) -> None:
        path, secret = running.keys.address("path"), running.keys.address("secret")
        door = Webhook(running.service.bot, running.take, running.meter, path, secret)
        address = Address(door.app(), at)
        task = asyncio.create_task(address.run_until_stopped())
        guard = asyncio.create_task(_hook(running, f"{url}/{path}", secret))
        running.meter.ready(yes=True)
        said(f"Taking webhooks on {settings.host}:{at.getsockname()[1]}. Ctrl-C ends it.")
        try:
            await stop.wait()
        finally:
            guard.cancel()
            await stopped([(address, task)])

    await _run(settings, receive, OPS_PORT if settings.ops_port is None else settings.ops_port)


async def _run(settings: Settings, receive: Receive, ops_port: int) -> None:
    """Open everything, receive updates until it is time to stop, close everything."""
    stop = signals()
    parts, store, keys = prepared(settings)
    running = put_together(parts, store, keys, settings)
    try:
        if await store.lost():
            running.meter("store.afresh")
    except StoreError as error:
        await store.close()
        raise Refused(error.sentence) from None
    ops = _ops(ops_port, running)
    worker: asyncio.Task[None] | None = None
    try:
        if await until(stop, running.service.open(running.words)) and await until(stop, _settle(running)):
            worker = asyncio.create_task(running.service.worker.run(TICK))
            await receive(running, stop)
    finally:
        running.meter.ready(yes=False)
        if worker is not None:
            worker.cancel()
            await asyncio.wait([worker])
        await running.service.close(STOP_SECONDS)
        await stopped(ops)
        await store.close()


async def _settle(running: Running) -> None:
    """See to what came due while nobody was here, before anybody taps: a card left open is covered first."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(SETTLE_SECONDS):
            while await running.service.worker.once():
                pass


async def _hook(running: Running, url: str, secret: str) -> None:
    """Say where we are, and look now and then whether that is still what Telegram knows."""
    pause = 1.0
    known = False
    while True:
        try:
            if not known:
                await running.service.bot.set_webhook(
                    url, max_connections=WEBHOOK_AT_ONCE, allowed_updates=KINDS, secret_token=secret
                )
                known, pause = True, LOOK_SECONDS
            elif (await running.service.bot.get_webhook_info()).url != url:
                running.meter("webhook.foreign")
        except TelegramError as error:
            running.meter("webhook.failed", type(error).__name__)
            pause = min(2 * pause, LOOK_SECONDS)
        await asyncio.sleep(pause)


def _ops(port: int, running: Running) -> list[tuple[Address, asyncio.Task[None]]]:
    """Health and figures on the loopback, if a port is set."""
    if not port:
        return []
    address = Address(health(running.meter, running.lacking), _listen("127.0.0.1", port, "WAYMARK_OPS_PORT"))
    return [(address, asyncio.create_task(address.run_until_stopped()))]


def _listen(host: str, port: int, name: str) -> socket:
    try:
        return listen(host, port)
    except OSError as error:
        raise Refused(f"{name}: the address {host}:{port} cannot be had: {error.strerror}.") from None
