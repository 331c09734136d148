"""Where Telegram delivers: an answer of success comes after the work, and to strangers there is nothing here.

Path and header are secrets and are compared in constant time before a byte of the body is read. What cannot be read
as an update is accepted and dropped, because Telegram would bring it again for a day; an update that could not be
taken now is refused for a moment, and comes again.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Awaitable, Callable
from typing import Any, Final

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route
from telegram import Update
from telegram.ext import ExtBot

from bot.adapters.telegram.border import Telling
from bot.adapters.telegram.service import Again
from bot.adapters.telegram.wire import lean

LARGEST_BODY: Final = 2**20
SECRET_HEADER: Final = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header


class Webhook:
    """The one address. ``take`` handles an update to its end and may raise ``Again``."""

    def __init__(
        self,
        bot: ExtBot[Any],
        take: Callable[[Update], Awaitable[None]],
        tell: Telling,
        path: str,
        secret: str,
    ) -> None:
        self._bot = bot
        self._take = take
        self._tell = tell
        self._path = path.encode()
        self._secret = secret.encode()

    def app(self) -> Starlette:
        """The web application. Every address leads to the same door, so that none differs from another."""
        door = Route("/{path:path}", self._receive)
        door.methods = None  # any: to refuse one would tell that something is here
        app = Starlette(routes=[door])
        app.router.redirect_slashes = False
        return app

    async def _receive(self, request: Request) -> Response:
        if not self._known(request):
            self._tell("webhook.stranger")
            return Response(status_code=404)
        body = await _body(request)
        if body is None:
            self._tell("webhook.oversized")
            return Response(status_code=413)
        update = self._read(body)
        if update is None:
            self._tell("webhook.unreadable")
            return Response()
        try:
            await self._take(update)
        except Again:
            return Response(status_code=503, headers={"Retry-After": "1"})
        return Response()

    def _known(self, request: Request) -> bool:
        """Does this come from Telegram? Both secrets are always compared, so that neither tells of the other."""
        given = request.headers.getlist(SECRET_HEADER)
        right_path = hmac.compare_digest(request.path_params["path"].encode(), self._path)
        right_secret = hmac.compare_digest((given[0] if given else "").encode("latin-1"), self._secret)
        return right_path and right_secret and len(given) == 1 and request.method == "POST"

    def _read(self, body: bytes) -> Update | None:
        try:
            update = Update.de_json(lean(json.loads(body)), self._bot)
        except Exception:  # noqa: BLE001 - the library raises whatever a wrong shape leads it to
            return None
        number: object = update.update_id
        return update if isinstance(number, int) else None


async def _body(request: Request) -> bytes | None:
    """The body, or None when it is larger than any update."""
    parts, size = [], 0
    try:
        async for part in request.stream():
            size += len(part)
            if size > LARGEST_BODY:
                return None
            parts.append(part)
    except ClientDisconnect:
        return b""
    return b"".join(parts)
