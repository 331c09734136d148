"""The folder of the keys: shared by the processes of a host, closed to everybody else, gone with the machine's memory.

Every way in which it can be gone or spoilt ends in a fresh start that is told, or in one sentence.
"""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.epochs import KEPT_BYTES, Span
from storage.errors import KeysExposed, KeysNoAccess, KeysNoFolder, KeysOnDisk, StoreError
from storage.key_folder import FILE, FORMER, FRESH, LOCK, FolderRing, in_memory
from tests.storage.clocks import Clocks

SPAN = Span(3600, 3600)
MEMORY = Path("/dev/shm")  # noqa: S108 - folders of our own are made in it


@pytest.fixture
def folder() -> Iterator[Path]:
    """Where the keys are to lie: in memory, where there is any."""
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as above:
        yield Path(above) / "epochs"


def ring(folder: Path, clocks: Clocks | None = None, span: Span | None = SPAN) -> FolderRing:
    """The ring of a process."""
    return FolderRing(folder, span, on_disk=True, now=clocks or Clocks())


def tags(one: FolderRing) -> list[int]:
    """The names of its epochs, newest first."""
    return [seal.tag for seal in one.epochs()]


def test_processes_agree_and_a_restart_finds_it(folder: Path) -> None:
    """The first one makes the keys, the second and the third find them; only the first begins afresh."""
    clocks = Clocks()
    first, second = ring(folder, clocks), ring(folder, clocks)
    assert (first.afresh, second.afresh) == (True, False)
    assert tags(first) == tags(second)
    first.close()
    assert tags(ring(folder, clocks)) == tags(second)


def test_whoever_comes_first_turns_for_all(folder: Path) -> None:
    """Over twelve hours with two processes in turns: one new epoch an hour, the same for both, two at most."""
    clocks = Clocks()
    rings = [ring(folder, clocks), ring(folder, clocks)]
    seen = {tags(rings[0])[0]}
    for hour in range(12):
        clocks.pass_(3600)
        ahead, behind = tags(rings[hour % 2]), tags(rings[1 - hour % 2])
        assert ahead == behind
        assert len(ahead) == 2
        seen.add(ahead[0])
    assert len(seen) == 13


def test_what_another_process_did_is_seen_at_once(folder: Path) -> None:
    """Also by one whose own clock says that there is nothing to do yet."""
    early, late = Clocks(), Clocks()
    one, other = ring(folder, early), ring(folder, late)
    early.pass_(3599)
    late.pass_(3600)
    assert len(tags(other)) == 2
    assert tags(one) == tags(other)


def test_a_forgotten_secret_is_in_no_file(folder: Path) -> None:
    """After its time its bytes are nowhere in the folder, and the files are ours alone."""
    clocks = Clocks()
    one = ring(folder, clocks)
    secret = (folder / FILE).read_bytes()[32:64]
    clocks.pass_(SPAN.whole)
    one.epochs()
    assert sorted(path.name for path in folder.iterdir()) == [FILE, LOCK]
    assert secret not in b"".join(path.read_bytes() for path in folder.iterdir())
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_what_is_destroyed_is_overwritten_first(folder: Path) -> None:
    """Somebody who holds the former file open finds zeros in it."""
    clocks = Clocks()
    one = ring(folder, clocks)
    with (folder / FILE).open("rb") as former:
        clocks.pass_(3600)
        one.epochs()
        assert former.read() == bytes(KEPT_BYTES)


@pytest.mark.parametrize("name", [FRESH, FORMER])
def test_what_a_dead_process_left_is_destroyed(folder: Path, name: str) -> None:
    """A process died while it replaced the file: the next one overwrites and unlinks what it left."""
    clocks = Clocks()
    before = tags(ring(folder, clocks))
    left = folder / name
    left.write_bytes(b"s" * 80)
    with left.open("rb") as held:
        again = ring(folder, clocks)
        assert held.read() == bytes(80)
    assert not left.exists()
    assert tags(again) == before


SPOILT = {
    "gone": lambda file: file.unlink(),
    "empty": lambda file: file.write_bytes(b""),
    "too short": lambda file: file.write_bytes(file.read_bytes()[:-1]),
    "too long": lambda file: file.write_bytes(file.read_bytes() + b"\0"),
    "bent": lambda file: file.write_bytes(b"\xff" + file.read_bytes()[1:]),
    "of another kind": lambda file: file.write_text("a shopping list\n" * 20, encoding="ascii"),
    "endless": lambda file: file.write_bytes(file.read_bytes() * 65),
    "zeros": lambda file: file.write_bytes(bytes(KEPT_BYTES)),
}


@pytest.mark.parametrize("how", SPOILT)
@pytest.mark.parametrize("running", [False, True], ids=["at the start", "while it runs"])
def test_spoilt_keys_are_a_fresh_start(folder: Path, how: str, running: bool) -> None:
    """Nothing old can be read, what is there is whole again, and at a start it is told."""
    clocks = Clocks()
    one = ring(folder, clocks)
    before = tags(one)
    SPOILT[how](folder / FILE)
    after = one if running else ring(folder, clocks)
    assert not set(tags(after)) & set(before)
    assert running or after.afresh
    assert tags(ring(folder, clocks)) == tags(after)


def test_keys_from_the_future_or_before_the_start_are_forgotten(folder: Path) -> None:
    """A clock that counts from the machine's start says less than when they were made: another run, another ring."""
    clocks = Clocks()
    clocks.boot = 10_000
    before = tags(ring(folder, clocks))
    clocks.boot = 20
    after = ring(folder, clocks)
    assert after.afresh
    assert not set(tags(after)) & set(before)


def test_a_folder_that_goes_away_is_made_anew(folder: Path) -> None:
    """While a process runs: it begins afresh together with the others; without the folder above, it says so."""
    clocks = Clocks()
    one, other = ring(folder, clocks), ring(folder, clocks)
    before = tags(one)
    shutil.rmtree(folder)
    assert tags(one) == tags(other)
    assert not set(tags(one)) & set(before)
    shutil.rmtree(folder.parent)
    with pytest.raises(KeysNoFolder):
        one.epochs()
    folder.parent.mkdir(mode=0o700)


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o606])
def test_keys_that_others_can_open_are_refused(folder: Path, mode: int) -> None:
    """Refused, not corrected: who could read them may have read them."""
    ring(folder)
    (folder / FILE).chmod(mode)
    with pytest.raises(KeysExposed):
        ring(folder)
    (folder / FILE).chmod(0o600)
    folder.chmod(0o711)
    with pytest.raises(KeysExposed):
        ring(folder)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
def test_a_folder_of_somebody_else_is_refused(folder: Path) -> None:
    """Made by another account under our name before we came."""
    folder.mkdir(mode=0o700)
    os.chown(folder, 65534, 65534)
    with pytest.raises(KeysExposed):
        ring(folder)


def test_a_link_is_refused(folder: Path) -> None:
    """Neither the folder nor the file may lead elsewhere."""
    elsewhere = folder.parent / "elsewhere"
    elsewhere.mkdir(mode=0o700)
    folder.symlink_to(elsewhere)
    with pytest.raises(KeysExposed):
        ring(folder)
    folder.unlink()
    folder.mkdir(mode=0o700)
    (folder / FILE).symlink_to(elsewhere / "file")
    with pytest.raises(KeysExposed):
        ring(folder)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may open everything")
def test_keys_that_cannot_be_read_are_refused(folder: Path) -> None:
    """Not ours to open: a sentence, and nothing is replaced."""
    ring(folder)
    (folder / FILE).chmod(0)
    with pytest.raises(KeysNoAccess):
        ring(folder)


def test_a_visitor_makes_and_destroys_nothing(folder: Path) -> None:
    """A command beside the service sees what is there, follows its turns, and leaves all as it is."""
    clocks = Clocks()
    assert tags(ring(folder, clocks, None)) == []
    assert not folder.exists()
    keeper = ring(folder, clocks)
    visitor = ring(folder, clocks, None)
    assert tags(visitor) == tags(keeper)
    clocks.pass_(3600)
    before = (folder / FILE).read_bytes()
    assert len(tags(visitor)) == 1
    assert (folder / FILE).read_bytes() == before
    assert tags(keeper) == tags(visitor)
    clocks.pass_(10 * 3600)
    visitor.epochs()
    assert (folder / FILE).exists()


@pytest.mark.skipif(not in_memory(MEMORY), reason="this machine has no shared memory")
def test_keys_on_a_disk_are_refused_where_it_is_meant(tmp_path: Path, folder: Path) -> None:
    """By the kernel's own table: a disk is refused, memory is taken, a demonstration may use a disk."""
    assert not in_memory(tmp_path)
    with pytest.raises(KeysOnDisk):
        FolderRing(tmp_path / "epochs", SPAN)
    assert not (tmp_path / "epochs" / FILE).exists()
    FolderRing(tmp_path / "epochs", SPAN, on_disk=True)
    FolderRing(folder, SPAN)


@pytest.mark.parametrize(
    ("line", "memory"),
    [
        ("36 35 {} / /run rw,nosuid shared:1 - tmpfs tmpfs rw,size=1k", True),
        ("36 35 {} / /run rw - ramfs none rw", True),
        ("36 35 {} / / rw,relatime shared:1 - ext4 /dev/tmpfs rw", False),
        ("36 35 {} / /a\\040-\\040b rw - fuse.tmpfs x rw", False),
        ("36 35 0:99 / /run rw - tmpfs tmpfs rw", False),
        ("", False),
    ],
)
def test_what_is_memory_is_read_from_the_table(tmp_path: Path, line: str, memory: bool) -> None:
    """The kind of the file system that the device belongs to; what the table does not know is no memory."""
    device = tmp_path.stat().st_dev
    mounts = tmp_path / "mounts"
    mounts.write_text(f"{line.format(f'{os.major(device)}:{os.minor(device)}')}\n", encoding="ascii")
    assert in_memory(tmp_path, mounts) is memory
    assert not in_memory(tmp_path, tmp_path / "nothing")


def test_a_full_memory_is_one_sentence_and_costs_no_secret(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing can be written at the turn: an error, and with room again all is as before, and one newer."""
    clocks = Clocks()
    one = ring(folder, clocks)
    before = tags(one)
    clocks.pass_(3600)

    def full(*_: object) -> None:
        raise OSError(28, "")

    with monkeypatch.context() as tight:
        tight.setattr("storage.key_folder.os.fsync", full)
        with pytest.raises(StoreError):
            one.epochs()
    assert tags(one)[1:] == before
    assert tags(ring(folder, clocks)) == tags(one)
