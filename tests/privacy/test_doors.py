"""What strangers and Telegram send over HTTP is kept nowhere and said back to nobody: paths, heads, bodies, forms.

Raw bytes over a socket, because no client sends what a stranger may. Both doors are there: the webhook, and the page of
health and figures.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from bot.adapters.telegram.webhook import SECRET_HEADER
from bot.server import Address, health, listen, stopped
from tests.privacy.canaries import Planter, found_in
from tests.privacy.leftovers import Leftovers, talkative
from tests.telegram.ward import Ward


async def asked(port: int, raw: bytes) -> bytes:
    """All that comes back for these bytes."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(raw)
    writer.write_eof()
    try:
        return await asyncio.wait_for(reader.read(), 20)
    except ConnectionError:
        return b""
    finally:
        writer.close()


def request(path: str, *heads: str, body: bytes = b"", method: str = "POST", kind: str = "application/json") -> bytes:
    """A request that closes its connection."""
    lines = (
        f"{method} {path} HTTP/1.1",
        "Host: localhost",
        "Connection: close",
        f"Content-Type: {kind}",
        f"Content-Length: {len(body)}",
        *heads,
    )
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def wrong_updates(planter: Planter) -> Iterator[bytes]:
    """Bodies that Telegram never sends, with the right secrets: each is dropped wherever it is noticed."""

    def canary() -> str:
        return planter.canary("body")

    person = {"id": 700_000_001, "is_bot": False, "first_name": canary()}
    chat = {"id": 700_000_001, "type": "private", "first_name": canary()}
    yield canary().encode()
    yield json.dumps(canary()).encode()
    yield json.dumps([canary(), {"message": canary()}]).encode()
    yield json.dumps({"update_id": canary(), "message": {"text": canary()}}).encode()
    yield json.dumps({"update_id": 1, "message": canary()}).encode()
    yield json.dumps({"update_id": 2, "message": {"text": canary(), "chat": chat, "from": person}}).encode()
    yield json.dumps({"update_id": 3, "message": {"message_id": canary(), "date": canary(), "chat": chat}}).encode()
    yield json.dumps(
        {"update_id": 4, "message": {"message_id": 5, "date": 1, "chat": canary(), "text": canary()}}
    ).encode()
    yield json.dumps({"update_id": 5, "callback_query": {"id": canary(), "from": person, "data": canary()}}).encode()
    yield json.dumps({"update_id": 6, "callback_query": {"id": "1", "from": canary(), "chat_instance": ""}}).encode()
    yield json.dumps({"update_id": 7, canary(): {canary(): canary()}}).encode()
    deep = {"message_id": 6, "date": 1, "chat": chat, "from": person, "text": canary(), "entities": [canary()]}
    yield json.dumps({"update_id": 8, "message": deep}).encode()
    yield b'{"update_id": 9, "message": ' + canary().encode()
    yield b"[" * 5000 + canary().encode()
    yield canary().encode("utf-16")
    yield b"\xff\xfe" + canary().encode()


def strangers(planter: Planter, path: str) -> Iterator[bytes]:
    """Requests with a canary in every place that a stranger can reach."""

    def canary() -> str:
        return planter.canary("http")

    for base in (f"/{quote(canary())}", f"{path}?q={quote(canary())}", f"{path}/?{planter.word('http')}", f"{path}/"):
        for method in ("GET", "POST", "PUT", "HEAD", "OPTIONS", "TRACE", planter.word("http").upper()):
            yield request(base, f"X-Patient: {canary().encode().decode('latin-1')}", method=method)
    yield request(path, f"{SECRET_HEADER}: {planter.word('http')}", body=canary().encode())
    yield request(path, f"{SECRET_HEADER}: a", f"{SECRET_HEADER}: {planter.word('http')}", body=canary().encode())
    yield request(path, f"Cookie: name={planter.word('http')}", f"Referer: http://{planter.word('http')}.example.org/")
    yield request(path, f"User-Agent: {planter.word('http')}", f"Authorization: Basic {planter.word('http')}")
    yield request(path, f"X-Forwarded-For: {planter.word('http')}", f"Forwarded: for={planter.word('http')}")
    form = f"name={quote(canary())}&born={quote(canary())}".encode()
    yield request(path, body=form, kind="application/x-www-form-urlencoded")
    word = planter.word("http")
    head = f'Content-Disposition: form-data; name="{word}"; filename="{word}"'
    part = f"--{word}\r\n{head}\r\n\r\n{canary()}\r\n--{word}--\r\n"
    yield request(path, body=part.encode(), kind=f"multipart/form-data; boundary={word}")
    yield f"{planter.word('http')} / HTTP/1.1\r\n\r\n".encode()
    yield f"GET {path} HTTP/{planter.word('http')}\r\n\r\n".encode()
    yield f"GET {path} HTTP/1.1\r\nHost: {planter.word('http')}\r\n\r\n".encode()
    yield f"GET {path} HTTP/1.1\r\nno colon {planter.word('http')}\r\n\r\n".encode()
    yield f"GET {path} HTTP/1.1\r\nHost: a\r\nContent-Length: {planter.word('http')}\r\n\r\n".encode()
    yield f"POST {path} HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n{planter.word('http')}".encode()
    yield f"GET {path} HTTP/1.1\r\nHost: a\r\nUpgrade: {planter.word('http')}\r\nConnection: upgrade\r\n\r\n".encode()
    yield canary().encode() * 3000


@pytest.mark.parametrize("ward", ["webhook"], indirect=True)
async def test_what_comes_over_http_goes_nowhere(ward: Ward, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Every answer, the log, the figures and the files hold nothing of it; the next update is taken all the same."""
    nurse, planter, leftovers = await ward.member(), Planter(), Leftovers(ward.world.token)
    at = listen("127.0.0.1", 0)
    page = Address(health(ward.running.meter, ward.running.lacking), at)
    served = [(page, asyncio.create_task(page.run_until_stopped()))]
    hook = ward.world.webhook.settings.url
    port, path = int(hook.split(":")[2].partition("/")[0]), "/" + hook.rpartition("/")[2]
    secret = f"{SECRET_HEADER}: {ward.world.webhook.settings.secret_token}"
    with talkative() as written:
        for body in wrong_updates(planter):
            leftovers.search("answers", await asked(port, request(path, secret, body=body)) or b"-")
        for door, where in ((port, path), (at.getsockname()[1], "/healthz"), (at.getsockname()[1], "/metrics")):
            for raw in strangers(planter, where):
                leftovers.search("answers", await asked(door, raw) or b"-")
        await nurse.presses("All three are settled")
        await ward.settled()
        leftovers.search("log", written.getvalue().encode())
    await stopped(served)
    leftovers.search("figures", ward.running.meter.text())
    leftovers.search_folder(tmp_path)
    leftovers.search("output", " ".join(capfd.readouterr()).encode())
    assert leftovers.hits == {}
    assert planter.total > 100
    assert "Age and duty" in nurse.card().text


@pytest.mark.parametrize("ward", ["webhook"], indirect=True)
async def test_no_stranger_can_tell_that_there_is_a_door(ward: Ward) -> None:
    """Whatever the method and the path, the right ones apart: the same answer, with nothing in it."""
    hook = ward.world.webhook.settings.url
    port, path = int(hook.split(":")[2].partition("/")[0]), "/" + hook.rpartition("/")[2]
    answers = set()
    for where in ("/", "/x", path, f"{path}/"):
        for method in ("GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "FOO", "PROPFIND"):
            head = (await asked(port, request(where, method=method))).decode()
            answers.add(re.sub(r"date: [^\r]*", "", head))
    (answer,) = answers
    assert answer.startswith("HTTP/1.1 404 ")
    assert answer.endswith("\r\n\r\n")


def test_a_door_that_repeats_is_found_out() -> None:
    """A control: an answer that names the path that was asked for holds the canary, in the address as well."""
    word = Planter().canary("http")
    assert found_in(f"Location: http://localhost/?q={quote(word)}".encode())
