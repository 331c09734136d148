"""Fixtures for the store on disk."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from storage.sqlite import SqliteStore
from tests.storage.opening import opened


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a store file will be, in a folder of its own whose name would trip a careless address."""
    folder = tmp_path / "a store? 100% #1"
    folder.mkdir()
    return folder / "waymark.sqlite"


@pytest.fixture
def quick() -> Iterator[Path]:
    """The same in memory, for tests that are about other things than a disk."""
    memory = Path("/dev/shm")  # noqa: S108 - a folder of our own is made in it
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as above:
        folder = Path(above) / "store"
        folder.mkdir()
        yield folder / "waymark.sqlite"


@pytest.fixture
async def sqlite_store(path: Path) -> AsyncIterator[SqliteStore]:
    """An empty store in a file."""
    store = opened(path)
    yield store
    await store.close()
