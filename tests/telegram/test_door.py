"""The webhook's address: success after the work, nothing for strangers, and a body of theirs is never read."""

from __future__ import annotations

import asyncio
import json
import secrets
from typing import Any

import httpx
import pytest

from bot.adapters.telegram.webhook import LARGEST_BODY, SECRET_HEADER
from bot.engine import events as ev
from tests.telegram.standin import World
from tests.telegram.ward import Ward

PATIENCE = 10.0
"""Seconds."""

pytestmark = pytest.mark.parametrize("ward", ["webhook"], indirect=True)


def address(ward: Ward) -> str:
    """Where Telegram delivers."""
    return ward.world.webhook.settings.url


def secret(ward: Ward) -> str:
    """What Telegram says with each delivery."""
    return ward.running.keys.address("secret")


async def post(ward: Ward, *given: str, url: str = "", body: bytes = b"{}") -> httpx.Response:
    """Deliver something, with as many secrets as are given."""
    headers = [(SECRET_HEADER.encode(), each.encode("latin-1")) for each in given]
    async with httpx.AsyncClient(trust_env=False) as client:
        return await client.post(url or address(ward), content=body, headers=headers)


def press(ward: Ward, update_id: int, person: int, data: str, message: int) -> bytes:
    """A press as Telegram delivers it."""
    chat: dict[str, Any] = {"id": person, "type": "private", "first_name": "Robin"}
    update = {
        "update_id": update_id,
        "callback_query": {
            "id": str(update_id),
            "from": {"id": person, "is_bot": False, "first_name": "Robin"},
            "message": {"message_id": message, "date": 1, "chat": chat},
            "chat_instance": "1",
            "data": data,
        },
    }
    return json.dumps(update).encode()


async def test_strangers_find_nothing(ward: Ward) -> None:
    """Without both secrets every address, method and header gets the same empty answer."""
    right = secret(ward)
    wrong: list[tuple[str, ...]] = [(), ("",), (right[:-1],), (right + "0",), ("é",), (right, right), ("x", right)]
    answers = [await post(ward, *given) for given in wrong]
    base = address(ward).rpartition("/")[0]
    answers += [await post(ward, right, url=f"{base}/{path}") for path in ("", "x", "metrics", "healthz")]
    async with httpx.AsyncClient(trust_env=False) as client:
        answers.append(await client.get(address(ward), headers={SECRET_HEADER: right}))
    told = {(answer.status_code, answer.content, tuple(sorted(answer.headers))) for answer in answers}
    assert told == {(404, b"", ("content-length", "date"))}


async def test_a_strangers_body_is_not_read(ward: Ward) -> None:
    """Somebody without the secret who announces ten megabytes is answered before the first of them."""
    port = httpx.URL(address(ward)).port
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 10485760\r\n\r\n")
    await writer.drain()
    async with asyncio.timeout(PATIENCE):
        assert (await reader.readline()).startswith(b"HTTP/1.1 404")
    writer.close()


async def test_secrets_are_compared_in_constant_time(ward: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    """Address and header alike, also where the other one is wrong: how long a refusal takes tells of neither."""
    compared: list[bytes] = []

    def noted(given: bytes, ours: bytes) -> bool:
        compared.append(ours)
        return secrets.compare_digest(given, ours)

    monkeypatch.setattr("bot.adapters.telegram.webhook.hmac.compare_digest", noted)
    await post(ward, "x", url=f"{address(ward).rpartition('/')[0]}/x")
    assert {bytes(one) for one in compared} == {
        ward.running.keys.address("path").encode(),
        ward.running.keys.address("secret").encode(),
    }


async def test_a_body_too_large_is_not_read_to_its_end(ward: Ward) -> None:
    """Even with the secret a body is read up to a mebibyte and no further."""
    answer = await post(ward, secret(ward), body=b" " * (LARGEST_BODY + 1))
    assert answer.status_code == 413


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"null", b"{}", b'{"update_id": "x"}', b"[" * 100_000, b'{"update_id": 1}']
)
async def test_what_is_no_update_is_accepted_and_dropped(ward: Ward, body: bytes) -> None:
    """Telegram would bring it again for a day."""
    answer = await post(ward, secret(ward), body=body)
    assert (answer.status_code, answer.content) == (200, b"")


async def test_success_is_told_after_the_work(ward: Ward, world: World) -> None:
    """A delivery is open until the card has been painted, and what it asked for is committed long before."""
    nurse = await ward.member()
    gate = world.faults.stop_at("editMessageText", when="after")
    body = press(ward, 9, nurse.id, nurse.card().keys[0][0].data or "", nurse.card().message_id)
    delivery = asyncio.create_task(post(ward, secret(ward), body=body))
    await gate.reached()
    assert not delivery.done()
    chats = ward.running.service.worker._chats
    assert (await chats.handle(nurse.id, ev.Look())).view.state == "footing.age"
    gate.release()
    assert (await delivery).status_code == 200


async def test_what_was_accepted_is_finished_when_it_is_time_to_stop(ward: Ward, world: World) -> None:
    """A stop in the middle of a delivery lets it end, and says so to Telegram."""
    nurse = await ward.member()
    gate = world.faults.stop_at("editMessageText")
    body = press(ward, 9, nurse.id, nurse.card().keys[0][0].data or "", nurse.card().message_id)
    delivery = asyncio.create_task(post(ward, secret(ward), body=body))
    await gate.reached()
    closing = asyncio.create_task(ward.close())
    await asyncio.sleep(0)
    gate.release()
    assert (await delivery).status_code == 200
    await closing
    assert "Age and duty" in nurse.card().text
    await ward.open()
