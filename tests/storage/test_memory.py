"""The store in memory keeps the whole contract."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from storage.memory import MemoryStore
from tests.storage.contract import StoreContract
from tests.storage.members_contract import MembersContract


@pytest.fixture
async def store() -> AsyncIterator[MemoryStore]:
    """An empty store in memory."""
    store = MemoryStore()
    yield store
    await store.close()


class TestMemory(StoreContract):
    """Sessions, counts and timers in memory."""


class TestMemoryMembers(MembersContract):
    """The allow list in memory."""
