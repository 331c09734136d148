"""Stores for the tests: in a file, with the secrets of the epochs in a folder beside the file's own folder."""

from __future__ import annotations

import os
from pathlib import Path

from storage.epochs import Now, Span, instant
from storage.key_folder import FolderRing
from storage.sealing import Seal
from storage.sqlite import SqliteStore

SPAN = Span(3600, 8 * 3600)
LASTING = Seal(b"\x1a" * 32)


def keys_of(path: Path) -> Path:
    """Where the secrets of a store file lie."""
    return path.parent.parent / f"{path.parent.name} keys"


def ring_of(path: Path, span: Span | None = SPAN, now: Now = instant) -> FolderRing:
    """The epochs of a store file, as every process of a test finds them."""
    return FolderRing(keys_of(path), span, on_disk=True, now=now)


def shared_ring() -> FolderRing:
    """The epochs that every program of these tests finds (tests/conftest.py)."""
    return FolderRing(Path(os.environ["WAYMARK_EPOCH_FOLDER"]), SPAN, on_disk=True)


def opened(path: Path, *, patience: float = 2.0, now: Now = instant) -> SqliteStore:
    """The store in this file."""
    return SqliteStore(path, ring_of(path, now=now), LASTING, patience=patience)
