"""What every test beside Telegram starts from: a fresh world, and a bot's client of the real library.

The rule: at the end of a test the world holds no violation. A test that provokes one on purpose takes
it off the record by asserting it: `world.violations.clear()` after the look.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from pathlib import Path
from ssl import PROTOCOL_TLS_CLIENT, SSLContext

import pytest
from telegram import Bot
from telegram.request import HTTPXRequest

from tests.telegram.standin import Person, World
from tests.telegram.ward import Ward

# Without this the library warns whenever it makes a RetryAfter, and a warning is an error here.
os.environ.setdefault("PTB_TIMEDELTA", "1")


# Plain HTTP has no use for the certificates that every client would read from the disk (30 ms each).
NO_CERTIFICATES = SSLContext(PROTOCOL_TLS_CLIENT)


def plain() -> HTTPXRequest:
    """The library's own HTTP client."""
    return HTTPXRequest(connection_pool_size=8, httpx_kwargs={"verify": NO_CERTIFICATES})


@pytest.fixture
async def world() -> AsyncIterator[World]:
    """Telegram on loopback, for this test alone."""
    async with World() as opened:
        yield opened
    assert opened.violations == []


@pytest.fixture
async def bot(world: World) -> AsyncIterator[Bot]:
    """The real client, talking to the world and to nothing else."""
    async with Bot(world.token, base_url=world.base_url, request=plain(), get_updates_request=plain()) as client:
        yield client


@pytest.fixture
async def ward(request: pytest.FixtureRequest, world: World, tmp_path: Path) -> AsyncIterator[Ward]:
    """The bot, polled unless a test says otherwise (`parametrize("ward", ["polling", "webhook"], indirect=True)`)."""
    async with Ward(world, tmp_path, getattr(request, "param", "polling")) as opened:
        yield opened


@pytest.fixture
async def nurse(world: World) -> Person:
    """Somebody who has pressed Start; that update is out of the way."""
    person = world.person()
    await person.start()
    world.updates.drop_all()
    return person
