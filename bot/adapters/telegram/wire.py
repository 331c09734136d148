"""The HTTP client: few connections, kept open, and of each answer no more than its numbers.

Telegram repeats whole messages, with text and buttons, in its answers to us and in presses. Nobody here needs them:
they are dropped before the library makes objects of them, which saves a good part of an update's cost, and so that no
card lies in memory longer than it has to.
"""

from __future__ import annotations

import sys
from collections.abc import Container
from contextvars import ContextVar
from importlib.util import find_spec
from ssl import PROTOCOL_TLS_CLIENT, SSLContext
from typing import Any, Final
from urllib.parse import urlsplit

import httpx
from telegram.request import HTTPXRequest

if find_spec("sniffio") is None:
    # The client looks for this package at every request, and looking for one that is not there costs half of it.
    sys.modules["sniffio"] = None  # type: ignore[assignment]  # the import system's own way to say: it is not there

KEPT_ALIVE: Final = 120.0
"""Seconds that an idle connection is kept: on a quiet ward every tap would else pay for a new one."""

known: ContextVar[Container[int]] = ContextVar("known", default=frozenset())
"""Numbers of updates that need not be read again: a poll sees whatever is still under way with each of its answers."""

NUMBERS: Final = frozenset({"message_id", "date", "chat"})
"""What is needed of a message of ours."""


class Wire(HTTPXRequest):
    """The library's client, with answers cut down to their numbers."""

    __slots__ = ()

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """The answer, without what a message of ours says."""
        answer = HTTPXRequest.parse_json_payload(payload)
        result = answer.get("result")
        if isinstance(result, dict):
            answer["result"] = lean_message(result) if "message_id" in result else result
        elif isinstance(result, list):
            answer["result"] = [lean(one) if isinstance(one, dict) else one for one in result if not _is_known(one)]
        return answer


def _is_known(one: object) -> bool:
    return isinstance(one, dict) and one.get("update_id") in known.get()


def lean(update: dict[str, Any]) -> dict[str, Any]:
    """An update without the text and the buttons of the message that was pressed."""
    query = update.get("callback_query")
    if isinstance(query, dict) and isinstance(query.get("message"), dict):
        return {**update, "callback_query": {**query, "message": lean_message(query["message"])}}
    return update


def lean_message(message: dict[str, Any]) -> dict[str, Any]:
    """The numbers of a message."""
    return {name: message[name] for name in NUMBERS & message.keys()}


def wire(places: int, trust: SSLContext) -> Wire:
    """A client with so many connections."""
    return Wire(
        connection_pool_size=places,
        read_timeout=10.0,
        write_timeout=10.0,
        connect_timeout=5.0,
        pool_timeout=10.0,
        httpx_kwargs={
            "limits": httpx.Limits(max_connections=places, keepalive_expiry=KEPT_ALIVE),
            "verify": trust,
        },
    )


def trust_in(api_base: str) -> SSLContext:
    """The certificates that we trust, read once; none where nothing is encrypted, because there are none to look at."""
    if urlsplit(api_base).scheme == "http":
        return SSLContext(PROTOCOL_TLS_CLIENT)
    return httpx.create_ssl_context()
