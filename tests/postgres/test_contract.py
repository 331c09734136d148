"""The store at a server keeps the whole contract, with its epochs in a table and in a folder."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.key_folder import FolderRing
from storage.postgres import PostgresStore
from tests.postgres.opening import SPAN, opened
from tests.storage.contract import StoreContract
from tests.storage.members_contract import MembersContract


@pytest.fixture
def store(postgres_store: PostgresStore) -> PostgresStore:
    """The store that the contract is about."""
    return postgres_store


class TestPostgres(StoreContract):
    """Sessions, counts and timers at a server."""


class TestPostgresMembers(MembersContract):
    """The allow list at a server."""


class TestPostgresWithFolder(StoreContract):
    """The same with the secrets of the epochs in a folder of one host."""

    @pytest.fixture
    async def store(self, dsn: str, tmp_path: Path) -> AsyncIterator[PostgresStore]:
        """An empty store."""
        store = opened(dsn, FolderRing(tmp_path / "keys", SPAN, on_disk=True))
        yield store
        await store.close()
