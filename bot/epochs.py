"""Where the keys of a store lie: in memory, in the same place for every process that opens the store.

Named by WAYMARK_EPOCH_FOLDER, or else a folder of its own for each store file in the machine's shared memory. Where
there is none, a demonstration keeps them beside the store file, on the disk; a live site is refused.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from hashlib import blake2b
from pathlib import Path
from typing import Final

from storage.epochs import LENGTH, Span
from storage.key_folder import FolderRing, in_memory

NAME: Final = "WAYMARK_EPOCH_FOLDER"
SHARED_MEMORY: Final = Path("/dev/shm")  # noqa: S108 - in it only folders that are ours alone


def folder_for(store: Path, named: Path | None = None, environ: Mapping[str, str] = os.environ) -> Path:
    """The folder of a store's keys; ``named`` by the settings."""
    if named is not None:
        return named
    if found := environ.get(NAME):
        return Path(found)
    if in_memory(SHARED_MEMORY):
        place = blake2b(os.fsencode(store.absolute()), digest_size=8).hexdigest()
        return SHARED_MEMORY / f"waymark-{os.geteuid()}-{place}"
    return store.with_name(f"{store.name}.epochs")


def keeper(store: Path, keep: int, *, demonstration: bool, named: Path | None = None) -> FolderRing:
    """The epochs for whoever holds conversations that rest up to ``keep`` seconds. Raises ``StoreError``."""
    return FolderRing(folder_for(store, named), Span(LENGTH, keep), on_disk=demonstration)


def visitor(store: Path, named: Path | None = None) -> FolderRing:
    """The epochs for a command beside the service: it makes and forgets none. Raises ``StoreError``."""
    return FolderRing(folder_for(store, named), None)
