"""A file that cannot be a store gets one clear sentence, stays as it was, and the conversation goes on in memory."""

from __future__ import annotations

import os
import socket
import sqlite3
import stat
import tempfile
import traceback
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from storage import errors
from storage.base import Store, Stored
from storage.errors import (
    Damaged,
    IsFolder,
    Moved,
    NewerVersion,
    NoAccess,
    NoFolder,
    NotOurs,
    ReadOnly,
    StoreError,
)
from storage.memory import MemoryStore
from storage.schema import APPLICATION_ID, VERSION
from tests.storage.opening import opened
from tests.storage.samples import NOW, TALLY, key, record

SENTENCES = {kind.sentence for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, StoreError)}


def refusal(path: Path) -> type[StoreError]:
    """Try to open a file; the kind of the error, after a look at what it tells."""
    with pytest.raises(StoreError) as caught:
        opened(path, patience=0.05)
    error = caught.value
    assert str(error) in SENTENCES
    assert error.__cause__ is None
    said = "".join(traceback.format_exception_only(error))
    assert str(path) not in said
    assert "sqlite3" not in said
    return type(error)


def database(path: Path, *statements: str) -> None:
    """A SQLite file that is not made by us."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)


def everything(path: Path) -> bytes:
    """The bytes of a file."""
    return path.read_bytes()


def overwrite(path: Path, content: bytes) -> None:
    """Put other bytes into a file."""
    path.write_bytes(content)


@contextmanager
def ordinary_person() -> Iterator[None]:
    """Modes do not stop the superuser: give up those rights for a while, if we have them."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@contextmanager
def closed_to_writing(folder: Path) -> Iterator[None]:
    """Nobody but the superuser can put anything into the folder."""
    folder.chmod(0o555)
    try:
        yield
    finally:
        folder.chmod(0o777)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that an ordinary person can reach and write to."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o777)
        yield folder


def test_every_error_is_one_sentence() -> None:
    """Each error has its own code and its own sentence, ending in a full stop, without a line break."""
    every: list[type[StoreError]] = [StoreError, *StoreError.__subclasses__()]
    kinds = [kind for kind in every if kind.__module__ == errors.__name__]
    assert len({kind.code for kind in kinds}) == len(kinds) == len(SENTENCES)
    for kind in kinds:
        assert kind.code.startswith(("store.", "keys."))
        assert kind.sentence.endswith(".")
        assert "\n" not in kind.sentence
        assert str(kind()) == kind.sentence


@pytest.mark.parametrize("size", [1, 15, 99, 100, 4096, 100_000])
def test_a_file_that_is_no_database_is_left_alone(path: Path, size: int) -> None:
    """Any bytes of any length: refused, not one byte changed, nothing put beside it."""
    content = (b"Dear diary, today \x00\xff" * 6000)[:size]
    path.write_bytes(content)
    assert refusal(path) is NotOurs
    assert path.read_bytes() == content
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("mode", ["delete", "wal"])
def test_the_database_of_another_program_is_left_alone(path: Path, mode: str) -> None:
    """Somebody's notes in SQLite stay as they are, to the byte, also in write-ahead mode and with another number."""
    database(path, f"PRAGMA journal_mode = {mode}", "CREATE TABLE notes (words TEXT)")
    for number in (0, APPLICATION_ID - 1):
        database(path, f"PRAGMA application_id = {number}")
        content = path.read_bytes()
        assert refusal(path) is NotOurs
        assert path.read_bytes() == content
        assert list(path.parent.iterdir()) == [path]


async def test_a_file_from_a_newer_version_is_left_alone(path: Path) -> None:
    """An older program does not touch what a newer one has written."""
    await opened(path).close()
    database(path, f"PRAGMA user_version = {VERSION + 1}")
    content = everything(path)
    assert refusal(path) is NewerVersion
    assert everything(path) == content


def test_an_empty_file_becomes_a_store(path: Path) -> None:
    """A file with nothing in it, as `touch` makes one, is nobody's."""
    path.touch()
    opened(path)._file.close()
    assert path.read_bytes().startswith(b"SQLite format 3")


def test_a_folder_is_not_a_store(path: Path) -> None:
    """The path of a folder."""
    assert refusal(path.parent) is IsFolder


def test_a_missing_folder_is_named_as_such(path: Path) -> None:
    """A path into a folder that does not exist, or through a file."""
    assert refusal(path.parent / "missing" / "waymark.sqlite") is NoFolder
    path.touch()
    assert refusal(path / "waymark.sqlite") is NoFolder


def test_a_pipe_or_a_device_is_not_a_store(path: Path) -> None:
    """Reading these could wait for ever; they are refused at once."""
    os.mkfifo(path)
    assert refusal(path) is NotOurs
    assert refusal(Path(os.devnull)) is NotOurs
    with tempfile.TemporaryDirectory() as short, socket.socket(socket.AF_UNIX) as server:
        server.bind(f"{short}/s")
        assert refusal(Path(short) / "s") is NotOurs


async def test_a_damaged_file_is_refused(path: Path) -> None:
    """A page overwritten, the end cut off, a table gone: refused at the start, not at the tenth tap."""
    store = opened(path)
    for number in range(40):
        await store.commit(key(number), expected=None, revision=1, record=record(number, 400), expires=NOW)
    await store.close()
    whole = everything(path)
    for broken in (
        whole[:4096] + b"\x5a" * 4096 + whole[8192:],
        whole[:-4096],
        whole[:100] + bytes(400) + whole[500:],
        whole[:16] + b"\xff\xff" + whole[18:],
    ):
        overwrite(path, broken)
        assert refusal(path) is Damaged
    overwrite(path, whole)
    database(path, "DROP TABLE timers")
    assert refusal(path) is Damaged


async def test_damage_in_mid_conversation_is_told(path: Path) -> None:
    """A table that disappears under an open store is damage, told in a sentence."""
    store = opened(path)
    database(path, "DROP TABLE sessions")
    with pytest.raises(Damaged):
        await store.load(key(1))
    await store.close()


async def test_a_read_only_file_is_refused(open_folder: Path) -> None:
    """A file without the right to write: SQLite would open it and fail at the first tap; we say so at the start."""
    path = open_folder / "waymark.sqlite"
    with ordinary_person():
        await opened(path).close()
        path.chmod(stat.S_IRUSR)
        assert refusal(path) is ReadOnly


async def test_a_read_only_folder_is_refused(open_folder: Path) -> None:
    """A folder without the right to write, with and without a file in it."""
    path = open_folder / "waymark.sqlite"
    with ordinary_person():
        await opened(path).close()
        (open_folder / "waymark.sqlite-journal").unlink()
    with closed_to_writing(open_folder), ordinary_person():
        assert refusal(path) is ReadOnly
        assert refusal(open_folder / "other.sqlite") is ReadOnly


def test_a_file_that_we_may_not_read_is_refused(open_folder: Path) -> None:
    """Somebody else's file."""
    path = open_folder / "waymark.sqlite"
    path.touch()
    path.chmod(0)
    with ordinary_person():
        assert refusal(path) is NoAccess


async def test_a_file_taken_away_in_mid_conversation(path: Path) -> None:
    """Deleted under an open store: better an error than steps acknowledged into nothing."""
    store = opened(path)
    await store.commit(key(1), expected=None, revision=1, record=record(1), expires=NOW)
    for file in list(path.parent.iterdir()):
        file.unlink()
    with pytest.raises(Moved):
        await store.commit(key(1), expected=1, revision=2, record=record(2), expires=NOW)
    await store.close()


async def test_the_conversation_goes_on_in_memory(path: Path) -> None:
    """What the program does with a file that it cannot use: it says the sentence and keeps the session in memory."""
    overwrite(path, b"no database at all")
    store: Store
    notice = ""
    try:
        store = opened(path)
    except StoreError as error:
        notice = error.sentence
        store = MemoryStore()
    assert "left untouched" in notice
    assert await store.commit(key(1), expected=None, revision=1, record=record(1), expires=NOW, tally=TALLY)
    assert await store.load(key(1)) == Stored(1, record(1), NOW)
    await store.close()
