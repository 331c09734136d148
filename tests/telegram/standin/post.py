"""Sending an update to the bot's address: HTTP/1.1 over kept-alive connections, loopback only.

The rule: one request on one connection at a time. Whatever goes wrong on the way is an OSError; an
address beyond this machine is one too, so that no test can reach for the network.
"""

import asyncio
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlsplit

import h11

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back; the names of headers in lower case."""

    status: int
    headers: dict[str, str]


class _Line:
    """One connection to the bot."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._parser = h11.Connection(h11.CLIENT)

    @classmethod
    async def open(cls, host: str, port: int) -> Self:
        return cls(*await asyncio.open_connection(host, port))

    @property
    def usable(self) -> bool:
        """May another request go out here?"""
        return self._parser.our_state is h11.IDLE and not self._reader.at_eof()

    async def post(self, target: str, body: bytes, headers: dict[str, str]) -> Reply:
        head = h11.Request(method="POST", target=target, headers=list(headers.items()))
        for part in (head, h11.Data(data=body), h11.EndOfMessage()):
            self._writer.write(self._parser.send(part) or b"")
        try:
            reply = await self._read()
        except h11.RemoteProtocolError as error:
            raise ConnectionError(str(error)) from error
        if self._parser.our_state is h11.DONE and self._parser.their_state is h11.DONE:
            self._parser.start_next_cycle()
        return reply

    async def _read(self) -> Reply:
        reply = Reply(0, {})
        while True:
            event = self._parser.next_event()
            if event is h11.NEED_DATA:
                self._parser.receive_data(await self._reader.read(65_536))
            elif isinstance(event, h11.Response):
                headers = {k.decode("latin-1"): v.decode("latin-1") for k, v in event.headers}
                reply = Reply(event.status_code, headers)
            elif isinstance(event, h11.EndOfMessage):
                return reply
            elif isinstance(event, h11.ConnectionClosed):
                raise ConnectionError("closed before an answer")

    def close(self) -> None:
        self._writer.transport.abort()


class Postman:
    """Posts to one address, over as many connections as there are posts at once."""

    def __init__(self, url: str) -> None:
        address = urlsplit(url)
        self._host = address.hostname or ""
        self._port = address.port or 80
        self._target = (address.path or "/") + (f"?{address.query}" if address.query else "")
        self._reachable = address.scheme == "http" and self._host in LOOPBACK
        self._idle: list[_Line] = []

    async def post(self, body: bytes, headers: dict[str, str]) -> Reply:
        """Send once; OSError when there is no answer."""
        if not self._reachable:
            raise ConnectionError("not on this machine")
        line = await self._line()
        head = {"Host": f"{self._host}:{self._port}", "Content-Length": str(len(body)), **headers}
        try:
            reply = await line.post(self._target, body, head)
        except BaseException:
            line.close()
            raise
        if line.usable:
            self._idle.append(line)
        else:
            line.close()
        return reply

    async def _line(self) -> _Line:
        while self._idle:
            line = self._idle.pop()
            if line.usable:
                return line
            line.close()
        return await _Line.open(self._host, self._port)

    def close(self) -> None:
        """Hang up."""
        while self._idle:
            self._idle.pop().close()
