"""Addresses that are served: Telegram's deliveries on one, and for this machine alone health and figures on another.

Sockets are opened before anything else begins, so an address that is taken is a sentence at the start. Nothing of a
request is logged: the path is a secret.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Awaitable, Callable, Iterator
from typing import Final

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from bot.meter import Meter

MOST_CONNECTIONS: Final = 256
STOP_SECONDS: Final = 1

Ready = Callable[[], Awaitable[str]]
"""What stands in the way of taking updates, as a word; "" when nothing does."""


class Address(uvicorn.Server):
    """One address. Signals are the program's affair, not the server's."""

    def __init__(self, app: ASGIApp, at: socket.socket) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                http="h11",
                ws="none",
                lifespan="off",
                log_config=None,
                access_log=False,
                server_header=False,
                proxy_headers=False,
                limit_concurrency=MOST_CONNECTIONS,
                timeout_keep_alive=75,
                timeout_graceful_shutdown=STOP_SECONDS,
            )
        )
        self._at = at

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave them alone."""
        yield

    async def run_until_stopped(self) -> None:
        """Serve until ``stop``."""
        await self.serve(sockets=[self._at])

    def stop(self) -> None:
        """Take nothing new, finish what was accepted."""
        self.should_exit = True


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens. Raises ``OSError`` when the address cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    at = socket.socket(family, socket.SOCK_STREAM)
    try:
        at.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        at.bind((host, port))
        at.listen(128)
        at.setblocking(False)
    except OSError:
        at.close()
        raise
    return at


def health(meter: Meter, ready: Ready) -> Starlette:
    """/healthz: the program runs. /readyz: it takes updates. /metrics: figures. For the loopback alone."""

    async def healthz(_: Request) -> Response:
        return PlainTextResponse("ok\n")

    async def readyz(_: Request) -> Response:
        lacking = await ready()
        return PlainTextResponse(f"{lacking or 'ok'}\n", 503 if lacking else 200)

    async def metrics(_: Request) -> Response:
        return Response(meter.text(), media_type="text/plain; version=0.0.4; charset=utf-8")

    app = Starlette(routes=[Route("/healthz", healthz), Route("/readyz", readyz), Route("/metrics", metrics)])
    app.router.redirect_slashes = False  # leading somebody on would repeat what they asked for
    return app


async def stopped(addresses: list[tuple[Address, asyncio.Task[None]]]) -> None:
    """Stop these addresses and wait for them."""
    for address, _ in addresses:
        address.stop()
    await asyncio.gather(*(task for _, task in addresses), return_exceptions=True)
