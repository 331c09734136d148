"""What can go wrong with a store, each as one sentence for a person and never with a value inside.

No error here takes an argument, so no key, record or path can travel in its text. SQLite's own exceptions
end in `translate`: they are mapped by their number and then dropped.
"""

# ruff: noqa: N818 - each name is the condition itself: `except Busy` reads as it is meant.

from __future__ import annotations

import sqlite3
from typing import ClassVar


class StoreError(Exception):
    """The world got in the way of the store. `code` is for programs, `sentence` is for people."""

    code: ClassVar[str] = "store.failed"
    sentence: ClassVar[str] = "The store file could not be read or written."

    def __init__(self) -> None:
        super().__init__(self.sentence)


class NoFolder(StoreError):
    """The folder is missing."""

    code = "store.no-folder"
    sentence = "The folder for the store file does not exist; create it or choose another path."


class IsFolder(StoreError):
    """The path leads to a folder."""

    code = "store.is-folder"
    sentence = "The path for the store is a folder; give the path of a file."


class NotOurs(StoreError):
    """The file belongs to somebody else: another program's database, or no database at all."""

    code = "store.not-ours"
    sentence = "That file was not made by this program, so it was left untouched; choose another path."


class NewerVersion(StoreError):
    """A newer version of this program wrote the file."""

    code = "store.newer-version"
    sentence = "The store file was written by a newer version of this program; update the program."


class NoAccess(StoreError):
    """The file is not ours to open."""

    code = "store.no-access"
    sentence = "This program is not allowed to open the store file; check who owns it."


class Exposed(StoreError):
    """The file can be opened by others, and its mode could not be changed."""

    code = "store.exposed"
    sentence = "Other people on this machine can open the store file, and that could not be changed."


class ReadOnly(StoreError):
    """The file, its folder or the whole disk takes no writing."""

    code = "store.read-only"
    sentence = "The store file or its folder is read-only, so nothing can be saved there."


class Moved(StoreError):
    """The file is no longer where it was opened; what is written to it would be lost."""

    code = "store.moved"
    sentence = "The store file was moved or deleted while it was in use; start again."


class DiskFull(StoreError):
    """There is no room left."""

    code = "store.disk-full"
    sentence = "The disk is full, so nothing more can be saved; free some space."


class Busy(StoreError):
    """Another process held the file for longer than we wait."""

    code = "store.busy"
    sentence = "Another program is holding the store file; try again in a moment."


class Damaged(StoreError):
    """The file is ours, but its pages or its tables are not as they should be."""

    code = "store.damaged"
    sentence = "The store file is damaged; put it aside and start with a new one."


class Unfit(StoreError):
    """A setting that the store stands on did not take, or SQLite is too old."""

    code = "store.unfit"
    sentence = "This SQLite cannot give the guarantees that the store needs; install a current one."


class Closed(StoreError):
    """The store was used after it had been closed."""

    code = "store.closed"
    sentence = "The store is closed."


class KeysNoFolder(StoreError):
    """The place for the keys is missing."""

    code = "keys.no-folder"
    sentence = "The folder for the keys cannot be made; create the folder above it, or choose another path."


class KeysNoAccess(StoreError):
    """The keys are not ours to open."""

    code = "keys.no-access"
    sentence = "This program is not allowed to open the folder of the keys; check who owns it."


class KeysExposed(StoreError):
    """Others could read the keys."""

    code = "keys.exposed"
    sentence = "Other people on this machine could open the keys; give the folder to this program alone (chmod 700)."


class KeysOnDisk(StoreError):
    """What is forgotten there is not gone."""

    code = "keys.on-disk"
    sentence = "The folder of the keys lies on a disk, where nothing is ever forgotten; choose one in memory (tmpfs)."


class KeysGone(StoreError):
    """There is no key to seal with: somebody only looks, or the keys were taken away."""

    code = "keys.gone"
    sentence = "The keys of the store are gone, so nothing can be saved; start the service again."


class KeysBusy(StoreError):
    """Another process holds the keys for longer than we wait."""

    code = "keys.busy"
    sentence = "Another program is holding the keys of the store; try again in a moment."


class KeysUnusable(StoreError):
    """The keys could not be read or written."""

    code = "keys.failed"
    sentence = "The keys of the store could not be read or written."


_BY_NUMBER: dict[int, type[StoreError]] = {
    # Our statements are constants: one that SQLite cannot run has met tables that are not ours.
    sqlite3.SQLITE_ERROR: Damaged,
    sqlite3.SQLITE_BUSY: Busy,
    sqlite3.SQLITE_LOCKED: Busy,
    sqlite3.SQLITE_PROTOCOL: Busy,
    sqlite3.SQLITE_READONLY: ReadOnly,
    sqlite3.SQLITE_PERM: NoAccess,
    sqlite3.SQLITE_AUTH: NoAccess,
    sqlite3.SQLITE_FULL: DiskFull,
    sqlite3.SQLITE_CORRUPT: Damaged,
    sqlite3.SQLITE_NOTADB: Damaged,
    sqlite3.SQLITE_SCHEMA: Damaged,
}


def translate(error: sqlite3.Error) -> StoreError:
    """The typed error for one of SQLite's, by its number alone: its text is never looked at."""
    number: int | None = getattr(error, "sqlite_errorcode", None)
    if number is None:
        return StoreError()
    if number == sqlite3.SQLITE_READONLY_DBMOVED:
        return Moved()
    return _BY_NUMBER.get(number & 0xFF, StoreError)()
