"""The schema check: every method passes with a minimal call, and every kind of mistake is caught."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any, NamedTuple

import httpx
import pytest

from tests.telegram.conftest import NO_CERTIFICATES
from tests.telegram.standin import Person, World
from tests.telegram.standin.decoding import Json
from tests.telegram.standin.methods import METHODS
from tests.telegram.standin.table import table

CARD = {"chat_id": 700_000_001, "message_id": 1202}
TEXT = {"chat_id": 700_000_001, "text": "x"}
BUTTON = {"text": "a", "callback_data": "a"}

MINIMAL: dict[str, Json] = {
    "getMe": {},
    "getUpdates": {},
    "setWebhook": {"url": "https://bot.invalid/hook"},
    "deleteWebhook": {},
    "getWebhookInfo": {},
    "sendMessage": TEXT,
    "editMessageText": {**CARD, "text": "new"},
    "editMessageReplyMarkup": {**CARD, "reply_markup": {"inline_keyboard": [[BUTTON]]}},
    "deleteMessage": CARD,
    "deleteMessages": {"chat_id": 700_000_001, "message_ids": [1202]},
    "answerCallbackQuery": {"callback_query_id": "3900000000000001"},
    "getChat": {"chat_id": 700_000_001},
    "leaveChat": {"chat_id": -400_001},
    "setChatMenuButton": {},
    "setMyCommands": {"commands": [{"command": "start", "description": "Begin"}]},
    "getMyCommands": {},
    "deleteMyCommands": {},
    "setMyName": {},
    "getMyName": {},
    "setMyDescription": {},
    "getMyDescription": {},
    "setMyShortDescription": {},
    "getMyShortDescription": {},
    "logOut": {},
    "close": {},
}


UPLOADS = {"sendPhoto", "sendDocument", "editMessageMedia"}
"""What only a form with a file in it can ask for (test_standin_uploads.py)."""


class Sabotage(NamedTuple):
    """A request, how it goes wrong and where, and whether Telegram refuses it."""

    method: str
    params: Json
    code: str
    where: str
    refused: bool
    only_json: bool = False  # a form writes numbers as text, so that it cannot be told


SABOTAGE: list[Sabotage] = [
    Sabotage("sendMessage", {**TEXT, "colour": "red"}, "unknown", "colour", False),
    Sabotage("sendMessage", {"text": "x"}, "missing", "chat_id", True),
    Sabotage("sendMessage", {"chat_id": 700_000_001}, "missing", "text", True),
    Sabotage("sendMessage", {**TEXT, "text": 7}, "type", "text", True, only_json=True),
    Sabotage("sendMessage", {**TEXT, "chat_id": 1.5}, "type", "chat_id", True, only_json=True),
    Sabotage("sendMessage", {**TEXT, "protect_content": "yes"}, "type", "protect_content", True),
    Sabotage("sendMessage", {**TEXT, "protect_content": 1}, "type", "protect_content", True),
    Sabotage("sendMessage", {**TEXT, "text": ""}, "length", "text", True),
    Sabotage("sendMessage", {**TEXT, "text": "x" * 4097}, "length", "text", True),
    Sabotage("sendMessage", {**TEXT, "parse_mode": "BBCode"}, "choice", "parse_mode", True),
    Sabotage("sendMessage", {**TEXT, "parse_mode": "MarkdownV2"}, "beyond", "parse_mode", False),
    Sabotage("sendMessage", {**TEXT, "parse_mode": "HTML", "text": "<i>x"}, "html", "text", True),
    Sabotage("sendMessage", {**TEXT, "suggested_post_parameters": {}}, "beyond", "suggested_post_parameters", False),
    Sabotage(
        "sendMessage", {**TEXT, "link_preview_options": {"off": True}}, "unknown", "link_preview_options.off", False
    ),
    Sabotage("sendMessage", {**TEXT, "link_preview_options": "off"}, "type", "link_preview_options", True),
    Sabotage("sendMessage", {**TEXT, "reply_parameters": {}}, "missing", "reply_parameters.message_id", True),
    Sabotage(
        "sendMessage", {**TEXT, "entities": [{"type": "bold", "offset": 0}]}, "missing", "entities[0].length", True
    ),
    Sabotage(
        "sendMessage",
        {**TEXT, "entities": [{"type": "loud", "offset": 0, "length": 1}]},
        "choice",
        "entities[0].type",
        True,
    ),
    Sabotage(
        "sendMessage",
        {**TEXT, "entities": [{"type": "bold", "offset": 0, "length": 2}]},
        "entities",
        "entities[0]",
        False,
    ),
    Sabotage("editMessageText", {"text": "x", "message_id": 1202}, "missing", "chat_id", True),
    Sabotage("deleteMessage", {**CARD, "message_id": True}, "type", "message_id", True),
    Sabotage("editMessageText", CARD, "missing", "text", True),
    Sabotage("editMessageText", {**CARD, "text": "x", "protect_content": True}, "unknown", "protect_content", False),
    Sabotage("deleteMessages", {"chat_id": 700_000_001, "message_ids": []}, "length", "message_ids", True),
    Sabotage(
        "deleteMessages", {"chat_id": 700_000_001, "message_ids": list(range(101))}, "length", "message_ids", True
    ),
    Sabotage("deleteMessages", {"chat_id": 700_000_001, "message_ids": ["1"]}, "type", "message_ids[0]", True),
    Sabotage("answerCallbackQuery", {"callback_query_id": "1", "text": "x" * 201}, "length", "text", True),
    Sabotage("answerCallbackQuery", {"callback_query_id": 1}, "type", "callback_query_id", True, only_json=True),
    Sabotage(
        "setMyCommands",
        {"commands": [{"command": "Start", "description": "x"}]},
        "characters",
        "commands[0].command",
        True,
    ),
    Sabotage(
        "setMyCommands", {"commands": [{"command": "a", "description": ""}]}, "length", "commands[0].description", True
    ),
    Sabotage("setMyCommands", {"commands": [], "scope": {"type": "ward"}}, "choice", "scope.type", True),
    Sabotage("setMyCommands", {"commands": [], "scope": {"type": "chat"}}, "missing", "scope.chat_id", True),
    Sabotage("setMyCommands", {"commands": [], "language_code": "eng"}, "language", "language_code", True),
    Sabotage("setMyName", {"name": "x" * 65}, "length", "name", True),
    Sabotage("setMyDescription", {"description": "x" * 513}, "length", "description", True),
    Sabotage("setMyShortDescription", {"short_description": "x" * 121}, "length", "short_description", True),
    Sabotage("setWebhook", {"url": "https://bot.invalid", "secret_token": "a b"}, "characters", "secret_token", True),
    Sabotage("setWebhook", {"url": "https://bot.invalid", "max_connections": 101}, "range", "max_connections", False),
    Sabotage("getUpdates", {"limit": 0}, "range", "limit", False),
    Sabotage("getUpdates", {"allowed_updates": "message"}, "type", "allowed_updates", True),
    Sabotage("getMe", {"verbose": True}, "unknown", "verbose", False),
]

KEYBOARDS: list[tuple[Any, str, bool]] = [
    ([[{"text": "a"}]], "action", True),
    ([[{**BUTTON, "url": "https://example.org"}]], "action", False),
    ([[{"callback_data": "a"}]], "missing", True),
    ([[{**BUTTON, "text": " "}]], "label", True),
    ([[{**BUTTON, "callback_data": ""}]], "length", True),
    ([[{**BUTTON, "callback_data": "x" * 65}]], "length", True),
    ([[{**BUTTON, "callback_data": "é" * 33}]], "length", True),
    ([[{**BUTTON, "style": "purple"}]], "choice", True),
    ([[{**BUTTON, "colour": "red"}]], "unknown", False),
    ([[BUTTON] * 9], "width", False),
    ([[BUTTON]] * 101, "buttons", True),
    ([BUTTON], "type", True),
    ("[]", "type", True),
]


@pytest.fixture
async def raw(world: World) -> AsyncIterator[httpx.AsyncClient]:
    """A client that sends what no library would; the world has a card, a group and a press."""
    nurse: Person = world.person()
    await nurse.start()
    async with httpx.AsyncClient(base_url=f"{world.base_url}{world.token}/", verify=NO_CERTIFICATES) as client:
        await client.post("sendMessage", json={**TEXT, "text": "card"})
        await nurse.presses_old(1202, "a")
        await nurse.adds_bot_to_group()
        yield client


def as_form(params: Json) -> dict[str, str]:
    """Parameters as python-telegram-bot puts them into a form."""
    return {name: value if isinstance(value, str) else json.dumps(value) for name, value in params.items()}


def found(world: World) -> list[tuple[str, str]]:
    """The violations, taken off the record."""
    taken = [(each.code, each.where) for each in world.violations]
    world.violations.clear()
    return taken


def test_every_method_has_a_minimal_call() -> None:
    """The table, the behaviour and this list name the same methods."""
    assert {*MINIMAL, *UPLOADS} == set(table().methods) == {*METHODS, "getUpdates"}


@pytest.mark.parametrize("way", ["json", "form", "multipart"])
@pytest.mark.parametrize("method", MINIMAL)
async def test_minimal_call(world: World, raw: httpx.AsyncClient, method: str, way: str) -> None:
    """Every method takes a minimal call, however it is written."""
    if method == "close":
        world.clock.advance(seconds=601)
    params = MINIMAL[method]
    if way == "json":
        answer = await raw.post(method, json=params)
    elif way == "form":
        answer = await raw.post(method, data=as_form(params))
    else:
        parts = {name: (None, value.encode()) for name, value in as_form(params).items()}
        answer = await raw.post(method, files=parts)
    assert answer.json()["ok"], answer.text
    assert answer.status_code == 200


@pytest.mark.parametrize("way", ["json", "form"])
@pytest.mark.parametrize(
    "sabotage", SABOTAGE, ids=[f"{i}-{each.method}-{each.code}" for i, each in enumerate(SABOTAGE)]
)
async def test_sabotage(world: World, raw: httpx.AsyncClient, sabotage: Sabotage, way: str) -> None:
    """Each kind of mistake is named with its place, and refused when Telegram would refuse it."""
    if way == "json":
        answer = await raw.post(sabotage.method, json=sabotage.params)
    else:
        answer = await raw.post(sabotage.method, data=as_form(sabotage.params))
    told = found(world)
    if way == "form" and sabotage.only_json:
        assert told == []
        return
    assert (sabotage.code, sabotage.where) in told
    assert answer.status_code == (400 if sabotage.refused else 200), answer.text


@pytest.mark.parametrize(("rows", "code", "refused"), KEYBOARDS)
async def test_keyboard(world: World, raw: httpx.AsyncClient, rows: Any, code: str, refused: bool) -> None:
    """What an inline keyboard must not be."""
    answer = await raw.post("sendMessage", json={**TEXT, "reply_markup": {"inline_keyboard": rows}})
    assert {each for each, _ in found(world)} == {code}
    assert answer.status_code == (400 if refused else 200), answer.text


async def test_all_problems_at_once(world: World, raw: httpx.AsyncClient) -> None:
    """One request, three mistakes, three findings."""
    rows = [[{"text": "a", "callback_data": "x" * 65}, {"text": "b"}]]
    await raw.post("sendMessage", json={**TEXT, "colour": 1, "reply_markup": {"inline_keyboard": rows}})
    assert sorted(code for code, _ in found(world)) == ["action", "length", "unknown"]


async def test_unreadable_body(world: World, raw: httpx.AsyncClient) -> None:
    """Bytes that are not what they claim to be are refused, not guessed at."""
    bodies = [
        ("application/json", b"{"),
        ("application/json", b"[]"),
        ("text/plain", b"chat_id=1"),
        ("application/x-www-form-urlencoded", b"chat_id=1&chat_id=2"),
    ]
    for kind, content in bodies:
        answer = await raw.post("sendMessage", content=content, headers={"Content-Type": kind})
        assert answer.status_code == 400
        assert found(world) == [("unreadable", "body")]
