"""A pack that somebody made to do harm is refused like any other, quickly, and nothing of it is followed or run."""

from __future__ import annotations

import os
import random
import resource
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from bot.packs import loading
from tests.packs import world
from tests.packs.broken import ITEMS, PACK, put

ROOT: Final = Path(__file__).parents[2]
OUTSIDE: Final = "told to nobody, least of all here"

Deed = Callable[[Path], None]


def _link(folder: Path) -> None:
    put(folder.parent / "outside.yaml", OUTSIDE.encode())
    (folder / ITEMS).unlink()
    (folder / ITEMS).symlink_to(folder.parent / "outside.yaml")


def _link_up(folder: Path) -> None:
    (folder / "LICENSE").unlink()
    (folder / "LICENSE").symlink_to("../../../../../../etc/hostname")


def _pipe(folder: Path) -> None:
    (folder / ITEMS).unlink()
    os.mkfifo(folder / ITEMS)


def _plug(folder: Path) -> None:
    (folder / ITEMS).unlink()
    here = Path.cwd()
    os.chdir(folder)  # the name of a socket is short
    try:
        with socket.socket(socket.AF_UNIX) as plug:
            plug.bind(ITEMS)
    finally:
        os.chdir(here)


def _folder(folder: Path) -> None:
    (folder / "deeper" / "and" / "deeper").mkdir(parents=True)


def _text(old: str, new: str, file: str = ITEMS) -> Deed:
    return lambda folder: world.changed(folder, file, old, new)


def _file(name: str, content: bytes) -> Deed:
    return lambda folder: put(folder / name, content)


_BOMB: Final = b"a: &a [x, x]\n" + b"".join(b"%c: &%c [*%c, *%c]\n" % (c, c, c - 1, c - 1) for c in b"bcdefghijklmnop")
_NOTE: Final = "A nod is enough."

DEEDS: Final[dict[str, tuple[str, Deed]]] = {
    "a link to a file outside": ("file-kind", _link),
    "a link up to the system": ("file-kind", _link_up),
    "a pipe that never ends": ("file-kind", _pipe),
    "a socket": ("file-kind", _plug),
    "folders in folders": ("file-kind", _folder),
    "a name with a line break": ("file-name", _file("a\nb.yaml", b"x")),
    "a name that is hidden": ("file-name", _file(".htaccess", b"x")),
    "anchors that multiply": ("anchor", _file(ITEMS, _BOMB)),
    "an alias": ("alias", _text(_NOTE, "*note")),
    "a tag that builds an object": ("tag", _text(_NOTE, "!!python/object/apply:os.system [ls]")),
    "brackets without an end": ("depth", _file(ITEMS, b"[" * 100_000)),
    "tables without an end": ("depth", _file(ITEMS, b"".join(b"%sa:\n" % (b" " * n) for n in range(300)))),
    "a million values": ("count", _file(ITEMS, b"a: [" + b"x," * 300_000 + b"]")),
    "two documents": ("documents", _text("rule:", "---\nrule:")),
    "another YAML": ("directive", _file(ITEMS, b"%YAML 1.1\n---\na: b\n")),
    "a merge key": ("key-not-plain", _text("rule:", "<<: {a: b}\nrule:")),
    "text that reads backwards": ("hidden-character", _text(_NOTE, "A nod \u202eis enough.")),
    "a letter that nobody sees": ("hidden-character", _text(_NOTE, "A nod\u200b is enough.")),
    "a bell": ("hidden-character", _text(_NOTE, "A nod \u0007 is enough.")),
    "an escaped bell": ("hidden-character", _text(_NOTE, '"A nod \\a is enough."')),
    "no UTF-8": ("encoding", _file(ITEMS, b"\xff\xfe\x00")),
    "a null byte": ("hidden-character", _file(ITEMS, b"a: \x00\n")),
    "a licence that reads backwards": ("licence-unreadable", _file("LICENSE", "\u202e you may do all".encode() * 20)),
    "a format that looks inside": ("brace", _text(_NOTE, "A nod {note.__class__.__init__.__globals__}.")),
    "markup": ("link", _text(_NOTE, "<a href=javascript:x>nod</a>")),
    "an address": ("link", _text(_NOTE, "Type it at https://example.org/nod then.")),
    "somebody else's number": ("number-to-call", _text(_NOTE, "They can call 555 01 99 at any time.")),
    "a licence outside": ("licence-missing", _text("licence_file: LICENSE", "licence_file: /etc/hostname", PACK)),
    "an id that climbs": ("pack-id", _text("id: pack_lantern", "id: pack_../../x", PACK)),
    "the id of a shipped conversation": ("pack-id", _text("id: pack_lantern", "id: adult_brief", PACK)),
    "a number too long to be one": ("field-wrong", _text("from_age: 18", f"from_age: {'9' * 5_000}", PACK)),
    "a seal of brackets": ("depth", _file("pack.lock", b"[" * 100_000)),
    "a seal that is a link": ("file-kind", lambda folder: (folder / "pack.lock").symlink_to("pack.yaml")),
}


@pytest.mark.parametrize("name", DEEDS)
def test_hostile_pack_is_refused(name: str, tmp_path: Path) -> None:
    """Each trick is named for what it is, and nothing that lies outside the folder comes into a sentence."""
    code, deed = DEEDS[name]
    path = world.pack(tmp_path)
    deed(path)
    found = world.issues(path)
    assert code in {one.code for one in found}, found
    assert all(OUTSIDE not in one.sentence for one in found)
    assert all(len(one.sentence) < 2_000 for one in found)


def test_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    """A path that is no folder, or that is not there, is told in a sentence."""
    put(tmp_path / "file", b"x")
    assert world.codes(tmp_path / "file") == {"pack-folder"}
    assert world.codes(tmp_path / "nothing") == {"pack-folder"}


def test_folder_of_many_files_is_not_read(tmp_path: Path) -> None:
    """A folder with thousands of names is refused without a look at them."""
    path = world.pack(tmp_path)
    for number in range(3_000):
        put(path / f"items.a{number}.yaml", b"")
    assert world.codes(path) == {"pack-count"}


def _mutated(text: bytes, dice: random.Random) -> bytes:
    """The text with a few bytes, lines or pieces of YAML put in, taken out or swapped."""
    pieces = (
        b"\n- ",
        b": ",
        b"{",
        b"}",
        b"[",
        b"]",
        b"&a ",
        b"*a",
        b"!x ",
        b"\x00",
        "\u202e".encode(),
        b"\t",
        b'"',
        b"'",
        b"%",
    )
    content = bytearray(text)
    for _ in range(dice.randint(1, 12)):
        at = dice.randrange(len(content))
        match dice.randrange(4):
            case 0:
                content[at:at] = dice.choice(pieces)
            case 1:
                del content[at : at + dice.randint(1, 60)]
            case 2:
                content[at : at + 1] = bytes([dice.randrange(256)])
            case _:
                content[at:at] = content[at : at + 200] * dice.randint(1, 30)
    return bytes(content)


@pytest.mark.long
def test_thousand_broken_packs_are_all_judged(tmp_path: Path) -> None:
    """Whatever a file is turned into, the answer is a list of issues and never an error of ours, within its means."""
    path = world.pack(tmp_path)
    good = {name: (path / name).read_bytes() for name in (PACK, ITEMS, "LICENSE")}
    dice = random.Random(20261122)  # noqa: S311  # the same packs in every run
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for _ in range(1_000):
        name = dice.choice([PACK, ITEMS])
        put(path / name, _mutated(good[name], dice))
        _, issues = loading.judge(path, world.shelf())
        assert issues
        put(path / name, good[name])
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 64 * 1024, f"{grown} KiB"


_TIGHT: Final = """
import resource, sys
from pathlib import Path
from tests.packs import world
world.shelf(); world.issues(Path(sys.argv[1]))
used = int(next(l for l in open("/proc/self/status") if l.startswith("VmSize")).split()[1]) * 1024
resource.setrlimit(resource.RLIMIT_AS, (used + 64 * 2**20, used + 64 * 2**20))
resource.setrlimit(resource.RLIMIT_CPU, (int(resource.getrusage(resource.RUSAGE_SELF).ru_utime) + 4,) * 2)
print(sorted({one.code for one in world.issues(Path(sys.argv[2]))}))
"""


@pytest.mark.parametrize("name", ["anchors that multiply", "brackets without an end", "a million values"])
def test_bomb_goes_off_in_little_room(name: str, tmp_path: Path) -> None:
    """A bomb is refused by a process that is allowed 64 MiB and a few seconds more than it has."""
    good = world.pack(tmp_path, name="good")
    bad = world.pack(tmp_path, name="bad")
    code, deed = DEEDS[name]
    deed(bad)
    ran = subprocess.run(
        [sys.executable, "-c", _TIGHT, good, bad], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60
    )
    assert code in ran.stdout, ran.stderr
