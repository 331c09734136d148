"""HTTP/1.1 on loopback, with the one power a web framework withholds: to break the connection.

The rule: this file knows bytes and connections, nothing of Telegram. A handler gets a `Request` and
gives an `Answer`, or `None`, and then the caller sees a reset connection and no answer at all.
"""

import asyncio
import socket
import struct
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import h11


@dataclass(frozen=True, slots=True)
class Request:
    """One request as it came; `gone` is set when the caller has hung up."""

    verb: str
    path: str
    query: str
    headers: dict[str, str]
    body: bytes
    gone: asyncio.Event


@dataclass(frozen=True, slots=True)
class Answer:
    """What to say back; `headers` are added to type and length."""

    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)
    content_type: str = "application/json"


Handler = Callable[[Request], Awaitable[Answer | None]]


class _Connection(asyncio.Protocol):
    """One kept-alive connection, one request at a time, as h11 reads it."""

    def __init__(self, handle: Handler, open_ones: set["_Connection"]) -> None:
        self._handle = handle
        self._open = open_ones
        self._parser = h11.Connection(h11.SERVER)
        self._head: h11.Request | None = None
        self._body = bytearray()
        self._task: asyncio.Task[None] | None = None
        self._gone = asyncio.Event()
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._open.add(self)

    def connection_lost(self, exc: Exception | None) -> None:
        self._gone.set()
        self._open.discard(self)

    def data_received(self, data: bytes) -> None:
        self._parser.receive_data(data)
        self._advance()

    def _advance(self) -> None:
        """Read as far as the bytes reach; start the handler when a request is whole."""
        if self._task is not None:
            return
        try:
            while self._step():
                pass
        except h11.RemoteProtocolError:
            self.close()

    def _step(self) -> bool:
        event = self._parser.next_event()
        if isinstance(event, h11.Request):
            self._head, self._body = event, bytearray()
        elif isinstance(event, h11.Data):
            self._body += event.data
        elif isinstance(event, h11.EndOfMessage):
            self._task = asyncio.create_task(self._respond(self._request()))
            return False
        elif isinstance(event, h11.ConnectionClosed):
            self.close()
            return False
        else:  # more bytes are needed
            return False
        return True

    def _request(self) -> Request:
        assert self._head is not None
        path, _, query = self._head.target.decode("latin-1").partition("?")
        headers = {k.decode("latin-1"): v.decode("latin-1") for k, v in self._head.headers}
        verb = self._head.method.decode("ascii")
        return Request(verb, path, query, headers, bytes(self._body), self._gone)

    async def _respond(self, request: Request) -> None:
        answer = await self._handle(request)
        if self._transport is None or self._gone.is_set():
            return
        if answer is None:
            self._reset(self._transport)
            return
        headers = [
            ("Content-Type", answer.content_type),
            ("Content-Length", str(len(answer.body))),
            *answer.headers.items(),
        ]
        sent = self._parser.send(h11.Response(status_code=answer.status, headers=headers)) or b""
        sent += self._parser.send(h11.Data(data=answer.body)) or b""
        sent += self._parser.send(h11.EndOfMessage()) or b""
        self._transport.write(sent)
        if self._parser.our_state is not h11.DONE or self._parser.their_state is not h11.DONE:
            self.close()
            return
        self._parser.start_next_cycle()
        self._task = None
        self._advance()

    @staticmethod
    def _reset(transport: asyncio.Transport) -> None:
        """Close with a TCP reset, not a polite FIN."""
        sock: socket.socket = transport.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        transport.abort()

    def close(self) -> None:
        """Hang up; a handler that still runs finishes unheard."""
        if self._transport is not None:
            self._transport.close()

    async def cancel(self) -> None:
        """End the handler that still runs, if any."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])


class Listener:
    """A server on 127.0.0.1; `port` is known once it is open."""

    def __init__(self, handle: Handler) -> None:
        self._handle = handle
        self._open: set[_Connection] = set()
        self._server: asyncio.Server | None = None
        self.port = 0

    async def open(self, port: int = 0) -> None:
        """Listen; port 0 lets the system choose."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: _Connection(self._handle, self._open), "127.0.0.1", port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def close(self) -> None:
        """Stop listening, hang up on everyone and end what still runs."""
        if self._server is None:
            return
        self._server.close()
        left = list(self._open)
        for connection in left:
            connection.close()
        for connection in left:
            await connection.cancel()
        await self._server.wait_closed()
        self._server = None
