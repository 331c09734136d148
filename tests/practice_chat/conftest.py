"""A world with a practice bot in it; at the end nothing that was sent was against the Bot API."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.practice_chat.school import School
from tests.telegram.standin import World


@pytest.fixture
async def world() -> AsyncIterator[World]:
    """Telegram on loopback, for this test alone."""
    async with World() as opened:
        yield opened
    assert opened.violations == []


@pytest.fixture
async def school(world: World, tmp_path: Path) -> AsyncIterator[School]:
    """The practice bot."""
    async with School(world, tmp_path) as opened:
        yield opened
